-- One recruiter behind many reports: officers pass a group on or close it.
CREATE TABLE report_group (
    id          uuid PRIMARY KEY,
    version     integer NOT NULL,
    state       text    NOT NULL,
    passed_to   text,
    passed_on   date,
    -- Number under which the police or KP2MI have it.
    receipt     text,
    reason      text,
    merged_into uuid REFERENCES report_group (id),
    opened_on   date    NOT NULL,
    decided_by  uuid,
    CONSTRAINT report_group_state_known CHECK (state IN ('open', 'passed', 'closed', 'merged')),
    CONSTRAINT report_group_passed_to_known CHECK (passed_to IN ('police', 'kp2mi'))
);
CREATE INDEX report_group_by_state ON report_group (state, opened_on, id);
CREATE INDEX report_group_merged ON report_group (merged_into) WHERE merged_into IS NOT NULL;

-- A report without name: no address, no time but the day, no request, an id that tells nothing.
CREATE TABLE offer_report (
    id          uuid PRIMARY KEY,
    kind        text  NOT NULL,
    group_id    uuid REFERENCES report_group (id),
    received_on date  NOT NULL,
    -- Keyed hash of the code that the reporter holds.
    code_hash   bytea NOT NULL,
    -- What was said, and the contacts as they were written; sealed with the system key.
    sealed      bytea NOT NULL,
    answer      bytea,
    answered_on date,
    answered_by uuid,
    CONSTRAINT offer_report_code_unique UNIQUE (code_hash),
    CONSTRAINT offer_report_kind_known CHECK (kind IN ('offer', 'objection'))
);
CREATE INDEX offer_report_of_group ON offer_report (group_id, received_on, id);
CREATE INDEX offer_report_objections ON offer_report (received_on, id) WHERE kind = 'objection';

-- By what reports are alike: keyed hashes of contacts and of wording.
CREATE TABLE report_mark (
    report_id uuid  NOT NULL REFERENCES offer_report (id),
    kind      text  NOT NULL,
    mark      bytea NOT NULL,
    PRIMARY KEY (report_id, kind, mark),
    CONSTRAINT report_mark_kind_known CHECK (kind IN ('phone', 'account', 'link', 'social', 'wording'))
);
CREATE INDEX report_mark_found ON report_mark (kind, mark);
