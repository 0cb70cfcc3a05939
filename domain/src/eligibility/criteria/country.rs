use super::super::finding::Outcome;
use super::{Case, Judged, Shown};
use crate::law::{CountryState, Restriction, in_force};

/// The destination is open for this employer and these posts (PP 59/2021, art. 35).
///
/// The most exact row in force decides; a country in no row is not open.
/// Without a country (crew without an order) nothing is asked.
pub(super) fn open<'a>(case: &Case<'a>) -> Judged<'a> {
    let Some(country) = case.country else {
        return Judged::of(Outcome::NotApplicable);
    };
    let row = case
        .law
        .restrictions
        .iter()
        .filter(|row| row.country == country && in_force(row.from, row.to, case.day) && covers(row, case))
        .max_by_key(|row| {
            (!row.occupations.is_empty(), row.employer.is_some(), row.from, strictness(row.state))
        });
    let Some(row) = row else {
        return Judged::of(Outcome::NotMet).seeing(Shown::Word("not_open", "country_state"));
    };
    let outcome = match row.state {
        CountryState::Open => Outcome::Met,
        CountryState::Limited if !row.occupations.is_empty() => Outcome::Met,
        CountryState::Limited | CountryState::Closed => Outcome::NotMet,
        CountryState::Warned => Outcome::Warning,
    };
    Judged {
        until: row.to.filter(|_| outcome == Outcome::Met),
        confidence: row.confidence,
        basis: Some(row),
        ..Judged::of(outcome).seeing(Shown::Word(row.state.as_str(), "country_state"))
    }
}

/// Of two rows of one day, the stricter decides.
fn strictness(state: CountryState) -> u8 {
    match state {
        CountryState::Open => 0,
        CountryState::Warned => 1,
        CountryState::Limited => 2,
        CountryState::Closed => 3,
    }
}

/// Whether a row speaks of this employer and these posts: what opens must name
/// every post, what closes or warns only one of them.
fn covers(row: &Restriction, case: &Case<'_>) -> bool {
    let names = |post: &String| row.occupations.contains(post);
    let employer = row.employer.is_none_or(|employer| case.employer == Some(employer));
    let posts = row.occupations.is_empty()
        || match row.state {
            CountryState::Open | CountryState::Limited => {
                !case.occupations.is_empty() && case.occupations.iter().all(names)
            }
            CountryState::Closed | CountryState::Warned => case.occupations.iter().any(names),
        };
    employer && posts
}
