//! Evidence of a person: one table for all kinds.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::evidence as t;
use crate::vault::{DataKey, Place};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::candidates::{EvidenceStatus, Record, VerifiedBy};
use domain::ids::DocumentId;
use domain::law::EvidenceKind;
use domain::value::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A piece of evidence as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub record: Record,
    /// Where it stands.
    pub status: EvidenceStatus,
    /// Version; its `ETag`.
    pub version: i32,
    /// Was there at the last submission: closed to its owner until the file is returned.
    pub submitted: bool,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// How it was verified.
    pub verified_by: Option<VerifiedBy>,
    /// Account that entered it.
    pub entered_by: Uuid,
    /// Account that decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, check_for_backend(Pg))]
#[diesel(treat_none_as_null = true)]
struct Row {
    person_id: Uuid,
    id: Uuid,
    kind: String,
    code: String,
    status: String,
    version: i32,
    value_kind: Option<String>,
    value_number: Option<i64>,
    value_text: Option<String>,
    value_date: Option<NaiveDate>,
    value_unit: Option<String>,
    field: Option<String>,
    country: Option<String>,
    issuer: Option<String>,
    number: Option<String>,
    from_day: Option<NaiveDate>,
    until_day: Option<NaiveDate>,
    sealed: Option<Vec<u8>>,
    document_id: Option<Uuid>,
    submitted: bool,
    reason: Option<String>,
    verified_by: Option<String>,
    entered_by: Uuid,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

/// What is sealed of a health fact or declaration.
#[derive(Serialize, Deserialize)]
struct Secret {
    value: Option<Value>,
    field: Option<String>,
    country: Option<String>,
    issuer: Option<String>,
    number: Option<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

fn place(id: Uuid) -> Place {
    Place { table: "evidence", column: "sealed", row: id }
}

impl Row {
    fn of(person: Uuid, stored: &Stored, key: &DataKey) -> Result<Self, RepoError> {
        let Record { kind, code, value, field, country, issuer, number, from, until, document } =
            stored.record.clone();
        let mut secret = Secret { value, field, country, issuer, number, from, until };
        let mut sealed = None;
        if kind.is_sealed() {
            sealed = Some(key.seal_json(place(stored.id), &secret)?);
            secret = Secret {
                value: None,
                field: None,
                country: None,
                issuer: None,
                number: None,
                from: None,
                until: None,
            };
        }
        let Secret { value, field, country, issuer, number, from, until } = secret;
        Ok(Self {
            person_id: person,
            id: stored.id,
            kind: kind.as_str().to_owned(),
            code,
            status: stored.status.as_str().to_owned(),
            version: stored.version,
            value_kind: value.as_ref().map(|value| value.kind.as_str().to_owned()),
            value_number: value.as_ref().and_then(|value| value.number),
            value_date: value.as_ref().and_then(|value| value.date),
            value_unit: value.as_ref().and_then(|value| value.unit.clone()),
            value_text: value.and_then(|value| value.text),
            field,
            country,
            issuer,
            number,
            from_day: from,
            until_day: until,
            sealed,
            document_id: document.map(|document| document.0),
            submitted: stored.submitted,
            reason: stored.reason.clone(),
            verified_by: stored.verified_by.map(|how| how.as_str().to_owned()),
            entered_by: stored.entered_by,
            decided_by: stored.decided_by,
            decided_at: stored.decided_at,
            created_at: stored.created_at,
        })
    }

