//! Files on the way: steps, who may take them, what is closed when, and one NIK for one person.

use crate::support::{ANDI_NIK, KELURAHAN, Login, Reply, TestApp, at, form, golden, nik, pdf, profile};
use chrono::Duration;
use domain::accounts::Role;
use domain::candidates::{Status, Step};
use persistence::messages::{self, Template};
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

const OTHER_KELURAHAN: &str = "64.74.01.1001";

async fn read(app: &TestApp, who: &Login, file: Uuid) -> Reply {
    app.get(&format!("/v1/candidates/{file}")).by(who).send().await
}

async fn patch(app: &TestApp, who: &Login, file: Uuid, patch: Value) -> Reply {
    let version = app.version_of(who, file).await;
    app.patch(&format!("/v1/candidates/{file}")).by(who).version(version).json(&patch).send().await
}

/// A file in a status, ready for the step that comes next.
async fn in_status(app: &TestApp, status: Status, serial: u32) -> (Login, Uuid) {
    let owner = app.candidate(&format!("owner-{serial}")).await;
    let nik = nik(serial);
    let file = match status {
        Status::Draft => app.file(&owner, &nik).await,
        Status::Submitted => app.submitted(&owner, &nik).await,
        Status::Noted => {
            let file = app.noted(&owner, &nik).await;
            app.verify_documents(&app.desk().await, file).await;
            file
        }
        Status::Verified => app.verified(&owner, &nik).await,
        Status::Returned => {
            let file = app.submitted(&owner, &nik).await;
            app.step_for(&app.kelurahan().await, file, "return", "INCOMPLETE").await.expect(200);
            file
        }
    };
    (owner, file)
}

#[actix_web::test]
async fn steps_are_possible_where_and_for_whom_the_table_says() {
    let app = TestApp::new().await;
    let people = ["owner", "stranger", "kelurahan", "other kelurahan", "desk", "supervisor", "auditor"];
    let mut table =
        String::from("# What each step leads to, by status and by who takes it. Written by BLESS=1.\n");
    let mut serial = 9000;
    for &status in Status::ALL {
        let mut present = in_status(&app, status, serial).await;
        for &step in Step::ALL {
            for who in people {
                let (owner, file) = present.clone();
                let login = match who {
                    "owner" => owner.clone(),
                    "stranger" => app.candidate("stranger").await,
                    "kelurahan" => app.kelurahan().await,
                    "other kelurahan" => app.login(Role::Officer, Some(OTHER_KELURAHAN), "other").await,
                    "desk" => app.desk().await,
                    "supervisor" => app.supervisor().await,
                    _ => app.auditor().await,
                };
                let version = app.version_of(&owner, file).await;
                let call = app.post(&format!("/v1/candidates/{file}/{step}")).by(&login).version(version);
                let call = match step {
                    Step::Return | Step::Reopen => call.json(&json!({ "reason": "DATA_MISMATCH" })),
                    Step::Verify => call.json(&json!({})),
                    Step::Submit | Step::Note => call,
                };
                let reply = call.send().await;
                let outcome =
                    if reply.status == 200 { reply.text("/status") } else { reply.code().to_owned() };
                let _ = writeln!(
                    table,
                    "{:<10} {:<7} {who:<16} {} {outcome}",
                    status.as_str(),
                    step.as_str(),
                    reply.status
                );
                if reply.status == 200 {
                    serial += 1;
                    present = in_status(&app, status, serial).await;
                } else {
                    let now = read(&app, &owner, file).await;
                    assert_eq!(now.text("/status"), status.as_str(), "a refused step changed the file");
                }
            }
        }
        serial += 1;
    }
    golden("transitions.txt", &table);
}

#[actix_web::test]
async fn submitting_names_all_that_is_missing() {
    let app = TestApp::new().await;
    let (owner, desk) = (app.candidate("andi").await, app.desk().await);
    let wanted = [
        "/identifiers",
        "/full_name",
        "/birth_place",
        "/birth_date",
        "/sex",
        "/marital_status",
        "/address/street",
        "/address/rt",
        "/address/rw",
        "/address/kelurahan",
        "/identifiers",
        "/emergency_contact",
        "/documents",
        "/documents",
        "/documents",
        "/evidence",
    ];
    let mut wanted: Vec<String> = wanted.iter().map(|it| format!("{it} required")).collect();
    // Whoever comes to the counter without an account has no proven contact yet.
    for who in [desk, owner] {
        let opened = app.post("/v1/candidates").by(&who).json(&json!({})).send().await.expect(201);
        let file: Uuid = opened.text("/id").parse().unwrap();
        let reply = app.step(&who, file, "submit").await.problem(422, "candidate.incomplete");
        assert_eq!(reply.errors(), wanted);
        for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
            assert!(reply.body().contains(kind), "{kind}");
        }
        assert_eq!(read(&app, &who, file).await.text("/status"), "draft");
        wanted.remove(10);
    }
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM message"), "0");
}

