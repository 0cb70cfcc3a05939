use super::view::{self, EvidenceInput, EvidencePage};
use crate::http::auth::EvidenceWrite;
use crate::http::{Answer, ApiError, Caller, Code, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::candidates::{EvidenceStatus, Record};
use persistence::events::{self, Event, Thing};
use persistence::evidence::{self, Stored};
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, documents};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Rows that a file may hold.
const MOST: usize = 300;

/// Evidence to be entered, all rows or none.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRequest {
    /// The rows.
    #[schema(min_items = 1, max_items = 50)]
    pub rows: Vec<EvidenceInput>,
}

/// Enter evidence
///
/// All rows or none, with errors by row. New evidence can be added at any time; it is a claim until an officer has seen it.
#[utoipa::path(
    tag = "evidence",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d01")),
    request_body(content = EvidenceRequest, example = json!({ "rows": [
        { "kind": "education", "code": "SMA_SMK", "field": "TEKNIK_MESIN", "issuer": "SMKN 1 Contoh", "from": "2019-06-01" },
        { "kind": "health", "code": "HEIGHT", "value": { "kind": "number", "number": 171, "unit": "cm" }, "from": "2026-05-20" }
    ] })),
    responses((status = 201, description = "Entered", body = EvidencePage)),
    security(("bearer" = ["evidence:write"])),
)]
#[post("/v1/candidates/{id}/evidence")]
pub async fn create_evidence(
    caller: Caller<EvidenceWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<EvidenceRequest>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let records = body.value.rows.into_iter().map(|row| (ids::new_id(), row.record())).collect();
    state
        .write(&caller, &digest, move |conn, act| {
            let (candidate, key) = candidates::lock(conn, &shared.vault, *id, &who.sight())?;
            let all = enter(&shared, conn, act, &key, candidate.id, who.account, records)?;
            let location = format!("/v1/candidates/{id}/evidence");
            Answer::created(location, &view::page(&who, all))
        })
        .await
}

/// Checks and enters rows, each under its id, with their events.
///
/// # Errors
///
/// 422 with errors by row; 409 if the file would hold too many.
pub fn enter(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    account: Uuid,
    records: Vec<(Uuid, Record)>,
) -> Result<Vec<Stored>, ApiError> {
    let documents: Vec<Uuid> =
        documents::of_person(conn, person)?.into_iter().map(|document| document.id).collect();
    let today = state.clock.day_of(act.at);
    let errors: Vec<_> = records
        .iter()
        .enumerate()
        .flat_map(|(index, (_, record))| {
            view::errors(state, record, &documents, today, &format!("/rows/{index}"))
        })
        .collect();
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    if evidence::of_person(conn, key, person)?.len() + records.len() > MOST {
        return Err(Code::CandidateTooMany.into());
    }
    let all: Vec<Stored> = records
        .into_iter()
        .map(|(id, record)| Stored {
            id,
            record,
            status: EvidenceStatus::Claimed,
            version: 1,
            submitted: false,
            reason: None,
            verified_by: None,
            entered_by: account,
            decided_by: None,
            decided_at: None,
            created_at: act.at,
        })
        .collect();
    evidence::insert(conn, key, person, &all)?;
    for stored in &all {
        let event = Event {
            thing: Thing::Evidence,
            id: stored.id,
            version: 1,
            kind: "evidence.entered",
            reason: None,
            payload: Some(json!({ "after": stored.record })),
        };
        events::append(conn, act, person, key, &event)?;
    }
    Ok(all)
}
