use super::super::finding::Outcome;
use super::rows::{Dated, Validity, known, latest, shown};
use super::{Case, Judged};
use crate::candidates::{Body, Reading};
use crate::law::EvidenceKind;

/// A measure between two bounds, inclusive.
pub(super) fn measure<'a>(fact: &'a str, min: Option<i64>, max: Option<i64>, case: &Case<'a>) -> Judged<'a> {
    reading(fact, case, |reading| match reading {
        Reading::Number(number) => {
            Some(min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max))
        }
        Reading::Word(_) => None,
    })
}

/// One of these answers of an examination.
pub(super) fn answer<'a>(fact: &'a str, is: &[String], case: &Case<'a>) -> Judged<'a> {
    reading(fact, case, |reading| match reading {
        Reading::Word(word) => Some(is.contains(word)),
        Reading::Number(_) => None,
    })
}

/// The latest reading of a fact that still holds; a lapsed or missing one is unknown.
fn reading<'a>(fact: &'a str, case: &Case<'a>, test: impl Fn(&Reading) -> Option<bool>) -> Judged<'a> {
    let code = known(EvidenceKind::Health, fact, case);
    let rows = case.facts.evidence.iter().filter_map(|evidence| match &evidence.body {
        Body::Health { fact: own, reading, from, until } => (own == fact).then(|| Dated {
            evidence,
            from: *from,
            validity: Validity::of(code, *from, *until, case.day),
            seen: shown(reading, fact, code),
            outcome: Outcome::of_answer(test(reading)),
        }),
        Body::Education { .. }
        | Body::Work { .. }
        | Body::Language { .. }
        | Body::Certificate { .. }
        | Body::Declaration { .. } => None,
    });
    latest(rows, case)
}
