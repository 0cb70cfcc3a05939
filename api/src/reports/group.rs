use super::file::{ReportInput, place};
use super::marks::{Contacts, is_official, official};
use super::registered::{ContactAgency, Registered};
use crate::AppState;
use crate::http::auth::ReportsRead;
use crate::http::{Answer, ApiError, Caller, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use domain::reports::{GroupState, MarkKind, PassedTo};
use persistence::reports::{self, Group, Report};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A contact and how many reports name it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedContact {
    /// What it is.
    pub kind: MarkKind,
    /// In its normal form.
    pub value: String,
    /// Reports that name it.
    pub reports: usize,
    /// Whether it counts in the offer check.
    pub counts: bool,
    /// Agencies of the register whose own it is: real ones, whose name the recruiter may only use. It joins no reports.
    pub registered: BTreeSet<ContactAgency>,
    /// Whether it is a number or a page that helps everybody.
    pub is_official: bool,
}

/// A group of reports that are alike.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportGroupView {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: GroupState,
    /// Who has it.
    pub passed_to: Option<PassedTo>,
    /// Since when.
    pub passed_on: Option<NaiveDate>,
    /// Under which number.
    pub receipt: Option<String>,
    /// Why it was closed, a code of `/v1/reference/reasons`.
    pub reason: Option<String>,
    /// Its reports.
    pub reports: usize,
    /// Those that wait: they came after it was passed on, or were not seen then, and count only once they are confirmed.
    pub waiting: usize,
    /// The group that its reports went into.
    pub merged_into: Option<Uuid>,
    /// The day of the first.
    pub opened_on: NaiveDate,
    /// The day of the last.
    pub last_on: NaiveDate,
    /// Contacts, the most named first.
    pub contacts: Vec<NamedContact>,
}

/// A page of groups.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportGroupPage {
    /// Oldest first.
    pub data: Vec<ReportGroupView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// A report as officers read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Its id.
    pub id: Uuid,
    /// The day.
    pub received_on: NaiveDate,
    /// Whether its contacts count in the offer check.
    pub counts: bool,
    /// What was said.
    pub report: ReportInput,
    /// Contacts that its text names: they count like those that were given.
    pub found: Contacts,
    /// The one answer.
    pub answer: Option<String>,
    /// When it was given.
    pub answered_on: Option<NaiveDate>,
}

/// A group with its reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportGroupDetail {
    /// The group.
    pub group: ReportGroupView,
    /// Its reports, oldest first.
    pub reports: Vec<ReportView>,
}

/// Objections of agencies.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectionPage {
    /// Oldest first.
    pub data: Vec<ReportView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// A report opened.
///
/// # Errors
///
/// If it cannot be opened.
fn opened(state: &AppState, report: &Report, counts: bool) -> Result<ReportView, ApiError> {
    let system = state.vault.system();
    let answer = report.answer.as_ref().map(|it| system.open_text(place(report.id, "answer"), it));
    let found = report.found.as_ref().map(|it| system.open_json(place(report.id, "found"), it));
    Ok(ReportView {
        id: report.id,
        received_on: report.received_on,
        counts,
        report: system.open_json(place(report.id, "sealed"), &report.sealed)?,
        found: found.transpose()?.unwrap_or_default(),
        answer: answer.transpose()?,
        answered_on: report.answered_on,
    })
}

/// A group with its reports, opened.
///
/// # Errors
///
/// If one cannot be opened.
pub fn detail(
    state: &AppState,
    registered: &Registered,
    group: &Group,
    reports: &[Report],
) -> Result<ReportGroupDetail, ApiError> {
    let open = |it: &Report| opened(state, it, group.counts(it));
    let reports = reports.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    Ok(ReportGroupDetail { group: shown(state, registered, group, &reports), reports })
}

fn shown(
    state: &AppState,
    registered: &Registered,
    group: &Group,
    reports: &[ReportView],
) -> ReportGroupView {
    let official = official(state);
    let mut named: BTreeMap<(MarkKind, String), (usize, bool)> = BTreeMap::new();
    for report in reports {
        let mut own: Vec<_> = report.report.contacts.normal().chain(report.found.normal()).collect();
        own.sort_unstable();
        own.dedup();
        for contact in own {
            let (reports, counts) = named.entry(contact).or_default();
            *reports += 1;
            *counts |= report.counts;
        }
    }
    let mut contacts: Vec<NamedContact> = named
        .into_iter()
        .map(|((kind, value), (reports, counts))| {
            let is_official = is_official(&official, &(kind, value.clone()));
            let registered = registered.agencies(kind, &value);
            NamedContact { kind, value, reports, counts: counts && !is_official, is_official, registered }
        })
        .collect();
    contacts.sort_by_key(|it| std::cmp::Reverse(it.reports));
    ReportGroupView {
        id: group.id,
        state: group.state,
        passed_to: group.passed_to,
        passed_on: group.passed_on,
        receipt: group.receipt.clone(),
        reason: group.reason.clone(),
        reports: reports.len(),
        waiting: match group.state {
            GroupState::Passed => reports.iter().filter(|it| !it.counts).count(),
            GroupState::Open | GroupState::Closed | GroupState::Merged => 0,
        },
        merged_into: group.merged_into,
        opened_on: group.opened_on,
        last_on: reports.iter().map(|it| it.received_on).max().unwrap_or(group.opened_on),
        contacts,
    }
}

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GroupQuery {
    /// Only groups in this state; default `open`.
    #[param(inline)]
    pub state: Option<GroupState>,
    /// `true`: only groups with reports that wait; with `state=passed`.
    pub waiting: Option<bool>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: Option<i64>,
}

