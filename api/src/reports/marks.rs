//! By what a report is found to be like another: keyed hashes, never the contact itself.

use crate::AppState;
use domain::offers::{Advert, Given};
use domain::reports::{MarkKind, contact, phrases};
use persistence::Vault;
use persistence::reports::Mark;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Bytes that are kept of the hash of a phrase.
const PHRASE: usize = 8;

/// A contact as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 1, max_length = 100, example = "0812-5550-0779")]
pub struct ContactText(pub String);

/// An address as it is written; shared ones have long tails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 1, max_length = 500, example = "https://contoh-kerja.example/daftar")]
pub struct ContactLink(pub String);

/// How the recruiter can be reached or paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// Phones, as they are written.
    #[serde(default)]
    #[schema(max_items = 10, example = json!(["0812-5550-0779"]))]
    pub phones: Vec<ContactText>,
    /// Bank accounts.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub accounts: Vec<ContactText>,
    /// Links.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub links: Vec<ContactLink>,
    /// Accounts of social networks.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub social: Vec<ContactText>,
}

/// Contacts of a kind that are taken from a text: as many as can be given beside it.
const FROM_TEXT: usize = 10;

/// Numbers and pages that help everybody, and pages under these, are nobody's.
#[must_use]
pub fn official(state: &AppState) -> BTreeSet<Given> {
    let of_countries = state.catalogue.destinations.iter().flat_map(|it| &it.contacts);
    let all = state.catalogue.hotlines.iter().chain(of_countries);
    all.flat_map(|it| {
        let number = it.number.as_deref().and_then(|it| contact(MarkKind::Phone, it));
        number.into_iter().chain(it.address.as_deref().and_then(|it| contact(MarkKind::Link, it)))
    })
    .filter_map(|(kind, value)| Given::reported(kind, &value))
    .collect()
}

/// Whether a contact in its normal form is official.
#[must_use]
pub fn is_official(official: &BTreeSet<Given>, (kind, value): &(MarkKind, String)) -> bool {
    Given::reported(*kind, value).is_some_and(|it| it.is_under(official))
}

impl Contacts {
    /// Those that a text names, but for what is official.
    #[must_use]
    pub fn named(text: &Advert, official: &BTreeSet<Given>) -> Self {
        let of = |kind, all: &BTreeSet<String>| -> Vec<String> {
            let is_somebodys = |it: &&String| contact(kind, it).is_some_and(|it| !is_official(official, &it));
            all.iter().filter(is_somebodys).take(FROM_TEXT).cloned().collect()
        };
        let texts = |kind, all| of(kind, all).into_iter().map(ContactText).collect();
        Self {
            phones: texts(MarkKind::Phone, &text.phones),
            accounts: texts(MarkKind::Account, &text.accounts),
            links: of(MarkKind::Link, &text.links.union(&text.emails).cloned().collect())
                .into_iter()
                .map(ContactLink)
                .collect(),
            social: texts(MarkKind::Social, &text.social),
        }
    }

    /// Every contact in its normal form, with its kind.
    pub fn normal(&self) -> impl Iterator<Item = (MarkKind, String)> {
        let texts = [
            (MarkKind::Phone, &self.phones),
            (MarkKind::Account, &self.accounts),
            (MarkKind::Social, &self.social),
        ];
        let texts = texts.into_iter().flat_map(|(kind, all)| all.iter().map(move |it| (kind, it.0.as_str())));
        let links = self.links.iter().map(|it| (MarkKind::Link, it.0.as_str()));
        texts.chain(links).filter_map(|(kind, written)| contact(kind, written))
    }
}

/// The mark of a contact in its normal form.
#[must_use]
pub fn mark(vault: &Vault, kind: MarkKind, normal: &str) -> Mark {
    (kind, vault.keyed_hash("report mark", &[kind.as_str().as_bytes(), normal.as_bytes()]))
}

/// The marks of how a text is worded.
#[must_use]
pub fn wording(vault: &Vault, text: &str) -> Vec<Mark> {
    let mark = |phrase: String| {
        let mut hash = vault.keyed_hash("report wording", &[phrase.as_bytes()]);
        hash.truncate(PHRASE);
        (MarkKind::Wording, hash)
    };
    phrases(text).into_iter().map(mark).collect()
}
