//! Decisions: stored with what they rest on, the same later, and made again from what was kept.

use crate::support::{ANDI_NIK, Login, Reply, TestApp, at, nik};
use chrono::Duration;
use domain::eligibility::{Counting, Question, assess};
use persistence::catalogue::Catalogue;
use persistence::catalogue::versions;
use persistence::{decisions, people};
use serde_json::{Value, json};
use uuid::Uuid;

async fn decide(app: &TestApp, who: &Login, file: Uuid, asked: Value) -> Reply {
    app.post(&format!("/v1/candidates/{file}/decisions")).by(who).json(&asked).send().await
}

fn outcome(decision: &Value, code: &str) -> String {
    let findings = decision["findings"].as_array().unwrap();
    let finding = findings.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("no {code}"));
    finding["outcome"].as_str().unwrap().to_owned()
}

/// Andi with what he can show for Korea.
async fn andi(app: &TestApp) -> (Login, Uuid) {
    let owner = app.candidate("andi").await;
    let file = app.file(&owner, ANDI_NIK).await;
    let paper = app.upload(&owner, file, "DOC-OTHER").await;
    let text = |text: &str| json!({ "kind": "text", "text": text });
    for row in [
        json!({ "kind": "education", "code": "SMA_SMK", "field": "TEKNIK_MESIN" }),
        json!({ "kind": "language", "code": "EPS_TOPIK", "until": "2027-08-10" }),
        json!({ "kind": "health", "code": "COLOUR_VISION", "value": text("NORMAL"), "from": "2026-05-20" }),
        json!({ "kind": "health", "code": "FINGERS", "value": text("COMPLETE"), "from": "2026-05-20" }),
        json!({ "kind": "declaration", "code": "TRAVEL_BAN", "value": text("NO") }),
        json!({ "kind": "declaration", "code": "IMPRISONED", "value": text("NO") }),
        json!({ "kind": "declaration", "code": "DEPORTED_KR", "value": text("NO") }),
        json!({ "kind": "declaration", "code": "KOREA_STAY_MONTHS", "value": { "kind": "number", "number": 0, "unit": "months" } }),
    ] {
        let mut row = row;
        if row["kind"] != "declaration" {
            row["document_id"] = json!(paper);
        }
        app.evidence(&owner, file, row).await;
    }
    (owner, file)
}

/// The desk verifies the file and all that Andi claims.
async fn verify_all(app: &TestApp, owner: &Login, file: Uuid) {
    let desk = app.desk().await;
    let evidence = app.get(&format!("/v1/candidates/{file}/evidence")).by(owner).send().await.expect(200);
    for row in evidence.json["data"].as_array().unwrap().iter().filter(|row| row["kind"] == "declaration") {
        let path = format!("/v1/candidates/{file}/evidence/{}/verify", row["id"].as_str().unwrap());
        let how = json!({ "by": "interview", "record": "Wawancara di meja ketenagakerjaan." });
        app.post(&path).by(&desk).version(1).json(&how).send().await.expect(200);
    }
    app.verify_documents(&desk, file).await;
    app.step(&desk, file, "verify").await.expect(200);
}

