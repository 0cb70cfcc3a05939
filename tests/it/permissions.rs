//! Who may call what: every operation of the contract by everybody, with the ids of somebody else's rows.

use crate::support::{
    KELURAHAN, Login, PNG, Reply, TestApp, agency, article, form, golden, job_order, meeting, nik, profile,
};
use api::http::contract::Security;
use domain::accounts::Role;
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

/// Roles, each with the organisation in which it is held.
const CALLERS: &[(&str, Role, Option<&str>)] = &[
    ("candidate", Role::Candidate, None),
    ("officer@kelurahan", Role::Officer, Some("64.74.01.1001")),
    ("officer@MANPOWER", Role::Officer, Some("MANPOWER")),
    ("supervisor@MANPOWER", Role::Supervisor, Some("MANPOWER")),
    ("officer@desk", Role::Officer, Some("HEALTH")),
    ("supervisor@desk", Role::Supervisor, Some("HEALTH")),
    ("supervisor@kelurahan", Role::Supervisor, Some("64.74.01.1001")),
    ("auditor", Role::Auditor, None),
    ("admin", Role::Admin, None),
];

/// Rows of a person who is none of the callers.
struct Rows {
    file: Uuid,
    evidence: Uuid,
    document: Uuid,
    decision: Uuid,
}

impl Rows {
    async fn make(app: &TestApp) -> Self {
        let owner = app.candidate("owner").await;
        let file = app.file(&owner, &nik(9901)).await;
        let document = app.upload(&owner, file, "DOC-DIPLOMA").await;
        let row = json!({ "kind": "education", "code": "SMA_SMK", "document_id": document });
        let evidence = app.evidence(&owner, file, row).await;
        let path = format!("/v1/candidates/{file}/decisions");
        let asked = json!({ "programme": "KR-EPS-MFG" });
        let decision = app.post(&path).by(&owner).json(&asked).send().await.expect(201).text("/id");
        Self { file, evidence, document, decision: decision.parse().unwrap() }
    }

    fn path(&self, pattern: &str) -> String {
        pattern
            .replace("{evidence_id}", &self.evidence.to_string())
            .replace("{document_id}", &self.document.to_string())
            .replace("{decision_id}", &self.decision.to_string())
            .replace("{id}", &self.file.to_string())
            .replace("{code}", "auth.required")
            .replace("{status_id}", "0192f000-0000-7000-8000-00000000c711")
            .replace("{group_id}", "0192f000-0000-4000-8000-00000000a001")
            .replace("{report_id}", "0192f000-0000-4000-8000-00000000a011")
            .replace("{slug}", "your-data-and-your-rights")
            .replace("{number}", "1")
            .replace("{signup_id}", "0192f000-0000-7000-8000-000000e5a001")
            .replace("{set}", "kelurahan")
    }
}

