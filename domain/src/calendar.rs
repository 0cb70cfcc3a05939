//! Days, months and ages by the conventions of the house.
//!
//! A period of months that would end on a day its month lacks ends on the
//! first of the next: a birthday on 29 February counts on 1 March.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Years in which the days of registers and of openings and closings lie; another one is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Whether a register may hold this day.
#[must_use]
pub fn is_plausible(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// Those of these fields whose day no register may hold, with the code that says so.
pub(crate) fn implausible(
    days: &[(&'static str, Option<NaiveDate>)],
) -> impl Iterator<Item = (&'static str, &'static str)> {
    days.iter()
        .filter(|(_, day)| day.is_some_and(|day| !is_plausible(day)))
        .map(|(field, _)| (*field, "out_of_range"))
}

/// `months` later; where that month lacks the day, the first of the next.
/// Saturates at the end of the calendar.
#[must_use]
pub fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    let Some(clipped) = date.checked_add_months(Months::new(months)) else {
        return NaiveDate::MAX;
    };
    if clipped.day() == date.day() { clipped } else { day_after(clipped) }
}

/// The last day from which `months` months still end on `end` or before.
#[must_use]
pub fn last_start(end: NaiveDate, months: u32) -> NaiveDate {
    end.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// The next day.
#[must_use]
pub fn day_after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

/// The day before.
#[must_use]
pub fn day_before(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}

/// Full months from `from` to `to` (the day on which they would be full counts); 0 if `to` is earlier.
#[must_use]
pub fn full_months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let ordinal = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let Ok(span) = u32::try_from(ordinal(to) - ordinal(from)) else {
        return 0;
    };
    if add_months(from, span) <= to { span } else { span.saturating_sub(1) }
}

/// Completed years of age on a day.
#[must_use]
pub fn completed_years(birth: NaiveDate, on: NaiveDate) -> u32 {
    full_months_between(birth, on) / 12
}

/// The day on which somebody completes an age.
#[must_use]
pub fn birthday(birth: NaiveDate, years: u32, months: u32) -> NaiveDate {
    add_months(birth, years.saturating_mul(12).saturating_add(months))
}

/// A period of days, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
}

impl Period {
    /// Full months of the period.
    #[must_use]
    pub fn full_months(self) -> u32 {
        full_months_between(self.from, self.end)
    }
}

/// The periods in order, overlapping or touching ones made one; empty ones dropped.
#[must_use]
pub fn merged(periods: impl IntoIterator<Item = Period>) -> Vec<Period> {
    let mut sorted: Vec<Period> = periods.into_iter().filter(|period| period.from < period.end).collect();
    sorted.sort_unstable();
    let mut merged: Vec<Period> = Vec::with_capacity(sorted.len());
    for period in sorted {
        match merged.last_mut() {
            Some(last) if period.from <= last.end => last.end = last.end.max(period.end),
            Some(_) | None => merged.push(period),
        }
    }
    merged
}

crate::words::schema_words! {
    /// Why a weekday is off.
    pub enum HolidayKind {
        /// National holiday.
        National = "LIBUR_NASIONAL",
        /// Collective leave of civil servants.
        Collective = "CUTI_BERSAMA",
    }
}

/// Days off, and the years for which they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    days: BTreeMap<NaiveDate, HolidayKind>,
    years: BTreeSet<i32>,
}

/// Working days were counted into a year whose holidays are not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of {0} are not loaded")]
pub struct MissingYear(pub i32);

/// A year is covered when at least one of its days is given.
impl FromIterator<(NaiveDate, HolidayKind)> for Holidays {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, HolidayKind)>>(days: I) -> Self {
        let days: BTreeMap<_, _> = days.into_iter().collect();
        let years = days.keys().map(Datelike::year).collect();
        Self { days, years }
    }
}

impl Holidays {
    /// What kind of holiday a day is, if one.
    #[must_use]
    pub fn kind(&self, day: NaiveDate) -> Option<HolidayKind> {
        self.days.get(&day).copied()
    }

    /// The years that are covered, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }

    /// Whether offices work on `day`: not on Saturday, Sunday, holidays and collective leave.
    ///
    /// # Errors
    ///
    /// [`MissingYear`] if the holidays of its year are not known.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, MissingYear> {
        if !self.years.contains(&day.year()) {
            return Err(MissingYear(day.year()));
        }
        Ok(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && self.kind(day).is_none())
    }
}

