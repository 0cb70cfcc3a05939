use crate::AppState;
use crate::http::{Answer, ApiError, Ctx};
use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::law::{Confidence, EmployerKind, Language, Programme, Scheme, Source, Stage, Strength};
use domain::value::Value as FactValue;
use persistence::catalogue::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;

/// A code with its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Code.
    #[schema(example = "FOOD_SERVICE")]
    pub code: String,
    /// Name.
    pub name: String,
}

/// What is known of the pay.
#[derive(Debug, Serialize, ToSchema)]
pub struct WageView {
    /// ISO 4217.
    #[schema(example = "KRW")]
    pub currency: String,
    /// Lower end a month, in minor units.
    pub from: Option<i64>,
    /// Upper end a month, in minor units.
    pub to: Option<i64>,
    /// Whether the lower end is a floor of law.
    pub floor: bool,
    /// In words.
    pub note: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// First day on which it holds.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it holds.
    pub valid_to: Option<NaiveDate>,
}

/// One thing that a programme asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequirementView {
    /// Rule code.
    #[schema(example = "PRG-AGE-MAX")]
    pub code: String,
    /// When it must be met.
    pub stage: Stage,
    /// What it means if it is not.
    pub strength: Strength,
    /// What is asked, any of.
    pub required: Vec<FactValue>,
    /// Where it is from.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// What else one should know.
    pub note: Option<String>,
}

/// A way abroad.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgrammeView {
    /// Code.
    #[schema(example = "KR-EPS-MFG")]
    pub code: String,
    /// Name.
    pub name: String,
    /// The post.
    pub post: String,
    /// Destinations, ISO 3166-1 alpha-2; several: an assessment names one.
    pub countries: Vec<String>,
    /// Fields; several: an assessment names one.
    pub fields: Vec<Named>,
    /// Who places.
    pub scheme: Scheme,
    /// Whether people under it are migrant workers (PMI); trainees are not (UU 18/2017, art. 4(2) b).
    pub is_pmi: bool,
    /// Who employs.
    pub employer: EmployerKind,
    /// Occupations, ISCO-08.
    pub occupations: Vec<String>,
    /// Least contract months.
    pub contract_months_from: Option<u16>,
    /// Most contract months.
    pub contract_months_to: Option<u16>,
    /// Pay.
    pub wages: Vec<WageView>,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Whether `from` is assumed because no date was given.
    pub period_assumed: bool,
    /// First day of the registration window.
    pub window_from: Option<NaiveDate>,
    /// Last day of the registration window.
    pub window_to: Option<NaiveDate>,
    /// What else one should know.
    pub notes: Vec<String>,
    /// Where it is described.
    pub source: Source,
    /// How sure we are of the whole.
    pub confidence: Confidence,
    /// What it asks.
    pub requirements: Vec<RequirementView>,
}

/// All programmes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgrammeList {
    /// By code.
    pub data: Vec<ProgrammeView>,
}

pub fn view(catalogue: &Catalogue, language: Language) -> ProgrammeList {
    ProgrammeList {
        data: catalogue.law.programmes.iter().map(|it| programme(catalogue, it, language)).collect(),
    }
}

fn programme(catalogue: &Catalogue, programme: &Programme, language: Language) -> ProgrammeView {
    let wage = |wage: &domain::law::Wage| WageView {
        currency: wage.currency.clone(),
        from: wage.from,
        to: wage.to,
        floor: wage.floor,
        note: wage.note.of(language).to_owned(),
        confidence: wage.confidence,
        valid_from: wage.valid_from,
        valid_to: wage.valid_to,
    };
    let requirement = |it: &domain::law::Requirement| RequirementView {
        code: it.code.clone(),
        stage: it.stage,
        strength: it.strength,
        required: domain::eligibility::required_values(&it.test, &catalogue.law),
        source: it.source.clone(),
        confidence: it.confidence,
        note: it.note.as_ref().map(|note| note.of(language).to_owned()),
    };
    ProgrammeView {
        code: programme.code.clone(),
        name: programme.name.of(language).to_owned(),
        post: programme.post.of(language).to_owned(),
        countries: programme.countries.clone(),
        fields: programme
            .fields
            .iter()
            .map(|field| Named { code: field.code.clone(), name: field.name.of(language).to_owned() })
            .collect(),
        scheme: programme.scheme,
        is_pmi: programme.is_pmi(),
        employer: programme.employer,
        occupations: programme.occupations.clone(),
        contract_months_from: programme.contract_months.map(|(from, _)| from),
        contract_months_to: programme.contract_months.map(|(_, to)| to),
        wages: programme.wages.iter().map(wage).collect(),
        from: programme.from,
        to: programme.to,
        period_assumed: programme.period_assumed,
        window_from: programme.window.map(|window| window.from),
        window_to: programme.window.map(|window| window.to),
        notes: programme.notes.iter().map(|note| note.of(language).to_owned()).collect(),
        source: programme.source.clone(),
        confidence: programme.confidence,
        requirements: programme.requirements.iter().map(requirement).collect(),
    }
}

/// The programmes
///
/// Every way abroad with what it asks, pays and rests on; public, fetch once, keep.
#[utoipa::path(
    tag = "reference",
    responses((status = 200, description = "All of them", body = ProgrammeList)),
    security(()),
)]
#[get("/v1/programmes")]
pub async fn list_programmes(ctx: Ctx, state: Data<AppState>) -> Result<Answer, ApiError> {
    state.public.answer("programmes", &ctx).ok_or_else(|| ApiError::internal("no programmes"))
}
