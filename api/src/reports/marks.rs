//! By what a report is found to be like another: keyed hashes, never the contact itself.

use domain::reports::{MarkKind, bands, normal, shingles};
use persistence::Vault;
use persistence::reports::Mark;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    let hash = |pair: String| {
        let hash = vault.keyed_hash("report wording", &[pair.as_bytes()]);
        hash.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)).unwrap_or_default()
    };
    let hashes: Vec<u64> = text.map(shingles).into_iter().flatten().map(hash).collect();
    marks.extend(bands(&hashes).into_iter().map(|band| (MarkKind::Wording, band.to_be_bytes().to_vec())));
    marks.sort_unstable();
    marks.dedup();
    marks
}
