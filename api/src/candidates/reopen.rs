use super::step::{ReturnRequest, Stepping, check_reason};
use super::view::CandidateView;
use crate::AppState;
use crate::http::auth::CandidatesReopen;
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{Custody, Returned, Step};
use domain::identity::{IdentifierKind, IdentifierStatus};
use domain::organisations::ReasonUse;
use persistence::{evidence, people};
use uuid::Uuid;

/// Reopen a verified file
///
/// A supervisor gives it back to its owner with a reason; its NIK is no longer verified.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d05")),
    request_body(content = ReturnRequest, example = json!({ "reason": "NEW_INFORMATION", "field": "/marital_status" })),
    responses((status = 200, description = "Returned", body = CandidateView)),
    security(("bearer" = ["candidates:reopen"])),
    extensions(("x-if-match" = json!("4"))),
)]
#[post("/v1/candidates/{id}/reopen")]
pub async fn reopen_candidate(
    caller: Caller<CandidatesReopen>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<ReturnRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    check_reason(&state, "/reason", &body.value.reason, ReasonUse::Reopen)?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let ReturnRequest { reason, field } = body.value;
            let stepping = Stepping { state: &shared, who: &who, act, id: *id, version: &version };
            stepping.take(conn, Step::Reopen, Some(&reason), |conn, key, file| {
                file.custody = Custody::owner(act.at, Some(Returned { reason: reason.clone(), field }));
                let numbers = people::identifiers(conn, key, *id)?;
                if let Some(nik) = numbers.iter().find(|it| it.kind == IdentifierKind::Nik) {
                    let (birth, sex) = (file.profile.birth_date, file.profile.sex);
                    let status = IdentifierStatus::unseen(nik.kind, &nik.value, birth, sex);
                    people::set_identifier_status(conn, *id, nik.kind, status)?;
                }
                Ok(evidence::set_submitted(conn, *id, false)?)
            })
        })
        .await
}
