use super::agencies::OnQuery;
use super::scan;
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use domain::law::{EmployerKind, Restriction};
use domain::registers::{Agency, AgencyState, JobOrder, OrderState};
use persistence::job_orders::{self, OrderFilter};
use persistence::registers::Stored;
use persistence::{Conn, RepoError, agencies};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The agency of a job order.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecruiterView {
    /// Its id.
    pub id: Uuid,
    /// Number of its licence.
    pub number: String,
    /// Name.
    pub name: String,
    /// Whether it is the government.
    pub government: bool,
    /// How it stands on `as_of`.
    pub state: AgencyState,
    /// What a suspension is limited to; none: everything.
    pub state_scope: Option<String>,
}

/// An approved job order, as the register has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobOrderView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    #[schema(example = "JO06")]
    pub number: String,
    /// Who recruits.
    pub agency: RecruiterView,
    /// How it stands on `as_of`.
    pub state: OrderState,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Number of the recruiting permit (SIP2MI).
    pub permit: Option<String>,
    /// First day of the permit.
    pub permit_from: Option<NaiveDate>,
    /// Last day of the permit.
    pub permit_until: Option<NaiveDate>,
    /// Countries that the permit covers; none: the order's own.
    pub permit_countries: Vec<String>,
    /// Occupations that the permit covers; none: the order's own.
    pub permit_occupations: Vec<String>,
    /// Destination, ISO 3166-1 alpha-2.
    #[schema(example = "JP")]
    pub country: String,
    /// Who employs.
    pub employer: EmployerKind,
    /// The programme, a code of `/v1/programmes`.
    pub programme: Option<String>,
    /// Occupation, ISCO-08 unit group.
    #[schema(example = "5131")]
    pub occupation: String,
    /// The post in words.
    pub post: String,
    /// Seats.
    pub seats: i32,
    /// Seats taken.
    pub filled: i32,
    /// Wage a month, in minor units of the currency.
    #[schema(example = 200_000)]
    pub wage_minor: i64,
    /// ISO 4217.
    #[schema(example = "JPY")]
    pub currency: String,
    /// Months of the contract.
    pub months: i32,
    /// What the worker is asked to pay, in minor units of IDR (100 a rupiah).
    pub fee_minor: i64,
    /// Last day to apply.
    pub closes_on: Option<NaiveDate>,
    /// The partner abroad.
    pub partner: Option<String>,
    /// When the mission verified the partner.
    pub partner_verified_on: Option<NaiveDate>,
    /// The list or paper that this was taken from.
    pub taken_from: String,
    /// The day of that list or paper.
    pub taken_on: NaiveDate,
    /// Version, for If-Match.
    pub version: i32,
}