/// A body that is well formed.
fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "register" => json!({ "name": "+6281255500177", "password": "perahu-kuning-tujuh-laut" }),
        "confirm" => json!({ "registration_id": Uuid::nil(), "code": "123456" }),
        "login" => json!({ "name": "+6281255500177", "password": "salah" }),
        "refresh" => json!({ "refresh_token": "x" }),
        "updateMe" => json!({ "language": "en" }),
        "createCandidate" => json!({ "full_name": "Budi Contoh" }),
        "updateCandidate" => json!({ "wished_countries": ["JP"] }),
        "searchCandidates" => json!({ "nik": nik(9901) }),
        "returnCandidate" | "reopenCandidate" => json!({ "reason": "DATA_MISMATCH" }),
        "createEvidence" => json!({ "rows": [{ "kind": "education", "code": "SMA_SMK" }] }),
        "updateEvidence" => json!({ "issuer": "SMKN 2 Contoh" }),
        "verifyEvidence" => json!({ "by": "document" }),
        "rejectEvidence" | "rejectDocument" => json!({ "reason": "EXPIRED" }),
        "createAgency" | "replaceAgency" => agency("SIP3MI-UJI-1"),
        "addAgencyStatus" => json!({ "state": "warned", "from": "2026-05-01" }),
        "createJobOrder" | "replaceJobOrder" => job_order("JO-UJI-1", "SIP3MI-UJI-1"),
        "createDecision" => json!({ "programme": "KR-EPS-MFG" }),
        "proposeCountryStatus" => json!({
            "country": "TH", "state": "closed", "from": "2026-06-01", "note_id": "Contoh saja.",
            "note_en": "An example.", "source_title": "Contoh", "source_sha256": "0".repeat(64), "confidence": "low"
        }),
        "reportOffer" => json!({ "kind": "offer", "text": "Ditawari kerja lewat pesan pribadi." }),
        "followOfferReport" => json!({ "code": "0000-0000-0000-0000" }),
        "passReportGroup" => json!({ "to": "police", "passed_on": "2026-06-01", "receipt": "LP-1" }),
        "splitReportGroup" => json!({ "reports": [Uuid::nil()] }),
        "closeReportGroup" => json!({ "reason": "REPORT_UNFOUNDED" }),
        "answerOfferReport" => json!({ "text": "Terima kasih." }),
        "createArticle" => json!({ "slug": "nobodys-draft", "content": article() }),
        "addArticleVersion" => article(),
        "returnArticle" | "retireArticle" => json!({ "reason": "ARTICLE_WRONG" }),
        "createOutreachEvent" => meeting("64.74.01.1001", 10),
        "updateOutreachEvent" => json!({ "seats": 20 }),
        "createSignup" => json!({ "name": "Budi Contoh", "contact": "+6281255500177" }),
        "confirmSignup" => json!({ "code": "123456" }),
        "enterAtDoor" => json!({ "name": "Budi Contoh" }),
        "recordAttendance" | "cancelTicket" => json!({ "ticket": "0".repeat(43) }),
        "rateOutreachEvent" => json!({ "ticket": "0".repeat(43), "rating": 5 }),
        "publishArticle" | "verifyCandidate" | "verifyDocument" | "whatIf" => json!({}),
        _ => return None,
    })
}

async fn call(app: &TestApp, method: &str, path: &str, operation: &str, caller: Option<&Login>) -> Reply {
    let is_import = path.ends_with("/imports");
    let target = if is_import { format!("{path}?taken_from=x&taken_on=2026-06-01") } else { path.to_owned() };
    let mut call = app.call(method, &target).version(1);
    if let Some(login) = caller {
        call = call.by(login);
    }
    match (operation, body(operation)) {
        _ if is_import => call.raw("text/csv", b"number\n".to_vec()),
        ("uploadDocument", _) => call.form(form(&[("kind", "DOC-KTP")], Some(PNG))),
        (_, Some(body)) => call.json(&body),
        (_, None) => call,
    }
    .send()
    .await
}

fn word(reply: &Reply, public: bool) -> &'static str {
    match (reply.status, reply.code()) {
        (401, "auth.required") => "401",
        (403, _) => "403",
        _ if public => "public",
        _ => "allowed",
    }
}