    fn open(self, key: &DataKey) -> Result<Stored, RepoError> {
        let secret = match &self.sealed {
            Some(sealed) => key.open_json(place(self.id), sealed)?,
            None => Secret {
                value: self
                    .value_kind
                    .map(|kind| {
                        Ok(Value {
                            kind: kind.parse().map_err(RepoError::corrupt("evidence", "value_kind"))?,
                            number: self.value_number,
                            text: self.value_text,
                            date: self.value_date,
                            unit: self.value_unit,
                        })
                    })
                    .transpose()?,
                field: self.field,
                country: self.country,
                issuer: self.issuer,
                number: self.number,
                from: self.from_day,
                until: self.until_day,
            },
        };
        let Secret { value, field, country, issuer, number, from, until } = secret;
        let kind: EvidenceKind = self.kind.parse().map_err(RepoError::corrupt("evidence", "kind"))?;
        let document = self.document_id.map(DocumentId);
        Ok(Stored {
            id: self.id,
            record: Record {
                kind,
                code: self.code,
                value,
                field,
                country,
                issuer,
                number,
                from,
                until,
                document,
            },
            status: self.status.parse().map_err(RepoError::corrupt("evidence", "status"))?,
            version: self.version,
            submitted: self.submitted,
            reason: self.reason,
            verified_by: self
                .verified_by
                .map(|how| how.parse())
                .transpose()
                .map_err(RepoError::corrupt("evidence", "verified_by"))?,
            entered_by: self.entered_by,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            created_at: self.created_at,
        })
    }
}

/// All evidence of a person, in the order of entry.
///
/// # Errors
///
/// If a row cannot be opened.
pub fn of_person(conn: &mut Conn, key: &DataKey, person: Uuid) -> Result<Vec<Stored>, RepoError> {
    t::table
        .filter(t::person_id.eq(person))
        .order(t::id)
        .select(Row::as_select())
        .load::<Row>(conn)
        .map_err(RepoError::query("evidence.of_person"))?
        .into_iter()
        .map(|row| row.open(key))
        .collect()
}

/// One piece of evidence, locked.
///
/// # Errors
///
/// [`RepoError::NotFound`] if the person has none of this id.
pub fn lock(conn: &mut Conn, key: &DataKey, person: Uuid, id: Uuid) -> Result<Stored, RepoError> {
    let row: Row = t::table
        .find((person, id))
        .select(Row::as_select())
        .for_update()
        .first(conn)
        .map_err(RepoError::query("evidence"))?;
    row.open(key)
}

/// Enters evidence, all rows or none.
///
/// # Errors
///
/// [`RepoError::Refused`] if a document is not the person's.
pub fn insert(conn: &mut Conn, key: &DataKey, person: Uuid, all: &[Stored]) -> Result<(), RepoError> {
    let rows = all.iter().map(|stored| Row::of(person, stored, key)).collect::<Result<Vec<_>, _>>()?;
    diesel::insert_into(t::table)
        .values(rows)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("evidence.insert"))
}

/// Writes a piece of evidence if it is still in the version before.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is not.
pub fn update(conn: &mut Conn, key: &DataKey, person: Uuid, after: &Stored) -> Result<(), RepoError> {
    let written = diesel::update(t::table.find((person, after.id)).filter(t::version.eq(after.version - 1)))
        .set(Row::of(person, after, key)?)
        .execute(conn)
        .map_err(RepoError::query("evidence.update"))?;
    if written == 1 { Ok(()) } else { Err(RepoError::Stale("evidence")) }
}

/// Takes a piece of evidence away; its events stay.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is no longer in this version.
pub fn delete(conn: &mut Conn, person: Uuid, id: Uuid, version: i32) -> Result<(), RepoError> {
    let gone = diesel::delete(t::table.find((person, id)).filter(t::version.eq(version)))
        .execute(conn)
        .map_err(RepoError::query("evidence.delete"))?;
    if gone == 1 { Ok(()) } else { Err(RepoError::Stale("evidence")) }
}

/// Closes (or, on a return, opens) all evidence of a person to its owner. Not a change of
/// what it says: no version of its own, the file's event tells it.
///
/// # Errors
///
/// If the query fails.
pub fn set_submitted(conn: &mut Conn, person: Uuid, submitted: bool) -> Result<(), RepoError> {
    diesel::update(t::table.filter(t::person_id.eq(person)).filter(t::submitted.ne(submitted)))
        .set(t::submitted.eq(submitted))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("evidence.set_submitted"))
}
