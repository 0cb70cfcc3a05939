-- A log-in. Staff belong to an organisation, except auditors and admins of the service.
CREATE TABLE account (
    id              uuid PRIMARY KEY,
    person_id       uuid        NOT NULL REFERENCES person (id),
    role            text        NOT NULL,
    organisation_id uuid        REFERENCES organisation (id),
    password_hash   text        NOT NULL,
    language        text        NOT NULL,
    version         integer     NOT NULL,
    created_at      timestamptz NOT NULL,
    disabled_at     timestamptz,
    CONSTRAINT account_one_per_person UNIQUE (person_id),
    CONSTRAINT account_role_known CHECK (role IN ('candidate', 'officer', 'supervisor', 'auditor', 'admin')),
    CONSTRAINT account_language_known CHECK (language IN ('id', 'en'))
);
CREATE INDEX account_of_organisation ON account (organisation_id);

-- A proven phone or e-mail. The blind index is the key: nobody holds a name twice.
CREATE TABLE login_name (
    blind_index bytea PRIMARY KEY,
    account_id  uuid        NOT NULL REFERENCES account (id),
    kind        text        NOT NULL,
    sealed      bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT login_name_kind_known CHECK (kind IN ('phone', 'email'))
);
CREATE INDEX login_name_of_account ON login_name (account_id);

-- A registration that waits for its code; swept when it has expired.
CREATE TABLE registration (
    id         uuid PRIMARY KEY,
    -- Name, password hash and language, sealed with the system key.
    sealed     bytea       NOT NULL,
    code_hash  bytea       NOT NULL,
    tries      smallint    NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX registration_expiry ON registration (expires_at);

-- A family of refresh tokens: one log-in on one device.
CREATE TABLE session (
    account_id uuid        NOT NULL REFERENCES account (id),
    id         uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE refresh_token (
    account_id uuid        NOT NULL,
    hash       bytea       NOT NULL,
    session_id uuid        NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    -- The successor, sealed under a key derived from this token: only who holds it can read it.
    successor  bytea,
    PRIMARY KEY (account_id, hash),
    FOREIGN KEY (account_id, session_id) REFERENCES session (account_id, id)
);
CREATE INDEX refresh_token_of_session ON refresh_token (account_id, session_id);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

-- Tries counted by keyed hash of (purpose, account, network) or (purpose, network).
CREATE TABLE throttle (
    bucket bytea PRIMARY KEY,
    tries  integer     NOT NULL,
    since  timestamptz NOT NULL
);
CREATE INDEX throttle_age ON throttle (since);
