use super::view::{self, EvidencePage};
use crate::AppState;
use crate::http::auth::CandidatesRead;
use crate::http::{Answer, ApiError, Caller};
use actix_web::get;
use actix_web::web::{Data, Path};
use persistence::{candidates, evidence};
use uuid::Uuid;

/// The evidence of a file
///
/// All kinds in one list. Health facts and declarations say what they say only to those whose role needs it.
#[utoipa::path(
    tag = "evidence",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01")),
    responses((status = 200, description = "All of it", body = EvidencePage)),
    security(("bearer" = ["candidates:read"])),
)]
#[get("/v1/candidates/{id}/evidence")]
pub async fn list_evidence(
    caller: Caller<CandidatesRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, sight) = (state.clone(), caller.sight());
    let all = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (candidate, key) = candidates::find(conn, &shared.vault, *id, &sight)?;
            Ok(evidence::of_person(conn, &key, candidate.id)?)
        })
        .await?;
    Answer::ok(&view::page(&caller, all))
}
