//! What is known of people is in no log, and what is sealed is nowhere in the clear.

use crate::support::{PostgresLog, ProgramLog, Reply, TestApp, demand_none, form, pdf};
use serde_json::json;
use std::path::Path;

/// What must be in no log and no refusal, and lies in plain columns: officers search and list by it.
const PLAIN: &[&str] = &[
    "Penanda Nama Lengkap",
    "PENANDA NAMA PASPOR",
    "Penandatempat",
    "Jl. Penanda Alamat",
    "Penanda Penerbit",
    "PENANDA-SERTIFIKAT-1",
];
/// What must besides be in no table and no file.
const SEALED: &[&str] = &[
    "6474011403019987",
    "6474010101209876",
    "X9876543",
    "81255509876",
    "penanda.surel",
    "penanda-siapkerja",
    "penanda-sisko",
    "19070809071",
    "1907080907234",
    "penanda.akun",
    "Penanda Darurat",
    "penanda-relasi",
    "81255508765",
    "Penanda Klinik",
    "PENANDA-PERIKSA-1",
    "COMPLETE",
    "Penanda Wali",
    "REFUSED",
    "PENANDA ISI DOKUMEN",
    "Penanda wawancara",
    "penanda-sandi-perahu",
];

/// A refusal that repeats nothing.
#[track_caller]
fn refused(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "{}", reply.body());
    demand_none(&[PLAIN, SEALED].concat(), &reply.body(), "a refusal");
}

fn bytes_below(folder: &Path, all: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { bytes_below(&path, all) } else { all.extend(std::fs::read(path).unwrap()) }
    }
}

