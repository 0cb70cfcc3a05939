//! Meetings: who gets a seat, who waits, who came, and what is published of it.

use crate::support::{KELURAHAN, Login, ProgramLog, Reply, TestApp, article, at, demand_none, meeting};
use api::messages::text;
use chrono::Duration;
use domain::accounts::Role;
use futures_util::future::join_all;
use persistence::messages::{Template, newest};
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn ticket(app: &TestApp, meeting: &str, contact: &str) -> String {
    confirmed(app, meeting, contact).await.text("/ticket")
}

async fn confirmed(app: &TestApp, meeting: &str, contact: &str) -> Reply {
    let (path, code) = app.signed_up(meeting, contact).await;
    app.post(&path).json(&code).send().await.expect(200)
}

async fn cancel(app: &TestApp, ticket: &str) -> Reply {
    app.post("/v1/outreach-tickets/cancel").json(&json!({ "ticket": ticket })).send().await
}

async fn scan(app: &TestApp, by: &Login, meeting: &str, ticket: &str) -> Reply {
    app.post(&format!("{meeting}/attendance")).by(by).json(&json!({ "ticket": ticket })).send().await
}

fn texts(app: &TestApp, sql: &str) -> String {
    app.db().text(&format!("SELECT ({sql})::text AS t"))
}

#[actix_web::test]
async fn somebody_without_an_account_gets_a_seat_and_a_ticket() {
    let log = ProgramLog::start();
    let app = TestApp::new().await;
    let path = app.meeting(&app.desk().await, &meeting(KELURAHAN, 5)).await;
    let sent = json!({ "name": "Penanda Peserta", "contact": "0812-5550-9871", "kelurahan": KELURAHAN });
    let signups = format!("{path}/signups");
    let pending = app.post(&signups).json(&sent).send().await.expect(202);
    assert_eq!(pending.header("cache-control"), "no-store");
    let message = app.newest_message();
    assert_eq!(message.content.to, "+6281255509871");
    let confirm = format!("{signups}/{}/confirm", pending.text("/signup_id"));
    let wrong =
        json!({ "code": if message.content.values["code"] == "000000" { "000001" } else { "000000" } });
    app.post(&confirm).json(&wrong).send().await.problem(401, "auth.wrong_code");
    let code = json!({ "code": message.content.values["code"] });
    let placed = app.post(&confirm).json(&code).send().await.expect(200);
    assert_eq!((placed.text("/state").as_str(), &placed.json["place_in_line"]), ("seated", &Value::Null));
    assert!(placed.text("/qr_svg").starts_with("<svg"));
    let told = app.newest_message();
    assert_eq!(told.template.as_str(), "outreach_seated");
    assert_eq!(told.content.values["at"], "08-06-2026 10:00 WITA");

    let list = app.get(&format!("/v1/outreach-events?kelurahan={KELURAHAN}&from=2026-06-08&to=2026-06-08"));
    let list = list.send().await.expect(200);
    assert_eq!(list.header("cache-control"), "public, max-age=300");
    assert_eq!(list.text("/data/0/seats_left"), "open");
    let again = app.get(&path).send().await.expect(200);
    let known = format!("\"{}\"", again.etag());
    app.get(&path).header("If-None-Match", &known).send().await.expect(304);
    let none = app.get("/v1/outreach-events?from=2026-06-09").send().await.expect(200);
    assert_eq!(none.json["data"], json!([]));

    // Names are for those at the door alone: in no table, event, log or public answer.
    let shown = app.get(&signups).by(&app.kelurahan().await).send().await.expect(200);
    assert_eq!(shown.text("/data/0/name"), "Penanda Peserta");
    let secrets = ["Penanda Peserta", "81255509871", &placed.text("/ticket")];
    demand_none(&secrets, &log.text(), "the log");
    demand_none(&secrets, &app.db().dump(), "the database");
    demand_none(&secrets, &(list.body() + &again.body()), "a public answer");
    let kinds = texts(
        &app,
        "SELECT string_agg(kind, ' ' ORDER BY at, kind) FROM event WHERE thing_kind LIKE 'outreach%'",
    );
    assert_eq!(kinds, "outreach_event.planned outreach_signup.seated");
}