#[actix_web::test]
async fn a_submitted_file_has_a_receipt_a_holder_and_a_day() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.file(&owner, ANDI_NIK).await;
    let reply = app.step(&owner, file, "submit").await.expect(200);
    assert!(reply.text("/receipt").starts_with("BTG-2606-"));
    assert_eq!(reply.text("/holder/code"), KELURAHAN);
    // 1 June is Pancasila day: two working days later is 3 June.
    assert_eq!(reply.text("/expected_by"), "2026-06-03");
    assert_eq!(reply.json["overdue"], false);
    assert_eq!(reply.text("/next/step"), "note");
    let told = messages::newest(&mut app.db().conn(), &app.state.vault, 1).unwrap().remove(0);
    assert_eq!((told.template, told.content.to.as_str()), (Template::FileSubmitted, "andi@contoh.example"));
    assert_eq!(told.content.values["receipt"], reply.text("/receipt"));
}

#[actix_web::test]
async fn identity_is_closed_once_submitted_and_what_changes_in_life_stays_open() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.submitted(&owner, ANDI_NIK).await;
    let closed = [
        json!({ "full_name": "Budi Contoh" }),
        json!({ "birth_date": "2001-03-15" }),
        json!({ "marital_status": "married" }),
        json!({ "sex": null }),
        json!({ "identifiers": { "nik": nik(9999) } }),
        json!({ "identifiers": { "kk": "6474010101200002" } }),
    ];
    for change in closed {
        patch(&app, &owner, file, change).await.problem(409, "candidate.closed");
    }
    let open = [
        json!({ "identifiers": { "phone": "081255500102" } }),
        json!({ "identifiers": { "email": "andi@contoh.example" } }),
        json!({ "address": { "street": "Jl. Contoh No. 2" } }),
        json!({ "emergency_contact": { "name": "Budi Contoh", "relation": "ayah", "phone": "081255500202" } }),
        json!({ "wished_countries": ["JP"], "wished_occupations": [] }),
        json!({ "full_name": "Andi Contoh Pratama" }),
    ];
    for change in open {
        patch(&app, &owner, file, change).await.expect(200);
    }
    let evidence = app.get(&format!("/v1/candidates/{file}/evidence")).by(&owner).send().await;
    let path = format!("/v1/candidates/{file}/evidence/{}", evidence.text("/data/0/id"));
    let refused = json!({ "value": { "kind": "text", "text": "REFUSED" } });
    app.patch(&path).by(&owner).version(1).json(&refused).send().await.problem(409, "candidate.closed");
    app.delete(&path).by(&owner).version(1).send().await.problem(409, "candidate.closed");
    // What is new is a claim like any other, and stays its owner's until it is seen.
    let row = json!({ "kind": "language", "code": "EPS_TOPIK", "until": "2027-08-10" });
    let new = app.evidence(&owner, file, row).await;
    app.delete(&format!("/v1/candidates/{file}/evidence/{new}"))
        .by(&owner)
        .version(1)
        .send()
        .await
        .expect(204);
}

#[actix_web::test]
async fn a_file_that_moves_goes_to_the_other_kelurahan_and_both_are_told() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.submitted(&owner, ANDI_NIK).await;
    let (from, to) = (app.kelurahan().await, app.login(Role::Officer, Some(OTHER_KELURAHAN), "other").await);
    read(&app, &to, file).await.problem(404, "resource.not_found");
    let moved =
        patch(&app, &owner, file, json!({ "address": { "kelurahan": OTHER_KELURAHAN } })).await.expect(200);
    assert_eq!(moved.text("/holder/code"), OTHER_KELURAHAN);
    read(&app, &from, file).await.problem(404, "resource.not_found");
    let told = messages::newest(&mut app.db().conn(), &app.state.vault, 2).unwrap();
    let mut offices: Vec<&str> = told.iter().map(|it| it.content.to.as_str()).collect();
    offices.sort_unstable();
    assert_eq!(offices, [OTHER_KELURAHAN, KELURAHAN]);
    assert!(told.iter().all(|it| it.template == Template::CandidateMoved));
    app.step(&to, file, "note").await.expect(200);
    patch(&app, &owner, file, json!({ "address": { "kelurahan": null } }))
        .await
        .problem(422, "request.invalid");
}

