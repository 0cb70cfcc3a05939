//! Who signed up for a meeting, has a seat, waits for one, or came. What is known of people is sealed with the system's
//! key.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::{outreach_event as e, outreach_signup as s};
use crate::vault::{Place, Vault};
use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use domain::law::Language;
use domain::outreach::SignupState;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// What is known of somebody. Sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Name as given.
    pub name: String,
    /// Phone in E.164 or e-mail; none at the door.
    pub contact: Option<String>,
}

/// A sign-up.
#[derive(Debug, Clone)]
pub struct Signup {
    /// The meeting.
    pub event: Uuid,
    /// Its id.
    pub id: Uuid,
    /// Version.
    pub version: i32,
    /// Who.
    pub attendee: Attendee,
    /// Keyed hash of the contact.
    pub contact_hash: Option<Vec<u8>>,
    /// Language of messages.
    pub language: Language,
    /// Code of the kelurahan where they live.
    pub kelurahan: Option<String>,
    /// Where it stands.
    pub state: SignupState,
    /// Order among those who wait.
    pub line: Option<i32>,
    /// Hash of the ticket.
    pub ticket_hash: Option<Vec<u8>>,
    /// Whether it was entered at the door.
    pub at_door: bool,
    /// When they came.
    pub attended_at: Option<DateTime<Utc>>,
}

/// The code that a sign-up waits for.
#[derive(Debug)]
pub struct CodeOf<'a> {
    /// Its hash.
    pub hash: &'a [u8],
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
}

fn sealed_place(id: Uuid) -> Place {
    Place { table: "outreach_signup", column: "sealed", row: id }
}

fn comment_place(id: Uuid) -> Place {
    Place { table: "outreach_signup", column: "comment", row: id }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = s, check_for_backend(Pg))]
struct SignupRow {
    event_id: Uuid,
    id: Uuid,
    version: i32,
    sealed: Option<Vec<u8>>,
    contact_hash: Option<Vec<u8>>,
    language: String,
    kelurahan: Option<String>,
    state: String,
    line: Option<i32>,
    ticket_hash: Option<Vec<u8>>,
    at_door: bool,
    attended_at: Option<DateTime<Utc>>,
}

fn open(vault: &Vault, row: SignupRow) -> Result<Signup, RepoError> {
    let sealed = row.sealed.ok_or(RepoError::NotFound("outreach_signup.erased"))?;
    Ok(Signup {
        event: row.event_id,
        id: row.id,
        version: row.version,
        attendee: vault.system().open_json(sealed_place(row.id), &sealed)?,
        contact_hash: row.contact_hash,
        language: row.language.parse().map_err(RepoError::corrupt("outreach_signup", "language"))?,
        kelurahan: row.kelurahan,
        state: row.state.parse().map_err(RepoError::corrupt("outreach_signup", "state"))?,
        line: row.line,
        ticket_hash: row.ticket_hash,
        at_door: row.at_door,
        attended_at: row.attended_at,
    })
}

