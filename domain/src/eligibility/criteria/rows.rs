//! Proofs of which any one will do, and facts of which the latest counts.

use super::super::finding::Outcome;
use super::{Case, Judged, Shown};
use crate::calendar::add_months;
use crate::candidates::{Evidence, Reading, Standing};
use crate::ids::EvidenceId;
use crate::law::{Confidence, EvidenceCode, EvidenceKind};
use chrono::NaiveDate;

/// How one proof fits a test. Ordered: the better the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Of another kind or level, or not of this day.
    Misses,
    /// It would do, but its time is over.
    Lapsed,
    /// What decides is not on file.
    Unclear,
    /// It will do, until this day if it lapses.
    Meets,
}

/// One proof that a test has looked at.
pub(super) struct Row<'a> {
    pub standing: Standing,
    pub id: Option<EvidenceId>,
    pub seen: Shown<'a>,
    pub fit: Fit,
    pub until: Option<NaiveDate>,
    pub confidence: Confidence,
}

impl<'a> Row<'a> {
    /// A row of evidence that does not lapse.
    pub fn of(evidence: &Evidence, seen: Shown<'a>, fit: Fit) -> Self {
        let (standing, id) = (evidence.standing, evidence.id);
        Self { standing, id, seen, fit, until: None, confidence: Confidence::High }
    }

    /// The same, with a period of validity that may spoil a proof that would do.
    pub fn valid(mut self, validity: Validity) -> Self {
        self.fit = match (self.fit, validity.fit) {
            (Fit::Misses, _) | (_, Fit::Misses) => Fit::Misses,
            (fit, validity) => fit.min(validity),
        };
        (self.until, self.confidence) = (validity.until, validity.confidence);
        self
    }
}

/// Whether something dated holds on a day.
#[derive(Clone, Copy)]
pub(super) struct Validity {
    pub fit: Fit,
    pub until: Option<NaiveDate>,
    pub confidence: Confidence,
}

impl Validity {
    /// By its own last day, else by its date and the months of its kind, both inclusive.
    /// Neither known: unclear. A kind without months does not lapse.
    pub fn of(
        code: Option<&EvidenceCode>,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
        day: NaiveDate,
    ) -> Self {
        let months = code.and_then(|code| code.valid_months);
        let last = until.or_else(|| Some(add_months(from?, months?)));
        let fit = match last {
            _ if from.is_some_and(|from| day < from) => Fit::Misses,
            Some(last) if last < day => Fit::Lapsed,
            None if months.is_some() => Fit::Unclear,
            Some(_) | None => Fit::Meets,
        };
        let confidence = match code {
            Some(code) if until.is_none() && months.is_some() => code.confidence,
            Some(_) | None => Confidence::High,
        };
        Self { fit, until: last, confidence }
    }
}

/// Any proof that meets will do; otherwise a claim leaves it unknown, then a
/// proof of which something is missing; then all have lapsed, or there is none
/// (unknown if the list may not be whole).
pub(super) fn any_row<'a>(rows: &[Row<'a>], case: &Case<'_>, is_complete: bool) -> Judged<'a> {
    let best =
        rows.iter().filter(|row| case.counts(row.standing)).map(|row| row.fit).max().unwrap_or(Fit::Misses);
    let fitting = |row: &&Row<'a>| case.counts(row.standing) && row.fit == best;
    let ignored = |row: &&Row<'a>| !case.counts(row.standing);
    let none = if is_complete { Outcome::NotMet } else { Outcome::Unknown };
    match best {
        Fit::Meets => {
            let until = rows.iter().filter(fitting).map(|row| row.until.unwrap_or(NaiveDate::MAX)).max();
            Judged {
                until: until.filter(|last| *last < NaiveDate::MAX),
                ..summary(Outcome::Met, rows.iter().filter(fitting))
            }
        }
        Fit::Unclear | Fit::Lapsed | Fit::Misses if rows.iter().any(|row| ignored(&row)) => {
            summary(Outcome::Unknown, rows.iter().filter(ignored))
        }
        Fit::Unclear => summary(Outcome::Unknown, rows.iter().filter(fitting)),
        Fit::Lapsed => Judged { lapsed: true, ..summary(Outcome::NotMet, rows.iter().filter(fitting)) },
        Fit::Misses => summary(none, rows.iter().filter(fitting)),
    }
}

/// The outcome with everything that was looked at, in an order that does not depend on that of the rows.
fn summary<'a, 'r>(outcome: Outcome, rows: impl Iterator<Item = &'r Row<'a>>) -> Judged<'a>
where
    'a: 'r,
{
    let mut judged = Judged::of(outcome);
    let mut all_claimed = true;
    for row in rows {
        judged.seen.push(row.seen);
        judged.evidence.extend(row.id);
        judged.confidence = judged.confidence.max(row.confidence);
        all_claimed &= row.standing == Standing::Claimed;
    }
    judged.claimed = all_claimed && !judged.seen.is_empty();
    judged.seen.sort_unstable();
    judged.seen.dedup();
    judged.evidence.sort_unstable();
    judged
}

/// A fact with one value at a time: the row that counts is the latest verified
/// one that holds on the day, a claim only where there is none; of several of
/// one day the worst.
pub(super) fn latest<'a>(rows: impl Iterator<Item = Dated<'a>>, case: &Case<'_>) -> Judged<'a> {
    rows.filter(|row| row.validity.fit == Fit::Meets)
        .max_by_key(|row| {
            (row.evidence.standing, row.from, row.fit_rank(), row.evidence.id, row.seen, row.validity.until)
        })
        .map_or_else(|| Judged::of(Outcome::Unknown), |row| row.judged(case))
}

/// One reading of a fact.
pub(super) struct Dated<'a> {
    pub evidence: &'a Evidence,
    pub from: Option<NaiveDate>,
    pub validity: Validity,
    pub seen: Shown<'a>,
    pub outcome: Outcome,
}

impl<'a> Dated<'a> {
    fn fit_rank(&self) -> bool {
        self.outcome == Outcome::NotMet
    }

    fn judged(self, case: &Case<'_>) -> Judged<'a> {
        Judged {
            until: self.validity.until.filter(|_| self.outcome == Outcome::Met),
            confidence: self.validity.confidence,
            evidence: self.evidence.id.into_iter().collect(),
            ..Judged::of(self.outcome).seeing(self.seen)
        }
        .weighed(self.evidence.standing, case)
    }
}

/// A reading as it is shown: a word of its fact, or a number in the unit of its code.
pub(super) fn shown<'a>(reading: &'a Reading, code: &'a str, known: Option<&'a EvidenceCode>) -> Shown<'a> {
    match reading {
        Reading::Word(word) => Shown::Word(word, code),
        Reading::Number(number) => Shown::Number(*number, unit(code, known)),
    }
}

/// The unit of a code's number; the code itself if it has none (a score).
pub(super) fn unit<'a>(code: &'a str, known: Option<&'a EvidenceCode>) -> &'a str {
    known.and_then(|known| known.unit.as_deref()).unwrap_or(code)
}

/// The code's entry in the law.
pub(super) fn known<'a>(kind: EvidenceKind, code: &str, case: &Case<'a>) -> Option<&'a EvidenceCode> {
    case.law.evidence.get(kind, code)
}
