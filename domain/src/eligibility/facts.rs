use crate::candidates::{Evidence, Standing};
use crate::identity::{MaritalStatus, Sex};
use crate::law::Confidence;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// Which facts count.
    pub enum Counting {
        /// Verified ones; a claim gives `unknown` with what is claimed. Stored decisions.
        Verified = "verified",
        /// Claims too. Overview and what-if.
        Claims = "claims",
    }
}

/// A fact of the profile and how far it can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// The fact.
    pub value: T,
    /// How far.
    pub standing: Standing,
}

/// A document that was seen (or only handed in).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFact {
    /// Kind, e.g. `DOC-MARITAL`.
    pub kind: String,
    /// Day of issue, if known: before it the document was not there.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day on which it is valid, if it lapses.
    pub until: Option<NaiveDate>,
    /// How sure that day is: less than high where it follows from the usual months of its kind.
    #[serde(default = "high")]
    pub confidence: Confidence,
    /// How far it can be relied on.
    pub standing: Standing,
}

fn high() -> Confidence {
    Confidence::High
}

/// Everything about a person that a rule may look at. `None` = not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Birth date.
    pub birth_date: Option<Fact<NaiveDate>>,
    /// Sex.
    pub sex: Option<Fact<Sex>>,
    /// Marital status.
    pub marital_status: Option<Fact<MaritalStatus>>,
    /// Evidence that was not rejected, in any order.
    pub evidence: Vec<Evidence>,
    /// Kinds of evidence whose list is known to be whole, so that a missing row
    /// means "has none": education, work, languages, certificates once a file is
    /// submitted, or an empty list in what-if. Never health or declarations.
    pub complete: Vec<crate::law::EvidenceKind>,
    /// Documents that were not rejected.
    pub documents: Vec<DocumentFact>,
    /// Kinds of identifiers on file (`bpjs_tk`) and how far they can be relied on.
    pub identifiers: Vec<(String, Standing)>,
}
