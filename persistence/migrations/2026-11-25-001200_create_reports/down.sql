DROP TABLE report_mark;
DROP TABLE offer_report;
DROP TABLE report_group;
