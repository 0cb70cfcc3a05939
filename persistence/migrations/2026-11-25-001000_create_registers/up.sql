CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Agencies are organisations: the server may enter and rename these, and no other.
ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation_read ON organisation FOR SELECT USING (true);
CREATE POLICY organisation_enter ON organisation FOR INSERT WITH CHECK (kind = 'agency');
CREATE POLICY organisation_rename ON organisation FOR UPDATE USING (kind = 'agency');
CREATE INDEX organisation_by_name ON organisation (name, id);
CREATE INDEX organisation_name_like ON organisation USING gin (lower(name) gin_trgm_ops);

-- An agency (P3MI) as the register has it; its name is the organisation's. How it stands on a day is computed.
CREATE TABLE agency (
    id            uuid PRIMARY KEY REFERENCES organisation (id),
    version       integer NOT NULL,
    number        text    NOT NULL,
    -- Needs no licence.
    government    boolean NOT NULL,
    city          text    NOT NULL,
    address       text,
    licence_from  date,
    licence_until date,
    -- [{city, address}]
    branches      jsonb   NOT NULL,
    -- Where the row was taken from and when: not a change of what it says, so without a version of its own.
    taken_from    text    NOT NULL,
    taken_on      date    NOT NULL,
    CONSTRAINT agency_number_unique UNIQUE (number)
);
CREATE INDEX agency_by_city ON agency (lower(city));

-- What the register said of an agency, in the order of entry: only added to.
CREATE TABLE agency_status (
    agency_id uuid    NOT NULL REFERENCES agency (id),
    position  integer NOT NULL,
    state     text    NOT NULL,
    from_day  date    NOT NULL,
    to_day    date,
    -- What it is limited to, in words; null: everything.
    scope     text,
    reason    text,
    PRIMARY KEY (agency_id, position),
    CONSTRAINT agency_status_state_known CHECK (state IN ('active', 'warned', 'suspended', 'revoked'))
);

-- Contacts of agencies, public and plain: what is named in an offer is compared with `value`.
CREATE TABLE agency_contact (
    agency_id uuid NOT NULL REFERENCES agency (id),
    kind      text NOT NULL,
    value     text NOT NULL,
    shown     text NOT NULL,
    PRIMARY KEY (agency_id, kind, value),
    CONSTRAINT agency_contact_kind_known CHECK (kind IN ('phone', 'email', 'web', 'social', 'bank_account'))
);
CREATE INDEX agency_contact_by_value ON agency_contact (kind, value);

-- An approved job order. How it stands on a day is computed.
CREATE TABLE job_order (
    id                  uuid PRIMARY KEY,
    version             integer NOT NULL,
    number              text    NOT NULL,
    agency_id           uuid    NOT NULL REFERENCES agency (id),
    permit              text,
    permit_from         date,
    permit_until        date,
    permit_countries    text[]  NOT NULL,
    permit_occupations  text[]  NOT NULL,
    country             text    NOT NULL,
    employer            text    NOT NULL,
    programme           text,
    occupation          text    NOT NULL,
    post                text    NOT NULL,
    seats               integer NOT NULL,
    filled              integer NOT NULL,
    -- A month, in minor units of the currency.
    wage_minor          bigint  NOT NULL,
    currency            text    NOT NULL,
    months              integer NOT NULL,
    -- Asked from the worker, in minor units of IDR.
    fee_minor           bigint  NOT NULL,
    closes_on           date,
    partner             text,
    partner_verified_on date,
    taken_from          text    NOT NULL,
    taken_on            date    NOT NULL,
    CONSTRAINT job_order_number_unique UNIQUE (number),
    CONSTRAINT job_order_employer_known CHECK (employer IN ('legal', 'individual', 'principal', 'host'))
);
CREATE INDEX job_order_of_agency ON job_order (agency_id, number);
CREATE INDEX job_order_by_country ON job_order (country, number);
CREATE INDEX job_order_by_occupation ON job_order (occupation, number);
CREATE INDEX job_order_post_like ON job_order USING gin (lower(post) gin_trgm_ops);
