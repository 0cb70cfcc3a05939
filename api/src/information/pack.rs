//! What a phone keeps: everything at once, and what came, changed or went since.

use super::view::FactView;
use crate::AppState;
use crate::countries::{self, EmergencyContactView, PackCountry};
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx};
use actix_web::get;
use actix_web::web::{Data, Query};
use chrono::{DateTime, NaiveDate, Utc};
use domain::information::{ArticleKind, Audience, GuideStep, Topic, VersionState};
use domain::law::Language;
use persistence::articles::{self, Filter, Version};
use persistence::catalogue::Catalogue;
use persistence::{Conn, RepoError, event_log};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::RwLock;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// An article as a phone keeps it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackArticle {
    /// Its name in addresses.
    #[schema(example = "eight-documents")]
    pub slug: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// Language of the text: Indonesian where there is no other.
    pub language: Language,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// The text, in `CommonMark`.
    pub body: String,
    /// Of a guide: its steps, in order.
    pub steps: Vec<GuideStep>,
    /// What it says, with sources.
    pub facts: Vec<FactView>,
    /// Number of the version.
    pub number: i32,
    /// When it appeared.
    pub published_at: Option<DateTime<Utc>>,
    /// After this day it may be out of date.
    pub review_by: NaiveDate,
}

/// Everything for a phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pack {
    /// Language of the texts.
    pub language: Language,
    /// Ask for changes after this.
    #[schema(example = "120-0a1b2c3d")]
    pub cursor: String,
    /// Articles and guides, by name.
    pub articles: Vec<PackArticle>,
    /// Countries, by code: all rows that are known, of every day.
    pub countries: Vec<PackCountry>,
    /// Whom one calls at home or from anywhere.
    pub hotlines: Vec<EmergencyContactView>,
}

domain::words! {
    /// What changed.
    #[derive(ToSchema)]
    pub enum KeptKind {
        Article = "article",
        Country = "country",
        /// Whom one calls at home or from anywhere.
        Hotlines = "hotlines",
    }
}

/// One thing that changed: take it in the place of the old one, or drop it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InformationChange {
    /// Its place in the order of all events.
    pub log_index: i64,
    /// What it is.
    pub kind: KeptKind,
    /// Its name: slug, country code or `hotlines`.
    pub code: String,
    /// The article; null: it went, or this is no article.
    pub article: Option<PackArticle>,
    /// The country; null: it went, or this is no country.
    pub country: Option<PackCountry>,
    /// Whom one calls at home or from anywhere, all of them; null: this is something else.
    pub hotlines: Option<Vec<EmergencyContactView>>,
}

/// What changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct InformationChanges {
    /// Language of the texts.
    pub language: Language,
    /// In order, each thing once with what it is now.
    pub data: Vec<InformationChange>,
    /// Ask after this the next time.
    #[schema(example = "123-4e5f6a7b")]
    pub cursor: String,
    /// Whether there is more already.
    pub has_more: bool,
}

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PackQuery {
    /// Language of the texts; default that of `Accept-Language`.
    #[param(inline)]
    pub language: Option<Language>,
}

/// Since when, in which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ChangesQuery {
    /// The `cursor` of the pack, or of the last answer; `0`: everything from the first change on.
    #[param(pattern = "^[0-9]{1,18}(-[0-9a-f]{8})?$", example = "0")]
    pub after: String,
    /// Language of the texts; default that of `Accept-Language`.
    #[param(inline)]
    pub language: Option<Language>,
}

/// What is news to a phone.
const NEWS: [&str; 3] = ["article.published", "article.retired", "country.changed"];
/// Events read for one answer.
const STEP: i64 = 200;

/// Packs that were made.
#[derive(Debug)]
pub struct Packs {
    /// What the files of this process say, by digest.
    pages: BTreeMap<String, String>,
    /// By language, each with its cursor.
    made: RwLock<HashMap<Language, (String, String)>>,
}

impl Packs {
    /// None yet, of these files.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        Self { pages: countries::pages(catalogue), made: RwLock::default() }
    }

    /// Refuses while another release of the program has told phones what its files say: ours would be taken for that, and
    /// kept.
    fn speak(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let mut noted = persistence::countries::pages(conn)?;
        noted.retain(|_, digest| !digest.is_empty());
        if noted == self.pages {
            return Ok(());
        }
        let log = Some("phones are answered by a release that was started later".to_owned());
        Err(ApiError { log, ..Code::ServerUnavailable.into() }.header("Retry-After", "10"))
    }
}

fn article(version: &Version, language: Language) -> Option<PackArticle> {
    let (language, said) = version.content.said(language)?;
    let facts = version.content.facts.iter().map(|fact| FactView {
        text: fact.text.of(language).to_owned(),
        source: fact.source.clone(),
        confidence: fact.confidence,
    });
    Some(PackArticle {
        slug: version.slug.clone(),
        kind: version.kind,
        topic: version.topic,
        audiences: version.audiences.clone(),
        language,
        title: said.title.clone(),
        summary: said.summary.clone(),
        body: said.body.clone(),
        steps: said.steps.clone(),
        facts: facts.collect(),
        number: version.number,
        published_at: version.published_at,
        review_by: version.review_by,
    })
}

