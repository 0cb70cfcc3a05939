use crate::AppState;
use crate::http::{Answer, ApiError, Ctx};
use actix_web::get;
use actix_web::web::Data;
use domain::law::{Confidence, Language};
use persistence::catalogue::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;

/// What a rule code means.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rule {
    /// Code, as in findings.
    #[schema(example = "PRG-AGE-MAX")]
    pub code: String,
    /// Short title.
    pub title: String,
    /// What it asks.
    pub description: String,
    /// Sentence when met; may hold `{seen}` and `{required}`.
    pub met: String,
    /// Sentence when not met.
    pub not_met: String,
    /// Sentence when a fact is missing or only claimed.
    pub unknown: String,
    /// Said when it warns, where that has words of its own; else those of `not_met`.
    pub warning: Option<String>,
    /// Remedy that fits.
    pub remedy: Option<String>,
}

/// What to do about a finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemedyView {
    /// Code, as in findings.
    pub code: String,
    /// What to do and bring.
    pub action: String,
    /// Desk, by code of `/v1/reference/desks`.
    pub desk: Option<String>,
    /// Kinds of documents to bring.
    pub bring: Vec<String>,
    /// Usual days.
    pub usual_days: Option<u16>,
    /// How sure we are of the days.
    pub confidence: Confidence,
}

/// An instrument of law.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstrumentView {
    /// Short code, as in sources.
    #[schema(example = "UU-18-2017")]
    pub code: String,
    /// FRBR uri.
    #[schema(example = "/akn/id/act/uu/2017/18")]
    pub uri: String,
    /// Title.
    pub title: String,
    /// How sure we are of number and content.
    pub confidence: Confidence,
}

/// All texts that findings refer to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleList {
    /// Digest of the law in use; stored decisions name theirs.
    pub law_digest: String,
    /// Digest of the other data in use.
    pub data_digest: String,
    /// Rules by code.
    pub data: Vec<Rule>,
    /// Remedies by code.
    pub remedies: Vec<RemedyView>,
    /// Instruments by code.
    pub instruments: Vec<InstrumentView>,
}

pub fn view(catalogue: &Catalogue, language: Language) -> RuleList {
    let law = &catalogue.law;
    let rules = law.rules.iter().map(|rule| Rule {
        code: rule.code.clone(),
        title: rule.title.of(language).to_owned(),
        description: rule.description.of(language).to_owned(),
        met: rule.met.of(language).to_owned(),
        not_met: rule.not_met.of(language).to_owned(),
        unknown: rule.unknown.of(language).to_owned(),
        warning: rule.warning.as_ref().map(|it| it.of(language).to_owned()),
        remedy: rule.remedy.clone(),
    });
    let remedies = law.remedies.iter().map(|remedy| RemedyView {
        code: remedy.code.clone(),
        action: remedy.action.of(language).to_owned(),
        desk: remedy.desk.clone(),
        bring: remedy.bring.clone(),
        usual_days: remedy.usual_days,
        confidence: remedy.confidence,
    });
    let instruments = law.instruments.iter().map(|instrument| InstrumentView {
        code: instrument.code.clone(),
        uri: instrument.uri.clone(),
        title: instrument.title.of(language).to_owned(),
        confidence: instrument.confidence,
    });
    RuleList {
        law_digest: catalogue.law_digest.clone(),
        data_digest: catalogue.data_digest.clone(),
        data: rules.collect(),
        remedies: remedies.collect(),
        instruments: instruments.collect(),
    }
}

/// The texts of the rules
///
/// Titles, sentences, remedies and instruments that findings name by code: fetch once, keep.
#[utoipa::path(
    tag = "reference",
    responses((status = 200, description = "All of them", body = RuleList)),
    security(()),
)]
#[get("/v1/rules")]
pub async fn list_rules(ctx: Ctx, state: Data<AppState>) -> Result<Answer, ApiError> {
    state.public.answer("rules", &ctx).ok_or_else(|| ApiError::internal("no rules"))
}
