use super::super::finding::Outcome;
use super::declaration::declared;
use super::{Case, Judged, Shown};
use crate::candidates::{Reading, Standing};
use crate::identity::MaritalStatus;

/// Declarations of family permission; answers `GIVEN`, `REFUSED`, `MISSING`.
const SPOUSE: &[&str] = &["PERMISSION_SPOUSE"];
const PARENTS: &[&str] = &["PERMISSION_PARENT", "PERMISSION_GUARDIAN"];

/// Permission of the spouse if married, else of a parent or guardian, known by
/// the lurah (UU 18/2017, art. 13 letter b).
///
/// A recorded refusal is a failure; so is "missing", unless another who may
/// consent has done so. Nothing recorded is unknown.
pub(super) fn family<'a>(case: &Case<'a>) -> Judged<'a> {
    let by_status = |status| match status {
        MaritalStatus::Married => consent(SPOUSE, case),
        MaritalStatus::Single | MaritalStatus::Divorced | MaritalStatus::Widowed => consent(PARENTS, case),
    };
    match case.facts.marital_status {
        Some(status) if case.counts(status.standing) => {
            let judged = by_status(status.value);
            let claimed = judged.claimed || status.standing == Standing::Claimed;
            Judged { claimed, ..judged }
        }
        Some(status) => by_status(status.value).weighed(status.standing, case),
        None => Judged { outcome: Outcome::Unknown, ..consent(SPOUSE, case) },
    }
}

/// What those who may consent have said last; verified answers before claims.
/// A later answer of the same person takes the place of an earlier one.
fn consent<'a>(who: &'static [&'static str], case: &Case<'a>) -> Judged<'a> {
    let standing = who.iter().flat_map(|about| declared(about, case)).map(|it| it.evidence.standing).max();
    let counting = |about| declared(about, case).filter(move |it| Some(it.evidence.standing) == standing);
    let answers = || {
        who.iter().flat_map(|about| {
            let last = counting(about).map(|it| it.from).max();
            counting(about).filter(move |it| Some(it.from) == last)
        })
    };
    let said = |word: &str| {
        answers()
            .filter(|it| matches!(it.answer, Reading::Word(own) if own == word))
            .min_by_key(|it| it.evidence.id)
    };
    let found = [("REFUSED", Outcome::NotMet), ("GIVEN", Outcome::Met), ("MISSING", Outcome::NotMet)]
        .into_iter()
        .find_map(|(word, outcome)| said(word).map(|it| (word, outcome, it.evidence)));
    found.map_or_else(
        || Judged::of(Outcome::Unknown),
        |(word, outcome, evidence)| {
            Judged { evidence: evidence.id.into_iter().collect(), ..Judged::of(outcome) }
                .seeing(Shown::Word(word, "family_permission"))
                .weighed(evidence.standing, case)
        },
    )
}
