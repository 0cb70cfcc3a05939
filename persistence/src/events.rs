//! The append-only record of every change.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::{event as t, event_log as l};
use crate::vault::{DataKey, Place};
use chrono::{DateTime, SubsecRound, Utc};
use diesel::prelude::*;
use serde_json::Value as Json;
use uuid::Uuid;

domain::words! {
    /// What an event is about.
    pub enum Thing {
        Account = "account",
        Session = "session",
        Candidate = "candidate",
        Evidence = "evidence",
        Document = "document",
        Decision = "decision",
        Organisation = "organisation",
        Article = "article",
        Country = "country",
        OfferReport = "offer_report",
        ReportGroup = "report_group",
        Agency = "agency",
        JobOrder = "job_order",
        OutreachEvent = "outreach_event",
        OutreachSignup = "outreach_signup",
    }
}

/// Who acts, in which request, when.
#[derive(Debug, Clone)]
pub struct Act {
    /// The account; none: the program itself.
    pub actor: Option<Uuid>,
    /// Its organisation.
    pub organisation: Option<Uuid>,
    /// The request.
    pub request_id: String,
    /// The time.
    pub at: DateTime<Utc>,
}

/// One change, about to be recorded.
#[derive(Debug)]
pub struct Event<'a> {
    /// Kind of thing.
    pub thing: Thing,
    /// The thing.
    pub id: Uuid,
    /// The version that it has after the change.
    pub version: i32,
    /// What happened, e.g. `candidate.submitted`.
    pub kind: &'static str,
    /// Reason code, where a step needs one.
    pub reason: Option<&'a str>,
    /// What changed (before and after); sealed with the person's key.
    pub payload: Option<Json>,
}

#[derive(Insertable)]
#[diesel(table_name = t)]
struct NewRow<'a> {
    owner_id: Uuid,
    thing_kind: &'a str,
    thing_id: Uuid,
    version: i32,
    person_id: Option<Uuid>,
    kind: &'a str,
    actor_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
    reason: Option<&'a str>,
    request_id: &'a str,
    at: DateTime<Utc>,
    payload: Option<Vec<u8>>,
}

/// Records a change of something that belongs to a person.
///
/// # Errors
///
/// [`RepoError::Refused`] if that version of the thing has been recorded already
/// (somebody else changed it meanwhile).
pub fn append(
    conn: &mut Conn,
    act: &Act,
    person: Uuid,
    key: &DataKey,
    event: &Event<'_>,
) -> Result<(), RepoError> {
    // Bound to the version, too: a payload cannot be laid under another change of the same thing.
    let row = Uuid::new_v5(&event.id, &event.version.to_be_bytes());
    let place = Place { table: "event", column: "payload", row };
    let payload = event.payload.as_ref().map(|payload| key.seal_json(place, payload)).transpose()?;
    insert(conn, act, person, Some(person), event, payload)
}

/// Records a change of something that belongs to an organisation. Its payload is plain: it holds nothing of a person.
///
/// # Errors
///
/// [`RepoError::Refused`] if that version of the thing has been recorded already.
pub fn append_plain(conn: &mut Conn, act: &Act, owner: Uuid, event: &Event<'_>) -> Result<(), RepoError> {
    let payload = event.payload.as_ref().map(|payload| payload.to_string().into_bytes());
    insert(conn, act, owner, None, event, payload)
}

