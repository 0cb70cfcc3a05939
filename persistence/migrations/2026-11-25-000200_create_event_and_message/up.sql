-- Every change of state, in the transaction that makes it: audit trail, outbox,
-- feed and history. Append-only by grants. `version` is the one that the thing
-- has after the change: unique with it, and its ETag.
CREATE TABLE event (
    owner_id        uuid        NOT NULL,
    thing_kind      text        NOT NULL,
    thing_id        uuid        NOT NULL,
    version         integer     NOT NULL,
    -- Whose it is; null where no person is concerned (then the owner is an organisation).
    person_id       uuid        REFERENCES person (id),
    kind            text        NOT NULL,
    -- Account that acted; null: the program itself.
    actor_id        uuid,
    organisation_id uuid,
    reason          text,
    request_id      text        NOT NULL,
    at              timestamptz NOT NULL,
    -- Read only by the later sequencer that orders the feed.
    xid             xid8        NOT NULL DEFAULT pg_current_xact_id(),
    payload         bytea,
    PRIMARY KEY (owner_id, thing_kind, thing_id, version)
);
CREATE INDEX event_of_person ON event (person_id, at);

-- What a person is told, written in the transaction that causes it.
CREATE TABLE message (
    id         uuid PRIMARY KEY,
    -- Null while there is no person yet (a code for a registration): sealed with the system key.
    person_id  uuid        REFERENCES person (id),
    template   text        NOT NULL,
    language   text        NOT NULL,
    sealed     bytea       NOT NULL,
    state      text        NOT NULL,
    tries      smallint    NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    CONSTRAINT message_state_known CHECK (state IN ('queued', 'sent', 'failed')),
    CONSTRAINT message_language_known CHECK (language IN ('id', 'en'))
);
CREATE INDEX message_queued ON message (created_at) WHERE state = 'queued';
CREATE INDEX message_of_person ON message (person_id);
