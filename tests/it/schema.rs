//! What the program believes of its database, and what the database allows the program.

use crate::support::{TestDb, golden};
use diesel::connection::SimpleConnection;
use domain::accounts::{OrganisationKind, Role};
use domain::candidates::{EvidenceStatus, Status, VerifiedBy};
use domain::eligibility::Verdict;
use domain::identity::{IdentifierKind, IdentifierStatus, MaritalStatus, Sex};
use domain::information::{ArticleKind, Topic, VersionState};
use domain::law::{Confidence, CountryState, EmployerKind, EvidenceKind, Language, Stage};
use domain::outreach::{OutreachState, SignupState};
use domain::registers::{ContactKind, Given};
use domain::reports::{GroupState, MarkKind, PassedTo, ReportKind};
use domain::value::ValueKind;
use persistence::migrations::{self, Schema};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Columns that the program leaves to the database.
const LEFT_OUT: &[&str] = &["search_entry.lexemes"];
/// Arrays that the program never reads with holes.
const WITHOUT_HOLES: &[&str] = &[
    "article_version.audiences",
    "country_status.occupations",
    "candidate.wished_countries",
    "candidate.wished_occupations",
    "job_order.permit_countries",
    "job_order.permit_occupations",
    "outreach_event.articles",
];

fn diesel_type(column: &str, kind: &str) -> String {
    match kind {
        "uuid" => "Uuid",
        "text" => "Text",
        "smallint" => "Int2",
        "integer" => "Int4",
        "bigint" => "Int8",
        "boolean" => "Bool",
        "bytea" => "Bytea",
        "jsonb" => "Jsonb",
        "date" => "Date",
        "timestamp with time zone" => "Timestamptz",
        "text[]" if WITHOUT_HOLES.contains(&column) => "Array<Text>",
        "text[]" => "Array<Nullable<Text>>",
        other => panic!("{column}: the schema test does not know the type {other}"),
    }
    .to_owned()
}

