use super::view::{self, CandidateView};
use crate::AppState;
use crate::http::auth::CandidatesRead;
use crate::http::{Answer, ApiError, Caller};
use actix_web::get;
use actix_web::web::{Data, Path};
use persistence::candidates;
use uuid::Uuid;

/// Read a file
///
/// Profile, masked numbers, where it lies, since when, by when, and who must do what.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01")),
    responses((status = 200, description = "The file", body = CandidateView)),
    security(("bearer" = ["candidates:read"])),
)]
#[get("/v1/candidates/{id}")]
pub async fn read_candidate(
    caller: Caller<CandidatesRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, who) = (state.clone(), (*caller).clone());
    state
        .db
        .transact(move |conn| {
            let (candidate, key) = candidates::find(conn, &shared.vault, *id, &who.sight())?;
            view::whole(&shared, conn, &who, &candidate, &key)
        })
        .await
}