/// Enters a sign-up.
///
/// # Errors
///
/// If the row cannot be written.
pub fn insert(
    conn: &mut Conn,
    vault: &Vault,
    signup: &Signup,
    code: Option<&CodeOf<'_>>,
) -> Result<(), RepoError> {
    diesel::insert_into(s::table)
        .values((
            s::event_id.eq(signup.event),
            s::id.eq(signup.id),
            s::version.eq(signup.version),
            s::sealed.eq(vault.system().seal_json(sealed_place(signup.id), &signup.attendee)?),
            s::contact_hash.eq(&signup.contact_hash),
            s::language.eq(signup.language.as_str()),
            s::kelurahan.eq(&signup.kelurahan),
            s::state.eq(signup.state.as_str()),
            s::code_hash.eq(code.map(|code| code.hash)),
            s::tries.eq(0_i16),
            s::expires_at.eq(code.map(|code| code.expires_at)),
            s::line.eq(signup.line),
            s::ticket_hash.eq(&signup.ticket_hash),
            s::at_door.eq(signup.at_door),
            s::attended_at.eq(signup.attended_at),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("outreach_signup.insert"))
}

/// Writes state, place in line, ticket and attendance over the version before.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is not that version any more.
pub fn change(conn: &mut Conn, after: &Signup) -> Result<(), RepoError> {
    let changed =
        diesel::update(s::table.find((after.event, after.id)).filter(s::version.eq(after.version - 1)))
            .set((
                s::version.eq(after.version),
                s::state.eq(after.state.as_str()),
                s::line.eq(after.line),
                s::ticket_hash.eq(&after.ticket_hash),
                s::attended_at.eq(after.attended_at),
            ))
            .execute(conn)
            .map_err(RepoError::query("outreach_signup.change"))?;
    if changed == 1 { Ok(()) } else { Err(RepoError::Stale("outreach_signup")) }
}

/// Counts one try at a code: its hash, if it still stands and had tries left. The row stays locked.
///
/// # Errors
///
/// If the query fails.
pub fn try_code(
    conn: &mut Conn,
    event: Uuid,
    id: Uuid,
    most: i16,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, RepoError> {
    let row = s::table.find((event, id)).filter(s::state.ne(SignupState::Cancelled.as_str()));
    diesel::update(row.filter(s::tries.lt(most)).filter(s::expires_at.gt(now)))
        .set(s::tries.eq(s::tries + 1))
        .returning(s::code_hash)
        .get_result::<Option<Vec<u8>>>(conn)
        .optional()
        .map(Option::flatten)
        .map_err(RepoError::query("outreach_signup.try"))
}

/// A sign-up, locked. The meeting is locked before.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none, or not any more.
pub fn lock(conn: &mut Conn, vault: &Vault, event: Uuid, id: Uuid) -> Result<Signup, RepoError> {
    let row = s::table.find((event, id)).select(SignupRow::as_select()).for_update().first(conn);
    open(vault, row.map_err(RepoError::query("outreach_signup.lock"))?)
}

/// Who has a seat or waits for one under this contact.
///
/// # Errors
///
/// If the query fails.
pub fn of_contact(
    conn: &mut Conn,
    vault: &Vault,
    event: Uuid,
    hash: &[u8],
) -> Result<Option<Signup>, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::contact_hash.eq(hash))
        .filter(s::state.eq_any(PLACED))
        .select(SignupRow::as_select())
        .first(conn)
        .optional()
        .map_err(RepoError::query("outreach_signup.of_contact"))?
        .map(|row| open(vault, row))
        .transpose()
}

/// States of those who have a seat or wait for one.
const PLACED: [&str; 2] = [SignupState::Seated.as_str(), SignupState::Waiting.as_str()];

/// The meeting and the sign-up of a ticket.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is no such ticket.
pub fn of_ticket(conn: &mut Conn, hash: &[u8]) -> Result<(Uuid, Uuid), RepoError> {
    s::table
        .filter(s::ticket_hash.eq(hash))
        .select((s::event_id, s::id))
        .first(conn)
        .map_err(RepoError::query("outreach_signup.of_ticket"))
}

/// The last place in line that was given.
///
/// # Errors
///
/// If the query fails.
pub fn last_in_line(conn: &mut Conn, event: Uuid) -> Result<i32, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .select(max(s::line))
        .first::<Option<i32>>(conn)
        .map(Option::unwrap_or_default)
        .map_err(RepoError::query("outreach_signup.last_in_line"))
}

/// How many wait up to this place in line.
///
/// # Errors
///
/// If the query fails.
pub fn waiting_until(conn: &mut Conn, event: Uuid, line: i32) -> Result<i64, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::state.eq(SignupState::Waiting.as_str()))
        .filter(s::line.le(line))
        .count()
        .get_result(conn)
        .map_err(RepoError::query("outreach_signup.waiting_until"))
}

