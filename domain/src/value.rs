//! The one flat value that facts, findings and evidence share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// Which of a [`Value`]'s fields carries it.
    pub enum ValueKind {
        Number = "number",
        Text = "text",
        Date = "date",
    }
}

/// A number, a word or a day, with its unit. Flat, so that every client
/// generator makes one plain class of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Value {
    /// Which of the fields below is set.
    pub kind: ValueKind,
    /// Whole number in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = -1_000_000_000_000_i64, maximum = 1_000_000_000_000_i64))]
    pub number: Option<i64>,
    /// A code or word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub text: Option<String>,
    /// A day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// What the number counts (`years`, `months`, `cm`, `kg`, `score`) or which scale the
    /// word is of (`JLPT`, `education`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub unit: Option<String>,
}

impl Value {
    /// A number in a unit.
    #[must_use]
    pub fn number(number: i64, unit: &str) -> Self {
        Self {
            kind: ValueKind::Number,
            number: Some(number),
            text: None,
            date: None,
            unit: Some(unit.to_owned()),
        }
    }

    /// A word without a scale.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { kind: ValueKind::Text, number: None, text: Some(text.to_owned()), date: None, unit: None }
    }

    /// A word of a scale.
    #[must_use]
    pub fn scaled(text: &str, unit: &str) -> Self {
        Self { unit: Some(unit.to_owned()), ..Self::text(text) }
    }

    /// A day.
    #[must_use]
    pub fn date(date: NaiveDate) -> Self {
        Self { kind: ValueKind::Date, number: None, text: None, date: Some(date), unit: None }
    }

    /// Whether exactly the field named by `kind` is set.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let (number, text, date) = (self.number.is_some(), self.text.is_some(), self.date.is_some());
        match self.kind {
            ValueKind::Number => number && !text && !date,
            ValueKind::Text => text && !number && !date,
            ValueKind::Date => date && !number && !text,
        }
    }
}
