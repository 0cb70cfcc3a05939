use super::super::finding::Outcome;
use super::rows::{Dated, Validity, known, latest, shown};
use super::{Case, Judged};
use crate::candidates::{Body, Evidence, Reading};
use crate::law::EvidenceKind;
use chrono::NaiveDate;

/// One of these answers, or a number not above the most.
pub(super) fn answer<'a>(about: &'a str, is: &[String], max: Option<i64>, case: &Case<'a>) -> Judged<'a> {
    let code = known(EvidenceKind::Declaration, about, case);
    let rows = declared(about, case).map(|Declared { evidence, answer, from }| Dated {
        evidence,
        from,
        validity: Validity::of(None, None, None, case.day),
        seen: shown(answer, about, code),
        outcome: Outcome::of_answer(match answer {
            Reading::Word(word) => (!is.is_empty()).then(|| is.contains(word)),
            Reading::Number(number) => max.map(|max| *number <= max),
        }),
    });
    latest(rows, case)
}

/// What was declared, and when.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    pub evidence: &'a Evidence,
    pub answer: &'a Reading,
    pub from: Option<NaiveDate>,
}

/// What is declared about something.
pub(super) fn declared<'a, 'c>(about: &'c str, case: &Case<'a>) -> impl Iterator<Item = Declared<'a>> + 'c
where
    'a: 'c,
{
    let day = case.day;
    case.facts.evidence.iter().filter_map(move |evidence| match &evidence.body {
        Body::Declaration { about: own, answer, from } => {
            // What was said later was not known on the day.
            let is_said = *own == *about && from.is_none_or(|from| from <= day);
            is_said.then_some(Declared { evidence, answer, from: *from })
        }
        Body::Education { .. }
        | Body::Work { .. }
        | Body::Language { .. }
        | Body::Certificate { .. }
        | Body::Health { .. } => None,
    })
}
