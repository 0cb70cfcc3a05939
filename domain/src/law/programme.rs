use super::source::{Confidence, Source, Text};
use crate::law::{Requirement, in_force};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// Who places, under which agreement.
    pub enum Scheme {
        /// Government to government.
        G2g = "g2g",
        /// Government to private.
        G2p = "g2p",
        /// Private to private, by a licensed agency (P3MI).
        P2p = "p2p",
        /// Crew at sea.
        Crew = "crew",
        /// Trainee: not a migrant worker (UU 18/2017, art. 4(2) b).
        Trainee = "trainee",
    }
}

crate::words::schema_words! {
    /// Who employs.
    pub enum EmployerKind {
        /// A legal entity.
        Legal = "legal",
        /// A person or household.
        Individual = "individual",
        /// A ship owner or principal.
        Principal = "principal",
        /// A training host.
        Host = "host",
    }
}

/// The registration window of a programme's current notice, both days inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day: the maximum age is tested here.
    pub from: NaiveDate,
    /// Last day: the minimum age is tested here.
    pub to: NaiveDate,
}

/// One field of a programme with several (Japan SSW).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOfWork {
    /// Code, e.g. `FOOD_SERVICE`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Occupations of the field, ISCO-08.
    #[serde(default)]
    pub occupations: Vec<String>,
}

/// What is known of the pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wage {
    /// ISO 4217.
    pub currency: String,
    /// Lower end a month, in minor units.
    #[serde(default)]
    pub from: Option<i64>,
    /// Upper end a month, in minor units.
    #[serde(default)]
    pub to: Option<i64>,
    /// Whether `from` is a floor of law (a minimum wage).
    #[serde(default)]
    pub floor: bool,
    /// In words.
    pub note: Text,
    /// How sure we are.
    pub confidence: Confidence,
    /// First day on which it holds.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it holds.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

impl Wage {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| in_force(from, self.valid_to, day))
    }
}

impl Programme {
    /// Whether it leads to a country; one for crews names none.
    #[must_use]
    pub fn leads_to(&self, country: &str) -> bool {
        self.countries.is_empty() || self.countries.iter().any(|it| it == country)
    }
}

/// A way abroad: a file in `data/programmes/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Stable code, e.g. `KR-EPS-MFG`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// The post, in words.
    pub post: Text,
    /// Destinations, ISO 3166-1 alpha-2; several: an assessment must name one.
    /// Empty: any country, by the job order (crew).
    pub countries: Vec<String>,
    /// Fields; several: an assessment must name one.
    #[serde(default)]
    pub fields: Vec<FieldOfWork>,
    /// Who places.
    pub scheme: Scheme,
    /// Who employs.
    pub employer: EmployerKind,
    /// Occupations, ISCO-08.
    #[serde(default)]
    pub occupations: Vec<String>,
    /// Contract months, lower and upper end.
    #[serde(default)]
    pub contract_months: Option<(u16, u16)>,
    /// Pay.
    #[serde(default)]
    pub wages: Vec<Wage>,
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Whether `from` is assumed because no date was given.
    #[serde(default)]
    pub period_assumed: bool,
    /// The window of the current notice.
    #[serde(default)]
    pub window: Option<Window>,
    /// What else one should know.
    #[serde(default)]
    pub notes: Vec<Text>,
    /// Where the programme is described.
    pub source: Source,
    /// How sure we are of the whole.
    pub confidence: Confidence,
    /// What it asks.
    #[serde(rename = "requirement", default)]
    pub requirements: Vec<Requirement>,
}

/// The one that was named, or the only one there is.
fn named_or_only(named: Option<String>, mut all: impl ExactSizeIterator<Item = String>) -> Option<String> {
    named.or_else(|| if all.len() == 1 { all.next() } else { None })
}

impl Programme {
    /// The country asked about: the one named, or the programme's only one.
    #[must_use]
    pub fn country_asked(&self, named: Option<String>) -> Option<String> {
        named_or_only(named, self.countries.iter().cloned())
    }

    /// The field asked about: the one named, or the programme's only one.
    #[must_use]
    pub fn field_asked(&self, named: Option<String>) -> Option<String> {
        named_or_only(named, self.fields.iter().map(|field| field.code.clone()))
    }

    /// Whether people under this scheme are migrant workers (PMI) in the sense
    /// of the law; trainees are not (UU 18/2017, art. 4(2) b).
    #[must_use]
    pub fn is_pmi(&self) -> bool {
        self.scheme != Scheme::Trainee
    }
}