#[actix_web::test]
async fn what_is_wrong_is_refused() {
    let app = TestApp::new().await;
    let (desk, office) = (app.desk().await, app.kelurahan().await);
    let plan = async |who: &Login, change: Value| {
        let mut meeting = meeting(KELURAHAN, 5);
        meeting.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        app.post("/v1/outreach-events").by(who).json(&meeting).send().await
    };
    let wrong = plan(
        &desk,
        json!({ "kelurahan": "64.74.01.1099", "speaker": "NOBODY", "ends_at": "2026-06-08T01:00:00Z" }),
    )
    .await;
    assert_eq!(wrong.errors(), ["/kelurahan unknown_code", "/speaker unknown_code", "/ends_at order"]);
    plan(&desk, json!({ "starts_at": "2026-05-08T02:00:00Z", "ends_at": "2026-05-08T04:00:00Z" }))
        .await
        .problem(422, "request.invalid");
    plan(&desk, json!({ "seats": 0 })).await.problem(422, "request.invalid");
    plan(&desk, json!({ "ends_at": "2026-06-09T04:00:00Z" })).await.problem(422, "request.invalid");
    plan(&office, json!({ "kelurahan": "64.74.02.1001" })).await.problem(403, "auth.forbidden");

    let path = app.meeting(&office, &meeting(KELURAHAN, 5)).await;
    let elsewhere = app.login(Role::Officer, Some("64.74.02.1001"), "elsewhere").await;
    let signups = format!("{path}/signups");
    app.get(&signups).by(&elsewhere).send().await.problem(403, "auth.forbidden");
    app.patch(&path)
        .by(&elsewhere)
        .version(1)
        .json(&json!({ "seats": 9 }))
        .send()
        .await
        .problem(403, "auth.forbidden");
    let away = json!({ "kelurahan": "64.74.02.1001" });
    app.patch(&path).by(&office).version(1).json(&away).send().await.problem(403, "auth.forbidden");
    app.patch(&path).by(&office).json(&json!({ "seats": 9 })).send().await.problem(428, "version.required");
    app.patch(&path)
        .by(&office)
        .version(2)
        .json(&json!({ "seats": 9 }))
        .send()
        .await
        .problem(412, "version.stale");

    for (sent, error) in [
        (json!({ "name": "Siti", "contact": "12345" }), "/contact format"),
        (
            json!({ "name": "Siti", "contact": "siti@contoh.example", "kelurahan": "64.74.01.1099" }),
            "/kelurahan unknown_code",
        ),
        (json!({ "contact": "siti@contoh.example" }), "/name required"),
    ] {
        assert_eq!(
            app.post(&signups).json(&sent).send().await.problem(422, "request.invalid").errors(),
            [error]
        );
    }
    let sent = json!({ "name": "Siti Contoh", "contact": "siti@contoh.example" });
    let begun = app.at(at(Duration::days(8))).await;
    begun.post(&signups).json(&sent).send().await.problem(409, "outreach.closed");
    // Five tries, also at the right code; and no more messages to one contact than one needs.
    let (confirm, code) = app.signed_up(&path, "siti@contoh.example").await;
    for _ in 0..5 {
        app.post(&confirm).json(&json!({ "code": "abcdef" })).send().await.problem(422, "request.invalid");
        let other = if code["code"] == "111111" { "222222" } else { "111111" };
        app.post(&confirm).json(&json!({ "code": other })).send().await.problem(401, "auth.wrong_code");
    }
    app.post(&confirm).json(&code).send().await.problem(401, "auth.wrong_code");
    for _ in 0..6 {
        app.post(&signups).json(&sent).send().await.expect(202);
    }
    // One from another network, five from this one.
    assert_eq!(texts(&app, "SELECT count(*) FROM message"), "6");
    let late = app.at(at(Duration::minutes(11))).await;
    api::jobs::sweep(&late.state).await.unwrap();
    assert_eq!(texts(&app, "SELECT count(*) FROM outreach_signup"), "0");
}

#[actix_web::test]
async fn the_materials_of_a_meeting_are_published_articles() {
    const SLUG: &str = "your-data-and-your-rights";
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let draft = json!({ "slug": "biaya-contoh", "content": article() });
    app.post("/v1/articles").by(&desk).json(&draft).send().await.expect(201);
    let mut sent = meeting(KELURAHAN, 5);
    sent["articles"] = json!([SLUG, "biaya-contoh", "no-such-article"]);
    sent["speaker"] = json!("NOBODY");
    let wrong = app.post("/v1/outreach-events").by(&desk).json(&sent).send().await;
    let errors = ["/speaker unknown_code", "/articles/1 not_published", "/articles/2 not_published"];
    assert_eq!(wrong.problem(422, "request.invalid").errors(), errors);
    assert_eq!(texts(&app, "SELECT count(*) FROM outreach_event"), "0");

    let path = app.meeting(&desk, &meeting(KELURAHAN, 5)).await;
    let change = async |version: i32, change: Value| {
        app.patch(&path).by(&desk).version(version).json(&change).send().await
    };
    let wrong = change(1, json!({ "articles": [SLUG, "no-such-article"] })).await;
    assert_eq!(wrong.problem(422, "request.invalid").errors(), ["/articles/1 not_published"]);
    let held = change(1, json!({ "articles": [SLUG] })).await.expect(200);
    assert_eq!(held.json["articles"], json!([SLUG]));
    // An article that retires later does not stand in the way of other changes, but no meeting takes it up any more.
    let state = "UPDATE article_version SET state = 'retired' WHERE article_id = \
         (SELECT id FROM article WHERE slug = 'your-data-and-your-rights') AND state = 'published'";
    app.db().run(state);
    let seen = change(2, json!({ "seats": 6 })).await.expect(200);
    // Nor do people hear of it, who could not read it any more.
    let (one, list) = (app.get(&path).send().await.expect(200), app.get("/v1/outreach-events").send().await);
    for shown in [&seen.json, &one.json, &list.json["data"][0]] {
        assert_eq!(shown["articles"], json!([]));
    }
    change(3, json!({ "articles": [] })).await.expect(200);
    let wrong = change(4, json!({ "articles": [SLUG] })).await;
    assert_eq!(wrong.problem(422, "request.invalid").errors(), ["/articles/0 not_published"]);
}

