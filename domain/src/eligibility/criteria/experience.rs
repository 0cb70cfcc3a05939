use super::super::finding::Outcome;
use super::rows::{Fit, Row, any_row};
use super::{Case, Judged, Shown};
use crate::calendar::{Period, add_months, day_after, merged};
use crate::candidates::{Body, Evidence};
use crate::law::EvidenceKind;
use chrono::NaiveDate;

/// What a requirement asks of work.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// ISCO-08 unit groups; empty: any.
    pub occupations: &'a [String],
    pub months: Option<u32>,
    /// Counted from the date of this certificate.
    pub since: Option<&'a str>,
}

/// Work of the asked kind: any row, or so many full months.
pub(super) fn work<'a>(asked: Asked<'_>, case: &Case<'a>) -> Judged<'a> {
    match asked.months {
        None => any_work(asked.occupations, case),
        Some(months) => months_of_work(asked, months, case),
    }
}

/// One job of a person, if it is of the asked kind and has begun.
struct Job<'a> {
    evidence: &'a Evidence,
    occupation: &'a str,
    from: NaiveDate,
    /// The day after the last; none: still running.
    end: Option<NaiveDate>,
}

fn jobs<'a>(occupations: &[String], case: &Case<'a>) -> Vec<Job<'a>> {
    let job = |evidence: &'a Evidence| match &evidence.body {
        Body::Work { occupation, from, until } => {
            let is_asked = occupations.is_empty() || occupations.contains(occupation);
            let end = until.map(day_after);
            (is_asked && *from <= case.day).then_some(Job { evidence, occupation, from: *from, end })
        }
        Body::Education { .. }
        | Body::Language { .. }
        | Body::Certificate { .. }
        | Body::Health { .. }
        | Body::Declaration { .. } => None,
    };
    case.facts.evidence.iter().filter_map(job).collect()
}

fn any_work<'a>(occupations: &[String], case: &Case<'a>) -> Judged<'a> {
    let rows: Vec<_> = jobs(occupations, case)
        .iter()
        .map(|job| Row::of(job.evidence, Shown::Word(job.occupation, "occupation"), Fit::Meets))
        .collect();
    any_row(&rows, case, case.is_complete(EvidenceKind::Work))
}

/// Full months of all periods, overlapping and touching ones merged; a running
/// job counts to the day of the assessment and cures what is missing.
fn months_of_work<'a>(asked: Asked<'_>, months: u32, case: &Case<'a>) -> Judged<'a> {
    let jobs = jobs(asked.occupations, case);
    let counted = tally(&jobs, asked, months, case, |evidence| case.counts(evidence.standing));
    let is_claim = |evidence: &Evidence| !case.counts(evidence.standing);
    let has_claims = jobs.iter().any(|job| is_claim(job.evidence))
        || asked
            .since
            .is_some_and(|scheme| certificates(scheme, case).any(|(evidence, _)| is_claim(evidence)));
    if counted.months >= months {
        Judged { cured_on: None, ..counted.judged(Outcome::Met, case) }
    } else if has_claims {
        let all = tally(&jobs, asked, months, case, |_| true);
        Judged { cured_on: None, claimed: true, ..all.judged(Outcome::Unknown, case) }
    } else if !case.is_complete(EvidenceKind::Work) || counted.start_is_open {
        Judged { cured_on: None, ..counted.judged(Outcome::Unknown, case) }
    } else {
        counted.judged(Outcome::NotMet, case)
    }
}

/// Months of work, and the day on which they will be enough if a running job runs on.
struct Tally<'a> {
    months: u32,
    cured_on: Option<NaiveDate>,
    /// The day from which they count may be an earlier one than is on file.
    start_is_open: bool,
    jobs: Vec<&'a Evidence>,
}

impl Tally<'_> {
    fn judged<'a>(&self, outcome: Outcome, case: &Case<'_>) -> Judged<'a> {
        let mut judged = Judged::of(outcome).seeing(Shown::Number(self.months.into(), "months"));
        judged.evidence = self.jobs.iter().filter_map(|job| job.id).collect();
        judged.evidence.sort_unstable();
        judged.claimed = self.jobs.iter().any(|job| job.standing == super::Standing::Claimed);
        judged.cured_on = self.cured_on.filter(|day| case.day < *day);
        judged
    }
}

fn tally<'a>(
    jobs: &[Job<'a>],
    asked: Asked<'_>,
    needed: u32,
    case: &Case<'a>,
    counts: impl Fn(&Evidence) -> bool,
) -> Tally<'a> {
    let start = asked.since.map(|scheme| Start::of(scheme, case, &counts));
    let start_is_open = start.as_ref().is_some_and(|start| start.is_open);
    let begin = match &start {
        None => Some(NaiveDate::MIN),
        Some(start) => start.day,
    };
    let counted: Vec<&Job<'a>> = jobs.iter().filter(|job| counts(job.evidence)).collect();
    let periods = merged(begin.into_iter().flat_map(|begin| {
        counted.iter().map(move |job| Period {
            from: job.from.max(begin),
            end: job.end.map_or(case.day, |end| end.min(case.day)),
        })
    }));
    let months = periods.iter().map(|period| period.full_months()).sum();
    let running_until =
        counted.iter().map(|job| job.end.unwrap_or(NaiveDate::MAX)).max().filter(|end| case.day < *end);
    let cured_on = periods.last().zip(running_until).and_then(|(last, end)| {
        let before: u32 = periods.iter().rev().skip(1).map(|period| period.full_months()).sum();
        let day = add_months(last.from, needed.saturating_sub(before));
        (last.end == case.day && day <= end).then_some(day)
    });
    Tally { months, cured_on, start_is_open, jobs: counted.iter().map(|job| job.evidence).collect() }
}

/// The date of a certificate from which months count; several: the first.
struct Start {
    day: Option<NaiveDate>,
    is_open: bool,
}

impl Start {
    fn of(scheme: &str, case: &Case<'_>, counts: impl Fn(&Evidence) -> bool) -> Self {
        let dates =
            || certificates(scheme, case).filter(|(evidence, _)| counts(evidence)).map(|(_, from)| from);
        let is_missing = dates().next().is_none();
        let is_open = if is_missing {
            !case.is_complete(EvidenceKind::Certificate)
        } else {
            dates().any(|from| from.is_none())
        };
        Self { day: dates().flatten().min(), is_open }
    }
}

/// Certificates of a scheme with their dates, lapsed ones too.
fn certificates<'a, 'c>(
    scheme: &'c str,
    case: &Case<'a>,
) -> impl Iterator<Item = (&'a Evidence, Option<NaiveDate>)> + 'c
where
    'a: 'c,
{
    case.facts.evidence.iter().filter_map(move |evidence| match &evidence.body {
        Body::Certificate { scheme: own, from, .. } => (own == scheme).then_some((evidence, *from)),
        Body::Education { .. }
        | Body::Work { .. }
        | Body::Language { .. }
        | Body::Health { .. }
        | Body::Declaration { .. } => None,
    })
}
