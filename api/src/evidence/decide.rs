use super::view::{self, EvidenceView};
use crate::AppState;
use crate::candidates::check_reason;
use crate::http::auth::EvidenceVerify;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::messages::tell_person;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::accounts::Scope;
use domain::candidates::{EvidenceStatus, VerifiedBy, rules};
use domain::organisations::ReasonUse;
use persistence::events::{self, Event, Thing};
use persistence::evidence::{self, Stored};
use persistence::messages::Template;
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, documents};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// How evidence was seen to be true.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "is_recorded"))]
pub struct VerifyEvidenceRequest {
    /// How.
    pub by: VerifiedBy,
    /// What was said and by whom it was recorded; needed for an interview. Sealed.
    #[serde(default)]
    #[schema(
        min_length = 10,
        max_length = 2000,
        example = "Wawancara 20-05-2026 di meja ketenagakerjaan, dicatat petugas."
    )]
    pub record: Option<String>,
}

/// An interview counts only if it was recorded.
fn is_recorded(request: &VerifyEvidenceRequest) -> Result<(), ValidationError> {
    if request.by == VerifiedBy::Interview && request.record.is_none() {
        return Err(ValidationError::new("required").with_message("record".into()));
    }
    Ok(())
}

/// Why it is rejected.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectRequest {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "NOT_PROVEN")]
    pub reason: String,
}

/// Decides a claim, once, and never one that the decider entered or changed.
///
/// # Errors
///
/// 409 if it was decided, or written in by the same account.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the decision needs")]
pub fn decide(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    account: Uuid,
    before: &Stored,
    outcome: Result<VerifiedBy, &str>,
    record: Option<&str>,
) -> Result<Stored, ApiError> {
    rules::may_decide(before.status, events::has_written(conn, person, before.id, account)?)?;
    if let Ok(how) = outcome {
        rules::can_prove(how, before.record.kind)?;
    }
    write(conn, act, key, person, before, outcome, record)
}

/// Writes what was decided, with its event.
///
/// # Errors
///
/// If a row cannot be written.
pub fn write(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    before: &Stored,
    outcome: Result<VerifiedBy, &str>,
    record: Option<&str>,
) -> Result<Stored, ApiError> {
    let after = Stored {
        status: if outcome.is_ok() { EvidenceStatus::Verified } else { EvidenceStatus::Rejected },
        version: before.version + 1,
        verified_by: outcome.ok(),
        reason: outcome.err().map(str::to_owned),
        decided_by: act.actor,
        decided_at: Some(act.at),
        ..before.clone()
    };
    evidence::update(conn, key, person, &after)?;
    let event = Event {
        thing: Thing::Evidence,
        id: before.id,
        version: after.version,
        kind: if outcome.is_ok() { "evidence.verified" } else { "evidence.rejected" },
        reason: outcome.err(),
        payload: Some(
            json!({ "before": before.status, "after": after.status, "by": outcome.ok(), "record": record }),
        ),
    };
    events::append(conn, act, person, key, &event)?;
    Ok(after)
}

/// Verify evidence
///
/// By its verified document or, for a declaration, by an interview that was recorded. Not by who entered or changed it.
#[utoipa::path(
    tag = "evidence",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d06"),
        ("evidence_id" = Uuid, Path, description = "The evidence", example = "0192f000-0000-7000-8000-000000e0d061"),
    ),
    request_body(content = VerifyEvidenceRequest, example = json!({
        "by": "interview", "record": "Wawancara 20-05-2026 di meja ketenagakerjaan, dicatat petugas." })),
    responses((status = 200, description = "Verified", body = EvidenceView)),
    security(("bearer" = ["evidence:verify"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/evidence/{evidence_id}/verify")]
pub async fn verify_evidence(
    caller: Caller<EvidenceVerify>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<VerifyEvidenceRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let VerifyEvidenceRequest { by, record } = body.value;
    state
        .write(&caller, &digest, move |conn, act| {
            let (_, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = evidence::lock(conn, &key, person, id)?;
            version.holds(before.version)?;
            if by == VerifiedBy::Document {
                let named = before.record.document;
                let document = named.map(|document| documents::find(conn, person, document.0)).transpose()?;
                rules::must_be_verified(document.map(|document| document.status))?;
            }
            let after = decide(conn, act, &key, person, who.account, &before, Ok(by), record.as_deref())?;
            let version = after.version;
            Ok(Answer::ok(&view::view(&who, after))?.version(version))
        })
        .await
}

/// Reject evidence
///
/// With a reason that the person is told. Not by who entered or changed it. What was verified is rejected by a
/// supervisor.
#[utoipa::path(
    tag = "evidence",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d06"),
        ("evidence_id" = Uuid, Path, description = "The evidence", example = "0192f000-0000-7000-8000-000000e0d062"),
    ),
    request_body = RejectRequest,
    responses((status = 200, description = "Rejected", body = EvidenceView)),
    security(("bearer" = ["evidence:verify"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/evidence/{evidence_id}/reject")]
pub async fn reject_evidence(
    caller: Caller<EvidenceVerify>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<RejectRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let reason = body.value.reason;
    check_reason(&state, "/reason", &reason, ReasonUse::Evidence)?;
    state
        .write(&caller, &digest, move |conn, act| {
            let (_, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = evidence::lock(conn, &key, person, id)?;
            version.holds(before.version)?;
            let has_written = events::has_written(conn, person, id, who.account)?;
            rules::may_reject(before.status, has_written, who.holds(Scope::CandidatesReopen))?;
            let after = write(conn, act, &key, person, &before, Err(&reason), None)?;
            let values = BTreeMap::from([
                ("kind".to_owned(), after.record.code.clone()),
                ("reason".to_owned(), reason),
            ]);
            tell_person(&shared, conn, &key, act, person, Template::EvidenceRejected, values)?;
            let version = after.version;
            Ok(Answer::ok(&view::view(&who, after))?.version(version))
        })
        .await
}
