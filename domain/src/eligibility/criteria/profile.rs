use super::{Case, Judged, Shown};
use crate::identity::{MaritalStatus, Sex};

/// This sex. Only where the destination's own rule or an employer's wish says so (UU 18/2017, art. 6(1) letter d).
pub(super) fn sex<'a>(asked: Sex, case: &Case<'a>) -> Judged<'a> {
    Judged::by_fact(case.facts.sex, case, |sex| {
        Judged::met_if(sex == asked).seeing(Shown::Word(sex.as_str(), "sex"))
    })
}

/// One of these marital statuses.
pub(super) fn marital<'a>(asked: &[MaritalStatus], case: &Case<'a>) -> Judged<'a> {
    Judged::by_fact(case.facts.marital_status, case, |status| {
        Judged::met_if(asked.contains(&status)).seeing(Shown::Word(status.as_str(), "marital_status"))
    })
}