#[actix_web::test]
async fn who_noted_or_entered_does_not_verify() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.submitted(&owner, ANDI_NIK).await;
    // One human being with two posts.
    let at_kelurahan = app.login(Role::Officer, Some(KELURAHAN), "double").await;
    let at_desk = app.login(Role::Officer, Some("MANPOWER"), "double").await;
    let colleague = app.desk().await;
    app.step(&at_kelurahan, file, "note").await.expect(200);
    app.step(&at_desk, file, "verify").await.problem(409, "candidate.same_person");
    app.step(&colleague, file, "verify").await.problem(409, "candidate.unverified");
    app.verify_documents(&at_desk, file).await;
    app.step(&at_desk, file, "verify").await.problem(409, "candidate.same_person");

    let uploaded = app.upload(&colleague, file, "DOC-DIPLOMA").await;
    let row = json!({ "kind": "education", "code": "SMA_SMK", "document_id": uploaded });
    let entered = app.evidence(&colleague, file, row).await;
    let path = format!("/v1/candidates/{file}/documents/{uploaded}/verify");
    app.post(&path)
        .by(&colleague)
        .version(1)
        .json(&json!({}))
        .send()
        .await
        .problem(409, "candidate.same_person");
    let path = format!("/v1/candidates/{file}/documents/{uploaded}/reject");
    let reason = json!({ "reason": "NOT_LEGIBLE" });
    app.post(&path)
        .by(&colleague)
        .version(1)
        .json(&reason)
        .send()
        .await
        .problem(409, "candidate.same_person");
    let path = format!("/v1/candidates/{file}/evidence/{entered}/verify");
    let by = json!({ "by": "document" });
    app.post(&path).by(&at_desk).version(1).json(&by).send().await.problem(409, "candidate.unverified");
    let path = format!("/v1/candidates/{file}/documents/{uploaded}/verify");
    app.post(&path).by(&at_desk).version(1).json(&json!({})).send().await.expect(200);
    app.post(&path).by(&at_desk).version(2).json(&json!({})).send().await.problem(409, "document.decided");
    app.step(&colleague, file, "verify").await.expect(200);
}

#[actix_web::test]
async fn a_document_verifies_only_what_it_was_said_to_prove() {
    let app = TestApp::new().await;
    let (owner, desk) = (app.candidate("andi").await, app.desk().await);
    let file = app.noted(&owner, ANDI_NIK).await;
    let document = app.upload(&owner, file, "DOC-DIPLOMA").await;
    let row = |code: &str| json!({ "kind": "education", "code": code, "document_id": document });
    let first = app.evidence(&owner, file, row("SMA_SMK")).await;
    app.evidence(&owner, file, row("SMP")).await;
    let path = format!("/v1/candidates/{file}/documents/{document}/verify");
    let seen = |id: &str, version: i32| json!({ "evidence": [{ "id": id, "version": version }] });
    let unknown = seen(&Uuid::nil().to_string(), 1);
    let reply =
        app.post(&path).by(&desk).version(1).json(&unknown).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/evidence/0 unknown_code"]);
    let declaration =
        app.get(&format!("/v1/candidates/{file}/evidence")).by(&desk).send().await.text("/data/0/id");
    let another = seen(&declaration, 1);
    app.post(&path).by(&desk).version(1).json(&another).send().await.problem(422, "request.invalid");
    let claim = format!("/v1/candidates/{file}/evidence/{first}");
    let changed = json!({ "issuer": "SMKN 1 Contoh" });
    app.patch(&claim).by(&owner).version(1).json(&changed).send().await.expect(200);
    let one = |version| app.post(&path).by(&desk).version(1).json(&seen(&first.to_string(), version)).send();
    let reply = one(1).await.problem(412, "version.stale");
    assert_eq!(reply.errors(), ["/evidence/0 stale"]);
    let twice = json!({ "evidence": [{ "id": first, "version": 2 }, { "id": first, "version": 2 }] });
    let reply =
        app.post(&path).by(&desk).version(1).json(&twice).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/evidence/1 repeated"]);
    one(2).await.expect(200);
    let list = app.get(&format!("/v1/candidates/{file}/evidence")).by(&owner).send().await.expect(200);
    let statuses: Vec<&str> =
        list.json["data"].as_array().unwrap().iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["claimed", "verified", "claimed"]);
    let changed = json!({ "issuer": "SMKN 2 Contoh" });
    let path = format!("/v1/candidates/{file}/evidence/{first}");
    app.patch(&path).by(&owner).version(3).json(&changed).send().await.problem(409, "document.decided");
}

#[actix_web::test]
async fn who_entered_a_claim_does_not_verify_it_whoever_touched_it_since() {
    let app = TestApp::new().await;
    let (owner, desk) = (app.candidate("andi").await, app.desk().await);
    let file = app.noted(&owner, ANDI_NIK).await;
    let row =
        json!({ "kind": "declaration", "code": "TRAVEL_BAN", "value": { "kind": "text", "text": "NO" } });
    let entered = app.evidence(&desk, file, row).await;
    let path = format!("/v1/candidates/{file}/evidence/{entered}");
    app.patch(&path).by(&owner).version(1).json(&json!({})).send().await.expect(200);
    app.patch(&path).by(&owner).version(1).json(&json!({ "issuer": "x" })).send().await.expect(200);
    let interview = json!({ "by": "interview", "record": "Wawancara 1-6-2026 di meja ketenagakerjaan." });
    let verify = |who| app.post(&format!("{path}/verify")).by(who).version(2).json(&interview);
    verify(&desk).send().await.problem(409, "candidate.same_person");
    let colleague = app.login(Role::Officer, Some("MANPOWER"), "colleague").await;
    verify(&colleague).send().await.expect(200);
}

