ALTER TABLE report_group DROP COLUMN apart;
ALTER TABLE report_group DROP COLUMN seen;
ALTER TABLE offer_report DROP COLUMN entered;