/// A page of job orders.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobOrderPage {
    /// By number.
    pub data: Vec<JobOrderView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobOrderQuery {
    /// Destination, ISO 3166-1 alpha-2.
    #[param(pattern = "^[A-Z]{2}$", example = "JP")]
    pub country: Option<String>,
    /// Occupation, ISCO-08 unit group.
    #[param(pattern = "^[0-9]{4}$")]
    pub occupation: Option<String>,
    /// Id of the agency.
    pub agency: Option<Uuid>,
    /// Number, whole.
    #[param(min_length = 1, max_length = 60)]
    pub number: Option<String>,
    /// Part of the post; typing errors are forgiven.
    #[param(min_length = 2, max_length = 100)]
    pub q: Option<String>,
    /// Only those that are open on `as_of`, or only those that are not.
    pub open: Option<bool>,
    /// The day; default today in the city.
    #[param(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// An order with its agency.
type Whole = (Stored<JobOrder>, Stored<Agency>);

fn state_of((order, agency): &Whole, on: NaiveDate, rows: &[Restriction]) -> OrderState {
    order.row.under(rows, on, &agency.row.on(on), agency.row.government)
}

/// Orders with their agencies.
///
/// # Errors
///
/// If a query fails.
pub fn whole(conn: &mut Conn, orders: Vec<Stored<JobOrder>>) -> Result<Vec<Whole>, RepoError> {
    let mut ids: Vec<Uuid> = orders.iter().map(|order| order.row.agency).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = agencies::of_ids(conn, &ids)?;
    orders
        .into_iter()
        .map(|order| {
            let agency = known.get(&order.row.agency).cloned();
            let agency = agency.ok_or(RepoError::Corrupt { table: "job_order", column: "agency_id" })?;
            Ok((order, agency))
        })
        .collect()
}

/// An order as it stands on a day, with what these rows say of countries.
#[must_use]
pub fn view(whole: Whole, as_of: NaiveDate, rows: &[Restriction]) -> JobOrderView {
    let state = state_of(&whole, as_of, rows);
    let (Stored { id, version, taken, row }, agency) = whole;
    let standing = agency.row.on(as_of);
    JobOrderView {
        id,
        number: row.number,
        agency: RecruiterView {
            id: agency.id,
            state: standing.state,
            state_scope: standing.by.and_then(|by| by.scope.clone()),
            number: agency.row.number,
            name: agency.row.name,
            government: agency.row.government,
        },
        state,
        as_of,
        permit: row.permit,
        permit_from: row.permit_from,
        permit_until: row.permit_until,
        permit_countries: row.permit_countries,
        permit_occupations: row.permit_occupations,
        country: row.country,
        employer: row.employer,
        programme: row.programme,
        occupation: row.occupation,
        post: row.post,
        seats: row.seats,
        filled: row.filled,
        wage_minor: row.wage_minor,
        currency: row.currency,
        months: row.months,
        fee_minor: row.fee_minor,
        closes_on: row.closes_on,
        partner: row.partner,
        partner_verified_on: row.partner_verified_on,
        taken_from: taken.from,
        taken_on: taken.on,
        version,
    }
}

/// Look up job orders
///
/// By country, occupation, agency, number, part of the post, and whether they are open on a day.
#[utoipa::path(
    tag = "registers",
    params(JobOrderQuery),
    responses((status = 200, description = "A page", body = JobOrderPage)),
    security(()),
)]
#[get("/v1/job-orders")]
pub async fn list_job_orders(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<JobOrderQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let as_of = query.as_of.unwrap_or_else(|| state.clock.day_of(ctx.now));
    let limit = query.limit.unwrap_or(page::LIMIT);
    let filter = OrderFilter {
        id: None,
        number: query.number.clone(),
        country: query.country.clone(),
        occupation: query.occupation.clone(),
        agency: query.agency,
        post: query.q.clone(),
    };
    let list = format!("job_orders|{filter:?}|{:?}|{as_of}", query.open);
    let after: Option<String> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let (open, shared) = (query.open, state.clone());
    let (rows, law) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let law = shared.law_in_force(conn)?.law;
            let is_open = |whole: &Whole| state_of(whole, as_of, &law.restrictions) == OrderState::Open;
            let keep = open.map(|open| move |whole: &Whole| is_open(whole) == open);
            let read = |after: Option<&String>, limit| {
                let orders = job_orders::page(conn, &filter, after, limit)?;
                whole(conn, orders)
            };
            Ok((scan(limit + 1, after, read, keep, |(order, _)| order.row.number.clone())?, law.clone()))
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|(order, _)| &order.row.number);
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/job-orders",
        &[
            ("country", query.country),
            ("occupation", query.occupation),
            ("agency", query.agency.map(|id| id.to_string())),
            ("number", query.number),
            ("q", query.q),
            ("open", query.open.map(|open| open.to_string())),
            ("as_of", query.as_of.map(|day| day.to_string())),
            ("limit", query.limit.map(|limit| limit.to_string())),
        ],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(|whole| view(whole, as_of, &law.restrictions)).collect();
    Ok(Answer::ok(&JobOrderPage { data, next_cursor, has_more })?.link(link).cache(Cache::Public))
}

/// A job order
///
/// With how it and its agency stand on a day.
#[utoipa::path(
    tag = "registers",
    params(
        ("id" = Uuid, Path, description = "The order", example = "c294c57d-a15e-5238-ae29-3a57444de6b9"),
        OnQuery,
    ),
    responses((status = 200, description = "The order", body = JobOrderView)),
    security(()),
)]
#[get("/v1/job-orders/{id}")]
pub async fn read_job_order(
    ctx: Ctx,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<OnQuery>,
) -> Result<Answer, ApiError> {
    let as_of = query.as_of.unwrap_or_else(|| state.clock.day_of(ctx.now));
    let filter = OrderFilter { id: Some(*id), ..OrderFilter::default() };
    let shared = state.clone();
    let (found, law) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let orders = job_orders::page(conn, &filter, None, 1)?;
            Ok((whole(conn, orders)?, shared.law_in_force(conn)?.law))
        })
        .await?;
    let found = found.into_iter().next().ok_or(Code::ResourceNotFound)?;
    let version = found.0.version;
    Ok(Answer::ok(&view(found, as_of, &law.restrictions))?.version(version).cache(Cache::Public))
}
