//! The register of agencies: organisations with licence, contacts and a dated history.

use crate::db::Conn;
use crate::error::RepoError;
use crate::events::Thing;
use crate::registers::{PART, Register, Stored, Taken, all_stand, forgive, id_of, like};
use crate::schema::{agency as t, agency_contact as c, agency_status as s, organisation as o};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel::upsert::excluded;
use domain::accounts::OrganisationKind;
use domain::registers::{Agency, AgencyStatus, Contact, ContactKind};
use std::collections::BTreeMap;
use uuid::Uuid;

diesel::define_sql_function! {
    /// How like a text is to the words of another that are most like it.
    fn word_similarity(part: Text, whole: Text) -> Float;
}
diesel::define_sql_function! {
    /// In lower case.
    fn lower(text: Text) -> Text;
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = t, check_for_backend(Pg))]
struct Row {
    id: Uuid,
    version: i32,
    number: String,
    government: bool,
    city: String,
    address: Option<String>,
    licence_from: Option<NaiveDate>,
    licence_until: Option<NaiveDate>,
    branches: serde_json::Value,
    taken_from: String,
    taken_on: NaiveDate,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = s, check_for_backend(Pg))]
struct StatusRow {
    agency_id: Uuid,
    position: i32,
    state: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    scope: Option<String>,
    reason: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = c, check_for_backend(Pg))]
struct ContactRow {
    agency_id: Uuid,
    kind: String,
    value: String,
    shown: String,
}

impl Row {
    fn of(stored: &Stored<Agency>) -> Result<Self, RepoError> {
        let Agency {
            number,
            name: _,
            government,
            city,
            address,
            licence_from,
            licence_until,
            branches,
            contacts: _,
            statuses: _,
        } = stored.row.clone();
        Ok(Self {
            id: stored.id,
            version: stored.version,
            number,
            government,
            city,
            address,
            licence_from,
            licence_until,
            branches: serde_json::to_value(branches).map_err(RepoError::corrupt("agency", "branches"))?,
            taken_from: stored.taken.from.clone(),
            taken_on: stored.taken.on,
        })
    }
}

/// Rows with their names, completed by contacts and history.
fn whole(conn: &mut Conn, rows: Vec<(Row, String)>) -> Result<Vec<Stored<Agency>>, RepoError> {
    let ids: Vec<Uuid> = rows.iter().map(|(row, _)| row.id).collect();
    let mut contacts: BTreeMap<Uuid, Vec<Contact>> = BTreeMap::new();
    let found: Vec<ContactRow> = c::table
        .filter(c::agency_id.eq_any(&ids))
        .select(ContactRow::as_select())
        .load(conn)
        .map_err(RepoError::query("agency.contacts"))?;
    for ContactRow { agency_id, kind, value, shown } in found {
        let kind = kind.parse().map_err(RepoError::corrupt("agency_contact", "kind"))?;
        contacts.entry(agency_id).or_default().push(Contact { kind, value, shown });
    }
    let mut statuses: BTreeMap<Uuid, Vec<AgencyStatus>> = BTreeMap::new();
    let found: Vec<StatusRow> = s::table
        .filter(s::agency_id.eq_any(&ids))
        .order((s::agency_id, s::position))
        .select(StatusRow::as_select())
        .load(conn)
        .map_err(RepoError::query("agency.statuses"))?;
    for StatusRow { agency_id, position: _, state, from_day: from, to_day: until, scope, reason } in found {
        let state = state.parse().map_err(RepoError::corrupt("agency_status", "state"))?;
        statuses.entry(agency_id).or_default().push(AgencyStatus { state, from, until, scope, reason });
    }
    rows.into_iter()
        .map(|(row, name)| {
            let branches = serde_json::from_value(row.branches);
            let mut contacts = contacts.remove(&row.id).unwrap_or_default();
            contacts.sort();
            Ok(Stored {
                id: row.id,
                version: row.version,
                taken: Taken { from: row.taken_from, on: row.taken_on },
                row: Agency {
                    number: row.number,
                    name,
                    government: row.government,
                    city: row.city,
                    address: row.address,
                    licence_from: row.licence_from,
                    licence_until: row.licence_until,
                    branches: branches.map_err(RepoError::corrupt("agency", "branches"))?,
                    contacts,
                    statuses: statuses.remove(&row.id).unwrap_or_default(),
                },
            })
        })
        .collect()
}

