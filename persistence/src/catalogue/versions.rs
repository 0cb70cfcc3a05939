//! Versions of the files in `data/`, kept by digest.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::catalogue_version as v;
use chrono::{DateTime, Utc};
use diesel::prelude::*;

/// Keeps a version of the files in `data/`, once.
///
/// # Errors
///
/// If the row cannot be written.
pub fn keep(
    conn: &mut Conn,
    part: &str,
    digest: &str,
    content: &[u8],
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    diesel::insert_into(v::table)
        .values((v::digest.eq(digest), v::part.eq(part), v::content.eq(content), v::recorded_at.eq(at)))
        .on_conflict_do_nothing()
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("catalogue_version.keep"))
}

/// The content of a kept version.
///
/// # Errors
///
/// [`RepoError::NotFound`] if it was never kept.
pub fn find(conn: &mut Conn, digest: &str) -> Result<Vec<u8>, RepoError> {
    v::table.find(digest).select(v::content).first(conn).map_err(RepoError::query("catalogue version"))
}
