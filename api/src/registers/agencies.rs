use super::scan;
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use domain::registers::{Agency, AgencyState, AgencyStatus, Branch, Contact};
use persistence::agencies::{self, AgencyFilter};
use persistence::registers::Stored;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// An agency (P3MI), or the government's own body, as the register has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyView {
    /// Its id.
    pub id: Uuid,
    /// Number of its licence (SIP3MI).
    #[schema(example = "SIP3MI-FIKTIF-0001")]
    pub number: String,
    /// Name.
    pub name: String,
    /// Whether it is the government, which needs no licence.
    pub government: bool,
    /// City of its seat.
    pub city: String,
    /// Address of its seat.
    pub address: Option<String>,
    /// First day of its licence.
    pub licence_from: Option<NaiveDate>,
    /// Last day of its licence.
    pub licence_until: Option<NaiveDate>,
    /// How it stands on `as_of`.
    pub state: AgencyState,
    /// What a suspension is limited to; none: everything.
    pub state_scope: Option<String>,
    /// Last day of that state, where one is set.
    pub state_until: Option<NaiveDate>,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Offices besides its seat.
    pub branches: Vec<Branch>,
    /// Phones, e-mails, web addresses, social and bank accounts.
    pub contacts: Vec<Contact>,
    /// What the register has said of it, in the order of entry; of entries from the same day the last counts, of
    /// those that hold the hardest, back to one that says `active`.
    pub history: Vec<AgencyStatus>,
    /// The list or paper that this was taken from.
    pub taken_from: String,
    /// The day of that list or paper.
    pub taken_on: NaiveDate,
    /// Version, for If-Match.
    pub version: i32,
}

/// A page of agencies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyPage {
    /// By name.
    pub data: Vec<AgencyView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AgencyQuery {
    /// Part of the name; typing errors are forgiven.
    #[param(min_length = 2, max_length = 100, example = "nusantra")]
    pub q: Option<String>,
    /// Number of the licence, whole.
    #[param(min_length = 1, max_length = 60)]
    pub number: Option<String>,
    /// City of the seat or of a branch.
    #[param(min_length = 1, max_length = 100)]
    pub city: Option<String>,
    /// Only those that stand so on `as_of`.
    #[param(inline)]
    pub state: Option<AgencyState>,
    /// The day; default today in the city.
    #[param(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
    /// From the page before.
    #[param(max_length = 800)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// The day asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OnQuery {
    /// The day; default today in the city.
    #[param(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
}

/// An agency as it stands on a day.
#[must_use]
pub fn view(stored: Stored<Agency>, as_of: NaiveDate) -> AgencyView {
    let Stored { id, version, taken, row } = stored;
    let standing = row.on(as_of);
    let (state, by) = (standing.state, standing.by.cloned());
    AgencyView {
        id,
        number: row.number,
        name: row.name,
        government: row.government,
        city: row.city,
        address: row.address,
        licence_from: row.licence_from,
        licence_until: row.licence_until,
        state,
        state_until: by.as_ref().and_then(|by| by.until),
        state_scope: by.and_then(|by| by.scope),
        as_of,
        branches: row.branches,
        contacts: row.contacts,
        history: row.statuses,
        taken_from: taken.from,
        taken_on: taken.on,
        version,
    }
}

/// Look up agencies
///
/// By part of the name (typing errors are forgiven), number, city, and how they stand on a day.
#[utoipa::path(
    tag = "registers",
    params(AgencyQuery),
    responses((status = 200, description = "A page", body = AgencyPage)),
    security(()),
)]
#[get("/v1/agencies")]
pub async fn list_agencies(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<AgencyQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let as_of = query.as_of.unwrap_or_else(|| state.clock.day_of(ctx.now));
    let limit = query.limit.unwrap_or(page::LIMIT);
    let filter =
        AgencyFilter { name: query.q.clone(), number: query.number.clone(), city: query.city.clone() };
    let list = format!("agencies|{filter:?}|{:?}|{as_of}", query.state);
    let after: Option<(String, Uuid)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let wanted = query.state;
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let keep =
                wanted.map(|wanted| move |stored: &Stored<Agency>| stored.row.on(as_of).state == wanted);
            scan(
                limit + 1,
                after,
                |after, limit| agencies::page(conn, &filter, after, limit),
                keep,
                |stored| (stored.row.name.clone(), stored.id),
            )
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|stored| (&stored.row.name, stored.id));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/agencies",
        &[
            ("q", query.q),
            ("number", query.number),
            ("city", query.city),
            ("state", query.state.map(|state| state.to_string())),
            ("as_of", query.as_of.map(|day| day.to_string())),
            ("limit", query.limit.map(|limit| limit.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(|stored| view(stored, as_of)).collect();
    Ok(Answer::ok(&AgencyPage { data, next_cursor, has_more })?.link(link).cache(Cache::Public))
}

/// An agency
///
/// With its history, branches and contacts; its job orders stand at `/v1/job-orders?agency=`.
#[utoipa::path(
    tag = "registers",
    params(
        ("id" = Uuid, Path, description = "The agency", example = "e0e304f2-e0b9-5413-8f0e-b1525bb4538a"),
        OnQuery,
    ),
    responses((status = 200, description = "The agency", body = AgencyView)),
    security(()),
)]
#[get("/v1/agencies/{id}")]
pub async fn read_agency(
    ctx: Ctx,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<OnQuery>,
) -> Result<Answer, ApiError> {
    let as_of = query.as_of.unwrap_or_else(|| state.clock.day_of(ctx.now));
    let found = state.db.transact::<_, ApiError>(move |conn| Ok(agencies::of_ids(conn, &[*id])?)).await?;
    let stored = found.into_values().next().ok_or(Code::ResourceNotFound)?;
    let version = stored.version;
    Ok(Answer::ok(&view(stored, as_of))?.version(version).cache(Cache::Public))
}
