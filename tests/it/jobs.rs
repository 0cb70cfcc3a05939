//! What goes on beside requests.

use crate::support::{ANDI_NIK, NAME, PASSWORD, TestApp, at, form, pdf};
use api::jobs;
use api::messages::Sender;
use chrono::Duration;
use persistence::messages::Outgoing;
use serde_json::json;
use std::sync::{Arc, Mutex};

/// Takes messages, or refuses them.
#[derive(Clone)]
struct Post {
    takes: bool,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Post {
    fn new(takes: bool) -> Self {
        Self { takes, seen: Arc::default() }
    }
}

impl Sender for Post {
    fn deliver(&self, message: &Outgoing) -> bool {
        let text = api::messages::text(message.template, message.language, &message.content.values);
        self.seen.lock().unwrap().push(format!("{}: {text}", message.content.to));
        self.takes
    }
}

#[actix_web::test]
async fn a_message_is_sent_once_and_given_up_after_five_tries() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    app.submitted(&owner, ANDI_NIK).await;
    let refusing = Post::new(false);
    for _ in 0..3 {
        jobs::send(&app.state, &refusing).await.unwrap();
    }
    let taking = Post::new(true);
    jobs::send(&app.state, &taking).await.unwrap();
    jobs::send(&app.state, &taking).await.unwrap();
    let seen = taking.seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].starts_with("andi@contoh.example: ") && seen[0].contains("BTG-2606-"), "{seen:?}");
    assert!(!seen[0].contains('{'), "{seen:?}");
    assert_eq!(app.db().text("SELECT state || ' ' || tries AS t FROM message"), "sent 4");

    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    app.submitted(&owner, ANDI_NIK).await;
    for _ in 0..7 {
        jobs::send(&app.state, &refusing).await.unwrap();
    }
    assert_eq!(app.db().text("SELECT state || ' ' || tries AS t FROM message"), "failed 5");
}

#[actix_web::test]
async fn another_instance_learns_of_ended_sessions() {
    let app = TestApp::new().await;
    let registration = app.registered(NAME, PASSWORD).await;
    let token = app.confirm(&registration).await.expect(200).text("/access_token");
    let other = app.at(at(Duration::seconds(1))).await;
    app.post("/v1/auth/logout").token(&token).send().await.expect(204);
    jobs::ended(&other.state).await.unwrap();
    other.get("/v1/me").token(&token).send().await.problem(401, "auth.required");
}

#[actix_web::test]
async fn what_has_had_its_time_is_swept_and_nothing_else() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    app.registered(NAME, PASSWORD).await;
    let call = app.post("/v1/candidates").by(&owner).header("Idempotency-Key", "key-1");
    call.json(&json!({})).send().await.expect(201);
    let counts = || {
        [
            "registration",
            "idempotency",
            "throttle",
            "person",
            "candidate",
            "event WHERE person_id IS NOT NULL",
        ]
        .map(|table| app.db().text(&format!("SELECT count(*)::text AS t FROM {table}")))
        .join(" ")
    };
    jobs::sweep(&app.state).await.unwrap();
    assert_eq!(counts(), "1 1 3 1 1 2");
    jobs::sweep(&app.at(at(Duration::hours(3))).await.state).await.unwrap();
    assert_eq!(counts(), "0 1 0 1 1 2");
    jobs::sweep(&app.at(at(Duration::hours(73))).await.state).await.unwrap();
    assert_eq!(counts(), "0 0 0 1 1 2");
}

#[actix_web::test]
async fn a_stored_file_without_a_row_is_swept_after_an_hour() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}/documents");
    let parts = form(&[("kind", "DOC-KTP")], Some(&pdf("KTP")));
    let document = app.post(&path).by(&owner).form(parts).send().await.expect(201).text("/id");
    std::fs::write(app.files().join(api::ids::random_id().to_string()), b"never entered").unwrap();
    let count = || std::fs::read_dir(app.files()).unwrap().count();
    jobs::sweep_files(&app.state).await.unwrap();
    assert_eq!(count(), 2, "it may be on its way");
    jobs::sweep_files(&app.at(at(Duration::days(36_500))).await.state).await.unwrap();
    assert_eq!(count(), 1);
    app.get(&format!("{path}/{document}/content")).by(&owner).send().await.expect(200);
}