#[actix_web::test]
async fn a_decision_reads_the_same_later_and_can_be_made_again_from_what_was_kept() {
    let app = TestApp::new().await;
    api::run::keep_versions(&app.state).await.unwrap();
    let (owner, file) = andi(&app).await;
    app.step(&owner, file, "submit").await.expect(200);
    app.step(&app.kelurahan().await, file, "note").await.expect(200);
    verify_all(&app, &owner, file).await;

    let made = decide(&app, &owner, file, json!({ "programme": "KR-EPS-MFG" })).await.expect(201);
    assert_eq!(made.text("/verdict"), "eligible", "{:#}", made.json);
    let path = made.header("location").to_owned();

    let later = app.at(at(Duration::days(400))).await;
    let owner = later.candidate("andi").await;
    let read = later.get(&path).by(&owner).send().await.expect(200);
    assert_eq!(read.json, made.json);
    later.get(&path).by(&owner).header("If-None-Match", read.header("etag")).send().await.expect(304);
    let english = later.get(&path).by(&owner).header("Accept-Language", "en").send().await.expect(200);
    assert_ne!(english.header("etag"), read.header("etag"));
    assert_eq!(outcome(&english.json, "PRG-LANG"), "met");

    let mut conn = app.db().conn();
    let key = people::key(&mut conn, &app.state.vault, file).unwrap();
    let id = made.text("/id").parse().unwrap();
    let stored = decisions::find(&mut conn, &key, file, id).unwrap();
    let law = versions::find(&mut conn, &stored.law_digest).unwrap();
    let data = versions::find(&mut conn, &stored.data_digest).unwrap();
    let mut law = Catalogue::law_from(&law, &data).unwrap();
    let countries = versions::find(&mut conn, stored.countries_digest.as_ref().unwrap()).unwrap();
    law.restrictions = serde_json::from_slice(&countries).unwrap();
    let question = Question {
        programme: &stored.programme,
        country: stored.country.as_deref(),
        field: stored.field.as_deref(),
        as_of: stored.decision.as_of,
        stage: stored.decision.stage,
        counting: Counting::Verified,
    };
    assert_eq!(assess(&law, &stored.facts, &question).unwrap(), stored.decision);
    assert_eq!(app.db().text("SELECT verdict AS t FROM decision"), "eligible");
}

#[actix_web::test]
async fn what_is_only_claimed_is_unknown_to_a_decision_and_counts_in_the_overview() {
    let app = TestApp::new().await;
    let (owner, file) = andi(&app).await;
    let decision = decide(&app, &owner, file, json!({ "programme": "KR-EPS-MFG" })).await.expect(201);
    assert_eq!(decision.text("/verdict"), "incomplete");
    for code in ["PRG-EDU", "PRG-LANG", "PRG-COLOR", "PRG-BODY", "PRG-NEG", "PRG-AGE-MAX", "DOC-FAMPERMIT"] {
        assert_eq!(outcome(&decision.json, code), "unknown", "{code}");
    }
    let overview = app.get(&format!("/v1/candidates/{file}/eligibility")).by(&owner).send().await.expect(200);
    let korea = overview.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["programme"] == "KR-EPS-MFG")
        .unwrap()
        .clone();
    assert_eq!((&korea["verdict"], &korea["changes"]), (&json!("eligible"), &json!([])));
    assert_eq!(overview.text("/counting"), "claims");
}

#[actix_web::test]
async fn rejected_evidence_is_as_if_it_were_not_there() {
    let app = TestApp::new().await;
    let (owner, file) = andi(&app).await;
    app.step(&owner, file, "submit").await.expect(200);
    let (kelurahan, desk) = (app.kelurahan().await, app.desk().await);
    app.step(&kelurahan, file, "note").await.expect(200);
    let evidence = app.get(&format!("/v1/candidates/{file}/evidence")).by(&desk).send().await.expect(200);
    let rows = evidence.json["data"].as_array().unwrap();
    let language =
        rows.iter().find(|it| it["kind"] == "language").unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/candidates/{file}/evidence/{language}/reject");
    let reject = |reason: &str| app.post(&path).by(&desk).version(1).json(&json!({ "reason": reason }));
    reject("INCOMPLETE").send().await.problem(422, "request.invalid");
    reject("NOT_PROVEN").send().await.expect(200);
    let decision = decide(&app, &desk, file, json!({ "programme": "KR-EPS-MFG" })).await.expect(201);
    assert_eq!(outcome(&decision.json, "PRG-LANG"), "not_met");
    assert_eq!(decision.text("/verdict"), "not_eligible");
    let held = app.get(&format!("/v1/candidates/{file}/decisions")).by(&owner).send().await.expect(200);
    assert_eq!(held.json["data"][0]["not_met"], json!(["PRG-LANG"]));
}

