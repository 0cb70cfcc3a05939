use super::step::{Stepping, pass_to};
use super::view::CandidateView;
use crate::AppState;
use crate::http::auth::{CandidatesNote, Who};
use crate::http::{Answer, ApiError, Caller, IfMatch};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::Step;
use domain::ids::AccountId;
use persistence::{Act, Conn};
use uuid::Uuid;

/// Note a file
///
/// The kelurahan has seen it (UU 18/2017, art. 42) and passes it on to the manpower desk.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d02")),
    responses((status = 200, description = "Noted", body = CandidateView)),
    security(("bearer" = ["candidates:note"])),
    extensions(("x-if-match" = json!("2"))),
)]
#[post("/v1/candidates/{id}/note")]
pub async fn note_candidate(
    caller: Caller<CandidatesNote>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state.write(&caller, b"", move |conn, act| note(&shared, conn, &who, act, *id, &version)).await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status or where the file lies elsewhere.
pub fn note(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
) -> Result<Answer, ApiError> {
    let stepping = Stepping { state, who, act, id, version };
    stepping.take(conn, Step::Note, None, |_, _, file| {
        stepping.must_hold(file)?;
        file.custody.noted_by = Some(AccountId(who.account));
        pass_to(state, file, &state.catalogue.city.verifying_desk, act.at)
    })
}
