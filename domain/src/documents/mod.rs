//! Kinds of documents, and what a file must hold before it can be handed in.

use crate::calendar::add_months;
use crate::identity::IdentifierKind;
use crate::law::{Confidence, Source, Text};
use chrono::NaiveDate;
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
    /// The number that it shows: verified with it. Never the NIK, which is verified with the whole file.
    #[serde(default)]
    pub identifier: Option<IdentifierKind>,
    /// Where the kind is asked for.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

impl DocumentKind {
    /// Last day of validity: the one on the document, else that of the usual months from the day of issue, which is as
    /// sure as they are.
    #[must_use]
    pub fn last_day(
        &self,
        issued_on: Option<NaiveDate>,
        valid_until: Option<NaiveDate>,
    ) -> (Option<NaiveDate>, Confidence) {
        match (valid_until, issued_on, self.valid_months) {
            (None, Some(issued), Some(months)) => (Some(add_months(issued, months)), self.confidence),
            (valid_until, ..) => (valid_until, Confidence::High),
        }
    }
}

/// What is wrong with the days of a document of this kind (if it is known), by field: none may lie in the future or be in
/// the wrong order, and what lapses needs its last day, or a day of issue from which it follows.
#[must_use]
pub fn wrong_days(
    kind: Option<&DocumentKind>,
    issued_on: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    if kind.is_some_and(|kind| kind.lapses) && valid_until.is_none() {
        wrong.push(("valid_until", "required"));
    } else if kind.is_some_and(|kind| kind.valid_months.is_some())
        && issued_on.is_none()
        && valid_until.is_none()
    {
        wrong.push(("issued_on", "required"));
    }
    if issued_on.is_some_and(|day| day > today) {
        wrong.push(("issued_on", "in_future"));
    }
    if issued_on.zip(valid_until).is_some_and(|(from, until)| until < from) {
        wrong.push(("valid_until", "order"));
    }
    wrong
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

/// The fields among what is missing: a file that was handed in may not lose them.
#[must_use]
pub fn missing_fields<'n>(needs: &'n [Need], fields: &[&str]) -> Vec<&'n Need> {
    let fields_needed = needs.iter().filter(|need| need.kind == NeedKind::Field);
    fields_needed.filter(|need| !fields.contains(&need.what.as_str())).collect()
}

/// The documents that a file needs and of which none was verified: the desk does not verify a file before.
#[must_use]
pub fn unverified<'n>(needs: &'n [Need], verified: &[&str]) -> Vec<&'n Need> {
    let documents = needs.iter().filter(|need| need.kind == NeedKind::Document);
    documents.filter(|need| !verified.contains(&need.what.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::SourceKind;

    fn kind(lapses: bool, valid_months: Option<u32>) -> DocumentKind {
        let text = Text { id: String::new(), en: String::new() };
        let source = Source {
            kind: SourceKind::ToBeConfirmed,
            instrument: None,
            uri: None,
            article: None,
            paragraph: None,
            letter: None,
            title: None,
            address: None,
        };
        DocumentKind {
            code: "DOC-OTHER".to_owned(),
            name: text.clone(),
            description: text,
            health: false,
            lapses,
            valid_months,
            identifier: None,
            source,
            confidence: Confidence::Low,
        }
    }

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    #[test]
    fn what_lapses_needs_its_last_day_or_a_day_from_which_it_follows() {
        let today = day("2026-06-01").unwrap();
        let wrong = |kind: &DocumentKind, from, until| wrong_days(Some(kind), from, until, today);
        assert_eq!(wrong(&kind(false, None), None, None), []);
        assert_eq!(wrong(&kind(true, Some(3)), day("2026-05-01"), None), [("valid_until", "required")]);
        assert_eq!(wrong(&kind(false, Some(36)), None, None), [("issued_on", "required")]);
        assert_eq!(wrong(&kind(false, Some(36)), day("2026-06-01"), None), []);
        assert_eq!(wrong(&kind(false, Some(36)), None, day("2026-05-31")), []);
        assert_eq!(wrong(&kind(false, None), day("2026-06-02"), None), [("issued_on", "in_future")]);
        let order = wrong(&kind(true, None), day("2026-05-02"), day("2026-05-01"));
        assert_eq!(order, [("valid_until", "order")]);
        let of_no_kind = wrong_days(None, day("2026-06-02"), day("2026-06-01"), today);
        assert_eq!(of_no_kind, [("issued_on", "in_future"), ("valid_until", "order")]);
    }

    #[test]
    fn the_last_day_is_the_one_on_it_or_follows_from_the_issue() {
        let months = kind(false, Some(3));
        assert_eq!(months.last_day(day("2026-01-31"), None), (day("2026-05-01"), Confidence::Low));
        let given = months.last_day(day("2026-01-31"), day("2026-12-31"));
        assert_eq!(given, (day("2026-12-31"), Confidence::High));
        assert_eq!(months.last_day(None, None), (None, Confidence::High));
        assert_eq!(kind(false, None).last_day(day("2026-01-31"), None), (None, Confidence::High));
    }
}
