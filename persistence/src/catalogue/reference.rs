//! The lists in `data/reference/` (CSV, comments begin with `#`).

use super::error::CatalogueError;
use chrono::NaiveDate;
use domain::calendar::{HolidayKind, Holidays};
use domain::information::Lexicon;
use domain::law::{Text, WageFloor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A country.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub alpha2: String,
    /// English name.
    pub name_en: String,
    /// Indonesian name.
    pub name_id: String,
    /// ISO 4217.
    pub currency: String,
    /// Digits after the point of the currency (ISO 4217).
    #[serde(rename = "minor_units_iso4217")]
    pub minor_digits: Option<u32>,
    /// IANA time zone of its capital or largest city.
    #[serde(rename = "tz")]
    pub zone: String,
}

/// A day off.
#[derive(Deserialize)]
pub(super) struct Holiday {
    pub date: NaiveDate,
    pub kind: String,
    pub name_id: String,
    pub name_en: String,
}

/// A province or regency.
#[derive(Deserialize)]
pub(super) struct Region {
    pub code: String,
    pub name: String,
    pub province_code: String,
}

#[derive(Deserialize)]
struct Village {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Ward {
    district: String,
    district_population_2024: u32,
}

#[derive(Deserialize)]
struct Occupation {
    code: String,
    level: u8,
    title_en: String,
}

#[derive(Deserialize)]
struct OccupationName {
    code: String,
    name_id: String,
}

#[derive(Deserialize)]
struct Prefix {
    prefix6: String,
}

#[derive(Deserialize)]
struct LegacyPrefix {
    prefix4: String,
}

/// All rows of a file, with columns found by name.
fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, CatalogueError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let rows: Vec<T> = reader.deserialize().collect::<Result<_, csv::Error>>().map_err(|error| {
        let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
        CatalogueError { file: file.to_owned(), line, reason: error.to_string() }
    })?;
    if rows.is_empty() { Err(CatalogueError::of_file(file, "holds no row")) } else { Ok(rows) }
}

/// An error at the line that begins with `code`.
fn at_code(file: &str, text: &str, code: &str, reason: String) -> CatalogueError {
    let is_here = |line: &str| line.split(',').next() == Some(code);
    let line = text.lines().position(is_here).map(|number| number + 1);
    CatalogueError { file: file.to_owned(), line, reason }
}

/// Countries by code.
pub(super) fn countries(file: &str, text: &str) -> Result<BTreeMap<String, Country>, CatalogueError> {
    let rows: Vec<Country> = rows(file, text)?;
    Ok(rows.into_iter().map(|country| (country.alpha2.clone(), country)).collect())
}

/// ISCO-08 unit groups (four digits) and their English titles, sorted.
pub(super) fn unit_groups(file: &str, text: &str) -> Result<Vec<(String, String)>, CatalogueError> {
    let groups: BTreeMap<_, _> = rows::<Occupation>(file, text)?
        .into_iter()
        .filter(|row| row.level == 4)
        .map(|row| (row.code, row.title_en))
        .collect();
    if let Some(code) = groups.keys().find(|code| code.len() != 4) {
        return Err(at_code(file, text, code, format!("{code:?} is no unit group: it has not four digits")));
    }
    Ok(groups.into_iter().collect())
}

/// Indonesian names of occupations by code.
pub(super) fn occupation_names(
    file: &str,
    text: &str,
    known: &[(String, String)],
) -> Result<BTreeMap<String, String>, CatalogueError> {
    let names: BTreeMap<_, _> =
        rows::<OccupationName>(file, text)?.into_iter().map(|row| (row.code, row.name_id)).collect();
    let is_known = |code: &&String| known.binary_search_by(|(own, _)| own.cmp(code)).is_ok();
    match names.keys().find(|code| !is_known(code)) {
        Some(code) => Err(at_code(file, text, code, format!("{code:?} is no unit group of isco08-en.csv"))),
        None => Ok(names),
    }
}

