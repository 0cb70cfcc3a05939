use crate::AppState;
use crate::http::{Answer, ApiError, Code, Ctx};
use actix_web::get;
use actix_web::web::{Data, Path};
use domain::law::{Confidence, Language};
use persistence::catalogue::ReferenceSet;
use serde::Serialize;
use utoipa::ToSchema;

/// One entry of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceEntry {
    /// Code, as other operations take it.
    #[schema(example = "64.74.01.1003")]
    pub code: String,
    /// Name.
    pub name: String,
    /// What it belongs to: kind of evidence, district, region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What its value holds: `none`, `option`, `level`, `number` (evidence codes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The values it may take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Unit of its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Desk that helps (remedies), a code of `desks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// Working days that an office may take (service standards).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// Months during which it counts from its day, where no last day is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u32>,
    /// Whether a last day must be given with it (documents).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapses: Option<bool>,
    /// The number that a document shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Where in a file it belongs, as a JSON pointer (needs).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// How sure we are, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// A whole list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceList {
    /// Its name in the address.
    #[schema(example = "kelurahan")]
    pub set: String,
    /// What it lists.
    pub name: String,
    /// Where it is from.
    pub source: String,
    /// Its entries.
    pub data: Vec<ReferenceEntry>,
}

pub fn view(set: &ReferenceSet, language: Language) -> ReferenceList {
    let entry = |row: &persistence::catalogue::ReferenceRow| ReferenceEntry {
        code: row.code.clone(),
        name: row.name.of(language).to_owned(),
        parent: row.parent.clone(),
        description: row.description.as_ref().map(|text| text.of(language).to_owned()),
        reading: row.reading.clone(),
        options: row.options.clone(),
        unit: row.unit.clone(),
        min: row.min,
        max: row.max,
        desk: row.desk.clone(),
        working_days: row.working_days,
        valid_months: row.valid_months,
        lapses: row.lapses,
        identifier: row.identifier.clone(),
        pointer: row.pointer.clone(),
        confidence: row.confidence,
    };
    ReferenceList {
        set: set.code.clone(),
        name: set.name.of(language).to_owned(),
        source: set.source.clone(),
        data: set.rows.iter().map(entry).collect(),
    }
}

/// A reference list
///
/// Everything that a form needs to be drawn: kelurahan, countries, occupations, codes of evidence, kinds of documents,
/// what a file needs before it can be submitted, reasons, desks and others.
#[utoipa::path(
    tag = "reference",
    params(("set" = String, Path, description = "Name of the list", example = "kelurahan", max_length = 40)),
    responses((status = 200, description = "The list", body = ReferenceList)),
    security(()),
)]
#[get("/v1/reference/{set}")]
pub async fn list_reference(ctx: Ctx, state: Data<AppState>, set: Path<String>) -> Result<Answer, ApiError> {
    state.public.answer(&format!("reference/{set}"), &ctx).ok_or_else(|| Code::ResourceNotFound.into())
}
