//! Persons, their keys and identifiers.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::{candidate as c, identifier as i, person as p};
use crate::vault::{DataKey, Place, Vault, WrappedKey};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::identity::{IdentifierKind, IdentifierStatus};
use uuid::Uuid;

/// Makes a person and the key that seals what will be known of them.
///
/// # Errors
///
/// If the row cannot be written.
pub fn create(
    conn: &mut Conn,
    vault: &Vault,
    id: Uuid,
    is_demo: bool,
    at: DateTime<Utc>,
) -> Result<DataKey, RepoError> {
    let (key, wrapped) = vault.new_key(id)?;
    diesel::insert_into(p::table)
        .values((
            p::id.eq(id),
            p::key_id.eq(&wrapped.key_id),
            p::key_version.eq(wrapped.version),
            p::wrapped_key.eq(&wrapped.bytes),
            p::is_demo.eq(is_demo),
            p::created_at.eq(at),
        ))
        .execute(conn)
        .map_err(RepoError::query("person.create"))?;
    Ok(key)
}

/// The key of a person.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is no such person.
pub fn key(conn: &mut Conn, vault: &Vault, person: Uuid) -> Result<DataKey, RepoError> {
    let (key_id, version, bytes) = p::table
        .find(person)
        .select((p::key_id, p::key_version, p::wrapped_key))
        .first(conn)
        .map_err(RepoError::query("person"))?;
    vault.open_key(person, &WrappedKey { key_id, version, bytes })
}

/// Whether people are on file who did not come in under `--demo`.
///
/// # Errors
///
/// If the query fails.
pub fn any_real(conn: &mut Conn) -> Result<bool, RepoError> {
    diesel::select(diesel::dsl::exists(p::table.filter(p::is_demo.eq(false))))
        .get_result(conn)
        .map_err(RepoError::query("person.any_real"))
}

/// Whether people of the demo are on file.
///
/// # Errors
///
/// If the query fails.
pub fn any_demo(conn: &mut Conn) -> Result<bool, RepoError> {
    diesel::select(diesel::dsl::exists(p::table.filter(p::is_demo)))
        .get_result(conn)
        .map_err(RepoError::query("person.any_demo"))
}

/// One identifier, opened.
#[derive(Debug, Clone)]
pub struct Identifier {
    /// Kind.
    pub kind: IdentifierKind,
    /// The number or name.
    pub value: String,
    /// How far it can be relied on.
    pub status: IdentifierStatus,
}

fn place(id: Uuid) -> Place {
    Place { table: "identifier", column: "sealed", row: id }
}

/// Sets a person's identifier of a kind, or replaces it.
///
/// # Errors
///
/// [`RepoError::Refused`] if a verified NIK would be doubled.
pub fn set_identifier(
    conn: &mut Conn,
    vault: &Vault,
    key: &DataKey,
    person: Uuid,
    id: Uuid,
    identifier: &Identifier,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    let index = (identifier.kind == IdentifierKind::Nik)
        .then(|| vault.blind_index(IdentifierKind::Nik.as_str(), &identifier.value));
    diesel::insert_into(i::table)
        .values((
            i::person_id.eq(person),
            i::id.eq(id),
            i::kind.eq(identifier.kind.as_str()),
            i::sealed.eq(key.seal_text(place(id), &identifier.value)?),
            i::blind_index.eq(index),
            i::status.eq(identifier.status.as_str()),
            i::created_at.eq(at),
        ))
        .on_conflict((i::person_id, i::kind))
        .do_update()
        .set((
            i::id.eq(excluded(i::id)),
            i::sealed.eq(excluded(i::sealed)),
            i::blind_index.eq(excluded(i::blind_index)),
            i::status.eq(excluded(i::status)),
            i::created_at.eq(excluded(i::created_at)),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("identifier.set"))
}

/// Takes a person's identifier of a kind away.
///
/// # Errors
///
/// If the query fails.
pub fn drop_identifier(conn: &mut Conn, person: Uuid, kind: IdentifierKind) -> Result<(), RepoError> {
    diesel::delete(i::table.filter(i::person_id.eq(person)).filter(i::kind.eq(kind.as_str())))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("identifier.drop"))
}

/// A person's identifiers, opened, in the order of kinds.
///
/// # Errors
///
/// If one cannot be opened.
pub fn identifiers(conn: &mut Conn, key: &DataKey, person: Uuid) -> Result<Vec<Identifier>, RepoError> {
    i::table
        .filter(i::person_id.eq(person))
        .order(i::kind)
        .select((i::id, i::kind, i::sealed, i::status))
        .load::<(Uuid, String, Vec<u8>, String)>(conn)
        .map_err(RepoError::query("identifier.of_person"))?
        .into_iter()
        .map(|(id, kind, sealed, status)| {
            Ok(Identifier {
                kind: kind.parse().map_err(RepoError::corrupt("identifier", "kind"))?,
                value: key.open_text(place(id), &sealed)?,
                status: status.parse().map_err(RepoError::corrupt("identifier", "status"))?,
            })
        })
        .collect()
}

/// Sets the status of a person's identifier.
///
/// # Errors
///
/// [`RepoError::Refused`] by `identifier_one_verified_nik` if another verified person has this NIK.
pub fn set_identifier_status(
    conn: &mut Conn,
    person: Uuid,
    kind: IdentifierKind,
    status: IdentifierStatus,
) -> Result<(), RepoError> {
    diesel::update(i::table.filter(i::person_id.eq(person)).filter(i::kind.eq(kind.as_str())))
        .set(i::status.eq(status.as_str()))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("identifier.set_status"))
}

/// Other people whose file was handed in with the same NIK, and whether each of them is verified.
///
/// # Errors
///
/// If the query fails.
pub fn others_with_nik(
    conn: &mut Conn,
    vault: &Vault,
    person: Uuid,
    nik: &str,
) -> Result<Vec<(Uuid, bool)>, RepoError> {
    let index = vault.blind_index(IdentifierKind::Nik.as_str(), nik);
    Ok(i::table
        .inner_join(c::table.on(c::person_id.eq(i::person_id)))
        .filter(c::submitted_at.is_not_null())
        .filter(i::blind_index.eq(index))
        .filter(i::person_id.ne(person))
        .order(i::person_id)
        .limit(20)
        .select((i::person_id, i::status))
        .load::<(Uuid, String)>(conn)
        .map_err(RepoError::query("identifier.others_with_nik"))?
        .into_iter()
        .map(|(other, status)| (other, status.parse().is_ok_and(IdentifierStatus::is_confirmed)))
        .collect())
}
