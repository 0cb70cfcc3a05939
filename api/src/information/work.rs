use super::view::{self, VersionView};
use crate::AppState;
use crate::http::auth::{InformationWrite, Who};
use crate::http::{Answer, ApiError, Caller, Code, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use domain::information::VersionState;
use persistence::articles::{self, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which organisations' articles a member of staff works on: the manpower desk on all, another desk on its own.
pub struct Editor(Option<Uuid>);

impl Editor {
    /// Of a caller; somebody without an office works on none.
    #[must_use]
    pub fn of(state: &AppState, who: &Who) -> Self {
        let office = who.organisation.as_ref();
        let is_all = office.is_some_and(|office| office.code == state.catalogue.city.verifying_desk);
        Self((!is_all).then(|| office.map_or(Uuid::nil(), |office| office.id)))
    }

    /// Whether they work on what this organisation keeps.
    #[must_use]
    pub fn sees(&self, owner: Uuid) -> bool {
        self.0.is_none_or(|own| own == owner)
    }
}

/// A version in work, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionPage {
    /// By name and number.
    pub data: Vec<VersionView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VersionQuery {
    /// Only versions in this state.
    #[param(inline)]
    pub state: Option<VersionState>,
    /// Only what this desk keeps, a code of `/v1/reference/desks`.
    #[param(max_length = 40)]
    pub owner: Option<String>,
    /// Only published ones whose day of review has passed.
    pub overdue: Option<bool>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 50, default = 10)]
    pub limit: Option<i64>,
}

/// Articles in work
///
/// All versions of articles with their states, of the caller's desk (the manpower desk: of all): what waits for review,
/// what is scheduled, and what is overdue.
#[utoipa::path(
    tag = "information",
    params(VersionQuery),
    responses((status = 200, description = "A page", body = VersionPage)),
    security(("bearer" = ["information:write"])),
)]
#[get("/v1/article-versions")]
pub async fn list_article_versions(
    caller: Caller<InformationWrite>,
    state: Data<AppState>,
    query: Query<VersionQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let today = state.clock.day_of(caller.ctx.now);
    let overdue = query.overdue.unwrap_or(false);
    let Editor(own) = Editor::of(&state, &caller);
    let owner = match query.owner.as_deref() {
        None => own,
        Some(code) => {
            let id = state.organisation(code).map(|office| office.id);
            // Another's list is as empty as that of a desk that does not exist.
            Some(id.filter(|id| own.is_none_or(|own| own == *id)).unwrap_or(Uuid::nil()))
        }
    };
    let filter = Filter {
        state: if overdue { Some(VersionState::Published) } else { query.state },
        owner,
        review_before: overdue.then_some(today),
        ..Filter::default()
    };
    if overdue && query.state.is_some_and(|state| state != VersionState::Published) {
        return Err(ApiError::parameter("state", "not_allowed"));
    }
    let limit = query.limit.unwrap_or(10);
    let list = format!("article-versions|{:?}|{owner:?}|{overdue}", query.state);
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
        "/v1/article-versions",
        &[
            ("state", query.state.map(|it| it.to_string())),
            ("owner", query.owner),
            ("overdue", query.overdue.map(|it| it.to_string())),
            ("limit", query.limit.map(|it| it.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let data = rows.iter().map(|row| view::work(&state, row, caller.account, today));
    let data = data.collect::<Result<_, _>>()?;
    Ok(Answer::ok(&VersionPage { data, next_cursor, has_more })?.link(link))
}

/// Read a version in work
///
/// Any version with all its texts, for those who write and review. The ETag is the article's: it moves with every step
/// of any of its versions.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "your-data-and-your-rights", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
    ),
    responses((status = 200, description = "The version", body = VersionView)),
    security(("bearer" = ["information:write"])),
)]
#[get("/v1/article-versions/{slug}/{number}")]
pub async fn read_article_draft(
    caller: Caller<InformationWrite>,
    state: Data<AppState>,
    path: Path<(String, i32)>,
) -> Result<Answer, ApiError> {
    let (slug, number) = path.into_inner();
    let version =
        state.db.transact::<_, ApiError>(move |conn| Ok(articles::find(conn, &slug, number)?)).await?;
    if !Editor::of(&state, &caller).sees(version.owner) {
        return Err(Code::ResourceNotFound.into());
    }
    let view = view::work(&state, &version, caller.account, state.clock.day_of(caller.ctx.now))?;
    Ok(Answer::ok(&view)?.version(version.version))
}
