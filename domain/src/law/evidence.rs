use super::source::{Confidence, Source, Text};
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// What a piece of evidence is about.
    pub enum EvidenceKind {
        /// Schooling finished, by level.
        Education = "education",
        /// A period of work, by ISCO-08 unit group.
        Work = "work",
        /// A language test, by test and level or score.
        Language = "language",
        /// A certificate or licence, by scheme.
        Certificate = "certificate",
        /// A fact about body or health. Sealed.
        Health = "health",
        /// What the person (or family) declares. Sealed.
        Declaration = "declaration",
    }
}

impl EvidenceKind {
    /// Whether values of this kind are specific personal data that is sealed at rest.
    #[must_use]
    pub fn is_sealed(self) -> bool {
        match self {
            Self::Health | Self::Declaration => true,
            Self::Education | Self::Work | Self::Language | Self::Certificate => false,
        }
    }

    /// Whether a file that was handed in lists all that there is of this kind, so that a missing row means "has none".
    /// Never so for health and declarations: nobody has asked for all of them.
    #[must_use]
    pub fn is_listed_whole(self) -> bool {
        match self {
            Self::Education | Self::Work | Self::Language | Self::Certificate => true,
            Self::Health | Self::Declaration => false,
        }
    }

    /// The kinds that are [listed whole](Self::is_listed_whole).
    #[must_use]
    pub fn listed_whole() -> Vec<Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_listed_whole()).collect()
    }
}

crate::words::schema_words! {
    /// What the `value` of a code must be.
    pub enum ReadingKind {
        /// No value.
        None = "none",
        /// One of `options`.
        Option = "option",
        /// One of the ordered `options`, weakest first.
        Level = "level",
        /// A whole number between `min` and `max`, in `unit`.
        Number = "number",
    }
}

/// One code of evidence: a line in `data/evidence.toml`. Occupations (kind
/// `work`) are the ISCO-08 unit groups of the reference data and stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceCode {
    /// The kind it belongs to.
    pub kind: EvidenceKind,
    /// The code, unique within its kind, e.g. `SMP`, `JLPT`, `STR`, `HEIGHT`, `TATTOO`.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// What `value` holds.
    #[serde(default = "no_reading")]
    pub reading: ReadingKind,
    /// Allowed words: a set (`option`), or a scale from weakest to strongest (`level`).
    #[serde(default)]
    pub options: Vec<String>,
    /// Smallest number allowed.
    #[serde(default)]
    pub min: Option<i64>,
    /// Largest number allowed.
    #[serde(default)]
    pub max: Option<i64>,
    /// Unit of the number.
    #[serde(default)]
    pub unit: Option<String>,
    /// Place in the order of schooling (kind `education`).
    #[serde(default)]
    pub rank: Option<u8>,
    /// Completed years of schooling that the level stands for (kind `education`).
    #[serde(default)]
    pub years: Option<u8>,
    /// The more exact codes that this one leaves open (`D4_S1` is `D4` or `S1`).
    #[serde(default)]
    pub one_of: Vec<String>,
    /// The language tested (kind `language`), BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// Months from its date during which it counts, if it lapses.
    #[serde(default)]
    pub valid_months: Option<u32>,
    /// Where that is from.
    #[serde(default)]
    pub source: Option<Source>,
    /// How sure we are of the validity.
    #[serde(default = "high")]
    pub confidence: Confidence,
}

fn no_reading() -> ReadingKind {
    ReadingKind::None
}

fn high() -> Confidence {
    Confidence::High
}

/// All codes of evidence, the fields of study and the occupations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidenceCodes {
    /// In the order of the file.
    pub codes: Vec<EvidenceCode>,
    /// Fields of study: code and name.
    pub fields: Vec<(String, Text)>,
    /// ISCO-08 unit groups (four digits), sorted.
    pub occupations: Vec<String>,
}

impl EvidenceCodes {
    /// The code of a kind.
    #[must_use]
    pub fn get(&self, kind: EvidenceKind, code: &str) -> Option<&EvidenceCode> {
        self.codes.iter().find(|entry| entry.kind == kind && entry.code == code)
    }

    /// Whether `code` is an ISCO-08 unit group.
    #[must_use]
    pub fn is_occupation(&self, code: &str) -> bool {
        self.occupations.binary_search_by(|known| known.as_str().cmp(code)).is_ok()
    }

    /// Whether `code` is a field of study.
    #[must_use]
    pub fn is_field(&self, code: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == code)
    }
}
