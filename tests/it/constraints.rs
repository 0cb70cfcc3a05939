//! Every constraint of the schema is broken with marker values: no log and no answer repeats one.

use crate::support::{
    ANDI_NIK, KELURAHAN, Login, NAME, PASSWORD, PostgresLog, ProgramLog, TestApp, TestDb, agency,
    demand_none, job_order, meeting,
};
use diesel::RunQueryDsl;
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const MARKER: &str = "Penanda Batasan";
const ID: &str = "7e57ab1e-0000-4000-8000-0123456789ab";
const DAY: &str = "1907-08-09";
const INTEGER: i32 = -1_907_080_907;
const BIGINT: i64 = -190_708_090_710;

/// Where not any row will do to start from.
const BASES: &[(&str, &str)] = &[
    ("event_log", "log_index IS NOT NULL"),
    ("article_version", "state = 'published'"),
    ("evidence", "kind = 'certificate'"),
    ("identifier", "kind = 'nik' AND status = 'verified'"),
    ("outreach_signup", "line IS NOT NULL"),
];

/// What breaks a check that a marker in its one column does not, and breaks no other.
fn by_hand(check: &str) -> Option<Value> {
    match check {
        "evidence_sealed_kinds" => Some(json!({ "sealed": hex() })),
        "evidence_sealed_whole" => Some(
            json!({ "kind": "health", "sealed": hex(), "issuer": null, "number": null, "from_day": DAY }),
        ),
        "outreach_event_period" => Some(json!({ "ends_at": format!("{DAY} 01:02:03") })),
        "outreach_signup_erased_whole" => Some(json!({ "sealed": null, "comment": hex() })),
        "outreach_signup_attended_seated" => Some(json!({ "attended_at": format!("{DAY} 01:02:03") })),
        _ => None,
    }
}

