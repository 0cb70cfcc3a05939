//! Desks, kelurahan offices and other bodies that staff belong to.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::organisation as t;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::accounts::OrganisationKind;
use uuid::Uuid;

/// A body that staff belong to and that can hold a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: Uuid,
    /// Kind.
    pub kind: OrganisationKind,
    /// Stable code, e.g. `MANPOWER` or the kelurahan's region code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the kelurahan that it serves; none: the whole city.
    pub region: Option<String>,
}

/// The id of an organisation of the city's file: the same on every machine.
#[must_use]
pub fn id_of(code: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:bontang-pmi:organisation:{code}").as_bytes())
}

/// Writes the organisations of the city's file, new or renamed.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep(conn: &mut Conn, organisations: &[Organisation], at: DateTime<Utc>) -> Result<(), RepoError> {
    for organisation in organisations {
        diesel::insert_into(t::table)
            .values((
                t::id.eq(organisation.id),
                t::kind.eq(organisation.kind.as_str()),
                t::code.eq(&organisation.code),
                t::name.eq(&organisation.name),
                t::region.eq(&organisation.region),
                t::created_at.eq(at),
            ))
            .on_conflict(t::id)
            .do_update()
            .set((t::name.eq(excluded(t::name)), t::region.eq(excluded(t::region))))
            .execute(conn)
            .map_err(RepoError::query("organisation.keep"))?;
    }
    Ok(())
}

/// All organisations, by code.
///
/// # Errors
///
/// If the query fails.
pub fn all(conn: &mut Conn) -> Result<Vec<Organisation>, RepoError> {
    t::table
        .order(t::code)
        .select((t::id, t::kind, t::code, t::name, t::region))
        .load::<(Uuid, String, String, String, Option<String>)>(conn)
        .map_err(RepoError::query("organisation.all"))?
        .into_iter()
        .map(|(id, kind, code, name, region)| {
            let kind = kind.parse().map_err(RepoError::corrupt("organisation", "kind"))?;
            Ok(Organisation { id, kind, code, name, region })
        })
        .collect()
}
