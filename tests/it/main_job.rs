//! The main job: from registration to a decision that explains itself, as a phone and four officers do it.

use crate::support::{KELURAHAN, Reply, TestApp, form, pdf, profile};
use serde_json::{Value, json};

/// What the phone has sent so far.
#[derive(Default)]
struct Phone {
    requests: usize,
    bytes: usize,
    files: usize,
}

impl Phone {
    fn took(&mut self, reply: Reply) -> Reply {
        self.requests += 1;
        self.bytes += reply.traffic;
        reply
    }
}

#[actix_web::test]
async fn a_phone_gets_from_nothing_to_a_decision_in_twelve_requests() {
    let app = TestApp::new().await;
    let mut phone = Phone::default();

    let registration = json!({ "name": "081255500199", "password": "perahu-kuning-tujuh-laut" });
    let reply = app.post("/v1/auth/register").json(&registration).send().await.expect(202);
    let registration_id = phone.took(reply).text("/registration_id");
    let message = app.newest_message();
    assert_eq!(message.content.to, "+6281255500199");
    let code = json!({ "registration_id": registration_id, "code": message.content.values["code"] });
    let reply = app.post("/v1/auth/confirm").json(&code).send().await.expect(200);
    let token = phone.took(reply).text("/access_token");

    let mut andi = profile("6474011403019901");
    andi["identifiers"]["phone"] = json!("081255500199");
    let reply = app.post("/v1/candidates").token(&token).json(&andi).send().await.expect(201);
    let reply = phone.took(reply);
    let (file, version) = (reply.text("/id"), reply.etag());

    let mut documents = Vec::new();
    for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
        let bytes = pdf(kind);
        phone.files += bytes.len();
        let path = format!("/v1/candidates/{file}/documents");
        let reply = app.post(&path).token(&token).form(form(&[("kind", kind)], Some(&bytes))).send().await;
        documents.push(phone.took(reply.expect(201)).text("/id"));
    }
    let text = |text: &str| json!({ "kind": "text", "text": text });
    let number = |number: i64, unit: &str| json!({ "kind": "number", "number": number, "unit": unit });
    let document = documents[0].clone();
    let rows = json!({ "rows": [
        { "kind": "education", "code": "SMA_SMK", "field": "TEKNIK_MESIN", "value": number(12, "years"), "document_id": document },
        { "kind": "language", "code": "EPS_TOPIK", "until": "2027-08-10", "document_id": document },
        { "kind": "health", "code": "HEIGHT", "value": number(171, "cm"), "from": "2026-05-20", "document_id": document },
        { "kind": "health", "code": "WEIGHT", "value": number(66, "kg"), "from": "2026-05-20", "document_id": document },
        { "kind": "health", "code": "COLOUR_VISION", "value": text("NORMAL"), "from": "2026-05-20", "document_id": document },
        { "kind": "declaration", "code": "PERMISSION_PARENT", "value": text("GIVEN") },
    ] });
    let path = format!("/v1/candidates/{file}/evidence");
    let reply = app.post(&path).token(&token).json(&rows).send().await.expect(201);
    let evidence = phone.took(reply);
    let declaration = evidence.text("/data/5/id");

    let path = format!("/v1/candidates/{file}/submit");
    let reply = app.post(&path).token(&token).version(version).send().await.expect(200);
    let reply = phone.took(reply);
    assert!(reply.text("/receipt").starts_with("BTG-2606-"));
    assert_eq!(reply.text("/holder/code"), KELURAHAN);

    let kelurahan = app.kelurahan().await;
    let desk = app.desk().await;
    let id = file.parse().unwrap();
    app.step(&kelurahan, id, "note").await.expect(200);
    app.verify_documents(&desk, id).await;
    let interview = json!({ "by": "interview", "record": "Wawancara 1-6-2026 di meja ketenagakerjaan." });
    let path = format!("/v1/candidates/{file}/evidence/{declaration}/verify");
    app.post(&path).by(&desk).version(1).json(&interview).send().await.expect(200);
    app.step(&desk, id, "verify").await.expect(200);

    let path = format!("/v1/candidates/{file}/decisions");
    let reply =
        app.post(&path).token(&token).json(&json!({ "programme": "KR-EPS-MFG" })).send().await.expect(201);
    let decision = phone.took(reply);
    let path = format!("/v1/candidates/{file}/eligibility");
    let request = app.get(&path).token(&token).header("Accept-Encoding", "gzip");
    let overview = phone.took(request.send().await.expect(200));

    assert_eq!(decision.json["as_of"], "2026-06-01");
    let of = |outcome: &str| codes(&decision.json, outcome);
    assert_eq!(decision.json["verdict"], "incomplete");
    assert_eq!(of("not_met"), Vec::<String>::new());
    assert_eq!(of("unknown"), ["PRG-BODY", "PRG-NEG"]);
    assert_eq!(overview.json["data"].as_array().unwrap().len(), app.state.catalogue.law.programmes.len());

    let without_files = phone.bytes - phone.files;
    println!(
        "phone: {} requests, {without_files} bytes both ways without the files; overview {} bytes, {} as it travels",
        phone.requests,
        overview.bytes.len(),
        overview.traffic
    );
    assert!(phone.requests <= 12, "{} requests", phone.requests);
    assert!(without_files <= 150_000, "{without_files} bytes");
    assert_eq!(overview.header("content-encoding"), "gzip");
    assert!(overview.traffic < 20_000, "{} bytes", overview.traffic);
}

fn codes(decision: &Value, outcome: &str) -> Vec<String> {
    let findings = decision["findings"].as_array().unwrap();
    let mut codes: Vec<String> = findings
        .iter()
        .filter(|finding| finding["outcome"] == outcome)
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}
