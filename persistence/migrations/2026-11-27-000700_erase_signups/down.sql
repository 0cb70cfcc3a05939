-- Names that are gone do not come back: those rows go, and with them their counts.
DROP INDEX outreach_signup_personal;
ALTER TABLE outreach_signup DROP CONSTRAINT outreach_signup_erased_whole;
DELETE FROM outreach_signup WHERE sealed IS NULL;
ALTER TABLE outreach_signup ALTER COLUMN sealed SET NOT NULL;
