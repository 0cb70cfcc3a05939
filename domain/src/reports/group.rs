//! What becomes of a group.

crate::words::schema_words! {
    /// Where a group stands.
    pub enum GroupState {
        Open = "open",
        /// With the police or KP2MI: the contacts that an officer saw count in the offer check.
        Passed = "passed",
        /// Closed with a reason.
        Closed = "closed",
        /// Found to be the same as another.
        Merged = "merged",
    }
}

crate::words::schema_words! {
    /// Who has it.
    pub enum PassedTo {
        Police = "police",
        Kp2mi = "kp2mi",
    }
}

crate::words::schema_words! {
    /// What can be done with a group.
    pub enum GroupStep {
        Pass = "pass",
        /// What came after it was passed on belongs to it, too.
        Confirm = "confirm",
        /// Some of its reports are of somebody else.
        Split = "split",
        Close = "close",
    }
}

/// A step that this state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{step} is not possible from {from}")]
pub struct Refused {
    /// Where the group stands.
    pub from: GroupState,
    /// What was asked.
    pub step: GroupStep,
}

impl GroupState {
    /// The state after `step`. Every pair is spelled out.
    ///
    /// # Errors
    ///
    /// [`Refused`] if the step is not possible here.
    pub fn on(self, step: GroupStep) -> Result<Self, Refused> {
        let refused = Err(Refused { from: self, step });
        match self {
            Self::Open => match step {
                GroupStep::Pass => Ok(Self::Passed),
                GroupStep::Split => Ok(Self::Open),
                GroupStep::Close => Ok(Self::Closed),
                GroupStep::Confirm => refused,
            },
            Self::Passed => match step {
                GroupStep::Confirm | GroupStep::Split => Ok(Self::Passed),
                // What was passed on in error, or was settled there.
                GroupStep::Close => Ok(Self::Closed),
                GroupStep::Pass => refused,
            },
            Self::Closed | Self::Merged => match step {
                GroupStep::Pass | GroupStep::Confirm | GroupStep::Split | GroupStep::Close => refused,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GroupState::{Closed, Open, Passed};

    #[test]
    fn every_pair_of_state_and_step_is_as_the_table_says() {
        let allowed = [
            (Open, GroupStep::Pass, Passed),
            (Open, GroupStep::Split, Open),
            (Open, GroupStep::Close, Closed),
            (Passed, GroupStep::Confirm, Passed),
            (Passed, GroupStep::Split, Passed),
            (Passed, GroupStep::Close, Closed),
        ];
        for &from in GroupState::ALL {
            for &step in GroupStep::ALL {
                let wanted = allowed.iter().find(|row| row.0 == from && row.1 == step).map(|row| row.2);
                assert_eq!(from.on(step).ok(), wanted, "{from} on {step}");
            }
        }
    }
}
