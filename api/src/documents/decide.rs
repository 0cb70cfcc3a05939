use super::view::{DocumentView, view};
use crate::AppState;
use crate::candidates::check_reason;
use crate::evidence::decide as decide_evidence;
use crate::http::auth::{DocumentsVerify, Who};
use crate::http::{Answer, ApiError, Caller, FieldError, Valid};
use crate::messages::tell_person;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{EvidenceStatus, VerifiedBy, rules};
use domain::ids::AccountId;
use domain::organisations::ReasonUse;
use persistence::documents::{self, Document};
use persistence::events::{self, Event, Thing};
use persistence::evidence;
use persistence::messages::Template;
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, people};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What a document proves.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyDocumentRequest {
    /// Claims that it proves and that are verified with it; absent: all claims that name it.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub evidence_ids: Option<Vec<Uuid>>,
}

/// Why it is rejected.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectDocumentRequest {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "NOT_LEGIBLE")]
    pub reason: String,
}

/// Decides a document, once, and never one that the decider uploaded.
fn decide(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    account: Uuid,
    before: Document,
    reason: Option<&str>,
) -> Result<Document, ApiError> {
    rules::may_decide(before.status, AccountId(before.uploaded_by), AccountId(account))?;
    let after = Document {
        status: if reason.is_none() { EvidenceStatus::Verified } else { EvidenceStatus::Rejected },
        version: before.version + 1,
        reason: reason.map(str::to_owned),
        decided_by: Some(account),
        decided_at: Some(act.at),
        ..before
    };
    documents::update(conn, person, &after)?;
    let event = Event {
        thing: Thing::Document,
        id: after.id,
        version: after.version,
        kind: if reason.is_none() { "document.verified" } else { "document.rejected" },
        reason,
        payload: None,
    };
    events::append(conn, act, person, key, event)?;
    Ok(after)
}

/// Verify a document
///
/// In one act also the claims that it proves and the number that it shows (KK, passport, BPJS Ketenagakerjaan). Not by
/// who uploaded it or entered them.
#[utoipa::path(
    tag = "documents",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d06"),
        ("document_id" = Uuid, Path, description = "The document", example = "0192f000-0000-7000-8000-000000d0d061"),
    ),
    request_body(content = VerifyDocumentRequest, example = json!({})),
    responses((status = 200, description = "Verified", body = DocumentView)),
    security(("bearer" = ["documents:verify"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/documents/{document_id}/verify")]
pub async fn verify_document(
    caller: Caller<DocumentsVerify>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<VerifyDocumentRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let wanted = body.value.evidence_ids;
    state
        .write(&caller, &digest, move |conn, act| {
            let document = verify(&shared, conn, &who, act, person, id, version, wanted.as_deref())?;
            let version = document.version;
            Ok(Answer::ok(&view(document))?.version(version))
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 if it was decided, or uploaded or entered by the same account; 412 in another version.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the decision needs")]
pub fn verify(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    person: Uuid,
    id: Uuid,
    version: i32,
    wanted: Option<&[Uuid]>,
) -> Result<Document, ApiError> {
    let (_, key) = candidates::lock(conn, &state.vault, person, &who.sight())?;
    let before = documents::find(conn, person, id)?;
    if before.version != version {
        return Err(ApiError::stale(before.version));
    }
    let after = decide(conn, act, &key, person, who.account, before, None)?;
    verify_number(state, conn, who, person, &key, &after)?;
    let rows = evidence::of_person(conn, &key, person)?;
    let unknown: Vec<FieldError> = wanted
        .unwrap_or_default()
        .iter()
        .enumerate()
        // A document proves what names it, nothing else.
        .filter(|(_, wanted)| {
            !rows.iter().any(|row| row.id == **wanted && row.record.document.is_some_and(|it| it.0 == id))
        })
        .map(|(index, _)| FieldError::new(format!("/evidence_ids/{index}"), "unknown_code"))
        .collect();
    if !unknown.is_empty() {
        return Err(ApiError::fields(unknown));
    }
    for row in rows {
        let is_meant = match wanted {
            Some(wanted) => wanted.contains(&row.id),
            None => {
                row.status == EvidenceStatus::Claimed
                    && row.record.document.is_some_and(|document| document.0 == id)
            }
        };
        if is_meant {
            decide_evidence(conn, act, &key, person, who.account, &row, Ok(VerifiedBy::Document), None)?;
        }
    }
    let values = BTreeMap::from([("kind".to_owned(), after.kind.clone())]);
    tell_person(state, conn, &key, act, person, Template::DocumentVerified, values)?;
    Ok(after)
}

/// The number that a document shows is verified with it, by another than who wrote in the file.
fn verify_number(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    person: Uuid,
    key: &DataKey,
    document: &Document,
) -> Result<(), ApiError> {
    let kind = state.catalogue.document(&document.kind).and_then(|kind| kind.identifier);
    let numbers = people::identifiers(conn, key, person)?;
    let Some(number) = numbers.iter().find(|number| Some(number.kind) == kind) else { return Ok(()) };
    rules::may_verify(None, events::has_written_file(conn, person, who.account)?, AccountId(who.account))?;
    Ok(people::set_identifier_status(conn, person, number.kind, number.status.seen())?)
}

/// Reject a document
///
/// With a reason that the person is told; the claims that name it stay claims. Not by who uploaded it.
#[utoipa::path(
    tag = "documents",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d06"),
        ("document_id" = Uuid, Path, description = "The document", example = "0192f000-0000-7000-8000-000000d0d062"),
    ),
    request_body = RejectDocumentRequest,
    responses((status = 200, description = "Rejected", body = DocumentView)),
    security(("bearer" = ["documents:verify"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/documents/{document_id}/reject")]
pub async fn reject_document(
    caller: Caller<DocumentsVerify>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<RejectDocumentRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let reason = body.value.reason;
    check_reason(&state, "/reason", &reason, ReasonUse::Document)?;
    state
        .write(&caller, &digest, move |conn, act| {
            let (_, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = documents::find(conn, person, id)?;
            if before.version != version {
                return Err(ApiError::stale(before.version));
            }
            let after = decide(conn, act, &key, person, who.account, before, Some(&reason))?;
            let values =
                BTreeMap::from([("kind".to_owned(), after.kind.clone()), ("reason".to_owned(), reason)]);
            tell_person(&shared, conn, &key, act, person, Template::DocumentRejected, values)?;
            let version = after.version;
            Ok(Answer::ok(&view(after))?.version(version))
        })
        .await
}
