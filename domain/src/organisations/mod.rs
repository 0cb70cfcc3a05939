//! The city: its kelurahan, its desks, and how long each may take.

use crate::calendar::{Holidays, MissingYear, add_working_days};
use crate::candidates::Status;
use crate::law::{Confidence, Source, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The city as in `data/city.toml`: another city is another file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Name.
    pub name: Text,
    /// Region code (Kemendagri), e.g. `64.74`.
    pub region: String,
    /// IANA name of its time zone.
    pub zone: String,
    /// Code of the desk that verifies files.
    pub verifying_desk: String,
    /// Letters before the receipt number of a file, e.g. `BTG`.
    pub receipt_prefix: String,
    /// Desks of the one-roof service (PP 59/2021, art. 31).
    #[serde(rename = "desk")]
    pub desks: Vec<Desk>,
    /// Kelurahan.
    #[serde(rename = "kelurahan")]
    pub kelurahan: Vec<Kelurahan>,
}

/// A desk of the one-roof service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Stable code, e.g. `MANPOWER`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// What it does.
    pub tasks: Text,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// A kelurahan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kelurahan {
    /// Region code, e.g. `64.74.01.1003`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its kecamatan.
    pub district: String,
}

/// How long the holder of a file may take: an entry of `data/services.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceStandard {
    /// The status in which the file waits.
    pub status: Status,
    /// Working days.
    pub working_days: u32,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// What else one should know.
    #[serde(default)]
    pub note: Option<Text>,
}

/// By which day an office should be done with a file that came to it on `day`; none if no standard is set.
///
/// # Errors
///
/// [`MissingYear`] if the holidays on the way are not known.
pub fn expected_by(
    standards: &[ServiceStandard],
    status: Status,
    day: NaiveDate,
    holidays: &Holidays,
) -> Result<Option<NaiveDate>, MissingYear> {
    let standard = standards.iter().find(|standard| standard.status == status);
    standard.map(|standard| add_working_days(day, standard.working_days, holidays)).transpose()
}

crate::words::schema_words! {
    /// What a reason can be given for.
    pub enum ReasonUse {
        /// A file that goes back to the person.
        Return = "return",
        /// A verified file that is opened again.
        Reopen = "reopen",
        /// A NIK that is verified although its date or sex disagrees with the profile.
        Mismatch = "mismatch",
        /// A document that is rejected.
        Document = "document",
        /// Evidence that is rejected.
        Evidence = "evidence",
        /// An article that goes back to its author or is given up.
        Article = "article",
        /// A group of reports that is closed.
        Report = "report",
    }
}

/// A reason that an officer can give: an entry of `data/reasons.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code, e.g. `NOT_LEGIBLE`.
    pub code: String,
    /// What the person reads.
    pub text: Text,
    /// What it can be given for.
    pub uses: Vec<ReasonUse>,
}