#[actix_web::test]
async fn what_was_verified_in_error_falls_by_a_supervisor_with_what_it_proved() {
    let app = TestApp::new().await;
    let (owner, desk, supervisor) = (app.candidate("andi").await, app.desk().await, app.supervisor().await);
    let file = app.noted(&owner, ANDI_NIK).await;
    let diploma = app.upload(&owner, file, "DOC-DIPLOMA").await;
    let row = json!({ "kind": "education", "code": "SMA_SMK", "document_id": diploma });
    let claim = app.evidence(&owner, file, row).await;
    app.verify_documents(&desk, file).await;
    let status = async |path: String| {
        app.get(&path).by(&owner).send().await.expect(200).json["data"].as_array().unwrap().clone()
    };
    let of = |list: Vec<Value>, id: Uuid| {
        list.into_iter().find(|it| it["id"] == id.to_string()).unwrap()["status"].clone()
    };
    let evidence = format!("/v1/candidates/{file}/evidence");
    assert_eq!(of(status(evidence.clone()).await, claim), "verified");
    let path = format!("/v1/candidates/{file}/documents/{diploma}/reject");
    let reject = |who| app.post(&path).by(who).version(2).json(&json!({ "reason": "VERIFIED_IN_ERROR" }));
    reject(&desk).send().await.problem(409, "document.decided");
    // While a verified file rests on a document, the file is opened first.
    app.step(&desk, file, "verify").await.expect(200);
    let list = app.get(&format!("/v1/candidates/{file}/documents")).by(&desk).send().await.expect(200);
    let ktp = list.json["data"].as_array().unwrap().iter().find(|it| it["kind"] == "DOC-KTP").unwrap();
    let card = format!("/v1/candidates/{file}/documents/{}/reject", ktp["id"].as_str().unwrap());
    let forged =
        || app.post(&card).by(&supervisor).version(2).json(&json!({ "reason": "VERIFIED_IN_ERROR" }));
    forged().send().await.problem(409, "candidate.status");
    reject(&supervisor).send().await.expect(200);
    app.step_for(&supervisor, file, "reopen", "NEW_INFORMATION").await.expect(200);
    forged().send().await.expect(200);
    assert_eq!(of(status(format!("/v1/candidates/{file}/documents")).await, diploma), "rejected");
    assert_eq!(of(status(evidence).await, claim), "rejected");
}

#[actix_web::test]
async fn a_claim_is_changed_by_a_patch_that_names_only_what_changes() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let row =
        json!({ "kind": "education", "code": "SMA_SMK", "issuer": "SMKN 1 Contoh", "field": "TEKNIK_MESIN" });
    let id = app.evidence(&owner, file, row).await;
    let path = format!("/v1/candidates/{file}/evidence/{id}");
    let change = json!({ "issuer": "SMKN 2 Contoh", "field": null });
    let reply = app.patch(&path).by(&owner).version(1).json(&change).send().await.expect(200);
    assert_eq!((reply.text("/issuer").as_str(), reply.text("/code").as_str()), ("SMKN 2 Contoh", "SMA_SMK"));
    assert_eq!((&reply.json["field"], reply.etag().as_str()), (&Value::Null, "2"));
    let wrong = |body: Value| app.patch(&path).by(&owner).version(2).json(&body);
    wrong(json!({ "kind": null })).send().await.problem(422, "request.invalid");
    wrong(json!({ "code": "NO_SUCH" })).send().await.problem(422, "request.invalid");
    let reply = wrong(json!({ "more": 1 })).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/more unknown_field"]);
    app.patch(&path).by(&owner).json(&change).send().await.problem(428, "version.required");
    let stale =
        app.patch(&path).by(&owner).version(1).json(&change).send().await.problem(412, "version.stale");
    assert_eq!(stale.header("ETag"), "\"2\"");
}

#[actix_web::test]
async fn a_returned_file_says_why_is_open_again_and_keeps_its_receipt() {
    let app = TestApp::new().await;
    let (owner, kelurahan) = (app.candidate("andi").await, app.kelurahan().await);
    let file = app.submitted(&owner, ANDI_NIK).await;
    let receipt = read(&app, &owner, file).await.text("/receipt");
    let path = format!("/v1/candidates/{file}/return");
    let reason = json!({ "reason": "DATA_MISMATCH", "field": "/full_name" });
    app.post(&path).by(&kelurahan).version(2).json(&reason).send().await.expect(200);
    app.step_for(&kelurahan, file, "return", "VERIFIED_IN_ERROR").await.problem(422, "request.invalid");

    let returned = read(&app, &owner, file).await;
    assert_eq!(returned.text("/returned/reason"), "DATA_MISMATCH");
    assert_eq!(returned.text("/returned/field"), "/full_name");
    assert_eq!((&returned.json["holder"], &returned.json["expected_by"]), (&Value::Null, &Value::Null));
    let told = messages::newest(&mut app.db().conn(), &app.state.vault, 1).unwrap().remove(0);
    assert_eq!(told.template, Template::FileReturned);
    assert_ne!(told.content.values["reason"], "DATA_MISMATCH", "the reason is told in words");

    patch(&app, &owner, file, json!({ "full_name": "Andi Contoh" })).await.expect(200);
    let again = app.at(at(Duration::days(1))).await;
    let owner = again.candidate("andi").await;
    let reply = again.step(&owner, file, "submit").await.expect(200);
    assert_eq!(reply.text("/receipt"), receipt);
    assert_eq!(reply.text("/submitted_at"), "2026-06-01T04:00:00Z");
    assert_eq!(reply.json["returned"], Value::Null);
}

