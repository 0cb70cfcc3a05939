//! Reference lists as forms and clients want them: one flat row a code.

use super::parse::Named;
use super::reference::{Country, Holiday, Region, same};
use domain::documents::{DocumentKind, Need};
use domain::law::{Confidence, EvidenceCode, Remedy, Text};
use domain::organisations::{City, Desk, Kelurahan, Reason, ServiceStandard};
use std::collections::BTreeMap;

/// A reference list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceSet {
    /// Its name in addresses, e.g. `kelurahan`.
    pub code: String,
    /// What it lists.
    pub name: Text,
    /// Where it is from.
    pub source: String,
    /// Its rows.
    pub rows: Vec<ReferenceRow>,
}

/// A row of a reference list; what does not fit its list is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRow {
    /// Code, unique in its list (codes of evidence: in their kind, which is `parent`).
    pub code: String,
    /// Name.
    pub name: Text,
    /// What it belongs to: the kind of a code of evidence, the district of a
    /// kelurahan, the province of a regency, the kind of a holiday.
    pub parent: Option<String>,
    /// More about it.
    pub description: Option<Text>,
    /// What its value holds: `none`, `option`, `level`, `number`.
    pub reading: Option<String>,
    /// Words that its value may be (codes of evidence), what it can be given
    /// for (reasons), documents to bring (remedies).
    pub options: Vec<String>,
    /// Unit of its number.
    pub unit: Option<String>,
    /// Least number.
    pub min: Option<i64>,
    /// Largest number.
    pub max: Option<i64>,
    /// Desk that helps.
    pub desk: Option<String>,
    /// Working days that an office may take.
    pub working_days: Option<u32>,
    /// Months during which it counts, if it lapses.
    pub valid_months: Option<u32>,
    /// Whether a last day must be given (documents).
    pub lapses: Option<bool>,
    /// The number that a document shows.
    pub identifier: Option<String>,
    /// Where in a file it belongs, as a JSON pointer (needs).
    pub pointer: Option<String>,
    /// How sure we are, where that is said.
    pub confidence: Option<Confidence>,
}

impl ReferenceRow {
    fn new(code: &str, name: Text) -> Self {
        Self {
            code: code.to_owned(),
            name,
            parent: None,
            description: None,
            reading: None,
            options: Vec::new(),
            unit: None,
            min: None,
            max: None,
            desk: None,
            working_days: None,
            valid_months: None,
            lapses: None,
            identifier: None,
            pointer: None,
            confidence: None,
        }
    }
}

fn set(
    code: &str,
    id: &str,
    en: &str,
    source: &str,
    rows: impl IntoIterator<Item = ReferenceRow>,
) -> ReferenceSet {
    let name = Text { id: id.to_owned(), en: en.to_owned() };
    ReferenceSet { code: code.to_owned(), name, source: source.to_owned(), rows: rows.into_iter().collect() }
}

/// What the lists are made of.
pub(super) struct Lists<'a> {
    pub city: &'a City,
    pub countries: &'a BTreeMap<String, Country>,
    pub occupations: &'a [(String, String)],
    pub occupation_names: &'a BTreeMap<String, String>,
    pub fields: &'a [(String, Text)],
    pub words: &'a [Named],
    pub codes: &'a [EvidenceCode],
    pub documents: &'a [DocumentKind],
    pub reasons: &'a [Reason],
    pub regions: &'a [Region],
    pub holidays: &'a [Holiday],
    pub remedies: &'a [Remedy],
    pub services: &'a [ServiceStandard],
    pub needs: &'a [Need],
}

/// All lists, in the order of their names.
pub(super) fn sets(lists: &Lists<'_>) -> Vec<ReferenceSet> {
    let decree = "Kepmendagri 300.2.2-2430/2025";
    let mut all = vec![
        set("countries", "Negara", "Countries", "ISO 3166-1; Unicode CLDR 48.2", countries(lists)),
        set("desks", "Loket layanan", "Desks", "PP 59/2021, art. 31", lists.city.desks.iter().map(desk)),
        set(
            "document-kinds",
            "Jenis dokumen",
            "Kinds of documents",
            "documents.toml",
            lists.documents.iter().map(document),
        ),
        set(
            "evidence-codes",
            "Kode bukti",
            "Codes of evidence",
            "evidence.toml",
            lists.codes.iter().map(evidence),
        ),
        set(
            "evidence-words",
            "Kata jawaban",
            "Words of answers",
            "evidence.toml",
            lists.words.iter().map(|it| ReferenceRow::new(&it.code, it.name.clone())),
        ),
        set(
            "holidays",
            "Hari libur",
            "Holidays",
            "SKB tiga menteri (2024-2027)",
            lists.holidays.iter().map(holiday),
        ),
        set("kelurahan", "Kelurahan", "Kelurahan", decree, lists.city.kelurahan.iter().map(kelurahan)),
        set("needs", "Isi berkas", "What a file needs", "documents.toml", lists.needs.iter().map(need)),
        set(
            "occupations",
            "Jabatan (ISCO-08)",
            "Occupations (ISCO-08)",
            "ISCO-08, International Labour Organization",
            occupations(lists),
        ),
        set("reasons", "Alasan", "Reasons", "reasons.toml", lists.reasons.iter().map(reason)),
        set(
            "regions",
            "Provinsi, kabupaten, dan kota",
            "Provinces and regencies",
            decree,
            lists.regions.iter().map(region),
        ),
        set("remedies", "Langkah perbaikan", "Remedies", "remedies.toml", lists.remedies.iter().map(remedy)),
        set(
            "services",
            "Standar pelayanan",
            "Service standards",
            "services.toml",
            lists.services.iter().map(service),
        ),
        set(
            "study-fields",
            "Bidang studi",
            "Fields of study",
            "evidence.toml",
            lists.fields.iter().map(|(code, name)| ReferenceRow::new(code, name.clone())),
        ),
    ];
    all.sort_by(|one, next| one.code.cmp(&next.code));
    all
}

