-- A person's file on the way abroad; its id is the person's.
CREATE TABLE candidate (
    person_id          uuid PRIMARY KEY REFERENCES person (id),
    status             text        NOT NULL,
    version            integer     NOT NULL,
    -- Given at the first submission.
    receipt            text,
    full_name          text,
    passport_name      text,
    birth_place        text,
    birth_date         date,
    sex                text,
    marital_status     text,
    street             text,
    rt                 text,
    rw                 text,
    kelurahan          text,
    postal_code        text,
    emergency_contact  bytea,
    wished_countries   text[]      NOT NULL DEFAULT '{}',
    wished_occupations text[]      NOT NULL DEFAULT '{}',
    -- Who must act, since when, and by which day by the service standard.
    holder_id          uuid        REFERENCES organisation (id),
    held_since         timestamptz,
    expected_by        date,
    return_reason      text,
    return_field       text,
    noted_by           uuid,
    -- The organisation that opened the file at its counter; null: the person did.
    opened_by          uuid        REFERENCES organisation (id),
    submitted_at       timestamptz,
    created_at         timestamptz NOT NULL,
    CONSTRAINT candidate_status_known
        CHECK (status IN ('draft', 'submitted', 'noted', 'verified', 'returned')),
    CONSTRAINT candidate_sex_known CHECK (sex IN ('female', 'male')),
    CONSTRAINT candidate_marital_status_known
        CHECK (marital_status IN ('single', 'married', 'divorced', 'widowed')),
    CONSTRAINT candidate_receipt_unique UNIQUE (receipt)
);
-- The queue, oldest first: of the city, of an office, of a kelurahan.
CREATE INDEX candidate_queue ON candidate (held_since, person_id);
CREATE INDEX candidate_queue_by_status ON candidate (status, held_since, person_id);
CREATE INDEX candidate_queue_of_holder ON candidate (holder_id, held_since, person_id);
CREATE INDEX candidate_queue_of_kelurahan ON candidate (kelurahan, held_since, person_id);
CREATE INDEX candidate_opened_by ON candidate (opened_by) WHERE opened_by IS NOT NULL;

CREATE TABLE document (
    person_id   uuid        NOT NULL REFERENCES person (id),
    id          uuid        NOT NULL,
    kind        text        NOT NULL,
    status      text        NOT NULL,
    version     integer     NOT NULL,
    media_type  text        NOT NULL,
    size        bigint      NOT NULL,
    sha256      bytea       NOT NULL,
    -- Random name of the sealed file.
    object      text        NOT NULL,
    issued_on   date,
    valid_until date,
    reason      text,
    uploaded_by uuid        NOT NULL,
    decided_by  uuid,
    decided_at  timestamptz,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (person_id, id),
    CONSTRAINT document_status_known CHECK (status IN ('claimed', 'verified', 'rejected')),
    CONSTRAINT document_object_unique UNIQUE (object)
);

-- Education, work, languages, certificates, health facts, declarations.
CREATE TABLE evidence (
    person_id    uuid        NOT NULL REFERENCES person (id),
    id           uuid        NOT NULL,
    kind         text        NOT NULL,
    code         text        NOT NULL,
    status       text        NOT NULL,
    version      integer     NOT NULL,
    value_kind   text,
    value_number bigint,
    value_text   text,
    value_date   date,
    value_unit   text,
    field        text,
    country      text,
    issuer       text,
    number       text,
    from_day     date,
    until_day    date,
    -- All of the above of health facts and declarations, instead of them.
    sealed       bytea,
    document_id  uuid,
    -- Was there at the last submission: closed to its owner until the file is returned.
    submitted    boolean     NOT NULL,
    reason       text,
    -- How an officer saw it: by the document, or in an interview that was recorded.
    verified_by  text,
    entered_by   uuid        NOT NULL,
    decided_by   uuid,
    decided_at   timestamptz,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (person_id, id),
    FOREIGN KEY (person_id, document_id) REFERENCES document (person_id, id),
    CONSTRAINT evidence_kind_known CHECK (kind IN
        ('education', 'work', 'language', 'certificate', 'health', 'declaration')),
    CONSTRAINT evidence_status_known CHECK (status IN ('claimed', 'verified', 'rejected')),
    CONSTRAINT evidence_value_kind_known CHECK (value_kind IN ('number', 'text', 'date')),
    CONSTRAINT evidence_verified_by_known CHECK (verified_by IN ('document', 'interview')),
    CONSTRAINT evidence_sealed_kinds CHECK (
        (sealed IS NOT NULL) = (kind IN ('health', 'declaration'))
        AND (sealed IS NULL OR COALESCE(value_kind, value_text, value_unit, field, country, issuer, number) IS NULL))
);
CREATE INDEX evidence_of_document ON evidence (person_id, document_id) WHERE document_id IS NOT NULL;

-- A stored eligibility decision: verdict and codes plain, facts and values sealed.
CREATE TABLE decision (
    person_id     uuid        NOT NULL REFERENCES person (id),
    id            uuid        NOT NULL,
    programme     text        NOT NULL,
    country       text,
    field         text,
    stage         text        NOT NULL,
    as_of         date        NOT NULL,
    verdict       text        NOT NULL,
    eligible_from date,
    -- Codes that stand in the way, sorted.
    not_met       text[]      NOT NULL,
    unknown       text[]      NOT NULL,
    law_digest    text        NOT NULL,
    data_digest   text        NOT NULL,
    sealed        bytea       NOT NULL,
    decided_by    uuid        NOT NULL,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (person_id, id),
    CONSTRAINT decision_stage_known CHECK (stage IN ('apply', 'depart')),
    CONSTRAINT decision_verdict_known
        CHECK (verdict IN ('eligible', 'eligible_from', 'incomplete', 'not_eligible'))
);