/// The first in line. The meeting is locked before.
///
/// # Errors
///
/// If the query fails.
pub fn first_in_line(conn: &mut Conn, vault: &Vault, event: Uuid) -> Result<Option<Signup>, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::state.eq(SignupState::Waiting.as_str()))
        .order(s::line)
        .select(SignupRow::as_select())
        .first(conn)
        .optional()
        .map_err(RepoError::query("outreach_signup.first_in_line"))?
        .map(|row| open(vault, row))
        .transpose()
}

/// Sign-ups of a meeting after an id, but for those that wait for a code and those that are erased.
///
/// # Errors
///
/// If the query fails.
pub fn list(
    conn: &mut Conn,
    vault: &Vault,
    event: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Signup>, RepoError> {
    let mut query = s::table
        .filter(s::event_id.eq(event))
        .filter(s::state.ne(SignupState::Pending.as_str()).and(s::sealed.is_not_null()))
        .select(SignupRow::as_select())
        .order(s::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(s::id.gt(after));
    }
    let rows = query.load(conn).map_err(RepoError::query("outreach_signup.list"))?;
    rows.into_iter().map(|row| open(vault, row)).collect()
}

/// Everybody who has a seat or waits for one.
///
/// # Errors
///
/// If the query fails.
pub fn placed(conn: &mut Conn, vault: &Vault, event: Uuid) -> Result<Vec<Signup>, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::state.eq_any(PLACED))
        .select(SignupRow::as_select())
        .load(conn)
        .map_err(RepoError::query("outreach_signup.placed"))?
        .into_iter()
        .map(|row| open(vault, row))
        .collect()
}

/// Keeps what somebody thinks of the meeting; the version has been raised by [`change`].
///
/// # Errors
///
/// If the row cannot be written.
pub fn rate(
    conn: &mut Conn,
    vault: &Vault,
    signup: &Signup,
    rating: i32,
    comment: Option<&str>,
) -> Result<(), RepoError> {
    let sealed = |text| vault.system().seal_text(comment_place(signup.id), text);
    let comment = comment.map(sealed).transpose()?;
    diesel::update(s::table.find((signup.event, signup.id)))
        .set((s::rating.eq(rating), s::comment.eq(comment)))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("outreach_signup.rate"))
}

/// How many came.
///
/// # Errors
///
/// If the query fails.
pub fn came(conn: &mut Conn, event: Uuid) -> Result<i64, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::attended_at.is_not_null())
        .count()
        .get_result(conn)
        .map_err(RepoError::query("outreach_signup.came"))
}

/// How many came with a ticket: those who can say what it was like.
///
/// # Errors
///
/// If the query fails.
pub fn came_with_ticket(conn: &mut Conn, event: Uuid) -> Result<i64, RepoError> {
    s::table
        .filter(s::event_id.eq(event))
        .filter(s::attended_at.is_not_null().and(s::ticket_hash.is_not_null()))
        .count()
        .get_result(conn)
        .map_err(RepoError::query("outreach_signup.came_with_ticket"))
}

/// What somebody thought of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// From 1 to 5.
    pub rating: i32,
    /// In their words.
    pub comment: Option<String>,
}

/// Place, sign-up, rating, sealed comment.
type OpinionRow = (Vec<u8>, Uuid, i32, Option<Vec<u8>>);

/// What people thought of a meeting, each with its place, after a place. Places are hashes of tickets: in the order of the
/// sign-ups one could be laid beside the other.
///
/// # Errors
///
/// If the query fails or a comment does not open.
pub fn feedback(
    conn: &mut Conn,
    vault: &Vault,
    event: Uuid,
    after: Option<Vec<u8>>,
    limit: i64,
) -> Result<Vec<(Vec<u8>, Opinion)>, RepoError> {
    let mut query = s::table
        .filter(s::event_id.eq(event))
        .filter(s::ticket_hash.is_not_null().and(s::rating.is_not_null()))
        .select((s::ticket_hash.assume_not_null(), s::id, s::rating.assume_not_null(), s::comment))
        .order(s::ticket_hash)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(s::ticket_hash.gt(after));
    }
    let rows: Vec<OpinionRow> = query.load(conn).map_err(RepoError::query("outreach_signup.feedback"))?;
    let opinion = |(place, id, rating, comment): OpinionRow| {
        let words = |sealed: Vec<u8>| vault.system().open_text(comment_place(id), &sealed);
        Ok((place, Opinion { rating, comment: comment.map(words).transpose()? }))
    };
    rows.into_iter().map(opinion).collect()
}