#[actix_web::test]
async fn one_contact_has_one_place_and_its_newest_ticket() {
    let app = TestApp::new().await;
    let path = app.meeting(&app.desk().await, &meeting(KELURAHAN, 5)).await;
    let old = ticket(&app, &path, "siti@contoh.example").await;
    let (confirm, code) = app.signed_up(&path, "SITI@contoh.example").await;
    let new = app.post(&confirm).json(&code).send().await.expect(200);
    assert_eq!(new.text("/state"), "seated");
    assert_eq!(texts(&app, "SELECT count(*) FROM outreach_signup"), "1");
    cancel(&app, &old).await.problem(404, "resource.not_found");
    cancel(&app, &new.text("/ticket")).await.expect(204);
    cancel(&app, &new.text("/ticket")).await.expect(204);
    // Whoever cancelled may think again.
    assert_eq!(confirmed(&app, &path, "siti@contoh.example").await.text("/state"), "seated");
}

#[actix_web::test]
async fn of_thirty_at_once_eleven_get_a_seat_and_the_rest_stand_in_line() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let path = app.meeting(&desk, &meeting(KELURAHAN, 11)).await;
    let mut confirmations = Vec::new();
    for number in 0..30 {
        confirmations.push(app.signed_up(&path, &format!("peserta{number}@contoh.example")).await);
    }
    let replies = join_all(confirmations.iter().map(|(path, code)| app.post(path).json(code).send())).await;
    let states: Vec<String> = replies.iter().map(|reply| reply.text("/state")).collect();
    assert_eq!(states.iter().filter(|state| *state == "seated").count(), 11);
    let mut places: Vec<i64> =
        replies.iter().filter_map(|reply| reply.json["place_in_line"].as_i64()).collect();
    places.sort_unstable();
    assert_eq!(places, (1..=19).collect::<Vec<_>>());
    assert_eq!(app.get(&path).send().await.expect(200).text("/seats_left"), "full");

    let seats: Vec<&Reply> = replies.iter().filter(|reply| reply.text("/state") == "seated").collect();
    let tickets: Vec<String> = seats.iter().map(|reply| reply.text("/ticket")).collect();
    join_all(tickets.iter().map(|ticket| cancel(&app, ticket))).await;
    assert_eq!(texts(&app, "SELECT count(*) FROM outreach_signup WHERE state = 'seated'"), "11");
    assert_eq!(texts(&app, "SELECT min(line) FROM outreach_signup WHERE state = 'waiting'"), "12");
}

#[actix_web::test]
async fn one_network_does_not_take_every_seat() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let (small, large) = (meeting(KELURAHAN, 6), meeting(KELURAHAN, 45));
    let (small, large) = (app.meeting(&desk, &small).await, app.meeting(&desk, &large).await);
    let ask = async |app: &TestApp, path: &str, number: usize, home: &str| {
        let sent = json!({ "name": "Bot Contoh", "contact": format!("bot{number}@bot.example") });
        app.post(&format!("{path}/signups")).from(home).json(&sent).send().await
    };
    for (path, most) in [(&small, 10), (&large, 15)] {
        for number in 0..most {
            ask(&app, path, number, "10.1.1.1:4000").await.expect(202);
        }
        // The same network, another address; counted though its code is never asked for.
        let limited = ask(&app, path, most, "10.1.1.2:4000").await;
        assert_eq!(limited.problem(429, "rate.limited").header("retry-after"), "3600");
        ask(&app, path, most, "10.1.2.1:4000").await.expect(202);
    }
    // A hundred an hour in all, over however many meetings.
    for _ in 0..8 {
        let path = app.meeting(&desk, &meeting(KELURAHAN, 6)).await;
        for number in 0..10 {
            ask(&app, &path, number, "10.1.3.1:4000").await.expect(202);
        }
    }
    let path = app.meeting(&desk, &meeting(KELURAHAN, 600)).await;
    for number in 100..120 {
        ask(&app, &path, number, "10.1.3.1:4000").await.expect(202);
    }
    ask(&app, &path, 120, "10.1.3.1:4000").await.problem(429, "rate.limited");
    let later = app.at(at(Duration::minutes(61))).await;
    ask(&later, &small, 11, "10.1.1.1:4000").await.expect(202);
    let nowhere = format!("/v1/outreach-events/{}", uuid::Uuid::nil());
    ask(&app, &nowhere, 0, "10.1.4.1:4000").await.problem(404, "resource.not_found");
}

