//! Countries: what is known on which day, who may change it, and who is told.

use crate::support::{ANDI_NIK, Login, TestApp, at, catalogue};
use chrono::Duration;
use domain::accounts::Role;
use domain::law::{CountryState, Restriction};
use persistence::countries::{self, Status};
use persistence::messages::Template;
use serde_json::{Value, json};

fn closing() -> Value {
    json!({
        "country": "KR", "state": "closed", "from": "2026-06-01",
        "note_id": "Ditutup untuk contoh.", "note_en": "Closed as an example.",
        "source_title": "Keputusan contoh", "source_sha256": "ab".repeat(32), "confidence": "high"
    })
}

async fn proposed(app: &TestApp, by: &Login, row: &Value) -> String {
    let made = app.post("/v1/country-statuses").by(by).json(row).send().await.expect(201);
    made.text("/status/id")
}

async fn state_of(app: &TestApp, country: &str, query: &str) -> Vec<Value> {
    let read = app.get(&format!("/v1/countries/{country}?{query}")).send().await.expect(200);
    read.json["statuses"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect()
}

/// What the list and the country's own page say.
async fn is_open(app: &TestApp, country: &str, query: &str) -> [Value; 2] {
    let all = app.get(&format!("/v1/countries?{query}")).send().await.expect(200);
    let row = all.json["data"].as_array().unwrap().iter().find(|it| it["code"] == country).unwrap().clone();
    let read = app.get(&format!("/v1/countries/{country}?{query}")).send().await.expect(200);
    [row["is_open"].clone(), read.json["is_open"].clone()]
}

#[actix_web::test]
async fn a_country_says_what_holds_what_leads_there_and_what_is_not_certain() {
    let app = TestApp::new().await;
    let all =
        app.get("/v1/countries?as_of=2026-06-01").header("Accept-Language", "en").send().await.expect(200);
    let rows = all.json["data"].as_array().unwrap();
    let of = |code: &str| rows.iter().find(|it| it["code"] == code).unwrap();
    assert!(rows.len() > 30);
    assert_eq!(
        (&of("KR")["is_open"], &of("KH")["is_open"], &of("QA")["is_open"]),
        (&json!(true), &json!(false), &json!(false))
    );
    assert_eq!(of("SA")["statuses"].as_array().unwrap().len(), 2);
    let korea = app.get("/v1/countries/KR?as_of=2026-06-01").send().await.expect(200);
    assert_eq!(korea.json["time_zone"], "Asia/Seoul");
    assert_eq!(korea.json["wage_floors"][0]["amount_minor"], 10_320);
    assert!(korea.json["programmes"].as_array().unwrap().contains(&json!("KR-EPS-MFG")));
    assert_eq!(korea.json["missions"][0]["city"], "Seoul");
    let before = app.get("/v1/countries/KR?as_of=2025-06-01").send().await.expect(200);
    assert_eq!(before.json["wage_floors"][0]["amount_minor"], 10_030);
    app.get("/v1/countries/XX").send().await.problem(404, "resource.not_found");
    assert_eq!(app.get("/v1/countries/kr?as_of=2026-06-01").send().await.expect(200).json, korea.json);
    app.get("/v1/countries/KR?as_of=2026-13-01").send().await.problem(400, "request.parameter");
    let again = app
        .get("/v1/countries")
        .header("If-None-Match", app.get("/v1/countries").send().await.header("etag"));
    assert_eq!(again.send().await.status, 304);
}

#[actix_web::test]
async fn a_closing_counts_once_another_approved_it_and_the_past_stays_as_it_was_known() {
    let app = TestApp::new().await;
    let (officer, supervisor) = (app.desk().await, app.supervisor().await);
    let andi = app.candidate("andi").await;
    let file = app.verified(&andi, ANDI_NIK).await;
    let version = app.version_of(&andi, file).await;
    let wish = json!({ "wished_countries": ["KR"] });
    app.patch(&format!("/v1/candidates/{file}"))
        .by(&andi)
        .version(&version)
        .json(&wish)
        .send()
        .await
        .expect(200);
    let decide = async |app: &TestApp, login: &Login| {
        let sent = json!({ "programme": "KR-EPS-MFG" });
        app.post(&format!("/v1/candidates/{file}/decisions")).by(login).json(&sent).send().await.expect(201)
    };
    let country = |decision: &Value| {
        let findings = decision["findings"].as_array().unwrap();
        findings.iter().find(|it| it["code"] == "CTY-CLOSED").unwrap()["outcome"].clone()
    };
    let first = decide(&app, &andi).await;
    assert_eq!(country(&first.json), "met");

    let id = proposed(&app, &officer, &closing()).await;
    assert_eq!(country(&decide(&app, &andi).await.json), "met", "what waits changes nothing");
    let approve = format!("/v1/country-statuses/{id}/approve");
    app.post(&approve).by(&officer).version(1).send().await.problem(403, "auth.forbidden");
    let own = proposed(&app, &supervisor, &closing()).await;
    app.post(&format!("/v1/country-statuses/{own}/approve"))
        .by(&supervisor)
        .version(1)
        .send()
        .await
        .problem(409, "article.same_person");
    app.post(&format!("/v1/country-statuses/{own}/refuse"))
        .by(&supervisor)
        .version(1)
        .send()
        .await
        .expect(200);
    app.post(&format!("/v1/country-statuses/{own}/approve"))
        .by(&supervisor)
        .version(2)
        .send()
        .await
        .problem(409, "country.decided");

    let later = app.at(at(Duration::hours(1))).await;
    let (andi, supervisor) = (later.candidate("andi").await, later.supervisor().await);
    later.post(&approve).by(&supervisor).version(9).send().await.problem(412, "version.stale");
    later.post(&approve).by(&supervisor).version(1).send().await.expect(200);
    let second = decide(&later, &andi).await;
    assert_eq!(country(&second.json), "not_met");
    assert_ne!(first.json["countries_digest"], second.json["countries_digest"]);
    assert!(state_of(&later, "KR", "").await.contains(&json!("closed")));
    assert!(!state_of(&later, "KR", "as_of=2026-05-31").await.contains(&json!("closed")));
    assert_eq!(is_open(&later, "KR", "").await, [false, false], "as the engine judges");
    assert_eq!(is_open(&later, "KR", "as_of=2026-05-31").await, [true, true]);
    let then = "as_of=2026-06-01&known_at=2026-06-01T04:30:00Z";
    assert!(!state_of(&later, "KR", then).await.contains(&json!("closed")), "nobody knew it then");
    assert_eq!(is_open(&later, "KR", then).await, [true, true]);
    let stored = format!("/v1/candidates/{file}/decisions/{}", first.text("/id"));
    let again = later.get(&stored).by(&andi).send().await.expect(200);
    assert_eq!(country(&again.json), "met", "a stored decision reads the same later");

    for _ in 0..3 {
        api::jobs::tell(&later.state).await.unwrap();
    }
    let told = later.newest_message();
    assert_eq!(told.template, Template::CountryChanged);
    assert_eq!(told.content.values["country"], "Korea Selatan");
    let count = "SELECT count(*)::text AS t FROM message WHERE template = 'country_changed'";
    assert_eq!(later.db().text(count), "1", "each is told once");

    // Opened again by a row that takes the closing's place: who asks for the time between sees it closed.
    let mut opening = closing();
    opening["state"] = json!("open");
    opening["replaces"] = json!(id);
    let next = later.at(at(Duration::hours(2))).await;
    let opened = proposed(&next, &next.desk().await, &opening).await;
    let approve = format!("/v1/country-statuses/{opened}/approve");
    next.post(&approve).by(&next.supervisor().await).version(1).send().await.expect(200);
    assert!(!state_of(&next, "KR", "").await.contains(&json!("closed")));
    assert!(state_of(&next, "KR", "known_at=2026-06-01T05:30:00Z").await.contains(&json!("closed")));
    let refused = next.post("/v1/country-statuses").by(&next.desk().await).json(&opening).send().await;
    assert_eq!(refused.problem(422, "request.invalid").json["errors"][0]["pointer"], "/replaces");

    // Two that would take the same row's place: once one has, the other cannot.
    opening["replaces"] = json!(opened);
    let (one, two) = (
        proposed(&next, &next.desk().await, &opening).await,
        proposed(&next, &next.desk().await, &opening).await,
    );
    let before = next.get("/v1/countries/KR?known_at=2026-06-01T05:30:00Z").send().await.expect(200);
    let last = next.at(at(Duration::hours(3))).await;
    for (id, answer) in [(one, None), (two, Some("country.replaced"))] {
        let approve = format!("/v1/country-statuses/{id}/approve");
        let reply = last.post(&approve).by(&last.supervisor().await).version(1).send().await;
        match answer {
            None => reply.expect(200),
            Some(code) => reply.problem(409, code),
        };
    }
    let after = last.get("/v1/countries/KR?known_at=2026-06-01T05:30:00Z").send().await.expect(200);
    assert_eq!(before.header("etag"), after.header("etag"), "what was known does not change");
}

#[actix_web::test]
async fn limited_is_open_for_named_posts_only_and_bad_rows_are_refused() {
    let app = TestApp::new().await;
    let (officer, supervisor) = (app.desk().await, app.supervisor().await);
    let mut limited = closing();
    limited["state"] = json!("limited");
    let ask = async |app: &TestApp| {
        let sent = json!({ "programme": "KR-EPS-MFG", "as_of": "2026-06-01" });
        let answer = app.post("/v1/what-if").json(&sent).send().await.expect(200);
        let findings = answer.json["decision"]["findings"].as_array().unwrap().clone();
        findings.iter().find(|it| it["code"] == "CTY-CLOSED").unwrap()["outcome"].clone()
    };
    let id = proposed(&app, &officer, &limited).await;
    app.post(&format!("/v1/country-statuses/{id}/approve"))
        .by(&supervisor)
        .version(1)
        .send()
        .await
        .expect(200);
    assert_eq!(ask(&app).await, "not_met");
    limited["occupations"] = json!(["8219", "9329"]);
    let id = proposed(&app, &officer, &limited).await;
    app.post(&format!("/v1/country-statuses/{id}/approve"))
        .by(&supervisor)
        .version(1)
        .send()
        .await
        .expect(200);
    assert_eq!(ask(&app).await, "met");

    let mut wrong = closing();
    wrong["country"] = json!("XX");
    wrong["occupations"] = json!(["0000"]);
    (wrong["from"], wrong["to"]) = (json!("0001-01-01"), json!("9999-12-31"));
    let told = app
        .post("/v1/country-statuses")
        .by(&officer)
        .json(&wrong)
        .send()
        .await
        .problem(422, "request.invalid");
    assert_eq!(
        told.errors(),
        ["/country unknown_code", "/from out_of_range", "/to out_of_range", "/occupations/0 unknown_code"]
    );
    let mut backwards = closing();
    backwards["to"] = json!("2026-05-01");
    app.post("/v1/country-statuses")
        .by(&officer)
        .json(&backwards)
        .send()
        .await
        .problem(422, "request.invalid");
    let kelurahan = app.login(Role::Officer, Some("64.74.01.1001"), "other").await;
    app.get("/v1/country-statuses").by(&kelurahan).send().await.problem(403, "auth.forbidden");
    let waiting = app.get("/v1/country-statuses?waiting=true").by(&officer).send().await.expect(200);
    assert_eq!(waiting.json["data"], json!([]));
}

#[actix_web::test]
async fn a_row_takes_no_place_of_one_whose_first_days_it_leaves_out() {
    let app = TestApp::new().await;
    let officer = app.desk().await;
    let open = app.get("/v1/countries/KR?as_of=2026-06-01").send().await.expect(200).text("/statuses/0/id");
    let mut row = closing();
    row["replaces"] = json!(open);
    let refused = app.post("/v1/country-statuses").by(&officer).json(&row).send().await;
    assert_eq!(refused.problem(422, "request.invalid").errors(), ["/from order"]);
    row["from"] = json!("2025-01-01");
    proposed(&app, &officer, &row).await;
    row["replaces"] = json!(uuid::Uuid::nil());
    let unknown = app.post("/v1/country-statuses").by(&officer).json(&row).send().await;
    assert_eq!(unknown.problem(422, "request.invalid").errors(), ["/replaces unknown_code"]);
}

#[actix_web::test]
async fn a_row_that_comes_back_to_the_files_is_known_again_unless_an_officer_replaced_it() {
    let app = TestApp::new().await;
    let rows = catalogue().law.restrictions.clone();
    let edited: Vec<Restriction> = rows
        .iter()
        .cloned()
        .map(|mut row| {
            if row.country == "KR" {
                row.note.en.push_str(" Edited.");
            }
            row
        })
        .collect();
    let release = |rows: &[Restriction], hours: i64| {
        countries::keep(&mut app.db().owner(), rows, at(Duration::hours(hours))).unwrap();
        countries::known(&mut app.db().owner(), Some(at(Duration::hours(hours))), Some("KR")).unwrap()
    };
    let first = release(&rows, 1).remove(0);
    for (hours, rows) in [(2, &edited), (3, &rows), (4, &rows), (5, &edited), (6, &rows)] {
        let known = release(rows, hours);
        let wanted = rows.iter().find(|row| row.country == "KR").unwrap();
        assert_eq!(known.iter().map(|it| &it.row).collect::<Vec<_>>(), [wanted], "release of hour {hours}");
    }
    let then = countries::known(&mut app.db().owner(), Some(at(Duration::hours(1))), Some("KR")).unwrap();
    assert_eq!(then[0].id, first.id, "what was known then stays");

    let later = app.at(at(Duration::hours(7))).await;
    let live = later.get("/v1/countries/KR?as_of=2026-06-01").send().await.expect(200).text("/statuses/0/id");
    let mut row = closing();
    (row["from"], row["replaces"]) = (json!("2025-01-01"), json!(live));
    let id = proposed(&later, &later.desk().await, &row).await;
    let approve = format!("/v1/country-statuses/{id}/approve");
    later.post(&approve).by(&later.supervisor().await).version(1).send().await.expect(200);
    let states = |known: Vec<Status>| known.iter().map(|it| it.row.state).collect::<Vec<_>>();
    assert_eq!(states(release(&rows, 8)), [CountryState::Closed]);
    let without: Vec<_> = rows.iter().filter(|row| row.country != "KR").cloned().collect();
    assert_eq!(states(release(&without, 9)), [CountryState::Closed]);
    assert_eq!(states(release(&rows, 10)), [CountryState::Closed]);
}

#[actix_web::test]
async fn one_whose_key_does_not_open_holds_up_nobody_who_is_to_be_told() {
    let app = TestApp::new().await;
    for (name, nik) in [("andi", ANDI_NIK), ("budi", "6474011509950002")] {
        let login = app.candidate(name).await;
        app.draft(&login, nik).await;
    }
    app.db().run(
        "UPDATE candidate SET wished_countries = '{KR}'; \
         UPDATE person SET wrapped_key = '\\x00' WHERE id = (SELECT min(person_id::text)::uuid FROM candidate)",
    );
    let id = proposed(&app, &app.desk().await, &closing()).await;
    let approve = format!("/v1/country-statuses/{id}/approve");
    app.post(&approve).by(&app.supervisor().await).version(1).send().await.expect(200);
    for _ in 0..3 {
        api::jobs::tell(&app.state).await.unwrap();
    }
    let count = "SELECT count(*)::text AS t FROM message WHERE template = 'country_changed'";
    assert_eq!(app.db().text(count), "1");
    assert_eq!(app.db().text("SELECT count(told_after)::text AS t FROM country_status"), "0", "done");
}
