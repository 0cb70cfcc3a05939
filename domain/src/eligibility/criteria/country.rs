use super::super::finding::Outcome;
use super::{Case, Judged, Shown};
use crate::law::{CountryState, deciding};

/// The destination is open for this employer and these posts (PP 59/2021, art. 35).
///
/// The most exact row in force decides; a country in no row is not open.
/// Without a country (crew without an order) nothing is asked.
pub(super) fn open<'a>(case: &Case<'a>) -> Judged<'a> {
    let Some(country) = case.country else {
        return Judged::of(Outcome::NotApplicable);
    };
    let row = deciding(&case.law.restrictions, country, case.employer, case.occupations, case.day);
    let Some(row) = row else {
        return Judged::of(Outcome::NotMet).seeing(Shown::Word("not_open", "country_state"));
    };
    let outcome = match row.state {
        CountryState::Warned => Outcome::Warning,
        CountryState::Open | CountryState::Limited | CountryState::Closed
            if row.is_open(case.occupations) =>
        {
            Outcome::Met
        }
        CountryState::Open | CountryState::Limited | CountryState::Closed => Outcome::NotMet,
    };
    Judged {
        until: row.to.filter(|_| outcome == Outcome::Met),
        confidence: row.confidence,
        basis: Some(row),
        ..Judged::of(outcome).seeing(Shown::Word(row.state.as_str(), "country_state"))
    }
}
