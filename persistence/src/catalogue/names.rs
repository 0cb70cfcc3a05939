//! What the values of findings are called.

use super::{Catalogue, ReferenceRow};
use domain::law::{EvidenceCode, EvidenceKind, Text};
use domain::value::Value;

impl Catalogue {
    /// What a value of a finding is called, where it has a name: a level, a
    /// test and its result, an occupation, a document, a fact and its answer.
    #[must_use]
    pub fn name_of(&self, value: &Value) -> Option<Text> {
        let scale = value.unit.as_deref()?;
        if let Some(number) = value.number {
            return self.test(scale).map(|test| both(&test.name, &number.to_string(), &number.to_string()));
        }
        let code = value.text.as_deref()?;
        let row = match scale {
            "education" | "language" | "certificate" => self.evidence_row(scale, code),
            "study_field" => self.row("study-fields", code),
            "occupation" => self.row("occupations", code),
            "document" => self.row("document-kinds", code),
            "sex" | "marital_status" | "identifier" | "country_state" | "family_permission" => {
                self.row("evidence-words", code)
            }
            "field" => return self.field(code),
            _ => return self.result(scale, code),
        };
        row.map(|row| row.name.clone())
    }

    /// What a kind of document, a code of evidence or an occupation is called.
    #[must_use]
    pub fn name_of_code(&self, code: &str) -> Option<&Text> {
        let evidence =
            || self.law.evidence.codes.iter().find(|known| known.code == code).map(|known| &known.name);
        let occupation = || self.row("occupations", code).map(|row| &row.name);
        self.document(code).map(|kind| &kind.name).or_else(evidence).or_else(occupation)
    }

    fn evidence_row(&self, kind: &str, code: &str) -> Option<&ReferenceRow> {
        let mut rows = self.set("evidence-codes")?.rows.iter();
        rows.find(|row| row.code == code && row.parent.as_deref() == Some(kind))
    }

    fn test(&self, code: &str) -> Option<&EvidenceCode> {
        self.law.evidence.get(EvidenceKind::Language, code)
    }

    fn field(&self, code: &str) -> Option<Text> {
        let mut fields = self.law.programmes.iter().flat_map(|programme| &programme.fields);
        fields.find(|field| field.code == code).map(|field| field.name.clone())
    }

    /// A test and its level, or a fact and its answer.
    fn result(&self, about: &str, word: &str) -> Option<Text> {
        if let Some(test) = self.test(about) {
            let is_level = test.options.iter().any(|level| level == word);
            return is_level.then(|| both(&test.name, word, word));
        }
        let mut facts = self.law.evidence.codes.iter();
        let fact = facts.find(|fact| fact.code == about && fact.options.iter().any(|own| own == word))?;
        let Text { id, en } = &self.row("evidence-words", word)?.name;
        Some(Text { id: format!("{}: {id}", fact.name.id), en: format!("{}: {en}", fact.name.en) })
    }
}

fn both(name: &Text, id: &str, en: &str) -> Text {
    Text { id: format!("{} {id}", name.id), en: format!("{} {en}", name.en) }
}
