//! The files as text, and the bundles that are kept of them.

use super::error::CatalogueError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Texts by their place in the folder of data (`law/general.toml`), sorted.
pub(super) type Texts = BTreeMap<String, String>;

/// Beside the law: what an assessment and its sentences need.
const DATA: &[&str] =
    &["documents.toml", "evidence.toml", "reference/isco08-en.csv", "remedies.toml", "rules.toml"];

/// What no assessment depends on.
const OTHER: &[&str] = &[
    "city.toml",
    "countries.toml",
    "offers.toml",
    "reasons.toml",
    "reference/bontang-kelurahan.csv",
    "reference/countries.csv",
    "reference/destination-minimum-wages.csv",
    "reference/indonesia-holidays-2024-2027.csv",
    "reference/nik-district-prefixes.csv",
    "reference/nik-legacy-prefixes.csv",
    "reference/occupation-names-id.csv",
    "reference/regions-provinces-regencies.csv",
    "reference/regions-villages-kaltim.csv",
    "reference/search-overrides-id.csv",
    "reference/search-slang-id.csv",
    "reference/search-stopwords-id.txt",
    "roles.toml",
    "services.toml",
];

/// Articles and guides, a file each.
pub(super) const INFORMATION: &str = "information";

/// Everything that is read, as text.
pub(super) struct Files {
    /// `law/*.toml`, `programmes/*.toml`, `restrictions.toml`.
    pub law: Texts,
    /// Codes of evidence, rules, remedies, documents, occupations.
    pub data: Texts,
    /// City, roles, reasons, services, lists and articles.
    pub other: Texts,
}

impl Files {
    /// Reads all files in `dir`.
    pub fn read(dir: &Path) -> Result<Self, CatalogueError> {
        let mut law = Texts::new();
        for folder in ["law", "programmes"] {
            for name in toml_files(dir, folder)? {
                add(dir, &format!("{folder}/{name}"), &mut law)?;
            }
        }
        add(dir, "restrictions.toml", &mut law)?;
        let all = |names: &[&str]| {
            names.iter().try_fold(Texts::new(), |mut texts, name| add(dir, name, &mut texts).map(|()| texts))
        };
        let mut other = all(OTHER)?;
        for name in toml_files(dir, INFORMATION)? {
            add(dir, &format!("{INFORMATION}/{name}"), &mut other)?;
        }
        Ok(Self { law, data: all(DATA)?, other })
    }

    /// The text of a file; empty if there is none.
    pub fn text(&self, file: &str) -> &str {
        let parts = [&self.law, &self.data, &self.other];
        parts.into_iter().find_map(|texts| texts.get(file)).map_or("", String::as_str)
    }
}

fn add(dir: &Path, name: &str, texts: &mut Texts) -> Result<(), CatalogueError> {
    let text = std::fs::read_to_string(dir.join(name)).map_err(|error| unreadable(name, &error))?;
    texts.insert(name.to_owned(), text);
    Ok(())
}

fn toml_files(dir: &Path, folder: &str) -> Result<Vec<String>, CatalogueError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir.join(folder)).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && path.extension().is_some_and(|extension| extension == "toml")
        {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() { Err(CatalogueError::of_file(folder, "holds no .toml file")) } else { Ok(names) }
}

fn unreadable(name: &str, error: &std::io::Error) -> CatalogueError {
    CatalogueError::of_file(name, format!("cannot be read: {}", error.kind()))
}

/// The same bytes for the same texts, on every machine.
pub(super) fn bundle(texts: &Texts) -> Result<Vec<u8>, CatalogueError> {
    serde_json::to_vec(texts).map_err(|error| CatalogueError::of_file("", error.to_string()))
}

/// The texts of a bundle; `part` names it in the error.
pub(super) fn unbundle(part: &str, bundle: &[u8]) -> Result<Texts, CatalogueError> {
    serde_json::from_slice(bundle)
        .map_err(|_| CatalogueError::of_file(part, "is not a kept bundle of data files"))
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn digest(bundle: &[u8]) -> String {
    Sha256::digest(bundle).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
