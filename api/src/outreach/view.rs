use crate::AppState;
use crate::accounts::OrganisationView;
use chrono::{DateTime, Utc};
use domain::information::Topic;
use domain::outreach::{OutreachState, SeatsLeft};
use persistence::outreach::OutreachEvent;
use serde::Serialize;
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
    /// Slugs of the articles that it uses.
    pub articles: Vec<String>,
    /// Whether it takes place.
    pub state: OutreachState,
    /// Version, as in the `ETag`.
    pub version: i32,
}

/// A meeting as everybody may see it.
pub fn view(state: &AppState, event: OutreachEvent, seated: i64) -> OutreachEventView {
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
        articles: event.articles,
        state: event.state,
        version: event.version,
    }
}
