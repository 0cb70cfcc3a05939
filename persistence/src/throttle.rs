//! Tries, counted: throttled for a while, never locked.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::throttle as t;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Integer, Timestamptz};

/// How many tries in which time.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Tries.
    pub tries: i32,
    /// In this time.
    pub within: Duration,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Integer)]
    tries: i32,
    #[diesel(sql_type = Timestamptz)]
    since: DateTime<Utc>,
}

/// Counts one try in a bucket; the time to wait if that was one too many.
///
/// # Errors
///
/// If the row cannot be written.
pub fn count(
    conn: &mut Conn,
    bucket: &[u8],
    limit: Limit,
    now: DateTime<Utc>,
) -> Result<Option<Duration>, RepoError> {
    let counted: Counted = diesel::sql_query(
        "INSERT INTO throttle AS t (bucket, tries, since) VALUES ($1, 1, $2) \
         ON CONFLICT (bucket) DO UPDATE SET \
           tries = CASE WHEN t.since <= $3 THEN 1 ELSE t.tries + 1 END, \
           since = CASE WHEN t.since <= $3 THEN $2 ELSE t.since END \
         RETURNING tries, since",
    )
    .bind::<Bytea, _>(bucket)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - limit.within)
    .get_result(conn)
    .map_err(RepoError::query("throttle.count"))?;
    Ok((counted.tries > limit.tries).then(|| (counted.since + limit.within - now).max(Duration::seconds(1))))
}

/// Forgets a bucket (the right password came).
///
/// # Errors
///
/// If the query fails.
pub fn forget(conn: &mut Conn, bucket: &[u8]) -> Result<(), RepoError> {
    diesel::delete(t::table.find(bucket))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("throttle.forget"))
}

/// Drops buckets older than `before`.
///
/// # Errors
///
/// If the query fails.
pub fn sweep(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, RepoError> {
    diesel::delete(t::table.filter(t::since.lt(before)))
        .execute(conn)
        .map_err(RepoError::query("throttle.sweep"))
}
