use super::decide::{decide, set_status};
use super::view::{DocumentView, view};
use crate::AppState;
use crate::candidates::check_reason;
use crate::evidence::write as write_evidence;
use crate::http::auth::DocumentsVerify;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::messages::tell_person;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::accounts::Scope;
use domain::candidates::{EvidenceStatus, VerifiedBy, rules};
use domain::documents::unverified;
use domain::identity::{IdentifierKind, IdentifierStatus};
use domain::organisations::ReasonUse;
use persistence::candidates::Candidate;
use persistence::documents::{self, Document};
use persistence::messages::Template;
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, events, evidence, people};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Why it is rejected.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectDocumentRequest {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "NOT_LEGIBLE")]
    pub reason: String,
}

/// Reject a document
///
/// With a reason that the person is told; the claims that name it stay claims. Not by who uploaded it. A verified one
/// is rejected by a supervisor, and with it what it proved; while a verified file rests on it, the file is reopened first.
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
            let (file, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = documents::find(conn, person, id)?;
            version.holds(before.version)?;
            let has_written = events::has_written(conn, person, id, who.account)?;
            rules::may_reject(before.status, has_written, who.holds(Scope::CandidatesReopen))?;
            let was_verified = before.status == EvidenceStatus::Verified;
            let has_another = has_another(conn, person, &before)?;
            if was_verified {
                let needs = unverified(&shared.catalogue.needs, &[]);
                let is_needed = needs.into_iter().any(|need| need.what == before.kind);
                rules::may_fall(file.status, is_needed && !has_another)?;
            }
            let after = decide(conn, act, &key, person, before, Some(&reason))?;
            if was_verified {
                let shown = shared.catalogue.document(&after.kind).and_then(|kind| kind.identifier);
                undo(conn, act, &key, &file, &after, shown.filter(|_| !has_another), &reason)?;
            }
            let values =
                BTreeMap::from([("kind".to_owned(), after.kind.clone()), ("reason".to_owned(), reason)]);
            tell_person(&shared, conn, &key, act, person, Template::DocumentRejected, values)?;
            let version = after.version;
            Ok(Answer::ok(&view(after))?.version(version))
        })
        .await
}

/// Whether another document of the same kind is verified.
fn has_another(conn: &mut Conn, person: Uuid, document: &Document) -> Result<bool, ApiError> {
    let is_another = |it: &Document| {
        it.id != document.id && it.kind == document.kind && it.status == EvidenceStatus::Verified
    };
    Ok(documents::of_person(conn, person)?.iter().any(is_another))
}

/// What a document proved falls with it, and the number that it alone has shown.
fn undo(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    file: &Candidate,
    document: &Document,
    shown: Option<IdentifierKind>,
    reason: &str,
) -> Result<(), ApiError> {
    for row in evidence::of_person(conn, key, file.id)? {
        let proven_by_it = row.verified_by == Some(VerifiedBy::Document)
            && row.record.document.is_some_and(|it| it.0 == document.id);
        if proven_by_it && row.status == EvidenceStatus::Verified {
            write_evidence(conn, act, key, file.id, &row, Err(reason), None)?;
        }
    }
    let numbers = people::identifiers(conn, key, file.id)?;
    match numbers.iter().find(|it| Some(it.kind) == shown && it.status == IdentifierStatus::Verified) {
        Some(number) => set_status(conn, act, key, file, number, IdentifierStatus::FormatValid),
        None => Ok(()),
    }
}
