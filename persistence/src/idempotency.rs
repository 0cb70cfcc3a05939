//! Answers that are given again to a request sent twice.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::idempotency as t;
use crate::vault::{DataKey, Place};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use uuid::Uuid;

/// What a key has led to.
#[derive(Debug)]
pub enum Known {
    /// Nothing yet: do the work.
    New,
    /// A twin is at work now.
    InProgress,
    /// The key was used for another request.
    Reused,
    /// The answer that was given.
    Answered(Vec<u8>),
}

fn place(client: Uuid, key: &str) -> Place {
    Place { table: "idempotency", column: "sealed", row: Uuid::new_v5(&client, key.as_bytes()) }
}

/// Looks a key up and holds off its twin until this transaction ends.
///
/// # Errors
///
/// If the query fails.
pub fn look_up(
    conn: &mut Conn,
    seal: &DataKey,
    client: Uuid,
    key: &str,
    fingerprint: &[u8],
) -> Result<Known, RepoError> {
    // Only makes the answer early: the primary key decides.
    let mut hash = [0_u8; 8];
    for (index, byte) in client.as_bytes().iter().chain(key.as_bytes()).enumerate() {
        if let Some(slot) = hash.get_mut(index % 8) {
            *slot = slot.rotate_left(3) ^ byte;
        }
    }
    let locked: bool = diesel::select(
        diesel::dsl::sql::<Bool>("pg_try_advisory_xact_lock(")
            .bind::<BigInt, _>(i64::from_be_bytes(hash))
            .sql(")"),
    )
    .get_result(conn)
    .map_err(RepoError::query("idempotency.lock"))?;
    if !locked {
        return Ok(Known::InProgress);
    }
    let row: Option<(Vec<u8>, Vec<u8>)> = t::table
        .find((client, key))
        .select((t::fingerprint, t::sealed))
        .first(conn)
        .optional()
        .map_err(RepoError::query("idempotency.look_up"))?;
    match row {
        None => Ok(Known::New),
        Some((known, _)) if known != fingerprint => Ok(Known::Reused),
        Some((_, sealed)) => Ok(Known::Answered(seal.open(place(client, key), &sealed)?.to_vec())),
    }
}

/// Keeps an answer.
///
/// # Errors
///
/// [`RepoError::Refused`] if a twin was faster.
pub fn keep(
    conn: &mut Conn,
    seal: &DataKey,
    client: Uuid,
    key: &str,
    fingerprint: &[u8],
    answer: &[u8],
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    diesel::insert_into(t::table)
        .values((
            t::client.eq(client),
            t::key.eq(key),
            t::fingerprint.eq(fingerprint),
            t::sealed.eq(seal.seal(place(client, key), answer)?),
            t::created_at.eq(at),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("idempotency.keep"))
}

/// Drops answers older than `before`.
///
/// # Errors
///
/// If the query fails.
pub fn sweep(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, RepoError> {
    diesel::delete(t::table.filter(t::created_at.lt(before)))
        .execute(conn)
        .map_err(RepoError::query("idempotency.sweep"))
}
