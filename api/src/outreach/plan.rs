use super::input::{OutreachEventInput, must_serve};
use super::{seats, view};
use crate::http::auth::OutreachWrite;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::Data;
use domain::accounts::Scope;
use persistence::events::{self, Event, Thing};
use persistence::outreach::{self, OutreachEvent};
use persistence::signups::{self, Signup};
use persistence::{Act, Conn, RepoError, Vault};
use serde_json::json;

/// Plan a meeting
///
/// An office of a kelurahan plans in its own kelurahan, the manpower desk in the whole city.
#[utoipa::path(
    tag = "outreach",
    request_body = OutreachEventInput,
    responses((status = 201, description = "Planned", body = view::OutreachEventView)),
    security(("bearer" = ["outreach:write"])),
)]
#[post("/v1/outreach-events")]
pub async fn create_outreach_event(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    body: Valid<OutreachEventInput>,
) -> Result<Answer, ApiError> {
    must_serve(&caller, Scope::OutreachWrite, &body.value.kelurahan)?;
    let organiser = caller.organisation.as_ref().map(|office| office.id);
    let organiser = organiser.ok_or_else(|| ApiError::internal("an officer without an office"))?;
    let (shared, digest) = (state.clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let event = body.value.event(&shared, conn, (ids::new_id(), organiser), &[])?;
            if event.starts_at <= act.at {
                return Err(ApiError::field("/starts_at", "out_of_range"));
            }
            plan(conn, act, &event)?;
            let location = format!("/v1/outreach-events/{}", event.id);
            let version = event.version;
            Ok(Answer::created(location, &view::view(&shared, conn, event)?)?.version(version))
        })
        .await
}

/// Enters a meeting.
///
/// # Errors
///
/// If a row cannot be written.
pub fn plan(conn: &mut Conn, act: &Act, event: &OutreachEvent) -> Result<(), RepoError> {
    outreach::insert(conn, event)?;
    record(conn, act, event, "outreach_event.planned")
}

/// Enters somebody whom an officer has before them; a seat is left and the meeting locked.
///
/// # Errors
///
/// If a row cannot be written.
pub fn enter(
    conn: &mut Conn,
    vault: &Vault,
    act: &Act,
    event: &OutreachEvent,
    signup: &Signup,
) -> Result<(), RepoError> {
    signups::insert(conn, vault, signup, None)?;
    seats::record(conn, act, event, signup, "outreach_signup.entered")
}

/// Records a change of a meeting, as it is then.
pub fn record(
    conn: &mut Conn,
    act: &Act,
    event: &OutreachEvent,
    kind: &'static str,
) -> Result<(), RepoError> {
    let after = json!({
        "title": event.title, "topic": event.topic, "kelurahan": event.kelurahan, "place": event.place,
        "speaker": event.speaker, "starts_at": event.starts_at, "ends_at": event.ends_at, "seats": event.seats,
        "articles": event.articles, "state": event.state,
    });
    let change = Event {
        thing: Thing::OutreachEvent,
        id: event.id,
        version: event.version,
        kind,
        reason: None,
        payload: Some(json!({ "after": after })),
    };
    events::append_plain(conn, act, event.organiser, &change)
}