/// Groups of reports
///
/// Reports grouped by phone, account, link, social account and like wording: one recruiter behind many reports.
#[utoipa::path(
    tag = "reports",
    params(GroupQuery),
    responses((status = 200, description = "A page", body = ReportGroupPage)),
    security(("bearer" = ["reports:read"])),
)]
#[get("/v1/report-groups")]
pub async fn list_report_groups(
    _: Caller<ReportsRead>,
    state: Data<AppState>,
    query: Query<GroupQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let wanted = query.state.unwrap_or(GroupState::Open);
    let limit = query.limit.unwrap_or(page::LIMIT);
    let waiting = query.waiting.unwrap_or_default();
    let list = format!("report-groups|{wanted}|{waiting}");
    let after: Option<(NaiveDate, Uuid)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let shared = state.clone();
    // Opened one group after the other, and off the threads that answer.
    let (data, last) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let rows = reports::groups(conn, wanted, waiting, after, limit + 1)?;
            let (rows, has_more) = page::cut(rows, limit);
            let last = rows.last().filter(|_| has_more).map(|row| (row.opened_on, row.id));
            let registered = Registered::load(conn)?;
            let mut data = Vec::with_capacity(rows.len());
            for row in &rows {
                data.push(detail(&shared, &registered, row, &reports::of_groups(conn, &[row.id])?)?.group);
            }
            Ok((data, last))
        })
        .await?;
    let has_more = last.is_some();
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/report-groups",
        &[
            ("state", query.state.map(|it| it.to_string())),
            ("waiting", query.waiting.map(|it| it.to_string())),
            ("limit", query.limit.map(|it| it.to_string())),
        ],
        next_cursor.as_ref(),
    );
    Ok(Answer::ok(&ReportGroupPage { data, next_cursor, has_more })?.link(link))
}

/// Read a group
///
/// The group with all its reports, as they were written: at most a hundred. Which count in the offer check is said of each.
#[utoipa::path(
    tag = "reports",
    params(("group_id" = Uuid, Path, description = "The group", example = "0192f000-0000-4000-8000-00000000a001")),
    responses((status = 200, description = "The group", body = ReportGroupDetail)),
    security(("bearer" = ["reports:read"])),
)]
#[get("/v1/report-groups/{group_id}")]
pub async fn read_report_group(
    _: Caller<ReportsRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (group, found, registered) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            Ok((reports::find(conn, *id)?, reports::of_groups(conn, &[*id])?, Registered::load(conn)?))
        })
        .await?;
    Ok(Answer::ok(&detail(&state, &registered, &group, &found)?)?.version(group.version))
}

/// From where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ObjectionQuery {
    /// Only those that wait for an answer.
    pub open: Option<bool>,
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: Option<i64>,
}

/// Objections
///
/// What agencies say against a flag about them, oldest first.
#[utoipa::path(
    tag = "reports",
    params(ObjectionQuery),
    responses((status = 200, description = "A page", body = ObjectionPage)),
    security(("bearer" = ["reports:read"])),
)]
#[get("/v1/offer-reports/objections")]
pub async fn list_objections(
    _: Caller<ReportsRead>,
    state: Data<AppState>,
    query: Query<ObjectionQuery>,
) -> Result<Answer, ApiError> {
    let query = query.into_inner();
    let limit = query.limit.unwrap_or(page::LIMIT);
    let open = query.open.unwrap_or_default();
    let list = format!("objections|{open}");
    let after: Option<(NaiveDate, Uuid)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| Ok(reports::objections(conn, open, after, limit + 1)?))
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| (row.received_on, row.id));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        "/v1/offer-reports/objections",
        &[("open", query.open.map(|it| it.to_string())), ("limit", query.limit.map(|it| it.to_string()))],
        next_cursor.as_ref(),
    );
    let data = rows.iter().map(|it| opened(&state, it, false)).collect::<Result<_, _>>()?;
    Ok(Answer::ok(&ObjectionPage { data, next_cursor, has_more })?.link(link))
}
