use super::view::{self, EvidenceInput, EvidenceView};
use crate::AppState;
use crate::http::auth::EvidenceWrite;
use crate::http::merge::Merge;
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, patch};
use domain::candidates::rules;
use persistence::events::{self, Event, Thing};
use persistence::evidence::{self, Stored};
use persistence::{candidates, documents};
use serde_json::json;
use uuid::Uuid;

/// Change a claim
///
/// A merge patch; the kind stays. Not once it is verified or rejected; not while a file that was submitted with it is closed.
#[utoipa::path(
    tag = "evidence",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d07"),
        ("evidence_id" = Uuid, Path, description = "The evidence", example = "0192f000-0000-7000-8000-000000e0d071"),
    ),
    request_body(content = EvidenceInput, content_type = "application/merge-patch+json",
        example = json!({ "issuer": "SMKN 2 Contoh" })),
    responses((status = 200, description = "Changed", body = EvidenceView)),
    security(("bearer" = ["evidence:write"])),
    extensions(("x-if-match" = json!("1")), ("x-merge-patch" = json!(true))),
)]
#[patch("/v1/candidates/{id}/evidence/{evidence_id}")]
pub async fn update_evidence(
    caller: Caller<EvidenceWrite>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<Merge<EvidenceInput>>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let (candidate, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = evidence::lock(conn, &key, person, id)?;
            view::must_see(&who, before.record.kind)?;
            version.holds(before.version)?;
            rules::may_change(before.status, before.submitted, candidate.status)?;
            let record = body.value.onto(&EvidenceInput::of(&before.record))?.record();
            let mine: Vec<Uuid> =
                documents::of_person(conn, person)?.into_iter().map(|document| document.id).collect();
            if record == before.record {
                let now = before.version;
                return Ok(Answer::ok(&view::view(&who, before))?.version(now));
            }
            if record.kind != before.record.kind {
                return Err(ApiError::field("/kind", "not_allowed"));
            }
            let errors = view::errors(&shared, &record, &mine, shared.clock.day_of(act.at), "");
            if !errors.is_empty() {
                return Err(ApiError::fields(errors));
            }
            let after = Stored { record, version: before.version + 1, ..before.clone() };
            evidence::update(conn, &key, person, &after)?;
            let event = Event {
                thing: Thing::Evidence,
                id,
                version: after.version,
                kind: "evidence.changed",
                reason: None,
                payload: Some(json!({ "before": before.record, "after": after.record })),
            };
            events::append(conn, act, person, &key, &event)?;
            let version = after.version;
            Ok(Answer::ok(&view::view(&who, after))?.version(version))
        })
        .await
}

/// Take a claim away
///
/// Under the same conditions as changing it.
#[utoipa::path(
    tag = "evidence",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d07"),
        ("evidence_id" = Uuid, Path, description = "The evidence", example = "0192f000-0000-7000-8000-000000e0d072"),
    ),
    responses((status = 204, description = "Taken away")),
    security(("bearer" = ["evidence:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[delete("/v1/candidates/{id}/evidence/{evidence_id}")]
pub async fn delete_evidence(
    caller: Caller<EvidenceWrite>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (person, id) = path.into_inner();
    let (shared, who) = (state.clone(), (*caller).clone());
    state
        .write(&caller, b"", move |conn, act| {
            let (candidate, key) = candidates::lock(conn, &shared.vault, person, &who.sight())?;
            let before = evidence::lock(conn, &key, person, id)?;
            view::must_see(&who, before.record.kind)?;
            version.holds(before.version)?;
            rules::may_change(before.status, before.submitted, candidate.status)?;
            evidence::delete(conn, person, id, before.version)?;
            let event = Event {
                thing: Thing::Evidence,
                id,
                version: before.version + 1,
                kind: "evidence.taken_away",
                reason: None,
                payload: Some(json!({ "before": before.record })),
            };
            events::append(conn, act, person, &key, &event)?;
            Ok(Answer::none())
        })
        .await
}
