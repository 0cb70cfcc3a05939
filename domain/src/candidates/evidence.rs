//! Evidence: flat as stored and sent, an enum that cannot hold nonsense as judged.

use crate::identity::IdentifierStatus;
use crate::ids::{DocumentId, EvidenceId};
use crate::law::{EvidenceCodes, EvidenceKind, ReadingKind};
use crate::value::{Value, ValueKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// Where a piece of evidence (or a document) stands.
    pub enum EvidenceStatus {
        Claimed = "claimed",
        Verified = "verified",
        Rejected = "rejected",
    }
}

crate::words::schema_words! {
    /// How far a fact can be relied on.
    pub enum Standing {
        /// Said by the person, seen by nobody.
        Claimed = "claimed",
        /// Seen by an officer.
        Verified = "verified",
    }
}

impl From<IdentifierStatus> for Standing {
    fn from(status: IdentifierStatus) -> Self {
        if status.is_confirmed() { Self::Verified } else { Self::Claimed }
    }
}

impl EvidenceStatus {
    /// How far rules can rely on it; none: what was rejected says nothing.
    #[must_use]
    pub fn standing(self) -> Option<Standing> {
        match self {
            Self::Claimed => Some(Standing::Claimed),
            Self::Verified => Some(Standing::Verified),
            Self::Rejected => None,
        }
    }
}

crate::words::schema_words! {
    /// How an officer saw that a piece of evidence is true.
    pub enum VerifiedBy {
        /// By the document that shows it, which is verified.
        Document = "document",
        /// In an interview that was recorded; only for declarations.
        Interview = "interview",
    }
}

/// The flat form in which evidence is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What it is about.
    pub kind: EvidenceKind,
    /// Level, ISCO-08 unit group, test, scheme, fact or subject, by kind.
    pub code: String,
    /// Level or score of a test, measure, answer, completed years of schooling.
    pub value: Option<Value>,
    /// Field of study (kind `education`).
    pub field: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Who issued it, employed or taught.
    pub issuer: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// First day (of work), day of issue, of the test, of the measurement.
    pub from: Option<NaiveDate>,
    /// Last day (of work; absent: still running) or of validity.
    pub until: Option<NaiveDate>,
    /// The document that shows it.
    pub document: Option<DocumentId>,
}

/// A reading of a fact: what `value` says, checked against its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// One of the words of its code.
    Word(String),
    /// A number in the unit of its code.
    Number(i64),
}

/// What evidence says. Each variant holds what its kind needs and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Schooling finished (or, with years only, attended).
    Education { level: String, field: Option<String>, years: Option<u8> },
    /// Work; `until` absent: still running.
    Work { occupation: String, from: NaiveDate, until: Option<NaiveDate> },
    /// A language test.
    Language { test: String, result: Option<Reading>, from: Option<NaiveDate>, until: Option<NaiveDate> },
    /// A certificate or licence.
    Certificate { scheme: String, from: Option<NaiveDate>, until: Option<NaiveDate> },
    /// A health fact.
    Health { fact: String, reading: Reading, from: Option<NaiveDate>, until: Option<NaiveDate> },
    /// A declaration.
    Declaration { about: String, answer: Reading, from: Option<NaiveDate> },
}

/// One piece of evidence as rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id; absent in what-if.
    pub id: Option<EvidenceId>,
    /// How far it can be relied on.
    pub standing: Standing,
    /// What it says.
    pub body: Body,
}

/// What is wrong with one field of a [`Record`]. Never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in JSON.
    pub field: &'static str,
    /// Stable code: `required`, `not_allowed`, `unknown_code`, `wrong_kind`, `out_of_range`, `order`.
    pub code: &'static str,
}

/// Declarations by which a family permits (UU 18/2017, art. 13 letter b).
pub const FAMILY_PERMISSIONS: [&str; 3] = ["PERMISSION_SPOUSE", "PERMISSION_PARENT", "PERMISSION_GUARDIAN"];

