use super::facts;
use super::view::{DecisionView, Frame, view};
use crate::accounts::session::limited;
use crate::http::auth::{EligibilityDecide, Who};
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::{Duration, NaiveDate};
use domain::eligibility::{Counting, Question, assess};
use domain::law::{LawError, Stage};
use persistence::catalogue::versions;
use persistence::decisions::{self, Stored};
use persistence::events::{self, Event, Thing};
use persistence::throttle::{self, Limit};
use persistence::{Act, Conn, candidates};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Decisions on one person: far more than anybody needs, so that no table is filled.
const OF_PERSON: Limit = Limit { tries: 60, within: Duration::hours(1) };

/// What to decide.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Programme, a code of `/v1/programmes`.
    #[schema(min_length = 1, max_length = 40, example = "KR-EPS-MFG")]
    pub programme: String,
    /// One of its countries; needed if it has several.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$", example = "KR")]
    pub country: Option<String>,
    /// One of its fields; needed if it has several.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40)]
    pub field: Option<String>,
    /// The day; only officers choose one, default today in the city.
    #[serde(default)]
    #[schema(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
}

/// Decide on eligibility
///
/// Counts verified evidence: what is only claimed leaves its rule `unknown`. The decision is stored with the facts and
/// the law it rests on, and reads the same later.
#[utoipa::path(
    tag = "eligibility",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01")),
    request_body(content = DecisionRequest, example = json!({ "programme": "KR-EPS-MFG" })),
    responses((status = 201, description = "Decided and stored", body = DecisionView)),
    security(("bearer" = ["eligibility:decide"])),
)]
#[post("/v1/candidates/{id}/decisions")]
pub async fn create_decision(
    caller: Caller<EligibilityDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<DecisionRequest>,
) -> Result<Answer, ApiError> {
    if body.value.as_of.is_some() && !caller.is_staff() {
        return Err(ApiError::field("/as_of", "not_allowed"));
    }
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let stored = decide(&shared, conn, &who, act, *id, ids::new_id(), body.value)?;
            let location = format!("/v1/candidates/{id}/decisions/{}", stored.id);
            Answer::created(location, &read(&shared, &who, stored))
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 422 if the programme, country or field is not known or nothing is in force on the day; 429 after many.
pub fn decide(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    person: Uuid,
    id: Uuid,
    request: DecisionRequest,
) -> Result<Stored, ApiError> {
    let (file, key) = candidates::lock(conn, &state.vault, person, &who.sight())?;
    let bucket = state.vault.keyed_hash("throttle", &[b"decide", person.as_bytes()]);
    if let Some(wait) = throttle::count(conn, &bucket, OF_PERSON, act.at)? {
        return Err(limited(wait));
    }
    let facts = facts::of_file(state, conn, &file, &key)?;
    let question = Question {
        programme: &request.programme,
        country: request.country.as_deref(),
        field: request.field.as_deref(),
        as_of: request.as_of.unwrap_or_else(|| state.clock.day_of(act.at)),
        stage: Stage::Apply,
        counting: Counting::Verified,
    };
    let in_force = state.law_in_force(conn)?;
    let decision = assess(&in_force.law, &facts, &question).map_err(|error| unanswered(error, &question))?;
    // So that it can be judged again by what was known.
    versions::keep(conn, "countries", &in_force.digest, &in_force.content, act.at)?;
    let programme = in_force.law.programme(&request.programme).ok_or(LawError::UnknownProgramme)?;
    let stored = Stored {
        id,
        country: programme.country_asked(request.country),
        field: programme.field_asked(request.field),
        programme: request.programme,
        facts,
        decision,
        law_digest: state.catalogue.law_digest.clone(),
        data_digest: state.catalogue.data_digest.clone(),
        countries_digest: Some(in_force.digest),
        decided_by: who.account,
        created_at: act.at,
    };
    decisions::insert(conn, &key, person, &stored)?;
    let event = Event {
        thing: Thing::Decision,
        id: stored.id,
        version: 1,
        kind: "decision.made",
        reason: None,
        payload: Some(json!({ "programme": stored.programme, "verdict": stored.decision.verdict })),
    };
    events::append(conn, act, person, &key, &event)?;
    Ok(stored)
}

/// A question that the law cannot answer: what is named but not there is unknown, what is not named is required.
pub fn unanswered(error: LawError, question: &Question<'_>) -> ApiError {
    match error {
        LawError::CountryNeeded if question.country.is_some() => ApiError::field("/country", "unknown_code"),
        LawError::FieldNeeded if question.field.is_some() => ApiError::field("/field", "unknown_code"),
        other => other.into(),
    }
}

/// A stored decision as it is read.
#[must_use]
pub fn read(state: &AppState, who: &Who, stored: Stored) -> DecisionView {
    let frame = Frame {
        id: Some(stored.id),
        programme: stored.programme,
        country: stored.country,
        field: stored.field,
        counting: Counting::Verified,
        law_digest: stored.law_digest,
        data_digest: stored.data_digest,
        countries_digest: stored.countries_digest,
        created_at: Some(stored.created_at),
    };
    view(state, frame, &stored.decision, who.ctx.language)
}
