DELETE FROM catalogue_version WHERE part = 'other';
ALTER TABLE catalogue_version DROP CONSTRAINT catalogue_version_part_known;
ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_part_known CHECK (part IN ('law', 'data'));
