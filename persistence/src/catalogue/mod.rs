//! The catalogue: the reviewed files in `data/`, read once at start, checked
//! against each other, and kept as versions by digest.

mod checks;
mod error;
mod files;
mod information;
mod names;
mod parse;
mod place;
mod read;
mod reference;
mod sets;
#[cfg(test)]
mod tests;
pub mod versions;

pub use error::CatalogueError;
pub use files::digest;
pub use information::ArticleFile;
pub use reference::Country as CountryRow;
pub use sets::{ReferenceRow, ReferenceSet};

use crate::organisations::{Organisation, id_of};
use domain::accounts::{OrganisationKind, Roles};
use domain::calendar::Holidays;
use domain::documents::{DocumentKind, Need};
use domain::information::Lexicon;
use domain::law::{Destination, EmergencyContact, Language, Law, WageFloor};
use domain::offers::{OfferRules, Scanner};
use domain::organisations::{City, Kelurahan, Reason, ServiceStandard};
use domain::outreach::SignupsKept;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Everything that stands in `data/`.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// What assessments need.
    pub law: Law,
    /// Who may do what.
    pub roles: Roles,
    /// The city.
    pub city: City,
    /// How long offices may take.
    pub services: Vec<ServiceStandard>,
    /// How long what is personal of sign-ups for meetings is kept.
    pub signups: SignupsKept,
    /// Reasons that officers can give.
    pub reasons: Vec<Reason>,
    /// Kinds of documents.
    pub documents: Vec<DocumentKind>,
    /// What a file must hold before it is handed in.
    pub needs: Vec<Need>,
    /// Days off.
    pub holidays: Holidays,
    /// What a person should know of each destination, by code.
    pub destinations: Vec<Destination>,
    /// Whom one calls at home or from anywhere.
    pub hotlines: Vec<EmergencyContact>,
    /// The least that may be paid, by country.
    pub wage_floors: Vec<WageFloor>,
    /// Time zone and minor digits of the currency by country.
    pub countries: BTreeMap<String, CountryRow>,
    /// Articles and guides as the project ships them, by slug.
    pub articles: Vec<ArticleFile>,
    /// How words of people become words that are looked up.
    pub lexicon: Lexicon,
    /// What the check of offers goes by.
    pub offers: OfferRules,
    /// Reads adverts.
    pub scanner: Scanner,
    /// Reference lists, by name.
    pub sets: Vec<ReferenceSet>,
    /// Six-digit prefixes that a NIK may have.
    pub nik_prefixes: BTreeSet<String>,
    /// Currencies (ISO 4217) and how many digits their minor unit has.
    pub currencies: BTreeMap<String, u32>,
    /// People of each kecamatan of the city, by its name (2024).
    pub population: BTreeMap<String, u32>,
    /// SHA-256 of `law_bundle`, hex.
    pub law_digest: String,
    /// SHA-256 of `data_bundle`, hex.
    pub data_digest: String,
    /// SHA-256 of `other_bundle`, hex.
    pub other_digest: String,
    /// General law, programmes and restrictions as they stand in their files.
    pub law_bundle: Vec<u8>,
    /// Codes of evidence, rules, remedies, documents and occupations as they stand in their files.
    pub data_bundle: Vec<u8>,
    /// City, roles, reasons, service standards, lists and articles as they stand in their files.
    pub other_bundle: Vec<u8>,
}

impl Catalogue {
    /// Reads and checks the files in `dir`.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] if a file is missing or not well formed, or if it
    /// names something that no other file explains.
    pub fn read(dir: &Path) -> Result<Self, CatalogueError> {
        read::catalogue(dir)
    }

    /// The law of two kept bundles, so that a stored decision can be made again.
    /// They were checked against each other when they were kept.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] if they are no bundles, or of a form that this version does not read.
    pub fn law_from(law_bundle: &[u8], data_bundle: &[u8]) -> Result<Law, CatalogueError> {
        read::law_from(law_bundle, data_bundle)
    }

    /// The desks and kelurahan offices of the city.
    #[must_use]
    pub fn organisations(&self) -> Vec<Organisation> {
        let organisation = |kind, code: &str, name: String, region: Option<&str>| Organisation {
            id: id_of(code),
            kind,
            code: code.to_owned(),
            name,
            region: region.map(str::to_owned),
        };
        let desks = self.city.desks.iter();
        let desks = desks.map(|it| organisation(OrganisationKind::Desk, &it.code, it.name.id.clone(), None));
        let offices = self.city.kelurahan.iter().map(|it| {
            let name = format!("Kelurahan {}", it.name);
            organisation(OrganisationKind::Kelurahan, &it.code, name, Some(&it.code))
        });
        desks.chain(offices).collect()
    }

    /// The reference list of this name.
    #[must_use]
    pub fn set(&self, code: &str) -> Option<&ReferenceSet> {
        self.sets.iter().find(|set| set.code == code)
    }

    /// The kelurahan of this region code.
    #[must_use]
    pub fn kelurahan(&self, code: &str) -> Option<&Kelurahan> {
        self.city.kelurahan.iter().find(|kelurahan| kelurahan.code == code)
    }

    /// The kind of document of this code.
    #[must_use]
    pub fn document(&self, code: &str) -> Option<&DocumentKind> {
        self.documents.iter().find(|document| document.code == code)
    }

    /// The reason of this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// What a reason says; a code that the data no longer know is its own text.
    #[must_use]
    pub fn reason_text(&self, code: &str, language: Language) -> String {
        self.reason(code).map_or(code, |reason| reason.text.of(language)).to_owned()
    }

    /// Whether `code` is a country, ISO 3166-1 alpha-2.
    #[must_use]
    pub fn is_country(&self, code: &str) -> bool {
        self.row("countries", code).is_some()
    }

    /// What a country is called.
    #[must_use]
    pub fn country_name(&self, code: &str, language: Language) -> Option<&str> {
        self.row("countries", code).map(|row| row.name.of(language))
    }

    /// Whether `code` is an occupation, an ISCO-08 unit group.
    #[must_use]
    pub fn is_occupation(&self, code: &str) -> bool {
        self.row("occupations", code).is_some()
    }

    /// The row of a reference list.
    fn row(&self, set: &str, code: &str) -> Option<&ReferenceRow> {
        self.set(set)?.rows.iter().find(|row| row.code == code)
    }
}
