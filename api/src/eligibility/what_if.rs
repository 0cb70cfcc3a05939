use super::decide::unanswered;
use super::overview::{self, Overview};
use super::view::{DecisionView, Frame, view};
use crate::AppState;
use crate::evidence::view::{EvidenceInput, errors};
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx, FieldError, Valid};
use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::candidates::{Evidence, Standing};
use domain::eligibility::{Counting, DocumentFact, Fact, Facts, Question, assess};
use domain::identity::{MaritalStatus, Sex};
use domain::law::{Confidence, EvidenceKind, LawError, Stage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A document that one would have.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfDocument {
    /// Kind, a code of `/v1/reference/document-kinds`.
    #[schema(min_length = 1, max_length = 40, example = "DOC-MARITAL")]
    pub kind: String,
    /// Last day of validity.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// Facts that nobody needs to prove.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfRequest {
    /// Programme; absent: an overview of all.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40, example = "KR-EPS-MFG")]
    pub programme: Option<String>,
    /// One of its countries; needed if it has several.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$", example = "KR")]
    pub country: Option<String>,
    /// One of its fields; needed if it has several.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40)]
    pub field: Option<String>,
    /// The day; default today in the city.
    #[serde(default)]
    #[schema(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
    /// Birth date.
    #[serde(default)]
    #[schema(example = "2001-03-14")]
    pub birth_date: Option<NaiveDate>,
    /// Sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Marital status.
    #[serde(default)]
    pub marital_status: Option<MaritalStatus>,
    /// Evidence; given: all schooling, work, languages and certificates there are; absent: not known.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub evidence: Option<Vec<EvidenceInput>>,
    /// Documents.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub documents: Option<Vec<WhatIfDocument>>,
}

/// One decision, or the overview of all programmes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIf {
    /// If a programme was named.
    pub decision: Option<DecisionView>,
    /// If none was named.
    pub overview: Option<Overview>,
}

fn facts(
    state: &AppState,
    request: &WhatIfRequest,
    as_of: NaiveDate,
    today: NaiveDate,
) -> Result<Facts, ApiError> {
    let claimed = Standing::Claimed;
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut evidence = Vec::new();
    if request.birth_date.is_some_and(|birth| birth > as_of) {
        wrong.push(FieldError::new("/birth_date", "in_future"));
    }
    for (index, input) in request.evidence.iter().flatten().enumerate() {
        let at = format!("/evidence/{index}");
        let record = input.clone().record();
        let found = errors(state, &record, &[], today, &at);
        if found.is_empty()
            && let Ok(body) = record.check(&state.catalogue.law.evidence)
        {
            evidence.push(Evidence { id: None, standing: claimed, body });
        }
        wrong.extend(found);
    }
    for (index, document) in request.documents.iter().flatten().enumerate() {
        if state.catalogue.document(&document.kind).is_none() {
            wrong.push(FieldError::new(format!("/documents/{index}/kind"), "unknown_code"));
        }
    }
    if !wrong.is_empty() {
        return Err(ApiError::fields(wrong));
    }
    Ok(Facts {
        birth_date: request.birth_date.map(|value| Fact { value, standing: claimed }),
        sex: request.sex.map(|value| Fact { value, standing: claimed }),
        marital_status: request.marital_status.map(|value| Fact { value, standing: claimed }),
        complete: if request.evidence.is_some() { EvidenceKind::listed_whole() } else { Vec::new() },
        evidence,
        documents: request
            .documents
            .iter()
            .flatten()
            .map(|it| DocumentFact {
                kind: it.kind.clone(),
                from: None,
                until: it.until,
                confidence: Confidence::High,
                standing: claimed,
            })
            .collect(),
        identifiers: Vec::new(),
    })
}

/// What if?
///
/// Assesses given facts against one programme, or all of them; public, stores nothing. Claims count.
#[utoipa::path(
    tag = "eligibility",
    request_body(content = WhatIfRequest, example = json!({
        "programme": "KR-EPS-MFG", "as_of": "2026-06-01", "birth_date": "2001-03-14", "sex": "male",
        "marital_status": "single",
        "evidence": [
            { "kind": "education", "code": "SMA_SMK", "field": "TEKNIK_MESIN" },
            { "kind": "language", "code": "EPS_TOPIK", "until": "2027-08-10" },
            { "kind": "health", "code": "COLOUR_VISION", "value": { "kind": "text", "text": "NORMAL" } },
            { "kind": "declaration", "code": "PERMISSION_PARENT", "value": { "kind": "text", "text": "GIVEN" } }
        ],
        "documents": [{ "kind": "DOC-MARITAL" }]
    })),
    responses((status = 200, description = "The verdict with its reasons", body = WhatIf)),
    security(()),
)]
#[post("/v1/what-if")]
pub async fn what_if(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<WhatIfRequest>,
) -> Result<Answer, ApiError> {
    let request = body.value;
    let today = state.clock.day_of(ctx.now);
    let as_of = request.as_of.unwrap_or(today);
    let facts = facts(&state, &request, as_of, today.max(as_of))?;
    let shared = state.clone();
    let in_force = state.db.transact(move |conn| shared.law_in_force(conn)).await?;
    let answer = match &request.programme {
        None => WhatIf { decision: None, overview: Some(overview::of(&state, &in_force, &facts, as_of)?) },
        Some(programme) => {
            let question = Question {
                programme,
                country: request.country.as_deref(),
                field: request.field.as_deref(),
                as_of,
                stage: Stage::Apply,
                counting: Counting::Claims,
            };
            let law = &in_force.law;
            let decision = assess(law, &facts, &question).map_err(|error| unanswered(error, &question))?;
            let known = law.programme(programme).ok_or(LawError::UnknownProgramme)?;
            let frame = Frame {
                id: None,
                programme: programme.clone(),
                country: known.country_asked(request.country.clone()),
                field: known.field_asked(request.field.clone()),
                counting: Counting::Claims,
                law_digest: state.catalogue.law_digest.clone(),
                data_digest: state.catalogue.data_digest.clone(),
                countries_digest: Some(in_force.digest.clone()),
                created_at: None,
            };
            WhatIf { decision: Some(view(&state, frame, &decision, ctx.language)), overview: None }
        }
    };
    Ok(Answer::ok(&answer)?.cache(Cache::NoStore))
}
