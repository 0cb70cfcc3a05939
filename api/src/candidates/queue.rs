use crate::AppState;
use crate::accounts::OrganisationView;
use crate::http::auth::CandidatesList;
use crate::http::{Answer, ApiError, Caller, page};
use actix_web::get;
use actix_web::web::{Data, Query};
use chrono::{DateTime, NaiveDate, Utc};
use domain::candidates::Status;
use persistence::candidates::{self, QueueFilter, QueueRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A line of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueEntry {
    /// The person.
    pub id: Uuid,
    /// Where the file stands.
    pub status: Status,
    /// Its number.
    pub receipt: Option<String>,
    /// The person's name.
    pub full_name: Option<String>,
    /// Kelurahan.
    pub kelurahan: Option<String>,
    /// Organisation that has it; none: the person.
    pub holder: Option<OrganisationView>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// By which day the holder should be done.
    pub expected_by: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
}

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuePage {
    /// Longest waiting first.
    pub data: Vec<QueueEntry>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the queue is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery {
    /// Only files in this status.
    #[param(inline)]
    pub status: Option<Status>,
    /// Only files of this kelurahan.
    #[param(max_length = 13, pattern = r"^[0-9.]+$", example = "64.74.01.1003")]
    pub kelurahan: Option<String>,
    /// Only files that this organisation has.
    pub holder: Option<Uuid>,
    /// Only files whose day has passed.
    pub overdue: Option<bool>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// One line.
///
/// # Errors
///
/// If a stored status is not known.
pub fn entry(state: &AppState, row: QueueRow, today: NaiveDate) -> Result<QueueEntry, ApiError> {
    Ok(QueueEntry {
        id: row.person_id,
        status: row.status.parse().map_err(|_| ApiError::internal("a status that is not known"))?,
        receipt: row.receipt,
        full_name: row.full_name,
        kelurahan: row.kelurahan,
        holder: row.holder_id.and_then(|id| state.organisations.get(&id)).map(OrganisationView::from),
        since: row.held_since,
        overdue: row.expected_by.is_some_and(|day| day < today),
        expected_by: row.expected_by,
    })
}

/// The queue
///
/// Files that the caller may see, longest waiting first, by status, kelurahan, holder, overdue.
#[utoipa::path(
    tag = "candidates",
    params(QueueQuery),
    responses((status = 200, description = "A page", body = QueuePage)),
    security(("bearer" = ["candidates:list"])),
)]
#[get("/v1/candidates")]
pub async fn list_candidates(
    caller: Caller<CandidatesList>,
    state: Data<AppState>,
    query: Query<QueueQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let today = state.clock.day_of(caller.ctx.now);
    let filter = QueueFilter {
        status: query.status,
        kelurahan: query.kelurahan.clone(),
        holder: query.holder,
        overdue_on: query.overdue.unwrap_or(false).then_some(today),
    };
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list =
        format!("candidates|{:?}|{:?}|{:?}|{:?}", query.status, query.kelurahan, query.holder, query.overdue);
    let after: Option<(DateTime<Utc>, Uuid)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let sight = caller.sight();
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| Ok(candidates::queue(conn, &sight, &filter, after, limit + 1)?))
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| (row.held_since, row.person_id));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/candidates",
        &[
            ("status", query.status.map(|status| status.to_string())),
            ("kelurahan", query.kelurahan),
            ("holder", query.holder.map(|holder| holder.to_string())),
            ("overdue", query.overdue.map(|overdue| overdue.to_string())),
            ("limit", query.limit.map(|limit| limit.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(|row| entry(&state, row, today)).collect::<Result<_, _>>()?;
    Ok(Answer::ok(&QueuePage { data, next_cursor, has_more })?.link(link))
}
