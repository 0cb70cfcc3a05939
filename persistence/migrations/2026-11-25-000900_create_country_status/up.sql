-- Openings, limits, closings and warnings, as they were known: a row is proposed, becomes known when somebody else
-- approves it, and is known until another replaces it. What was known on a day is never changed.
CREATE TABLE country_status (
    id          uuid PRIMARY KEY,
    version     integer     NOT NULL,
    country     text        NOT NULL,
    employer    text,
    -- ISCO-08; empty: all posts.
    occupations text[]      NOT NULL,
    state       text        NOT NULL,
    from_day    date        NOT NULL,
    to_day      date,
    note        jsonb       NOT NULL,
    source      jsonb       NOT NULL,
    -- SHA-256 of the document that says so, where an officer entered the row.
    source_hash text,
    confidence  text        NOT NULL,
    -- The row that it takes the place of.
    replaces    uuid        REFERENCES country_status (id),
    -- Null: it stands in the files of the program.
    proposed_by uuid,
    proposed_at timestamptz NOT NULL,
    decided_by  uuid,
    refused_at  timestamptz,
    known_from  timestamptz,
    known_to    timestamptz,
    -- How far people who wish this country have been told; null: nobody has to be, or all have been.
    told_after  uuid,
    CONSTRAINT country_status_state_known CHECK (state IN ('open', 'limited', 'closed', 'warned')),
    CONSTRAINT country_status_employer_known CHECK (employer IN ('legal', 'individual', 'principal', 'host')),
    CONSTRAINT country_status_confidence_known CHECK (confidence IN ('high', 'medium', 'low'))
);
CREATE INDEX country_status_of_country ON country_status (country, from_day);
CREATE INDEX country_status_replaced ON country_status (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX country_status_waiting ON country_status (id) WHERE known_from IS NULL AND refused_at IS NULL;
CREATE INDEX country_status_to_tell ON country_status (id) WHERE told_after IS NOT NULL;
CREATE INDEX candidate_wishes ON candidate USING gin (wished_countries);

-- A decision names the countries that were known, too; null: made before they were rows.
ALTER TABLE decision ADD COLUMN countries_digest text;
ALTER TABLE catalogue_version DROP CONSTRAINT catalogue_version_part_known;
ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_part_known
    CHECK (part IN ('law', 'data', 'other', 'countries'));
