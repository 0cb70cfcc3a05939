use crate::AppState;
use crate::accounts::OrganisationView;
use chrono::{DateTime, Utc};
use domain::information::Topic;
use domain::outreach::{OutreachState, SeatsLeft};
use persistence::outreach::OutreachEvent;
use persistence::{Conn, RepoError, articles, signups};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutreachEventView {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// Code of the kelurahan where it is held.
    #[schema(example = "64.74.01.1003")]
    pub kelurahan: String,
    /// Where there.
    pub place: String,
    /// Who speaks.
    pub speaker: Option<OrganisationView>,
    /// Who holds it.
    pub organiser: Option<OrganisationView>,
    /// Begin.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// How many people the place has room for.
    pub seats: i32,
    /// Whether there are seats left.
    pub seats_left: SeatsLeft,
    /// Slugs of the articles that it uses, but for those that have retired since.
    pub articles: Vec<String>,
    /// Whether it takes place.
    pub state: OutreachState,
    /// Version, as in the `ETag`.
    pub version: i32,
}

/// Meetings as everybody may see them.
///
/// # Errors
///
/// If the query fails.
pub fn views(
    state: &AppState,
    conn: &mut Conn,
    events: Vec<OutreachEvent>,
) -> Result<Vec<OutreachEventView>, RepoError> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
    let seated = signups::seated(conn, &ids)?;
    let held: Vec<String> = events.iter().flat_map(|event| event.articles.clone()).collect();
    let published: BTreeSet<String> = articles::published_slugs(conn, &held)?.into_iter().collect();
    let seated = |id| seated.get(&id).copied().unwrap_or_default();
    Ok(events.into_iter().map(|event| shown(state, &published, seated(event.id), event)).collect())
}

/// A meeting as everybody may see it.
///
/// # Errors
///
/// If the query fails.
pub fn view(state: &AppState, conn: &mut Conn, event: OutreachEvent) -> Result<OutreachEventView, RepoError> {
    let view = views(state, conn, vec![event])?.pop();
    view.ok_or(RepoError::NotFound("outreach_event.view"))
}

fn shown(
    state: &AppState,
    published: &BTreeSet<String>,
    seated: i64,
    event: OutreachEvent,
) -> OutreachEventView {
    let organisation = |id| state.organisations.get(&id).map(OrganisationView::from);
    OutreachEventView {
        id: event.id,
        title: event.title,
        topic: event.topic,
        kelurahan: event.kelurahan,
        place: event.place,
        speaker: organisation(event.speaker),
        organiser: organisation(event.organiser),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        seats: event.seats,
        seats_left: SeatsLeft::of(i64::from(event.seats), seated),
        articles: event.articles.into_iter().filter(|slug| published.contains(slug)).collect(),
        state: event.state,
        version: event.version,
    }
}
