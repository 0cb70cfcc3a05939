//! Whether a requirement asks for things that exist.

use super::{Checked, Known, period, text};
use crate::catalogue::error::CatalogueError;
use crate::catalogue::place::At;
use chrono::NaiveDate;
use domain::identity::IdentifierKind;
use domain::law::{EvidenceCode, EvidenceKind, FieldOfWork, ReadingKind, Requirement, Test};

/// Where a list of requirements stands: its place, its period, the fields that it may name.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub at: At<'a>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub fields: &'a [FieldOfWork],
}

/// A list of requirements, as it stands in its file.
pub(super) fn requirements(list: List<'_>, requirements: &[Requirement], known: &Known<'_>) -> Checked {
    requirements.iter().enumerate().try_for_each(|(index, requirement)| {
        let asked = Asked { at: list.at.entry("requirement", index), fields: list.fields, known };
        asked.requirement(requirement, list.from, list.to)
    })
}

struct Asked<'a> {
    at: At<'a>,
    fields: &'a [FieldOfWork],
    known: &'a Known<'a>,
}

impl Asked<'_> {
    fn requirement(&self, it: &Requirement, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Checked {
        let at = &self.at;
        self.rule_text(&it.code, &it.code)?;
        let has_own = matches!(it.code.as_str(), "PRG-LANG" | "PRG-CERT")
            || it.code.starts_with("DOC-") && !it.code.ends_with("-EXP");
        if has_own && can_lapse(&it.test) {
            self.rule_text(&format!("{}-EXP", it.code), &it.code)?;
        }
        self.known.remedy(it.remedy.as_deref(), at)?;
        at.demand(
            it.from.or(from).is_some(),
            &it.code,
            "neither the requirement nor its file says from when",
        )?;
        period(it.from.or(from), it.to.or(to), "to", at)?;
        self.known.source(&it.source, at)?;
        it.note.as_ref().map_or(Ok(()), |note| text(note, "note", at))?;
        self.test(&it.test)?;
        it.when.as_ref().map_or(Ok(()), |when| self.test(when))
    }

    fn rule_text(&self, code: &str, word: &str) -> Checked {
        let is_known = self.known.law.rules.iter().any(|rule| rule.code == code);
        self.at.demand(is_known, word, format!("{code:?} has no texts in rules.toml"))
    }

    fn demand(&self, check: bool, word: &str, reason: impl Into<String>) -> Checked {
        self.at.demand(check, word, reason)
    }

    fn evidence(&self, kind: EvidenceKind, code: &str) -> Result<&EvidenceCode, CatalogueError> {
        self.known.evidence(kind, code, &self.at)
    }

    fn all_evidence<'c>(&self, kind: EvidenceKind, codes: impl IntoIterator<Item = &'c String>) -> Checked {
        codes.into_iter().try_for_each(|code| self.evidence(kind, code).map(|_| ()))
    }

    fn test(&self, test: &Test) -> Checked {
        match test {
            Test::AgeMin(age) | Test::AgeMax(age) => {
                self.demand(age.months < 12, "test", "twelve months are a year")
            }
            Test::Marital(statuses) => self.some(statuses),
            Test::Education { min, except, fields, years } => {
                let asks = min.is_some() || !fields.is_empty() || years.is_some();
                self.demand(asks, "test", "the test asks for nothing")?;
                self.all_evidence(EvidenceKind::Education, min.iter().chain(except))?;
                let is_known =
                    |code: &String| self.known.law.evidence.fields.iter().any(|field| field.code == *code);
                fields.iter().try_for_each(|code| {
                    self.demand(is_known(code), code, format!("{code:?} is no field of evidence.toml"))
                })
            }
            Test::Experience { occupations, months: _, since } => {
                self.known.occupations(occupations, &self.at)?;
                self.all_evidence(EvidenceKind::Certificate, since)
            }
            Test::Language(proofs) => {
                self.some(proofs)?;
                proofs.iter().try_for_each(|proof| {
                    let code = self.evidence(EvidenceKind::Language, &proof.test)?;
                    proof.level.as_ref().map_or(Ok(()), |level| self.word(code, level))?;
                    proof.score.map_or(Ok(()), |score| self.number(code, score))
                })
            }
            Test::Certificate(schemes) => {
                self.some(schemes)?;
                self.all_evidence(EvidenceKind::Certificate, schemes)
            }
            Test::Measure { fact, min, max } => {
                let code = self.evidence(EvidenceKind::Health, fact)?;
                self.demand(min.is_some() || max.is_some(), fact, "the test asks for nothing")?;
                let in_order = min.zip(*max).is_none_or(|(min, max)| min <= max);
                self.demand(in_order, fact, "the least is above the most")?;
                min.iter().chain(max).try_for_each(|number| self.number(code, *number))
            }
            Test::Health { fact, is } => self.answers(EvidenceKind::Health, fact, is, None),
            Test::Declaration { about, is, max } => self.answers(EvidenceKind::Declaration, about, is, *max),
            Test::Document { kind, months_left: _ } => self.known.document(kind, &self.at),
            Test::Identifier(kind) => self.demand(
                kind.parse::<IdentifierKind>().is_ok(),
                kind,
                format!("{kind:?} is no kind of identifier"),
            ),
            Test::Field(fields) => {
                self.some(fields)?;
                let is_known = |code: &String| self.fields.iter().any(|field| field.code == *code);
                fields.iter().try_for_each(|code| {
                    self.demand(is_known(code), code, format!("{code:?} is no field of this programme"))
                })
            }
            Test::Sex(_) | Test::FamilyPermission | Test::CountryOpen | Test::Ask => Ok(()),
            Test::AnyOf(tests) | Test::AllOf(tests) => {
                self.some(tests)?;
                tests.iter().try_for_each(|test| self.test(test))
            }
        }
    }

    fn some<T>(&self, list: &[T]) -> Checked {
        self.demand(!list.is_empty(), "test", "the test asks for nothing")
    }

    fn answers(&self, kind: EvidenceKind, about: &str, is: &[String], max: Option<i64>) -> Checked {
        let code = self.evidence(kind, about)?;
        self.demand(!is.is_empty() || max.is_some(), about, "the test asks for nothing")?;
        is.iter().try_for_each(|word| self.word(code, word))?;
        max.map_or(Ok(()), |max| self.number(code, max))
    }

    fn word(&self, code: &EvidenceCode, word: &str) -> Checked {
        let is_known = code.options.iter().any(|option| option == word);
        self.demand(is_known, word, format!("{word:?} is no option of {}", code.code))
    }

    fn number(&self, code: &EvidenceCode, number: i64) -> Checked {
        let fits = code.reading == ReadingKind::Number
            && code.min.is_none_or(|min| min <= number)
            && code.max.is_none_or(|max| number <= max);
        self.demand(fits, &code.code, format!("{number} is no number that {} can have", code.code))
    }
}

/// Whether what a test looks at can lapse.
fn can_lapse(test: &Test) -> bool {
    match test {
        Test::Language(_) | Test::Certificate(_) | Test::Document { .. } => true,
        Test::AnyOf(tests) | Test::AllOf(tests) => tests.iter().any(can_lapse),
        _ => false,
    }
}
