use super::programme::EmployerKind;
use super::source::{Confidence, Source, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// Whether placement to a country is possible.
    pub enum CountryState {
        /// Open.
        Open = "open",
        /// Open for named posts only; counts as closed unless the post is named.
        Limited = "limited",
        /// Closed by an act.
        Closed = "closed",
        /// Not closed, but the government warns.
        Warned = "warned",
    }
}

/// One row of the list of openings and closings: central law, imported, never
/// decided by the city (PP 59/2021, art. 35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For which kind of employer; absent: all.
    #[serde(default)]
    pub employer: Option<EmployerKind>,
    /// For which occupations (ISCO-08); empty: all.
    #[serde(default)]
    pub occupations: Vec<String>,
    /// The state.
    pub state: CountryState,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Why, in words.
    pub note: Text,
    /// By which act.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}
