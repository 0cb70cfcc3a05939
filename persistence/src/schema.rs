//! Generated from the migrated database by the schema test (`BLESS=1`); never edited.

diesel::table! {
    account (id) {
        id -> Uuid,
        person_id -> Uuid,
        role -> Text,
        organisation_id -> Nullable<Uuid>,
        password_hash -> Text,
        language -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    agency (id) {
        id -> Uuid,
        version -> Int4,
        number -> Text,
        government -> Bool,
        city -> Text,
        address -> Nullable<Text>,
        licence_from -> Nullable<Date>,
        licence_until -> Nullable<Date>,
        branches -> Jsonb,
        taken_from -> Text,
        taken_on -> Date,
    }
}

diesel::table! {
    agency_contact (agency_id, kind, value) {
        agency_id -> Uuid,
        kind -> Text,
        value -> Text,
        shown -> Text,
    }
}

diesel::table! {
    agency_status (agency_id, position) {
        agency_id -> Uuid,
        position -> Int4,
        state -> Text,
        from_day -> Date,
        to_day -> Nullable<Date>,
        scope -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    article (id) {
        id -> Uuid,
        slug -> Text,
        version -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    article_version (article_id, number) {
        article_id -> Uuid,
        number -> Int4,
        state -> Text,
        kind -> Text,
        topic -> Text,
        audiences -> Array<Text>,
        owner_id -> Uuid,
        content -> Jsonb,
        review_by -> Date,
        publish_on -> Nullable<Date>,
        published_at -> Nullable<Timestamptz>,
        retired_at -> Nullable<Timestamptz>,
        file_digest -> Nullable<Text>,
        author_id -> Nullable<Uuid>,
        publisher_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    candidate (person_id) {
        person_id -> Uuid,
        status -> Text,
        version -> Int4,
        receipt -> Nullable<Text>,
        full_name -> Nullable<Text>,
        passport_name -> Nullable<Text>,
        birth_place -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        sex -> Nullable<Text>,
        marital_status -> Nullable<Text>,
        street -> Nullable<Text>,
        rt -> Nullable<Text>,
        rw -> Nullable<Text>,
        kelurahan -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        emergency_contact -> Nullable<Bytea>,
        wished_countries -> Array<Text>,
        wished_occupations -> Array<Text>,
        holder_id -> Nullable<Uuid>,
        held_since -> Timestamptz,
        expected_by -> Nullable<Date>,
        return_reason -> Nullable<Text>,
        return_field -> Nullable<Text>,
        noted_by -> Nullable<Uuid>,
        opened_by -> Nullable<Uuid>,
        submitted_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    catalogue_version (digest) {
        digest -> Text,
        part -> Text,
        content -> Bytea,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    country_page (country) {
        country -> Text,
        digest -> Text,
        version -> Int4,
    }
}

diesel::table! {
    country_status (id) {
        id -> Uuid,
        version -> Int4,
        country -> Text,
        employer -> Nullable<Text>,
        occupations -> Array<Text>,
        state -> Text,
        from_day -> Date,
        to_day -> Nullable<Date>,
        note -> Jsonb,
        source -> Jsonb,
        source_hash -> Nullable<Text>,
        confidence -> Text,
        replaces -> Nullable<Uuid>,
        proposed_by -> Nullable<Uuid>,
        proposed_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        refused_at -> Nullable<Timestamptz>,
        known_from -> Nullable<Timestamptz>,
        known_to -> Nullable<Timestamptz>,
        told_after -> Nullable<Uuid>,
    }
}

diesel::table! {
    decision (person_id, id) {
        person_id -> Uuid,
        id -> Uuid,
        programme -> Text,
        country -> Nullable<Text>,
        field -> Nullable<Text>,
        stage -> Text,
        as_of -> Date,
        verdict -> Text,
        eligible_from -> Nullable<Date>,
        not_met -> Array<Nullable<Text>>,
        unknown -> Array<Nullable<Text>>,
        law_digest -> Text,
        data_digest -> Text,
        sealed -> Bytea,
        decided_by -> Uuid,
        created_at -> Timestamptz,
        countries_digest -> Nullable<Text>,
    }
}

diesel::table! {
    document (person_id, id) {
        person_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        status -> Text,
        version -> Int4,
        media_type -> Text,
        size -> Int8,
        sha256 -> Bytea,
        object -> Text,
        issued_on -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        reason -> Nullable<Text>,
        uploaded_by -> Uuid,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    event (owner_id, thing_kind, thing_id, version) {
        owner_id -> Uuid,
        thing_kind -> Text,
        thing_id -> Uuid,
        version -> Int4,
        person_id -> Nullable<Uuid>,
        kind -> Text,
        actor_id -> Nullable<Uuid>,
        organisation_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        request_id -> Text,
        at -> Timestamptz,
        payload -> Nullable<Bytea>,
    }
}

diesel::table! {
    event_log (owner_id, thing_kind, thing_id, version) {
        owner_id -> Uuid,
        thing_kind -> Text,
        thing_id -> Uuid,
        version -> Int4,
        log_index -> Nullable<Int8>,
        mark -> Nullable<Int4>,
    }
}

diesel::table! {
    evidence (person_id, id) {
        person_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        code -> Text,
        status -> Text,
        version -> Int4,
        value_kind -> Nullable<Text>,
        value_number -> Nullable<Int8>,
        value_text -> Nullable<Text>,
        value_date -> Nullable<Date>,
        value_unit -> Nullable<Text>,
        field -> Nullable<Text>,
        country -> Nullable<Text>,
        issuer -> Nullable<Text>,
        number -> Nullable<Text>,
        from_day -> Nullable<Date>,
        until_day -> Nullable<Date>,
        sealed -> Nullable<Bytea>,
        document_id -> Nullable<Uuid>,
        submitted -> Bool,
        reason -> Nullable<Text>,
        verified_by -> Nullable<Text>,
        entered_by -> Uuid,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency (client, key) {
        client -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identifier (person_id, id) {
        person_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        sealed -> Bytea,
        blind_index -> Nullable<Bytea>,
        status -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    job_order (id) {
        id -> Uuid,
        version -> Int4,
        number -> Text,
        agency_id -> Uuid,
        permit -> Nullable<Text>,
        permit_from -> Nullable<Date>,
        permit_until -> Nullable<Date>,
        permit_countries -> Array<Text>,
        permit_occupations -> Array<Text>,
        country -> Text,
        employer -> Text,
        programme -> Nullable<Text>,
        occupation -> Text,
        post -> Text,
        seats -> Int4,
        filled -> Int4,
        wage_minor -> Int8,
        currency -> Text,
        months -> Int4,
        fee_minor -> Int8,
        closes_on -> Nullable<Date>,
        partner -> Nullable<Text>,
        partner_verified_on -> Nullable<Date>,
        taken_from -> Text,
        taken_on -> Date,
    }
}

diesel::table! {
    login_name (blind_index) {
        blind_index -> Bytea,
        account_id -> Uuid,
        kind -> Text,
        sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    message (id) {
        id -> Uuid,
        person_id -> Nullable<Uuid>,
        template -> Text,
        language -> Text,
        sealed -> Bytea,
        state -> Text,
        tries -> Int2,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    offer_report (id) {
        id -> Uuid,
        kind -> Text,
        group_id -> Nullable<Uuid>,
        received_on -> Date,
        code_hash -> Bytea,
        sealed -> Bytea,
        answer -> Nullable<Bytea>,
        answered_on -> Nullable<Date>,
        answered_by -> Nullable<Uuid>,
        entered -> Nullable<Int4>,
        found -> Nullable<Bytea>,
    }
}

diesel::table! {
    organisation (id) {
        id -> Uuid,
        kind -> Text,
        code -> Text,
        name -> Text,
        region -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    outreach_event (id) {
        id -> Uuid,
        title -> Text,
        topic -> Text,
        kelurahan -> Text,
        place -> Text,
        speaker_id -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        seats -> Int4,
        articles -> Array<Text>,
        state -> Text,
        version -> Int4,
        organiser_id -> Uuid,
    }
}

diesel::table! {
    outreach_signup (event_id, id) {
        event_id -> Uuid,
        id -> Uuid,
        version -> Int4,
        sealed -> Nullable<Bytea>,
        contact_hash -> Nullable<Bytea>,
        language -> Text,
        kelurahan -> Nullable<Text>,
        state -> Text,
        code_hash -> Nullable<Bytea>,
        tries -> Int2,
        expires_at -> Nullable<Timestamptz>,
        line -> Nullable<Int4>,
        ticket_hash -> Nullable<Bytea>,
        at_door -> Bool,
        attended_at -> Nullable<Timestamptz>,
        rating -> Nullable<Int4>,
        comment -> Nullable<Bytea>,
    }
}

diesel::table! {
    person (id) {
        id -> Uuid,
        key_id -> Text,
        key_version -> Int2,
        wrapped_key -> Bytea,
        is_demo -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_token (account_id, hash) {
        account_id -> Uuid,
        hash -> Bytea,
        session_id -> Uuid,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        successor -> Nullable<Bytea>,
    }
}

diesel::table! {
    registration (id) {
        id -> Uuid,
        sealed -> Bytea,
        code_hash -> Bytea,
        tries -> Int2,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    report_group (id) {
        id -> Uuid,
        version -> Int4,
        state -> Text,
        passed_to -> Nullable<Text>,
        passed_on -> Nullable<Date>,
        receipt -> Nullable<Text>,
        reason -> Nullable<Text>,
        merged_into -> Nullable<Uuid>,
        opened_on -> Date,
        decided_by -> Nullable<Uuid>,
        seen -> Nullable<Int4>,
        apart -> Bool,
    }
}

diesel::table! {
    report_mark (report_id, kind, mark) {
        report_id -> Uuid,
        kind -> Text,
        mark -> Bytea,
    }
}

diesel::table! {
    search_entry (kind, code, language) {
        kind -> Text,
        code -> Text,
        language -> Text,
        title -> Text,
        summary -> Text,
        body -> Text,
    }
}

diesel::table! {
    search_word (language, word) {
        language -> Text,
        word -> Text,
    }
}

diesel::table! {
    session (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    throttle (bucket) {
        bucket -> Bytea,
        tries -> Int4,
        since -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account,
    agency,
    agency_contact,
    agency_status,
    article,
    article_version,
    candidate,
    catalogue_version,
    country_page,
    country_status,
    decision,
    document,
    event,
    event_log,
    evidence,
    idempotency,
    identifier,
    job_order,
    login_name,
    message,
    offer_report,
    organisation,
    outreach_event,
    outreach_signup,
    person,
    refresh_token,
    registration,
    report_group,
    report_mark,
    search_entry,
    search_word,
    session,
    throttle,
);
