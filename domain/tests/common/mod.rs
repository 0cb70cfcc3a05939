//! The law as it lies in `data/`, and people as the case files describe them.

use chrono::NaiveDate;
use domain::candidates::{Evidence, Record, Standing};
use domain::eligibility::{Decision, DocumentFact, Fact, Facts, Outcome};
use domain::identity::{MaritalStatus, Sex};
use domain::law::{
    Confidence, EvidenceCode, EvidenceCodes, EvidenceKind, Law, Programme, Requirement, Restriction, Text,
};
use domain::value::Value;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The kinds whose list is whole once a file is submitted.
pub const LISTS: [EvidenceKind; 4] =
    [EvidenceKind::Education, EvidenceKind::Work, EvidenceKind::Language, EvidenceKind::Certificate];

/// The law in `data/`.
pub static LAW: LazyLock<Law> = LazyLock::new(load);

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file by its path from the folder of this crate.
pub fn file<T: DeserializeOwned>(path: &str) -> T {
    toml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn load() -> Law {
    #[derive(Deserialize)]
    struct General {
        from: NaiveDate,
        requirement: Vec<Requirement>,
    }
    #[derive(Deserialize)]
    struct Restrictions {
        restriction: Vec<Restriction>,
    }
    #[derive(Deserialize)]
    struct Field {
        code: String,
        name: Text,
    }
    #[derive(Deserialize)]
    struct Codes {
        code: Vec<EvidenceCode>,
        field: Vec<Field>,
    }
    let general: General = file("../data/law/general.toml");
    let restrictions: Restrictions = file("../data/restrictions.toml");
    let codes: Codes = file("../data/evidence.toml");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/programmes");
    let mut programmes: Vec<Programme> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| file(&format!("../data/programmes/{}", entry.unwrap().file_name().display())))
        .map(|mut programme: Programme| {
            programme.requirements = since(programme.requirements, programme.from);
            programme
        })
        .collect();
    programmes.sort_by(|one, other| one.code.cmp(&other.code));
    Law {
        instruments: Vec::new(),
        general: since(general.requirement, general.from),
        programmes,
        restrictions: restrictions.restriction,
        evidence: EvidenceCodes {
            codes: codes.code,
            fields: codes.field.into_iter().map(|field| (field.code, field.name)).collect(),
            occupations: occupations(),
        },
        rules: Vec::new(),
        remedies: Vec::new(),
    }
}

/// A requirement without a first day has that of its list.
fn since(requirements: Vec<Requirement>, from: NaiveDate) -> Vec<Requirement> {
    let dated =
        |requirement: Requirement| Requirement { from: requirement.from.or(Some(from)), ..requirement };
    requirements.into_iter().map(dated).collect()
}

fn occupations() -> Vec<String> {
    let table = read("../data/reference/isco08-en.csv");
    let codes = table.lines().filter_map(|line| line.split(',').next());
    let mut groups: Vec<_> = codes.filter(|code| code.len() == 4).map(str::to_owned).collect();
    groups.sort_unstable();
    groups
}

/// A person as a case file describes one: everything verified unless it says `claimed`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Person {
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<Sex>,
    pub marital_status: Option<MaritalStatus>,
    pub education: Vec<Row>,
    pub work: Vec<Row>,
    pub languages: Vec<Row>,
    pub certificates: Vec<Row>,
    pub health: Vec<Row>,
    pub declarations: Vec<Row>,
    pub documents: Vec<Row>,
    pub identifiers: Vec<String>,
    /// Not handed in yet: what is absent is unknown, and the profile is a claim.
    pub draft: bool,
}

/// One thing that a person has or says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub code: String,
    /// Level, answer, measure or years of schooling.
    pub value: Option<Reading>,
    pub field: Option<String>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    #[serde(default)]
    pub claimed: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    Number(i64),
    Word(String),
}

fn standing(claimed: bool) -> Standing {
    if claimed { Standing::Claimed } else { Standing::Verified }
}

impl Row {
    fn evidence(&self, kind: EvidenceKind) -> Evidence {
        let record = Record {
            kind,
            code: self.code.clone(),
            value: self.value.as_ref().map(|value| match value {
                Reading::Number(number) => Value { unit: None, ..Value::number(*number, "") },
                Reading::Word(word) => Value::text(word),
            }),
            field: self.field.clone(),
            country: None,
            issuer: None,
            number: None,
            from: self.from,
            until: self.until,
            document: None,
        };
        let body = record.check(&LAW.evidence).unwrap_or_else(|errors| panic!("{self:?}: {errors:?}"));
        Evidence { id: None, standing: standing(self.claimed), body }
    }
}

impl Person {
    pub fn facts(&self) -> Facts {
        let rows = |kind, rows: &[Row]| rows.iter().map(|row| row.evidence(kind)).collect::<Vec<_>>();
        let profile = standing(self.draft);
        Facts {
            birth_date: self.birth_date.map(|value| Fact { value, standing: profile }),
            sex: self.sex.map(|value| Fact { value, standing: profile }),
            marital_status: self.marital_status.map(|value| Fact { value, standing: profile }),
            evidence: [
                rows(EvidenceKind::Education, &self.education),
                rows(EvidenceKind::Work, &self.work),
                rows(EvidenceKind::Language, &self.languages),
                rows(EvidenceKind::Certificate, &self.certificates),
                rows(EvidenceKind::Health, &self.health),
                rows(EvidenceKind::Declaration, &self.declarations),
            ]
            .concat(),
            complete: if self.draft { Vec::new() } else { LISTS.to_vec() },
            documents: self
                .documents
                .iter()
                .map(|row| DocumentFact {
                    from: row.from,
                    confidence: Confidence::High,
                    kind: row.code.clone(),
                    until: row.until,
                    standing: standing(row.claimed),
                })
                .collect(),
            identifiers: self.identifiers.iter().map(|kind| (kind.clone(), Standing::Verified)).collect(),
        }
    }
}

/// The codes of a decision with this outcome, in their order.
pub fn codes(decision: &Decision, outcome: Outcome) -> Vec<&str> {
    let with = decision.findings.iter().filter(|finding| finding.outcome == outcome);
    with.map(|finding| finding.code.as_str()).collect()
}