#[actix_web::test]
async fn no_secret_is_in_a_log_and_nothing_sealed_in_a_table_or_file() {
    let log = ProgramLog::start();
    let app = TestApp::new().await;
    let postgres = PostgresLog::start(app.db());

    let account = json!({ "name": "penanda.akun@contoh.example", "password": "penanda-sandi-perahu-77" });
    let registration = app.registered("penanda.akun@contoh.example", "penanda-sandi-perahu-77").await;
    let pair = app.confirm(&registration).await.expect(200);
    let code = registration.1;
    app.post("/v1/auth/login").json(&account).send().await.expect(200);
    let wrong = json!({ "name": "penanda.akun@contoh.example", "password": "penanda-sandi-perahu-78" });
    refused(&app.post("/v1/auth/login").json(&wrong).send().await, 401);
    let token = pair.text("/access_token");
    let refresh = pair.text("/refresh_token");
    app.post("/v1/auth/refresh").json(&json!({ "refresh_token": refresh })).send().await.expect(200);

    let input = json!({
        "full_name": "Penanda Nama Lengkap", "passport_name": "PENANDA NAMA PASPOR", "birth_place": "Penandatempat",
        "birth_date": "2001-03-14", "sex": "male", "marital_status": "single",
        "address": { "street": "Jl. Penanda Alamat", "rt": "002", "rw": "001", "kelurahan": "64.74.01.1003" },
        "emergency_contact": { "name": "Penanda Darurat", "relation": "penanda-relasi", "phone": "+6281255508765" },
        "identifiers": {
            "nik": "6474011403019987", "kk": "6474010101209876", "passport": "X9876543", "phone": "081255509876",
            "email": "penanda.surel@contoh.example", "siapkerja": "penanda-siapkerja", "sisko": "penanda-sisko",
            "bpjs_tk": "19070809071", "bpjs_kesehatan": "1907080907234"
        }
    });
    let create = || app.post("/v1/candidates").token(&token).header("Idempotency-Key", "key-1").json(&input);
    let file = create().send().await.expect(201).text("/id");
    create().send().await.expect(201);
    refused(&app.post("/v1/candidates").token(&token).json(&input).send().await, 409);
    let mut broken = input.to_string();
    broken.pop();
    let call = app.post("/v1/candidates").token(&token).raw("application/json", broken.into_bytes());
    refused(&call.send().await, 400);
    let wrong = json!({ "sex": "Penanda Nama Lengkap", "identifiers": { "nik": "64740114030199876" }, "birth_date": "X9876543" });
    refused(&app.post("/v1/candidates").token(&token).json(&wrong).send().await, 422);
    refused(&app.get("/v1/me?nik=6474011403019987").token(&token).send().await, 400);
    refused(&app.get("/v1/candidates/6474011403019987").token(&token).send().await, 400);
    refused(&app.get("/nik/6474011403019987").token(&token).send().await, 404);

    let documents = format!("/v1/candidates/{file}/documents");
    let mut first = String::new();
    for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
        let parts = form(&[("kind", kind)], Some(&pdf("PENANDA ISI DOKUMEN")));
        first = app.post(&documents).token(&token).form(parts).send().await.expect(201).text("/id");
    }
    let parts = form(&[("kind", "Penanda Wali")], Some(b"PENANDA ISI DOKUMEN"));
    refused(&app.post(&documents).token(&token).form(parts).send().await, 422);
    let text = |text: &str| json!({ "kind": "text", "text": text });
    let rows = json!({ "rows": [
        { "kind": "health", "code": "FINGERS", "value": text("COMPLETE"), "issuer": "Penanda Klinik", "number": "PENANDA-PERIKSA-1", "document_id": first },
        { "kind": "declaration", "code": "PERMISSION_PARENT", "value": text("REFUSED"), "issuer": "Penanda Wali" },
        { "kind": "certificate", "code": "BNSP_HOUSEKEEPER", "issuer": "Penanda Penerbit", "number": "PENANDA-SERTIFIKAT-1", "document_id": first }
    ] });
    let evidence = format!("/v1/candidates/{file}/evidence");
    let entered = app.post(&evidence).token(&token).json(&rows).send().await.expect(201);
    let wrong = json!({ "rows": [{ "kind": "health", "code": "FINGERS", "value": text("Penanda Klinik"), "issuer": "Penanda Klinik" }] });
    refused(&app.post(&evidence).token(&token).json(&wrong).send().await, 422);
    let change = json!({ "issuer": "Penanda Penerbit 2" });
    let path = format!("{evidence}/{}", entered.text("/data/2/id"));
    app.patch(&path).token(&token).version(1).json(&change).send().await.expect(200);

    let id: uuid::Uuid = file.parse().unwrap();
    let path = format!("/v1/candidates/{file}");
    app.post(&format!("{path}/submit")).token(&token).version(1).send().await.expect(200);
    let (kelurahan, desk) = (app.kelurahan().await, app.desk().await);
    app.step(&kelurahan, id, "note").await.expect(200);
    app.verify_documents(&desk, id).await;
    let interview = json!({ "by": "interview", "record": "Penanda wawancara di meja ketenagakerjaan." });
    let declaration = format!("{evidence}/{}/verify", entered.text("/data/1/id"));
    app.post(&declaration).by(&desk).version(1).json(&interview).send().await.expect(200);
    app.step(&desk, id, "verify").await.expect(200);
    let search = json!({ "nik": "6474011403019987" });
    app.post("/v1/candidates/search").by(&desk).json(&search).send().await.expect(200);
    app.post(&format!("{path}/decisions"))
        .by(&desk)
        .json(&json!({ "programme": "KR-EPS-MFG" }))
        .send()
        .await
        .expect(201);

    // The same NIK of somebody else: refused by the constraint.
    let other = app.candidate("budi").await;
    let second = app.noted(&other, "6474011403019987").await;
    app.verify_documents(&desk, second).await;
    refused(&app.step(&desk, second, "verify").await, 409);

    // A database that refuses what it was sent, and says so with the values.
    app.db().run("ALTER TABLE evidence ADD CONSTRAINT evidence_short CHECK (length(issuer) < 18) NOT VALID");
    let long = json!({ "rows": [{ "kind": "certificate", "code": "BNSP_HOUSEKEEPER", "issuer": "Penanda Penerbit yang panjang" }] });
    refused(&app.post(&evidence).token(&token).json(&long).send().await, 409);
    app.db()
        .run("ALTER TABLE candidate ADD CONSTRAINT candidate_short CHECK (length(street) < 10) NOT VALID");
    let move_in = json!({ "address": { "street": "Jl. Penanda Alamat 2" } });
    let version = app.version_of(&desk, id).await;
    refused(&app.patch(&path).by(&desk).version(&version).json(&move_in).send().await, 409);
    // What a message itself says, PostgreSQL logs; the program does not.
    let told = postgres.text(app.db());
    assert!(told.contains("evidence_short") && told.contains("identifier_one_verified_nik"), "{told}");
    demand_none(&[PLAIN, SEALED].concat(), &told, "PostgreSQL's log");
    app.db().run(
        "ALTER TABLE candidate DROP CONSTRAINT candidate_short;
         CREATE FUNCTION complain() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'cannot take % of %', NEW.street, NEW.full_name; END $$;
         CREATE TRIGGER complain BEFORE UPDATE ON candidate FOR EACH ROW EXECUTE FUNCTION complain()",
    );
    refused(&app.patch(&path).by(&desk).version(version).json(&move_in).broken().send().await, 500);

    api::jobs::send(&app.state, &api::messages::Log).await.unwrap();
    api::jobs::sweep(&app.state).await.unwrap();

    let logged = log.text();
    assert!(logged.contains("message.id"), "{logged}");
    assert!(logged.contains("refused by evidence_short") && logged.contains("candidate.update"), "{logged}");
    demand_none(&[PLAIN, SEALED].concat(), &logged, "the log");
    demand_none(&[token.as_str(), refresh.as_str()], &logged, "the log");
    // As a word of its own: ids hold any six digits.
    let words = logged.split(|c: char| !c.is_ascii_alphanumeric());
    assert!(!words.into_iter().any(|word| word == code), "the log holds a registration code");
    let dump = app.db().dump();
    assert!(dump.contains("Penanda Nama Lengkap"));
    demand_none(SEALED, &dump, "a table");
    demand_none(&[token.as_str(), refresh.as_str()], &dump, "a table");
    let mut stored = Vec::new();
    bytes_below(&app.files(), &mut stored);
    assert!(stored.len() > 300);
    demand_none(&[PLAIN, SEALED].concat(), &String::from_utf8_lossy(&stored), "a stored file");
}
