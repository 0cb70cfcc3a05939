DELETE FROM catalogue_version WHERE part = 'countries';
ALTER TABLE catalogue_version DROP CONSTRAINT catalogue_version_part_known;
ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_part_known CHECK (part IN ('law', 'data', 'other'));
ALTER TABLE decision DROP COLUMN countries_digest;
DROP INDEX candidate_wishes;
DROP TABLE country_status;