#[actix_web::test]
async fn a_supervisor_reopens_a_verified_file_and_its_nik_is_free_again() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.verified(&owner, ANDI_NIK).await;
    let nik_status = |reply: &Reply| {
        let all = reply.json["identifiers"].as_array().unwrap().clone();
        all.iter().find(|it| it["kind"] == "nik").unwrap()["status"].as_str().unwrap().to_owned()
    };
    let verified = read(&app, &owner, file).await;
    assert_eq!((verified.text("/status").as_str(), nik_status(&verified).as_str()), ("verified", "verified"));
    app.step_for(&app.desk().await, file, "reopen", "NEW_INFORMATION").await.problem(403, "auth.forbidden");
    let reopened = app.step_for(&app.supervisor().await, file, "reopen", "NEW_INFORMATION").await.expect(200);
    assert_eq!(
        (reopened.text("/status").as_str(), nik_status(&reopened).as_str()),
        ("returned", "format_valid")
    );
    let kinds = app.db().texts("SELECT kind AS t FROM event WHERE thing_kind = 'candidate' ORDER BY version");
    let wanted = ["opened", "submitted", "noted", "verified", "reopened"].map(|it| format!("candidate.{it}"));
    assert_eq!(kinds, wanted);
}

#[actix_web::test]
async fn a_second_file_with_a_nik_learns_nothing_and_the_officer_sees_both() {
    let app = TestApp::new().await;
    let (andi, budi) = (app.candidate("andi").await, app.candidate("budi").await);
    let first = app.verified(&andi, ANDI_NIK).await;
    let alone = app.post("/v1/candidates").by(&budi).json(&profile(ANDI_NIK)).send().await.expect(201);
    let second: Uuid = alone.text("/id").parse().unwrap();
    assert_eq!((&alone.json["nik_conflicts"], &alone.json["notices"]), (&json!([]), &json!([])));
    for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
        app.upload(&budi, second, kind).await;
    }
    let row = json!({ "kind": "declaration", "code": "PERMISSION_PARENT", "value": { "kind": "text", "text": "GIVEN" } });
    app.evidence(&budi, second, row).await;
    let submitted = app.step(&budi, second, "submit").await.expect(200);
    assert_eq!(submitted.json["nik_conflicts"], json!([]));

    let (kelurahan, desk) = (app.kelurahan().await, app.desk().await);
    let seen = read(&app, &kelurahan, second).await.expect(200);
    assert_eq!(seen.json["nik_conflicts"], json!([{ "person_id": first, "is_verified": true }]));
    let found = app
        .post("/v1/candidates/search")
        .by(&desk)
        .json(&json!({ "nik": ANDI_NIK }))
        .send()
        .await
        .expect(200);
    assert_eq!(found.json["data"].as_array().unwrap().len(), 2);
    app.step(&kelurahan, second, "note").await.expect(200);
    app.verify_documents(&desk, second).await;
    app.step(&desk, second, "verify").await.problem(409, "candidate.nik_conflict");
    assert_eq!(read(&app, &budi, second).await.text("/status"), "noted");
    app.step_for(&app.supervisor().await, first, "reopen", "NIK_CONFLICT").await.expect(200);
    app.step(&desk, second, "verify").await.expect(200);
}