#[actix_web::test]
async fn an_officer_takes_a_seat_back_and_the_first_in_line_gets_it() {
    let app = TestApp::new().await;
    let (desk, office) = (app.desk().await, app.kelurahan().await);
    let path = app.meeting(&office, &meeting(KELURAHAN, 2)).await;
    let bot = ticket(&app, &path, "bot@bot.example").await;
    let stays = ticket(&app, &path, "siti@contoh.example").await;
    confirmed(&app, &path, "dua@contoh.example").await;
    confirmed(&app, &path, "tiga@contoh.example").await;
    app.signed_up(&path, "belum@contoh.example").await;
    let id = |contact: usize| {
        let ids = app.db().texts("SELECT id::text AS t FROM outreach_signup ORDER BY id");
        format!("{path}/signups/{}/cancel", ids[contact])
    };
    let told = || -> Vec<(Template, String)> {
        let newest = newest(&mut app.db().conn(), &app.state.vault, 2).unwrap();
        newest.into_iter().map(|it| (it.template, it.content.to)).collect()
    };
    let take = async |app: &TestApp, by: &Login, path: &str| app.post(path).by(by).send().await;

    let stranger = app.login(Role::Officer, Some("64.74.02.1001"), "elsewhere").await;
    take(&app, &stranger, &id(0)).await.problem(403, "auth.forbidden");
    app.post(&id(0)).send().await.problem(401, "auth.required");
    let nobody = format!("{path}/signups/{}/cancel", uuid::Uuid::nil());
    take(&app, &desk, &nobody).await.problem(404, "resource.not_found");
    take(&app, &desk, &id(4)).await.problem(404, "resource.not_found");
    let other = app.meeting(&desk, &meeting(KELURAHAN, 2)).await;
    take(&app, &desk, &id(0).replace(&path, &other)).await.problem(404, "resource.not_found");

    let gone = take(&app, &office, &id(0)).await.expect(200);
    assert_eq!(gone.text("/state"), "cancelled");
    let mut words = told();
    words.sort_by_key(|(template, _)| template.as_str());
    let wanted = [
        (Template::OutreachMovedUp, "dua@contoh.example".to_owned()),
        (Template::OutreachSignupCancelled, "bot@bot.example".to_owned()),
    ];
    assert_eq!(words, wanted);
    let before = texts(&app, "SELECT count(*) FROM message");
    assert_eq!(take(&app, &office, &id(0)).await.expect(200).text("/state"), "cancelled");
    assert_eq!(texts(&app, "SELECT count(*) FROM message"), before, "sent again it changes nothing");
    cancel(&app, &bot).await.expect(204);
    // A place in line, too; and who acted is in the history of the event.
    take(&app, &desk, &id(3)).await.expect(200);
    let states = "SELECT string_agg(state, ' ' ORDER BY id) FROM outreach_signup";
    assert_eq!(texts(&app, states), "cancelled seated seated cancelled pending");
    let acted =
        "SELECT count(*) FROM event WHERE kind = 'outreach_signup.cancelled' AND actor_id IS NOT NULL";
    assert_eq!(texts(&app, acted), "2");

    let day = app.at(at(Duration::days(7))).await;
    let office = day.kelurahan().await;
    scan(&day, &office, &path, &bot).await.problem(409, "outreach.ticket_cancelled");
    scan(&day, &office, &path, &stays).await.expect(200);
    take(&day, &office, &id(1)).await.problem(409, "outreach.attended");
    let over = app.at(at(Duration::days(8))).await;
    take(&over, &over.kelurahan().await, &id(2)).await.problem(409, "outreach.closed");
}

#[actix_web::test]
async fn a_seat_that_is_free_goes_to_the_first_in_line() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let path = app.meeting(&desk, &meeting(KELURAHAN, 1)).await;
    let first = ticket(&app, &path, "satu@contoh.example").await;
    let second = confirmed(&app, &path, "dua@contoh.example").await;
    assert_eq!((second.text("/state").as_str(), &second.json["place_in_line"]), ("waiting", &json!(1)));
    let third = confirmed(&app, &path, "tiga@contoh.example").await;
    assert_eq!(third.json["place_in_line"], 2);
    cancel(&app, &second.text("/ticket")).await.expect(204);
    cancel(&app, &first).await.expect(204);
    let told = app.newest_message();
    assert_eq!(
        (told.template.as_str(), told.content.to.as_str()),
        ("outreach_moved_up", "tiga@contoh.example")
    );

    assert_eq!(confirmed(&app, &path, "empat@contoh.example").await.text("/state"), "waiting");
    let change = async |version: i32, seats: i32| {
        app.patch(&path).by(&desk).version(version).json(&json!({ "seats": seats })).send().await
    };
    change(1, 2).await.expect(200);
    assert_eq!(app.newest_message().content.to, "empat@contoh.example");
    change(2, 1).await.problem(409, "outreach.seats_taken");

    let cancelled = app.post(&format!("{path}/cancel")).by(&desk).version(2).send().await.expect(200);
    assert_eq!(cancelled.text("/state"), "cancelled");
    let told = "SELECT count(*) FROM message WHERE template = 'outreach_cancelled'";
    assert_eq!(texts(&app, told), "2");
    app.post(&format!("{path}/cancel")).by(&desk).version(3).send().await.problem(409, "outreach.closed");
    cancel(&app, &third.text("/ticket")).await.problem(409, "outreach.closed");
    change(3, 9).await.problem(409, "outreach.closed");
}

