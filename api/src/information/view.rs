use super::render::to_html;
use crate::AppState;
use crate::accounts::OrganisationView;
use crate::http::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use domain::information::{ArticleKind, Audience, Fact, GuideStep, Said, Topic, VersionState};
use domain::law::{Confidence, Language, Source};
use persistence::articles::Version;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

domain::words! {
    /// How texts are written.
    #[derive(ToSchema, Default)]
    pub enum Format {
        /// `CommonMark`.
        #[default]
        Markdown = "markdown",
        /// Clean HTML.
        Html = "html",
    }
}

/// An article in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleSummary {
    /// Its name in addresses.
    #[schema(example = "your-data-and-your-rights")]
    pub slug: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// Language of the text: Indonesian where there is no other.
    pub language: Language,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Number of the version.
    pub number: i32,
    /// When it appeared.
    pub published_at: Option<DateTime<Utc>>,
    /// By which day it must be looked at again.
    pub review_by: NaiveDate,
    /// Whether that day has passed: it may be out of date.
    pub overdue: bool,
}

/// Something that an article says, with where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactView {
    /// The fact.
    pub text: String,
    /// Where it stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// An article.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleView {
    /// Its name in addresses.
    #[schema(example = "your-data-and-your-rights")]
    pub slug: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// Language of the text: Indonesian where there is no other.
    pub language: Language,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// The text, in the format asked for.
    pub body: String,
    /// Of a guide: its steps, in order.
    pub steps: Vec<GuideStep>,
    /// What it says, with sources.
    pub facts: Vec<FactView>,
    /// The organisation that keeps it true.
    pub owner: OrganisationView,
    /// Number of the version.
    pub number: i32,
    /// Where the version stands.
    pub state: VersionState,
    /// When it appeared.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was replaced or given up.
    pub retired_at: Option<DateTime<Utc>>,
    /// By which day it must be looked at again.
    pub review_by: NaiveDate,
    /// Whether that day has passed: it may be out of date.
    pub overdue: bool,
}

/// A version in work, whole and in all its languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// The article's name in addresses.
    #[schema(example = "your-data-and-your-rights")]
    pub slug: String,
    /// Number of the version.
    pub number: i32,
    /// Where it stands.
    pub state: VersionState,
    /// What it is.
    pub kind: ArticleKind,
    /// Topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// The organisation that keeps it true.
    pub owner: OrganisationView,
    /// The texts.
    pub texts: Vec<TextView>,
    /// What it says, with sources.
    pub facts: Vec<FactInput>,
    /// By which day it must be looked at again.
    pub review_by: NaiveDate,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The day on which it is to appear.
    pub publish_on: Option<NaiveDate>,
    /// When it appeared.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was replaced or given up.
    pub retired_at: Option<DateTime<Utc>>,
    /// Whether the caller wrote it, and so may not publish it.
    pub is_mine: bool,
    /// Whether it came with the program and not from an officer.
    pub is_shipped: bool,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// A text in one language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextView {
    /// Language.
    pub language: Language,
    /// Title.
    #[schema(min_length = 3, max_length = 160, example = "Memeriksa tawaran kerja")]
    pub title: String,
    /// One or two sentences.
    #[schema(
        min_length = 10,
        max_length = 400,
        example = "Tiga hal yang diperiksa sebelum membayar apa pun."
    )]
    pub summary: String,
    /// The text, in `CommonMark`.
    #[schema(
        min_length = 50,
        max_length = 20000,
        example = "Periksa nama perusahaan, nomor job order dan nomor telepon sebelum membayar apa pun."
    )]
    pub body: String,
    /// Of a guide: its steps, in order.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub steps: Vec<GuideStep>,
}

/// Something that an article says, in both languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactInput {
    /// In Indonesian.
    #[schema(
        min_length = 3,
        max_length = 600,
        example = "Pekerja migran tidak boleh dibebani biaya penempatan."
    )]
    pub text_id: String,
    /// In English.
    #[schema(
        min_length = 3,
        max_length = 600,
        example = "Migrant workers may not be charged placement costs."
    )]
    pub text_en: String,
    /// Where it stands.
    pub source: SourceInput,
    /// How sure we are.
    pub confidence: Confidence,
}

