//! Meetings at which people learn before they go.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::outreach_event as e;
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::information::Topic;
use domain::outreach::OutreachState;
use uuid::Uuid;

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutreachEvent {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// Code of the kelurahan where it is held.
    pub kelurahan: String,
    /// Where there.
    pub place: String,
    /// Organisation that speaks.
    pub speaker: Uuid,
    /// Begin.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// How many people it has room for.
    pub seats: i32,
    /// Slugs of the articles that it uses.
    pub articles: Vec<String>,
    /// Whether it takes place.
    pub state: OutreachState,
    /// Version; its `ETag`.
    pub version: i32,
    /// Organisation that holds it.
    pub organiser: Uuid,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = e, check_for_backend(Pg))]
struct Row {
    id: Uuid,
    title: String,
    topic: String,
    kelurahan: String,
    place: String,
    speaker_id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    seats: i32,
    articles: Vec<String>,
    state: String,
    version: i32,
    organiser_id: Uuid,
}

impl From<&OutreachEvent> for Row {
    fn from(event: &OutreachEvent) -> Self {
        Self {
            id: event.id,
            title: event.title.clone(),
            topic: event.topic.to_string(),
            kelurahan: event.kelurahan.clone(),
            place: event.place.clone(),
            speaker_id: event.speaker,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            seats: event.seats,
            articles: event.articles.clone(),
            state: event.state.to_string(),
            version: event.version,
            organiser_id: event.organiser,
        }
    }
}

impl TryFrom<Row> for OutreachEvent {
    type Error = RepoError;

    fn try_from(row: Row) -> Result<Self, RepoError> {
        Ok(Self {
            id: row.id,
            title: row.title,
            topic: row.topic.parse().map_err(RepoError::corrupt("outreach_event", "topic"))?,
            kelurahan: row.kelurahan,
            place: row.place,
            speaker: row.speaker_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            seats: row.seats,
            articles: row.articles,
            state: row.state.parse().map_err(RepoError::corrupt("outreach_event", "state"))?,
            version: row.version,
            organiser: row.organiser_id,
        })
    }
}

/// Enters a meeting.
///
/// # Errors
///
/// If the row cannot be written.
pub fn insert(conn: &mut Conn, event: &OutreachEvent) -> Result<(), RepoError> {
    diesel::insert_into(e::table)
        .values(Row::from(event))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("outreach_event.insert"))
}

/// Writes a meeting over the version before it.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is not that version any more.
pub fn update(conn: &mut Conn, after: &OutreachEvent) -> Result<(), RepoError> {
    let changed = diesel::update(e::table.find(after.id).filter(e::version.eq(after.version - 1)))
        .set(Row::from(after))
        .execute(conn)
        .map_err(RepoError::query("outreach_event.update"))?;
    if changed == 1 { Ok(()) } else { Err(RepoError::Stale("outreach_event")) }
}

/// A meeting.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn find(conn: &mut Conn, id: Uuid) -> Result<OutreachEvent, RepoError> {
    let row: Row =
        e::table.find(id).select(Row::as_select()).first(conn).map_err(RepoError::query("outreach_event"))?;
    row.try_into()
}

/// A meeting, locked: whoever gives or takes a seat of it does so one after another.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn lock(conn: &mut Conn, id: Uuid) -> Result<OutreachEvent, RepoError> {
    let row: Row = e::table
        .find(id)
        .select(Row::as_select())
        // The sign-ups that refer to it come in meanwhile.
        .for_no_key_update()
        .first(conn)
        .map_err(RepoError::query("outreach_event.lock"))?;
    row.try_into()
}

/// What a list of meetings is narrowed to.
#[derive(Debug, Clone)]
pub struct Filter {
    /// In this kelurahan.
    pub kelurahan: Option<String>,
    /// Beginning then or later.
    pub from: Option<DateTime<Utc>>,
    /// Beginning before.
    pub until: Option<DateTime<Utc>>,
}

/// Meetings by begin, after a position.
///
/// # Errors
///
/// If the query fails.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<OutreachEvent>, RepoError> {
    let mut query = e::table.select(Row::as_select()).order((e::starts_at, e::id)).limit(limit).into_boxed();
    if let Some(kelurahan) = &filter.kelurahan {
        query = query.filter(e::kelurahan.eq(kelurahan));
    }
    if let Some(from) = filter.from {
        query = query.filter(e::starts_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(e::starts_at.lt(until));
    }
    if let Some((at, id)) = after {
        query = query.filter(e::starts_at.ge(at)).filter(e::starts_at.gt(at).or(e::id.gt(id)));
    }
    let rows: Vec<Row> = query.load(conn).map_err(RepoError::query("outreach_event.list"))?;
    rows.into_iter().map(OutreachEvent::try_from).collect()
}
