use super::group::{ReportGroupDetail, detail};
use super::registered::Registered;
use crate::http::auth::ReportsDecide;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::reports::GroupStep;
use persistence::events::{self, Event, Thing};
use persistence::reports;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What is of somebody else.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitRequest {
    /// Reports of the group; not all of them.
    #[schema(min_items = 1, max_items = 99, example = json!(["0192f000-0000-4000-8000-00000000a014"]))]
    pub reports: Vec<Uuid>,
}

/// Take reports out of a group
///
/// They make an open group of their own, whose id comes back. What an officer has parted, no new report merges again.
#[utoipa::path(
    tag = "reports",
    params(("group_id" = Uuid, Path, description = "The group", example = "0192f000-0000-4000-8000-00000000a004")),
    request_body = SplitRequest,
    responses((status = 201, description = "The new group", body = ReportGroupDetail)),
    security(("bearer" = ["reports:decide"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/report-groups/{group_id}/split")]
pub async fn split_report_group(
    caller: Caller<ReportsDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<SplitRequest>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    let mut asked = body.value.reports;
    asked.sort_unstable();
    asked.dedup();
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            reports::lock(conn)?;
            let from = reports::find(conn, *id)?;
            version.holds(from.version)?;
            from.state.on(GroupStep::Split)?;
            let there = reports::of_groups(conn, &[from.id])?;
            if there.len() <= asked.len() {
                return Err(ApiError::field("/reports", "out_of_range"));
            }
            let into = ids::random_id();
            let first = there.iter().filter(|it| asked.contains(&it.id)).map(|it| it.received_on).min();
            reports::open(conn, into, first.unwrap_or(from.opened_on), true)?;
            if reports::part(conn, from.id, &asked, into)? != asked.len() {
                return Err(ApiError::field("/reports", "unknown_code"));
            }
            let owner = shared.verifying_desk()?;
            for (id, version) in [(from.id, from.version + 1), (into, 1)] {
                let kind = "report_group.split";
                let event =
                    Event { thing: Thing::ReportGroup, id, version, kind, reason: None, payload: None };
                events::append_plain(conn, act, owner, &event)?;
            }
            let (group, taken) = (reports::find(conn, into)?, reports::of_groups(conn, &[into])?);
            let made = detail(&shared, &Registered::load(conn)?, &group, &taken)?;
            Ok(Answer::created(format!("/v1/report-groups/{into}"), &made)?.version(1))
        })
        .await
}