/// What a list of agencies is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct AgencyFilter {
    /// Part of the name, typing errors allowed.
    pub name: Option<String>,
    /// Number, however it is spaced.
    pub number: Option<String>,
    /// City of the seat or of a branch.
    pub city: Option<String>,
}

/// Agencies by name, after `after` (name, id), at most `limit`; where a part of the name is asked for, those most like
/// it first.
///
/// # Errors
///
/// If a query fails.
pub fn page(
    conn: &mut Conn,
    filter: &AgencyFilter,
    after: Option<&(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Stored<Agency>>, RepoError> {
    let mut query = t::table
        .inner_join(o::table.on(o::id.eq(t::id)))
        .select((Row::as_select(), o::name))
        .order((o::name, o::id))
        .limit(limit)
        .into_boxed();
    if let Some(part) = &filter.name {
        forgive(conn)?;
        query = query.filter(
            sql::<Bool>("(lower(organisation.name) LIKE ")
                .bind::<Text, _>(like(part))
                .sql(" OR lower(organisation.name) %> ")
                .bind::<Text, _>(part.to_lowercase())
                .sql(")"),
        );
        query = query.order((word_similarity(part.to_lowercase(), lower(o::name)).desc(), o::name, o::id));
    }
    if let Some(number) = &filter.number {
        query = query.filter(t::id.eq(Agency::id_of(number)));
    }
    if let Some(city) = &filter.city {
        let city = city.to_lowercase();
        query = query.filter(
            sql::<Bool>("(lower(agency.city) = ")
                .bind::<Text, _>(city.clone())
                .sql(" OR EXISTS (SELECT FROM jsonb_array_elements(agency.branches) AS branch ")
                .sql("WHERE lower(branch ->> 'city') = ")
                .bind::<Text, _>(city)
                .sql("))"),
        );
    }
    match (after, &filter.name) {
        (None, _) => {}
        // The first condition is where the index begins.
        (Some((name, id)), None) => {
            query = query.filter(o::name.ge(name)).filter(o::name.gt(name).or(o::id.gt(id)));
        }
        (Some((name, id)), Some(part)) => {
            let own = || word_similarity(part.to_lowercase(), lower(o::name));
            let last = || word_similarity(part.to_lowercase(), lower(name.as_str()));
            let is_after = o::name.gt(name).or(o::name.eq(name).and(o::id.gt(id)));
            query = query.filter(own().lt(last()).or(own().eq(last()).and(is_after)));
        }
    }
    let rows = query.load(conn).map_err(RepoError::query("agency.page"))?;
    whole(conn, rows)
}

/// The agencies of these ids.
///
/// # Errors
///
/// If a query fails.
pub fn of_ids(conn: &mut Conn, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Stored<Agency>>, RepoError> {
    let rows = t::table
        .inner_join(o::table.on(o::id.eq(t::id)))
        .filter(t::id.eq_any(ids))
        .select((Row::as_select(), o::name))
        .load(conn)
        .map_err(RepoError::query("agency.of_ids"))?;
    Ok(whole(conn, rows)?.into_iter().map(|stored| (stored.id, stored)).collect())
}

/// An agency as an advert may name it.
#[derive(Debug, Clone, Queryable)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// Number of its licence.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Whether it is the government.
    pub government: bool,
}

/// The numbers and names of all agencies.
///
/// # Errors
///
/// If the query fails.
pub fn names(conn: &mut Conn) -> Result<Vec<Named>, RepoError> {
    t::table
        .inner_join(o::table.on(o::id.eq(t::id)))
        .select((t::id, t::number, o::name, t::government))
        .order(t::number)
        .load(conn)
        .map_err(RepoError::query("agency.names"))
}

/// The newest list that an agency was taken from.
///
/// # Errors
///
/// If the query fails.
pub fn newest(conn: &mut Conn) -> Result<Option<Taken>, RepoError> {
    let found: Option<(String, NaiveDate)> = t::table
        .select((t::taken_from, t::taken_on))
        .order((t::taken_on.desc(), t::taken_from))
        .first(conn)
        .optional()
        .map_err(RepoError::query("agency.newest"))?;
    Ok(found.map(|(from, on)| Taken { from, on }))
}

/// The agencies that have one of these contacts, in its normal form.
///
/// # Errors
///
/// If the query fails.
pub fn of_contacts(conn: &mut Conn, contacts: &[(ContactKind, String)]) -> Result<Vec<Uuid>, RepoError> {
    let (kinds, values): (Vec<&str>, Vec<&str>) =
        contacts.iter().map(|(kind, value)| (kind.as_str(), value.as_str())).unzip();
    let is_asked = sql::<Bool>("(kind, value) IN (SELECT * FROM unnest(")
        .bind::<Array<Text>, _>(kinds)
        .sql(", ")
        .bind::<Array<Text>, _>(values)
        .sql("))");
    c::table
        .filter(is_asked)
        .select(c::agency_id)
        .distinct()
        .order(c::agency_id)
        .load(conn)
        .map_err(RepoError::query("agency.of_contacts"))
}

/// A contact of an agency.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Number of the agency.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What the contact is.
    pub kind: ContactKind,
    /// In its normal form.
    pub value: String,
}

/// The contacts of all agencies.
///
/// # Errors
///
/// If the query fails.
pub fn contacts(conn: &mut Conn) -> Result<Vec<Owned>, RepoError> {
    let rows: Vec<(String, String, String, String)> = c::table
        .inner_join(t::table.on(t::id.eq(c::agency_id)))
        .inner_join(o::table.on(o::id.eq(c::agency_id)))
        .select((t::number, o::name, c::kind, c::value))
        .load(conn)
        .map_err(RepoError::query("agency_contact.all"))?;
    rows.into_iter()
        .map(|(number, name, kind, value)| {
            let kind = kind.parse().map_err(RepoError::corrupt("agency_contact", "kind"))?;
            Ok(Owned { number, name, kind, value })
        })
        .collect()
}

/// All agencies, and whether each is the government.
///
/// # Errors
///
/// If the query fails.
pub fn governments(conn: &mut Conn) -> Result<BTreeMap<Uuid, bool>, RepoError> {
    let all: Vec<(Uuid, bool)> =
        t::table.select((t::id, t::government)).load(conn).map_err(RepoError::query("agency.governments"))?;
    Ok(all.into_iter().collect())
}

/// Enters or renames the organisations behind agencies.
fn keep(conn: &mut Conn, part: &[Stored<Agency>], at: DateTime<Utc>) -> Result<(), RepoError> {
    let rows: Vec<_> = part
        .iter()
        .map(|stored| {
            (
                o::id.eq(stored.id),
                o::kind.eq(OrganisationKind::Agency.as_str()),
                // Of no desk or kelurahan, whatever a register numbers its rows.
                o::code.eq(format!("agency:{}", stored.row.number)),
                o::name.eq(&stored.row.name),
                o::created_at.eq(at),
            )
        })
        .collect();
    diesel::insert_into(o::table)
        .values(rows)
        .on_conflict(o::id)
        .do_update()
        .set(o::name.eq(excluded(o::name)))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("agency.organisation"))
}

