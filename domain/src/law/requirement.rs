use super::source::{Confidence, Source, Text};
use crate::identity::Sex;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// When a requirement must be met.
    pub enum Stage {
        /// To apply.
        Apply = "apply",
        /// To depart; evaluated when a placement exists.
        Depart = "depart",
    }
}

crate::words::schema_words! {
    /// What an unmet test means.
    pub enum Strength {
        /// Without it: not eligible.
        Required = "required",
        /// Without it: a warning, never a failure ("preferred", "by post").
        Advised = "advised",
    }
}

crate::words::schema_words! {
    /// The day on which an age is tested.
    pub enum Reference {
        /// The day of the assessment.
        AsOf = "as_of",
        /// The programme's registration window until it has passed (the maximum
        /// on its first day, the minimum on its last), then the day of the assessment
        /// with low confidence.
        Window = "window",
    }
}

/// An age in completed years and months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Age {
    /// Completed years.
    pub years: u16,
    /// Completed months beyond the years.
    #[serde(default)]
    pub months: u16,
    /// When it is tested.
    #[serde(default = "as_of")]
    pub reference: Reference,
}

fn as_of() -> Reference {
    Reference::AsOf
}

/// One thing asked of a person: an entry of a programme, of the general law,
/// later of a job order (which may add, never loosen).
///
/// Several requirements of one code are the parts of one finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Rule code, e.g. `PRG-LANG`.
    pub code: String,
    /// When it must be met.
    #[serde(default = "apply")]
    pub stage: Stage,
    /// What it means if it is not.
    #[serde(default = "required")]
    pub strength: Strength,
    /// The test.
    pub test: Test,
    /// Asked only of those who meet this; unknown keeps it unknown unless the test is met.
    #[serde(default)]
    pub when: Option<Test>,
    /// Not asked of trainees, who are no migrant workers.
    #[serde(default)]
    pub pmi_only: bool,
    /// First day in force; absent: that of the list it stands in.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day in force.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Where it is from.
    pub source: Source,
    /// How sure we are.
    #[serde(default = "high")]
    pub confidence: Confidence,
    /// What to do when it is not met; absent: that of the rule.
    #[serde(default)]
    pub remedy: Option<String>,
    /// What else one should know.
    #[serde(default)]
    pub note: Option<Text>,
}

fn apply() -> Stage {
    Stage::Apply
}

fn required() -> Strength {
    Strength::Required
}

fn high() -> Confidence {
    Confidence::High
}

/// What is tested. In a file: one key with its settings, e.g.
/// `test = { age_max = { years = 39, reference = "window" } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// At least this age.
    AgeMin(Age),
    /// At most this age: "max 39" is any age below 40.
    AgeMax(Age),
    /// This sex.
    Sex(Sex),
    /// One of these marital statuses.
    Marital(Vec<crate::identity::MaritalStatus>),
    /// Schooling: one row that meets all that is given.
    Education {
        /// Least level (code of evidence, by rank).
        #[serde(default)]
        min: Option<String>,
        /// Levels that do not count although their rank would do (`S1` without the profession).
        #[serde(default)]
        except: Vec<String>,
        /// Fields of study, any of; empty: any field.
        #[serde(default)]
        fields: Vec<String>,
        /// Least completed years of formal schooling.
        #[serde(default)]
        years: Option<u8>,
    },
    /// Work in one of these occupations.
    Experience {
        /// ISCO-08 unit groups, any of; empty: any.
        #[serde(default)]
        occupations: Vec<String>,
        /// Least full months; absent: any row.
        #[serde(default)]
        months: Option<u32>,
        /// Counted from the date of this certificate (`STR`).
        #[serde(default)]
        since: Option<String>,
    },
    /// A proof of language that has not lapsed: any of these.
    Language(Vec<LanguageProof>),
    /// A certificate that has not lapsed: any of these.
    Certificate(Vec<String>),
    /// A measured health fact between two bounds, inclusive.
    Measure {
        /// Code of evidence, e.g. `HEIGHT`.
        fact: String,
        /// Least.
        #[serde(default)]
        min: Option<i64>,
        /// Most.
        #[serde(default)]
        max: Option<i64>,
    },
    /// A health fact with one of these answers.
    Health {
        /// Code of evidence, e.g. `COLOUR_VISION`.
        fact: String,
        /// Answers that meet it.
        is: Vec<String>,
    },
    /// A declaration with one of these answers, or a number not above `max`.
    Declaration {
        /// Code of evidence, e.g. `TATTOO`.
        about: String,
        /// Answers that meet it.
        #[serde(default)]
        is: Vec<String>,
        /// Largest number that meets it.
        #[serde(default)]
        max: Option<i64>,
    },
    /// A verified document of this kind that is valid on the day.
    Document {
        /// Kind of document, e.g. `DOC-MARITAL`.
        kind: String,
        /// Months it must still be valid.
        #[serde(default)]
        months_left: Option<u32>,
    },
    /// A verified identifier of this kind (`bpjs_tk`).
    Identifier(String),
    /// Permission of the spouse if married, else of a parent or guardian
    /// (UU 18/2017, art. 13 letter b).
    FamilyPermission,
    /// The destination is open for this kind of employer and these posts.
    CountryOpen,
    /// The chosen field of the programme is one of these.
    Field(Vec<String>),
    /// Cannot be tested here: an officer looks. Always a warning.
    Ask,
    /// At least one of these.
    AnyOf(Vec<Test>),
    /// All of these.
    AllOf(Vec<Test>),
}

/// A test and the least level or score of it; none: any valid result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageProof {
    /// Code of evidence of kind `language`, e.g. `JLPT`.
    pub test: String,
    /// Least level.
    #[serde(default)]
    pub level: Option<String>,
    /// Least score.
    #[serde(default)]
    pub score: Option<i64>,
}
