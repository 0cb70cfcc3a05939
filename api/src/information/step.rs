//! The steps of a version.

use super::view::{self, VersionView};
use super::work::Editor;
use crate::AppState;
use crate::candidates::check_reason;
use crate::http::auth::{InformationPublish, InformationWrite, Who};
use crate::http::{Answer, ApiError, Caller, Code, IfMatch, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use domain::calendar::is_plausible;
use domain::ids::AccountId;
use domain::information::{VersionState, VersionStep, is_overtaken, may_publish};
use domain::organisations::ReasonUse;
use persistence::articles::{self, Version};
use persistence::{Act, Conn, RepoError};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// When it appears.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The day, in the city's time; absent: now.
    #[serde(default)]
    #[schema(example = "2026-12-01")]
    pub publish_on: Option<NaiveDate>,
}

/// Why it goes back or is given up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditorialReason {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "ARTICLE_SOURCE_MISSING")]
    pub reason: String,
}

/// Which version is taken which step by whom.
struct Stepping<'a> {
    state: &'a AppState,
    who: &'a Who,
    slug: &'a str,
    number: i32,
    version: &'a IfMatch,
}

impl Stepping<'_> {
    /// Locks the article in the version sent, takes the step, records it.
    fn take(
        &self,
        conn: &mut Conn,
        act: &Act,
        step: VersionStep,
        on: Option<NaiveDate>,
        reason: Option<&str>,
    ) -> Result<Answer, ApiError> {
        let (_, counter, _) = articles::lock(conn, self.slug)?;
        let before = articles::find(conn, self.slug, self.number)?;
        if !Editor::of(self.state, self.who).sees(before.owner) {
            return Err(Code::ResourceNotFound.into());
        }
        self.version.holds(counter)?;
        let publishes = matches!(step, VersionStep::Publish | VersionStep::Schedule);
        if publishes && !may_publish(before.author.map(AccountId), AccountId(self.who.account)) {
            return Err(Code::ArticleSamePerson.into());
        }
        let state = before.state.on(step)?;
        let day = on.filter(|_| step == VersionStep::Schedule);
        if publishes && is_overtaken(self.number, day, &articles::appearing(conn, before.article)?) {
            return Err(Code::ArticleScheduled.into());
        }
        let after = Version {
            state,
            publish_on: if publishes {
                on
            } else {
                before.publish_on.filter(|_| step != VersionStep::Return)
            },
            publisher: if publishes { act.actor } else { before.publisher },
            retired_at: if step == VersionStep::Retire { Some(act.at) } else { before.retired_at },
            ..before.clone()
        };
        let after = match step {
            VersionStep::Publish => {
                articles::publish(conn, &self.state.catalogue.lexicon, before.state, &after, act.at)?
            }
            VersionStep::Submit | VersionStep::Return | VersionStep::Schedule | VersionStep::Retire => {
                articles::step(conn, before.state, &after)?;
                after
            }
        };
        if before.state == VersionState::Published {
            articles::forget(conn, &before)?;
        }
        let version = articles::record(conn, act, &after, kind_of(step, before.state), reason)?;
        let today = self.state.clock.day_of(self.who.ctx.now);
        let view = view::work(self.state, &after, self.who.account, today)?;
        Ok(Answer::ok(&view)?.version(version))
    }
}

/// The event of a step; only giving up what people read is news to them.
fn kind_of(step: VersionStep, before: VersionState) -> &'static str {
    match step {
        VersionStep::Submit => "article.submitted",
        VersionStep::Return => "article.returned",
        VersionStep::Schedule => "article.scheduled",
        VersionStep::Publish => "article.published",
        VersionStep::Retire if before == VersionState::Published => "article.retired",
        VersionStep::Retire => "article.discarded",
    }
}

/// Publishes versions whose day has come; how many.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn publish_due(conn: &mut Conn, state: &AppState) -> Result<usize, RepoError> {
    let now = state.clock.now();
    let act = Act { actor: None, organisation: None, request_id: "publish".to_owned(), at: now };
    let due = articles::due(conn, state.clock.day_of(now))?;
    for version in &due {
        let published = articles::publish(conn, &state.catalogue.lexicon, version.state, version, now)?;
        articles::record(conn, &act, &published, "article.published", None)?;
    }
    Ok(due.len())
}