/// Days off in the order of the file.
pub(super) fn holidays(file: &str, text: &str) -> Result<(Vec<Holiday>, Holidays), CatalogueError> {
    let rows: Vec<Holiday> = rows(file, text)?;
    let day = |row: &Holiday| {
        let kind: HolidayKind = row.kind.parse().map_err(|_| {
            at_code(file, text, &row.date.to_string(), format!("{:?} is no kind of holiday", row.kind))
        })?;
        Ok((row.date, kind))
    };
    let days = rows.iter().map(day).collect::<Result<Holidays, CatalogueError>>()?;
    Ok((rows, days))
}

/// Provinces and regencies.
pub(super) fn regions(file: &str, text: &str) -> Result<Vec<Region>, CatalogueError> {
    rows(file, text)
}

/// People of each district of the city.
pub(super) fn population((file, text): (&str, &str)) -> Result<BTreeMap<String, u32>, CatalogueError> {
    let rows: Vec<Ward> = rows(file, text)?;
    Ok(rows.into_iter().map(|row| (row.district, row.district_population_2024)).collect())
}

/// Names of villages by code.
pub(super) fn villages(file: &str, text: &str) -> Result<BTreeMap<String, String>, CatalogueError> {
    Ok(rows::<Village>(file, text)?.into_iter().map(|row| (row.code, row.name)).collect())
}

/// All six-digit prefixes that a NIK may have: of every edition, and those of
/// regencies that have left the province, of which only four digits are known.
pub(super) fn nik_prefixes(
    (file, text): (&str, &str),
    (legacy_file, legacy): (&str, &str),
) -> Result<BTreeSet<String>, CatalogueError> {
    let mut prefixes: BTreeSet<String> =
        rows::<Prefix>(file, text)?.into_iter().map(|row| row.prefix6).collect();
    for LegacyPrefix { prefix4 } in rows(legacy_file, legacy)? {
        prefixes.extend((1..=99).map(|district| format!("{prefix4}{district:02}")));
    }
    Ok(prefixes)
}

/// Currencies, and how many digits their minor unit has.
pub(super) fn minor_digits(countries: &BTreeMap<String, Country>) -> BTreeMap<String, u32> {
    let digits = |country: &Country| Some((country.currency.clone(), country.minor_digits?));
    countries.values().filter_map(digits).collect()
}

/// The least that may be paid; every row of a known country.
pub(super) fn wage_floors(
    (file, text): (&str, &str),
    countries: &BTreeMap<String, Country>,
) -> Result<Vec<WageFloor>, CatalogueError> {
    let rows: Vec<WageFloor> = rows(file, text)?;
    let wrong = |row: &&WageFloor| {
        !countries.contains_key(&row.country)
            || !["month", "hour"].contains(&row.period.as_str())
            || row.amount <= 0
            || row.valid_to.is_some_and(|to| to < row.valid_from)
    };
    match rows.iter().find(wrong) {
        Some(row) => Err(at_code(file, text, &row.country, "holds a row that is not sound".to_owned())),
        None => Ok(rows),
    }
}

#[derive(Deserialize)]
struct Root {
    word: String,
    root: String,
}

/// Stop words (a line each), and words with what takes their place.
pub(super) fn lexicon(stop: &str, roots: &[(&str, &str)]) -> Result<Lexicon, CatalogueError> {
    let lines = stop.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut lexicon = Lexicon { stop: lines.map(str::to_owned).collect(), roots: BTreeMap::new() };
    for (file, text) in roots {
        for Root { word, root } in rows(file, text)? {
            if let Some(other) = lexicon.roots.insert(word.clone(), root)
                && lexicon.roots.get(&word) != Some(&other)
            {
                return Err(at_code(file, text, &word, format!("{word:?} has another root already")));
            }
        }
    }
    Ok(lexicon)
}

/// A name that is the same in both languages.
pub(super) fn same(name: &str) -> Text {
    Text { id: name.to_owned(), en: name.to_owned() }
}
