//! One file for each kind of test: what a person's facts say about it on a day.

mod age;
mod certificate;
mod composite;
mod country;
mod declaration;
mod document;
mod education;
mod experience;
mod health;
mod judged;
mod language;
mod permission;
mod profile;
mod required;
mod rows;

pub(super) use judged::{Judged, Shown};
pub(super) use required::required;

use super::facts::{Counting, Facts};
use super::finding::Outcome;
use crate::candidates::Standing;
use crate::law::{EmployerKind, Law, Stage, Test, Window};
use chrono::NaiveDate;

/// One person's facts, the place asked about and the day: all that a test may look at.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    pub law: &'a Law,
    pub day: NaiveDate,
    pub stage: Stage,
    pub counting: Counting,
    pub country: Option<&'a str>,
    pub field: Option<&'a str>,
    pub employer: Option<EmployerKind>,
    pub occupations: &'a [String],
    pub window: Option<Window>,
    pub is_pmi: bool,
}

impl Case<'_> {
    /// Whether facts of this standing count.
    fn counts(&self, standing: Standing) -> bool {
        match self.counting {
            Counting::Verified => standing == Standing::Verified,
            Counting::Claims => true,
        }
    }

    /// Whether a missing row of this kind means that there is none.
    fn is_complete(&self, kind: crate::law::EvidenceKind) -> bool {
        self.facts.complete.contains(&kind)
    }
}

/// What the facts of the case say about a test.
pub(super) fn judge<'a>(test: &'a Test, case: &Case<'a>) -> Judged<'a> {
    match test {
        Test::AgeMin(age) => age::at_least(*age, case),
        Test::AgeMax(age) => age::at_most(*age, case),
        Test::Sex(sex) => profile::sex(*sex, case),
        Test::Marital(statuses) => profile::marital(statuses, case),
        Test::Education { min, except, fields, years } => education::schooling(
            education::Asked { min: min.as_deref(), except, fields, years: *years },
            case,
        ),
        Test::Experience { occupations, months, since } => experience::work(
            experience::Asked { occupations, months: *months, since: since.as_deref() },
            case,
        ),
        Test::Language(proofs) => language::any_proof(proofs, case),
        Test::Certificate(schemes) => certificate::any_scheme(schemes, case),
        Test::Measure { fact, min, max } => health::measure(fact, *min, *max, case),
        Test::Health { fact, is } => health::answer(fact, is, case),
        Test::Declaration { about, is, max } => declaration::answer(about, is, *max, case),
        Test::Document { kind, months_left } => document::valid(kind, *months_left, case),
        Test::Identifier(kind) => document::identifier(kind, case),
        Test::FamilyPermission => permission::family(case),
        Test::CountryOpen => country::open(case),
        Test::Field(fields) => {
            let chosen = case.field.is_some_and(|field| fields.iter().any(|known| known == field));
            Judged::met_if(chosen)
        }
        Test::Ask => Judged::of(Outcome::Warning),
        Test::AnyOf(tests) => composite::any_of(tests.iter().map(|test| judge(test, case)).collect()),
        Test::AllOf(tests) => composite::all_of(tests.iter().map(|test| judge(test, case)).collect()),
    }
}
