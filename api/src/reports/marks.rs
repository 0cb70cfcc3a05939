//! By what a report is found to be like another: keyed hashes, never the contact itself.

use domain::reports::{MarkKind, normal, phrases};
use persistence::Vault;
use persistence::reports::Mark;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes that are kept of the hash of a phrase.
const PHRASE: usize = 8;

/// How the recruiter can be reached or paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// Phones, as they are written.
    #[serde(default)]
    #[schema(max_items = 10, example = json!(["0812-5550-0779"]))]
    pub phones: Vec<String>,
    /// Bank accounts.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub accounts: Vec<String>,
    /// Links.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub links: Vec<String>,
    /// Accounts of social networks.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub social: Vec<String>,
}

impl Contacts {
    /// Every contact with its kind.
    pub fn all(&self) -> impl Iterator<Item = (MarkKind, &str)> {
        let phones = self.phones.iter().map(|it| (MarkKind::Phone, it.as_str()));
        let accounts = self.accounts.iter().map(|it| (MarkKind::Account, it.as_str()));
        let links = self.links.iter().map(|it| (MarkKind::Link, it.as_str()));
        phones
            .chain(accounts)
            .chain(links)
            .chain(self.social.iter().map(|it| (MarkKind::Social, it.as_str())))
    }
}

/// The mark of a contact; none for one that says nothing.
#[must_use]
pub fn contact(vault: &Vault, kind: MarkKind, written: &str) -> Option<Mark> {
    let value = normal(kind, written);
    let is_known = value.chars().filter(|c| c.is_alphanumeric()).count() >= 4;
    is_known.then(|| (kind, vault.keyed_hash("report mark", &[kind.as_str().as_bytes(), value.as_bytes()])))
}

/// The marks of contacts and, where there is a text, of its wording.
#[must_use]
pub fn marks(vault: &Vault, contacts: &Contacts, text: Option<&str>) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        contacts.all().filter_map(|(kind, written)| contact(vault, kind, written)).collect();
    let phrase = |phrase: String| {
        let mut hash = vault.keyed_hash("report wording", &[phrase.as_bytes()]);
        hash.truncate(PHRASE);
        (MarkKind::Wording, hash)
    };
    marks.extend(text.map(phrases).into_iter().flatten().map(phrase));
    marks.sort_unstable();
    marks.dedup();
    marks
}
