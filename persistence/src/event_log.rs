//! The one order of all events, and what can be read along it.

use crate::db::Conn;
use crate::error::RepoError;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Events put in order at once.
const BATCH: i64 = 5_000;

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// Puts the events that can be seen and have no index yet in order; how many. One process at a time: another one that
/// comes meanwhile does nothing.
///
/// An index is given after an event can be seen, never before, so a transaction that commits late gets a later index
/// and a reader who has come to some index has missed nothing below it. Events of one thing keep the order of its
/// versions.
///
/// # Errors
///
/// If a query fails.
pub fn sequence(conn: &mut Conn) -> Result<usize, RepoError> {
    let Locked { locked } =
        diesel::sql_query("SELECT pg_try_advisory_xact_lock(hashtext('event_log')) AS locked")
            .get_result(conn)
            .map_err(RepoError::query("event_log.lock"))?;
    if !locked {
        return Ok(0);
    }
    // A statement of its own: its snapshot is taken after the lock, and sees what the last holder gave.
    diesel::sql_query(
        "WITH waiting AS ( \
           SELECT owner_id, thing_kind, thing_id, version, \
             max(e.at) OVER (PARTITION BY owner_id, thing_kind, thing_id ORDER BY version) AS moment \
           FROM event_log JOIN event e USING (owner_id, thing_kind, thing_id, version) \
           WHERE log_index IS NULL), \
         ordered AS ( \
           SELECT *, row_number() OVER (ORDER BY moment, owner_id, thing_kind, thing_id, version) AS place \
           FROM waiting ORDER BY place LIMIT $1) \
         UPDATE event_log AS l SET log_index = (SELECT COALESCE(max(log_index), 0) FROM event_log) + o.place \
         FROM ordered AS o \
         WHERE (l.owner_id, l.thing_kind, l.thing_id, l.version) = (o.owner_id, o.thing_kind, o.thing_id, o.version)",
    )
    .bind::<BigInt, _>(BATCH)
    .execute(conn)
    .map_err(RepoError::query("event_log.sequence"))
}

/// A place in the order.
#[derive(Debug, Clone, QueryableByName)]
pub struct Entry {
    /// Its index.
    #[diesel(sql_type = BigInt)]
    pub log_index: i64,
    /// The thing.
    #[diesel(sql_type = SqlUuid)]
    pub thing_id: Uuid,
    /// Its version after the change.
    #[diesel(sql_type = Integer)]
    pub version: i32,
    /// What happened.
    #[diesel(sql_type = Text)]
    pub kind: String,
}

/// What happened to things of one kind after an index, in order, at most `limit`.
///
/// # Errors
///
/// If the query fails.
pub fn after(
    conn: &mut Conn,
    thing: crate::events::Thing,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, RepoError> {
    diesel::sql_query(
        "SELECT l.log_index, l.thing_id, l.version, e.kind \
         FROM event_log l JOIN event e USING (owner_id, thing_kind, thing_id, version) \
         WHERE l.thing_kind = $1 AND l.log_index > $2 ORDER BY l.log_index LIMIT $3",
    )
    .bind::<Text, _>(thing.as_str())
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .map_err(RepoError::query("event_log.after"))
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// The last index that was given; 0: none.
///
/// # Errors
///
/// If the query fails.
pub fn last(conn: &mut Conn) -> Result<i64, RepoError> {
    diesel::sql_query("SELECT COALESCE(max(log_index), 0) AS last FROM event_log")
        .get_result::<Last>(conn)
        .map(|it| it.last)
        .map_err(RepoError::query("event_log.last"))
}