#[actix_web::test]
async fn everybody_may_do_what_the_table_says_and_nothing_with_rows_that_are_not_theirs() {
    let app = TestApp::new().await;
    let rows = Rows::make(&app).await;
    let contract = app.state.contract.clone();
    let mut operations: Vec<_> = contract.operations().collect();
    operations.sort_by_key(|(path, method, _)| (*path, *method));
    let mut table =
        String::from("# Who may call what. Written by BLESS=1; look at every line that changes.\n");
    let _ = write!(table, "{:<68} {:<8}", "operation", "nobody");
    for (name, ..) in CALLERS {
        let _ = write!(table, " {name:<20}");
    }
    table = table.trim_end().to_owned() + "\n";

    for (pattern, method, operation) in operations {
        let public = operation.security == Security::Public;
        let path = rows.path(pattern);
        let nobody = call(&app, method, &path, &operation.id, None).await;
        let mut line = format!("{:<68} {:<8}", format!("{method} {pattern}"), word(&nobody, public));
        assert_eq!(public, word(&nobody, public) == "public", "{method} {pattern} by nobody");
        for (name, role, organisation) in CALLERS {
            let login = app.login(*role, *organisation, name).await;
            let reply = call(&app, method, &path, &operation.id, Some(&login)).await;
            let word = word(&reply, public);
            let _ = write!(line, " {word:<20}");

            let place = organisation
                .map(|code| app.state.organisation(code).unwrap())
                .map(|it| (it.kind, it.code.as_str()));
            let scopes =
                app.state.catalogue.roles.grant(*role, place).map(|it| it.scopes.clone()).unwrap_or_default();
            let granted = match &operation.security {
                Security::Public => "public",
                Security::Scope(needed)
                    if scopes.iter().any(|held| needed.contains(&held.as_str().to_owned())) =>
                {
                    "allowed"
                }
                Security::Scope(_) => "403",
            };
            assert_eq!(word, granted, "{method} {pattern} by {name}: {}", reply.body());
            // The rows are of a draft: nobody but its owner sees it, not even the desk.
            if word == "allowed" {
                if pattern.contains("{id}") {
                    assert_eq!(
                        (reply.status, reply.code()),
                        (404, "resource.not_found"),
                        "{method} {pattern} by {name}"
                    );
                }
                assert!(!reply.body().contains(&rows.file.to_string()), "{method} {pattern} by {name}");
            }
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    golden("permissions.txt", &table);
}

#[actix_web::test]
async fn what_is_not_for_a_reader_is_not_in_the_answer() {
    let app = TestApp::new().await;
    let owner = app.candidate("owner").await;
    let file = app.submitted(&owner, &nik(9901)).await;
    let health = json!({ "kind": "health", "code": "HEIGHT", "value": { "kind": "number", "number": 171, "unit": "cm" } });
    app.evidence(&owner, file, health).await;
    let path = format!("/v1/candidates/{file}/evidence");
    let seen = |reply: Reply| -> Vec<(String, bool)> {
        let rows = reply.expect(200).json["data"].as_array().unwrap().clone();
        rows.iter().map(|row| (row["kind"].as_str().unwrap().to_owned(), row["value"].is_null())).collect()
    };
    let of = |declaration: bool, health: bool| {
        vec![("declaration".to_owned(), declaration), ("health".to_owned(), health)]
    };
    assert_eq!(seen(app.get(&path).by(&owner).send().await), of(false, false));
    assert_eq!(seen(app.get(&path).by(&app.desk().await).send().await), of(false, false));
    assert_eq!(seen(app.get(&path).by(&app.kelurahan().await).send().await), of(false, true));
    assert_eq!(seen(app.get(&path).by(&app.auditor().await).send().await), of(true, true));

    let documents = format!("/v1/candidates/{file}/documents");
    let parts = form(&[("kind", "DOC-HEALTH"), ("valid_until", "2026-12-31")], Some(PNG));
    let paper = app.post(&documents).by(&owner).form(parts).send().await.expect(201).text("/id");
    let content = format!("{documents}/{paper}/content");
    app.get(&content).by(&owner).send().await.expect(200);
    app.get(&content).by(&app.desk().await).send().await.expect(200);
    app.get(&content).by(&app.kelurahan().await).send().await.problem(403, "auth.forbidden");

    let other = app.login(Role::Officer, Some("64.74.01.1001"), "other").await;
    for path in [format!("/v1/candidates/{file}"), path] {
        app.get(&path).by(&other).send().await.problem(404, "resource.not_found");
    }
}

#[actix_web::test]
async fn an_office_keeps_the_files_that_it_opened_at_its_counter() {
    let app = TestApp::new().await;
    let officer = app.login(Role::Officer, Some("64.74.01.1001"), "other").await;
    let mut elsewhere = profile(&nik(9902));
    elsewhere["address"]["kelurahan"] = json!(KELURAHAN);
    let file = app.post("/v1/candidates").by(&officer).json(&elsewhere).send().await.expect(201).text("/id");
    app.get(&format!("/v1/candidates/{file}")).by(&officer).send().await.expect(200);
    app.get(&format!("/v1/candidates/{file}"))
        .by(&app.kelurahan().await)
        .send()
        .await
        .problem(404, "resource.not_found");
}
