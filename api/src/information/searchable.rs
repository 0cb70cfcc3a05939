//! What the search knows beside articles.

use crate::http::Code;
use domain::law::Language;
use persistence::catalogue::Catalogue;
use persistence::search::Entry;

/// Programmes, destinations and the pages of problems, in all languages.
#[must_use]
pub fn entries(catalogue: &Catalogue) -> Vec<Entry> {
    Language::ALL.iter().flat_map(|&language| of(catalogue, language)).collect()
}

fn of(catalogue: &Catalogue, language: Language) -> Vec<Entry> {
    let country = |code: &String| catalogue.country_name(code, language).unwrap_or_default().to_owned();
    let programmes = catalogue.law.programmes.iter().map(|programme| Entry {
        kind: "programme".to_owned(),
        code: programme.code.clone(),
        language,
        title: programme.name.of(language).to_owned(),
        summary: programme.post.of(language).to_owned(),
        body: programme
            .countries
            .iter()
            .map(country)
            .chain(programme.fields.iter().map(|field| field.name.of(language).to_owned()))
            .chain(programme.notes.iter().map(|note| note.of(language).to_owned()))
            .collect::<Vec<_>>()
            .join(". "),
    });
    let problems = Code::ALL.iter().map(|code| {
        let (title, advice) = code.words(language);
        Entry {
            kind: "problem".to_owned(),
            code: code.as_str().to_owned(),
            language,
            title: title.to_owned(),
            summary: String::new(),
            body: advice.to_owned(),
        }
    });
    programmes.chain(problems).chain(crate::countries::searchable(catalogue, language)).collect()
}
