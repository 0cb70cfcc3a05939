//! The shapes of the files, and the law that is made of them.

use super::error::CatalogueError;
use super::files::Texts;
use super::reference;
use chrono::NaiveDate;
use domain::documents::{DocumentKind, Need};
use domain::law::{
    Destination, EmergencyContact, EvidenceCode, EvidenceCodes, Instrument, Law, Programme, Remedy,
    Requirement, Restriction, RuleText, Source, Text,
};
use domain::offers::OfferRules;
use domain::organisations::{Reason, ServiceStandard};
use domain::outreach::SignupsKept;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A file of `law/`: instruments, or a list of requirements with its period.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawFile {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    #[serde(default, rename = "instrument")]
    pub instruments: Vec<Instrument>,
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

/// `restrictions.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestrictionsFile {
    restriction: Vec<Restriction>,
}

/// A code with a name: a field of study, a word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub code: String,
    pub name: Text,
}

/// `evidence.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceFile {
    #[serde(rename = "field")]
    pub fields: Vec<Named>,
    #[serde(rename = "word")]
    pub words: Vec<Named>,
    #[serde(rename = "code")]
    pub codes: Vec<EvidenceCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemediesFile {
    remedy: Vec<Remedy>,
}

/// `documents.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentsFile {
    #[serde(rename = "document")]
    pub documents: Vec<DocumentKind>,
    #[serde(rename = "need")]
    pub needs: Vec<Need>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonsFile {
    reason: Vec<Reason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationsFile {
    #[serde(rename = "country")]
    pub countries: Vec<Destination>,
    #[serde(rename = "hotline")]
    pub hotlines: Vec<EmergencyContact>,
}

/// The entries of `countries.toml`.
pub(super) fn destinations(text: &str) -> Result<DestinationsFile, CatalogueError> {
    toml("countries.toml", text)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServicesFile {
    service: Vec<ServiceStandard>,
    signups: SignupsKept,
}

/// The entries of `reasons.toml`.
pub(super) fn reasons(text: &str) -> Result<Vec<Reason>, CatalogueError> {
    toml::<ReasonsFile>("reasons.toml", text).map(|file| file.reason)
}

/// The standards and the period of `services.toml`.
pub(super) fn services(text: &str) -> Result<(Vec<ServiceStandard>, SignupsKept), CatalogueError> {
    toml::<ServicesFile>("services.toml", text).map(|file| (file.service, file.signups))
}

/// The rules of the check of offers.
pub(super) fn offers(text: &str) -> Result<OfferRules, CatalogueError> {
    toml("offers.toml", text)
}

/// One TOML file; a mistake of syntax or type is named with its line.
pub(super) fn toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError {
        file: file.to_owned(),
        line: error
            .span()
            .and_then(|span| text.get(..span.start))
            .map(|before| before.matches('\n').count() + 1),
        reason: error.message().lines().collect::<Vec<_>>().join(" "),
    })
}

/// The files of the two bundles, file by file as they stand.
pub(super) struct LawFiles {
    pub lists: Vec<(String, LawFile)>,
    pub programmes: Vec<(String, Programme)>,
    pub restrictions: Vec<Restriction>,
    pub evidence: EvidenceFile,
    pub rules: Vec<RuleText>,
    pub remedies: Vec<Remedy>,
    pub documents: DocumentsFile,
    /// ISCO-08 unit groups and their English titles, sorted.
    pub occupations: Vec<(String, String)>,
}

impl LawFiles {
    /// Reads the texts of both bundles.
    pub fn parse(law: &Texts, data: &Texts) -> Result<Self, CatalogueError> {
        let text = |texts: &'_ Texts, file: &str| {
            texts.get(file).cloned().ok_or_else(|| CatalogueError::of_file(file, "is missing"))
        };
        let mut lists = Vec::new();
        let mut programmes: Vec<(String, Programme)> = Vec::new();
        for (file, text) in law {
            if file.starts_with("law/") {
                lists.push((file.clone(), toml(file, text)?));
            } else if file.starts_with("programmes/") {
                programmes.push((file.clone(), toml(file, text)?));
            }
        }
        programmes.sort_by(|(_, one), (_, next)| one.code.cmp(&next.code));
        let restrictions: RestrictionsFile = toml("restrictions.toml", &text(law, "restrictions.toml")?)?;
        let rules: RulesFile = toml("rules.toml", &text(data, "rules.toml")?)?;
        let remedies: RemediesFile = toml("remedies.toml", &text(data, "remedies.toml")?)?;
        let isco = "reference/isco08-en.csv";
        Ok(Self {
            lists,
            programmes,
            restrictions: restrictions.restriction,
            evidence: toml("evidence.toml", &text(data, "evidence.toml")?)?,
            rules: rules.rule,
            remedies: remedies.remedy,
            documents: toml("documents.toml", &text(data, "documents.toml")?)?,
            occupations: reference::unit_groups(isco, &text(data, isco)?)?,
        })
    }

    /// All instruments.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.lists.iter().flat_map(|(_, list)| &list.instruments)
    }

    /// The law: periods inherited, uris filled in.
    pub fn into_law(self) -> (Law, DocumentsFile, Vec<Named>) {
        let instruments: Vec<Instrument> = self.instruments().cloned().collect();
        let complete = |list: Vec<Requirement>, from: Option<NaiveDate>, to: Option<NaiveDate>| {
            let complete = |mut requirement: Requirement| {
                requirement.from = requirement.from.or(from);
                requirement.to = requirement.to.or(to);
                fill(&mut requirement.source, &instruments);
                requirement
            };
            list.into_iter().map(complete).collect::<Vec<_>>()
        };
        let mut general = Vec::new();
        for (_, list) in self.lists {
            general.extend(complete(list.requirements, list.from, list.to));
        }
        let programme = |mut programme: Programme| {
            let own = std::mem::take(&mut programme.requirements);
            programme.requirements = complete(own, Some(programme.from), programme.to);
            fill(&mut programme.source, &instruments);
            programme
        };
        let programmes = self.programmes.into_iter().map(|(_, it)| programme(it)).collect();
        let mut restrictions = self.restrictions;
        for it in &mut restrictions {
            fill(&mut it.source, &instruments);
        }
        let mut codes = self.evidence.codes;
        for source in codes.iter_mut().filter_map(|it| it.source.as_mut()) {
            fill(source, &instruments);
        }
        let mut documents = self.documents;
        let kinds = documents.documents.iter_mut().map(|it| &mut it.source);
        for source in kinds.chain(documents.needs.iter_mut().map(|it| &mut it.source)) {
            fill(source, &instruments);
        }
        let evidence = EvidenceCodes {
            codes,
            fields: self.evidence.fields.into_iter().map(|field| (field.code, field.name)).collect(),
            occupations: self.occupations.into_iter().map(|(code, _)| code).collect(),
        };
        let (rules, remedies) = (self.rules, self.remedies);
        let law = Law { instruments, general, programmes, restrictions, evidence, rules, remedies };
        (law, documents, self.evidence.words)
    }
}

/// Fills in the uri of the instrument.
pub(super) fn fill(source: &mut Source, instruments: &[Instrument]) {
    let named = |code: &String| instruments.iter().find(|instrument| instrument.code == *code);
    source.uri = source.instrument.as_ref().and_then(named).map(|instrument| instrument.uri.clone());
}
