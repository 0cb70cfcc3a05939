//! What is decided of a document, written.

use crate::http::ApiError;
use domain::candidates::EvidenceStatus;
use domain::identity::IdentifierStatus;
use persistence::candidates::Candidate;
use persistence::documents::{self, Document};
use persistence::events::{self, Event, Thing};
use persistence::people::Identifier;
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, people};
use serde_json::json;
use uuid::Uuid;

/// Writes the decision on a document.
///
/// # Errors
///
/// If a row cannot be written.
pub fn decide(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    before: Document,
    reason: Option<&str>,
) -> Result<Document, ApiError> {
    let status = if reason.is_none() { EvidenceStatus::Verified } else { EvidenceStatus::Rejected };
    let event = Event {
        thing: Thing::Document,
        id: before.id,
        version: before.version + 1,
        kind: if reason.is_none() { "document.verified" } else { "document.rejected" },
        reason,
        payload: Some(json!({ "before": before.status, "after": status })),
    };
    let after = Document {
        status,
        version: before.version + 1,
        reason: reason.map(str::to_owned),
        decided_by: act.actor,
        decided_at: Some(act.at),
        ..before
    };
    documents::update(conn, person, &after)?;
    events::append(conn, act, person, key, &event)?;
    Ok(after)
}

/// Sets how far a number can be relied on, with the event and the version of its file.
///
/// # Errors
///
/// If a row cannot be written.
pub fn set_status(
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    before: &Candidate,
    number: &Identifier,
    status: IdentifierStatus,
) -> Result<(), ApiError> {
    people::set_identifier_status(conn, before.id, number.kind, status)?;
    let after = Candidate { version: before.version + 1, ..before.clone() };
    candidates::update(conn, key, before, &after)?;
    let event = Event {
        thing: Thing::Candidate,
        id: after.id,
        version: after.version,
        kind: if status.is_confirmed() { "candidate.number_verified" } else { "candidate.number_doubted" },
        reason: None,
        payload: Some(json!({ "identifier": number.kind, "before": number.status, "after": status })),
    };
    Ok(events::append(conn, act, after.id, key, &event)?)
}
