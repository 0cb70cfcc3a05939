-- Health facts and declarations leave nothing in the clear but kind, code and document.
ALTER TABLE evidence ADD CONSTRAINT evidence_sealed_whole CHECK (
    sealed IS NULL OR num_nonnulls(value_number, value_date, from_day, until_day) = 0);

-- Every file lies with somebody since some moment; a null would drop it out of the queue's pages.
UPDATE candidate SET held_since = created_at WHERE held_since IS NULL;
ALTER TABLE candidate ALTER COLUMN held_since SET NOT NULL;

-- Files whose day has passed.
CREATE INDEX candidate_expected ON candidate (expected_by) WHERE expected_by IS NOT NULL;
