//! What was known of openings and closings of countries, and when.

use crate::db::Conn;
use crate::error::RepoError;
use crate::events::{self, Act, Event, Thing};
use crate::schema::{candidate, country_page as p, country_status as t};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text as SqlText, Timestamptz};
use domain::law::{Restriction, Source, Text};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A row with its story.
#[derive(Debug, Clone)]
pub struct Status {
    /// Its id.
    pub id: Uuid,
    /// Its ETag.
    pub version: i32,
    /// What it says.
    pub row: Restriction,
    /// SHA-256 of the document that says so, hex.
    pub source_hash: Option<String>,
    /// The row that it takes the place of.
    pub replaces: Option<Uuid>,
    /// Who entered it; none: it stands in the files.
    pub proposed_by: Option<Uuid>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who approved or refused it.
    pub decided_by: Option<Uuid>,
    /// When it was refused.
    pub refused_at: Option<DateTime<Utc>>,
    /// Since when it is known.
    pub known_from: Option<DateTime<Utc>>,
    /// Until when it was known.
    pub known_to: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    version: i32,
    country: String,
    employer: Option<String>,
    occupations: Vec<String>,
    state: String,
    from_day: chrono::NaiveDate,
    to_day: Option<chrono::NaiveDate>,
    note: serde_json::Value,
    source: serde_json::Value,
    source_hash: Option<String>,
    confidence: String,
    replaces: Option<Uuid>,
    proposed_by: Option<Uuid>,
    proposed_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    refused_at: Option<DateTime<Utc>>,
    known_from: Option<DateTime<Utc>>,
    known_to: Option<DateTime<Utc>>,
}

const TABLE: &str = "country_status";

fn status(row: Row) -> Result<Status, RepoError> {
    let note: Text = serde_json::from_value(row.note).map_err(RepoError::corrupt(TABLE, "note"))?;
    let source: Source = serde_json::from_value(row.source).map_err(RepoError::corrupt(TABLE, "source"))?;
    let employer = row.employer.map(|it| it.parse().map_err(RepoError::corrupt(TABLE, "employer")));
    Ok(Status {
        id: row.id,
        version: row.version,
        row: Restriction {
            country: row.country,
            employer: employer.transpose()?,
            occupations: row.occupations,
            state: row.state.parse().map_err(RepoError::corrupt(TABLE, "state"))?,
            from: row.from_day,
            to: row.to_day,
            note,
            source,
            confidence: row.confidence.parse().map_err(RepoError::corrupt(TABLE, "confidence"))?,
        },
        source_hash: row.source_hash,
        replaces: row.replaces,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        decided_by: row.decided_by,
        refused_at: row.refused_at,
        known_from: row.known_from,
        known_to: row.known_to,
    })
}

fn row(status: &Status) -> Result<Row, RepoError> {
    let it = &status.row;
    Ok(Row {
        id: status.id,
        version: status.version,
        country: it.country.clone(),
        employer: it.employer.map(|employer| employer.as_str().to_owned()),
        occupations: it.occupations.clone(),
        state: it.state.as_str().to_owned(),
        from_day: it.from,
        to_day: it.to,
        note: serde_json::to_value(&it.note).map_err(RepoError::corrupt(TABLE, "note"))?,
        source: serde_json::to_value(&it.source).map_err(RepoError::corrupt(TABLE, "source"))?,
        source_hash: status.source_hash.clone(),
        confidence: it.confidence.as_str().to_owned(),
        replaces: status.replaces,
        proposed_by: status.proposed_by,
        proposed_at: status.proposed_at,
        decided_by: status.decided_by,
        refused_at: status.refused_at,
        known_from: status.known_from,
        known_to: status.known_to,
    })
}

/// Enters a row.
///
/// # Errors
///
/// If it cannot be written.
pub fn insert(conn: &mut Conn, status: &Status) -> Result<(), RepoError> {
    diesel::insert_into(t::table)
        .values(row(status)?)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("country_status.insert"))
}

const KNOWING: &str = "hashtext('country_status.known')";

/// Waits until nobody else makes anything known, or asks what was: the moment that is taken behind this is later than
/// any that has been answered for.
///
/// # Errors
///
/// If the query fails.
pub fn make_known(conn: &mut Conn) -> Result<(), RepoError> {
    diesel::sql_query(format!("SELECT pg_advisory_xact_lock({KNOWING})"))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("country_status.make_known"))
}

