-- Answers of requests sent with an Idempotency-Key: only 2xx, sealed, 72 hours.
CREATE TABLE idempotency (
    client      uuid        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    sealed      bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Every version of the files in `data/` that a decision may rest on.
CREATE TABLE catalogue_version (
    digest      text PRIMARY KEY,
    part        text        NOT NULL,
    content     bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT catalogue_version_part_known CHECK (part IN ('law', 'data'))
);