#[actix_web::test]
async fn whoever_has_a_place_is_told_once_when_a_meeting_moves() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let path = app.meeting(&desk, &meeting(KELURAHAN, 1)).await;
    let told = || -> Vec<(String, String)> {
        let mut told: Vec<(String, String)> = newest(&mut app.db().conn(), &app.state.vault, 100)
            .unwrap()
            .into_iter()
            .filter(|it| it.template == Template::OutreachMoved)
            .map(|it| (it.content.to, text(it.template, it.language, &it.content.values)))
            .collect();
        told.sort();
        told
    };
    confirmed(&app, &path, "satu@contoh.example").await;
    let english = json!({ "name": "Dua Contoh", "contact": "dua@contoh.example" });
    let signups = format!("{path}/signups");
    let pending = app.post(&signups).header("Accept-Language", "en").json(&english).send().await.expect(202);
    let code = json!({ "code": app.newest_message().content.values["code"] });
    let confirm = format!("{signups}/{}/confirm", pending.text("/signup_id"));
    assert_eq!(app.post(&confirm).json(&code).send().await.expect(200).text("/state"), "waiting");
    let gone = ticket(&app, &path, "tiga@contoh.example").await;
    cancel(&app, &gone).await.expect(204);
    app.signed_up(&path, "belum@contoh.example").await;

    let change = async |version: i32, change: &Value, key: &str| {
        let patch = app.patch(&path).by(&desk).version(version).header("Idempotency-Key", key);
        patch.json(change).send().await
    };
    // What does not change when and where one goes is no news; nor is what was refused.
    change(1, &json!({ "title": "Biaya, sekali lagi", "topic": "agencies" }), "title").await.expect(200);
    change(1, &json!({ "place": "Di tempat lain" }), "stale").await.problem(412, "version.stale");
    let wrong = json!({ "place": "Di tempat lain", "speaker": "NOBODY" });
    change(2, &wrong, "wrong").await.problem(422, "request.invalid");
    assert_eq!(told(), []);

    let moved = json!({
        "starts_at": "2026-06-09T01:00:00Z", "ends_at": "2026-06-09T03:30:00Z",
        "kelurahan": "64.74.02.1001", "place": "Aula {at}"
    });
    change(2, &moved, "moved").await.expect(200);
    change(2, &moved, "moved").await.expect(200);
    change(3, &moved, "again").await.expect(200);
    let said = [
        (
            "dua@contoh.example".to_owned(),
            "The meeting \"Biaya, sekali lagi\" has changed: it is now 09-06-2026 09:00 WITA to \
             09-06-2026 11:30 WITA, Aula {at}, kelurahan Tanjung Laut. Your seat, or your place in line, stays yours. \
             If you cannot come, cancel your ticket."
                .to_owned(),
        ),
        (
            "satu@contoh.example".to_owned(),
            "Pertemuan \"Biaya, sekali lagi\" berubah: kini 09-06-2026 09:00 WITA sampai 09-06-2026 11:30 WITA, \
             Aula {at}, Kelurahan Tanjung Laut. Kursi atau antrean Anda tetap. Jika berhalangan, batalkan tiket Anda."
                .to_owned(),
        ),
    ];
    assert_eq!(told(), said);

    let changes = [
        json!({ "starts_at": "2026-06-09T02:00:00Z" }),
        json!({ "ends_at": "2026-06-09T04:00:00Z" }),
        json!({ "kelurahan": KELURAHAN }),
        json!({ "place": "Balai", "seats": 2 }),
    ];
    for (version, one) in (3..).zip(&changes) {
        change(version, one, &version.to_string()).await.expect(200);
        assert_eq!(told().len(), usize::try_from(version - 1).unwrap() * 2, "{one}");
    }
    // Who moved up with it hears both, of the new place.
    let last = app.newest_message();
    assert_eq!((last.template, last.content.to.as_str()), (Template::OutreachMovedUp, "dua@contoh.example"));
    assert_eq!(last.content.values["place"], "Balai");
}

#[actix_web::test]
async fn a_ticket_is_shown_at_the_door_once() {
    let app = TestApp::new().await;
    let (desk, office) = (app.desk().await, app.kelurahan().await);
    let path = app.meeting(&office, &meeting(KELURAHAN, 2)).await;
    let other = app.meeting(&desk, &meeting("64.74.02.1001", 2)).await;
    let (seat, gone) =
        (ticket(&app, &path, "satu@contoh.example").await, ticket(&app, &path, "dua@contoh.example").await);
    let (moved, waits) =
        (ticket(&app, &path, "tiga@contoh.example").await, ticket(&app, &path, "empat@contoh.example").await);
    cancel(&app, &gone).await.expect(204);
    scan(&app, &office, &path, &seat).await.problem(409, "outreach.too_early");
    let rate = json!({ "ticket": seat, "rating": 4, "comment": "Penanda pendapat" });
    app.post("/v1/outreach-tickets/feedback").json(&rate).send().await.problem(409, "outreach.not_attended");

    // Two hours before it begins.
    let day = app.at(at(Duration::days(7) - Duration::hours(4))).await;
    let (desk, office) = (day.desk().await, day.kelurahan().await);
    scan(&day, &desk, &other, &seat).await.problem(409, "outreach.other_event");
    scan(&day, &office, &other, &seat).await.problem(403, "auth.forbidden");
    scan(&day, &office, &path, &gone).await.problem(409, "outreach.ticket_cancelled");
    scan(&day, &office, &path, &waits).await.problem(409, "outreach.ticket_waiting");
    scan(&day, &office, &path, &"x".repeat(43)).await.problem(404, "resource.not_found");
    let first = scan(&day, &office, &path, &seat).await.expect(200);
    assert_eq!(first.json["already"], false);
    let later = app.at(at(Duration::days(7) - Duration::hours(3))).await;
    let second = scan(&later, &later.kelurahan().await, &path, &seat).await.expect(200);
    assert_eq!(
        (&second.json["already"], second.text("/attended_at")),
        (&json!(true), first.text("/attended_at"))
    );
    cancel(&day, &seat).await.problem(409, "outreach.attended");

    day.post("/v1/outreach-tickets/feedback").json(&rate).send().await.expect(204);
    demand_none(&["Penanda pendapat"], &day.db().dump(), "the database");
    let bad = json!({ "ticket": seat, "rating": 6 });
    day.post("/v1/outreach-tickets/feedback").json(&bad).send().await.problem(422, "request.invalid");

    let door = async |meeting: &str| {
        let sent = json!({ "name": "Budi Contoh", "kelurahan": KELURAHAN });
        day.post(&format!("{meeting}/door")).by(&desk).json(&sent).send().await
    };
    door(&path).await.problem(409, "outreach.full");
    assert_eq!(door(&other).await.expect(201).json["at_door"], true);
    scan(&day, &office, &path, &moved).await.expect(200);
    let page = day.get(&format!("{path}/signups?limit=2")).by(&office).send().await.expect(200);
    assert_eq!((page.json["data"].as_array().unwrap().len(), &page.json["has_more"]), (2, &json!(true)));
    let over = app.at(at(Duration::days(15))).await;
    scan(&over, &over.kelurahan().await, &path, &moved).await.problem(409, "outreach.closed");
}

