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

/// The row that decides for this country, employer and these posts on a day. None: the country is not open.
///
/// What closes decides unless it is lifted, then what warns: neither a more exact warning nor an older, more exact
/// opening undoes a closing. Of several the most exact, then the latest.
#[must_use]
pub fn deciding<'a>(
    rows: impl IntoIterator<Item = &'a Restriction>,
    country: &str,
    employer: Option<EmployerKind>,
    occupations: &[String],
    day: NaiveDate,
) -> Option<&'a Restriction> {
    let applies = |row: &&Restriction| {
        row.country == country
            && in_force(row.from, row.to, day)
            && row.employer.is_none_or(|own| employer == Some(own))
            && (row.names(occupations) || row.state == CountryState::Limited)
    };
    let applying: Vec<&Restriction> = rows.into_iter().filter(applies).collect();
    let stands = |row: &&&Restriction| !applying.iter().any(|opening| opening.lifts(row, occupations));
    let order = |row: &&&Restriction| (row.rank(occupations), row.exactness(occupations), row.from);
    applying.iter().filter(stands).max_by_key(order).copied()
}

/// Whether some employer may take somebody for some post there on a day.
#[must_use]
pub fn is_open_for_some<'a>(
    rows: impl IntoIterator<Item = &'a Restriction>,
    country: &str,
    day: NaiveDate,
) -> bool {
    let rows: Vec<&Restriction> = rows.into_iter().filter(|row| row.country == country).collect();
    let named = rows.iter().flat_map(|row| &row.occupations).map(std::slice::from_ref);
    // No post: one that no row names.
    std::iter::once([].as_slice()).chain(named).any(|posts| {
        EmployerKind::ALL.iter().any(|&employer| {
            let row = deciding(rows.iter().copied(), country, Some(employer), posts, day);
            row.is_some_and(|row| row.is_open(posts))
        })
    })
}

impl Restriction {
    /// What closes comes before what warns, and that before what opens.
    fn rank(&self, occupations: &[String]) -> u8 {
        match self.state {
            _ if !self.is_open(occupations) => 2,
            CountryState::Warned => 1,
            CountryState::Open | CountryState::Limited | CountryState::Closed => 0,
        }
    }

    /// How exactly it says of whom it speaks: of posts that it does not name it only speaks with all others.
    fn exactness(&self, occupations: &[String]) -> (bool, bool) {
        (!self.occupations.is_empty() && self.names(occupations), self.employer.is_some())
    }

    /// Whether, as an opening, it undoes what another row closes or warns of: it is as exact and began later, or names
    /// the posts that an act leaves open from the same day.
    fn lifts(&self, other: &Self, occupations: &[String]) -> bool {
        let (own, others) = (self.exactness(occupations), other.exactness(occupations));
        let is_exception = self.state == CountryState::Limited && own > others;
        self.rank(occupations) == 0
            && other.rank(occupations) > 0
            && own >= others
            && (self.from > other.from || (self.from == other.from && is_exception))
    }

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

    /// Whether it may take the place of another, of which nothing stays: it must begin no later, or the days before it
    /// would have no row.
    #[must_use]
    pub fn may_replace(&self, other: &Self) -> bool {
        self.from <= other.from
    }

    /// Whether people may be placed in these posts under it. Where placement is limited, only in posts that it names.
    #[must_use]
    pub fn is_open(&self, occupations: &[String]) -> bool {
        match self.state {
            CountryState::Open | CountryState::Warned => true,
            CountryState::Limited => !self.occupations.is_empty() && self.names(occupations),
            CountryState::Closed => false,
        }
    }
}