impl Record {
    /// Whether it answers the question of the family's permission.
    #[must_use]
    pub fn is_family_permission(&self) -> bool {
        self.kind == EvidenceKind::Declaration && FAMILY_PERMISSIONS.contains(&self.code.as_str())
    }

    /// The checked form.
    ///
    /// # Errors
    ///
    /// Every field that does not fit its kind and code.
    pub fn check(&self, codes: &EvidenceCodes) -> Result<Body, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field, code| errors.push(FieldError { field, code });
        let known = codes.get(self.kind, &self.code);
        let code_known = match self.kind {
            EvidenceKind::Work => codes.is_occupation(&self.code),
            EvidenceKind::Education
            | EvidenceKind::Language
            | EvidenceKind::Certificate
            | EvidenceKind::Health
            | EvidenceKind::Declaration => known.is_some(),
        };
        if !code_known {
            wrong("code", "unknown_code");
        }
        if let Some(field) = &self.field {
            if self.kind != EvidenceKind::Education {
                wrong("field", "not_allowed");
            } else if !codes.is_field(field) {
                wrong("field", "unknown_code");
            }
        }
        if self.kind == EvidenceKind::Declaration && self.until.is_some() {
            wrong("until", "not_allowed");
        }
        if self.kind == EvidenceKind::Work && self.from.is_none() {
            wrong("from", "required");
        }
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until < from
        {
            wrong("until", "order");
        }
        let reading = match (&self.value, known) {
            (None, Some(code)) => {
                let needed = matches!(self.kind, EvidenceKind::Health | EvidenceKind::Declaration);
                if needed && code.reading != ReadingKind::None {
                    wrong("value", "required");
                }
                None
            }
            (Some(_), None) if self.kind == EvidenceKind::Work => {
                wrong("value", "not_allowed");
                None
            }
            (None | Some(_), None) => None,
            (Some(value), Some(code))
                if !value.is_sound()
                    || (value.unit.is_some() && value.unit != code.unit && code.unit.is_some()) =>
            {
                wrong("value", "wrong_kind");
                None
            }
            (Some(value), Some(code)) => match (code.reading, value.kind, value.number, &value.text) {
                (ReadingKind::None, ..) => {
                    wrong("value", "not_allowed");
                    None
                }
                (ReadingKind::Option | ReadingKind::Level, ValueKind::Text, _, Some(word)) => {
                    if code.options.contains(word) {
                        Some(Reading::Word(word.clone()))
                    } else {
                        wrong("value", "unknown_code");
                        None
                    }
                }
                (ReadingKind::Number, ValueKind::Number, Some(number), _) => {
                    if code.min.is_none_or(|min| min <= number) && code.max.is_none_or(|max| number <= max) {
                        Some(Reading::Number(number))
                    } else {
                        wrong("value", "out_of_range");
                        None
                    }
                }
                (ReadingKind::Option | ReadingKind::Level | ReadingKind::Number, ..) => {
                    wrong("value", "wrong_kind");
                    None
                }
            },
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        self.body(reading).map_err(|error| vec![error])
    }

    fn body(&self, reading: Option<Reading>) -> Result<Body, FieldError> {
        let needed = |field| FieldError { field, code: "required" };
        let code = self.code.clone();
        let (from, until) = (self.from, self.until);
        Ok(match self.kind {
            EvidenceKind::Education => Body::Education {
                level: code,
                field: self.field.clone(),
                years: match reading {
                    Some(Reading::Number(years)) => u8::try_from(years).ok(),
                    Some(Reading::Word(_)) | None => None,
                },
            },
            EvidenceKind::Work => Body::Work { occupation: code, from: from.ok_or(needed("from"))?, until },
            EvidenceKind::Language => Body::Language { test: code, result: reading, from, until },
            EvidenceKind::Certificate => Body::Certificate { scheme: code, from, until },
            EvidenceKind::Health => {
                Body::Health { fact: code, reading: reading.ok_or(needed("value"))?, from, until }
            }
            EvidenceKind::Declaration => {
                Body::Declaration { about: code, answer: reading.ok_or(needed("value"))?, from }
            }
        })
    }
}
