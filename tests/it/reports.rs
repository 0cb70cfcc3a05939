//! Reports without name: what comes of them, what is kept, who sees them.

use crate::support::{TestApp, at};
use chrono::Duration;
use domain::accounts::Role;
use domain::reports::MarkKind;
use persistence::reports;
use serde_json::{Value, json};

fn report(text: &str, contacts: &Value) -> Value {
    json!({ "kind": "offer", "text": text, "contacts": contacts })
}

async fn sent(app: &TestApp, body: &Value) -> String {
    app.post("/v1/offer-reports").json(body).send().await.expect(202).text("/code")
}

async fn groups(app: &TestApp, state: &str) -> Vec<Value> {
    let read =
        app.get(&format!("/v1/report-groups?state={state}")).by(&app.desk().await).send().await.expect(200);
    read.json["data"].as_array().unwrap().clone()
}

const ADVERT: &str = "Lowongan kerja pabrik di luar negeri gaji dua puluh juta berangkat cepat tanpa ribet cukup KTP \
                      langsung proses hubungi kami sekarang juga kuota terbatas";

#[actix_web::test]
async fn five_reports_of_one_recruiter_are_one_group_that_is_passed_on_and_followed() {
    let app = TestApp::new().await;
    let first = sent(&app, &report(ADVERT, &json!({ "phones": ["0812-5550-0777"] }))).await;
    assert_eq!(first.len(), 19);
    // The same phone, written otherwise; the same account with another phone; the same words with neither.
    sent(
        &app,
        &report(
            "Saya dihubungi nomor ini dan diminta uang muka.",
            &json!({
        "phones": ["+62 812 5550 0777"], "accounts": ["1234 5678 9012"] }),
        ),
    )
    .await;
    sent(
        &app,
        &report(
            "Diminta transfer ke rekening pribadi, tidak ada kontrak.",
            &json!({
        "phones": ["0812 5550 0888"], "accounts": ["123456789012"] }),
        ),
    )
    .await;
    let copied = format!("{ADVERT} ya kak, saya lihat di grup warga");
    sent(&app, &report(&copied, &json!({}))).await;
    sent(
        &app,
        &report(
            "Tautan yang sama dengan nomor tadi, minta foto KTP.",
            &json!({
        "phones": ["081255500888"], "links": ["https://www.loker-contoh.example/"] }),
        ),
    )
    .await;
    sent(
        &app,
        &report(
            "Pelatihan bahasa yang ternyata tidak pernah dimulai padahal sudah dibayar penuh.",
            &json!({
        "phones": ["0813 5550 0999"] }),
        ),
    )
    .await;
    let open = groups(&app, "open").await;
    assert_eq!(open.iter().map(|it| it["reports"].as_u64().unwrap()).max(), Some(5), "{open:#?}");
    assert_eq!(open.len(), 2);
    let group = open.iter().find(|it| it["reports"] == 5).unwrap();
    let named = group["contacts"].as_array().unwrap();
    assert!(named.iter().any(|it| it["value"] == "6281255500777" && it["reports"] == 2));

    let path = format!("/v1/report-groups/{}", group["id"].as_str().unwrap());
    let desk = app.desk().await;
    let read = app.get(&path).by(&desk).send().await.expect(200);
    let version = read.header("etag").trim_matches('"').split('-').next().unwrap().to_owned();
    let report_id = read.text("/reports/0/id");
    let pass = json!({ "to": "police", "passed_on": "2026-06-01", "receipt": "LP/B/001 (contoh)" });
    app.post(&format!("{path}/pass"))
        .by(&desk)
        .version("99")
        .json(&pass)
        .send()
        .await
        .problem(412, "version.stale");
    let late = json!({ "to": "police", "passed_on": "2026-06-02", "receipt": "LP/B/001 (contoh)" });
    app.post(&format!("{path}/pass"))
        .by(&desk)
        .version(&version)
        .json(&late)
        .send()
        .await
        .problem(422, "request.invalid");
    app.post(&format!("{path}/pass")).by(&desk).version(&version).json(&pass).send().await.expect(200);
    app.post(&format!("{path}/pass"))
        .by(&desk)
        .version("98")
        .json(&pass)
        .send()
        .await
        .problem(412, "version.stale");

    // Its contacts count from now on, also those that only came with another report of it.
    let contacts = api::reports::Contacts { phones: vec!["0812 5550 0888".to_owned()], ..Default::default() };
    let marks = api::reports::marks(&app.state.vault, &contacts, None);
    let marked = reports::marked(&mut app.db().conn(), &marks).unwrap();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].kind, MarkKind::Phone.as_str());

    let answer = json!({ "text": "Terima kasih, sudah diteruskan ke polisi." });
    app.post(&format!("/v1/offer-reports/{report_id}/answer"))
        .by(&desk)
        .json(&answer)
        .send()
        .await
        .expect(204);
    app.post(&format!("/v1/offer-reports/{report_id}/answer"))
        .by(&desk)
        .json(&answer)
        .send()
        .await
        .problem(409, "report.answered");
    let follow =
        app.post("/v1/offer-reports/follow").json(&json!({ "code": first })).send().await.expect(200);
    assert_eq!((&follow.json["state"], &follow.json["passed_to"]), (&json!("passed"), &json!("police")));
    app.post("/v1/offer-reports/follow")
        .json(&json!({ "code": "0000-0000-0000-0000" }))
        .send()
        .await
        .problem(404, "resource.not_found");

    // A new report of the same phone joins the group that was passed on; once closed, its contacts count no more.
    sent(
        &app,
        &report("Nomor ini masih menawarkan kerja di grup warga.", &json!({ "phones": ["0812-5550-0777"] })),
    )
    .await;
    assert_eq!(groups(&app, "passed").await[0]["reports"], 6);
    let version = app
        .get(&path)
        .by(&desk)
        .send()
        .await
        .header("etag")
        .trim_matches('"')
        .split('-')
        .next()
        .unwrap()
        .to_owned();
    let wrong = json!({ "reason": "ARTICLE_WRONG" });
    app.post(&format!("{path}/close"))
        .by(&desk)
        .version(&version)
        .json(&wrong)
        .send()
        .await
        .problem(422, "request.invalid");
    let why = json!({ "reason": "REPORT_SETTLED" });
    app.post(&format!("{path}/close")).by(&desk).version(&version).json(&why).send().await.expect(200);
    assert!(reports::marked(&mut app.db().conn(), &marks).unwrap().is_empty());
}

