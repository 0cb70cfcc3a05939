//! Evidence as it is sent and read: flat, one shape for all kinds.

use crate::AppState;
use crate::http::auth::{Who, forbidden};
use crate::http::{ApiError, FieldError};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::accounts::Scope;
use domain::candidates::{EvidenceStatus, Record, VerifiedBy};
use domain::ids::DocumentId;
use domain::law::EvidenceKind;
use domain::value::Value as FactValue;
use persistence::evidence::Stored;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A piece of evidence as it is sent. Which fields a kind takes: `/v1/reference/evidence-codes`.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceInput {
    /// What it is about.
    pub kind: EvidenceKind,
    /// Level, ISCO-08 unit group, test, scheme, fact or subject, by kind.
    #[schema(min_length = 1, max_length = 40, example = "SMA_SMK")]
    pub code: String,
    /// Level or score of a test, measure, answer, completed years of schooling.
    #[serde(default)]
    pub value: Option<FactValue>,
    /// Field of study (kind `education`), a code of `/v1/reference/study-fields`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40, example = "TEKNIK_MESIN")]
    pub field: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$", example = "ID")]
    pub country: Option<String>,
    /// Who issued it, employed or taught.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "SMKN 1 Contoh")]
    pub issuer: Option<String>,
    /// Its number.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub number: Option<String>,
    /// First day of work; day of issue, of the test, of the measurement.
    #[serde(default)]
    #[schema(example = "2019-06-01")]
    pub from: Option<NaiveDate>,
    /// Last day of work (absent: still running) or of validity.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// The document that shows it.
    #[serde(default)]
    pub document_id: Option<Uuid>,
}

impl EvidenceInput {
    /// As it is stored.
    #[must_use]
    pub fn record(self) -> Record {
        Record {
            kind: self.kind,
            code: self.code,
            value: self.value,
            field: self.field,
            country: self.country,
            issuer: self.issuer,
            number: self.number,
            from: self.from,
            until: self.until,
            document: self.document_id.map(DocumentId),
        }
    }

    /// As it was sent.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let record = record.clone();
        Self {
            kind: record.kind,
            code: record.code,
            value: record.value,
            field: record.field,
            country: record.country,
            issuer: record.issuer,
            number: record.number,
            from: record.from,
            until: record.until,
            document_id: record.document.map(|document| document.0),
        }
    }
}

/// What is wrong with a record, with pointers below `at`.
#[must_use]
pub fn errors(
    state: &AppState,
    record: &Record,
    documents: &[Uuid],
    today: NaiveDate,
    at: &str,
) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = match record.check(&state.catalogue.law.evidence) {
        Ok(_) => Vec::new(),
        Err(all) => all
            .into_iter()
            .map(|error| FieldError::new(format!("{at}/{}", error.field), error.code))
            .collect(),
    };
    let mut wrong = |field: &str, code: &str| errors.push(FieldError::new(format!("{at}/{field}"), code));
    if record.country.as_deref().is_some_and(|code| !state.catalogue.is_country(code)) {
        wrong("country", "unknown_code");
    }
    if record.document.is_some_and(|document| !documents.contains(&document.0)) {
        wrong("document_id", "unknown_code");
    }
    for (field, day) in [("from", record.from), ("until", record.until)] {
        if day.is_some_and(|day| !(1900..=2200).contains(&day.year())) {
            wrong(field, "out_of_range");
        }
    }
    if record.from.is_some_and(|day| day > today) {
        wrong("from", "in_future");
    }
    errors
}

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub kind: EvidenceKind,
    /// Level, ISCO-08 unit group, test, scheme, fact or subject, by kind.
    pub code: String,
    /// What it says; hidden where `hidden` is true.
    pub value: Option<FactValue>,
    /// Field of study.
    pub field: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Who issued it, employed or taught.
    pub issuer: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// First day, day of issue, of the test, of the measurement.
    pub from: Option<NaiveDate>,
    /// Last day of work or validity.
    pub until: Option<NaiveDate>,
    /// The document that shows it.
    pub document_id: Option<Uuid>,
    /// Where it stands.
    pub status: EvidenceStatus,
    /// Whether the caller's role may not see what it says.
    pub hidden: bool,
    /// For `If-Match`: `"{version}"`.
    #[schema(example = 1)]
    pub version: i32,
    /// Was there at the last submission: closed to its owner until the file is returned.
    pub submitted: bool,
    /// Why it was rejected, a code of `/v1/reference/reasons`.
    pub reason: Option<String>,
    /// How it was verified.
    pub verified_by: Option<VerifiedBy>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// All evidence of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidencePage {
    /// In the order of entry.
    pub data: Vec<EvidenceView>,
    /// Always null: the list is whole.
    pub next_cursor: Option<String>,
    /// Always false.
    pub has_more: bool,
}

/// The scope that lets somebody see what evidence of a kind says; none: everybody who sees the row.
fn scope_of(kind: EvidenceKind) -> Option<Scope> {
    match kind {
        EvidenceKind::Health => Some(Scope::HealthRead),
        EvidenceKind::Declaration => Some(Scope::DeclarationsRead),
        EvidenceKind::Education | EvidenceKind::Work | EvidenceKind::Language | EvidenceKind::Certificate => {
            None
        }
    }
}

/// Whoever may not see what evidence says may not change it either.
///
/// # Errors
///
/// 403 that names the scope.
pub fn must_see(who: &Who, kind: EvidenceKind) -> Result<(), ApiError> {
    match scope_of(kind) {
        Some(scope) if !who.holds(scope) => Err(forbidden(scope)),
        Some(_) | None => Ok(()),
    }
}

/// Evidence as the caller may see it.
#[must_use]
pub fn view(who: &Who, stored: Stored) -> EvidenceView {
    let hidden = must_see(who, stored.record.kind).is_err();
    let mut record = stored.record;
    if hidden {
        record = Record {
            value: None,
            field: None,
            country: None,
            issuer: None,
            number: None,
            from: None,
            until: None,
            ..record
        };
    }
    EvidenceView {
        id: stored.id,
        kind: record.kind,
        code: record.code,
        value: record.value,
        field: record.field,
        country: record.country,
        issuer: record.issuer,
        number: record.number,
        from: record.from,
        until: record.until,
        document_id: record.document.map(|document| document.0),
        status: stored.status,
        hidden,
        version: stored.version,
        submitted: stored.submitted,
        reason: stored.reason,
        verified_by: stored.verified_by,
        decided_at: stored.decided_at,
        created_at: stored.created_at,
    }
}

/// A whole list.
#[must_use]
pub fn page(who: &Who, all: Vec<Stored>) -> EvidencePage {
    EvidencePage {
        data: all.into_iter().map(|stored| view(who, stored)).collect(),
        next_cursor: None,
        has_more: false,
    }
}
