use super::view::{self, FactInput, SourceInput, TextView, VersionView};
use super::work::Editor;
use crate::AppState;
use crate::http::auth::{InformationWrite, Who};
use crate::http::{Answer, ApiError, Caller, Code, FieldError, IfMatch, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use domain::information::{ArticleKind, Audience, Content, Fact, Said, Topic, VersionState, fits};
use domain::law::{Source, SourceKind, Text};
use persistence::articles::{self, Version};
use persistence::{Act, Conn};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What a version holds.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleInput {
    /// What it is.
    pub kind: ArticleKind,
    /// Topic.
    pub topic: Topic,
    /// For whom.
    #[schema(min_items = 1, max_items = 5, example = json!(["candidate"]))]
    pub audiences: Vec<Audience>,
    /// Desk that keeps it true, a code of `/v1/reference/desks`; absent: the caller's own. Only the manpower desk
    /// writes for others.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40)]
    pub owner: Option<String>,
    /// By which day it must be looked at again.
    #[schema(example = "2027-06-01")]
    pub review_by: NaiveDate,
    /// The texts, one a language; Indonesian must be there.
    #[schema(min_items = 1, max_items = 2, example = json!([{
        "language": "id",
        "title": "Memeriksa tawaran kerja",
        "summary": "Tiga hal yang diperiksa sebelum membayar apa pun.",
        "body": "Periksa nama perusahaan, nomor job order dan nomor telepon sebelum membayar apa pun."
    }]))]
    pub texts: Vec<TextView>,
    /// What it says, with sources.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub facts: Vec<FactInput>,
}

/// A new article.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewArticle {
    /// Its name in addresses, forever.
    #[schema(
        min_length = 3,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "checking-an-offer-in-three-steps"
    )]
    pub slug: String,
    /// Its first version.
    #[validate(nested)]
    pub content: ArticleInput,
}

fn source(state: &AppState, input: &SourceInput, at: &str) -> Result<Source, FieldError> {
    let wrong = |field: &str, code: &str| FieldError::new(format!("{at}/source/{field}"), code);
    let instrument = match &input.instrument {
        None => None,
        Some(code) => {
            let known = state.catalogue.law.instruments.iter().find(|it| it.code == *code);
            Some(known.ok_or_else(|| wrong("instrument", "unknown_code"))?)
        }
    };
    match input.kind {
        SourceKind::Law if instrument.is_none() => return Err(wrong("instrument", "required")),
        SourceKind::Law if input.article.is_none() => return Err(wrong("article", "required")),
        SourceKind::Notice | SourceKind::Employer if input.title.is_none() => {
            return Err(wrong("title", "required"));
        }
        SourceKind::Law | SourceKind::Notice | SourceKind::Employer | SourceKind::ToBeConfirmed => {}
    }
    Ok(Source {
        kind: input.kind,
        instrument: input.instrument.clone(),
        uri: instrument.map(|it| it.uri.clone()),
        article: input.article.clone(),
        paragraph: None,
        letter: None,
        title: input.title.clone(),
        address: input.address.clone(),
    })
}

/// What a version would hold, and who would keep it; `at` is where the input stands in the body.
fn check(state: &AppState, who: &Who, input: ArticleInput, at: &str) -> Result<(Uuid, Content), ApiError> {
    let mut wrong = Vec::new();
    let mut texts = BTreeMap::new();
    for (index, text) in input.texts.into_iter().enumerate() {
        let TextView { language, title, summary, body, steps } = text;
        if texts.insert(language, Said { title, summary, body, steps }).is_some() {
            wrong.push(FieldError::new(format!("{at}/texts/{index}/language"), "repeated"));
        }
    }
    let mut facts = Vec::new();
    for (index, fact) in input.facts.into_iter().enumerate() {
        match source(state, &fact.source, &format!("{at}/facts/{index}")) {
            Ok(source) => facts.push(Fact {
                text: Text { id: fact.text_id, en: fact.text_en },
                source,
                confidence: fact.confidence,
            }),
            Err(error) => wrong.push(error),
        }
    }
    let mut audiences = input.audiences.clone();
    audiences.sort_unstable();
    audiences.dedup();
    if audiences.len() != input.audiences.len() {
        wrong.push(FieldError::new(format!("{at}/audiences"), "repeated"));
    }
    if input.review_by <= state.clock.day_of(who.ctx.now) {
        wrong.push(FieldError::new(format!("{at}/review_by"), "out_of_range"));
    }
    let content = Content { texts, facts };
    if let Some((language, code)) = fits(input.kind, &content) {
        let place = content.texts.keys().position(|it| *it == language);
        let pointer = place.map_or(format!("{at}/texts"), |index| format!("{at}/texts/{index}/steps"));
        wrong.push(FieldError::new(pointer, code));
    }
    let own = who.organisation.as_ref();
    let owner = match input.owner.as_deref() {
        None => own.map(|office| office.id),
        Some(code) => state.organisation(code).map(|office| office.id),
    };
    let may = |owner: &Uuid| Editor::of(state, who).sees(*owner);
    match owner {
        Some(owner) if may(&owner) && wrong.is_empty() => return Ok((owner, content)),
        Some(owner) if may(&owner) => {}
        Some(_) => wrong.push(FieldError::new(format!("{at}/owner"), "not_allowed")),
        None => wrong.push(FieldError::new(format!("{at}/owner"), "unknown_code")),
    }
    Err(ApiError::fields(wrong))
}

