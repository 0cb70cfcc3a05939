use super::work::{ProposalView, proposal};
use crate::http::auth::CountriesWrite;
use crate::http::{Answer, ApiError, Caller, FieldError, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::calendar::is_plausible;
use domain::law::{Confidence, CountryState, EmployerKind, Restriction, Source, Text};
use persistence::countries::{self, Status};
use persistence::events::{self, Event, Thing};
use persistence::{Conn, RepoError};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// A change of status as it was read in an act.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "days_in_order"))]
pub struct CountryStatusInput {
    /// Country, ISO 3166-1 alpha-2.
    #[schema(pattern = "^[A-Z]{2}$", example = "TH")]
    pub country: String,
    /// For which kind of employer; absent: all.
    #[serde(default)]
    pub employer: Option<EmployerKind>,
    /// For which posts, ISCO-08; empty: all.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub occupations: Vec<String>,
    /// What holds.
    pub state: CountryState,
    /// First day.
    #[schema(example = "2026-06-01")]
    pub from: NaiveDate,
    /// Last day; absent: until another row.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Why, in Indonesian.
    #[schema(min_length = 5, max_length = 600, example = "Ditutup sementara menurut keputusan menteri.")]
    pub note_id: String,
    /// Why, in English.
    #[schema(min_length = 5, max_length = 600, example = "Closed for the time being by ministerial decree.")]
    pub note_en: String,
    /// The act, in its own words.
    #[schema(min_length = 3, max_length = 200, example = "Keputusan Menteri contoh nomor 1 tahun 2026")]
    pub source_title: String,
    /// Where it was read.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub source_address: Option<String>,
    /// SHA-256 of the document, hex.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub source_sha256: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// The row that it takes the place of, on all its days: so it begins no later. Absent: it stands beside the others. A
    /// closing then decides until an opening as exact and later lifts it; a warning opens nothing.
    #[serde(default)]
    pub replaces: Option<Uuid>,
}

fn days_in_order(input: &CountryStatusInput) -> Result<(), ValidationError> {
    if input.to.is_some_and(|to| to < input.from) {
        return Err(ValidationError::new("order").with_message("to".into()));
    }
    Ok(())
}

fn check(state: &AppState, input: &CountryStatusInput) -> Result<(), ApiError> {
    let mut wrong = Vec::new();
    if !state.catalogue.is_country(&input.country) {
        wrong.push(FieldError::new("/country", "unknown_code"));
    }
    for (field, day) in [("/from", Some(input.from)), ("/to", input.to)] {
        if day.is_some_and(|day| !is_plausible(day)) {
            wrong.push(FieldError::new(field, "out_of_range"));
        }
    }
    for (index, code) in input.occupations.iter().enumerate() {
        if !state.catalogue.law.evidence.is_occupation(code) {
            wrong.push(FieldError::new(format!("/occupations/{index}"), "unknown_code"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(ApiError::fields(wrong)) }
}

/// The row that is replaced must be known, of the same country, and lose no day.
fn check_replaced(conn: &mut Conn, status: &Status) -> Result<(), ApiError> {
    let Some(id) = status.replaces else { return Ok(()) };
    let replaced = countries::lock(conn, id).map_err(|error| match error {
        RepoError::NotFound(_) => ApiError::field("/replaces", "unknown_code"),
        error => error.into(),
    })?;
    let is_known = replaced.known_from.is_some() && replaced.known_to.is_none();
    if !is_known || replaced.row.country != status.row.country {
        return Err(ApiError::field("/replaces", "not_allowed"));
    }
    if !status.row.may_replace(&replaced.row) {
        return Err(ApiError::field("/from", "order"));
    }
    Ok(())
}

/// Propose a change of status
///
/// A new row, as an act says it, with the hash of its document. It changes nothing until somebody else approves it.
#[utoipa::path(
    tag = "countries",
    request_body(content = CountryStatusInput, example = json!({
        "country": "TH", "state": "warned", "from": "2026-06-01",
        "note_id": "Peringatan sementara menurut pengumuman contoh.",
        "note_en": "A warning for the time being by an example notice.",
        "source_title": "Pengumuman contoh nomor 1 tahun 2026",
        "source_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "confidence": "low"
    })),
    responses((status = 201, description = "Waits for approval", body = ProposalView)),
    security(("bearer" = ["countries:write"])),
)]
#[post("/v1/country-statuses")]
pub async fn propose_country_status(
    caller: Caller<CountriesWrite>,
    state: Data<AppState>,
    body: Valid<CountryStatusInput>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest, input) = (state.clone(), (*caller).clone(), body.digest, body.value);
    check(&state, &input)?;
    state
        .write(&caller, &digest, move |conn, act| {
            let status = Status {
                id: ids::new_id(),
                version: 1,
                row: Restriction {
                    country: input.country,
                    employer: input.employer,
                    occupations: input.occupations,
                    state: input.state,
                    from: input.from,
                    to: input.to,
                    note: Text { id: input.note_id, en: input.note_en },
                    source: Source::notice(input.source_title, input.source_address),
                    confidence: input.confidence,
                },
                source_hash: Some(input.source_sha256),
                replaces: input.replaces,
                proposed_by: act.actor,
                proposed_at: act.at,
                decided_by: None,
                refused_at: None,
                known_from: None,
                known_to: None,
            };
            check_replaced(conn, &status)?;
            countries::insert(conn, &status)?;
            let event = Event {
                thing: Thing::Country,
                id: status.id,
                version: 1,
                kind: "country.proposed",
                reason: None,
                payload: Some(json!({ "country": status.row.country, "state": status.row.state })),
            };
            events::append_plain(conn, act, shared.verifying_desk()?, &event)?;
            let view = proposal(&status, who.account, who.ctx.language);
            Ok(Answer::created(format!("/v1/country-statuses/{}", status.id), &view)?.version(1))
        })
        .await
}
