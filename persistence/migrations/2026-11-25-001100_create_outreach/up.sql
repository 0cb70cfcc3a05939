-- Meetings at which people learn before they go.
CREATE TABLE outreach_event (
    id           uuid PRIMARY KEY,
    title        text        NOT NULL,
    topic        text        NOT NULL,
    -- Code of the kelurahan where it is held.
    kelurahan    text        NOT NULL,
    place        text        NOT NULL,
    speaker_id   uuid        NOT NULL REFERENCES organisation (id),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    seats        integer     NOT NULL,
    -- Slugs of the articles that it uses.
    articles     text[]      NOT NULL,
    state        text        NOT NULL,
    version      integer     NOT NULL,
    organiser_id uuid        NOT NULL REFERENCES organisation (id),
    CONSTRAINT outreach_event_topic_known CHECK (topic IN
        ('rights_and_duties', 'jobs_and_conditions', 'social_security', 'official_procedure', 'placement_cost',
         'vulnerability', 'destination', 'agreements_and_contracts', 'agencies', 'countries', 'complaints')),
    CONSTRAINT outreach_event_state_known CHECK (state IN ('planned', 'cancelled')),
    CONSTRAINT outreach_event_seats CHECK (seats > 0),
    CONSTRAINT outreach_event_period CHECK (starts_at < ends_at)
);
CREATE INDEX outreach_event_begin ON outreach_event (starts_at, id);
CREATE INDEX outreach_event_of_speaker ON outreach_event (speaker_id);
CREATE INDEX outreach_event_of_organiser ON outreach_event (organiser_id);

-- Who wants to come, or came. Nobody here needs an account: what is known of them is sealed with the system key.
CREATE TABLE outreach_signup (
    event_id     uuid        NOT NULL REFERENCES outreach_event (id),
    id           uuid        NOT NULL,
    version      integer     NOT NULL,
    -- Name and, but for those entered at the door, phone or e-mail.
    sealed       bytea       NOT NULL,
    -- Keyed hash of event and contact: tells doubles of one event, and links nobody across events.
    contact_hash bytea,
    language     text        NOT NULL,
    -- Code of the kelurahan where they live, if they said so.
    kelurahan    text,
    state        text        NOT NULL,
    code_hash    bytea,
    tries        smallint    NOT NULL,
    expires_at   timestamptz,
    -- Order of those who wait.
    line         integer,
    ticket_hash  bytea,
    at_door      boolean     NOT NULL,
    attended_at  timestamptz,
    rating       integer,
    comment      bytea,
    PRIMARY KEY (event_id, id),
    CONSTRAINT outreach_signup_language_known CHECK (language IN ('id', 'en')),
    CONSTRAINT outreach_signup_state_known CHECK (state IN ('pending', 'seated', 'waiting', 'cancelled')),
    CONSTRAINT outreach_signup_rating CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT outreach_signup_attended_seated CHECK (attended_at IS NULL OR state = 'seated')
);
CREATE UNIQUE INDEX outreach_signup_once ON outreach_signup (event_id, contact_hash)
    WHERE state IN ('seated', 'waiting');
CREATE UNIQUE INDEX outreach_signup_line ON outreach_signup (event_id, line) WHERE line IS NOT NULL;
CREATE UNIQUE INDEX outreach_signup_ticket ON outreach_signup (ticket_hash) WHERE ticket_hash IS NOT NULL;
-- Codes that never came are swept.
CREATE INDEX outreach_signup_expiry ON outreach_signup (expires_at) WHERE state = 'pending';
