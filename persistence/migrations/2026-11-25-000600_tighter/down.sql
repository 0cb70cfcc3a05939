DROP INDEX candidate_expected;
ALTER TABLE candidate ALTER COLUMN held_since DROP NOT NULL;
ALTER TABLE evidence DROP CONSTRAINT evidence_sealed_whole;