/// Enters a draft as the next version of its article.
///
/// # Errors
///
/// If a row cannot be written.
fn enter(
    conn: &mut Conn,
    act: &Act,
    slug: &str,
    input: &ArticleInput,
    owner: Uuid,
    content: Content,
) -> Result<Version, ApiError> {
    let (article, counter, last) = articles::lock(conn, slug)?;
    let draft = Version {
        article,
        slug: slug.to_owned(),
        version: counter,
        number: last + 1,
        state: VersionState::Draft,
        kind: input.kind,
        topic: input.topic,
        audiences: input.audiences.clone(),
        owner,
        content,
        review_by: input.review_by,
        publish_on: None,
        published_at: None,
        retired_at: None,
        file_digest: None,
        author: act.actor,
        publisher: None,
        created_at: act.at,
    };
    articles::add(conn, &draft)?;
    let counter = articles::record(conn, act, &draft, "article.drafted", None)?;
    Ok(Version { version: counter, ..draft })
}

/// Enters a new article with its first draft.
///
/// # Errors
///
/// 409 if the name is taken; 422 for what is wrong in it.
pub fn draft(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    slug: &str,
    input: &ArticleInput,
) -> Result<Version, ApiError> {
    let (owner, content) = check(state, who, input.clone(), "/content")?;
    if !articles::create(conn, slug, act.at)? {
        return Err(ApiError::with(Code::ResourceConflict, vec![FieldError::new("/slug", "repeated")]));
    }
    enter(conn, act, slug, input, owner, content)
}

/// Whether the caller's desk keeps the article, and it stands in the version sent; it is locked.
///
/// # Errors
///
/// 404 if another desk keeps it, 412.
fn holds(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    slug: &str,
    version: &IfMatch,
) -> Result<(), ApiError> {
    let (article, counter, _) = articles::lock(conn, slug)?;
    if !Editor::of(state, who).sees(articles::keeper(conn, article)?) {
        return Err(Code::ResourceNotFound.into());
    }
    version.holds(counter)
}

/// Write a new article
///
/// A draft: nobody reads it until somebody else has published it. Its name in addresses never changes.
#[utoipa::path(
    tag = "information",
    request_body(content = NewArticle, example = json!({
        "slug": "checking-an-offer-in-three-steps",
        "content": {
            "kind": "article", "topic": "agencies", "audiences": ["candidate"], "review_by": "2027-06-01",
            "texts": [{
                "language": "id", "title": "Memeriksa tawaran kerja",
                "summary": "Tiga hal yang diperiksa sebelum membayar apa pun.",
                "body": "Periksa nama perusahaan, nomor job order dan nomor telepon sebelum membayar apa pun.",
                "steps": []
            }],
            "facts": []
        }
    })),
    responses((status = 201, description = "A draft", body = VersionView)),
    security(("bearer" = ["information:write"])),
)]
#[post("/v1/articles")]
pub async fn create_article(
    caller: Caller<InformationWrite>,
    state: Data<AppState>,
    body: Valid<NewArticle>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let NewArticle { slug, content: input } = body.value;
    state
        .write(&caller, &digest, move |conn, act| {
            let draft = draft(&shared, conn, &who, act, &slug, &input)?;
            let today = shared.clock.day_of(who.ctx.now);
            let view = view::work(&shared, &draft, who.account, today)?;
            let place = format!("/v1/article-versions/{slug}/{}", draft.number);
            Ok(Answer::created(place, &view)?.version(draft.version))
        })
        .await
}

/// Write a new version
///
/// The next version of an article, as a draft, by the desk that keeps it (the manpower desk: of all); versions that exist
/// are never changed. `If-Match` is the ETag of
/// `readArticleDraft` of any version.
#[utoipa::path(
    tag = "information",
    params(("slug" = String, Path, description = "The article", example = "your-data-and-your-rights", max_length = 80)),
    request_body(content = ArticleInput, example = json!({
        "kind": "article", "topic": "agencies", "audiences": ["candidate"], "review_by": "2027-06-01",
        "texts": [{
            "language": "id", "title": "Memeriksa tawaran kerja",
            "summary": "Tiga hal yang diperiksa sebelum membayar apa pun.",
            "body": "Periksa nama perusahaan, nomor job order dan nomor telepon sebelum membayar apa pun.",
            "steps": []
        }],
        "facts": []
    })),
    responses((status = 201, description = "A draft", body = VersionView)),
    security(("bearer" = ["information:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/articles/{slug}/versions")]
pub async fn add_article_version(
    caller: Caller<InformationWrite>,
    state: Data<AppState>,
    slug: Path<String>,
    body: Valid<ArticleInput>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let version = caller.ctx.version()?;
    let (owner, content) = check(&state, &who, body.value.clone(), "")?;
    state
        .write(&caller, &digest, move |conn, act| {
            holds(&shared, conn, &who, &slug, &version)?;
            let draft = enter(conn, act, &slug, &body.value, owner, content)?;
            let today = shared.clock.day_of(who.ctx.now);
            let view = view::work(&shared, &draft, who.account, today)?;
            let place = format!("/v1/article-versions/{slug}/{}", draft.number);
            Ok(Answer::created(place, &view)?.version(draft.version))
        })
        .await
}
