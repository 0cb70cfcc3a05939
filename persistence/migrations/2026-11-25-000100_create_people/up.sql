-- Where staff belong. Rows of `data/city.toml` are kept here by `migrate`.
CREATE TABLE organisation (
    id         uuid PRIMARY KEY,
    kind       text        NOT NULL,
    code       text        NOT NULL,
    name       text        NOT NULL,
    -- Code of the kelurahan that an office serves; null: the whole city.
    region     text,
    created_at timestamptz NOT NULL,
    CONSTRAINT organisation_kind_known
        CHECK (kind IN ('desk', 'kelurahan', 'provider', 'agency', 'employer', 'partner')),
    CONSTRAINT organisation_code_unique UNIQUE (code)
);

-- A human being and the key that seals what is known of them. Destroying
-- `wrapped_key` makes every sealed field of the person unreadable.
CREATE TABLE person (
    id          uuid PRIMARY KEY,
    key_id      text        NOT NULL,
    key_version smallint    NOT NULL,
    wrapped_key bytea       NOT NULL,
    -- Came in under `--demo`: a reset drops it.
    is_demo     boolean     NOT NULL,
    created_at  timestamptz NOT NULL
);
CREATE INDEX person_demo ON person (is_demo) WHERE is_demo;

-- Numbers and names under which others know a person.
CREATE TABLE identifier (
    person_id   uuid        NOT NULL REFERENCES person (id),
    id          uuid        NOT NULL,
    kind        text        NOT NULL,
    sealed      bytea       NOT NULL,
    -- Only on the NIK: keyed hash of the full number.
    blind_index bytea,
    status      text        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (person_id, id),
    CONSTRAINT identifier_kind_known CHECK (kind IN
        ('nik', 'kk', 'passport', 'phone', 'email', 'siapkerja', 'sisko', 'bpjs_tk', 'bpjs_kesehatan')),
    CONSTRAINT identifier_status_known
        CHECK (status IN ('format_valid', 'mismatch', 'verified', 'dukcapil_verified')),
    CONSTRAINT identifier_one_of_a_kind UNIQUE (person_id, kind)
);
CREATE INDEX identifier_found_by_index ON identifier (blind_index) WHERE blind_index IS NOT NULL;
-- One NIK is one verified person; drafts may repeat it, the officer sees the conflict.
CREATE UNIQUE INDEX identifier_one_verified_nik ON identifier (blind_index)
    WHERE kind = 'nik' AND status IN ('verified', 'dukcapil_verified');
