//! The life of a file: `draft → submitted → noted → verified | returned`.

use super::evidence::Standing;

crate::words::schema_words! {
    /// Where a file stands.
    pub enum Status {
        /// The person writes.
        Draft = "draft",
        /// Handed to the kelurahan.
        Submitted = "submitted",
        /// Known by the kelurahan, handed to the manpower desk.
        Noted = "noted",
        /// Seen by the manpower desk.
        Verified = "verified",
        /// Back with the person, with a reason.
        Returned = "returned",
    }
}

crate::words::schema_words! {
    /// What can be done with a file.
    pub enum Step {
        Submit = "submit",
        /// The kelurahan has seen it (UU 18/2017, art. 42).
        Note = "note",
        /// Sent back: by the kelurahan from `submitted`, by the desk from `noted`.
        Return = "return",
        Verify = "verify",
        /// A supervisor opens a verified file again, with a reason.
        Reopen = "reopen",
    }
}

/// A step that this status does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{step} is not possible from {from}")]
pub struct Refused {
    /// Where the file stands.
    pub from: Status,
    /// What was asked.
    pub step: Step,
}

impl Status {
    /// The status after `step`. Every pair is spelled out.
    ///
    /// # Errors
    ///
    /// [`Refused`] if the step is not possible here.
    pub fn on(self, step: Step) -> Result<Self, Refused> {
        let refused = Err(Refused { from: self, step });
        match self {
            Self::Draft | Self::Returned => match step {
                Step::Submit => Ok(Self::Submitted),
                Step::Note | Step::Return | Step::Verify | Step::Reopen => refused,
            },
            Self::Submitted => match step {
                Step::Note => Ok(Self::Noted),
                Step::Return => Ok(Self::Returned),
                Step::Submit | Step::Verify | Step::Reopen => refused,
            },
            Self::Noted => match step {
                Step::Verify => Ok(Self::Verified),
                Step::Return => Ok(Self::Returned),
                Step::Submit | Step::Note | Step::Reopen => refused,
            },
            Self::Verified => match step {
                Step::Reopen => Ok(Self::Returned),
                Step::Submit | Step::Note | Step::Return | Step::Verify => refused,
            },
        }
    }

    /// What the holder of a file in this status does with it, if nothing is wrong.
    #[must_use]
    pub fn next(self) -> Option<Step> {
        match self {
            Self::Draft | Self::Returned => Some(Step::Submit),
            Self::Submitted => Some(Step::Note),
            Self::Noted => Some(Step::Verify),
            Self::Verified => None,
        }
    }

    /// Whether the owner may change identity and submitted evidence.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Draft | Self::Returned => true,
            Self::Submitted | Self::Noted | Self::Verified => false,
        }
    }

    /// How far rules can rely on the profile: the desk has compared it with the documents only while the file is
    /// verified.
    #[must_use]
    pub fn profile_standing(self) -> Standing {
        match self {
            Self::Verified => Standing::Verified,
            Self::Draft | Self::Submitted | Self::Noted | Self::Returned => Standing::Claimed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_status_and_step_is_as_the_table_says() {
        let allowed = [
            (Status::Draft, Step::Submit, Status::Submitted),
            (Status::Returned, Step::Submit, Status::Submitted),
            (Status::Submitted, Step::Note, Status::Noted),
            (Status::Submitted, Step::Return, Status::Returned),
            (Status::Noted, Step::Return, Status::Returned),
            (Status::Noted, Step::Verify, Status::Verified),
            (Status::Verified, Step::Reopen, Status::Returned),
        ];
        for &from in Status::ALL {
            for &step in Step::ALL {
                let wanted = allowed.iter().find(|row| row.0 == from && row.1 == step).map(|row| row.2);
                assert_eq!(from.on(step).ok(), wanted, "{from} on {step}");
            }
        }
    }
}
