//! The database is gone, or busy: the caller is told when to come again.

use crate::support::{ANDI_NIK, Reply, TestApp, TestDb};
use diesel::connection::SimpleConnection;
use futures_util::future::{join, join_all};
use serde_json::json;
use std::time::Duration;

#[actix_web::test]
async fn without_a_database_it_is_503_and_with_it_all_is_well_again() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}");
    app.db().shut();
    for _ in 0..2 {
        let reply = app.get(&path).by(&owner).send().await.problem(503, "server.unavailable");
        assert!(!reply.header("retry-after").is_empty());
    }
    app.get("/health/live").send().await.expect(200);
    app.get("/health/ready").send().await.problem(503, "server.unavailable");
    app.get("/v1/programmes").send().await.expect(200);
    // Which countries are open stands in the database: an answer from memory might be an old one.
    app.post("/v1/what-if").json(&json!({})).send().await.problem(503, "server.unavailable");
    app.db().open();
    let mut last = app.get(&path).by(&owner).send().await;
    for _ in 0..20 {
        if last.status == 200 {
            break;
        }
        last = app.get(&path).by(&owner).send().await;
    }
    last.expect(200);
}

#[actix_web::test]
async fn what_finds_no_place_to_wait_is_told_at_once() {
    let app = TestApp::with(|settings| {
        settings.raw.pool_size = 1;
        settings.raw.queue = 1;
    })
    .await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}");
    let mut hold = app.db().conn();
    hold.batch_execute("BEGIN; LOCK TABLE candidate IN ACCESS EXCLUSIVE MODE").unwrap();
    let reads = join_all((0..4).map(|_| app.get(&path).by(&owner).send()));
    let release = async {
        actix_web::rt::time::sleep(Duration::from_millis(700)).await;
        hold.batch_execute("COMMIT").unwrap();
    };
    let (replies, ()) = join(reads, release).await;
    let mut statuses: Vec<u16> = replies.iter().map(|it: &Reply| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 503, 503]);
    assert!(replies.iter().filter(|it| it.status == 503).all(|it| it.header("retry-after") == "2"));
}

#[actix_web::test]
async fn a_row_that_is_held_is_given_up_in_time_and_had_when_it_is_free() {
    let soon = "&options=-c%20lock_timeout%3D50ms";
    let app = TestApp::with(|settings| settings.raw.database_url.push_str(soon)).await;
    let owner = app.candidate("andi").await;
    let file = app.submitted(&owner, ANDI_NIK).await;
    let kelurahan = app.kelurahan().await;
    let path = format!("/v1/candidates/{file}/note");
    let note = || app.post(&path).by(&kelurahan).version(2).header("Idempotency-Key", "key-1").send();
    let before = app.db().dump();
    let mut hold = app.db().conn();
    hold.batch_execute("BEGIN; SELECT FROM candidate FOR UPDATE").unwrap();
    for _ in 0..2 {
        let reply = note().await.problem(503, "server.unavailable");
        assert_eq!(reply.header("retry-after"), "2");
    }
    hold.batch_execute("ROLLBACK").unwrap();
    assert!(app.db().dump() == before, "half of it is stored");
    note().await.expect(200);
}

#[test]
fn the_server_waits_for_nothing_without_end() {
    let limits = "SELECT unnest(rolconfig) AS t FROM pg_roles WHERE rolname = 'bontang_server' ORDER BY 1";
    assert_eq!(
        TestDb::new().texts(limits),
        ["idle_in_transaction_session_timeout=60s", "lock_timeout=5s", "statement_timeout=30s"]
    );
}
