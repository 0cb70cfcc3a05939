use super::source::{Confidence, Source, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// What a mission is.
    pub enum MissionKind {
        Embassy = "embassy",
        Consulate = "consulate",
        /// Where there is no embassy (KDEI).
        TradeOffice = "trade_office",
    }
}

crate::words::schema_words! {
    /// Whom one calls.
    pub enum EmergencyKind {
        Police = "police",
        Ambulance = "ambulance",
        Mission = "mission",
        /// The labour office there.
        Labour = "labour",
        /// A web page.
        Portal = "portal",
    }
}

crate::words::schema_words! {
    /// What the law of a destination speaks of.
    pub enum LawTopic {
        Hours = "hours",
        Rest = "rest",
        Wage = "wage",
        Papers = "papers",
        EmployerChange = "employer_change",
        Insurance = "insurance",
        Stay = "stay",
        Language = "language",
        Other = "other",
    }
}

/// A mission of Indonesia.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Name.
    pub name: Text,
    /// What it is.
    pub kind: MissionKind,
    /// Its city.
    pub city: String,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyContact {
    /// Name.
    pub name: Text,
    /// Whom.
    pub kind: EmergencyKind,
    /// The number, as it is dialled there.
    #[serde(default)]
    pub number: Option<String>,
    /// Address of a web page.
    #[serde(default)]
    pub address: Option<String>,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// What the law there says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawThere {
    /// What it speaks of.
    pub topic: LawTopic,
    /// What it says.
    pub text: Text,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// What a person should know of a destination: an entry of `data/countries.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Missions of Indonesia.
    #[serde(rename = "mission")]
    pub missions: Vec<Mission>,
    /// Whom one calls.
    #[serde(rename = "contact")]
    pub contacts: Vec<EmergencyContact>,
    /// What the law there says.
    pub law: Vec<LawThere>,
}

/// The least that may be paid somewhere: a row of `data/reference/destination-minimum-wages.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageFloor {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For whom, in Indonesian.
    pub scope_id: String,
    /// For whom, in English.
    pub scope_en: String,
    /// ISO 4217.
    pub currency: String,
    /// In the currency's main unit.
    pub amount: i64,
    /// `month` or `hour`.
    pub period: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Where it was read.
    pub source: String,
}