fn insert(
    conn: &mut Conn,
    act: &Act,
    owner: Uuid,
    person: Option<Uuid>,
    event: &Event<'_>,
    payload: Option<Vec<u8>>,
) -> Result<(), RepoError> {
    let row = NewRow {
        owner_id: owner,
        thing_kind: event.thing.as_str(),
        thing_id: event.id,
        version: event.version,
        person_id: person,
        kind: event.kind,
        actor_id: act.actor,
        organisation_id: act.organisation,
        reason: event.reason,
        request_id: &act.request_id,
        at: act.at.trunc_subsecs(6),
        payload,
    };
    diesel::insert_into(t::table).values(&row).execute(conn).map_err(RepoError::query("event.append"))?;
    // Waits there for its place in the order of all events.
    diesel::insert_into(l::table)
        .values((
            l::owner_id.eq(owner),
            l::thing_kind.eq(event.thing.as_str()),
            l::thing_id.eq(event.id),
            l::version.eq(event.version),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("event.append"))
}

/// Records changes of things that belong to organisations, each with its owner, a thousand in a statement.
///
/// # Errors
///
/// [`RepoError::Refused`] if a version of a thing has been recorded already.
pub fn append_all(conn: &mut Conn, act: &Act, events: &[(Uuid, Event<'_>)]) -> Result<(), RepoError> {
    for part in events.chunks(PART) {
        let rows: Vec<NewRow<'_>> = part
            .iter()
            .map(|(owner, event)| NewRow {
                owner_id: *owner,
                thing_kind: event.thing.as_str(),
                thing_id: event.id,
                version: event.version,
                person_id: None,
                kind: event.kind,
                actor_id: act.actor,
                organisation_id: act.organisation,
                reason: event.reason,
                request_id: &act.request_id,
                at: act.at.trunc_subsecs(6),
                payload: event.payload.as_ref().map(|payload| payload.to_string().into_bytes()),
            })
            .collect();
        let places: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    l::owner_id.eq(row.owner_id),
                    l::thing_kind.eq(row.thing_kind),
                    l::thing_id.eq(row.thing_id),
                    l::version.eq(row.version),
                )
            })
            .collect();
        diesel::insert_into(t::table)
            .values(&rows)
            .execute(conn)
            .map_err(RepoError::query("event.append_all"))?;
        diesel::insert_into(l::table)
            .values(places)
            .execute(conn)
            .map_err(RepoError::query("event.append_all"))?;
    }
    Ok(())
}

/// Rows that one statement takes.
const PART: usize = 1_000;

/// Whether an account has written in a thing of a person: entered, changed or handed it in.
///
/// # Errors
///
/// If the query fails.
pub fn has_written(conn: &mut Conn, person: Uuid, thing: Uuid, account: Uuid) -> Result<bool, RepoError> {
    let written = t::table
        .filter(t::owner_id.eq(person))
        .filter(t::thing_id.eq(thing))
        .filter(t::actor_id.eq(account))
        .filter(t::kind.eq_any(domain::candidates::rules::WRITING));
    diesel::select(diesel::dsl::exists(written))
        .get_result(conn)
        .map_err(RepoError::query("event.has_written"))
}

/// A change as read back.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct Recorded {
    /// Kind of thing.
    pub thing_kind: String,
    /// The thing.
    pub thing_id: Uuid,
    /// Its version after the change.
    pub version: i32,
    /// What happened.
    pub kind: String,
    /// Account that acted.
    pub actor_id: Option<Uuid>,
    /// Its organisation.
    pub organisation_id: Option<Uuid>,
    /// Reason code.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happened to a person's file and all that belongs to it, newest first, before
/// `before` (time, thing, version), at most `limit`.
///
/// # Errors
///
/// If the query fails.
pub fn history(
    conn: &mut Conn,
    person: Uuid,
    before: Option<(DateTime<Utc>, Uuid, i32)>,
    limit: i64,
) -> Result<Vec<Recorded>, RepoError> {
    let mut query = t::table
        .select(Recorded::as_select())
        .filter(t::person_id.eq(person))
        .filter(t::thing_kind.ne_all([Thing::Account.as_str(), Thing::Session.as_str()]))
        .order((t::at.desc(), t::thing_id.desc(), t::version.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, thing, version)) = before {
        // The first condition is where the index begins.
        query = query.filter(t::at.le(at)).filter(
            t::at.lt(at).or(t::thing_id.lt(thing).or(t::thing_id.eq(thing).and(t::version.lt(version)))),
        );
    }
    query.load(conn).map_err(RepoError::query("event.history"))
}