fn countries(lists: &Lists<'_>) -> Vec<ReferenceRow> {
    let name = |it: &Country| Text { id: it.name_id.clone(), en: it.name_en.clone() };
    lists.countries.values().map(|it| ReferenceRow::new(&it.alpha2, name(it))).collect()
}

/// Occupations without an Indonesian name show their English title.
fn occupations(lists: &Lists<'_>) -> Vec<ReferenceRow> {
    let name = |code: &String, title: &String| Text {
        id: lists.occupation_names.get(code).unwrap_or(title).clone(),
        en: title.clone(),
    };
    lists.occupations.iter().map(|(code, title)| ReferenceRow::new(code, name(code, title))).collect()
}

fn desk(it: &Desk) -> ReferenceRow {
    ReferenceRow { description: Some(it.tasks.clone()), ..ReferenceRow::new(&it.code, it.name.clone()) }
}

fn kelurahan(it: &Kelurahan) -> ReferenceRow {
    ReferenceRow { parent: Some(it.district.clone()), ..ReferenceRow::new(&it.code, same(&it.name)) }
}

fn document(it: &DocumentKind) -> ReferenceRow {
    ReferenceRow {
        description: Some(it.description.clone()),
        lapses: Some(it.lapses),
        valid_months: it.valid_months,
        identifier: it.identifier.map(|kind| kind.as_str().to_owned()),
        confidence: Some(it.confidence),
        ..ReferenceRow::new(&it.code, it.name.clone())
    }
}

/// What a file must hold before it can be submitted; `parent` says of what kind it is.
fn need(it: &Need) -> ReferenceRow {
    ReferenceRow {
        parent: Some(it.kind.as_str().to_owned()),
        pointer: Some(it.pointer.clone()),
        confidence: Some(it.confidence),
        ..ReferenceRow::new(&it.what, it.name.clone())
    }
}

fn evidence(it: &EvidenceCode) -> ReferenceRow {
    ReferenceRow {
        parent: Some(it.kind.as_str().to_owned()),
        reading: Some(it.reading.as_str().to_owned()),
        options: it.options.clone(),
        unit: it.unit.clone(),
        min: it.min,
        max: it.max,
        valid_months: it.valid_months,
        confidence: Some(it.confidence),
        ..ReferenceRow::new(&it.code, it.name.clone())
    }
}

fn reason(it: &Reason) -> ReferenceRow {
    let options = it.uses.iter().map(|usage| usage.as_str().to_owned()).collect();
    ReferenceRow { options, ..ReferenceRow::new(&it.code, it.text.clone()) }
}

fn region(it: &Region) -> ReferenceRow {
    let parent = (it.province_code != it.code).then(|| it.province_code.clone());
    ReferenceRow { parent, ..ReferenceRow::new(&it.code, same(&it.name)) }
}

fn holiday(it: &Holiday) -> ReferenceRow {
    let name = Text { id: it.name_id.clone(), en: it.name_en.clone() };
    ReferenceRow { parent: Some(it.kind.clone()), ..ReferenceRow::new(&it.date.to_string(), name) }
}

fn remedy(it: &Remedy) -> ReferenceRow {
    ReferenceRow {
        options: it.bring.clone(),
        desk: it.desk.clone(),
        ..ReferenceRow::new(&it.code, it.action.clone())
    }
}

fn service(it: &ServiceStandard) -> ReferenceRow {
    let (id, en) = match it.status {
        domain::candidates::Status::Submitted => ("Menunggu kelurahan", "Waits for the kelurahan"),
        domain::candidates::Status::Noted => ("Menunggu Disnaker", "Waits for the manpower desk"),
        domain::candidates::Status::Draft => ("Ditulis", "Being written"),
        domain::candidates::Status::Verified => ("Terverifikasi", "Verified"),
        domain::candidates::Status::Returned => ("Dikembalikan", "Returned"),
    };
    let name = Text { id: id.to_owned(), en: en.to_owned() };
    ReferenceRow {
        description: it.note.clone(),
        working_days: Some(it.working_days),
        confidence: Some(it.confidence),
        ..ReferenceRow::new(it.status.as_str(), name)
    }
}
