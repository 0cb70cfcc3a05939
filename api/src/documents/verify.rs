use super::decide::{decide, set_status};
use super::view::{DocumentView, view};
use crate::AppState;
use crate::evidence::decide as decide_evidence;
use crate::http::auth::{DocumentsVerify, Who};
use crate::http::{Answer, ApiError, Caller, Code, FieldError, IfMatch, Valid};
use crate::messages::tell_person;
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{VerifiedBy, rules};
use domain::ids::AccountId;
use persistence::documents::{self, Document};
use persistence::evidence::{self, Stored};
use persistence::messages::Template;
use persistence::people::Identifier;
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, events, people};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What a document proves.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyDocumentRequest {
    /// Claims that it proves, in the versions that were read; verified with it.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub evidence: Vec<SeenClaim>,
    /// The number that it shows (family card, passport, BPJS Ketenagakerjaan), as read on it: the one on file is
    /// verified if it is the same.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 40)]
    pub number: Option<String>,
}

/// A claim as it was read: one that has changed since is not verified.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenClaim {
    /// The piece of evidence.
    pub id: Uuid,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
}

/// Verify a document
///
/// In one act also the claims that it proves, in the versions that were read, and the number that it shows. Not by who
/// uploaded it, entered or changed them.
#[utoipa::path(
    tag = "documents",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d06"),
        ("document_id" = Uuid, Path, description = "The document", example = "0192f000-0000-7000-8000-000000d0d065"),
    ),
    request_body(content = VerifyDocumentRequest, example = json!({ "evidence": [
        { "id": "0192f000-0000-7000-8000-000000e0d063", "version": 1 }] })),
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
    let seen = body.value;
    state
        .write(&caller, &digest, move |conn, act| {
            let document = verify(&shared, conn, &who, act, person, id, &version, &seen)?;
            let version = document.version;
            Ok(Answer::ok(&view(document))?.version(version))
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 if it was decided, or uploaded or entered by the same account; 412 in another version; 422 for claims that do
/// not name it and a number that is not the one on file.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the decision needs")]
pub fn verify(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    person: Uuid,
    id: Uuid,
    version: &IfMatch,
    seen: &VerifyDocumentRequest,
) -> Result<Document, ApiError> {
    let (file, key) = candidates::lock(conn, &state.vault, person, &who.sight())?;
    let before = documents::find(conn, person, id)?;
    version.holds(before.version)?;
    rules::may_decide(before.status, events::has_written(conn, person, id, who.account)?)?;
    let rows = evidence::of_person(conn, &key, person)?;
    let proven = proven(&rows, id, &seen.evidence)?;
    let after = decide(conn, act, &key, person, before, None)?;
    for row in proven {
        decide_evidence(conn, act, &key, person, who.account, row, Ok(VerifiedBy::Document), None)?;
    }
    if let Some(number) = &seen.number {
        let number = shown(state, conn, &key, &after, person, number)?;
        let has_written = events::has_written(conn, person, person, who.account)?;
        rules::may_verify(None, has_written, AccountId(who.account))?;
        set_status(conn, act, &key, &file, &number, number.status.seen())?;
    }
    let values = BTreeMap::from([("kind".to_owned(), after.kind.clone())]);
    tell_person(state, conn, &key, act, person, Template::DocumentVerified, values)?;
    Ok(after)
}

/// The rows that were seen: each names this document and stands as it was read.
fn proven<'r>(rows: &'r [Stored], document: Uuid, seen: &[SeenClaim]) -> Result<Vec<&'r Stored>, ApiError> {
    let names = |row: &&Stored| row.record.document.is_some_and(|it| it.0 == document);
    let found: Vec<Option<&Stored>> =
        seen.iter().map(|claim| rows.iter().filter(names).find(|row| row.id == claim.id)).collect();
    let at = |index: usize, code: &str| FieldError::new(format!("/evidence/{index}"), code);
    let is_repeated = |index: usize, row: &Stored| seen.iter().take(index).any(|it| it.id == row.id);
    let unknown: Vec<FieldError> = found
        .iter()
        .enumerate()
        .filter_map(|(index, row)| match row {
            None => Some(at(index, "unknown_code")),
            Some(row) => is_repeated(index, row).then(|| at(index, "repeated")),
        })
        .collect();
    if !unknown.is_empty() {
        return Err(ApiError::fields(unknown));
    }
    let found: Vec<&Stored> = found.into_iter().flatten().collect();
    let stale: Vec<FieldError> = seen
        .iter()
        .zip(&found)
        .enumerate()
        .filter(|(_, (claim, row))| claim.version != row.version)
        .map(|(index, _)| at(index, "stale"))
        .collect();
    if stale.is_empty() { Ok(found) } else { Err(ApiError::with(Code::VersionStale, stale)) }
}

/// The number on file that a document shows, if it is the one that was read on it.
fn shown(
    state: &AppState,
    conn: &mut Conn,
    key: &DataKey,
    document: &Document,
    person: Uuid,
    read: &str,
) -> Result<Identifier, ApiError> {
    let wrong = |code: &str| ApiError::field("/number", code);
    let kind = state.catalogue.document(&document.kind).and_then(|kind| kind.identifier);
    let kind = kind.ok_or_else(|| wrong("not_allowed"))?;
    let mut numbers = people::identifiers(conn, key, person)?.into_iter();
    let number = numbers.find(|number| number.kind == kind).ok_or_else(|| wrong("missing"))?;
    if number.value == read.trim() { Ok(number) } else { Err(wrong("differs")) }
}