/// Where a fact stands.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    /// What kind of authority.
    pub kind: domain::law::SourceKind,
    /// Code of the instrument, as `/v1/rules` lists them; needed for `law`.
    #[serde(default)]
    #[schema(max_length = 40, example = "UU-18-2017")]
    pub instrument: Option<String>,
    /// Article; needed for `law`.
    #[serde(default)]
    #[schema(max_length = 40, example = "30")]
    pub article: Option<String>,
    /// What the notice is; needed for `notice` and `employer`.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// Where it was read.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub address: Option<String>,
}

fn owner(state: &AppState, version: &Version) -> Result<OrganisationView, ApiError> {
    let owner = state.organisations.get(&version.owner);
    owner.map(OrganisationView::from).ok_or_else(|| ApiError::internal("an owner that is not known"))
}

fn said(version: &Version, language: Language) -> Result<(Language, &Said), ApiError> {
    version.content.said(language).ok_or_else(|| ApiError::internal("an article without a text"))
}

/// A line of a list.
///
/// # Errors
///
/// If it has no text.
pub fn summary(version: &Version, language: Language, today: NaiveDate) -> Result<ArticleSummary, ApiError> {
    let (language, said) = said(version, language)?;
    Ok(ArticleSummary {
        slug: version.slug.clone(),
        kind: version.kind,
        topic: version.topic,
        audiences: version.audiences.clone(),
        language,
        title: said.title.clone(),
        summary: said.summary.clone(),
        number: version.number,
        published_at: version.published_at,
        review_by: version.review_by,
        overdue: version.review_by < today,
    })
}

fn fact(fact: &Fact, language: Language) -> FactView {
    FactView {
        text: fact.text.of(language).to_owned(),
        source: fact.source.clone(),
        confidence: fact.confidence,
    }
}

/// The whole article in one language.
///
/// # Errors
///
/// If it has no text or its owner is not known.
pub fn article(
    state: &AppState,
    version: &Version,
    language: Language,
    format: Format,
    today: NaiveDate,
) -> Result<ArticleView, ApiError> {
    let (language, said) = said(version, language)?;
    let written = |text: &str| match format {
        Format::Markdown => text.to_owned(),
        Format::Html => to_html(text),
    };
    let steps = said.steps.iter();
    Ok(ArticleView {
        slug: version.slug.clone(),
        kind: version.kind,
        topic: version.topic,
        audiences: version.audiences.clone(),
        language,
        title: said.title.clone(),
        summary: said.summary.clone(),
        body: written(&said.body),
        steps: steps.map(|step| GuideStep { title: step.title.clone(), text: written(&step.text) }).collect(),
        facts: version.content.facts.iter().map(|it| fact(it, language)).collect(),
        owner: owner(state, version)?,
        number: version.number,
        state: version.state,
        published_at: version.published_at,
        retired_at: version.retired_at,
        review_by: version.review_by,
        overdue: version.review_by < today,
    })
}

/// A version in work.
///
/// # Errors
///
/// If its owner is not known.
pub fn work(
    state: &AppState,
    version: &Version,
    account: uuid::Uuid,
    today: NaiveDate,
) -> Result<VersionView, ApiError> {
    let texts = version.content.texts.iter().map(|(&language, said)| TextView {
        language,
        title: said.title.clone(),
        summary: said.summary.clone(),
        body: said.body.clone(),
        steps: said.steps.clone(),
    });
    let facts = version.content.facts.iter().map(|fact| FactInput {
        text_id: fact.text.id.clone(),
        text_en: fact.text.en.clone(),
        source: SourceInput {
            kind: fact.source.kind,
            instrument: fact.source.instrument.clone(),
            article: fact.source.article.clone(),
            title: fact.source.title.clone(),
            address: fact.source.address.clone(),
        },
        confidence: fact.confidence,
    });
    Ok(VersionView {
        slug: version.slug.clone(),
        number: version.number,
        state: version.state,
        kind: version.kind,
        topic: version.topic,
        audiences: version.audiences.clone(),
        owner: owner(state, version)?,
        texts: texts.collect(),
        facts: facts.collect(),
        review_by: version.review_by,
        overdue: version.review_by < today,
        publish_on: version.publish_on,
        published_at: version.published_at,
        retired_at: version.retired_at,
        is_mine: version.author == Some(account),
        is_shipped: version.file_digest.is_some(),
        created_at: version.created_at,
    })
}
