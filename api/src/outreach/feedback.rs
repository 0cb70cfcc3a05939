use super::input::must_serve;
use super::{seats, ticket};
use crate::AppState;
use crate::candidates::PageQuery;
use crate::http::answer::Cache;
use crate::http::auth::OutreachRead;
use crate::http::{Answer, ApiError, Caller, Ctx, Valid, page};
use actix_web::web::{Data, Path, Query};
use actix_web::{get, post};
use domain::accounts::Scope;
use domain::outreach::{OutreachRefusal, may_read_feedback};
use persistence::outreach;
use persistence::signups::{self, Opinion, Signup};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What somebody who came thinks of a meeting.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutreachFeedback {
    /// As `confirm` gave it.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "contoh-tiket-yang-sudah-hadir-0000000000001"
    )]
    pub ticket: String,
    /// From 1, bad, to 5, good.
    #[schema(minimum = 1, maximum = 5, example = 5)]
    pub rating: i32,
    /// In words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Jelas dan berguna.")]
    pub comment: Option<String>,
}

/// What somebody thought of a meeting. It does not say who.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutreachFeedbackView {
    /// From 1, bad, to 5, good.
    #[schema(minimum = 1, maximum = 5)]
    pub rating: i32,
    /// In their words.
    pub comment: Option<String>,
}

impl From<Opinion> for OutreachFeedbackView {
    fn from(opinion: Opinion) -> Self {
        Self { rating: opinion.rating, comment: opinion.comment }
    }
}

/// A page of feedback.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutreachFeedbackPage {
    /// In an order that tells nothing.
    pub data: Vec<OutreachFeedbackView>,
    /// Whether nothing is shown because fewer than five people could have said it.
    pub hidden: bool,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Say what it was like
///
/// Only who was there. Said again it takes the place of what was said before. Officers who serve the meeting read it
/// without who said it, and not at all where fewer than five people could have.
#[utoipa::path(
    tag = "outreach",
    request_body = OutreachFeedback,
    responses((status = 204, description = "Thank you")),
    security(()),
)]
#[post("/v1/outreach-tickets/feedback")]
pub async fn rate_outreach_event(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<OutreachFeedback>,
) -> Result<Answer, ApiError> {
    let shared = state.clone();
    state
        .db
        .transact::<_, ApiError>(move |conn| {
            let said = &body.value;
            let (event, signup) = ticket::lock(&shared, conn, &said.ticket)?;
            if signup.attended_at.is_none() {
                return Err(OutreachRefusal::NotAttended.into());
            }
            let after = Signup { version: signup.version + 1, ..signup };
            signups::change(conn, &after)?;
            signups::rate(conn, &shared.vault, &after, said.rating, said.comment.as_deref())?;
            Ok(seats::record(conn, &ctx.act(), &event, &after, "outreach_signup.rated")?)
        })
        .await?;
    Ok(Answer::none().cache(Cache::NoStore))
}

/// Feedback on a meeting
///
/// For those who see its sign-ups: what people said, neither who nor when, in an order of its own. Hidden where fewer than
/// five people came with a ticket, who alone can say something.
#[utoipa::path(
    tag = "outreach",
    params(
        ("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0010"),
        PageQuery,
    ),
    responses((status = 200, description = "A page", body = OutreachFeedbackPage)),
    security(("bearer" = ["outreach:read"])),
)]
#[get("/v1/outreach-events/{id}/feedback")]
pub async fn list_outreach_feedback(
    caller: Caller<OutreachRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Answer, ApiError> {
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("feedback|{id}");
    let after: Option<Vec<u8>> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let (shared, who, event) = (state.clone(), (*caller).clone(), *id);
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            must_serve(&who, Scope::OutreachRead, &outreach::find(conn, event)?.kelurahan)?;
            if !may_read_feedback(signups::came_with_ticket(conn, event)?) {
                return Ok(None);
            }
            Ok(Some(signups::feedback(conn, &shared.vault, event, after, limit + 1)?))
        })
        .await?;
    let hidden = rows.is_none();
    let (rows, has_more) = page::cut(rows.unwrap_or_default(), limit);
    let last = rows.last().filter(|_| has_more).map(|(place, _)| place);
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, last)).transpose()?;
    let link = page::next_link(
        &format!("/v1/outreach-events/{id}/feedback"),
        &[("limit", query.limit.map(|limit| limit.to_string()))],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(|(_, opinion)| opinion.into()).collect();
    Ok(Answer::ok(&OutreachFeedbackPage { data, hidden, next_cursor, has_more })?.link(link))
}
