//! The life of a version: `draft → in_review → published (now or on a day) → retired`.

use crate::ids::AccountId;
use chrono::NaiveDate;

crate::words::schema_words! {
    /// Where a version stands.
    pub enum VersionState {
        /// Being written.
        Draft = "draft",
        /// With somebody who has not written it.
        InReview = "in_review",
        /// Approved, waits for its day.
        Scheduled = "scheduled",
        /// What people read.
        Published = "published",
        /// Given up, or replaced by a later one.
        Retired = "retired",
    }
}

crate::words::schema_words! {
    /// What can be done with a version.
    pub enum VersionStep {
        Submit = "submit",
        /// Back to its author.
        Return = "return",
        Schedule = "schedule",
        Publish = "publish",
        Retire = "retire",
    }
}

/// A step that this state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{step} is not possible from {from}")]
pub struct Refused {
    /// Where the version stands.
    pub from: VersionState,
    /// What was asked.
    pub step: VersionStep,
}

impl VersionState {
    /// The state after `step`. Every pair is spelled out.
    ///
    /// # Errors
    ///
    /// [`Refused`] if the step is not possible here.
    pub fn on(self, step: VersionStep) -> Result<Self, Refused> {
        let refused = Err(Refused { from: self, step });
        match self {
            Self::Draft => match step {
                VersionStep::Submit => Ok(Self::InReview),
                VersionStep::Retire => Ok(Self::Retired),
                VersionStep::Return | VersionStep::Schedule | VersionStep::Publish => refused,
            },
            Self::InReview => match step {
                VersionStep::Return => Ok(Self::Draft),
                VersionStep::Schedule => Ok(Self::Scheduled),
                VersionStep::Publish => Ok(Self::Published),
                VersionStep::Submit | VersionStep::Retire => refused,
            },
            Self::Scheduled => match step {
                VersionStep::Return => Ok(Self::Draft),
                VersionStep::Publish => Ok(Self::Published),
                VersionStep::Submit | VersionStep::Schedule | VersionStep::Retire => refused,
            },
            Self::Published => match step {
                VersionStep::Retire => Ok(Self::Retired),
                VersionStep::Submit | VersionStep::Return | VersionStep::Schedule | VersionStep::Publish => {
                    refused
                }
            },
            Self::Retired => match step {
                VersionStep::Submit
                | VersionStep::Return
                | VersionStep::Schedule
                | VersionStep::Publish
                | VersionStep::Retire => refused,
            },
        }
    }
}

/// Whether this account may publish what that author wrote: the author does not.
#[must_use]
pub fn may_publish(author: Option<AccountId>, publisher: AccountId) -> bool {
    author != Some(publisher)
}

/// Whether a version that appears on a day (none: now) would not come in the order of numbers: an older one waits for a
/// later day and would take its place, or a newer one is read by then. `others` are the numbers and days of those that are
/// scheduled, and of the one that is read (none: it has appeared).
#[must_use]
pub fn is_overtaken(number: i32, on: Option<NaiveDate>, others: &[(i32, Option<NaiveDate>)]) -> bool {
    // `None` comes before every day.
    others.iter().any(|&(other, day)| if other < number { on < day } else { other > number && day <= on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_appear_in_the_order_of_their_numbers() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 6, day);
        let scheduled = [(2, day(10))];
        for (number, on, overtaken) in [
            (3, day(9), true),
            (3, day(10), false),
            (3, day(11), false),
            (3, None, true),
            (1, day(9), false),
            (1, None, false),
            (1, day(10), true),
            (1, day(11), true),
            (2, None, false),
        ] {
            assert_eq!(is_overtaken(number, on, &scheduled), overtaken, "{number} {on:?}");
        }
        let read = [(2, None)];
        for (number, on, overtaken) in
            [(1, None, true), (1, day(9), true), (3, None, false), (3, day(9), false)]
        {
            assert_eq!(is_overtaken(number, on, &read), overtaken, "{number} {on:?}");
        }
        assert!(!is_overtaken(3, None, &[]));
    }
}
