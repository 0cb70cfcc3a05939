use super::rows::{Fit, Row, Validity, any_row, known, shown};
use super::{Case, Judged, Shown};
use crate::candidates::{Body, Reading};
use crate::law::{EvidenceCode, EvidenceKind, LanguageProof};

/// A test of language of the asked level that has not lapsed.
pub(super) fn any_proof<'a>(proofs: &[LanguageProof], case: &Case<'a>) -> Judged<'a> {
    let rows: Vec<Row<'a>> = case
        .facts
        .evidence
        .iter()
        .filter_map(|evidence| match &evidence.body {
            Body::Language { test, result, from, until } => {
                let code = known(EvidenceKind::Language, test, case);
                let asked = proofs.iter().filter(|proof| proof.test == *test);
                let fit = asked.map(|proof| level_fit(proof, result.as_ref(), code)).max()?;
                let seen =
                    result.as_ref().map_or(Shown::Word(test, "language"), |result| shown(result, test, code));
                Some(Row::of(evidence, seen, fit).valid(Validity::of(code, *from, *until, case.day)))
            }
            Body::Education { .. }
            | Body::Work { .. }
            | Body::Certificate { .. }
            | Body::Health { .. }
            | Body::Declaration { .. } => None,
        })
        .collect();
    any_row(&rows, case, case.is_complete(EvidenceKind::Language))
}

/// Whether a result reaches what is asked; nothing asked: any result does.
fn level_fit(asked: &LanguageProof, result: Option<&Reading>, code: Option<&EvidenceCode>) -> Fit {
    let place = |level: &str| code.and_then(|code| code.options.iter().position(|option| option == level));
    let level = match (&asked.level, result) {
        (None, _) => Fit::Meets,
        (Some(least), Some(Reading::Word(own))) => match (place(least), place(own)) {
            (Some(least), Some(own)) if least <= own => Fit::Meets,
            (Some(_), Some(_)) => Fit::Misses,
            (None, _) | (_, None) => Fit::Unclear,
        },
        (Some(_), Some(Reading::Number(_)) | None) => Fit::Unclear,
    };
    let score = match (asked.score, result) {
        (None, _) => Fit::Meets,
        (Some(least), Some(Reading::Number(own))) => {
            if least <= *own {
                Fit::Meets
            } else {
                Fit::Misses
            }
        }
        (Some(_), Some(Reading::Word(_)) | None) => Fit::Unclear,
    };
    level.min(score)
}
