use super::input::must_serve;
use super::signup::must_know;
use super::signups::SignupView;
use super::{plan, seats, ticket};
use crate::http::auth::OutreachWrite;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use domain::accounts::Scope;
use domain::outreach::{OutreachRefusal, SignupState, may_enter};
use persistence::outreach::{self, OutreachEvent};
use persistence::signups::{self, Attendee, Signup};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Somebody who came without having signed up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoorRequest {
    /// Name.
    #[schema(min_length = 2, max_length = 100, example = "Budi Contoh")]
    pub name: String,
    /// Code of the kelurahan where they live.
    #[serde(default)]
    #[schema(max_length = 13, pattern = r"^[0-9.]+$", example = "64.74.01.1003")]
    pub kelurahan: Option<String>,
}

/// A ticket that is shown at the door.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketScan {
    /// What the QR code says.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "contoh-tiket-yang-dipindai-0000000000000001"
    )]
    pub ticket: String,
}

/// Who came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceView {
    /// The sign-up.
    pub signup_id: Uuid,
    /// Name.
    pub name: String,
    /// Whether this ticket had been shown before.
    pub already: bool,
    /// When it was shown first.
    pub attended_at: DateTime<Utc>,
}

/// Whether attendance may be entered now.
fn must_be_on(state: &AppState, event: &OutreachEvent, now: DateTime<Utc>) -> Result<(), ApiError> {
    let (day, today) = (state.clock.day_of(event.starts_at), state.clock.day_of(now));
    Ok(may_enter(event.state, day, today)?)
}

/// Enter somebody at the door
///
/// From the day of the meeting on, for a week (lists on paper). Takes a seat that is left, once the meeting has begun also
/// one of somebody who has not come, and counts as having come.
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0011")),
    request_body = DoorRequest,
    responses((status = 201, description = "Entered", body = SignupView)),
    security(("bearer" = ["outreach:write"])),
)]
#[post("/v1/outreach-events/{id}/door")]
pub async fn enter_at_door(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<DoorRequest>,
) -> Result<Answer, ApiError> {
    must_know(&state, body.value.kelurahan.as_deref())?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let event = outreach::lock(conn, *id)?;
            must_serve(&who, Scope::OutreachWrite, &event.kelurahan)?;
            must_be_on(&shared, &event, act.at)?;
            seats::door(conn, &event, act.at)?.may_enter()?;
            let signup = Signup {
                event: event.id,
                id: ids::new_id(),
                version: 1,
                attendee: Attendee { name: body.value.name, contact: None },
                contact_hash: None,
                language: who.ctx.language,
                kelurahan: body.value.kelurahan,
                state: SignupState::Seated,
                line: None,
                ticket_hash: None,
                at_door: true,
                attended_at: Some(act.at),
            };
            plan::enter(conn, &shared.vault, act, &event, &signup)?;
            let location = format!("/v1/outreach-events/{}/signups", event.id);
            Answer::created(location, &SignupView::from(signup))
        })
        .await
}

/// Scan a ticket
///
/// From the day of the meeting on, for a week. Once the meeting has begun a ticket that waits in line may take the seat of
/// somebody who has not come, and who comes late may find theirs given. The same ticket again says since when it has been in.
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0011")),
    request_body = TicketScan,
    responses((status = 200, description = "In", body = AttendanceView)),
    security(("bearer" = ["outreach:write"])),
)]
#[post("/v1/outreach-events/{id}/attendance")]
pub async fn record_attendance(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<TicketScan>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let wanted = outreach::find(conn, *id)?;
            must_serve(&who, Scope::OutreachWrite, &wanted.kelurahan)?;
            let (event, signup) = ticket::lock(&shared, conn, &body.value.ticket)?;
            if event.id != *id {
                return Err(OutreachRefusal::OtherEvent.into());
            }
            let already = signup.attended_at;
            let attended_at = already.unwrap_or(act.at);
            let (signup_id, name) = (signup.id, signup.attendee.name.clone());
            must_be_on(&shared, &event, act.at)?;
            if already.is_none() {
                seats::door(conn, &event, act.at)?.may_attend(signup.state)?;
                let (state, version) = (SignupState::Seated, signup.version + 1);
                let after = Signup { state, line: None, attended_at: Some(attended_at), version, ..signup };
                signups::change(conn, &after)?;
                seats::record(conn, act, &event, &after, "outreach_signup.attended")?;
            }
            Answer::ok(&AttendanceView { signup_id, name, already: already.is_some(), attended_at })
        })
        .await
}
