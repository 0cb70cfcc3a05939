use super::rows::{Fit, Row, Validity, any_row, known};
use super::{Case, Judged, Shown};
use crate::candidates::Body;
use crate::law::EvidenceKind;

/// A certificate of one of these schemes that has not lapsed.
pub(super) fn any_scheme<'a>(schemes: &[String], case: &Case<'a>) -> Judged<'a> {
    let rows: Vec<Row<'a>> = case
        .facts
        .evidence
        .iter()
        .filter_map(|evidence| match &evidence.body {
            Body::Certificate { scheme, from, until } => schemes.contains(scheme).then(|| {
                let validity =
                    Validity::of(known(EvidenceKind::Certificate, scheme, case), *from, *until, case.day);
                Row::of(evidence, Shown::Word(scheme, "certificate"), Fit::Meets).valid(validity)
            }),
            Body::Education { .. }
            | Body::Work { .. }
            | Body::Language { .. }
            | Body::Health { .. }
            | Body::Declaration { .. } => None,
        })
        .collect();
    any_row(&rows, case, case.is_complete(EvidenceKind::Certificate))
}