#[actix_web::test]
async fn who_is_there_when_a_meeting_begins_gets_the_seat_of_who_is_not() {
    let app = TestApp::new().await;
    let path = app.meeting(&app.desk().await, &meeting(KELURAHAN, 3)).await;
    let mut tickets = Vec::new();
    for name in ["satu", "dua", "tiga", "empat", "lima"] {
        tickets.push(ticket(&app, &path, &format!("{name}@contoh.example")).await);
    }
    let door = async |app: &TestApp| {
        let sent = json!({ "name": "Budi Contoh", "kelurahan": KELURAHAN });
        app.post(&format!("{path}/door")).by(&app.desk().await).json(&sent).send().await
    };
    let shown =
        async |app: &TestApp, ticket: usize| scan(app, &app.desk().await, &path, &tickets[ticket]).await;
    // It begins at ten; this is one second before, and ten.
    let ten = Duration::days(7) - Duration::hours(2);
    let (before, begun) = (app.at(at(ten - Duration::seconds(1))).await, app.at(at(ten)).await);
    shown(&before, 0).await.expect(200);
    shown(&before, 3).await.problem(409, "outreach.ticket_waiting");
    door(&before).await.problem(409, "outreach.full");
    assert_eq!(door(&begun).await.expect(201).json["state"], "seated");
    shown(&begun, 3).await.expect(200);
    // Every seat has somebody on it now: whoever comes late, and the next in line, find none.
    for ticket in [1, 4] {
        shown(&begun, ticket).await.problem(409, "outreach.full");
    }
    door(&begun).await.problem(409, "outreach.full");
    assert_eq!(shown(&begun, 3).await.expect(200).json["already"], true);
    let came = "SELECT string_agg(state || ' ' || COALESCE(line::text, '-'), ', ' ORDER BY id) \
         FROM outreach_signup WHERE attended_at IS NOT NULL";
    assert_eq!(texts(&app, came), "seated -, seated -, seated -");
    // Who gives a seat back that somebody else has by now moves nobody up.
    cancel(&begun, &tickets[1]).await.expect(204);
    assert_eq!(texts(&app, "SELECT count(*) FROM outreach_signup WHERE state = 'waiting'"), "1");
    assert_eq!(app.get(&path).send().await.expect(200).text("/seats_left"), "full");
}

#[actix_web::test]
async fn a_meeting_to_which_somebody_came_stays_where_and_when_it_is() {
    let app = TestApp::new().await;
    let path = app.meeting(&app.desk().await, &meeting(KELURAHAN, 5)).await;
    let seat = ticket(&app, &path, "satu@contoh.example").await;
    // On its day, before it begins.
    let day = app.at(at(Duration::days(7) - Duration::hours(4))).await;
    let desk = day.desk().await;
    let change = async |version: i32, change: Value| {
        day.patch(&path).by(&desk).version(version).json(&change).send().await
    };
    change(1, json!({ "ends_at": "2026-06-08T05:00:00Z" })).await.expect(200);
    scan(&day, &desk, &path, &seat).await.expect(200);
    for moved in [
        json!({ "starts_at": "2026-06-08T02:30:00Z" }),
        json!({ "ends_at": "2026-06-08T06:00:00Z" }),
        json!({ "starts_at": "2027-06-08T02:00:00Z", "ends_at": "2027-06-08T05:00:00Z" }),
        json!({ "kelurahan": "64.74.02.1001" }),
    ] {
        change(2, moved).await.problem(409, "outreach.has_attendance");
    }
    let cancelled = day.post(&format!("{path}/cancel")).by(&desk).version(2).send().await;
    cancelled.problem(409, "outreach.has_attendance");
    // The room next door has more seats.
    change(2, json!({ "place": "Aula di sebelah", "seats": 9 })).await.expect(200);
}

