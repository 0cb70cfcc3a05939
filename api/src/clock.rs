//! The only reader of the time.

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;

/// Says what time it is; fixed in tests.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    zone: Tz,
    fixed: Option<DateTime<Utc>>,
}

impl Clock {
    /// The time of the machine, days in the city's zone.
    #[must_use]
    pub fn system(zone: Tz) -> Self {
        Self { zone, fixed: None }
    }

    /// Always this time.
    #[must_use]
    pub fn fixed(zone: Tz, at: DateTime<Utc>) -> Self {
        Self { zone, fixed: Some(at) }
    }

    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the time")]
    pub fn now(&self) -> DateTime<Utc> {
        // As the database keeps it.
        self.fixed.unwrap_or_else(Utc::now).trunc_subsecs(6)
    }

    /// The moment at which a day begins in the city.
    #[must_use]
    pub fn begin_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let begin = self.zone.from_local_datetime(&midnight).earliest();
        begin.map_or_else(|| midnight.and_utc(), |begin| begin.with_timezone(&Utc))
    }

    /// A moment as people in the city say it.
    #[must_use]
    pub fn said(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%d-%m-%Y %H:%M %Z").to_string()
    }

    /// The day of a moment in the city.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}
