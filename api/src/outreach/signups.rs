use super::input::must_serve;
use super::seats;
use crate::AppState;
use crate::candidates::PageQuery;
use crate::http::auth::{OutreachRead, OutreachWrite};
use crate::http::{Answer, ApiError, Caller, Code, page};
use actix_web::web::{Data, Path, Query};
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use domain::accounts::Scope;
use domain::outreach::SignupState;
use persistence::messages::Template;
use persistence::outreach;
use persistence::signups::{self, Signup};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A sign-up, as officers see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignupView {
    /// Its id.
    pub id: Uuid,
    /// Name as given.
    pub name: String,
    /// Code of the kelurahan where they live, if they said so.
    pub kelurahan: Option<String>,
    /// Where it stands.
    pub state: SignupState,
    /// Order among those who wait: whoever has the smaller number was earlier.
    pub line: Option<i32>,
    /// Whether it was entered at the door.
    pub at_door: bool,
    /// When they came.
    pub attended_at: Option<DateTime<Utc>>,
}

impl From<Signup> for SignupView {
    fn from(signup: Signup) -> Self {
        Self {
            id: signup.id,
            name: signup.attendee.name,
            kelurahan: signup.kelurahan,
            state: signup.state,
            line: signup.line.filter(|_| signup.state == SignupState::Waiting),
            at_door: signup.at_door,
            attended_at: signup.attended_at,
        }
    }
}

/// A page of sign-ups.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignupPage {
    /// By the time at which they came in.
    pub data: Vec<SignupView>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Sign-ups of a meeting
///
/// For those who stand at the door: names, without phones and e-mails. Those that wait for a code are left out, and a month
/// after the meeting nobody is named any more.
#[utoipa::path(
    tag = "outreach",
    params(
        ("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0011"),
        PageQuery,
    ),
    responses((status = 200, description = "A page", body = SignupPage)),
    security(("bearer" = ["outreach:read"])),
)]
#[get("/v1/outreach-events/{id}/signups")]
pub async fn list_signups(
    caller: Caller<OutreachRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Answer, ApiError> {
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("signups|{id}");
    let after: Option<Uuid> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let (shared, who, event) = (state.clone(), (*caller).clone(), *id);
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            must_serve(&who, Scope::OutreachRead, &outreach::find(conn, event)?.kelurahan)?;
            Ok(signups::list(conn, &shared.vault, event, after, limit + 1)?)
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| row.id);
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        &format!("/v1/outreach-events/{id}/signups"),
        &[("limit", query.limit.map(|limit| limit.to_string()))],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(SignupView::from).collect();
    Ok(Answer::ok(&SignupPage { data, next_cursor, has_more })?.link(link))
}

/// Cancel a sign-up
///
/// For those who serve the meeting: frees the seat or the place in line; who held it is told, and the first in line moves up
/// and is told. Until the meeting ends, and not of somebody who came. Sent again it changes nothing.
#[utoipa::path(
    tag = "outreach",
    params(
        ("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0014"),
        ("signup_id" = Uuid, Path, description = "The sign-up", example = "0192f000-0000-7000-8000-000000e5a006"),
    ),
    responses((status = 200, description = "Cancelled", body = SignupView)),
    security(("bearer" = ["outreach:write"])),
)]
#[post("/v1/outreach-events/{id}/signups/{signup_id}/cancel")]
pub async fn cancel_signup(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
) -> Result<Answer, ApiError> {
    let (id, signup) = path.into_inner();
    let (shared, who) = (state.clone(), (*caller).clone());
    state
        .write(&caller, &[], move |conn, act| {
            let event = outreach::lock(conn, id)?;
            must_serve(&who, Scope::OutreachWrite, &event.kelurahan)?;
            let signup = signups::lock(conn, &shared.vault, id, signup)?;
            let signup = match signup.state {
                // Not listed: it holds nothing, and goes by itself.
                SignupState::Pending => return Err(Code::ResourceNotFound.into()),
                SignupState::Cancelled => signup,
                SignupState::Seated | SignupState::Waiting => {
                    let after = seats::give_back(&shared, conn, act, &event, signup)?;
                    seats::tell(&shared, conn, &event, &after, Template::OutreachSignupCancelled, act.at)?;
                    after
                }
            };
            Answer::ok(&SignupView::from(signup))
        })
        .await
}