#[actix_web::test]
async fn what_is_personal_goes_a_month_after_a_meeting_and_the_counts_stay() {
    let app = TestApp::new().await;
    let path = app.meeting(&app.kelurahan().await, &meeting(KELURAHAN, 7)).await;
    let mut next = meeting(KELURAHAN, 7);
    (next["starts_at"], next["ends_at"]) = (json!("2026-06-09T02:00:00Z"), json!("2026-06-09T04:00:00Z"));
    let next = app.meeting(&app.kelurahan().await, &next).await;
    let mut tickets = Vec::new();
    for number in 1..=8 {
        tickets.push(ticket(&app, &path, &format!("peserta{number}@contoh.example")).await);
    }
    confirmed(&app, &next, "peserta1@contoh.example").await;
    cancel(&app, &tickets[6]).await.expect(204);
    let day = app.at(at(Duration::days(7))).await;
    let office = day.kelurahan().await;
    for ticket in &tickets[..5] {
        scan(&day, &office, &path, ticket).await.expect(200);
    }
    let sent = json!({ "name": "Budi Contoh", "kelurahan": KELURAHAN });
    day.post(&format!("{path}/door")).by(&office).json(&sent).send().await.expect(201);
    let rate = json!({ "ticket": tickets[0], "rating": 4, "comment": "Nomor saya 0812-5550-0001" });
    day.post("/v1/outreach-tickets/feedback").json(&rate).send().await.expect(204);
    let rows = || {
        let count = |what: &str| texts(&app, &format!("SELECT count({what}) FROM outreach_signup"));
        ["*", "sealed", "contact_hash", "comment", "attended_at", "rating"].map(count)
    };
    let before = rows();
    assert_eq!(before, ["10", "10", "9", "1", "6", "1"]);

    // The meeting ended on 8 June at noon, as this clock shows; the next one a day later.
    for (late, wanted) in [
        (Duration::days(37), before.clone()),
        (Duration::days(37) + Duration::seconds(1), ["7", "1", "1", "0", "6", "1"].map(str::to_owned)),
    ] {
        api::jobs::sweep(&app.at(at(late)).await.state).await.unwrap();
        assert_eq!(rows(), wanted, "after {late}");
    }
    let exact = "SELECT count(*) FROM outreach_signup s JOIN outreach_event e ON e.id = event_id \
         WHERE attended_at <> starts_at";
    assert_eq!(texts(&app, exact), "0", "nor when somebody came in");
    let traced =
        "SELECT count(*) FROM outreach_signup s JOIN event e ON e.thing_id = s.id WHERE s.sealed IS NULL";
    assert_eq!(texts(&app, traced), "0", "nor do the events, which say when, lead to a row");
    let alike =
        "SELECT count(DISTINCT (version, line, at_door, language)) FROM outreach_signup WHERE sealed IS NULL";
    assert_eq!(texts(&app, alike), "1", "by what they say of it");
    let later = app.at(at(Duration::days(38))).await;
    let office = later.kelurahan().await;
    let list = later.get(&format!("{path}/signups")).by(&office).send().await.expect(200);
    assert_eq!(list.json["data"], json!([]));
    later.post("/v1/outreach-tickets/feedback").json(&rate).send().await.problem(404, "resource.not_found");
    let id = app.db().texts("SELECT id::text AS t FROM outreach_signup ORDER BY id").remove(0);
    let erased = later.post(&format!("{path}/signups/{id}/cancel")).by(&office).send().await;
    erased.problem(404, "resource.not_found");
    let feedback = later.get(&format!("{path}/feedback")).by(&office).send().await.expect(200);
    assert_eq!(feedback.json["data"], json!([{ "rating": 4, "comment": null }]));
    // Six came, of which one said a kelurahan: all under five, but for the sum.
    let coverage = app.at(at(Duration::days(45))).await;
    let coverage = coverage.get("/v1/outreach-coverage?quarter=2026-Q2").send().await.expect(200);
    assert_eq!(coverage.json["attended"], 6);
}

#[actix_web::test]
async fn feedback_is_read_by_who_serves_the_meeting_and_does_not_say_who_gave_it() {
    let log = ProgramLog::start();
    let app = TestApp::new().await;
    let path = app.meeting(&app.kelurahan().await, &meeting(KELURAHAN, 20)).await;
    let other = app.meeting(&app.kelurahan().await, &meeting(KELURAHAN, 5)).await;
    let mut tickets = Vec::new();
    for number in 1..=7 {
        tickets.push(ticket(&app, &path, &format!("peserta{number}@contoh.example")).await);
    }
    let day = app.at(at(Duration::days(7))).await;
    let office = day.kelurahan().await;
    let rate = async |ticket: &str, rating: i32, comment: &str| {
        let sent = json!({ "ticket": ticket, "rating": rating, "comment": comment });
        day.post("/v1/outreach-tickets/feedback").json(&sent).send().await.expect(204);
    };
    let feedback = format!("{path}/feedback");
    let read = async |query: &str| day.get(&format!("{feedback}{query}")).by(&office).send().await;
    for (ticket, rating) in tickets.iter().zip(1..).take(4) {
        scan(&day, &office, &path, ticket).await.expect(200);
        rate(ticket, rating, &format!("Penanda pendapat {rating}")).await;
    }
    // Whoever was entered at the door cannot say anything, so nobody could hide behind them.
    for _ in 0..5 {
        let sent = json!({ "name": "Budi Contoh", "kelurahan": KELURAHAN });
        day.post(&format!("{path}/door")).by(&office).json(&sent).send().await.expect(201);
    }
    let hidden = read("").await.expect(200);
    assert_eq!((&hidden.json["data"], &hidden.json["hidden"]), (&json!([]), &json!(true)));
    assert_eq!(hidden.json["has_more"], false);

    // The fifth could have said something, too, and does not.
    scan(&day, &office, &path, &tickets[4]).await.expect(200);
    rate(&tickets[0], 5, "Penanda pendapat 5").await;
    let all = read("").await.expect(200);
    assert_eq!((&all.json["hidden"], &all.json["next_cursor"]), (&json!(false), &Value::Null));
    let data = all.json["data"].as_array().unwrap().clone();
    // Not in the order of the sign-ups, which would say who; nor with anything beside what was said.
    let order = "SELECT rating::text AS t FROM outreach_signup WHERE rating IS NOT NULL ORDER BY ticket_hash";
    let ratings: Vec<String> = data.iter().map(|one| one["rating"].to_string()).collect();
    assert_eq!(ratings, app.db().texts(order));
    let mut sorted = ratings;
    sorted.sort();
    assert_eq!(sorted, ["2", "3", "4", "5"], "said again it takes the place of what was said before");
    for one in &data {
        let wanted =
            json!({ "rating": one["rating"], "comment": format!("Penanda pendapat {}", one["rating"]) });
        assert_eq!(one, &wanted);
    }
    let first = read("?limit=3").await.expect(200);
    let cursor = first.text("/next_cursor");
    assert!(first.header("link").contains(&format!("{feedback}?limit=3&cursor=")));
    let second = read(&format!("?limit=3&cursor={cursor}")).await.expect(200);
    let pages =
        [first.json["data"].as_array().unwrap().clone(), second.json["data"].as_array().unwrap().clone()];
    assert_eq!((pages.concat(), &second.json["has_more"]), (data, &json!(false)));

    for wrong in ["?limit=0", "?limit=101", "?cursor=x", "?page=2"] {
        read(wrong).await.problem(400, "request.parameter");
    }
    let elsewhere = format!("{other}/feedback?cursor={cursor}");
    day.get(&elsewhere).by(&office).send().await.problem(400, "request.parameter");
    day.get(&feedback).by(&day.desk().await).send().await.expect(200);
    let stranger = day.login(Role::Officer, Some("64.74.02.1001"), "elsewhere").await;
    day.get(&feedback).by(&stranger).send().await.problem(403, "auth.forbidden");
    day.get(&feedback).by(&day.candidate("c").await).send().await.problem(403, "auth.forbidden");
    day.get(&feedback).send().await.problem(401, "auth.required");
    let nothing = format!("/v1/outreach-events/{}/feedback", uuid::Uuid::nil());
    day.get(&nothing).by(&office).send().await.problem(404, "resource.not_found");

    // Words are for officers alone.
    let public =
        day.get(&path).send().await.expect(200).body() + &day.get("/v1/outreach-events").send().await.body();
    for place in [&public, &log.text(), &app.db().dump()] {
        demand_none(&["Penanda pendapat"], place, "a public answer, the log or the database");
    }
}