/// `persistence/src/schema.rs`, from the database.
fn generated(db: &TestDb) -> String {
    let mut text = String::from(
        "//! Generated from the migrated database by the schema test (`BLESS=1`); never edited.\n\n",
    );
    let tables = db.texts(
        "SELECT relname::text AS t FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
         AND relname NOT LIKE '\\_\\_%' ORDER BY relname COLLATE \"C\"",
    );
    for table in &tables {
        let key = db.text(&format!(
            "SELECT string_agg(a.attname, ', ' ORDER BY k.place) AS t FROM pg_index i \
             CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(column_number, place) \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.column_number \
             WHERE i.indrelid = '{table}'::regclass AND i.indisprimary"
        ));
        let _ = writeln!(text, "diesel::table! {{\n    {table} ({key}) {{");
        let columns = db.texts(&format!(
            "SELECT attname || '|' || format_type(atttypid, atttypmod) || '|' || attnotnull AS t FROM pg_attribute \
             WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ));
        for column in columns {
            let parts: Vec<&str> = column.split('|').collect();
            let full = format!("{table}.{}", parts[0]);
            if LEFT_OUT.contains(&full.as_str()) {
                continue;
            }
            let kind = diesel_type(&full, parts[1]);
            let kind = if parts[2] == "true" { kind } else { format!("Nullable<{kind}>") };
            let _ = writeln!(text, "        {} -> {kind},", parts[0]);
        }
        text.push_str("    }\n}\n\n");
    }
    text.push_str("diesel::allow_tables_to_appear_in_same_query!(\n");
    for table in &tables {
        let _ = writeln!(text, "    {table},");
    }
    text.push_str(");\n");
    text
}

#[test]
fn the_schema_that_the_program_reads_is_that_of_the_database() {
    golden("../../persistence/src/schema.rs", &generated(&TestDb::new()));
}

#[test]
fn the_words_that_the_database_takes_are_those_of_the_program() {
    fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|&it| word(it).to_owned()).collect()
    }
    let contacts: Vec<IdentifierKind> =
        IdentifierKind::ALL.iter().copied().filter(|it| it.is_contact()).collect();
    let evidence_status = words(EvidenceStatus::ALL, EvidenceStatus::as_str);
    let language = words(Language::ALL, Language::as_str);
    let wanted = BTreeMap::from([
        ("account_language_known", language.clone()),
        ("account_role_known", words(Role::ALL, Role::as_str)),
        ("article_version_kind_known", words(ArticleKind::ALL, ArticleKind::as_str)),
        ("article_version_state_known", words(VersionState::ALL, VersionState::as_str)),
        ("article_version_topic_known", words(Topic::ALL, Topic::as_str)),
        ("agency_contact_kind_known", words(ContactKind::ALL, ContactKind::as_str)),
        ("agency_status_state_known", words(Given::ALL, Given::as_str)),
        ("candidate_marital_status_known", words(MaritalStatus::ALL, MaritalStatus::as_str)),
        ("candidate_sex_known", words(Sex::ALL, Sex::as_str)),
        ("candidate_status_known", words(Status::ALL, Status::as_str)),
        ("catalogue_version_part_known", ["law", "data", "other", "countries"].map(str::to_owned).to_vec()),
        ("country_status_confidence_known", words(Confidence::ALL, Confidence::as_str)),
        ("country_status_employer_known", words(EmployerKind::ALL, EmployerKind::as_str)),
        ("country_status_state_known", words(CountryState::ALL, CountryState::as_str)),
        ("decision_stage_known", words(Stage::ALL, Stage::as_str)),
        ("decision_verdict_known", words(Verdict::ALL, Verdict::as_str)),
        ("document_status_known", evidence_status.clone()),
        ("evidence_kind_known", words(EvidenceKind::ALL, EvidenceKind::as_str)),
        ("evidence_status_known", evidence_status),
        ("evidence_value_kind_known", words(ValueKind::ALL, ValueKind::as_str)),
        ("evidence_verified_by_known", words(VerifiedBy::ALL, VerifiedBy::as_str)),
        ("identifier_kind_known", words(IdentifierKind::ALL, IdentifierKind::as_str)),
        ("identifier_status_known", words(IdentifierStatus::ALL, IdentifierStatus::as_str)),
        ("login_name_kind_known", words(&contacts, IdentifierKind::as_str)),
        ("job_order_employer_known", words(EmployerKind::ALL, EmployerKind::as_str)),
        ("message_language_known", language.clone()),
        ("outreach_event_state_known", words(OutreachState::ALL, OutreachState::as_str)),
        ("outreach_event_topic_known", words(Topic::ALL, Topic::as_str)),
        ("outreach_signup_language_known", language),
        ("outreach_signup_state_known", words(SignupState::ALL, SignupState::as_str)),
        ("message_state_known", vec!["queued".to_owned(), "sent".to_owned(), "failed".to_owned()]),
        ("organisation_kind_known", words(OrganisationKind::ALL, OrganisationKind::as_str)),
        (
            "search_entry_kind_known",
            ["article", "guide", "country", "programme", "problem"].map(str::to_owned).to_vec(),
        ),
        ("offer_report_kind_known", words(ReportKind::ALL, ReportKind::as_str)),
        ("report_group_passed_to_known", words(PassedTo::ALL, PassedTo::as_str)),
        ("report_group_state_known", words(GroupState::ALL, GroupState::as_str)),
        ("report_mark_kind_known", words(MarkKind::ALL, MarkKind::as_str)),
        ("search_entry_language_known", words(Language::ALL, Language::as_str)),
    ]);
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    let found: BTreeMap<String, Vec<String>> = TestDb::new()
        .texts("SELECT conname || '|' || pg_get_constraintdef(oid) AS t FROM pg_constraint WHERE contype = 'c' AND conname LIKE '%\\_known'")
        .into_iter()
        .map(|line| {
            let (name, definition) = line.split_once('|').unwrap();
            let words = definition.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
            (name.to_owned(), sorted(words))
        })
        .collect();
    let wanted: BTreeMap<String, Vec<String>> =
        wanted.into_iter().map(|(name, words)| (name.to_owned(), sorted(words))).collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_program_may_change_rows_but_not_tables_and_events_only_grow() {
    let db = TestDb::new();
    let mut server = db.server();
    let refused = [
        "CREATE TABLE mine ()",
        "CREATE SCHEMA mine",
        "ALTER TABLE candidate ADD COLUMN mine text",
        "DROP TABLE event",
        "CREATE INDEX mine ON candidate (status)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TRUNCATE candidate",
        "TRUNCATE event",
        "UPDATE event SET reason = 'x'",
        "DELETE FROM event",
        "UPDATE catalogue_version SET part = 'law'",
        "DELETE FROM catalogue_version",
        "UPDATE organisation SET code = 'x'",
        "INSERT INTO organisation (id, kind, code, name, created_at) \
         VALUES (gen_random_uuid(), 'desk', 'x', 'x', now())",
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('x')",
        "SET ROLE bontang_owner",
        "COPY event TO PROGRAM 'true'",
    ];
    for sql in refused {
        let error = server.batch_execute(sql).expect_err(sql).to_string();
        let is_refused =
            ["permission denied", "must be", "row-level security"].iter().any(|it| error.contains(it));
        assert!(is_refused, "{sql}: {error}");
    }
    let rights = |table: &str| {
        db.text(&format!(
            "SELECT string_agg(r, ' ' ORDER BY r) AS t FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) AS r \
             WHERE has_table_privilege('bontang_server', '{table}', r)"
        ))
    };
    for table in db.texts("SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public'") {
        let wanted = match table.as_str() {
            // Organisations also to rename, by policy agencies alone.
            "event" | "catalogue_version" | "organisation" => "INSERT SELECT",
            "__diesel_schema_migrations" => "SELECT",
            _ => "DELETE INSERT SELECT UPDATE",
        };
        assert_eq!(rights(&table), wanted, "{table}");
    }
}

/// Everything that a migration makes, as text.
fn structure(db: &TestDb) -> Vec<String> {
    let mut all = db.texts("SELECT indexdef AS t FROM pg_indexes WHERE schemaname = 'public'");
    all.extend(db.texts(
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS t FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace",
    ));
    all.extend(db.texts(
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS t \
         FROM information_schema.columns WHERE table_schema = 'public'",
    ));
    all.sort();
    all
}

#[test]
fn every_migration_can_be_taken_back_and_run_again() {
    let db = TestDb::new();
    let before = structure(&db);
    let mut owner = db.owner();
    migrations::redo_all(&mut owner).unwrap();
    assert_eq!(structure(&db), before);
    assert_eq!(migrations::schema(&mut owner).unwrap(), Schema::Current);
    assert_eq!(migrations::migrate(&mut owner, "bontang_server").unwrap(), 0);
}

#[test]
fn a_database_that_is_older_or_newer_is_known() {
    let db = TestDb::new();
    let mut owner = db.owner();
    assert_eq!(migrations::schema(&mut owner).unwrap(), Schema::Current);
    db.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    assert_eq!(migrations::schema(&mut owner).unwrap(), Schema::Newer);
    db.run("DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'");
    db.run("DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)");
    assert_eq!(migrations::schema(&mut owner).unwrap(), Schema::Older);
    db.run("DROP TABLE __diesel_schema_migrations");
    assert_eq!(migrations::schema(&mut owner).unwrap(), Schema::Older);
    assert!(migrations::migrate(&mut owner, "x; DROP TABLE person").is_err());
}

#[test]
fn every_foreign_key_has_an_index_that_begins_with_it() {
    let without = TestDb::new().texts(
        "SELECT c.conrelid::regclass || ' ' || c.conname AS t FROM pg_constraint c \
         WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND NOT EXISTS ( \
             SELECT FROM pg_index i WHERE i.indrelid = c.conrelid \
             AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)",
    );
    // The tables of organisations and persons are never shortened: nothing looks these up.
    let known: &[&str] = &[];
    assert_eq!(without, known);
}

#[test]
fn the_problems_are_those_of_the_list() {
    let mut table = String::from(
        "# Every problem: code, status, title. Lines are added, never changed. Written by BLESS=1.\n",
    );
    for code in api::http::Code::ALL {
        let (title, _) = code.words(Language::En);
        let _ = writeln!(table, "{:<28} {} {title}", code.as_str(), code.status().as_u16());
    }
    golden("problem_codes.txt", &table);
    let mut codes: Vec<&str> = api::http::Code::ALL.iter().map(|it| it.as_str()).collect();
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count);
}