/// Writes contacts anew, and of the history what is not there yet.
fn put_lists(conn: &mut Conn, part: &[Stored<Agency>]) -> Result<(), RepoError> {
    let ids: Vec<Uuid> = part.iter().map(|stored| stored.id).collect();
    diesel::delete(c::table.filter(c::agency_id.eq_any(&ids)))
        .execute(conn)
        .map_err(RepoError::query("agency.drop_contacts"))?;
    let contacts: Vec<ContactRow> = part
        .iter()
        .flat_map(|stored| {
            stored.row.contacts.iter().map(|contact| ContactRow {
                agency_id: stored.id,
                kind: contact.kind.as_str().to_owned(),
                value: contact.value.clone(),
                shown: contact.shown.clone(),
            })
        })
        .collect();
    for rows in contacts.chunks(PART) {
        diesel::insert_into(c::table)
            .values(rows)
            .execute(conn)
            .map_err(RepoError::query("agency.put_contacts"))?;
    }
    let statuses: Vec<StatusRow> = part
        .iter()
        .flat_map(|stored| {
            (1..).zip(stored.row.statuses.iter().cloned()).map(|(position, status)| StatusRow {
                agency_id: stored.id,
                position,
                state: status.state.as_str().to_owned(),
                from_day: status.from,
                to_day: status.until,
                scope: status.scope,
                reason: status.reason,
            })
        })
        .collect();
    for rows in statuses.chunks(PART) {
        diesel::insert_into(s::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn)
            .map_err(RepoError::query("agency.put_statuses"))?;
    }
    Ok(())
}

