use super::finding::{Outcome, Part};
use crate::law::{Language, RuleText};
use crate::value::{Value, ValueKind};

/// Says in words what came out of one part of a finding.
///
/// `name` gives the name of a value's code where there is one (`D3` is
/// "Diploma 3"); without one the code itself is said.
pub fn sentence(
    text: &RuleText,
    part: &Part,
    language: Language,
    name: &dyn Fn(&Value) -> Option<String>,
) -> String {
    let nothing_was_asked = part.required.is_empty();
    let nothing_was_seen = part.seen.is_empty() || part.claimed;
    let said = match (part.outcome, &text.warning) {
        (Outcome::Met, _) => &text.met,
        (Outcome::Unknown, _) => &text.unknown,
        (Outcome::NotApplicable, _) => &text.description,
        (Outcome::Warning, Some(warning)) if !nothing_was_seen => warning,
        (Outcome::Warning, _) if nothing_was_asked => &text.description,
        (Outcome::Warning, _) if nothing_was_seen => &text.unknown,
        (Outcome::NotMet | Outcome::Warning, _) => &text.not_met,
    };
    let list = |values: &[Value]| match values {
        [] => word(language, "tidak ada", "nothing").to_owned(),
        values => values.iter().map(|value| plain(value, language, name)).collect::<Vec<_>>().join(", "),
    };
    let mut rest = said.of(language);
    let mut sentence = String::with_capacity(rest.len() + 40);
    // In one pass: what is filled in is never read as a place to fill.
    while let Some((before, after)) = rest.split_once('{') {
        sentence.push_str(before);
        rest = if let Some(after) = after.strip_prefix("seen}") {
            sentence.push_str(&list(&part.seen));
            after
        } else if let Some(after) = after.strip_prefix("required}") {
            sentence.push_str(&list(&part.required));
            after
        } else {
            sentence.push('{');
            after
        };
    }
    sentence + rest
}

/// A value as a person reads it: `24 bulan`, `JLPT N4`, `55-60 kg`.
fn plain(value: &Value, language: Language, name: &dyn Fn(&Value) -> Option<String>) -> String {
    if let Some(name) = name(value) {
        return name;
    }
    let unit = value.unit.as_deref().unwrap_or_default();
    let what = match value.kind {
        ValueKind::Number => value.number.map(|number| number.to_string()),
        ValueKind::Text => value.text.clone(),
        ValueKind::Date => value.date.map(|date| date.to_string()),
    };
    let what = what.unwrap_or_default();
    let (limit, what) = match what.strip_prefix("<=") {
        Some(most) => (word(language, "paling banyak ", "at most "), most),
        None => ("", what.as_str()),
    };
    let unit = match unit {
        "years" => word(language, "tahun", "years"),
        "months" => word(language, "bulan", "months"),
        "seconds" => word(language, "detik", "seconds"),
        "score" => word(language, "nilai", "score"),
        other => other,
    };
    let is_scale = unit.starts_with(|c: char| c.is_ascii_uppercase());
    let is_range = what.starts_with(|c: char| c.is_ascii_digit()) && what.contains('-');
    if is_scale {
        format!("{unit} {limit}{what}")
    } else if value.kind == ValueKind::Number || !limit.is_empty() || is_range {
        format!("{limit}{what} {unit}")
    } else {
        what.to_owned()
    }
}

fn word(language: Language, id: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Stage;
    use crate::law::{Confidence, Source, SourceKind, Text};

    fn rule() -> RuleText {
        let text = |id: &str, en: &str| Text { id: id.to_owned(), en: en.to_owned() };
        RuleText {
            code: "PRG-EXP".to_owned(),
            title: text("Pengalaman", "Experience"),
            description: text("Diminta pengalaman.", "Experience is asked."),
            met: text("Cukup: {seen}.", "Enough: {seen}."),
            not_met: text("Diminta {required}, ada {seen}.", "Asked {required}, found {seen}."),
            unknown: text("Belum ada bukti {required}.", "No proof of {required} yet."),
            warning: None,
            remedy: None,
        }
    }

    fn part(outcome: Outcome, seen: Vec<Value>, required: Vec<Value>) -> Part {
        let source = Source {
            kind: SourceKind::ToBeConfirmed,
            instrument: None,
            uri: None,
            article: None,
            paragraph: None,
            letter: None,
            title: None,
            address: None,
        };
        Part {
            stage: Stage::Apply,
            outcome,
            seen,
            required,
            source,
            confidence: Confidence::High,
            evidence: Vec::new(),
            claimed: false,
            remedy: None,
            until: None,
            cured_on: None,
            on: None,
        }
    }

    #[test]
    fn a_warning_with_words_of_its_own_says_them_of_what_was_seen() {
        let text = Text { id: "Hati-hati: {seen}.".to_owned(), en: "Take care: {seen}.".to_owned() };
        let rule = RuleText { warning: Some(text), ..rule() };
        let said = |part: &Part| sentence(&rule, part, Language::En, &|_| None);
        let seen = vec![Value::scaled("warned", "country_state")];
        assert_eq!(said(&part(Outcome::Warning, seen.clone(), vec![])), "Take care: warned.");
        assert_eq!(said(&part(Outcome::NotMet, seen, vec![])), "Asked nothing, found warned.");
        assert_eq!(said(&part(Outcome::Warning, vec![], vec![])), "Experience is asked.");
    }

    fn said(part: &Part, language: Language) -> String {
        let name =
            |value: &Value| (value.text.as_deref() == Some("3221")).then(|| "perawat {seen}".to_owned());
        sentence(&rule(), part, language, &name)
    }

    #[test]
    fn values_are_said_plainly_and_names_are_never_filled_in_again() {
        let months = Value::number(24, "months");
        let nurse = Value::scaled("3221", "occupation");
        let failed = part(Outcome::NotMet, vec![], vec![months.clone(), nurse]);
        assert_eq!(said(&failed, Language::Id), "Diminta 24 bulan, perawat {seen}, ada tidak ada.");
        let met = |value| said(&part(Outcome::Met, vec![value], vec![]), Language::En);
        assert_eq!(met(months), "Enough: 24 months.");
        assert_eq!(met(Value::scaled("N4", "JLPT")), "Enough: JLPT N4.");
        assert_eq!(met(Value::scaled("55-60", "kg")), "Enough: 55-60 kg.");
        assert_eq!(met(Value::scaled("<=60", "months")), "Enough: at most 60 months.");
        assert_eq!(met(Value::scaled("5152", "occupation")), "Enough: 5152.");
    }

    #[test]
    fn a_warning_says_what_failed_what_is_missing_or_what_an_officer_looks_at() {
        let year = || vec![Value::number(12, "months")];
        let failed = part(Outcome::Warning, vec![Value::number(3, "months")], year());
        assert_eq!(said(&failed, Language::En), "Asked 12 months, found 3 months.");
        assert_eq!(said(&part(Outcome::Warning, vec![], year()), Language::En), "No proof of 12 months yet.");
        assert_eq!(said(&part(Outcome::Warning, vec![], vec![]), Language::En), "Experience is asked.");
        assert_eq!(said(&part(Outcome::NotApplicable, vec![], year()), Language::En), "Experience is asked.");
    }
}
