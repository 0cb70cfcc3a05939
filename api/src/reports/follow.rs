use super::file::{code_hash, place};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Valid};
use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::reports::{GroupState, PassedTo, ReportKind};
use persistence::reports::{self, Group};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The reporter's code.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowRequest {
    /// Sixteen digits, with or without hyphens.
    #[schema(min_length = 16, max_length = 25, pattern = "^[0-9 -]+$", example = "1000-2000-3000-4000")]
    pub code: String,
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportProgress {
    /// What was reported.
    pub kind: ReportKind,
    /// The day.
    pub received_on: NaiveDate,
    /// Where its group stands, `open` while a report waits to be passed on after others; null: an objection.
    pub state: Option<GroupState>,
    /// Who has it.
    pub passed_to: Option<PassedTo>,
    /// Since when they have the first reports of the group.
    pub passed_on: Option<NaiveDate>,
    /// The one answer of an officer.
    pub answer: Option<String>,
    /// When it was given.
    pub answered_on: Option<NaiveDate>,
}

/// What became of a report?
///
/// By the code that only the reporter has. In the body, so that no log holds it; nothing is kept of who asks.
#[utoipa::path(
    tag = "reports",
    request_body = FollowRequest,
    responses((status = 200, description = "How it stands", body = ReportProgress)),
    security(()),
)]
#[post("/v1/offer-reports/follow")]
pub async fn follow_offer_report(
    state: Data<AppState>,
    body: Valid<FollowRequest>,
) -> Result<Answer, ApiError> {
    let hash = code_hash(&state, &body.value.code);
    let (report, group) =
        state.db.transact::<_, ApiError>(move |conn| Ok(reports::of_code(conn, &hash)?)).await?;
    let system = state.vault.system();
    let open = |sealed: &Vec<u8>| system.open_text(place(report.id, "answer"), sealed);
    // They have what an officer saw and nothing else.
    let group = group.map(|group| match group.state {
        GroupState::Passed if !group.counts(&report) => {
            Group { state: GroupState::Open, passed_to: None, passed_on: None, ..group }
        }
        GroupState::Open | GroupState::Passed | GroupState::Closed | GroupState::Merged => group,
    });
    let progress = ReportProgress {
        kind: report.kind,
        received_on: report.received_on,
        state: group.as_ref().map(|it| it.state),
        passed_to: group.as_ref().and_then(|it| it.passed_to),
        passed_on: group.as_ref().and_then(|it| it.passed_on),
        answer: report.answer.as_ref().map(open).transpose()?,
        answered_on: report.answered_on,
    };
    Ok(Answer::ok(&progress)?.cache(Cache::NoStore))
}