#[actix_web::test]
async fn a_thousand_guesses_of_a_nik_get_the_same_answer() {
    let app = TestApp::new().await;
    let andi = app.candidate("andi").await;
    app.verified(&andi, &nik(150)).await;
    let guesser = app.candidate("guesser").await;
    let file = app.draft(&guesser, &nik(1001)).await;
    let path = format!("/v1/candidates/{file}");
    let mut answers = std::collections::BTreeSet::new();
    for (version, serial) in (1..=1000_u32).enumerate() {
        let guess = json!({ "identifiers": { "nik": nik(serial) } });
        let reply = app.patch(&path).by(&guesser).version(version + 1).json(&guess).send().await;
        answers.insert((reply.status, reply.body()));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[actix_web::test]
async fn a_nik_that_disagrees_or_is_of_nowhere_is_noticed_and_hinders_nothing() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let mut other = profile(ANDI_NIK);
    other["birth_date"] = json!("2001-03-15");
    let reply = app.post("/v1/candidates").by(&owner).json(&other).send().await.expect(201);
    let file: Uuid = reply.text("/id").parse().unwrap();
    assert_eq!(reply.text("/notices/0/code"), "nik_mismatch");
    let mended = patch(&app, &owner, file, json!({ "birth_date": "2001-03-14" })).await.expect(200);
    assert_eq!(mended.json["notices"], json!([]));
    let nowhere =
        patch(&app, &owner, file, json!({ "identifiers": { "nik": "9999011403010001" } })).await.expect(200);
    assert_eq!(nowhere.text("/notices/0/code"), "nik_region_unknown");
    for wrong in ["6474013203010001", "6474011413010001", "6474011403010000"] {
        let reply = patch(&app, &owner, file, json!({ "identifiers": { "nik": wrong } })).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(!reply.body().contains(wrong));
    }
}

#[actix_web::test]
async fn a_nik_that_disagrees_is_verified_only_with_a_reason() {
    let app = TestApp::new().await;
    let (owner, desk) = (app.candidate("andi").await, app.desk().await);
    let file = app.file(&owner, ANDI_NIK).await;
    patch(&app, &owner, file, json!({ "birth_date": "2001-03-15" })).await.expect(200);
    app.step(&owner, file, "submit").await.expect(200);
    app.step(&app.kelurahan().await, file, "note").await.expect(200);
    app.verify_documents(&desk, file).await;
    app.step(&desk, file, "verify").await.problem(409, "candidate.nik_mismatch");
    let agrees = app.noted(&app.candidate("budi").await, &nik(7)).await;
    app.verify_documents(&desk, agrees).await;
    let path = format!("/v1/candidates/{agrees}/verify");
    let needless = json!({ "mismatch_reason": "NIK_AS_REGISTERED" });
    let reply =
        app.post(&path).by(&desk).version(3).json(&needless).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/mismatch_reason not_allowed"]);
    let path = format!("/v1/candidates/{file}/verify");
    let because = |reason: &str| {
        app.post(&path).by(&desk).version(4).json(&json!({ "mismatch_reason": reason })).send()
    };
    let reply = because("NOT_LEGIBLE").await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/mismatch_reason unknown_code"]);
    because("NIK_AS_REGISTERED").await.expect(200);
    let history = app.get(&format!("/v1/candidates/{file}/history")).by(&desk).send().await;
    let entries = history.json["data"].as_array().unwrap();
    let verified = entries.iter().find(|it| it["event"] == "candidate.verified").unwrap();
    assert_eq!(verified["reason"], "NIK_AS_REGISTERED");
}

#[actix_web::test]
async fn a_number_is_verified_with_the_document_that_shows_it() {
    let app = TestApp::new().await;
    let (owner, desk) = (app.candidate("andi").await, app.desk().await);
    let file = app.submitted(&owner, ANDI_NIK).await;
    let status = async |kind: &str| {
        let reply = app.get(&format!("/v1/candidates/{file}")).by(&owner).send().await.expect(200);
        let numbers = reply.json["identifiers"].as_array().unwrap().clone();
        numbers.into_iter().find(|it| it["kind"] == kind).unwrap()["status"].clone()
    };
    let number = |number: &str| json!({ "identifiers": { "bpjs_tk": number } });
    patch(&app, &owner, file, number("12345678901")).await.expect(200);
    let card = app.upload(&owner, file, "DOC-BPJS-TK").await;
    assert_eq!(status("bpjs_tk").await, "format_valid");
    let path = format!("/v1/candidates/{file}/documents/{card}/verify");
    let read = |who, number: &str| app.post(&path).by(who).version(1).json(&json!({ "number": number }));
    let reply = read(&desk, "12345678902").send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/number differs"]);
    // Who wrote in the file does not confirm its numbers.
    let writer = app.login(Role::Officer, Some("MANPOWER"), "writer").await;
    patch(&app, &writer, file, json!({ "wished_countries": ["JP"] })).await.expect(200);
    read(&writer, "12345678901").send().await.problem(409, "candidate.same_person");
    assert_eq!(status("bpjs_tk").await, "format_valid");
    let version: i32 = app.version_of(&owner, file).await.split('-').next().unwrap().parse().unwrap();
    read(&desk, "12345678901").send().await.expect(200);
    assert_eq!(status("bpjs_tk").await, "verified");
    assert!(app.version_of(&owner, file).await.starts_with(&format!("{}-", version + 1)));
    // What was handed in or confirmed is closed; what was missing could be added.
    patch(&app, &owner, file, number("12345678902")).await.problem(409, "candidate.closed");
    // It falls with the card.
    let path = format!("/v1/candidates/{file}/documents/{card}/reject");
    let reject = app.post(&path).by(&app.supervisor().await).version(2);
    reject.json(&json!({ "reason": "VERIFIED_IN_ERROR" })).send().await.expect(200);
    assert_eq!(status("bpjs_tk").await, "format_valid");
}

#[actix_web::test]
async fn numbers_are_masked_for_everybody() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let mut all = profile(ANDI_NIK);
    all["identifiers"]["passport"] = json!("X1234567");
    all["identifiers"]["email"] = json!("andi.contoh@contoh.example");
    let file: Uuid = app
        .post("/v1/candidates")
        .by(&owner)
        .json(&all)
        .send()
        .await
        .expect(201)
        .text("/id")
        .parse()
        .unwrap();
    for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
        app.upload(&owner, file, kind).await;
    }
    let row = json!({ "kind": "declaration", "code": "PERMISSION_PARENT", "value": { "kind": "text", "text": "GIVEN" } });
    app.evidence(&owner, file, row).await;
    app.step(&owner, file, "submit").await.expect(200);
    for who in [owner, app.kelurahan().await, app.desk().await, app.auditor().await] {
        let reply = read(&app, &who, file).await.expect(200);
        for secret in [ANDI_NIK, "6474010101200001", "X1234567", "+6281255500101", "andi.contoh@"] {
            assert!(!reply.body().contains(secret), "{secret}");
        }
        assert!(reply.body().contains("6474011403******"));
    }
}