impl Register for Agency {
    const THING: Thing = Thing::Agency;

    fn id_of(number: &str) -> Uuid {
        id_of("agency", number)
    }

    fn owner(&self) -> Uuid {
        Self::id_of(&self.number)
    }

    fn label(&self) -> (&str, &str) {
        (&self.number, &self.name)
    }

    fn onto(self, stored: &Self, is_news: bool) -> Self {
        let said = self.statuses.clone();
        let mut after = Self { statuses: stored.statuses.clone(), ..self };
        for status in said {
            if is_news || !after.has_said(&status) {
                after.say(status);
            }
        }
        after
    }

    fn load(conn: &mut Conn, ids: Option<&[Uuid]>) -> Result<Vec<Stored<Self>>, RepoError> {
        let mut query = t::table
            .inner_join(o::table.on(o::id.eq(t::id)))
            .order(t::number)
            .select((Row::as_select(), o::name))
            .into_boxed();
        if let Some(ids) = ids {
            query = query.filter(t::id.eq_any(ids));
        }
        let rows = query.load(conn).map_err(RepoError::query("agency.load"))?;
        whole(conn, rows)
    }

    fn put(conn: &mut Conn, rows: &[Stored<Self>], at: DateTime<Utc>) -> Result<(), RepoError> {
        // Not for the whole file: a table's `filter` would be one of two.
        use diesel::query_dsl::methods::FilterDsl as _;
        for part in rows.chunks(PART) {
            keep(conn, part, at)?;
            let rows = part.iter().map(Row::of).collect::<Result<Vec<_>, _>>()?;
            let written = diesel::insert_into(t::table)
                .values(rows)
                .on_conflict(t::id)
                .do_update()
                .set((
                    t::version.eq(excluded(t::version)),
                    t::number.eq(excluded(t::number)),
                    t::government.eq(excluded(t::government)),
                    t::city.eq(excluded(t::city)),
                    t::address.eq(excluded(t::address)),
                    t::licence_from.eq(excluded(t::licence_from)),
                    t::licence_until.eq(excluded(t::licence_until)),
                    t::branches.eq(excluded(t::branches)),
                    t::taken_from.eq(excluded(t::taken_from)),
                    t::taken_on.eq(excluded(t::taken_on)),
                ))
                .filter((t::version + 1).eq(excluded(t::version)))
                .execute(conn)
                .map_err(RepoError::query("agency.put"))?;
            if written < part.len() {
                return Err(RepoError::Stale("agency"));
            }
            put_lists(conn, part)?;
        }
        Ok(())
    }

    fn confirm(conn: &mut Conn, rows: &[(Uuid, i32)], taken: &Taken) -> Result<(), RepoError> {
        let ids: Vec<Uuid> = rows.iter().map(|it| it.0).collect();
        let noted = diesel::update(t::table.filter(t::id.eq_any(ids)).filter(t::taken_on.lt(taken.on)))
            .set((t::taken_from.eq(&taken.from), t::taken_on.eq(taken.on)))
            .returning((t::id, t::version))
            .get_results(conn)
            .map_err(RepoError::query("agency.confirm"))?;
        all_stand(rows, &noted)
    }
}
