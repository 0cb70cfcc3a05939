use super::seats;
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use actix_web::post;
use actix_web::web::Data;
use domain::outreach::SignupState;
use persistence::Conn;
use persistence::outreach::{self, OutreachEvent};
use persistence::signups::{self, Signup};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A ticket.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketCancel {
    /// As `confirm` gave it.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "contoh-tiket-yang-dibatalkan-00000000000001"
    )]
    pub ticket: String,
}

/// The hash under which a ticket is kept.
#[must_use]
pub fn hash(state: &AppState, ticket: &str) -> Vec<u8> {
    state.vault.keyed_hash("outreach ticket", &[ticket.as_bytes()])
}

/// The meeting and the sign-up of a ticket, locked in this order.
pub fn lock(state: &AppState, conn: &mut Conn, ticket: &str) -> Result<(OutreachEvent, Signup), ApiError> {
    let hash = hash(state, ticket);
    let (event, id) = signups::of_ticket(conn, &hash)?;
    let event = outreach::lock(conn, event)?;
    let signup = signups::lock(conn, &state.vault, event.id, id)?;
    // Before the lock a new ticket may have taken its place.
    if signup.ticket_hash.as_ref() != Some(&hash) {
        return Err(Code::ResourceNotFound.into());
    }
    Ok((event, signup))
}

/// Cancel a ticket
///
/// Frees the seat or the place in line; the first in line moves up and is told. Sent again it changes nothing.
#[utoipa::path(
    tag = "outreach",
    request_body = TicketCancel,
    responses((status = 204, description = "Cancelled")),
    security(()),
)]
#[post("/v1/outreach-tickets/cancel")]
pub async fn cancel_ticket(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<TicketCancel>,
) -> Result<Answer, ApiError> {
    let shared = state.clone();
    state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (event, signup) = lock(&shared, conn, &body.value.ticket)?;
            if signup.state != SignupState::Cancelled {
                seats::give_back(&shared, conn, &ctx.act(), &event, signup)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answer::none().cache(Cache::NoStore))
}
