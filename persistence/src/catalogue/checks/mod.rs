//! Whether the files agree with each other: every code that one names, another must explain.

mod asked;
mod law;
mod lists;
mod offers;

pub(super) use law::law;
pub(super) use lists::{city, destinations, hotlines, reasons, roles, services};
pub(super) use offers::offers;

use super::error::CatalogueError;
use super::files::Files;
use super::parse::LawFiles;
use super::place::At;
use chrono::NaiveDate;
use domain::law::{EvidenceCode, EvidenceKind, Instrument, Source, SourceKind, Text};
use std::collections::BTreeSet;

type Checked = Result<(), CatalogueError>;

/// Everything that can be named, to look names up in.
pub(super) struct Known<'a> {
    pub files: &'a Files,
    pub law: &'a LawFiles,
    pub countries: &'a BTreeSet<String>,
    pub currencies: &'a BTreeSet<String>,
    pub desks: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    /// The place before all tables of a file.
    fn top(&self, file: &'a str) -> At<'a> {
        At::top(file, self.files.text(file))
    }

    /// The instrument of this code.
    fn instrument(&self, code: &str) -> Option<&'a Instrument> {
        self.law.instruments().find(|instrument| instrument.code == code)
    }

    /// The code of evidence, which must be there.
    fn evidence(
        &self,
        kind: EvidenceKind,
        code: &str,
        at: &At<'_>,
    ) -> Result<&'a EvidenceCode, CatalogueError> {
        let found = self.law.evidence.codes.iter().find(|entry| entry.kind == kind && entry.code == code);
        found.ok_or_else(|| at.error(code, format!("{code:?} is no {kind} code of evidence.toml")))
    }

    fn country(&self, code: &str, at: &At<'_>) -> Checked {
        at.demand(self.countries.contains(code), code, format!("{code:?} is no country of countries.csv"))
    }

    fn occupations(&self, codes: &[String], at: &At<'_>) -> Checked {
        let is_known =
            |code: &String| self.law.occupations.binary_search_by(|(known, _)| known.cmp(code)).is_ok();
        codes.iter().try_for_each(|code| {
            at.demand(is_known(code), code, format!("{code:?} is no unit group of isco08-en.csv"))
        })
    }

    fn document(&self, code: &str, at: &At<'_>) -> Checked {
        let is_known = self.law.documents.documents.iter().any(|document| document.code == code);
        at.demand(is_known, code, format!("{code:?} is no document kind of documents.toml"))
    }

    fn remedy(&self, code: Option<&str>, at: &At<'_>) -> Checked {
        code.map_or(Ok(()), |code| {
            let is_known = self.law.remedies.iter().any(|remedy| remedy.code == code);
            at.demand(is_known, code, format!("{code:?} is no remedy of remedies.toml"))
        })
    }

    fn desk(&self, code: &str, at: &At<'_>) -> Checked {
        at.demand(self.desks.contains(code), code, format!("{code:?} is no desk of city.toml"))
    }

    /// A source names what it rests on, as its kind asks.
    pub(super) fn source(&self, source: &Source, at: &At<'_>) -> Checked {
        if let Some(code) = &source.instrument {
            let is_known = self.instrument(code).is_some();
            at.demand(is_known, code, format!("{code:?} is no instrument of law/"))?;
        }
        at.demand(source.uri.is_none(), "source", "uri is not written here: it comes from the instrument")?;
        match source.kind {
            SourceKind::Law => {
                at.demand(
                    source.instrument.is_some(),
                    "source",
                    "a source of kind law names its instrument",
                )?;
                at.demand(source.article.is_some(), "source", "a source of kind law names its article")
            }
            SourceKind::Notice | SourceKind::Employer => {
                at.demand(source.title.is_some(), "source", "a notice or wish names its title")
            }
            SourceKind::ToBeConfirmed => Ok(()),
        }
    }
}

/// Both languages say something.
pub(super) fn text(text: &Text, word: &str, at: &At<'_>) -> Checked {
    let is_empty = text.id.trim().is_empty() || text.en.trim().is_empty();
    at.demand(!is_empty, word, format!("{word} is empty in one language"))
}

/// A period does not end before it begins.
fn period(from: Option<NaiveDate>, to: Option<NaiveDate>, word: &str, at: &At<'_>) -> Checked {
    let is_sound = from.zip(to).is_none_or(|(from, to)| from <= to);
    at.demand(is_sound, word, "the period ends before it starts")
}

/// Codes that must differ.
#[derive(Default)]
struct Unique(BTreeSet<String>);

impl Unique {
    fn add(&mut self, code: &str, at: &At<'_>) -> Checked {
        self.add_as(code, code, at)
    }

    /// `key` is what must differ, `code` what is named.
    fn add_as(&mut self, key: &str, code: &str, at: &At<'_>) -> Checked {
        at.demand(!code.trim().is_empty(), "code", "the code is empty")?;
        at.demand(self.0.insert(key.to_owned()), code, format!("{code:?} stands here twice"))
    }
}
