//! In whose hands a file is, since when, and by which day that office should be done.

use crate::ids::{AccountId, OrganisationId};
use chrono::{DateTime, NaiveDate, Utc};

/// Why a file went back to its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Reason, a code of `data/reasons.toml`.
    pub reason: String,
    /// Which field that is about, as a JSON pointer.
    pub field: Option<String>,
}

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Organisation that must act; none: the person, or nobody once it is verified.
    pub holder: Option<OrganisationId>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// By which day, by the service standard; none: no day can be promised.
    pub expected_by: Option<NaiveDate>,
    /// Why it is back with the person.
    pub returned: Option<Returned>,
    /// Account that noted it since it was last handed in.
    pub noted_by: Option<AccountId>,
}

impl Custody {
    /// With its owner since `at`; a reason if an office sent it back.
    #[must_use]
    pub fn owner(at: DateTime<Utc>, returned: Option<Returned>) -> Self {
        Self { holder: None, since: at, expected_by: None, returned, noted_by: None }
    }

    /// Passed to an office.
    #[must_use]
    pub fn passed_to(
        self,
        office: OrganisationId,
        at: DateTime<Utc>,
        expected_by: Option<NaiveDate>,
    ) -> Self {
        Self { holder: Some(office), since: at, expected_by, returned: None, ..self }
    }

    /// Verified: nobody has to act. Who noted it stays known.
    #[must_use]
    pub fn settled(self, at: DateTime<Utc>) -> Self {
        Self { holder: None, since: at, expected_by: None, ..self }
    }
}
