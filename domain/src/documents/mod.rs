//! Kinds of documents, and what a file must hold before it can be handed in.

use crate::law::{Confidence, Source, Text};
use serde::{Deserialize, Serialize};

/// A kind of document: an entry of `data/documents.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Code, e.g. `DOC-KTP`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// What it is, by whom issued, what to look at.
    pub description: Text,
    /// Whether it tells of body or mind: its content is for those who may read health facts.
    #[serde(default)]
    pub health: bool,
    /// Whether a last day of validity must be given.
    #[serde(default)]
    pub lapses: bool,
    /// Usual months of validity from the day of issue, where known.
    #[serde(default)]
    pub valid_months: Option<u32>,
    /// Where the kind is asked for.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

crate::words::schema_words! {
    /// What kind of thing a file needs.
    pub enum NeedKind {
        /// A field of the profile or an identifier.
        Field = "field",
        /// A document that was not rejected.
        Document = "document",
        /// The answer on the family's permission: a row that was not rejected.
        FamilyPermission = "family_permission",
    }
}

/// One thing that must be there before a file is handed in: an entry of `[[need]]` in `data/documents.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// What kind of thing.
    pub kind: NeedKind,
    /// Where it belongs, as a JSON pointer into the file (`/full_name`, `/documents`, `/evidence`).
    pub pointer: String,
    /// For a document its kind; else the field's name.
    pub what: String,
    /// Its name.
    pub name: Text,
    /// Where it is asked for.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// What a file holds, as far as handing it in is concerned.
#[derive(Debug, Clone, Default)]
pub struct Held<'a> {
    /// Names of fields that are filled (`full_name`, `nik`, `contact`).
    pub fields: Vec<&'a str>,
    /// Kinds of documents that were not rejected.
    pub documents: Vec<&'a str>,
    /// Whether an answer on the family's permission was given.
    pub family_permission: bool,
}

/// Everything that is missing, in the order of the list.
#[must_use]
pub fn missing<'n>(needs: &'n [Need], held: &Held<'_>) -> Vec<&'n Need> {
    let is_there = |need: &Need| match need.kind {
        NeedKind::Field => held.fields.contains(&need.what.as_str()),
        NeedKind::Document => held.documents.contains(&need.what.as_str()),
        NeedKind::FamilyPermission => held.family_permission,
    };
    needs.iter().filter(|need| !is_there(need)).collect()
}
