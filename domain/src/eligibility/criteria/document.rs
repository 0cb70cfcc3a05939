use super::super::finding::Outcome;
use super::rows::{Fit, Row, any_row};
use super::{Case, Judged, Shown};
use crate::calendar::last_start;

/// A document of this kind that is valid on the day and `months_left` months
/// beyond it (UU 18/2017, art. 13). None on file is unknown.
pub(super) fn valid<'a>(kind: &'a str, months_left: Option<u32>, case: &Case<'a>) -> Judged<'a> {
    let rows: Vec<Row<'a>> = case
        .facts
        .documents
        .iter()
        .filter(|document| document.kind == kind && document.from.is_none_or(|from| from <= case.day))
        .map(|document| {
            let until = document.until.map(|last| last_start(last, months_left.unwrap_or(0)));
            let fit = match until {
                Some(last) if last < case.day => Fit::Lapsed,
                None if months_left.is_some() => Fit::Unclear,
                Some(_) | None => Fit::Meets,
            };
            Row {
                standing: document.standing,
                id: None,
                seen: Shown::Word(kind, "document"),
                fit,
                until,
                confidence: document.confidence,
            }
        })
        .collect();
    any_row(&rows, case, false)
}

/// An identifier of this kind, e.g. the social security number (UU 18/2017, art. 5 letter d).
pub(super) fn identifier<'a>(kind: &'a str, case: &Case<'a>) -> Judged<'a> {
    case.facts
        .identifiers
        .iter()
        .filter(|(own, _)| own == kind)
        .map(|(_, standing)| *standing)
        .max()
        .map_or_else(
            || Judged::of(Outcome::Unknown),
            |standing| {
                Judged::of(Outcome::Met).seeing(Shown::Word(kind, "identifier")).weighed(standing, case)
            },
        )
}