/// Takes away one that waited for its code.
///
/// # Errors
///
/// If the query fails.
pub fn drop_pending(conn: &mut Conn, event: Uuid, id: Uuid) -> Result<(), RepoError> {
    diesel::delete(s::table.find((event, id)).filter(s::state.eq(SignupState::Pending.as_str())))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("outreach_signup.drop"))
}

/// Drops sign-ups whose code never came.
///
/// # Errors
///
/// If the query fails.
pub fn sweep(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, RepoError> {
    let pending = s::table.filter(s::state.eq(SignupState::Pending.as_str()));
    diesel::delete(pending.filter(s::expires_at.lt(now)))
        .execute(conn)
        .map_err(RepoError::query("outreach_signup.sweep"))
}

/// Erases what is personal of sign-ups for meetings that ended `before`: of those who came stay kelurahan and rating, not
/// the hour, of others nothing. A rating keeps a place in the list, under a ticket that nobody holds. What stays gets an id
/// that no event knows, and nothing that would tell which of them were its own: an event says when somebody came.
///
/// # Errors
///
/// If a query fails.
pub fn erase(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, RepoError> {
    let over = e::table.filter(e::ends_at.lt(before)).select(e::id);
    let personal = s::table.filter(s::event_id.eq_any(over)).filter(s::sealed.is_not_null());
    let gone = diesel::delete(personal.filter(s::attended_at.is_null()))
        .execute(conn)
        .map_err(RepoError::query("outreach_signup.erase"))?;
    let erased = diesel::sql_query(
        "UPDATE outreach_signup s SET sealed = NULL, contact_hash = NULL, code_hash = NULL, expires_at = NULL, \
           comment = NULL, attended_at = e.starts_at, id = gen_random_uuid(), version = 1, line = NULL, at_door = false, language = 'id', \
           ticket_hash = CASE WHEN ticket_hash IS NOT NULL THEN sha256(uuid_send(gen_random_uuid())) END \
         FROM outreach_event e WHERE e.id = s.event_id AND e.ends_at < $1 AND s.sealed IS NOT NULL",
    )
    .bind::<Timestamptz, _>(before)
    .execute(conn)
    .map_err(RepoError::query("outreach_signup.erase"))?;
    Ok(gone + erased)
}

/// How many have a seat, by meeting; none: not listed.
///
/// # Errors
///
/// If the query fails.
pub fn seated(conn: &mut Conn, events: &[Uuid]) -> Result<HashMap<Uuid, i64>, RepoError> {
    s::table
        .filter(s::event_id.eq_any(events))
        .filter(s::state.eq(SignupState::Seated.as_str()))
        .group_by(s::event_id)
        .select((s::event_id, count_star()))
        .load::<(Uuid, i64)>(conn)
        .map(|rows| rows.into_iter().collect())
        .map_err(RepoError::query("outreach_signup.seated"))
}

/// Attendance by kelurahan of those who came, at meetings that began in a period.
///
/// # Errors
///
/// If the query fails.
pub fn attended(
    conn: &mut Conn,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<(Option<String>, i64)>, RepoError> {
    s::table
        .inner_join(e::table.on(e::id.eq(s::event_id)))
        .filter(e::starts_at.ge(from).and(e::starts_at.lt(until)))
        .filter(s::attended_at.is_not_null())
        .group_by(s::kelurahan)
        .select((s::kelurahan, count_star()))
        .load(conn)
        .map_err(RepoError::query("outreach_signup.attended"))
}