fn hex() -> String {
    MARKER.bytes().fold("\\x".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A value that nothing else holds; none where the type has no room for one.
fn marker(kind: &str) -> Option<Value> {
    match kind {
        "text" | "character varying" => Some(json!(MARKER)),
        "text[]" => Some(json!([MARKER])),
        "bytea" => Some(json!(hex())),
        "jsonb" => Some(json!({ "marker": MARKER })),
        "uuid" => Some(json!(ID)),
        "date" => Some(json!(DAY)),
        "timestamp with time zone" | "timestamp without time zone" => Some(json!(format!("{DAY} 01:02:03"))),
        "integer" => Some(json!(INTEGER)),
        "bigint" => Some(json!(BIGINT)),
        "boolean" | "smallint" | "tsvector" => None,
        other => panic!("a type without a marker: {other}"),
    }
}

/// A constraint, a unique index or a column that takes no null.
struct Constraint {
    table: String,
    /// Its name; the column's, where that takes no null.
    name: String,
    /// As in `pg_constraint.contype`.
    kind: String,
    columns: Vec<String>,
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn constraints(db: &TestDb) -> Vec<Constraint> {
    // PostgreSQL 18 lists NOT NULL among the constraints; taken from the columns it is the same on all.
    let all = db.texts(
        "WITH found (owner, name, kind, key) AS (
             SELECT conrelid, conname, contype::text, conkey FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
             UNION ALL
             SELECT indrelid, indexrelid::regclass::name, 'u', indkey::int2[] FROM pg_index
             WHERE indisunique AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
             AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
             UNION ALL
             SELECT attrelid, attname, 'n', ARRAY[attnum] FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND attnotnull
         )
         SELECT jsonb_build_array(owner::regclass::text, name, kind, (
             SELECT COALESCE(jsonb_agg(attname ORDER BY place), '[]')
             FROM unnest(key) WITH ORDINALITY AS k (number, place)
             JOIN pg_attribute ON attrelid = owner AND attnum = number))::text AS t
         FROM found ORDER BY owner::regclass::text, kind, name",
    );
    all.iter()
        .map(|line| {
            let line = parsed(line);
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            Constraint {
                table: text(&line[0]),
                name: text(&line[1]),
                kind: text(&line[2]),
                columns: line[3].as_array().unwrap().iter().map(text).collect(),
            }
        })
        .collect()
}

/// A statement that breaks a constraint and none that PostgreSQL looks at before: first nulls, then checks by name, then
/// what is unique (primary keys first), at last foreign keys.
fn provocation(db: &TestDb, constraint: &Constraint, all: &[Constraint]) -> String {
    let Constraint { table, name, kind, columns } = constraint;
    let of_table = |kind: &str| -> Vec<&String> {
        let same = all.iter().filter(|it| it.table == *table && it.kind == kind);
        same.flat_map(|it| &it.columns).collect()
    };
    let (checked, keys) = (of_table("c"), of_table("f"));
    let base = BASES.iter().find(|(of, _)| of == table).map_or("true", |(_, base)| base);
    let types = parsed(&db.text(&format!(
        "SELECT jsonb_object_agg(attname, atttypid::regtype::text)::text AS t FROM pg_attribute \
         WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
    )));
    let marker_of = |column: &str| marker(types[column].as_str().unwrap());
    let mut row = parsed(&db.text(&format!(
        "SELECT to_jsonb(x)::text AS t FROM {table} AS x WHERE {base} ORDER BY x.ctid LIMIT 1"
    )));
    let row: &mut Map<String, Value> = row.as_object_mut().unwrap();
    let mut mark = |is_kept: &dyn Fn(&String) -> bool| {
        for (column, value) in row.iter_mut().filter(|(column, _)| !checked.contains(column)) {
            if let Some(marker) = marker_of(column).filter(|_| !is_kept(column)) {
                *value = marker;
            }
        }
    };
    match kind.as_str() {
        "n" => {
            mark(&|_| false);
            row[name] = Value::Null;
        }
        "c" => {
            mark(&|_| false);
            match (by_hand(name), columns.as_slice()) {
                (Some(values), _) => row.extend(values.as_object().unwrap().clone()),
                (None, [column]) => row[column] = marker_of(column).unwrap(),
                (None, _) => panic!("a check without a provocation: {name}; see by_hand"),
            }
        }
        "p" | "u" => mark(&|column| columns.contains(column)),
        "f" => {
            let last = columns.last().unwrap();
            if !of_table("p").contains(&last) {
                return format!(
                    "UPDATE {table} SET {last} = '{ID}' \
                     WHERE ctid = (SELECT ctid FROM {table} WHERE {base} ORDER BY ctid LIMIT 1)"
                );
            }
            mark(&|column| keys.contains(&column) && column != last);
        }
        other => panic!("a constraint without a provocation: {name} ({other})"),
    }
    let row = Value::Object(row.clone());
    format!("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $json${row}$json$)")
}

/// Whether PostgreSQL names this constraint.
fn is_of(constraint: &Constraint, kind: DatabaseErrorKind, told: &dyn DatabaseErrorInformation) -> bool {
    let (wanted, named) = match constraint.kind.as_str() {
        "n" => (matches!(kind, DatabaseErrorKind::NotNullViolation), told.column_name()),
        "c" => (matches!(kind, DatabaseErrorKind::CheckViolation), told.constraint_name()),
        "f" => (matches!(kind, DatabaseErrorKind::ForeignKeyViolation), told.constraint_name()),
        _ => (matches!(kind, DatabaseErrorKind::UniqueViolation), told.constraint_name()),
    };
    wanted && named == Some(constraint.name.as_str()) && told.table_name() == Some(constraint.table.as_str())
}

/// A row in every table.
async fn seed(app: &TestApp) -> (Login, Uuid) {
    api::run::keep_versions(&app.state).await.unwrap();
    api::jobs::sequence(&app.state).await.unwrap();
    let report =
        json!({ "kind": "offer", "text": MARKER.repeat(3), "contacts": { "phones": ["0812-5550-0777"] } });
    app.post("/v1/offer-reports").json(&report).send().await.expect(202);
    app.registered(NAME, PASSWORD).await;
    let registration = app.registered("budi@contoh.example", PASSWORD).await;
    app.confirm(&registration).await.expect(200);
    let owner = app.candidate("andi").await;
    let file = app.verified(&owner, ANDI_NIK).await;
    let certificate =
        json!({ "kind": "certificate", "code": "BNSP_HOUSEKEEPER", "issuer": MARKER, "number": MARKER });
    app.evidence(&owner, file, certificate).await;
    let decide =
        app.post(&format!("/v1/candidates/{file}/decisions")).by(&owner).header("Idempotency-Key", "key-1");
    decide.json(&json!({ "programme": "KR-EPS-MFG" })).send().await.expect(201);
    let desk = app.desk().await;
    app.post("/v1/agencies").by(&desk).json(&agency("SIP3MI-UJI-1")).send().await.expect(201);
    let order = job_order("JO-UJI-1", "SIP3MI-UJI-1");
    app.post("/v1/job-orders").by(&desk).json(&order).send().await.expect(201);
    let meeting = app.meeting(&app.desk().await, &meeting(KELURAHAN, 1)).await;
    for contact in ["satu@contoh.example", "dua@contoh.example"] {
        let (path, code) = app.signed_up(&meeting, contact).await;
        app.post(&path).json(&code).send().await.expect(200);
    }
    (owner, file)
}

#[actix_web::test]
async fn no_constraint_brings_what_it_refuses_into_a_log() {
    let log = ProgramLog::start();
    let app = TestApp::new().await;
    let (owner, file) = seed(&app).await;
    let db = app.db();
    let constraints = constraints(db);
    let statements: Vec<String> =
        constraints.iter().map(|constraint| provocation(db, constraint, &constraints)).collect();
    let (integer, bigint) = (INTEGER.to_string(), BIGINT.to_string());
    let markers = [MARKER, ID, DAY, &integer, &bigint];
    let before = db.dump();
    let postgres = PostgresLog::start(db);

    // What PostgreSQL tells of each: the constraint that is meant, and in `details` the values.
    let mut details = Vec::new();
    let mut conn = db.conn();
    for (constraint, sql) in constraints.iter().zip(&statements) {
        let Err(Error::DatabaseError(kind, told)) = diesel::sql_query(sql).execute(&mut conn) else {
            panic!("not refused: {sql}");
        };
        assert!(is_of(constraint, kind, &*told), "{}: {kind:?} {}: {sql}", constraint.name, told.message());
        let detail = told.details().unwrap().to_owned();
        let is_marked = markers.iter().any(|it| detail.contains(it)) || detail.contains(&hex());
        assert!(is_marked || ["p", "u"].contains(&constraint.kind.as_str()), "no marker: {detail}: {sql}");
        details.push(detail);
    }

    // The same inside a request: on a connection of the program, and through its errors.
    let path = format!("/v1/candidates/{file}");
    let version = app.version_of(&owner, file).await;
    for (index, sql) in statements.iter().enumerate() {
        let body = format!("$body$ BEGIN {sql}; RETURN NEW; END $body$");
        let function =
            format!("FUNCTION provoke() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS {body}");
        db.run(&format!("CREATE OR REPLACE {function}"));
        if index == 0 {
            db.run(
                "CREATE TRIGGER provoke BEFORE UPDATE ON candidate FOR EACH ROW WHEN (pg_trigger_depth() = 0) \
                 EXECUTE FUNCTION provoke()",
            );
        }
        let change = json!({ "wished_countries": ["JP"] });
        let reply = app.patch(&path).by(&owner).version(&version).json(&change).broken().send().await;
        assert!([409, 412, 500].contains(&reply.status), "{sql}: {}", reply.body());
        demand_none(&markers, &reply.body(), "an answer");
    }

    let (logged, told) = (log.text(), postgres.text(db));
    for (constraint, detail) in constraints.iter().zip(&details) {
        let name = &constraint.name;
        assert!(told.contains(&format!("\"{name}\"")), "PostgreSQL has not logged {name}");
        if ["c", "f"].contains(&constraint.kind.as_str()) {
            assert!(logged.contains(&format!("refused by {name}")), "the program has not logged {name}");
        }
        for (text, place) in [(&logged, "the program's log"), (&told, "PostgreSQL's log")] {
            assert!(!text.contains(detail), "{place} holds: {detail}");
        }
    }
    demand_none(&markers, &logged, "the program's log");
    demand_none(&markers, &told, "PostgreSQL's log");
    assert!(db.dump() == before, "what was refused is stored");
}