#[actix_web::test]
async fn nothing_is_kept_that_leads_to_the_reporter() {
    let app = TestApp::new().await.at(at(Duration::minutes(77))).await;
    let body = report(
        "Diminta foto KTP dan uang pendaftaran lewat pesan pribadi.",
        &json!({ "phones": ["0812-5550-0777"] }),
    );
    let call = app
        .post("/v1/offer-reports")
        .header("X-Request-Id", "petunjuk-1")
        .header("Idempotency-Key", "ulang-1");
    let code = call.json(&body).send().await.expect(202).text("/code");
    let again = app
        .post("/v1/offer-reports")
        .header("Idempotency-Key", "ulang-1")
        .json(&body)
        .send()
        .await
        .expect(202);
    assert_eq!(again.text("/code"), code, "a retry gets the same code");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM offer_report"), "1");
    let other = app
        .post("/v1/offer-reports")
        .header("Idempotency-Key", "ulang-2")
        .json(&body)
        .send()
        .await
        .expect(202);
    assert_ne!(other.text("/code"), code);
    let tables =
        ["offer_report", "report_group", "report_mark", "event", "event_log", "idempotency", "message"];
    for table in tables {
        for row in app.db().texts(&format!("SELECT x::text AS t FROM {table} AS x")) {
            for secret in [
                "203.0.113",
                "petunjuk",
                "05:17",
                "81255500777",
                "pendaftaran",
                &code,
                &code.replace('-', ""),
            ] {
                assert!(!row.contains(secret), "{table} holds {secret}: {row}");
            }
        }
    }
    let at = app.db().texts(
        "SELECT DISTINCT at::timestamp::text AS t FROM event WHERE thing_kind IN ('offer_report', 'report_group')",
    );
    assert_eq!(at, ["2026-06-01 00:00:00"]);
    assert!(
        app.db().text("SELECT min(substr(id::text, 15, 1)) AS t FROM offer_report") == "4",
        "an id that tells no time"
    );
}

#[actix_web::test]
async fn only_the_manpower_desk_reads_reports_and_floods_are_stopped() {
    let app = TestApp::new().await;
    let objection = json!({ "kind": "objection", "text": "Nomor itu milik kantor cabang kami yang baru dibuka.", "agency": "PT Contoh (fiktif)" });
    let code = sent(&app, &objection).await;
    let list = app.get("/v1/offer-reports/objections").by(&app.desk().await).send().await.expect(200);
    let id = list.text("/data/0/id");
    let answer = json!({ "text": "Nomor cabang sudah dicatat di daftar." });
    app.post(&format!("/v1/offer-reports/{id}/answer"))
        .by(&app.supervisor().await)
        .json(&answer)
        .send()
        .await
        .expect(204);
    let follow = app.post("/v1/offer-reports/follow").json(&json!({ "code": code })).send().await.expect(200);
    assert_eq!(follow.json["answer"], answer["text"]);
    for login in [
        app.candidate("andi").await,
        app.kelurahan().await,
        app.auditor().await,
        app.login(Role::Officer, Some("HEALTH"), "health").await,
    ] {
        app.get("/v1/report-groups").by(&login).send().await.problem(403, "auth.forbidden");
        app.get("/v1/offer-reports/objections").by(&login).send().await.problem(403, "auth.forbidden");
    }
    app.post("/v1/offer-reports")
        .json(&json!({ "kind": "offer", "text": "pendek" }))
        .send()
        .await
        .problem(422, "request.invalid");
    let strange =
        json!({ "kind": "offer", "text": "Ditawari kerja di negeri yang tidak ada.", "country": "XX" });
    app.post("/v1/offer-reports").json(&strange).send().await.problem(422, "request.invalid");
    let mut last = 0;
    for number in 0..60 {
        let body = report(&format!("Laporan banjir nomor {number} dari satu jaringan saja."), &json!({}));
        last = app.post("/v1/offer-reports").from("198.51.100.9:1").json(&body).send().await.status;
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
}
