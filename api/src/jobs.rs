//! What goes on beside requests: messages sent, ended sessions re-read, leftovers swept.

use crate::AppState;
use crate::messages::{self, Sender};
use crate::{countries, information};
use actix_web::rt;
use actix_web::web::Data;
use chrono::Duration;
use persistence::{RepoError, accounts, documents, idempotency, signups, throttle};
use std::collections::HashSet;
use std::time::Duration as Wait;

const OFTEN: Wait = Wait::from_secs(2);
const SELDOM: Wait = Wait::from_mins(10);

/// Answers kept for repeated requests.
const KEPT: Duration = Duration::hours(72);
/// A file without a row this long was never entered.
const ORPHAN: Duration = Duration::hours(1);

/// Starts the jobs; they end with the program.
pub fn start(state: &Data<AppState>) {
    let shared = state.clone();
    rt::spawn(async move {
        let sender = messages::Log;
        loop {
            note("messages", send(&shared, &sender).await);
            note("publish", publish(&shared).await);
            note("tell", tell(&shared).await);
            note("sequence", sequence(&shared).await);
            note("ended sessions", ended(&shared).await);
            rt::time::sleep(OFTEN).await;
        }
    });
    let shared = state.clone();
    rt::spawn(async move {
        loop {
            note("sweep", sweep(&shared).await);
            note("files", sweep_files(&shared).await);
            note("pages", pages(&shared).await);
            shared.limits.sweep();
            rt::time::sleep(SELDOM).await;
        }
    });
}

fn note(job: &str, done: Result<(), RepoError>) {
    if let Err(error) = done {
        tracing::warn!(job, reason = %error, "a job failed and will be tried again");
    }
}

/// Sends what is queued.
///
/// # Errors
///
/// If a row cannot be read or written.
pub async fn send<S: Sender>(state: &Data<AppState>, sender: &S) -> Result<(), RepoError> {
    let (shared, sender) = (state.clone(), sender.clone());
    state.db.transact(move |conn| messages::send(conn, &shared.vault, &sender, shared.clock.now())).await
}

/// Publishes articles whose day has come.
///
/// # Errors
///
/// If a row cannot be read or written.
pub async fn publish(state: &Data<AppState>) -> Result<(), RepoError> {
    let shared = state.clone();
    state.db.transact(move |conn| information::publish_due(conn, &shared).map(|_| ())).await
}

/// Tells people of changes in countries that they wish.
///
/// # Errors
///
/// If a row cannot be read or written.
pub async fn tell(state: &Data<AppState>) -> Result<(), RepoError> {
    let shared = state.clone();
    state.db.transact(move |conn| countries::tell(conn, &shared).map(|_| ())).await
}

/// Puts the events that have come in order.
///
/// # Errors
///
/// If a query fails.
pub async fn sequence(state: &Data<AppState>) -> Result<(), RepoError> {
    state.db.transact(|conn| persistence::event_log::sequence(conn).map(|_| ())).await
}

/// Notes again what phones are told, where a release that was started later has ended meanwhile.
///
/// # Errors
///
/// If a row cannot be read or written.
pub async fn pages(state: &Data<AppState>) -> Result<(), RepoError> {
    let shared = state.clone();
    let now = state.clock.now();
    state.db.transact(move |conn| countries::keep_pages(conn, &shared.catalogue, now)).await
}

/// Re-reads which sessions have ended while access tokens of theirs may live.
///
/// # Errors
///
/// If the query fails.
pub async fn ended(state: &Data<AppState>) -> Result<(), RepoError> {
    let now = state.clock.now();
    let since = now - crate::tokens::LIFE - Duration::minutes(1);
    let sessions = state.db.transact(move |conn| accounts::ended_since(conn, since)).await?;
    state.ended.learn(sessions, now, since);
    Ok(())
}

/// Drops what has had its time.
///
/// # Errors
///
/// If a query fails.
pub async fn sweep(state: &Data<AppState>) -> Result<(), RepoError> {
    let now = state.clock.now();
    let signups_until = state.catalogue.signups.since(now);
    state
        .db
        .transact(move |conn| {
            accounts::sweep(conn, now)?;
            signups::sweep(conn, now)?;
            signups::erase(conn, signups_until)?;
            idempotency::sweep(conn, now - KEPT)?;
            persistence::messages::sweep(conn, now - Duration::days(1))?;
            throttle::sweep(conn, now - Duration::hours(2))?;
            Ok(())
        })
        .await
}

/// Removes files whose row never came.
///
/// # Errors
///
/// If files or rows cannot be listed.
pub async fn sweep_files(state: &Data<AppState>) -> Result<(), RepoError> {
    let old = state.files.older_than(state.clock.now() - ORPHAN).await?;
    for names in old.chunks(500) {
        let asked = names.to_vec();
        let known: HashSet<String> = state
            .db
            .transact(move |conn| documents::known_objects(conn, &asked))
            .await?
            .into_iter()
            .collect();
        for name in names.iter().filter(|name| !known.contains(*name)) {
            // One that stays is tried again; the others go.
            if let Err(error) = state.files.remove(name).await {
                tracing::warn!(reason = %error, "a file without a row could not be removed");
            }
        }
    }
    Ok(())
}
