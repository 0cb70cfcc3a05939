-- Only what an officer saw counts in the offer check: a report carries the version with which it came into its group, and
-- a group that was passed on the one that its officer had read.
ALTER TABLE offer_report ADD COLUMN entered integer;
ALTER TABLE report_group ADD COLUMN seen integer;
-- Parted by an officer: no report merges it with another again.
ALTER TABLE report_group ADD COLUMN apart boolean NOT NULL DEFAULT false;

-- What came on the day of passing on or later may not have been seen: it waits until an officer confirms it.
UPDATE report_group SET seen = 1 WHERE state = 'passed';
UPDATE offer_report r
SET entered = CASE WHEN g.state = 'passed' AND r.received_on >= g.passed_on THEN g.version ELSE 1 END
FROM report_group g WHERE g.id = r.group_id;
