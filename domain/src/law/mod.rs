//! The law as values: every parameter with its source, its period and how
//! sure we are of it.

mod destination;
mod evidence;
mod programme;
mod requirement;
mod restriction;
mod rule;
mod source;

pub use destination::{
    Destination, EmergencyContact, EmergencyKind, LawThere, LawTopic, Mission, MissionKind, WageFloor,
};
pub use evidence::{EvidenceCode, EvidenceCodes, EvidenceKind, ReadingKind};
pub use programme::{EmployerKind, FieldOfWork, Programme, Scheme, Wage, Window};
pub use requirement::{Age, LanguageProof, Reference, Requirement, Stage, Strength, Test};
pub use restriction::{CountryState, Restriction, deciding, is_open_for_some};
pub use rule::{Remedy, RuleText};
pub use source::{Confidence, Instrument, Language, Source, SourceKind, Text};

use chrono::NaiveDate;

/// Everything that an assessment needs of the law and of the lists it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// Instruments by code (`UU-18-2017`).
    pub instruments: Vec<Instrument>,
    /// Requirements of the general law, for every way abroad.
    pub general: Vec<Requirement>,
    /// Ways abroad, ordered by code.
    pub programmes: Vec<Programme>,
    /// Openings and closings of countries.
    pub restrictions: Vec<Restriction>,
    /// What each code of evidence means.
    pub evidence: EvidenceCodes,
    /// Titles and sentences of the rules.
    pub rules: Vec<RuleText>,
    /// What to do about a finding.
    pub remedies: Vec<Remedy>,
}

/// A question that the law at hand cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// No programme has this code.
    #[error("no such programme")]
    UnknownProgramme,
    /// Nothing of this rule or programme is in force on that day.
    #[error("{code} has no rule in force on {day}")]
    NotInForce {
        /// Code of the rule or programme.
        code: String,
        /// The day asked for.
        day: NaiveDate,
    },
    /// A programme with several countries was asked without one (or with a strange one).
    #[error("the programme needs one of its countries")]
    CountryNeeded,
    /// A programme with several fields was asked without one (or with a strange one).
    #[error("the programme needs one of its fields")]
    FieldNeeded,
    /// No requirement at all: never "eligible".
    #[error("no requirement to assess")]
    NoRequirements,
}

/// Whether `day` lies in the period from `from` to `to`, both inclusive.
#[must_use]
pub fn in_force(from: NaiveDate, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

impl Law {
    /// The programme of this code.
    #[must_use]
    pub fn programme(&self, code: &str) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.code == code)
    }

    /// The texts of a rule.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&RuleText> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The remedy of this code.
    #[must_use]
    pub fn remedy(&self, code: &str) -> Option<&Remedy> {
        self.remedies.iter().find(|remedy| remedy.code == code)
    }

    /// The instrument of this code.
    #[must_use]
    pub fn instrument(&self, code: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.code == code)
    }
}
