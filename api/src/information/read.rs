use super::view::{self, ArticleView, Format};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use persistence::articles::{self, Version};
use serde::Deserialize;
use utoipa::IntoParams;

/// How it is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FormatQuery {
    /// `CommonMark`, or clean HTML.
    #[param(inline)]
    pub format: Option<Format>,
}

fn answer(
    state: &AppState,
    ctx: &Ctx,
    version: &Version,
    format: Option<Format>,
) -> Result<Answer, ApiError> {
    let today = state.clock.day_of(ctx.now);
    let view = view::article(state, version, ctx.language, format.unwrap_or_default(), today)?;
    Ok(Answer::ok(&view)?.said_in(view.language).cache(Cache::Public))
}

/// Read an article
///
/// What is published now: text, steps of a guide, facts with their sources. `overdue` says that its day of review has
/// passed.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "your-data-and-your-rights", max_length = 80),
        FormatQuery,
    ),
    responses((status = 200, description = "The article", body = ArticleView)),
    security(()),
)]
#[get("/v1/articles/{slug}")]
pub async fn read_article(
    ctx: Ctx,
    state: Data<AppState>,
    slug: Path<String>,
    query: Query<FormatQuery>,
) -> Result<Answer, ApiError> {
    let version = state.db.transact::<_, ApiError>(move |conn| Ok(articles::published(conn, &slug)?)).await?;
    answer(&state, &ctx, &version, query.format)
}

/// Read a past version
///
/// Any version that has once been published, by its number.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "your-data-and-your-rights", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
        FormatQuery,
    ),
    responses((status = 200, description = "The version", body = ArticleView)),
    security(()),
)]
#[get("/v1/articles/{slug}/versions/{number}")]
pub async fn read_article_version(
    ctx: Ctx,
    state: Data<AppState>,
    path: Path<(String, i32)>,
    query: Query<FormatQuery>,
) -> Result<Answer, ApiError> {
    let (slug, number) = path.into_inner();
    let version =
        state.db.transact::<_, ApiError>(move |conn| Ok(articles::find(conn, &slug, number)?)).await?;
    if version.published_at.is_none() {
        return Err(Code::ResourceNotFound.into());
    }
    answer(&state, &ctx, &version, query.format)
}
