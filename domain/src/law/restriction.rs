use super::in_force;
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

/// The row that decides for this country, employer and these posts on a day: the most exact one in force, of two of one
/// day the stricter. None: the country is not open.
#[must_use]
pub fn deciding<'a>(
    rows: &'a [Restriction],
    country: &str,
    employer: Option<EmployerKind>,
    occupations: &[String],
    day: NaiveDate,
) -> Option<&'a Restriction> {
    rows.iter()
        .filter(|row| {
            row.country == country
                && in_force(row.from, row.to, day)
                && row.employer.is_none_or(|own| employer == Some(own))
                && row.names(occupations)
        })
        .max_by_key(|row| {
            (!row.occupations.is_empty(), row.employer.is_some(), row.from, row.state.strictness())
        })
}

impl CountryState {
    /// Of two rows of one day, the stricter decides.
    fn strictness(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Warned => 1,
            Self::Limited => 2,
            Self::Closed => 3,
        }
    }
}

impl Restriction {
    /// Whether it speaks of these posts: what opens must name every post, what closes or warns only one of them.
    fn names(&self, occupations: &[String]) -> bool {
        let own = |post: &String| self.occupations.contains(post);
        self.occupations.is_empty()
            || match self.state {
                CountryState::Open | CountryState::Limited => {
                    !occupations.is_empty() && occupations.iter().all(own)
                }
                CountryState::Closed | CountryState::Warned => occupations.iter().any(own),
            }
    }

    /// Whether people may be placed under it: where placement is limited, only if it names posts.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.state {
            CountryState::Open | CountryState::Warned => true,
            CountryState::Limited => !self.occupations.is_empty(),
            CountryState::Closed => false,
        }
    }
}
