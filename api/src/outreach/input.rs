use crate::AppState;
use crate::http::auth::{Who, forbidden};
use crate::http::{ApiError, FieldError};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::accounts::{OrganisationKind, Scope};
use domain::calendar::is_plausible;
use domain::information::Topic;
use domain::outreach::OutreachState;
use persistence::outreach::OutreachEvent;
use persistence::{Conn, articles};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Longest meeting.
const LONGEST: Duration = Duration::hours(12);

/// What a meeting is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutreachEventInput {
    /// Title.
    #[schema(min_length = 3, max_length = 120, example = "Biaya penempatan: siapa menanggung apa")]
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// Code of the kelurahan where it is held.
    #[schema(max_length = 13, pattern = r"^[0-9.]+$", example = "64.74.01.1001")]
    pub kelurahan: String,
    /// Where there.
    #[schema(min_length = 3, max_length = 200, example = "Balai pertemuan kelurahan")]
    pub place: String,
    /// Code of the organisation that speaks.
    #[schema(min_length = 1, max_length = 40, example = "MANPOWER")]
    pub speaker: String,
    /// Begin.
    #[schema(example = "2036-06-14T02:00:00Z")]
    pub starts_at: DateTime<Utc>,
    /// End, at most twelve hours later.
    #[schema(example = "2036-06-14T04:00:00Z")]
    pub ends_at: DateTime<Utc>,
    /// How many people the place has room for.
    #[schema(minimum = 1, maximum = 2000, example = 40)]
    pub seats: i32,
    /// Slugs of the published articles that it uses.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub articles: Vec<ArticleSlug>,
}

/// The name of an article in addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 3, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
    example = "your-data-and-your-rights")]
pub struct ArticleSlug(pub String);

impl OutreachEventInput {
    /// The input that a meeting stands for.
    pub fn of(state: &AppState, event: &OutreachEvent) -> Self {
        let speaker = state.organisations.get(&event.speaker);
        Self {
            title: event.title.clone(),
            topic: event.topic,
            kelurahan: event.kelurahan.clone(),
            place: event.place.clone(),
            speaker: speaker.map(|it| it.code.clone()).unwrap_or_default(),
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            seats: event.seats,
            articles: event.articles.iter().cloned().map(ArticleSlug).collect(),
        }
    }

    /// The first version of a meeting. Articles that it `held` before are not asked for again: they may be retired.
    ///
    /// # Errors
    ///
    /// 422 with every field that is wrong.
    pub fn event(
        self,
        state: &AppState,
        conn: &mut Conn,
        (id, organiser): (Uuid, Uuid),
        held: &[String],
    ) -> Result<OutreachEvent, ApiError> {
        // As the database keeps them.
        let (starts_at, ends_at) = (self.starts_at.trunc_subsecs(6), self.ends_at.trunc_subsecs(6));
        let mut wrong = Vec::new();
        if state.catalogue.kelurahan(&self.kelurahan).is_none() {
            wrong.push(FieldError::new("/kelurahan", "unknown_code"));
        }
        let speaker = state.organisation(&self.speaker);
        if speaker.is_none() {
            wrong.push(FieldError::new("/speaker", "unknown_code"));
        }
        if ends_at <= starts_at {
            wrong.push(FieldError::new("/ends_at", "order"));
        } else if ends_at - starts_at > LONGEST || !is_plausible(state.clock.day_of(ends_at)) {
            wrong.push(FieldError::new("/ends_at", "out_of_range"));
        }
        let articles: Vec<String> = self.articles.into_iter().map(|slug| slug.0).collect();
        let published = articles::published_slugs(conn, &articles)?;
        for (index, slug) in articles.iter().enumerate() {
            if !published.contains(slug) && !held.contains(slug) {
                wrong.push(FieldError::new(format!("/articles/{index}"), "not_published"));
            }
        }
        let Some(speaker) = speaker.filter(|_| wrong.is_empty()) else { return Err(ApiError::fields(wrong)) };
        Ok(OutreachEvent {
            id,
            title: self.title,
            topic: self.topic,
            kelurahan: self.kelurahan,
            place: self.place,
            speaker: speaker.id,
            starts_at,
            ends_at,
            seats: self.seats,
            articles,
            state: OutreachState::Planned,
            version: 1,
            organiser,
        })
    }
}

/// A kelurahan's officers work on meetings in their own kelurahan; others on all.
///
/// # Errors
///
/// 403 for those of another kelurahan.
pub fn must_serve(who: &Who, scope: Scope, kelurahan: &str) -> Result<(), ApiError> {
    match &who.organisation {
        Some(office) if office.kind == OrganisationKind::Desk => Ok(()),
        Some(office) if office.region.as_deref() == Some(kelurahan) => Ok(()),
        _ => Err(forbidden(scope)),
    }
}
