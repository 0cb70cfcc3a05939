//! Outreach: meetings at which people learn before they go, and who has a seat.

use crate::statistics::LEAST;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

crate::words::schema_words! {
    /// Where a meeting stands.
    pub enum OutreachState {
        Planned = "planned",
        Cancelled = "cancelled",
    }
}

crate::words::schema_words! {
    /// Where a sign-up stands.
    pub enum SignupState {
        /// Waits for its code.
        Pending = "pending",
        Seated = "seated",
        /// In line for a seat.
        Waiting = "waiting",
        Cancelled = "cancelled",
    }
}

crate::words::schema_words! {
    /// How many seats are left, in a word: a number would tell who signs up when.
    pub enum SeatsLeft {
        Open = "open",
        /// At most a fifth.
        Few = "few",
        Full = "full",
    }
}

crate::words::schema_words! {
    /// Why a meeting or a ticket does not take part.
    pub enum OutreachRefusal {
        /// The meeting is cancelled, has begun or is over.
        Closed = "closed",
        /// Its day has not come.
        TooEarly = "too_early",
        Full = "full",
        SeatsTaken = "seats_taken",
        OtherEvent = "other_event",
        TicketCancelled = "ticket_cancelled",
        TicketWaiting = "ticket_waiting",
        /// Who has come cannot give the seat back.
        Attended = "attended",
        NotAttended = "not_attended",
    }
}

/// Days after a meeting, or after a quarter, during which lists on paper are entered.
pub const ENTERED_WITHIN: u64 = 7;

/// Codes to sign up for one meeting that one network may ask for in an hour: a class or an office gets in, but nobody who
/// invents addresses fills the meeting before its officers can look at the list.
#[must_use]
pub fn codes_an_hour(seats: i32) -> i32 {
    (seats / 3).max(10)
}

impl SeatsLeft {
    /// The word for so many seats and seated.
    #[must_use]
    pub fn of(seats: i64, seated: i64) -> Self {
        let left = seats - seated;
        if left <= 0 {
            Self::Full
        } else if left * 5 <= seats {
            Self::Few
        } else {
            Self::Open
        }
    }
}

/// Whether people may sign up.
///
/// # Errors
///
/// [`OutreachRefusal::Closed`] once it has begun or is cancelled.
pub fn may_sign_up(
    state: OutreachState,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), OutreachRefusal> {
    match state {
        OutreachState::Planned if now < starts_at => Ok(()),
        OutreachState::Planned | OutreachState::Cancelled => Err(OutreachRefusal::Closed),
    }
}

/// Whether a seat or a place in line may be given back.
///
/// # Errors
///
/// Once the meeting is over or cancelled, or who holds it `came`.
pub fn may_give_back(
    state: OutreachState,
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
    came: bool,
) -> Result<(), OutreachRefusal> {
    match state {
        _ if came => Err(OutreachRefusal::Attended),
        OutreachState::Planned if now < ends_at => Ok(()),
        OutreachState::Planned | OutreachState::Cancelled => Err(OutreachRefusal::Closed),
    }
}

/// Whether attendance may be entered `today` for a meeting on `day`.
///
/// # Errors
///
/// Before its day, when its time is over, or where it is cancelled.
pub fn may_enter(state: OutreachState, day: NaiveDate, today: NaiveDate) -> Result<(), OutreachRefusal> {
    let last = day.checked_add_days(chrono::Days::new(ENTERED_WITHIN)).unwrap_or(day);
    match state {
        OutreachState::Cancelled => Err(OutreachRefusal::Closed),
        OutreachState::Planned if today < day => Err(OutreachRefusal::TooEarly),
        OutreachState::Planned if today > last => Err(OutreachRefusal::Closed),
        OutreachState::Planned => Ok(()),
    }
}

/// Whether who holds this sign-up may come in.
///
/// # Errors
///
/// Without a seat.
pub fn may_attend(state: SignupState) -> Result<(), OutreachRefusal> {
    match state {
        SignupState::Seated => Ok(()),
        SignupState::Waiting => Err(OutreachRefusal::TicketWaiting),
        SignupState::Pending | SignupState::Cancelled => Err(OutreachRefusal::TicketCancelled),
    }
}

/// Whether feedback may be read that so many people could have given: fewer, and it would point at somebody.
#[must_use]
pub fn may_read_feedback(people: i64) -> bool {
    people >= i64::from(LEAST)
}

/// A quarter of a calendar year: the only periods of which figures are published, so that none can be taken from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// Its first day.
    pub from: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
}

impl Quarter {
    /// From a text as `2026-Q2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-Q")?;
        let (year, number): (i32, u32) = (year.parse().ok()?, number.parse().ok()?);
        let from = NaiveDate::from_ymd_opt(year, number.checked_mul(3)?.checked_sub(2)?, 1)?;
        let until = from.checked_add_months(chrono::Months::new(3))?;
        (from.year() >= 2000).then_some(Self { from, until })
    }

    /// Whether its figures no longer change on that day.
    #[must_use]
    pub fn is_settled(self, today: NaiveDate) -> bool {
        self.until.checked_add_days(chrono::Days::new(ENTERED_WITHIN)).is_some_and(|day| day < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn seats_left_are_a_word() {
        for (seats, seated, wanted) in [
            (10, 0, SeatsLeft::Open),
            (10, 7, SeatsLeft::Open),
            (10, 8, SeatsLeft::Few),
            (10, 10, SeatsLeft::Full),
            (3, 2, SeatsLeft::Open),
            (1, 1, SeatsLeft::Full),
        ] {
            assert_eq!(SeatsLeft::of(seats, seated), wanted, "{seated} of {seats}");
        }
    }

    #[test]
    fn attendance_is_entered_from_the_day_on_for_a_week() {
        let enter = |today| may_enter(OutreachState::Planned, day("2026-06-01"), day(today));
        assert_eq!(enter("2026-05-31"), Err(OutreachRefusal::TooEarly));
        assert_eq!(enter("2026-06-01"), Ok(()));
        assert_eq!(enter("2026-06-08"), Ok(()));
        assert_eq!(enter("2026-06-09"), Err(OutreachRefusal::Closed));
    }

    #[test]
    fn feedback_that_fewer_than_five_could_have_given_is_not_read() {
        assert_eq!([0, 1, 4, 5, 40].map(may_read_feedback), [false, false, false, true, true]);
    }

    #[test]
    fn a_quarter_has_three_months_and_is_settled_when_nothing_is_entered_any_more() {
        let quarter = Quarter::parse("2026-Q4").unwrap();
        assert_eq!((quarter.from, quarter.until), (day("2026-10-01"), day("2027-01-01")));
        // The last meeting may be on 31 December, entered until 7 January.
        assert!(!quarter.is_settled(day("2027-01-07")));
        assert!(quarter.is_settled(day("2027-01-09")));
        for wrong in ["2026-Q0", "2026-Q5", "2026", "26-Q1", "2026-Q", "-Q1"] {
            assert_eq!(Quarter::parse(wrong), None, "{wrong}");
        }
    }
}
