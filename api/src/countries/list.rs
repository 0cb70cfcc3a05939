use super::view::{self, CountrySummary, CountryView, EmergencyContactView};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::law::{Language, is_open_for_some};
use persistence::catalogue::Catalogue;
use persistence::search::Entry;
use persistence::{Act, Conn, RepoError, countries};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// Countries of which something is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountryList {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Whom one calls at home or from anywhere.
    pub hotlines: Vec<EmergencyContactView>,
    /// By code. A country that does not stand here is not open.
    pub data: Vec<CountrySummary>,
}

/// Of which day, and as known when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhenQuery {
    /// The day of the law; default today in the city.
    #[param(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
    /// The moment of knowledge of openings and closings; default now. What was known of them at a moment never changes;
    /// all else is as it is known now.
    pub known_at: Option<DateTime<Utc>>,
}

impl WhenQuery {
    /// The day and the moment.
    fn when(&self, state: &AppState, ctx: &Ctx) -> (NaiveDate, Option<DateTime<Utc>>) {
        (self.as_of.unwrap_or_else(|| state.clock.day_of(ctx.now)), self.known_at.map(|at| at.min(ctx.now)))
    }
}

/// The countries
///
/// For each country what holds on a day for which employers and posts, as it was known at a moment. Openings and
/// closings are central law (PP 59/2021, art. 35): they are imported here, never decided.
#[utoipa::path(
    tag = "countries",
    params(WhenQuery),
    responses((status = 200, description = "By code", body = CountryList)),
    security(()),
)]
#[get("/v1/countries")]
pub async fn list_countries(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<WhenQuery>,
) -> Result<Answer, ApiError> {
    let (day, known_at) = query.when(&state, &ctx);
    let rows =
        state.db.transact::<_, ApiError>(move |conn| Ok(countries::known(conn, known_at, None)?)).await?;
    let mut codes: BTreeSet<&str> = rows.iter().map(|it| it.row.country.as_str()).collect();
    codes.extend(state.catalogue.destinations.iter().map(|it| it.code.as_str()));
    let summary = |code: &str| CountrySummary {
        code: code.to_owned(),
        name: state.catalogue.country_name(code, ctx.language).unwrap_or(code).to_owned(),
        is_open: is_open_for_some(rows.iter().map(|it| &it.row), code, day),
        statuses: view::holding(&rows, code, day).map(|it| view::status(it, ctx.language)).collect(),
        programmes: view::programmes(&state, code, day),
    };
    let data = codes.into_iter().map(summary).collect();
    Ok(Answer::ok(&CountryList { as_of: day, hotlines: view::hotlines(&state, ctx.language), data })?
        .cache(Cache::Public))
}

/// A country
///
/// What holds on a day, the ways there, the least that may be paid, time zone, missions of Indonesia, whom one calls,
/// and what the law there knows. What is not certain is marked.
#[utoipa::path(
    tag = "countries",
    params(
        ("code" = String, Path, description = "Country, ISO 3166-1 alpha-2", example = "KR", max_length = 2),
        WhenQuery,
    ),
    responses((status = 200, description = "The country", body = CountryView)),
    security(()),
)]
#[get("/v1/countries/{code}")]
pub async fn read_country(
    ctx: Ctx,
    state: Data<AppState>,
    code: Path<String>,
    query: Query<WhenQuery>,
) -> Result<Answer, ApiError> {
    let (day, known_at) = query.when(&state, &ctx);
    let code = code.to_uppercase();
    let asked = code.clone();
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| Ok(countries::known(conn, known_at, Some(&asked))?))
        .await?;
    let view = view::country(&state, &code, &rows, day, ctx.language).ok_or(Code::ResourceNotFound)?;
    Ok(Answer::ok(&view)?.cache(Cache::Public))
}

/// What the search knows of destinations.
#[must_use]
pub fn searchable(catalogue: &Catalogue, language: Language) -> Vec<Entry> {
    let entry = |it: &domain::law::Destination| Entry {
        kind: "country".to_owned(),
        code: it.code.clone(),
        language,
        title: catalogue.country_name(&it.code, language).unwrap_or_default().to_owned(),
        summary: it.missions.iter().map(|it| it.name.of(language)).collect::<Vec<_>>().join(". "),
        body: it.law.iter().map(|it| it.text.of(language)).collect::<Vec<_>>().join(" "),
    };
    catalogue.destinations.iter().map(entry).collect()
}

/// The page of no country: whom one calls at home or from anywhere.
pub const HOTLINES: &str = "hotlines";

/// What the files say to those who keep a copy: a digest for each country, and of [`HOTLINES`].
#[must_use]
pub fn pages(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let law = &catalogue.law;
    let mut codes: BTreeSet<&str> = catalogue.destinations.iter().map(|it| it.code.as_str()).collect();
    codes.extend(law.restrictions.iter().map(|it| it.country.as_str()));
    let page = |code: &str| {
        serde_json::json!({
            "country": catalogue.countries.get(code),
            "destination": catalogue.destinations.iter().find(|it| it.code == code),
            "rows": law.restrictions.iter().filter(|it| it.country == code).collect::<Vec<_>>(),
            "floors": catalogue.wage_floors.iter().filter(|it| it.country == code).collect::<Vec<_>>(),
            "programmes": law.programmes.iter().filter(|it| it.countries.iter().any(|own| own == code))
                .map(|it| &it.code).collect::<Vec<_>>(),
        })
    };
    let pages = codes.into_iter().map(|code| (code, page(code)));
    let pages = pages.chain([(HOTLINES, serde_json::json!(catalogue.hotlines))]);
    let digest =
        |page: &serde_json::Value| URL_SAFE_NO_PAD.encode(Sha256::digest(page.to_string().as_bytes()));
    pages.map(|(code, page)| (code.to_owned(), digest(&page))).collect()
}

/// Notes these pages as what is served from now on: what is new, and what is in no file any more, is news to those who
/// keep a copy.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep_pages(conn: &mut Conn, catalogue: &Catalogue, at: DateTime<Utc>) -> Result<(), RepoError> {
    let act = Act { actor: None, organisation: None, request_id: "serve".to_owned(), at };
    let owner = persistence::organisations::id_of(&catalogue.city.verifying_desk);
    let gone = countries::pages(conn)?.into_keys().map(|code| (code, String::new()));
    let mut pages: BTreeMap<_, _> = gone.collect();
    pages.extend(self::pages(catalogue));
    for (code, digest) in pages {
        countries::note_page(conn, &act, owner, &code, &digest)?;
    }
    Ok(())
}
