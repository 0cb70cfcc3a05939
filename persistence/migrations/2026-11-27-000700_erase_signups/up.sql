-- What is personal of a sign-up goes some time after its meeting; what is counted stays.
ALTER TABLE outreach_signup ALTER COLUMN sealed DROP NOT NULL;
ALTER TABLE outreach_signup ADD CONSTRAINT outreach_signup_erased_whole
    CHECK (sealed IS NOT NULL OR (code_hash IS NULL AND comment IS NULL));
CREATE INDEX outreach_signup_personal ON outreach_signup (event_id) WHERE sealed IS NOT NULL;