#[actix_web::test]
async fn the_queue_pages_over_ties_without_doubles_and_by_its_filters() {
    let app = TestApp::new().await;
    let mut files = Vec::new();
    for serial in 1..=5 {
        let owner = app.candidate(&format!("owner-{serial}")).await;
        files.push(app.submitted(&owner, &nik(serial)).await);
    }
    let (kelurahan, desk) = (app.kelurahan().await, app.desk().await);
    let ids = |reply: &Reply| -> Vec<Uuid> {
        reply.json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap().parse().unwrap())
            .collect()
    };
    for who in [&kelurahan, &desk, &app.auditor().await] {
        let mut path = "/v1/candidates?status=submitted&limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = app.get(&path).by(who).send().await.expect(200);
            seen.extend(ids(&page));
            let link = page.header("link").to_owned();
            assert_eq!(link.is_empty(), page.json["has_more"] == false);
            match link.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\"")) {
                Some((next, _)) => path = next.to_owned(),
                None => break,
            }
        }
        let mut sorted = files.clone();
        sorted.sort();
        assert_eq!(seen, sorted);
    }
    app.step(&kelurahan, files[0], "note").await.expect(200);
    let all = |query: &str| app.get(&format!("/v1/candidates?{query}")).by(&desk);
    let office = app.state.organisation("MANPOWER").unwrap().id;
    assert_eq!(ids(&all("status=noted").send().await.expect(200)), [files[0]]);
    assert_eq!(ids(&all(&format!("holder={office}")).send().await.expect(200)), [files[0]]);
    assert!(ids(&all(&format!("kelurahan={OTHER_KELURAHAN}")).send().await.expect(200)).is_empty());
    assert!(ids(&all("overdue=true").send().await.expect(200)).is_empty());
    let late = app.at(at(Duration::days(7))).await;
    let desk_late = late.desk().await;
    let overdue =
        late.get("/v1/candidates?overdue=true&status=submitted").by(&desk_late).send().await.expect(200);
    assert_eq!(ids(&overdue).len(), 4);
    assert_eq!(overdue.json["data"][0]["overdue"], true);

    let cursor = all("limit=2").send().await.text("/next_cursor");
    all(&format!("limit=2&cursor={cursor}")).send().await.expect(200);
    all(&format!("status=noted&cursor={cursor}")).send().await.problem(400, "request.parameter");
    let first = if cursor.starts_with('A') { 'B' } else { 'A' };
    all(&format!("cursor={first}{}", &cursor[1..])).send().await.problem(400, "request.parameter");
    for query in ["limit=0", "limit=101", "limit=x", "status=gone", "page=2", "limit=1&limit=2", "holder=x"] {
        let reply = all(query).send().await;
        assert_eq!((reply.status, reply.code()), (400, "request.parameter"), "{query}");
    }
}

#[actix_web::test]
async fn the_history_tells_who_did_what_and_names_staff_only_to_staff() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.noted(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}/history?limit=100");
    let own = app.get(&path).by(&owner).send().await.expect(200);
    let lines: Vec<(String, String)> = own.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["thing"] == "candidate")
        .map(|it| (it["event"].as_str().unwrap().to_owned(), it["actor"].as_str().unwrap().to_owned()))
        .collect();
    let line = |event: &str, actor: &str| (format!("candidate.{event}"), actor.to_owned());
    let mut found = lines.clone();
    found.sort();
    assert_eq!(found, [line("noted", "staff"), line("opened", "candidate"), line("submitted", "candidate")]);
    assert!(own.json["data"].as_array().unwrap().iter().all(|it| it["account_id"].is_null()));
    let officer = app.kelurahan().await;
    let seen = app.get(&path).by(&officer).send().await.expect(200);
    assert!(seen.body().contains(&officer.account.to_string()));
    assert!(!own.body().contains(&officer.account.to_string()));
    let mut paged = Vec::new();
    let mut next = format!("/v1/candidates/{file}/history?limit=3");
    while !next.is_empty() {
        let page = app.get(&next).by(&owner).send().await.expect(200);
        paged.extend(page.json["data"].as_array().unwrap().clone());
        next = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert_eq!(&paged, own.json["data"].as_array().unwrap());
}

