use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// How sure we are of a value that was loaded.
    pub enum Confidence {
        /// Read in the source or beyond doubt.
        High = "high",
        /// To be confirmed by the officer.
        Medium = "medium",
        /// A best guess; to be confirmed by the officer.
        Low = "low",
    }
}

crate::words::schema_words! {
    /// What kind of authority a rule rests on.
    pub enum SourceKind {
        /// An instrument of law, by article.
        Law = "law",
        /// An official notice, announcement or the destination's published rule.
        Notice = "notice",
        /// The employer's wish, not law.
        Employer = "employer",
        /// Not read in any source yet: to be confirmed with KP2MI or the manpower office.
        ToBeConfirmed = "to_be_confirmed",
    }
}

/// A text in the two languages of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

crate::words::schema_words! {
    /// A language in which the service speaks.
    pub enum Language {
        /// Indonesian.
        Id = "id",
        /// English.
        En = "en",
    }
}

impl Default for Language {
    /// Indonesian.
    fn default() -> Self {
        Self::Id
    }
}

impl Text {
    /// The text in one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        }
    }
}

/// An instrument of law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Short code, e.g. `UU-18-2017`.
    pub code: String,
    /// FRBR uri, e.g. `/akn/id/act/uu/2017/18`.
    pub uri: String,
    /// Its title.
    pub title: Text,
    /// How sure we are of number and content.
    pub confidence: Confidence,
}

impl Source {
    /// A notice in its own words, and where it was read.
    #[must_use]
    pub fn notice(title: String, address: Option<String>) -> Self {
        Self {
            kind: SourceKind::Notice,
            instrument: None,
            uri: None,
            article: None,
            paragraph: None,
            letter: None,
            title: Some(title),
            address,
        }
    }
}

/// Where a rule or value comes from: an instrument by article, or a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// What kind of authority.
    pub kind: SourceKind,
    /// Code of the instrument; set for `law`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// FRBR uri of the instrument; filled from the list of instruments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Paragraph of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<String>,
    /// Letter of the paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// What the notice is, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}
