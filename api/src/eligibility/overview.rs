use super::facts;
use crate::AppState;
use crate::countries::InForce;
use crate::http::auth::EligibilityRead;
use crate::http::{Answer, ApiError, Caller, Code};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use domain::eligibility::{Counting, Decision, Facts, Outcome, Verdict, overview};
use domain::value::Value as FactValue;
use persistence::candidates;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What would have to change: one rule that is not met or not known.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Rule code; its texts are in `/v1/rules`.
    #[schema(example = "PRG-LANG")]
    pub code: String,
    /// `not_met` or `unknown`.
    pub outcome: Outcome,
    /// What was seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<FactValue>,
    /// What is asked, any of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<FactValue>,
    /// What to do, a code of `/v1/rules`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Day from which it will be met by time alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cured_on: Option<NaiveDate>,
}

/// How far a programme is from a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectView {
    /// Programme.
    #[schema(example = "KR-EPS-MFG")]
    pub programme: String,
    /// The nearest of its countries.
    pub country: Option<String>,
    /// The nearest of its fields.
    pub field: Option<String>,
    /// Verdict.
    pub verdict: Verdict,
    /// Set for `eligible_from`.
    pub eligible_from: Option<NaiveDate>,
    /// What would have to change.
    pub changes: Vec<Change>,
    /// Codes that are met.
    pub met: Vec<String>,
    /// Codes to look at.
    pub warnings: Vec<String>,
}

/// All programmes, nearest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// `claims`: what is only claimed counts here; a stored decision counts what is verified.
    pub counting: Counting,
    /// Digest of the law in use.
    pub law_digest: String,
    /// Digest of what is known of countries.
    pub countries_digest: String,
    /// Nearest first.
    pub data: Vec<ProspectView>,
}

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// The day; only officers choose one, default today in the city.
    #[param(example = "2026-06-01")]
    pub as_of: Option<NaiveDate>,
}

fn prospect(
    programme: &str,
    country: Option<String>,
    field: Option<String>,
    decision: &Decision,
) -> ProspectView {
    let codes = |outcome: Outcome| {
        let findings = decision.findings.iter().filter(move |finding| finding.outcome == outcome);
        findings.map(|finding| finding.code.clone()).collect()
    };
    let (met, warnings) = (codes(Outcome::Met), codes(Outcome::Warning));
    let changes = decision
        .findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::NotMet | Outcome::Unknown))
        .map(|finding| {
            let parts = || finding.parts.iter().filter(|part| part.outcome == finding.outcome);
            Change {
                code: finding.code.clone(),
                outcome: finding.outcome,
                seen: parts().flat_map(|part| part.seen.clone()).collect(),
                required: parts().flat_map(|part| part.required.clone()).collect(),
                remedy: parts().find_map(|part| part.remedy.clone()),
                cured_on: parts().map(|part| part.cured_on).max().flatten(),
            }
        })
        .collect();
    ProspectView {
        programme: programme.to_owned(),
        country,
        field,
        verdict: decision.verdict,
        eligible_from: decision.eligible_from,
        changes,
        met,
        warnings,
    }
}

/// The overview of given facts.
///
/// # Errors
///
/// 422 if no programme is in force on that day.
pub fn of(
    state: &AppState,
    in_force: &InForce,
    facts: &Facts,
    as_of: NaiveDate,
) -> Result<Overview, ApiError> {
    let prospects = overview(&in_force.law, facts, as_of, Counting::Claims);
    if prospects.is_empty() {
        return Err(Code::LawNotInForce.into());
    }
    Ok(Overview {
        as_of,
        counting: Counting::Claims,
        law_digest: state.catalogue.law_digest.clone(),
        countries_digest: in_force.digest.clone(),
        data: prospects
            .into_iter()
            .map(|it| prospect(&it.programme.code, it.country, it.field, &it.decision))
            .collect(),
    })
}

/// Which ways abroad are near?
///
/// Every programme, nearest first, with what would have to change. Claims count; codes and values only, the texts come
/// once from `/v1/rules`.
#[utoipa::path(
    tag = "eligibility",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        DayQuery,
    ),
    responses((status = 200, description = "All programmes", body = Overview)),
    security(("bearer" = ["eligibility:read"])),
)]
#[get("/v1/candidates/{id}/eligibility")]
pub async fn read_eligibility(
    caller: Caller<EligibilityRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<DayQuery>,
) -> Result<Answer, ApiError> {
    if query.as_of.is_some() && !caller.is_staff() {
        return Err(ApiError::parameter("as_of", "not_allowed"));
    }
    let as_of = query.as_of.unwrap_or_else(|| state.clock.day_of(caller.ctx.now));
    let (shared, sight) = (state.clone(), caller.sight());
    let (facts, in_force) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (file, key) = candidates::find(conn, &shared.vault, *id, &sight)?;
            Ok((facts::of_file(&shared, conn, &file, &key)?, shared.law_in_force(conn)?))
        })
        .await?;
    Answer::ok(&of(&state, &in_force, &facts, as_of)?)
}
