//! Documents of a person: what is known of each file. The files lie in [`crate::files`].

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::document as t;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::candidates::EvidenceStatus;
use uuid::Uuid;

/// A document as stored.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Kind, a code of `data/documents.toml`.
    pub kind: String,
    /// Where it stands.
    pub status: EvidenceStatus,
    /// Version; its `ETag`.
    pub version: i32,
    /// Media type, by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the bytes as sent.
    pub sha256: Vec<u8>,
    /// Random name of the sealed file.
    pub object: String,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity.
    pub valid_until: Option<NaiveDate>,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// Account that uploaded it.
    pub uploaded_by: Uuid,
    /// Account that decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, check_for_backend(Pg))]
#[diesel(treat_none_as_null = true)]
struct Row {
    person_id: Uuid,
    id: Uuid,
    kind: String,
    status: String,
    version: i32,
    media_type: String,
    size: i64,
    sha256: Vec<u8>,
    object: String,
    issued_on: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    reason: Option<String>,
    uploaded_by: Uuid,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl Row {
    fn of(person: Uuid, document: &Document) -> Self {
        let Document {
            id,
            kind,
            status,
            version,
            media_type,
            size,
            sha256,
            object,
            issued_on,
            valid_until,
            reason,
            uploaded_by,
            decided_by,
            decided_at,
            created_at,
        } = document.clone();
        let status = status.as_str().to_owned();
        Self {
            person_id: person,
            id,
            kind,
            status,
            version,
            media_type,
            size,
            sha256,
            object,
            issued_on,
            valid_until,
            reason,
            uploaded_by,
            decided_by,
            decided_at,
            created_at,
        }
    }

    fn open(self) -> Result<Document, RepoError> {
        Ok(Document {
            id: self.id,
            kind: self.kind,
            status: self.status.parse().map_err(RepoError::corrupt("document", "status"))?,
            version: self.version,
            media_type: self.media_type,
            size: self.size,
            sha256: self.sha256,
            object: self.object,
            issued_on: self.issued_on,
            valid_until: self.valid_until,
            reason: self.reason,
            uploaded_by: self.uploaded_by,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            created_at: self.created_at,
        })
    }
}

/// Enters a document whose file is stored already.
///
/// # Errors
///
/// If the row cannot be written.
pub fn insert(conn: &mut Conn, person: Uuid, document: &Document) -> Result<(), RepoError> {
    diesel::insert_into(t::table)
        .values(Row::of(person, document))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("document.insert"))
}

/// All documents of a person, in the order of upload.
///
/// # Errors
///
/// If the query fails.
pub fn of_person(conn: &mut Conn, person: Uuid) -> Result<Vec<Document>, RepoError> {
    t::table
        .filter(t::person_id.eq(person))
        .order(t::id)
        .select(Row::as_select())
        .load::<Row>(conn)
        .map_err(RepoError::query("document.of_person"))?
        .into_iter()
        .map(Row::open)
        .collect()
}

/// One document.
///
/// # Errors
///
/// [`RepoError::NotFound`] if the person has none of this id.
pub fn find(conn: &mut Conn, person: Uuid, id: Uuid) -> Result<Document, RepoError> {
    let row: Row = t::table
        .find((person, id))
        .select(Row::as_select())
        .first(conn)
        .map_err(RepoError::query("document"))?;
    row.open()
}

/// Writes a document if it is still in the version before.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is not.
pub fn update(conn: &mut Conn, person: Uuid, after: &Document) -> Result<(), RepoError> {
    let written = diesel::update(t::table.find((person, after.id)).filter(t::version.eq(after.version - 1)))
        .set(Row::of(person, after))
        .execute(conn)
        .map_err(RepoError::query("document.update"))?;
    if written == 1 { Ok(()) } else { Err(RepoError::Stale("document")) }
}

/// Which of these names of files have a row.
///
/// # Errors
///
/// If the query fails.
pub fn known_objects(conn: &mut Conn, names: &[String]) -> Result<Vec<String>, RepoError> {
    t::table
        .filter(t::object.eq_any(names))
        .select(t::object)
        .load(conn)
        .map_err(RepoError::query("document.known_objects"))
}
