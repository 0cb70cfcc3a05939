use super::queue::{QueuePage, entry};
use crate::AppState;
use crate::http::auth::CandidatesSearch;
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::post;
use actix_web::web::Data;
use domain::identity::Nik;
use persistence::candidates;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Whom to look up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// NIK, 16 digits: in a body, never in an address.
    #[schema(pattern = "^[0-9]{16}$", example = "6474011403019901")]
    pub nik: String,
}

/// Look up a NIK
///
/// Files with this NIK that the caller may see: more than one is a conflict to be settled.
#[utoipa::path(
    tag = "candidates",
    request_body = SearchRequest,
    responses((status = 200, description = "What was found, at most 20", body = QueuePage)),
    security(("bearer" = ["candidates:search"])),
)]
#[post("/v1/candidates/search")]
pub async fn search_candidates(
    caller: Caller<CandidatesSearch>,
    state: Data<AppState>,
    body: Valid<SearchRequest>,
) -> Result<Answer, ApiError> {
    let nik: Nik = body.value.nik.parse().map_err(|_| ApiError::field("/nik", "format"))?;
    let (shared, sight) = (state.clone(), caller.sight());
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            Ok(candidates::by_nik(conn, &shared.vault, &sight, nik.as_str())?)
        })
        .await?;
    let today = state.clock.day_of(caller.ctx.now);
    let data = rows.into_iter().map(|row| entry(&state, row, today)).collect::<Result<_, _>>()?;
    Answer::ok(&QueuePage { data, next_cursor: None, has_more: false })
}