/// The `n`th working day after `from`, which itself is not counted; `from` for none.
///
/// # Errors
///
/// [`MissingYear`] if a day on the way lies in a year without holidays.
pub fn add_working_days(from: NaiveDate, n: u32, holidays: &Holidays) -> Result<NaiveDate, MissingYear> {
    let (mut day, mut left) = (from, n);
    while left > 0 {
        day = day_after(day);
        if holidays.is_working_day(day)? {
            left -= 1;
        }
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, end: &str) -> Period {
        Period { from: day(from), end: day(end) }
    }

    #[test]
    fn months_that_lack_the_day_end_on_the_first_of_the_next() {
        assert_eq!(add_months(day("2024-01-31"), 1), day("2024-03-01"));
        assert_eq!(add_months(day("2024-02-29"), 12), day("2025-03-01"));
        assert_eq!(add_months(day("2024-02-29"), 48), day("2028-02-29"));
        assert_eq!(add_months(day("2026-06-01"), 0), day("2026-06-01"));
    }

    #[test]
    fn a_month_is_full_on_its_day_and_not_the_day_before() {
        assert_eq!(full_months_between(day("2024-06-01"), day("2026-05-31")), 23);
        assert_eq!(full_months_between(day("2024-06-01"), day("2026-06-01")), 24);
        assert_eq!(full_months_between(day("2024-06-01"), day("2026-06-02")), 24);
        assert_eq!(full_months_between(day("2024-01-31"), day("2024-02-29")), 0);
        assert_eq!(full_months_between(day("2024-01-31"), day("2024-03-01")), 1);
        assert_eq!(full_months_between(day("2024-02-01"), day("2024-01-01")), 0);
    }

    #[test]
    fn a_birthday_on_29_february_counts_on_1_march() {
        let birth = day("2008-02-29");
        assert_eq!(birthday(birth, 18, 0), day("2026-03-01"));
        assert_eq!(completed_years(birth, day("2026-02-28")), 17);
        assert_eq!(completed_years(birth, day("2026-03-01")), 18);
    }

    #[test]
    fn the_last_start_is_the_last_that_still_fits() {
        for (end, months) in [("2027-12-01", 18), ("2026-02-28", 1), ("2026-03-31", 1), ("2028-02-29", 12)] {
            let start = last_start(day(end), months);
            assert!(add_months(start, months) <= day(end));
            assert!(add_months(day_after(start), months) > day(end));
        }
    }

    #[test]
    fn touching_and_overlapping_periods_become_one() {
        let merged = merged([
            period("2025-01-01", "2025-03-01"),
            period("2024-01-01", "2024-02-15"),
            period("2024-02-15", "2024-04-01"),
            period("2025-02-01", "2025-02-10"),
            period("2025-09-01", "2025-09-01"),
        ]);
        assert_eq!(merged, [period("2024-01-01", "2024-04-01"), period("2025-01-01", "2025-03-01")]);
        assert_eq!(merged.iter().map(|period| period.full_months()).sum::<u32>(), 5);
    }

    #[test]
    fn both_kinds_of_holidays_and_weekends_are_off() {
        let holidays: Holidays = [
            (day("2026-05-27"), HolidayKind::National),
            (day("2026-05-28"), HolidayKind::Collective),
            (day("2026-06-01"), HolidayKind::National),
        ]
        .into_iter()
        .collect();
        // Tuesday 26 May: Wednesday and Thursday off, Friday works, Saturday to Monday off.
        assert_eq!(add_working_days(day("2026-05-26"), 1, &holidays), Ok(day("2026-05-29")));
        assert_eq!(add_working_days(day("2026-05-26"), 2, &holidays), Ok(day("2026-06-02")));
        assert_eq!(add_working_days(day("2026-05-26"), 0, &holidays), Ok(day("2026-05-26")));
    }

    #[test]
    fn a_year_without_data_is_an_error() {
        let holidays: Holidays = [(day("2026-12-25"), HolidayKind::National)].into_iter().collect();
        assert_eq!(add_working_days(day("2026-12-30"), 1, &holidays), Ok(day("2026-12-31")));
        assert_eq!(add_working_days(day("2026-12-30"), 2, &holidays), Err(MissingYear(2027)));
        assert_eq!(holidays.years().collect::<Vec<_>>(), [2026]);
    }
}
