ALTER TABLE offer_report DROP COLUMN found;
