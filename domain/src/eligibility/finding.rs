use crate::ids::EvidenceId;
use crate::law::{Confidence, Source, Stage};
use crate::value::Value;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// What came out of one rule.
    pub enum Outcome {
        Met = "met",
        NotMet = "not_met",
        /// A fact is missing, or (in a stored decision) only claimed.
        Unknown = "unknown",
        /// Not asked of this person, or due at a later stage.
        NotApplicable = "not_applicable",
        /// Look at it; never changes the verdict.
        Warning = "warning",
    }
}

impl Outcome {
    /// The one that stands for several: `not_met` > `unknown` > `warning` > `met` > `not_applicable`.
    #[must_use]
    pub fn worst(outcomes: impl IntoIterator<Item = Self>) -> Self {
        outcomes.into_iter().max_by_key(|outcome| outcome.weight()).unwrap_or(Self::NotApplicable)
    }

    /// Of a test that may have no answer.
    pub(super) fn of_answer(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Met,
            Some(false) => Self::NotMet,
            None => Self::Unknown,
        }
    }

    fn weight(self) -> u8 {
        match self {
            Self::NotApplicable => 0,
            Self::Met => 1,
            Self::Warning => 2,
            Self::Unknown => 3,
            Self::NotMet => 4,
        }
    }
}

crate::words::schema_words! {
    /// What came out of all rules together.
    pub enum Verdict {
        /// Every requirement of this stage is met.
        Eligible = "eligible",
        /// Only time is missing: eligible from a known day.
        EligibleFrom = "eligible_from",
        /// A fact is missing.
        Incomplete = "incomplete",
        /// A requirement is not met and time alone does not cure it.
        NotEligible = "not_eligible",
    }
}

/// One tested fact of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// When it is due.
    pub stage: Stage,
    /// What came out.
    pub outcome: Outcome,
    /// What was seen; empty: nothing.
    pub seen: Vec<Value>,
    /// What is asked, any of (a level, its field, a number and its kind belong together).
    pub required: Vec<Value>,
    /// Where the requirement is from.
    pub source: Source,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Evidence that was looked at.
    pub evidence: Vec<EvidenceId>,
    /// Whether what was seen rests on a claim.
    pub claimed: bool,
    /// What to do, if anything.
    pub remedy: Option<String>,
    /// Last day on which this outcome stands, if it is met and lapses.
    pub until: Option<NaiveDate>,
    /// Day from which it will be met by time alone.
    pub cured_on: Option<NaiveDate>,
    /// The reference day of an age or validity.
    pub on: Option<NaiveDate>,
}

/// One rule: one code, all its parts. The outcome is the worst of the parts:
/// `not_met` > `unknown` > `warning` > `met` > `not_applicable`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Rule code.
    pub code: String,
    /// When the first of its parts is due.
    pub stage: Stage,
    /// What came out.
    pub outcome: Outcome,
    /// At least one, in the order of the requirements.
    pub parts: Vec<Part>,
}

/// Something that holds today and will not on the day that cures the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lapse {
    /// Rule code as it will be raised (that of the programme, if its period ends).
    pub code: String,
    /// Last day on which it still holds, where known.
    pub until: Option<NaiveDate>,
}

/// The verdict with all its reasons, in the order of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// The stage asked about.
    pub stage: Stage,
    /// Whether the law of migrant workers covers this way (UU 18/2017, art. 4); trainees are no PMI.
    #[serde(default)]
    pub is_pmi: Option<bool>,
    /// The verdict.
    pub verdict: Verdict,
    /// Set for `eligible_from`.
    pub eligible_from: Option<NaiveDate>,
    /// What will have lapsed by `eligible_from`, first what lapses first: the
    /// person is eligible on that day if it is renewed. For `not_eligible` that only
    /// time would cure: what rules the person out by then.
    pub lapses: Vec<Lapse>,
    /// Every rule, once.
    pub findings: Vec<Finding>,
}
