use super::view::{self, OutreachEventView};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Days, NaiveDate, Utc};
use persistence::outreach::{self, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A page of meetings.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutreachEventPage {
    /// By begin.
    pub data: Vec<OutreachEventView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OutreachQuery {
    /// Only meetings in this kelurahan.
    #[param(max_length = 13, pattern = r"^[0-9.]+$", example = "64.74.01.1003")]
    pub kelurahan: Option<String>,
    /// Only meetings on this day or later.
    #[param(example = "2026-06-01")]
    pub from: Option<NaiveDate>,
    /// Only meetings on this day or earlier.
    pub to: Option<NaiveDate>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// Meetings
///
/// Where one learns before one goes, by begin. Whether seats are left is said in a word, not counted.
#[utoipa::path(
    tag = "outreach",
    params(OutreachQuery),
    responses((status = 200, description = "A page", body = OutreachEventPage)),
    security(()),
)]
#[get("/v1/outreach-events")]
pub async fn list_outreach_events(
    state: Data<AppState>,
    query: Query<OutreachQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let filter = Filter {
        kelurahan: query.kelurahan.clone(),
        from: query.from.map(|day| state.clock.begin_of(day)),
        until: query
            .to
            .and_then(|day| day.checked_add_days(Days::new(1)))
            .map(|day| state.clock.begin_of(day)),
    };
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("outreach|{:?}|{:?}|{:?}", query.kelurahan, query.from, query.to);
    let after: Option<(DateTime<Utc>, Uuid)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let shared = state.clone();
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let rows = outreach::list(conn, &filter, after, limit + 1)?;
            Ok(view::views(&shared, conn, rows)?)
        })
        .await?;
    let (data, has_more) = page::cut(rows, limit);
    let last = data.last().filter(|_| has_more).map(|event| (event.starts_at, event.id));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/outreach-events",
        &[
            ("kelurahan", query.kelurahan),
            ("from", query.from.map(|day| day.to_string())),
            ("to", query.to.map(|day| day.to_string())),
            ("limit", query.limit.map(|limit| limit.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let page = OutreachEventPage { data, next_cursor, has_more };
    Ok(Answer::ok(&page)?.link(link).cache(Cache::Public))
}

/// A meeting
///
/// With the version that a change names in `If-Match`.
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0012")),
    responses((status = 200, description = "The meeting", body = OutreachEventView)),
    security(()),
)]
#[get("/v1/outreach-events/{id}")]
pub async fn read_outreach_event(state: Data<AppState>, id: Path<Uuid>) -> Result<Answer, ApiError> {
    let shared = state.clone();
    let view = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let event = outreach::find(conn, *id)?;
            Ok(view::view(&shared, conn, event)?)
        })
        .await?;
    Ok(Answer::ok(&view)?.version(view.version).cache(Cache::Public))
}