/// What was known at a moment that has passed, by country and first day; none: what is known now, whatever the clock of this
/// process says. Of a moment it waits for what is being made known, so the same one always has the same answer.
///
/// # Errors
///
/// If the query fails or a row is not understood.
pub fn known(
    conn: &mut Conn,
    at: Option<DateTime<Utc>>,
    country: Option<&str>,
) -> Result<Vec<Status>, RepoError> {
    let mut query = t::table.order((t::country, t::from_day, t::id)).select(Row::as_select()).into_boxed();
    query = match at {
        None => query.filter(t::known_from.is_not_null()).filter(t::known_to.is_null()),
        Some(at) => {
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock_shared({KNOWING})"))
                .execute(conn)
                .map_err(RepoError::query("country_status.known"))?;
            query.filter(t::known_from.le(at)).filter(t::known_to.is_null().or(t::known_to.gt(at)))
        }
    };
    if let Some(country) = country {
        query = query.filter(t::country.eq(country));
    }
    let rows: Vec<Row> = query.load(conn).map_err(RepoError::query("country_status.known"))?;
    // Nobody knew then how long it would be known.
    rows.into_iter().map(|row| status(Row { known_to: None, ..row })).collect()
}

/// Rows that wait to be decided, or all, newest first, before `before`, at most `limit`.
///
/// # Errors
///
/// If the query fails or a row is not understood.
pub fn list(
    conn: &mut Conn,
    waiting: bool,
    country: Option<&str>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Status>, RepoError> {
    let mut query = t::table.order(t::id.desc()).limit(limit).select(Row::as_select()).into_boxed();
    if waiting {
        query = query.filter(t::known_from.is_null()).filter(t::refused_at.is_null());
    }
    if let Some(country) = country {
        query = query.filter(t::country.eq(country));
    }
    if let Some(before) = before {
        query = query.filter(t::id.lt(before));
    }
    let rows = query.load(conn).map_err(RepoError::query("country_status.list"))?;
    rows.into_iter().map(status).collect()
}

/// A row by its id, locked.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn lock(conn: &mut Conn, id: Uuid) -> Result<Status, RepoError> {
    t::table
        .find(id)
        .select(Row::as_select())
        .for_update()
        .first(conn)
        .map_err(RepoError::query("country status"))
        .and_then(status)
}

/// Writes what was decided of a row; one that becomes known ends the one it replaces, and people are to be told.
///
/// # Errors
///
/// [`RepoError::Stale`] if the row it replaces is no longer known.
pub fn decide(conn: &mut Conn, after: &Status) -> Result<(), RepoError> {
    let told_after = after.known_from.map(|_| Uuid::nil());
    diesel::update(t::table.find(after.id))
        .set((
            t::version.eq(after.version),
            t::decided_by.eq(after.decided_by),
            t::refused_at.eq(after.refused_at),
            t::known_from.eq(after.known_from),
            t::told_after.eq(told_after),
        ))
        .execute(conn)
        .map_err(RepoError::query("country_status.decide"))?;
    if let (Some(replaced), Some(at)) = (after.replaces, after.known_from) {
        let ended = diesel::update(t::table.find(replaced).filter(t::known_to.is_null()))
            .set(t::known_to.eq(at))
            .execute(conn)
            .map_err(RepoError::query("country_status.replace"))?;
        if ended == 0 {
            return Err(RepoError::Stale("replaced country status"));
        }
    }
    Ok(())
}

/// Whether anything has become known or ceased to be: the same stamp, the same rows.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Stamp {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    ended: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last: Option<DateTime<Utc>>,
}

/// The stamp of what is known now.
///
/// # Errors
///
/// If the query fails.
pub fn stamp(conn: &mut Conn) -> Result<Stamp, RepoError> {
    diesel::sql_query(
        "SELECT count(known_from) AS rows, count(known_to) AS ended, max(greatest(known_from, known_to)) AS last \
         FROM country_status",
    )
    .get_result(conn)
    .map_err(RepoError::query("country_status.stamp"))
}

/// The rows that came from files, and of each whether it left them: it is known no more, and no officer replaced it.
fn shipped(conn: &mut Conn) -> Result<BTreeMap<Uuid, bool>, RepoError> {
    let replaced: Vec<Uuid> = t::table
        .filter(t::known_from.is_not_null())
        .filter(t::replaces.is_not_null())
        .select(t::replaces.assume_not_null())
        .load(conn)
        .map_err(RepoError::query("country_status.replaced"))?;
    let left = t::known_to.is_not_null().and(t::id.ne_all(replaced));
    let rows: Vec<(Uuid, bool)> = t::table
        .filter(t::proposed_by.is_null())
        .select((t::id, left))
        .load(conn)
        .map_err(RepoError::query("country_status.shipped"))?;
    Ok(rows.into_iter().collect())
}

