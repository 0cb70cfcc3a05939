use super::rows::{known, unit};
use super::{Case, Shown};
use crate::law::{Age, EvidenceKind, Test};

/// What a test asks, as values.
pub(in super::super) fn required<'a>(test: &'a Test, case: &Case<'a>) -> Vec<Shown<'a>> {
    let words = |words: &'a [String], scale: &'a str| words.iter().map(move |word| Shown::Word(word, scale));
    let number = |number: Option<i64>, unit| number.map(|number| Shown::Number(number, unit));
    match test {
        Test::AgeMin(asked) | Test::AgeMax(asked) => vec![age(*asked)],
        Test::Sex(sex) => vec![Shown::Word(sex.as_str(), "sex")],
        Test::Marital(statuses) => {
            statuses.iter().map(|status| Shown::Word(status.as_str(), "marital_status")).collect()
        }
        Test::Education { min, fields, years, .. } => {
            let level = min.iter().map(|min| Shown::Word(min, "education"));
            level.chain(words(fields, "study_field")).chain(number(years.map(i64::from), "years")).collect()
        }
        Test::Experience { occupations, months, .. } => number(months.map(i64::from), "months")
            .into_iter()
            .chain(words(occupations, "occupation"))
            .collect(),
        Test::Language(proofs) => proofs
            .iter()
            .map(|proof| match (&proof.level, proof.score) {
                (Some(level), _) => Shown::Word(level, &proof.test),
                (None, Some(score)) => Shown::Number(score, &proof.test),
                (None, None) => Shown::Word(&proof.test, "language"),
            })
            .collect(),
        Test::Certificate(schemes) => words(schemes, "certificate").collect(),
        Test::Measure { fact, min, max } => {
            let unit = unit(fact, known(EvidenceKind::Health, fact, case));
            match (*min, *max) {
                (Some(min), Some(max)) => vec![Shown::Between(min, max, unit)],
                (Some(min), None) => vec![Shown::Number(min, unit)],
                (None, Some(max)) => vec![Shown::AtMost(max, unit)],
                (None, None) => Vec::new(),
            }
        }
        Test::Health { fact, is } => words(is, fact).collect(),
        Test::Declaration { about, is, max } => {
            let unit = unit(about, known(EvidenceKind::Declaration, about, case));
            words(is, about).chain(max.map(|max| Shown::AtMost(max, unit))).collect()
        }
        Test::Document { kind, months_left } => {
            let document = Shown::Word(kind, "document");
            [document].into_iter().chain(number(months_left.map(i64::from), "months")).collect()
        }
        Test::Identifier(kind) => vec![Shown::Word(kind, "identifier")],
        Test::FamilyPermission => vec![Shown::Word("GIVEN", "family_permission")],
        Test::CountryOpen => vec![Shown::Word("open", "country_state")],
        Test::Field(fields) => words(fields, "field").collect(),
        Test::Ask => Vec::new(),
        Test::AnyOf(tests) | Test::AllOf(tests) => {
            tests.iter().flat_map(|test| required(test, case)).collect()
        }
    }
}

fn age(asked: Age) -> Shown<'static> {
    match asked.months {
        0 => Shown::Number(asked.years.into(), "years"),
        months => Shown::Number(i64::from(asked.years) * 12 + i64::from(months), "months"),
    }
}
