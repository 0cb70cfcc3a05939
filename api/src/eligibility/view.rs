//! Decisions as they are read: values from what was stored, sentences from the texts of today.

use crate::AppState;
use chrono::{DateTime, NaiveDate, Utc};
use domain::eligibility::{Decision, Finding, Lapse, Outcome, Part, Verdict, sentence};
use domain::law::{Confidence, Language, Source, Stage};
use domain::value::Value as FactValue;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One tested fact of a finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartView {
    /// When it is due.
    pub stage: Stage,
    /// What came out.
    pub outcome: Outcome,
    /// In words.
    pub sentence: String,
    /// What was seen; empty: nothing.
    pub seen: Vec<FactValue>,
    /// What is asked, any of.
    pub required: Vec<FactValue>,
    /// Where the requirement is from.
    pub source: Source,
    /// How sure we are of it; `medium` and `low`: to be confirmed by the officer.
    pub confidence: Confidence,
    /// Evidence that was looked at.
    pub evidence_ids: Vec<Uuid>,
    /// Whether what was seen rests on a claim.
    pub claimed: bool,
    /// What to do, a code of `/v1/rules`.
    pub remedy: Option<String>,
    /// What to do, in words.
    pub action: Option<String>,
    /// Last day on which this outcome stands.
    pub until: Option<NaiveDate>,
    /// Day from which it will be met by time alone.
    pub cured_on: Option<NaiveDate>,
    /// The reference day of an age or validity.
    pub on: Option<NaiveDate>,
}

/// One rule: one code with all its parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// Rule code.
    #[schema(example = "PRG-AGE-MAX")]
    pub code: String,
    /// Title.
    pub title: String,
    /// When the first of its parts is due.
    pub stage: Stage,
    /// The worst of its parts.
    pub outcome: Outcome,
    /// Its parts.
    pub parts: Vec<PartView>,
}

/// A verdict with all its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// Its id; none in what-if.
    pub id: Option<Uuid>,
    /// Programme.
    #[schema(example = "KR-EPS-MFG")]
    pub programme: String,
    /// Whether it is a way for migrant workers (PMI); trainees are not (UU 18/2017, art. 4(2) b).
    pub is_pmi: Option<bool>,
    /// Country asked about.
    pub country: Option<String>,
    /// Field asked about.
    pub field: Option<String>,
    /// Stage asked about.
    pub stage: Stage,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// `verified`: claims left `unknown`. `claims`: claims counted.
    pub counting: domain::eligibility::Counting,
    /// Verdict.
    pub verdict: Verdict,
    /// Set for `eligible_from`.
    pub eligible_from: Option<NaiveDate>,
    /// What will have lapsed by then.
    pub lapses: Vec<Lapse>,
    /// Every rule, once.
    pub findings: Vec<FindingView>,
    /// Digest of the law that was used.
    pub law_digest: String,
    /// Digest of the other data that were used.
    pub data_digest: String,
    /// Digest of what was known of countries; null: decided before that was kept.
    pub countries_digest: Option<String>,
    /// When it was stored; none in what-if.
    pub created_at: Option<DateTime<Utc>>,
}

fn part(state: &AppState, code: &str, part: &Part, language: Language) -> PartView {
    let law = &state.catalogue.law;
    let text = law.rule(code);
    let remedy = part.remedy.as_deref().and_then(|remedy| law.remedy(remedy));
    PartView {
        stage: part.stage,
        outcome: part.outcome,
        sentence: text
            .map(|text| {
                sentence(text, part, language, &|value| {
                    state.catalogue.name_of(value).map(|name| name.of(language).to_owned())
                })
            })
            .unwrap_or_default(),
        seen: part.seen.clone(),
        required: part.required.clone(),
        source: part.source.clone(),
        confidence: part.confidence,
        evidence_ids: part.evidence.iter().map(|id| id.0).collect(),
        claimed: part.claimed,
        remedy: part.remedy.clone(),
        action: remedy.map(|remedy| remedy.action.of(language).to_owned()),
        until: part.until,
        cured_on: part.cured_on,
        on: part.on,
    }
}

fn finding(state: &AppState, finding: &Finding, language: Language) -> FindingView {
    let title = state.catalogue.law.rule(&finding.code).map(|rule| rule.title.of(language).to_owned());
    FindingView {
        code: finding.code.clone(),
        title: title.unwrap_or_else(|| finding.code.clone()),
        stage: finding.stage,
        outcome: finding.outcome,
        parts: finding.parts.iter().map(|it| part(state, &finding.code, it, language)).collect(),
    }
}

/// What surrounds a decision.
pub struct Frame {
    pub id: Option<Uuid>,
    pub programme: String,
    pub country: Option<String>,
    pub field: Option<String>,
    pub counting: domain::eligibility::Counting,
    pub law_digest: String,
    pub data_digest: String,
    /// Digest of what was known of countries; null: decided before that was kept.
    pub countries_digest: Option<String>,
    pub created_at: Option<DateTime<Utc>>,
}

/// A decision in a language.
#[must_use]
pub fn view(state: &AppState, frame: Frame, decision: &Decision, language: Language) -> DecisionView {
    DecisionView {
        id: frame.id,
        is_pmi: decision.is_pmi,
        programme: frame.programme,
        country: frame.country,
        field: frame.field,
        stage: decision.stage,
        as_of: decision.as_of,
        counting: frame.counting,
        verdict: decision.verdict,
        eligible_from: decision.eligible_from,
        lapses: decision.lapses.clone(),
        findings: decision.findings.iter().map(|it| finding(state, it, language)).collect(),
        law_digest: frame.law_digest,
        data_digest: frame.data_digest,
        countries_digest: frame.countries_digest,
        created_at: frame.created_at,
    }
}
