//! The one order of all events, and what can be read along it.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::event_log as l;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Nullable, Text};
use serde_json::Value as Json;

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
/// versions. With each index comes a mark of chance: see [`cursor`].
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
         UPDATE event_log AS l SET log_index = (SELECT COALESCE(max(log_index), 0) FROM event_log) + o.place, \
           mark = (random() * 2147483647)::integer \
         FROM ordered AS o \
         WHERE (l.owner_id, l.thing_kind, l.thing_id, l.version) = (o.owner_id, o.thing_kind, o.thing_id, o.version)",
    )
    .bind::<BigInt, _>(BATCH)
    .execute(conn)
    .map_err(RepoError::query("event_log.sequence"))
}

/// A place in the order, of something that belongs to no person.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its index.
    pub log_index: i64,
    /// What happened.
    pub kind: String,
    /// What changed.
    pub payload: Option<Json>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    log_index: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Bytea>)]
    payload: Option<Vec<u8>>,
}

/// Kinds of things that these events are about.
fn things(kinds: &[&str]) -> Vec<String> {
    let mut things: Vec<String> =
        kinds.iter().filter_map(|kind| kind.split('.').next()).map(str::to_owned).collect();
    things.dedup();
    things
}

/// Events of these kinds after an index, in order, at most `limit`; only of things that belong to no person.
///
/// # Errors
///
/// If the query fails.
pub fn after(conn: &mut Conn, kinds: &[&str], after: i64, limit: i64) -> Result<Vec<Entry>, RepoError> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT l.log_index, e.kind, e.payload \
         FROM event_log l JOIN event e USING (owner_id, thing_kind, thing_id, version) \
         WHERE l.thing_kind = ANY ($1) AND l.log_index > $2 AND e.kind = ANY ($3) AND e.person_id IS NULL \
         ORDER BY l.log_index LIMIT $4",
    )
    .bind::<Array<Text>, _>(things(kinds))
    .bind::<BigInt, _>(after)
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .map_err(RepoError::query("event_log.after"))?;
    rows.into_iter()
        .map(|row| {
            let read = |bytes: Vec<u8>| serde_json::from_slice(&bytes);
            let payload =
                row.payload.map(read).transpose().map_err(RepoError::corrupt("event", "payload"))?;
            Ok(Entry { log_index: row.log_index, kind: row.kind, payload })
        })
        .collect()
}

#[derive(QueryableByName)]
struct News {
    #[diesel(sql_type = BigInt)]
    last: i64,
    #[diesel(sql_type = Bool)]
    waiting: bool,
}

/// The last index of these kinds, and whether none of them waits for its own.
///
/// # Errors
///
/// If the query fails.
pub fn news(conn: &mut Conn, kinds: &[&str]) -> Result<(i64, bool), RepoError> {
    let News { last, waiting } = diesel::sql_query(
        "SELECT COALESCE(max(log_index), 0) AS last, \
           EXISTS (SELECT FROM event_log WHERE log_index IS NULL AND thing_kind = ANY ($1)) AS waiting \
         FROM event_log WHERE thing_kind = ANY ($1)",
    )
    .bind::<Array<Text>, _>(things(kinds))
    .get_result(conn)
    .map_err(RepoError::query("event_log.news"))?;
    Ok((last, !waiting))
}

/// Where a reader stands who has read up to an index: the index, and the mark that came with it. An older dump that is
/// restored gives the indexes after its own anew, with other marks. `0`: nothing was read yet.
///
/// # Errors
///
/// [`RepoError::NotFound`] if nothing stands at that index.
pub fn cursor(conn: &mut Conn, log_index: i64) -> Result<String, RepoError> {
    if log_index == 0 {
        return Ok("0".to_owned());
    }
    let mark: Option<i32> = l::table
        .filter(l::log_index.eq(log_index))
        .select(l::mark)
        .first(conn)
        .map_err(RepoError::query("event log"))?;
    Ok(format!("{log_index}-{:08x}", mark.unwrap_or_default()))
}

/// The index of a cursor.
///
/// # Errors
///
/// [`RepoError::NotFound`] if no such cursor was given in this life of the database.
pub fn index(conn: &mut Conn, given: &str) -> Result<i64, RepoError> {
    let log_index = given.split('-').next().and_then(|it| it.parse().ok());
    match log_index {
        Some(log_index) if cursor(conn, log_index)? == given => Ok(log_index),
        Some(_) | None => Err(RepoError::NotFound("event log")),
    }
}