/// Takes a step of the first version of an article: for the demo.
///
/// # Errors
///
/// As the operations say.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the step needs")]
pub fn step(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    slug: &str,
    version: &IfMatch,
    step: VersionStep,
    on: Option<NaiveDate>,
) -> Result<Answer, ApiError> {
    Stepping { state, who, slug, number: 1, version }.take(conn, act, step, on, None)
}

/// Hand a draft in
///
/// From now on it waits for somebody who has not written it.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "draft-for-review", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
    ),
    responses((status = 200, description = "In review", body = VersionView)),
    security(("bearer" = ["information:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/article-versions/{slug}/{number}/submit")]
pub async fn submit_article(
    caller: Caller<InformationWrite>,
    state: Data<AppState>,
    path: Path<(String, i32)>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    let (slug, number) = path.into_inner();
    state
        .write(&caller, &[], move |conn, act| {
            let it = Stepping { state: &shared, who: &who, slug: &slug, number, version: &version };
            it.take(conn, act, VersionStep::Submit, None, None)
        })
        .await
}

/// Send a version back
///
/// From review, or off its schedule, back to a draft, with a reason. A better text is a new version.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "draft-to-return", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
    ),
    request_body = EditorialReason,
    responses((status = 200, description = "A draft again", body = VersionView)),
    security(("bearer" = ["information:publish"])),
    extensions(("x-if-match" = json!("2"))),
)]
#[post("/v1/article-versions/{slug}/{number}/return")]
pub async fn return_article(
    caller: Caller<InformationPublish>,
    state: Data<AppState>,
    path: Path<(String, i32)>,
    body: Valid<EditorialReason>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    let (slug, number) = path.into_inner();
    check_reason(&state, "/reason", &body.value.reason, ReasonUse::Article)?;
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            let it = Stepping { state: &shared, who: &who, slug: &slug, number, version: &version };
            it.take(conn, act, VersionStep::Return, None, Some(&body.value.reason))
        })
        .await
}

/// Publish a version
///
/// Now, or on a day to come; not by its author, and in the order of numbers: not before an older version that is scheduled,
/// nor behind a newer one. The version that was read until then retires and stays readable by its number.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "draft-in-review", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
    ),
    request_body = PublishRequest,
    responses((status = 200, description = "Published, or scheduled", body = VersionView)),
    security(("bearer" = ["information:publish"])),
    extensions(("x-if-match" = json!("2"))),
)]
#[post("/v1/article-versions/{slug}/{number}/publish")]
pub async fn publish_article(
    caller: Caller<InformationPublish>,
    state: Data<AppState>,
    path: Path<(String, i32)>,
    body: Valid<PublishRequest>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    let (slug, number) = path.into_inner();
    let today = state.clock.day_of(who.ctx.now);
    let step = match body.value.publish_on {
        Some(day) if day < today || !is_plausible(day) => {
            return Err(ApiError::field("/publish_on", "out_of_range"));
        }
        Some(day) if day > today => VersionStep::Schedule,
        Some(_) | None => VersionStep::Publish,
    };
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            let it = Stepping { state: &shared, who: &who, slug: &slug, number, version: &version };
            it.take(conn, act, step, Some(body.value.publish_on.unwrap_or(today)), None)
        })
        .await
}

/// Retire a version
///
/// A published version is no longer read, a draft is given up; with a reason. It stays readable by its number if it was
/// ever published.
#[utoipa::path(
    tag = "information",
    params(
        ("slug" = String, Path, description = "The article", example = "old-notice", max_length = 80),
        ("number" = i32, Path, description = "Number of the version", example = 1, minimum = 1),
    ),
    request_body = EditorialReason,
    responses((status = 200, description = "Retired", body = VersionView)),
    security(("bearer" = ["information:publish"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/article-versions/{slug}/{number}/retire")]
pub async fn retire_article(
    caller: Caller<InformationPublish>,
    state: Data<AppState>,
    path: Path<(String, i32)>,
    body: Valid<EditorialReason>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    let (slug, number) = path.into_inner();
    check_reason(&state, "/reason", &body.value.reason, ReasonUse::Article)?;
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            let it = Stepping { state: &shared, who: &who, slug: &slug, number, version: &version };
            it.take(conn, act, VersionStep::Retire, None, Some(&body.value.reason))
        })
        .await
}
