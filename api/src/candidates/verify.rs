use super::step::{Stepping, check_reason, lacks};
use super::view::CandidateView;
use crate::AppState;
use crate::http::auth::{CandidatesVerify, Who};
use crate::http::{Answer, ApiError, Caller, Code, FieldError, IfMatch, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{EvidenceStatus, Step, rules};
use domain::documents::unverified;
use domain::identity::{IdentifierKind, IdentifierStatus};
use domain::ids::AccountId;
use domain::organisations::ReasonUse;
use persistence::{Act, Conn, documents, events, people};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What the desk has to say about what it verifies.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyRequest {
    /// Why a NIK that disagrees with birth date or sex is right all the same: a code of `/v1/reference/reasons`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40, example = "NIK_AS_REGISTERED")]
    pub mismatch_reason: Option<String>,
}

/// Verify a file
///
/// The manpower desk has compared it with the documents, which must be verified first. Another person than those
/// who opened, changed, submitted or noted it. From now on the NIK is this person's alone.
/// One that disagrees with birth date or sex needs a reason.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d04")),
    request_body(content = VerifyRequest, example = json!({})),
    responses((status = 200, description = "Verified", body = CandidateView)),
    security(("bearer" = ["candidates:verify"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/candidates/{id}/verify")]
pub async fn verify_candidate(
    caller: Caller<CandidatesVerify>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<VerifyRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    if let Some(reason) = &body.value.mismatch_reason {
        check_reason(&state, "/mismatch_reason", reason, ReasonUse::Mismatch)?;
    }
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            verify(&shared, conn, &who, act, *id, &version, body.value.mismatch_reason.as_deref())
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status, by the same person, with documents that nobody has verified, with a NIK that disagrees
/// without a reason, or that is verified for somebody else.
pub fn verify(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
    mismatch_reason: Option<&str>,
) -> Result<Answer, ApiError> {
    let stepping = Stepping { state, who, act, id, version };
    stepping.take(conn, Step::Verify, mismatch_reason, |conn, key, file| {
        stepping.must_hold(file)?;
        let has_written = events::has_written(conn, id, id, who.account)?;
        rules::may_verify(file.custody.noted_by, has_written, AccountId(who.account))?;
        let documents = documents::of_person(conn, id)?;
        let verified = documents.iter().filter(|it| it.status == EvidenceStatus::Verified);
        let verified: Vec<&str> = verified.map(|it| it.kind.as_str()).collect();
        let open: Vec<FieldError> = unverified(&state.catalogue.needs, &verified)
            .into_iter()
            .map(|need| lacks(need, "not_verified"))
            .collect();
        if !open.is_empty() {
            return Err(ApiError::with(Code::CandidateUnverified, open));
        }
        let numbers = people::identifiers(conn, key, id)?;
        let nik = numbers.iter().find(|it| it.kind == IdentifierKind::Nik);
        let status = nik.map_or(IdentifierStatus::FormatValid, |nik| nik.status);
        rules::may_accept_nik(status, mismatch_reason.is_some())?;
        if let Some(nik) = nik {
            people::set_identifier_status(conn, id, nik.kind, nik.status.seen())?;
        }
        file.custody = file.custody.clone().settled(act.at);
        Ok(())
    })
}
