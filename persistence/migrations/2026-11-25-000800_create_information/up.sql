CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The one order of all events, given by the sequencer: the cursor of every feed. Apart from `event`, which allows no
-- UPDATE; an index is given when the event can be seen, so whoever has read up to one has missed none below it.
CREATE TABLE event_log (
    owner_id   uuid    NOT NULL,
    thing_kind text    NOT NULL,
    thing_id   uuid    NOT NULL,
    version    integer NOT NULL,
    -- Null: not yet in order.
    log_index  bigint,
    PRIMARY KEY (owner_id, thing_kind, thing_id, version),
    FOREIGN KEY (owner_id, thing_kind, thing_id, version)
        REFERENCES event (owner_id, thing_kind, thing_id, version),
    CONSTRAINT event_log_index_unique UNIQUE (log_index)
);
CREATE INDEX event_log_waiting ON event_log (owner_id) WHERE log_index IS NULL;
CREATE INDEX event_log_of_kind ON event_log (thing_kind, log_index);
INSERT INTO event_log (owner_id, thing_kind, thing_id, version)
SELECT owner_id, thing_kind, thing_id, version FROM event;

-- Something that people read; what it says stands in its versions.
CREATE TABLE article (
    id         uuid PRIMARY KEY,
    slug       text        NOT NULL,
    version    integer     NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT article_slug_unique UNIQUE (slug)
);

-- A version is written once; only its state moves on.
CREATE TABLE article_version (
    article_id   uuid        NOT NULL REFERENCES article (id),
    number       integer     NOT NULL,
    state        text        NOT NULL,
    kind         text        NOT NULL,
    topic        text        NOT NULL,
    audiences    text[]      NOT NULL,
    owner_id     uuid        NOT NULL REFERENCES organisation (id),
    -- Texts by language, and facts.
    content      jsonb       NOT NULL,
    -- By which day it must be looked at again.
    review_by    date        NOT NULL,
    -- The day on which it is to appear, or has appeared.
    publish_on   date,
    published_at timestamptz,
    retired_at   timestamptz,
    -- Digest of the file that it came from; null: an officer wrote it.
    file_digest  text,
    author_id    uuid,
    publisher_id uuid,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (article_id, number),
    CONSTRAINT article_version_state_known
        CHECK (state IN ('draft', 'in_review', 'scheduled', 'published', 'retired')),
    CONSTRAINT article_version_kind_known CHECK (kind IN ('article', 'guide')),
    CONSTRAINT article_version_topic_known CHECK (topic IN
        ('rights_and_duties', 'jobs_and_conditions', 'social_security', 'official_procedure', 'placement_cost',
         'vulnerability', 'destination', 'agreements_and_contracts', 'agencies', 'countries', 'complaints'))
);
CREATE UNIQUE INDEX article_version_one_published ON article_version (article_id) WHERE state = 'published';
CREATE INDEX article_version_by_state ON article_version (state, article_id, number);
CREATE INDEX article_version_scheduled ON article_version (publish_on) WHERE state = 'scheduled';
CREATE INDEX article_version_of_owner ON article_version (owner_id, state);

-- What can be searched for, one row a language.
CREATE TABLE search_entry (
    kind     text NOT NULL,
    code     text NOT NULL,
    language text NOT NULL,
    title    text NOT NULL,
    summary  text NOT NULL,
    body     text NOT NULL,
    lexemes  tsvector NOT NULL,
    PRIMARY KEY (kind, code, language),
    CONSTRAINT search_entry_kind_known
        CHECK (kind IN ('article', 'guide', 'country', 'programme', 'problem')),
    CONSTRAINT search_entry_language_known CHECK (language IN ('id', 'en'))
);
CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes);

-- Every word that stands in an entry: what a mistyped one may have meant.
CREATE TABLE search_word (
    language text NOT NULL,
    word     text NOT NULL,
    PRIMARY KEY (language, word)
);
CREATE INDEX search_word_like ON search_word USING gin (word gin_trgm_ops);