/// The pack as text; made anew only if there is news.
fn pack(conn: &mut Conn, state: &AppState, language: Language) -> Result<String, ApiError> {
    // The cursor first: what is published between the two reads comes again with the changes.
    let (log_index, is_settled) = event_log::news(conn, &NEWS)?;
    let cursor = event_log::cursor(conn, log_index)?;
    state.packs.speak(conn)?;
    if is_settled
        && let Ok(made) = state.packs.made.read()
        && let Some((of, text)) = made.get(&language)
        && *of == cursor
    {
        return Ok(text.clone());
    }
    let filter = Filter { state: Some(VersionState::Published), ..Filter::default() };
    let published = articles::list(conn, &filter, None, 10_000)?;
    let rows = persistence::countries::known(conn, None, None)?;
    let pack = Pack {
        language,
        cursor: cursor.clone(),
        articles: published.iter().filter_map(|it| article(it, language)).collect(),
        countries: countries::packed(state, &rows, language),
        hotlines: countries::hotlines(state, language),
    };
    let text = serde_json::to_string(&pack).map_err(|_| ApiError::internal("a pack that is no JSON"))?;
    if is_settled && let Ok(mut made) = state.packs.made.write() {
        made.insert(language, (cursor, text.clone()));
    }
    Ok(text)
}

/// What a phone keeps
///
/// All articles, guides, countries and emergency contacts in one file: fetch it once (`Accept-Encoding: gzip`), then only
/// `/v1/information/changes`. The ETag is of its bytes, the same on every server. While a newer release of the service
/// is being started, an older server answers 503.
#[utoipa::path(
    tag = "information",
    params(PackQuery),
    responses((status = 200, description = "Everything", body = Pack)),
    security(()),
)]
#[get("/v1/information/pack")]
pub async fn read_pack(ctx: Ctx, state: Data<AppState>, query: Query<PackQuery>) -> Result<Answer, ApiError> {
    let (shared, language) = (state.clone(), query.language.unwrap_or(ctx.language));
    let text = state.db.transact(move |conn| pack(conn, &shared, language)).await?;
    Ok(Answer::text(text).said_in(language).cache(Cache::Public))
}

/// Whose news an event is.
fn thing(entry: &event_log::Entry) -> Option<(KeptKind, String)> {
    let of = |name: &str| Some(entry.payload.as_ref()?.get(name)?.as_str()?.to_owned());
    match entry.kind.split('.').next() {
        Some("article") => Some((KeptKind::Article, of("slug")?)),
        Some("country") => {
            let code = of("country")?;
            let kind = if code == countries::HOTLINES { KeptKind::Hotlines } else { KeptKind::Country };
            Some((kind, code))
        }
        _ => None,
    }
}

fn changes(
    conn: &mut Conn,
    state: &AppState,
    after: &str,
    language: Language,
) -> Result<InformationChanges, ApiError> {
    let after = event_log::index(conn, after).map_err(|error| match error {
        RepoError::NotFound(_) => Code::InformationResync.into(),
        error => ApiError::from(error),
    })?;
    let entries = event_log::after(conn, &NEWS, after, STEP)?;
    state.packs.speak(conn)?;
    let has_more = entries.len() == usize::try_from(STEP).unwrap_or(usize::MAX);
    let cursor = event_log::cursor(conn, entries.last().map_or(after, |last| last.log_index))?;
    // Each thing once, at its latest index, with what it is now: a copy that takes it in is as new as it can be.
    let mut latest: BTreeMap<(KeptKind, String), i64> = BTreeMap::new();
    for entry in &entries {
        if let Some(thing) = thing(entry) {
            latest.insert(thing, entry.log_index);
        }
    }
    let ids: Vec<Uuid> = latest
        .keys()
        .filter(|(kind, _)| *kind == KeptKind::Article)
        .map(|(_, slug)| articles::article_id(slug))
        .collect();
    let published = articles::published_of(conn, &ids)?;
    let rows = persistence::countries::known(conn, None, None)?;
    let mut countries = countries::packed(state, &rows, language);
    let mut data: Vec<InformationChange> = Vec::new();
    for ((kind, code), log_index) in latest {
        let found = published.iter().find(|it| kind == KeptKind::Article && it.slug == code);
        let place = countries.iter().position(|it| kind == KeptKind::Country && it.code == code);
        let (article, country) =
            (found.and_then(|it| article(it, language)), place.map(|place| countries.swap_remove(place)));
        let hotlines = (kind == KeptKind::Hotlines).then(|| countries::hotlines(state, language));
        data.push(InformationChange { log_index, kind, code, article, country, hotlines });
    }
    data.sort_by_key(|change| change.log_index);
    Ok(InformationChanges { language, data, cursor, has_more })
}

/// What changed since
///
/// What came, changed or went after a cursor, in order, without gaps: an event gets its place when it can be seen, so one
/// that commits late comes later and is never missed. 410 asks for the pack again: the cursor is not of this database as
/// it stands, which may have been restored from an older copy.
#[utoipa::path(
    tag = "information",
    params(ChangesQuery),
    responses((status = 200, description = "In order", body = InformationChanges)),
    security(()),
)]
#[get("/v1/information/changes")]
pub async fn list_changes(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<ChangesQuery>,
) -> Result<Answer, ApiError> {
    let (shared, query) = (state.clone(), query.into_inner());
    let language = query.language.unwrap_or(ctx.language);
    let changes = state.db.transact(move |conn| changes(conn, &shared, &query.after, language)).await?;
    Ok(Answer::ok(&changes)?.said_in(language).cache(Cache::Public))
}
