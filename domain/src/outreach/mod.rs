//! Outreach: meetings at which people learn before they go, and who has a seat.

use crate::law::{Confidence, Source, Text};
use crate::statistics::LEAST;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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
        /// Somebody has come: the meeting stays where and when it is.
        HasAttendance = "has_attendance",
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

/// How long what is personal of a sign-up is kept: `signups` in `data/services.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignupsKept {
    /// Days after the end of the meeting.
    pub days: u32,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// What else one should know.
    #[serde(default)]
    pub note: Option<Text>,
}

impl SignupsKept {
    /// Meetings that ended before then have had their time.
    #[must_use]
    pub fn since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_sub_days(Days::new(self.days.into())).unwrap_or(now)
    }
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
    let last = day.checked_add_days(Days::new(ENTERED_WITHIN)).unwrap_or(day);
    match state {
        OutreachState::Cancelled => Err(OutreachRefusal::Closed),
        OutreachState::Planned if today < day => Err(OutreachRefusal::TooEarly),
        OutreachState::Planned if today > last => Err(OutreachRefusal::Closed),
        OutreachState::Planned => Ok(()),
    }
}

/// A meeting's seats as they are at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// How many there are.
    pub seats: i64,
    /// How many are given, also to people who have not come.
    pub seated: i64,
    /// How many have come.
    pub came: i64,
    /// Whether the meeting has begun: until then seats are kept for those who have one.
    pub has_begun: bool,
}

impl Door {
    /// Whether somebody without a ticket may come in.
    ///
    /// # Errors
    ///
    /// [`OutreachRefusal::Full`] where no seat is left.
    pub fn may_enter(self) -> Result<(), OutreachRefusal> {
        let taken = if self.has_begun { self.came } else { self.seated };
        if taken < self.seats { Ok(()) } else { Err(OutreachRefusal::Full) }
    }

    /// Whether who holds this sign-up, and has not come yet, may come in.
    ///
    /// # Errors
    ///
    /// Without a seat: cancelled, in line before the meeting begins, or given to others since.
    pub fn may_attend(self, state: SignupState) -> Result<(), OutreachRefusal> {
        match state {
            SignupState::Seated if !self.has_begun => Ok(()),
            SignupState::Waiting if !self.has_begun => Err(OutreachRefusal::TicketWaiting),
            SignupState::Seated | SignupState::Waiting => self.may_enter(),
            SignupState::Pending | SignupState::Cancelled => Err(OutreachRefusal::TicketCancelled),
        }
    }
}

/// Whether a meeting may be cancelled, or moved to another time or kelurahan, to which so many `came`.
///
/// # Errors
///
/// Once anybody has come: they are counted where and when they came.
pub fn may_move(came: i64) -> Result<(), OutreachRefusal> {
    if came == 0 { Ok(()) } else { Err(OutreachRefusal::HasAttendance) }
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
        self.until.checked_add_days(Days::new(ENTERED_WITHIN)).is_some_and(|day| day < today)
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
    fn a_seat_is_kept_until_the_meeting_begins() {
        use OutreachRefusal::{Full, TicketCancelled, TicketWaiting};
        let door = |came, has_begun| Door { seats: 3, seated: 3, came, has_begun };
        let [before, after, full] = [door(1, false), door(1, true), door(3, true)];
        assert_eq!([before, after, full].map(Door::may_enter), [Err(Full), Ok(()), Err(Full)]);
        for (state, wanted) in [
            (SignupState::Seated, [Ok(()), Ok(()), Err(Full)]),
            (SignupState::Waiting, [Err(TicketWaiting), Ok(()), Err(Full)]),
            (SignupState::Cancelled, [Err(TicketCancelled); 3]),
            (SignupState::Pending, [Err(TicketCancelled); 3]),
        ] {
            assert_eq!([before, after, full].map(|door| door.may_attend(state)), wanted, "{state:?}");
        }
        assert_eq!([0, 1].map(may_move), [Ok(()), Err(OutreachRefusal::HasAttendance)]);
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
