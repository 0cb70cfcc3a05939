use super::step::{ReturnRequest, Stepping, check_reason};
use super::view::CandidateView;
use crate::AppState;
use crate::http::auth::{CandidatesReturn, Who};
use crate::http::{Answer, ApiError, Caller, IfMatch, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{Custody, Returned, Step};
use domain::organisations::ReasonUse;
use persistence::{Act, Conn, evidence};
use uuid::Uuid;

/// Return a file
///
/// The office that has it sends it back with a reason: identity and evidence are open again.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d03")),
    request_body = ReturnRequest,
    responses((status = 200, description = "Returned", body = CandidateView)),
    security(("bearer" = ["candidates:return"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/candidates/{id}/return")]
pub async fn return_candidate(
    caller: Caller<CandidatesReturn>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<ReturnRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    check_reason(&state, "/reason", &body.value.reason, ReasonUse::Return)?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            send_back(&shared, conn, &who, act, *id, &version, body.value)
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status or where the file lies elsewhere.
pub fn send_back(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
    request: ReturnRequest,
) -> Result<Answer, ApiError> {
    let ReturnRequest { reason, field } = request;
    let stepping = Stepping { state, who, act, id, version };
    stepping.take(conn, Step::Return, Some(&reason), |conn, _, file| {
        stepping.must_hold(file)?;
        file.custody = Custody::owner(act.at, Some(Returned { reason: reason.clone(), field }));
        Ok(evidence::set_submitted(conn, id, false)?)
    })
}
