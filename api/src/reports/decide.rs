use super::group::{ReportGroupDetail, detail};
use super::registered::Registered;
use crate::AppState;
use crate::candidates::check_reason;
use crate::http::auth::ReportsDecide;
use crate::http::{Answer, ApiError, Caller, FieldError, IfMatch, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use domain::organisations::ReasonUse;
use domain::reports::{GroupStep, PassedTo};
use persistence::events::{self, Event, Thing};
use persistence::reports::{self, Group, Report};
use persistence::{Act, Conn};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// To whom and with which receipt.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassRequest {
    /// To whom.
    pub to: PassedTo,
    /// The day: from that of the first report of the group to today.
    #[schema(example = "2026-06-01")]
    pub passed_on: NaiveDate,
    /// Number under which they have it.
    #[schema(min_length = 2, max_length = 100, example = "LP/B/001/VI/2026 (contoh)")]
    pub receipt: String,
}

/// Why it is closed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRequest {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "REPORT_UNFOUNDED")]
    pub reason: String,
}

/// What a group becomes.
pub enum Becomes {
    /// Passed on.
    Passed(PassRequest),
    /// With reports that came later.
    Confirmed,
    /// Closed with a reason.
    Closed(String),
}

/// The version that the officer has read, where nothing but reports came since. They wait: nobody who keeps reporting keeps
/// officers from deciding, and nothing counts that they have not seen.
fn read(conn: &mut Conn, group: &Group, version: &IfMatch) -> Result<i32, ApiError> {
    let IfMatch::Of(versions) = version else { return Ok(group.version) };
    let known = versions.iter().copied().filter(|it| (1..=group.version).contains(it)).max();
    let known = known.ok_or_else(|| ApiError::stale(group.version))?;
    let grown = reports::grown_since(conn, group.id, known)?;
    if i64::from(group.version - known) == grown { Ok(known) } else { Err(ApiError::stale(group.version)) }
}

/// Refuses a day on which the group cannot have been passed on: its first report had not come, or it is not there yet.
fn check_day(passed_on: NaiveDate, reports: &[Report], today: NaiveDate) -> Result<(), ApiError> {
    if passed_on > today {
        return Err(ApiError::field("/passed_on", "in_future"));
    }
    match reports.iter().map(|it| it.received_on).min() {
        Some(first) if passed_on < first => Err(ApiError::fields(vec![FieldError {
            limit: Some(first.to_string()),
            ..FieldError::new("/passed_on", "order")
        }])),
        Some(_) | None => Ok(()),
    }
}

/// Passes a group on, confirms it or closes it.
///
/// # Errors
///
/// 404, 412 for another version, 409 where it stands so that this is not possible, 422 for a day that cannot be.
pub fn decide(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
    becomes: Becomes,
) -> Result<Answer, ApiError> {
    reports::lock(conn)?;
    let before = reports::find(conn, id)?;
    let (step, seen) = match &becomes {
        Becomes::Passed(_) => (GroupStep::Pass, Some(read(conn, &before, version)?)),
        Becomes::Confirmed => (GroupStep::Confirm, Some(read(conn, &before, version)?)),
        // What nobody has read is not closed with the rest.
        Becomes::Closed(_) => {
            version.holds(before.version)?;
            (GroupStep::Close, before.seen)
        }
    };
    let group = Group { state: before.state.on(step)?, version: before.version + 1, seen, ..before };
    let reports = reports::of_groups(conn, &[id])?;
    let (after, kind) = match becomes {
        Becomes::Passed(to) => {
            check_day(to.passed_on, &reports, state.clock.day_of(act.at))?;
            let (passed_to, passed_on) = (Some(to.to), Some(to.passed_on));
            (Group { passed_to, passed_on, receipt: Some(to.receipt), ..group }, "report_group.passed")
        }
        Becomes::Confirmed => (group, "report_group.confirmed"),
        Becomes::Closed(reason) => (Group { reason: Some(reason), ..group }, "report_group.closed"),
    };
    reports::decide(conn, &after, act.actor)?;
    let event = Event {
        thing: Thing::ReportGroup,
        id,
        version: after.version,
        kind,
        reason: after.reason.as_deref(),
        payload: None,
    };
    events::append_plain(conn, act, state.verifying_desk()?, &event)?;
    let told = detail(state, &Registered::load(conn)?, &after, &reports)?;
    Ok(Answer::ok(&told)?.version(after.version))
}

/// Pass a group on
///
/// To the police or KP2MI, with their receipt. From now on its contacts count in the offer check: those of the reports that
/// were there in the version that `If-Match` names. What came since waits until it is confirmed.
#[utoipa::path(
    tag = "reports",
    params(("group_id" = Uuid, Path, description = "The group", example = "0192f000-0000-4000-8000-00000000a001")),
    request_body = PassRequest,
    responses((status = 200, description = "Passed on", body = ReportGroupDetail)),
    security(("bearer" = ["reports:decide"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/report-groups/{group_id}/pass")]
pub async fn pass_report_group(
    caller: Caller<ReportsDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<PassRequest>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            decide(&shared, conn, act, *id, &version, Becomes::Passed(body.value))
        })
        .await
}

/// Confirm a group that was passed on
///
/// The police or KP2MI have the reports that came since, too: from now on their contacts count, as far as they were there in
/// the version that `If-Match` names.
#[utoipa::path(
    tag = "reports",
    params(("group_id" = Uuid, Path, description = "The group", example = "0192f000-0000-4000-8000-00000000a003")),
    responses((status = 200, description = "Confirmed", body = ReportGroupDetail)),
    security(("bearer" = ["reports:decide"])),
    extensions(("x-if-match" = json!("4"))),
)]
#[post("/v1/report-groups/{group_id}/confirm")]
pub async fn confirm_report_group(
    caller: Caller<ReportsDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    state
        .write(&caller, &[], move |conn, act| decide(&shared, conn, act, *id, &version, Becomes::Confirmed))
        .await
}

/// Close a group
///
/// With a reason: unfounded, settled, taken back by the police or KP2MI. Its contacts no longer count.
#[utoipa::path(
    tag = "reports",
    params(("group_id" = Uuid, Path, description = "The group", example = "0192f000-0000-4000-8000-00000000a002")),
    request_body = CloseRequest,
    responses((status = 200, description = "Closed", body = ReportGroupDetail)),
    security(("bearer" = ["reports:decide"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/report-groups/{group_id}/close")]
pub async fn close_report_group(
    caller: Caller<ReportsDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<CloseRequest>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    check_reason(&state, "/reason", &body.value.reason, ReasonUse::Report)?;
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            decide(&shared, conn, act, *id, &version, Becomes::Closed(body.value.reason))
        })
        .await
}
