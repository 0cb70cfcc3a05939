use super::rows::{Fit, Row, any_row, known};
use super::{Case, Judged, Shown};
use crate::candidates::Body;
use crate::law::EvidenceKind;

/// What a requirement asks of schooling.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub min: Option<&'a str>,
    pub except: &'a [String],
    pub fields: &'a [String],
    pub years: Option<u8>,
}

/// One row of schooling that has level, field and years at once.
pub(super) fn schooling<'a>(asked: Asked<'_>, case: &Case<'a>) -> Judged<'a> {
    let rows: Vec<Row<'a>> = case
        .facts
        .evidence
        .iter()
        .filter_map(|evidence| match &evidence.body {
            Body::Education { level, field, years } => {
                let fit = level_fit(asked, level, case)
                    .min(field_fit(asked.fields, field.as_deref()))
                    .min(years_fit(asked.years, level, *years, case));
                let seen = match (asked.years, years) {
                    (Some(_), Some(years)) => Shown::Number(i64::from(*years), "years"),
                    (Some(_), None) | (None, _) => Shown::Word(level, "education"),
                };
                Some(Row::of(evidence, seen, fit))
            }
            Body::Work { .. }
            | Body::Language { .. }
            | Body::Certificate { .. }
            | Body::Health { .. }
            | Body::Declaration { .. } => None,
        })
        .collect();
    any_row(&rows, case, case.is_complete(EvidenceKind::Education))
}

/// By rank; a level that leaves open whether it is an excepted one is unclear.
fn level_fit(asked: Asked<'_>, level: &str, case: &Case<'_>) -> Fit {
    let rank = |level| known(EvidenceKind::Education, level, case).and_then(|code| code.rank);
    let reached = asked
        .min
        .is_none_or(|min| rank(min).is_some_and(|least| rank(level).is_some_and(|own| least <= own)));
    let excepted = |level: &String| asked.except.contains(level);
    let open = known(EvidenceKind::Education, level, case).map_or(&[][..], |code| &code.one_of);
    if !reached || asked.except.iter().any(|except| except == level) {
        Fit::Misses
    } else if open.iter().any(excepted) {
        if open.iter().all(excepted) { Fit::Misses } else { Fit::Unclear }
    } else {
        Fit::Meets
    }
}

fn field_fit(asked: &[String], field: Option<&str>) -> Fit {
    match field {
        _ if asked.is_empty() => Fit::Meets,
        None => Fit::Unclear,
        Some(field) if asked.iter().any(|known| known == field) => Fit::Meets,
        Some(_) => Fit::Misses,
    }
}

/// By the years on file, else by those that the level stands for; fewer than
/// asked may have been followed by classes that nobody noted.
fn years_fit(asked: Option<u8>, level: &str, years: Option<u8>, case: &Case<'_>) -> Fit {
    let implied = || known(EvidenceKind::Education, level, case).and_then(|code| code.years);
    match (asked, years) {
        (None, _) => Fit::Meets,
        (Some(least), Some(years)) => {
            if least <= years {
                Fit::Meets
            } else {
                Fit::Misses
            }
        }
        (Some(least), None) => {
            if implied().is_some_and(|years| least <= years) {
                Fit::Meets
            } else {
                Fit::Unclear
            }
        }
    }
}
