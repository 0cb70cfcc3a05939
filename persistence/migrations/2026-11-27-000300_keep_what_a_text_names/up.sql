-- Contacts that were read in the text of a report; sealed with the system key.
ALTER TABLE offer_report ADD COLUMN found bytea;
