//! Two at once: one wins, the other is told, nothing is done twice.

use crate::support::{ANDI_NIK, NAME, PASSWORD, Reply, TestApp, nik, profile};
use domain::accounts::Role;
use futures_util::future::{join, join_all};
use serde_json::json;

fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut all: Vec<u16> = replies.iter().map(|it| it.status).collect();
    all.sort_unstable();
    all
}

#[actix_web::test]
async fn of_two_officers_who_note_a_file_one_does() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.submitted(&owner, ANDI_NIK).await;
    let kelurahan = Some(crate::support::KELURAHAN);
    let (first, second) = (
        app.login(Role::Officer, kelurahan, "first").await,
        app.login(Role::Officer, kelurahan, "second").await,
    );
    let path = format!("/v1/candidates/{file}/note");
    let note = |who| app.post(&path).by(who).version(2).send();
    let replies = <[Reply; 2]>::from(join(note(&first), note(&second)).await);
    assert_eq!(statuses(&replies), [200, 412]);
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM event WHERE kind = 'candidate.noted'"), "1");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM message WHERE template = 'file_noted'"), "1");
}

#[actix_web::test]
async fn a_person_who_opens_a_file_twice_has_one() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let input = profile(ANDI_NIK);
    let replies = join_all((0..4).map(|_| app.post("/v1/candidates").by(&owner).json(&input).send())).await;
    assert_eq!(statuses(&replies), [201, 409, 409, 409]);
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM candidate"), "1");
}

#[actix_web::test]
async fn a_refresh_token_sent_twice_at_once_has_one_successor() {
    let app = TestApp::new().await;
    let registration = app.registered(NAME, PASSWORD).await;
    // The code, too, is sent twice: it makes one account.
    let replies = <[Reply; 2]>::from(join(app.confirm(&registration), app.confirm(&registration)).await);
    assert_eq!(statuses(&replies), [200, 401]);
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM account"), "1");
    let token = replies.iter().find(|it| it.status == 200).unwrap().text("/refresh_token");
    let old = json!({ "refresh_token": token });
    let replies = join_all((0..4).map(|_| app.post("/v1/auth/refresh").json(&old).send())).await;
    assert_eq!(statuses(&replies), [200, 200, 200, 200]);
    let successor = replies[0].text("/refresh_token");
    assert!(replies.iter().all(|it| it.text("/refresh_token") == successor));
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM refresh_token"), "2");
}

#[actix_web::test]
async fn two_registrations_of_one_name_confirmed_at_once_make_one_account() {
    let app = TestApp::new().await;
    let mut registrations = Vec::new();
    for _ in 0..3 {
        registrations.push(app.registered(NAME, PASSWORD).await);
    }
    let replies = join_all(registrations.iter().map(|registration| app.confirm(registration))).await;
    let statuses = statuses(&replies);
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| [401, 409].contains(status)), "{statuses:?}");
    for table in ["account", "person", "login_name", "session"] {
        assert_eq!(app.db().text(&format!("SELECT count(*)::text AS t FROM {table}")), "1", "{table}");
    }
}

#[actix_web::test]
async fn one_nik_is_verified_for_one_of_two_at_once() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let mut paths = Vec::new();
    for name in ["andi", "budi"] {
        let owner = app.candidate(name).await;
        let file = app.noted(&owner, &nik(7)).await;
        app.verify_documents(&desk, file).await;
        paths.push(format!("/v1/candidates/{file}/verify"));
    }
    let replies =
        join_all(paths.iter().map(|path| app.post(path).by(&desk).version(3).json(&json!({})).send())).await;
    assert_eq!(statuses(&replies), [200, 409]);
    let loser = replies.iter().find(|it| it.status == 409).unwrap();
    assert_eq!(loser.code(), "candidate.nik_conflict");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM candidate WHERE status = 'verified'"), "1");
}