#[actix_web::test]
async fn figures_under_five_are_hidden_and_cannot_be_computed() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let path = app.meeting(&desk, &meeting(KELURAHAN, 200)).await;
    // Somebody with a seat who does not come is not counted.
    confirmed(&app, &path, "satu@contoh.example").await;
    let day = app.at(at(Duration::days(7))).await;
    let desk = day.desk().await;
    let kelurahan: Vec<String> =
        app.state.catalogue.city.kelurahan.iter().map(|it| it.code.clone()).collect();
    let small = "64.74.01.1004";
    for code in &kelurahan {
        let count = match code.as_str() {
            KELURAHAN => 6,
            code if code == small => 2,
            _ => 5,
        };
        for _ in 0..count {
            let sent = json!({ "name": "Budi Contoh", "kelurahan": code });
            day.post(&format!("{path}/door")).by(&desk).json(&sent).send().await.expect(201);
        }
    }
    let ask = "/v1/outreach-coverage?quarter=2026-Q2";
    // While the quarter runs, and while lists are entered, two answers would differ by one person.
    app.get(ask).send().await.problem(400, "request.parameter");
    app.at(at(Duration::days(36))).await.get(ask).send().await.problem(400, "request.parameter");
    let later = app.at(at(Duration::days(45))).await;
    let shown = async |ask: &str| later.get(ask).send().await.expect(200);
    let figures = |reply: &Reply| -> BTreeMap<String, Value> {
        let all = reply.json["kecamatan"].as_array().unwrap().clone();
        let cells = all.iter().flat_map(|it| it["kelurahan"].as_array().unwrap().clone());
        let name = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
        let sums = all.iter().map(|it| (name(it, "name"), it["attended"].clone()));
        sums.chain(cells.map(|it| (name(&it, "code"), it["attended"].clone()))).collect()
    };
    let reply = shown(ask).await;
    let seen = figures(&reply);
    // Nobody said no kelurahan: that nought hides the smallest kecamatan, which stands beside it.
    assert_eq!((&reply.json["attended"], &reply.json["without_kelurahan"]), (&json!(73), &Value::Null));
    assert_eq!((&seen["Bontang Utara"], &seen["Bontang Selatan"]), (&json!(28), &json!(30)));
    assert_eq!(seen["Bontang Barat"], Value::Null);
    for code in &kelurahan {
        let hidden = code == small || code == KELURAHAN || code.starts_with("64.74.03");
        assert_eq!(seen[code].is_null(), hidden, "{code}");
    }
    let utara = &reply.json["kecamatan"][0];
    assert_eq!((&utara["population"], &utara["per_10000"]), (&json!(89_010), &json!(3)));
    assert_eq!(reply.header("cache-control"), "public, max-age=300");

    let empty = shown("/v1/outreach-coverage?quarter=2026-Q1").await;
    assert!(empty.json["attended"].is_null() && figures(&empty).values().all(Value::is_null));
    for wrong in ["", "?quarter=2026", "?quarter=2026-Q5", "?quarter=2026-04-01", "?quarter=2026-Q4"] {
        let path = format!("/v1/outreach-coverage{wrong}");
        later.get(&path).send().await.problem(400, "request.parameter");
    }
}
