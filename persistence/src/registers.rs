//! What the registers of agencies and of job orders have in common.

use crate::db::Conn;
use crate::error::RepoError;
use crate::events::Thing;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::RunQueryDsl;
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows that one statement takes.
pub(crate) const PART: usize = 1_000;

/// Where a row was taken from, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The list or paper.
    pub from: String,
    /// Its day.
    pub on: NaiveDate,
}

/// A row of a register as stored.
#[derive(Debug, Clone)]
pub struct Stored<T> {
    /// Its id, from its number.
    pub id: Uuid,
    /// Version; its `ETag`.
    pub version: i32,
    /// Where it was taken from.
    pub taken: Taken,
    /// What it says.
    pub row: T,
}

/// A register: rows known by their number.
pub trait Register: Clone + PartialEq + Serialize + Send + 'static {
    /// What events of it are about.
    const THING: Thing;

    /// The id of this number.
    fn id_of(number: &str) -> Uuid;

    /// The organisation that owns a row.
    fn owner(&self) -> Uuid;

    /// Its number and its name.
    fn label(&self) -> (&str, &str);

    /// What stands after this was said where `stored` stood. Is it no news (from the same day as what stands), it does
    /// not undo what was corrected since.
    #[must_use]
    fn onto(self, stored: &Self, is_news: bool) -> Self;

    /// Rows of these ids; none: all. Not locked: [`Register::put`] refuses the second of two who write the same version.
    ///
    /// # Errors
    ///
    /// If the query fails.
    fn load(conn: &mut Conn, ids: Option<&[Uuid]>) -> Result<Vec<Stored<Self>>, RepoError>;

    /// Enters rows, or writes each over the version before it.
    ///
    /// # Errors
    ///
    /// [`RepoError::Stale`] if a row stands in another version: somebody else has written it meanwhile.
    fn put(conn: &mut Conn, rows: &[Stored<Self>], at: DateTime<Utc>) -> Result<(), RepoError>;

    /// Notes that rows which have not changed stand in a later list, too: no new version, no event.
    ///
    /// # Errors
    ///
    /// [`RepoError::Stale`] if a row stands in another version than the one that was compared.
    fn confirm(conn: &mut Conn, rows: &[(Uuid, i32)], taken: &Taken) -> Result<(), RepoError>;
}

/// Whether rows that were written stand in the versions that were read.
pub(crate) fn all_stand(read: &[(Uuid, i32)], written: &[(Uuid, i32)]) -> Result<(), RepoError> {
    let read: BTreeSet<_> = read.iter().collect();
    if written.iter().all(|it| read.contains(it)) { Ok(()) } else { Err(RepoError::Stale("register")) }
}

/// The id of a number in a register, however it is spaced and spelt: the same on every machine.
pub(crate) fn id_of(register: &str, number: &str) -> Uuid {
    let number: String = number.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:bontang-pmi:{register}:{number}").as_bytes())
}

/// How like a word must be to what was typed. Below the default, which forgives no letter left out of a short word.
const LIKENESS: &str = "0.5";

/// Sets how like words must be, for this transaction.
pub(crate) fn forgive(conn: &mut Conn) -> Result<(), RepoError> {
    diesel::sql_query("SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)")
        .bind::<diesel::sql_types::Text, _>(LIKENESS)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("register.forgive"))
}

/// A text as a part of a LIKE pattern.
pub(crate) fn like(part: &str) -> String {
    let escaped = part.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
