use super::view::{self, ArticleSummary};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx, page};
use actix_web::get;
use actix_web::web::{Data, Query};
use domain::information::{ArticleKind, Audience, Topic, VersionState};
use persistence::articles::{self, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page of articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticlePage {
    /// By name.
    pub data: Vec<ArticleSummary>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ArticleQuery {
    /// Only this topic.
    #[param(inline)]
    pub topic: Option<Topic>,
    /// Only for these readers.
    #[param(inline)]
    pub audience: Option<Audience>,
    /// Only articles, or only guides.
    #[param(inline)]
    pub kind: Option<ArticleKind>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// The articles
///
/// Published articles and guides by topic, readers and kind; public, without their texts.
#[utoipa::path(
    tag = "information",
    params(ArticleQuery),
    responses((status = 200, description = "A page", body = ArticlePage)),
    security(()),
)]
#[get("/v1/articles")]
pub async fn list_articles(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<ArticleQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let filter = Filter {
        topic: query.topic,
        audience: query.audience,
        kind: query.kind,
        state: Some(VersionState::Published),
        ..Filter::default()
    };
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("articles|{:?}|{:?}|{:?}", query.topic, query.audience, query.kind);
    let after: Option<(String, i32)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| Ok(articles::list(conn, &filter, after, limit + 1)?))
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| (row.slug.clone(), row.number));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/articles",
        &[
            ("topic", query.topic.map(|it| it.to_string())),
            ("audience", query.audience.map(|it| it.to_string())),
            ("kind", query.kind.map(|it| it.to_string())),
            ("limit", query.limit.map(|it| it.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let today = state.clock.day_of(ctx.now);
    let data = rows.iter().map(|row| view::summary(row, ctx.language, today)).collect::<Result<_, _>>()?;
    Ok(Answer::ok(&ArticlePage { data, next_cursor, has_more })?.link(link).cache(Cache::Public))
}