#[actix_web::test]
async fn a_change_needs_the_version_read_and_null_takes_away() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}");
    let change = |body: Value| app.patch(&path).by(&owner).json(&body);
    change(json!({ "full_name": "Andi" })).send().await.problem(428, "version.required");
    change(json!({ "full_name": "Andi" })).version(2).send().await.problem(412, "version.stale");
    change(json!({ "full_name": "Andi" }))
        .header("If-Match", "\"x\"")
        .send()
        .await
        .problem(412, "version.stale");
    let body = json!({ "birth_place": null, "address": { "street": null }, "identifiers": { "kk": null } });
    let reply = change(body).version(1).send().await.expect(200);
    assert_eq!((&reply.json["birth_place"], &reply.json["address"]["street"]), (&Value::Null, &Value::Null));
    assert_eq!(reply.text("/address/rt"), "002");
    assert_eq!(reply.text("/full_name"), "Andi Contoh Pratama");
    assert!(!reply.body().contains("\"kk\""));
    app.post(&format!("{path}/submit")).by(&owner).send().await.problem(428, "version.required");
    app.post(&format!("{path}/submit")).by(&owner).version(1).send().await.problem(412, "version.stale");
    app.post("/v1/candidates").by(&owner).json(&json!({})).send().await.problem(409, "candidate.exists");
}

#[actix_web::test]
async fn files_are_taken_by_content_and_given_back_byte_for_byte() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}/documents");
    let bytes = pdf("KTP");
    let reply =
        app.post(&path).by(&owner).form(form(&[("kind", "DOC-KTP")], Some(&bytes))).send().await.expect(201);
    assert_eq!(reply.text("/media_type"), "application/pdf");
    let content =
        app.get(&format!("{path}/{}/content", reply.text("/id"))).by(&owner).send().await.expect(200);
    assert_eq!(content.bytes, bytes);
    assert!(content.header("content-disposition").starts_with("attachment"));
    assert_eq!(content.header("cache-control"), "no-store");

    let send = |fields: &'static [(&str, &str)], file: Option<&'static [u8]>| {
        app.post(&path).by(&owner).form(form(fields, file)).send()
    };
    send(&[("kind", "DOC-KTP")], Some(b"<html>")).await.problem(422, "document.content");
    send(&[("kind", "DOC-KTP")], Some(b"")).await.problem(422, "document.content");
    let errors = |reply: Reply| reply.problem(422, "request.invalid").errors();
    assert_eq!(errors(send(&[("kind", "DOC-KTP")], None).await), ["/file required"]);
    assert_eq!(errors(send(&[], Some(b"%PDF-1.7")).await), ["/kind required"]);
    assert_eq!(errors(send(&[("kind", "DOC-X")], Some(b"%PDF-1.7")).await), ["/kind unknown_code"]);
    assert_eq!(errors(send(&[("kind", "DOC-HEALTH")], Some(b"%PDF-1.7")).await), ["/valid_until required"]);
    let twice = send(&[("kind", "DOC-KTP"), ("kind", "DOC-KK")], Some(b"%PDF-1.7")).await;
    assert_eq!(errors(twice), ["/kind repeated"]);
    let more = send(&[("kind", "DOC-KTP"), ("more", "x")], Some(b"%PDF-1.7")).await;
    assert_eq!(errors(more), ["/more unknown_field"]);
    let endless = send(&[("kind", "DOC-KTP"); 9], Some(b"%PDF-1.7")).await;
    endless.problem(400, "request.malformed");
    let of_issue = send(&[("kind", "DOC-PP")], Some(b"%PDF-1.7")).await;
    assert_eq!(errors(of_issue), ["/issued_on required"]);
    let all = send(&[("kind", "DOC-X"), ("issued_on", "2026-06-02"), ("valid_until", "x")], None).await;
    let said = ["/valid_until format", "/file required", "/kind unknown_code", "/issued_on in_future"];
    assert_eq!(errors(all), said);
    let days: &[(&str, &str)] =
        &[("kind", "DOC-KTP"), ("issued_on", "2026-06-02"), ("valid_until", "2026-06-01")];
    assert_eq!(errors(send(days, Some(b"%PDF-1.7")).await), ["/issued_on in_future", "/valid_until order"]);
    assert_eq!(std::fs::read_dir(app.files()).unwrap().count(), 1, "a refused file stays nowhere");
}
