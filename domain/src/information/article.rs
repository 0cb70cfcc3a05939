//! What an article holds.

use crate::law::{Confidence, Language, Source, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::words::schema_words! {
    /// What people are told of: the eleven categories of PP 59/2021, art. 4(4).
    pub enum Topic {
        /// Rights and duties of workers and families.
        RightsAndDuties = "rights_and_duties",
        /// Jobs, employers, places and conditions.
        JobsAndConditions = "jobs_and_conditions",
        /// Access to social security, and claims.
        SocialSecurity = "social_security",
        /// The official procedure and its stages.
        OfficialProcedure = "official_procedure",
        /// What placement costs, and whom.
        PlacementCost = "placement_cost",
        /// Trafficking, drug syndicates, radicalisation, health.
        Vulnerability = "vulnerability",
        /// Law and culture of the destination.
        Destination = "destination",
        /// Placement agreement and work contract.
        AgreementsAndContracts = "agreements_and_contracts",
        /// The current list of agencies and partners.
        Agencies = "agencies",
        /// Countries that are open and closed.
        Countries = "countries",
        /// How to complain.
        Complaints = "complaints",
    }
}

crate::words::schema_words! {
    /// For whom it is written.
    pub enum Audience {
        Candidate = "candidate",
        Worker = "worker",
        Family = "family",
        Returnee = "returnee",
        Officer = "officer",
    }
}

crate::words::schema_words! {
    /// What it is.
    pub enum ArticleKind {
        Article = "article",
        /// Ordered steps, with an introduction.
        Guide = "guide",
    }
}

/// A step of a guide in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideStep {
    /// What to do.
    #[cfg_attr(feature = "openapi", schema(min_length = 3, max_length = 200))]
    pub title: String,
    /// How, in `CommonMark`.
    #[cfg_attr(feature = "openapi", schema(min_length = 3, max_length = 3000))]
    pub text: String,
}

/// An article in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// Title.
    #[cfg_attr(feature = "openapi", schema(min_length = 3, max_length = 160))]
    pub title: String,
    /// One or two sentences.
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 400))]
    pub summary: String,
    /// The text, in `CommonMark`.
    #[cfg_attr(feature = "openapi", schema(min_length = 50, max_length = 20000))]
    pub body: String,
    /// Of a guide: its steps, in order.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 30))]
    pub steps: Vec<GuideStep>,
}

/// Something that the article says, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The fact.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// The content of a version: never changed once written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// By language; Indonesian is always there.
    pub texts: BTreeMap<Language, Said>,
    /// Facts.
    pub facts: Vec<Fact>,
}

impl Content {
    /// The text in a language, and which one it is: Indonesian where there is no other.
    #[must_use]
    pub fn said(&self, language: Language) -> Option<(Language, &Said)> {
        [language, Language::Id].into_iter().find_map(|it| Some((it, self.texts.get(&it)?)))
    }
}

/// What a kind of article must have: at least two steps for a guide, none else. The language and field that lacks it.
#[must_use]
pub fn fits(kind: ArticleKind, content: &Content) -> Option<(Language, &'static str)> {
    let counts = content.texts.values().map(|said| said.steps.len());
    let most = counts.max().unwrap_or_default();
    if !content.texts.contains_key(&Language::Id) {
        return Some((Language::Id, "missing"));
    }
    content.texts.iter().find_map(|(&language, said)| match kind {
        ArticleKind::Article if !said.steps.is_empty() => Some((language, "not_allowed")),
        ArticleKind::Guide if said.steps.len() < 2 => Some((language, "too_few")),
        // A guide in two languages is one guide.
        ArticleKind::Guide if said.steps.len() != most => Some((language, "differs")),
        ArticleKind::Article | ArticleKind::Guide => None,
    })
}