#[actix_web::test]
async fn only_officers_choose_the_day_and_only_days_with_law() {
    let app = TestApp::new().await;
    let (owner, file) = andi(&app).await;
    app.step(&owner, file, "submit").await.expect(200);
    let desk = app.desk().await;
    let on = |day: &str| json!({ "programme": "KR-EPS-MFG", "as_of": day });
    let reply = decide(&app, &owner, file, on("2026-06-01")).await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/as_of not_allowed"]);
    let path = format!("/v1/candidates/{file}/eligibility?as_of=2026-06-01");
    app.get(&path).by(&owner).send().await.problem(400, "request.parameter");
    app.get(&path).by(&desk).send().await.expect(200);
    assert_eq!(decide(&app, &desk, file, on("2026-01-15")).await.expect(201).text("/as_of"), "2026-01-15");
    decide(&app, &desk, file, on("2019-01-01")).await.problem(422, "law.not_in_force");
    let errors = |reply: Reply| reply.problem(422, "request.invalid").errors();
    assert_eq!(
        errors(decide(&app, &desk, file, json!({ "programme": "NO-SUCH" })).await),
        ["/programme unknown_code"]
    );
    let several = app.state.catalogue.law.programmes.iter().find(|it| it.countries.len() > 1).unwrap();
    assert_eq!(
        errors(decide(&app, &desk, file, json!({ "programme": several.code })).await),
        ["/country required"]
    );
}

#[actix_web::test]
async fn decisions_are_listed_newest_first_by_pages() {
    let app = TestApp::new().await;
    let (owner, file) = andi(&app).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(
            0,
            decide(&app, &owner, file, json!({ "programme": "KR-EPS-MFG" })).await.expect(201).text("/id"),
        );
    }
    let mut path = format!("/v1/candidates/{file}/decisions?limit=2");
    let mut seen = Vec::new();
    loop {
        let page = app.get(&path).by(&owner).send().await.expect(200);
        seen.extend(
            page.json["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()),
        );
        match page.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) {
            Some((next, _)) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, made);
    let other = app.candidate("budi").await;
    let theirs = app.draft(&other, &nik(2)).await;
    let stolen = format!("/v1/candidates/{theirs}/decisions/{}", made[0]);
    app.get(&stolen).by(&other).send().await.problem(404, "resource.not_found");
}

#[actix_web::test]
async fn what_if_needs_no_account_and_stores_nothing() {
    let app = TestApp::new().await;
    let before = app.db().dump();
    let example = api::document()["paths"]["/v1/what-if"]["post"]["requestBody"]["content"]["application/json"]["example"].clone();
    let decision = app.post("/v1/what-if").json(&example).send().await.expect(200);
    assert_eq!(decision.text("/decision/programme"), "KR-EPS-MFG");
    assert_eq!(outcome(&decision.json["decision"], "PRG-LANG"), "met");
    let all = app.post("/v1/what-if").json(&json!({})).send().await.expect(200);
    assert_eq!(
        all.json["overview"]["data"].as_array().unwrap().len(),
        app.state.catalogue.law.programmes.len()
    );
    let wrong = json!({ "evidence": [{ "kind": "education", "code": "X" }], "documents": [{ "kind": "X" }] });
    let reply = app.post("/v1/what-if").json(&wrong).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/evidence/0/code unknown_code", "/documents/0/kind unknown_code"]);
    assert_eq!(app.db().dump(), before);
}

#[actix_web::test]
async fn no_more_decisions_are_stored_than_anybody_needs() {
    let asked = || json!({ "programme": "KR-EPS-MFG" });
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.file(&owner, ANDI_NIK).await;
    for _ in 0..60 {
        decide(&app, &owner, file, asked()).await.expect(201);
    }
    let refused = decide(&app, &owner, file, asked()).await.problem(429, "rate.limited");
    assert_eq!(refused.header("Retry-After"), "3600");
    let stranger = app.candidate("stranger").await;
    decide(&app, &stranger, file, asked()).await.problem(404, "resource.not_found");
    let stored = app.db().text("SELECT count(*)::text AS t FROM decision");
    assert_eq!(stored, "60");
    let another = app.candidate("budi").await;
    let other = app.file(&another, &nik(2)).await;
    decide(&app, &another, other, asked()).await.expect(201);
}
