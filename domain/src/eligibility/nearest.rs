use super::assess::{Context, case, requirements_of};
use super::facts::{Counting, Facts};
use super::finding::Decision;
use super::weigh::{Weighed, weigh_programme};
use crate::law::{Law, Programme, Stage};
use chrono::NaiveDate;

/// How near a person is to one way abroad, in the country and field that are nearest.
#[derive(Debug, Clone)]
pub struct Prospect<'l> {
    /// The way abroad.
    pub programme: &'l Programme,
    /// The nearest of its countries.
    pub country: Option<String>,
    /// The nearest of its fields.
    pub field: Option<String>,
    /// What is asked to apply, and what of it is met.
    pub decision: Decision,
}

/// Sorts by nearness: fewest codes not met, then fewest unknown, then by the day that cures.
type Distance = (usize, usize, Option<NaiveDate>);

/// Every programme in force, nearest first.
#[must_use]
pub fn overview<'l>(law: &'l Law, facts: &Facts, as_of: NaiveDate, counting: Counting) -> Vec<Prospect<'l>> {
    let mut prospects: Vec<_> = law
        .programmes
        .iter()
        .filter_map(|programme| nearest(law, facts, programme, as_of, counting))
        .collect();
    prospects
        .sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.programme.code.cmp(&b.programme.code)));
    prospects.into_iter().map(|(_, prospect)| prospect).collect()
}

/// The nearest of a programme's countries and fields.
fn nearest<'l>(
    law: &'l Law,
    facts: &Facts,
    programme: &'l Programme,
    as_of: NaiveDate,
    counting: Counting,
) -> Option<(Distance, Prospect<'l>)> {
    requirements_of(law, programme, as_of).ok()?;
    let countries = any_or_each(programme.countries.iter().map(String::as_str));
    let fields = any_or_each(programme.fields.iter().map(|field| field.code.as_str()));
    let places = countries.iter().flat_map(|country| fields.iter().map(move |field| (*country, *field)));
    let ((distance, ..), weighed, case) = places
        .filter_map(|(country, field)| {
            let context = Context::of(programme, country, field);
            let case = case(facts, law, context, as_of, Stage::Apply, counting);
            let weighed = weigh_programme(programme, &case).ok()?;
            Some(((distance(&weighed), country, field), weighed, case))
        })
        .min_by_key(|(key, ..)| *key)?;
    let owned = |code: Option<&str>| code.map(str::to_owned);
    let (country, field) = (owned(case.country), owned(case.field));
    Some((distance, Prospect { programme, country, field, decision: weighed.decision(&case) }))
}

/// Each of the codes; none at all stands for any.
fn any_or_each<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Option<&'a str>> {
    let codes: Vec<_> = codes.map(Some).collect();
    if codes.is_empty() { vec![None] } else { codes }
}

fn distance(weighed: &Weighed<'_>) -> Distance {
    let (not_met, unknown) = weighed.open_codes();
    (not_met, unknown, weighed.eligible_from)
}
