use super::view::{CountryStatusView, status};
use crate::AppState;
use crate::http::auth::CountriesWrite;
use crate::http::{Answer, ApiError, Caller, page};
use actix_web::get;
use actix_web::web::{Data, Query};
use chrono::{DateTime, Utc};
use domain::law::Language;
use persistence::countries::{self, Status};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A row with how it came to be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    /// What it says.
    pub status: CountryStatusView,
    /// The row that it takes the place of.
    pub replaces: Option<Uuid>,
    /// Whether it waits for approval.
    pub is_waiting: bool,
    /// Whether the caller entered it, and so may not approve it.
    pub is_mine: bool,
    /// Whether it stands in the files of the program.
    pub is_shipped: bool,
    /// When it was entered.
    pub proposed_at: DateTime<Utc>,
    /// When it was refused.
    pub refused_at: Option<DateTime<Utc>>,
    /// Its ETag's number.
    pub version: i32,
}

/// A row as officers see it.
#[must_use]
pub fn proposal(row: &Status, account: Uuid, language: Language) -> ProposalView {
    ProposalView {
        status: status(row, language),
        replaces: row.replaces,
        is_waiting: row.known_from.is_none() && row.refused_at.is_none(),
        is_mine: row.proposed_by == Some(account),
        is_shipped: row.proposed_by.is_none(),
        proposed_at: row.proposed_at,
        refused_at: row.refused_at,
        version: row.version,
    }
}

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalPage {
    /// Newest first.
    pub data: Vec<ProposalView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProposalQuery {
    /// Only rows that wait for approval.
    pub waiting: Option<bool>,
    /// Only of this country.
    #[param(pattern = "^[A-Z]{2}$", example = "TH")]
    pub country: Option<String>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// Changes of status
///
/// All rows with their story: proposed, approved, refused, replaced.
#[utoipa::path(
    tag = "countries",
    params(ProposalQuery),
    responses((status = 200, description = "A page", body = ProposalPage)),
    security(("bearer" = ["countries:write"])),
)]
#[get("/v1/country-statuses")]
pub async fn list_country_statuses(
    caller: Caller<CountriesWrite>,
    state: Data<AppState>,
    query: Query<ProposalQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let (waiting, limit) = (query.waiting.unwrap_or(false), query.limit.unwrap_or(page::LIMIT));
    let list = format!("country-statuses|{waiting}|{:?}", query.country);
    let before: Option<Uuid> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let country = query.country.clone();
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            Ok(countries::list(conn, waiting, country.as_deref(), before, limit + 1)?)
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| row.id);
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/country-statuses",
        &[
            ("waiting", query.waiting.map(|it| it.to_string())),
            ("country", query.country),
            ("limit", query.limit.map(|it| it.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let data = rows.iter().map(|row| proposal(row, caller.account, caller.ctx.language)).collect();
    Ok(Answer::ok(&ProposalPage { data, next_cursor, has_more })?.link(link))
}
