use super::super::finding::Outcome;
use super::Judged;
use crate::law::Confidence;
use chrono::NaiveDate;

/// At least one of these. None at all is unknown, never met.
pub(super) fn any_of(parts: Vec<Judged<'_>>) -> Judged<'_> {
    let best = [Outcome::Met, Outcome::Warning, Outcome::Unknown, Outcome::NotMet, Outcome::NotApplicable];
    let Some(outcome) = best.into_iter().find(|best| parts.iter().any(|part| part.outcome == *best)) else {
        return Judged::of(Outcome::Unknown);
    };
    let chosen: Vec<_> = parts.into_iter().filter(|part| part.outcome == outcome).collect();
    let until = chosen.iter().map(|part| part.until.unwrap_or(NaiveDate::MAX)).max();
    Judged {
        until: until.filter(|last| outcome == Outcome::Met && *last < NaiveDate::MAX),
        cured_on: chosen.iter().filter_map(|part| part.cured_on).min(),
        lapsed: chosen.iter().any(|part| part.lapsed),
        claimed: chosen.iter().all(|part| part.claimed),
        ..joined(outcome, chosen)
    }
}

/// All of these. None at all is unknown, never met.
pub(super) fn all_of(parts: Vec<Judged<'_>>) -> Judged<'_> {
    if parts.is_empty() {
        return Judged::of(Outcome::Unknown);
    }
    let outcome = Outcome::worst(parts.iter().map(|part| part.outcome));
    let is_unknown = parts.iter().any(|part| part.outcome == Outcome::Unknown);
    let outcome =
        if is_unknown && !parts.iter().any(Judged::is_failure) { Outcome::Unknown } else { outcome };
    let is_failure = parts.iter().any(Judged::is_failure);
    let chosen: Vec<_> = parts.into_iter().filter(|part| part.outcome == outcome).collect();
    Judged {
        until: chosen.iter().filter_map(|part| part.until).min(),
        cured_on: chosen.iter().filter_map(|part| part.cured_on).max().filter(|_| !is_failure),
        lapsed: chosen.iter().all(|part| part.lapsed),
        claimed: chosen.iter().any(|part| part.claimed),
        ..joined(outcome, chosen)
    }
}

/// Everything that was looked at, under one outcome.
fn joined(outcome: Outcome, parts: Vec<Judged<'_>>) -> Judged<'_> {
    let mut joined = Judged::of(outcome);
    for part in parts {
        joined.seen.extend(part.seen);
        joined.evidence.extend(part.evidence);
        joined.on = joined.on.or(part.on);
        joined.basis = joined.basis.or(part.basis);
        joined.confidence = Confidence::max(joined.confidence, part.confidence);
    }
    joined
}
