//! What becomes of a group.

crate::words::schema_words! {
    /// Where a group stands.
    pub enum GroupState {
        Open = "open",
        /// With the police or KP2MI: its contacts count in the offer check.
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
        Close = "close",
        Merge = "merge",
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
                GroupStep::Close => Ok(Self::Closed),
                GroupStep::Merge => Ok(Self::Merged),
            },
            // What was passed on in error, or was settled there.
            Self::Passed => match step {
                GroupStep::Close => Ok(Self::Closed),
                GroupStep::Pass | GroupStep::Merge => refused,
            },
            Self::Closed | Self::Merged => match step {
                GroupStep::Pass | GroupStep::Close | GroupStep::Merge => refused,
            },
        }
    }
}