/// Takes the rows of `restrictions.toml` in: a new one is known from now on, one that no longer stands there is known no
/// more. One that comes back is known anew, under an id that follows from its last. Rows of officers stay, and what they
/// replaced does not come back.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep(conn: &mut Conn, rows: &[Restriction], at: DateTime<Utc>) -> Result<(), RepoError> {
    make_known(conn)?;
    let has_left = shipped(conn)?;
    let mut kept = Vec::new();
    for it in rows {
        let content = serde_json::to_vec(it).map_err(RepoError::corrupt(TABLE, "source"))?;
        let mut id = Uuid::new_v5(&Uuid::NAMESPACE_URL, &content);
        while has_left.get(&id) == Some(&true) {
            id = Uuid::new_v5(&id, b"again");
        }
        kept.push(id);
        let status = Status {
            id,
            version: 1,
            row: it.clone(),
            source_hash: None,
            replaces: None,
            proposed_by: None,
            proposed_at: at,
            decided_by: None,
            refused_at: None,
            known_from: Some(at),
            known_to: None,
        };
        diesel::insert_into(t::table)
            .values(row(&status)?)
            .on_conflict_do_nothing()
            .execute(conn)
            .map_err(RepoError::query("country_status.keep"))?;
    }
    diesel::update(t::table)
        .filter(t::proposed_by.is_null())
        .filter(t::known_to.is_null())
        .filter(t::id.ne_all(kept))
        .set(t::known_to.eq(at))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("country_status.drop"))
}

/// A row of which people are still to be told, locked, and the next of those who wish its country, at most `limit`;
/// remembers how far it came.
///
/// # Errors
///
/// If a query fails.
pub fn to_tell(conn: &mut Conn, limit: i64) -> Result<Option<(Status, Vec<Uuid>)>, RepoError> {
    let found: Option<(Row, Option<Uuid>)> = t::table
        .filter(t::told_after.is_not_null())
        .order(t::id)
        .select((Row::as_select(), t::told_after))
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()
        .map_err(RepoError::query("country_status.to_tell"))?;
    let Some((row, after)) = found else { return Ok(None) };
    let people: Vec<Uuid> = candidate::table
        .filter(candidate::wished_countries.contains(vec![&row.country]))
        .filter(candidate::person_id.gt(after.unwrap_or_default()))
        .order(candidate::person_id)
        .limit(limit)
        .select(candidate::person_id)
        .load(conn)
        .map_err(RepoError::query("country_status.people"))?;
    diesel::update(t::table.find(row.id))
        .set(t::told_after.eq(people.last().copied()))
        .execute(conn)
        .map_err(RepoError::query("country_status.told"))?;
    Ok(Some((status(row)?, people)))
}

/// What was noted of the files that are served: a digest for each page; empty: it is in no file any more.
///
/// # Errors
///
/// If the query fails.
pub fn pages(conn: &mut Conn) -> Result<BTreeMap<String, String>, RepoError> {
    let noted: Vec<(String, String)> = p::table
        .select((p::country, p::digest))
        .load(conn)
        .map_err(RepoError::query("country_page.noted"))?;
    Ok(noted.into_iter().collect())
}

#[derive(QueryableByName)]
struct Noted {
    #[diesel(sql_type = Integer)]
    version: i32,
}

/// Notes what the files say on a page, a country's or another; where that is new, it is an event. Whether it was.
///
/// # Errors
///
/// If a row cannot be written.
pub fn note_page(
    conn: &mut Conn,
    act: &Act,
    owner: Uuid,
    country: &str,
    digest: &str,
) -> Result<bool, RepoError> {
    let noted: Option<Noted> = diesel::sql_query(
        "INSERT INTO country_page AS p (country, digest, version) VALUES ($1, $2, 1) \
         ON CONFLICT (country) DO UPDATE SET digest = excluded.digest, version = p.version + 1 \
         WHERE p.digest <> excluded.digest RETURNING version",
    )
    .bind::<SqlText, _>(country)
    .bind::<SqlText, _>(digest)
    .get_result(conn)
    .optional()
    .map_err(RepoError::query("country_page.note"))?;
    let Some(Noted { version }) = noted else { return Ok(false) };
    let event = Event {
        thing: Thing::Country,
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:bontang-pmi:country:{country}").as_bytes()),
        version,
        kind: "country.changed",
        reason: None,
        payload: Some(json!({ "country": country })),
    };
    events::append_plain(conn, act, owner, &event)?;
    Ok(true)
}
