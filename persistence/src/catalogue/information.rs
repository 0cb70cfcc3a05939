//! The articles and guides in `data/information/`.

use super::checks::{Known, text};
use super::error::CatalogueError;
use super::files::{INFORMATION, digest};
use super::parse::{self, fill};
use chrono::NaiveDate;
use domain::information::{ArticleKind, Audience, Content, Fact, GuideStep, Said, Topic, fits};
use domain::law::{Instrument, Language, Text};
use serde::Deserialize;

/// An article as its file has it.
#[derive(Debug, Clone)]
pub struct ArticleFile {
    /// Its name in addresses: the file's.
    pub slug: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Its topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// Code of the desk that keeps it true.
    pub owner: String,
    /// First published.
    pub published: NaiveDate,
    /// By which day it must be looked at again.
    pub review_by: NaiveDate,
    /// Texts and facts.
    pub content: Content,
    /// SHA-256 of the file, hex.
    pub digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    title: Text,
    text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: ArticleKind,
    topic: Topic,
    audiences: Vec<Audience>,
    owner: String,
    published: NaiveDate,
    review_by: NaiveDate,
    title: Text,
    summary: Text,
    body: Text,
    #[serde(default, rename = "fact")]
    facts: Vec<Fact>,
    #[serde(default, rename = "step")]
    steps: Vec<StepFile>,
}

/// All of them, by slug.
pub(super) fn articles(known: &Known<'_>) -> Result<Vec<ArticleFile>, CatalogueError> {
    let prefix = format!("{INFORMATION}/");
    let names = known.files.other.keys().filter(|name| name.starts_with(&prefix));
    names.map(|name| article(name, known)).collect()
}

fn article(name: &str, known: &Known<'_>) -> Result<ArticleFile, CatalogueError> {
    let source = known.files.text(name);
    let file: File = parse::toml(name, source)?;
    let at = super::place::At::top(name, source);
    let slug = name.trim_start_matches(INFORMATION).trim_matches('/').trim_end_matches(".toml").to_owned();
    let is_slug = slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    at.demand(is_slug, "kind", "the file's name holds more than a-z, 0-9 and -")?;
    at.demand(known.desks.contains(file.owner.as_str()), "owner", "the owner is no desk of city.toml")?;
    at.demand(!file.audiences.is_empty(), "audiences", "it is written for nobody")?;
    at.demand(file.published <= file.review_by, "review_by", "is to be reviewed before it is published")?;
    for (word, said) in [("title", &file.title), ("summary", &file.summary), ("body", &file.body)] {
        text(said, word, &at)?;
    }
    let mut facts = file.facts;
    let instruments: Vec<Instrument> = known.law.instruments().cloned().collect();
    for (index, fact) in facts.iter_mut().enumerate() {
        let at = at.entry("fact", index);
        text(&fact.text, "text", &at)?;
        known.source(&fact.source, &at)?;
        fill(&mut fact.source, &instruments);
    }
    let said = |language: Language| Said {
        title: file.title.of(language).trim().to_owned(),
        summary: file.summary.of(language).trim().to_owned(),
        body: file.body.of(language).trim().to_owned(),
        steps: file
            .steps
            .iter()
            .map(|step| GuideStep {
                title: step.title.of(language).trim().to_owned(),
                text: step.text.of(language).trim().to_owned(),
            })
            .collect(),
    };
    let texts = Language::ALL.iter().map(|&language| (language, said(language))).collect();
    let content = Content { texts, facts };
    at.demand(fits(file.kind, &content).is_none(), "kind", "its steps do not fit its kind")?;
    Ok(ArticleFile {
        slug,
        kind: file.kind,
        topic: file.topic,
        audiences: file.audiences,
        owner: file.owner,
        published: file.published,
        review_by: file.review_by,
        content,
        digest: digest(source.as_bytes()),
    })
}
