use super::source::Text;
use serde::{Deserialize, Serialize};

/// Title and sentences of one rule code: an entry of `data/rules.toml`.
///
/// Sentences may hold `{seen}` and `{required}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Rule code, e.g. `PRG-AGE-MAX`.
    pub code: String,
    /// Short title.
    pub title: Text,
    /// What the rule asks, in plain words.
    pub description: Text,
    /// Said when met.
    pub met: Text,
    /// Said when not met.
    pub not_met: Text,
    /// Said when a fact is missing or only claimed.
    pub unknown: Text,
    /// Said when it warns of what was seen; else what is said when not met.
    #[serde(default)]
    pub warning: Option<Text>,
    /// Remedy that fits unless the requirement names another.
    #[serde(default)]
    pub remedy: Option<String>,
}

/// What to do about a finding: an entry of `data/remedies.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Code, e.g. `LANGUAGE_TEST`.
    pub code: String,
    /// What to do and bring.
    pub action: Text,
    /// Desk or office (code of `data/city.toml`), if one of the city's.
    #[serde(default)]
    pub desk: Option<String>,
    /// Document kinds to bring.
    #[serde(default)]
    pub bring: Vec<String>,
    /// Usual days it takes.
    #[serde(default)]
    pub usual_days: Option<u16>,
    /// How sure we are of the days.
    pub confidence: super::source::Confidence,
}
