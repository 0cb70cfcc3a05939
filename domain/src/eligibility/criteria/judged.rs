use super::super::facts::Fact;
use super::super::finding::Outcome;
use super::Case;
use crate::candidates::Standing;
use crate::ids::EvidenceId;
use crate::law::{Confidence, Restriction};
use crate::value::Value;
use chrono::NaiveDate;

/// A [`Value`] that still borrows from facts and law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Shown<'a> {
    /// A number in a unit.
    Number(i64, &'a str),
    /// A word of a scale.
    Word(&'a str, &'a str),
    /// A number that is the most allowed, in a unit.
    AtMost(i64, &'a str),
    /// Least and most, in a unit.
    Between(i64, i64, &'a str),
}

impl Shown<'_> {
    /// The value as it is kept and sent.
    pub fn to_value(self) -> Value {
        match self {
            Self::Number(number, unit) => Value::number(number, unit),
            Self::Word(word, scale) => Value::scaled(word, scale),
            Self::AtMost(most, unit) => Value::scaled(&format!("<={most}"), unit),
            Self::Between(least, most, unit) => Value::scaled(&format!("{least}-{most}"), unit),
        }
    }
}

/// What came out of one test.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Judged<'a> {
    pub outcome: Outcome,
    pub seen: Vec<Shown<'a>>,
    pub evidence: Vec<EvidenceId>,
    /// What was seen rests on a claim.
    pub claimed: bool,
    /// Last day on which it stands, if met.
    pub until: Option<NaiveDate>,
    /// Day on which time alone will have met it.
    pub cured_on: Option<NaiveDate>,
    /// Reference day of an age.
    pub on: Option<NaiveDate>,
    /// Not met because a proof that would do has lapsed.
    pub lapsed: bool,
    /// How sure we are of what was used beside the requirement.
    pub confidence: Confidence,
    /// The row of law that decided, where it is not the requirement itself.
    pub basis: Option<&'a Restriction>,
}

impl<'a> Judged<'a> {
    /// Nothing but an outcome.
    pub fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            seen: Vec::new(),
            evidence: Vec::new(),
            claimed: false,
            until: None,
            cured_on: None,
            on: None,
            lapsed: false,
            confidence: Confidence::High,
            basis: None,
        }
    }

    /// Met or not.
    pub fn met_if(is_met: bool) -> Self {
        Self::of(if is_met { Outcome::Met } else { Outcome::NotMet })
    }

    /// With what was looked at.
    pub fn seeing(mut self, seen: Shown<'a>) -> Self {
        self.seen.push(seen);
        self
    }

    /// This test of a fact that may be missing or a claim.
    pub fn by_fact<T: Copy>(fact: Option<Fact<T>>, case: &Case<'_>, judge: impl FnOnce(T) -> Self) -> Self {
        fact.map_or_else(|| Self::of(Outcome::Unknown), |fact| judge(fact.value).weighed(fact.standing, case))
    }

    /// A claim counts and says so, or (where only verified facts count) leaves
    /// the test unknown, whatever is claimed.
    pub fn weighed(mut self, standing: Standing, case: &Case<'_>) -> Self {
        self.claimed = standing == Standing::Claimed;
        if !case.counts(standing) {
            self.outcome = Outcome::Unknown;
            (self.until, self.cured_on, self.lapsed) = (None, None, false);
        }
        self
    }

    /// Not met, and no day on which time alone will have met it.
    pub fn is_failure(&self) -> bool {
        self.outcome == Outcome::NotMet && self.cured_on.is_none()
    }
}
