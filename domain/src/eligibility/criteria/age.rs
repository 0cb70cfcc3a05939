use super::super::finding::Outcome;
use super::{Case, Judged, Shown};
use crate::calendar::{birthday, completed_years, day_before, full_months_between};
use crate::law::{Age, Confidence, Reference};
use chrono::NaiveDate;

/// At least this age on the reference day (UU 18/2017, art. 5 letter a: eighteen; programmes ask more).
///
/// Time cures it, unless a window that has not passed is the reference.
pub(super) fn at_least<'a>(least: Age, case: &Case<'a>) -> Judged<'a> {
    let reference = Referred::to(least.reference, Window::Last, case);
    Judged::by_fact(case.facts.birth_date, case, |birth| {
        let day = birthday(birth, least.years.into(), least.months.into());
        let is_met = day <= reference.day;
        let cured_on = (!is_met && reference.window_ends.is_none()).then_some(day);
        Judged { cured_on, ..reference.judged(is_met, birth, least) }
    })
}

/// At most this age on the reference day: "at most 39" is any age below 40.
pub(super) fn at_most<'a>(most: Age, case: &Case<'a>) -> Judged<'a> {
    let reference = Referred::to(most.reference, Window::First, case);
    let (years, months) = match (u32::from(most.years), u32::from(most.months)) {
        (years, 0) => (years + 1, 0),
        (years, months) => (years, months + 1),
    };
    Judged::by_fact(case.facts.birth_date, case, |birth| {
        let too_old = birthday(birth, years, months);
        let is_met = reference.day < too_old;
        let last = reference.window_ends.map_or(day_before(too_old), |ends| ends.max(day_before(too_old)));
        Judged { until: is_met.then_some(last), ..reference.judged(is_met, birth, most) }
    })
}

/// Which end of a window is meant.
#[derive(Clone, Copy)]
enum Window {
    First,
    Last,
}

/// The day on which an age is tested.
struct Referred {
    day: NaiveDate,
    /// Last day of the window, if that is the reference.
    window_ends: Option<NaiveDate>,
    confidence: Confidence,
}

impl Referred {
    /// The programme's window until it has passed, then the day of the assessment with low confidence.
    fn to(reference: Reference, end: Window, case: &Case<'_>) -> Self {
        let window = case.window.filter(|window| case.day <= window.to);
        match (reference, window) {
            (Reference::AsOf, _) => Self { day: case.day, window_ends: None, confidence: Confidence::High },
            (Reference::Window, None) => {
                Self { day: case.day, window_ends: None, confidence: Confidence::Low }
            }
            (Reference::Window, Some(window)) => Self {
                day: match end {
                    Window::First => window.from,
                    Window::Last => window.to,
                },
                window_ends: Some(window.to),
                confidence: Confidence::High,
            },
        }
    }

    fn judged<'a>(&self, is_met: bool, birth: NaiveDate, asked: Age) -> Judged<'a> {
        let seen = if asked.months == 0 {
            Shown::Number(completed_years(birth, self.day).into(), "years")
        } else {
            Shown::Number(full_months_between(birth, self.day).into(), "months")
        };
        let outcome = if is_met { Outcome::Met } else { Outcome::NotMet };
        Judged { on: Some(self.day), confidence: self.confidence, ..Judged::of(outcome).seeing(seen) }
    }
}
