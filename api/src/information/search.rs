use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx};
use actix_web::get;
use actix_web::web::{Data, Query};
use domain::law::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

domain::words! {
    /// What can be found.
    #[derive(ToSchema)]
    pub enum Found {
        Article = "article",
        Guide = "guide",
        Country = "country",
        Programme = "programme",
        /// The page of a problem that the service answers with.
        Problem = "problem",
    }
}

/// What fits a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    /// What it is.
    pub kind: Found,
    /// Its code.
    #[schema(example = "who-pays-what")]
    pub code: String,
    /// Where it is read.
    #[schema(example = "/v1/articles/who-pays-what")]
    pub address: String,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Pieces of the text, plain: escape them before they become HTML. What was found stands between `[[` and `]]`.
    pub excerpt: String,
}

/// What fits a question, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResult {
    /// Language that was searched.
    pub language: Language,
    /// Best first.
    pub data: Vec<SearchHit>,
}

/// A question.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// As people ask; spelling may be wrong.
    #[param(min_length = 2, max_length = 300, example = "biaya kerja ke taiwan brp")]
    pub q: String,
    /// Only this kind.
    #[param(inline)]
    pub kind: Option<Found>,
    /// Answers.
    #[param(minimum = 1, maximum = 30, default = 10)]
    pub limit: Option<i64>,
}

/// Search
///
/// Articles, guides, countries, programmes and the pages of problems by the words of a question: stems of words, slang
/// and typing errors are understood.
#[utoipa::path(
    tag = "information",
    params(SearchQuery),
    responses((status = 200, description = "What fits", body = SearchResult)),
    security(()),
)]
#[get("/v1/search")]
pub async fn search_information(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<SearchQuery>,
) -> Result<Answer, ApiError> {
    let (shared, query, language) = (state.clone(), query.into_inner(), ctx.language);
    let hits = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let every: Vec<&str> = Found::ALL.iter().map(|it| it.as_str()).collect();
            let kinds = query.kind.map_or(every, |kind| vec![kind.as_str()]);
            let limit = query.limit.unwrap_or(10);
            let lexicon = &shared.catalogue.lexicon;
            Ok(persistence::search::find(conn, lexicon, language, &query.q, &kinds, limit)?)
        })
        .await?;
    let hit = |hit: persistence::search::Hit| {
        let kind: Found = hit.kind.parse().map_err(|_| ApiError::internal("a kind that is not known"))?;
        let address = match kind {
            Found::Article | Found::Guide => format!("/v1/articles/{}", hit.code),
            Found::Country => format!("/v1/countries/{}", hit.code),
            Found::Programme => "/v1/programmes".to_owned(),
            Found::Problem => format!("/problems/{}", hit.code),
        };
        let persistence::search::Hit { code, title, summary, excerpt, kind: _, score: _ } = hit;
        Ok::<_, ApiError>(SearchHit { kind, code, address, title, summary, excerpt })
    };
    let data = hits.into_iter().map(hit).collect::<Result<_, _>>()?;
    Ok(Answer::ok(&SearchResult { language, data })?.cache(Cache::Public))
}
