use super::seats;
use crate::accounts::{name, register, session};
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::Duration;
use domain::law::Language;
use domain::outreach::{SignupState, codes_an_hour, may_sign_up};
use persistence::Conn;
use persistence::accounts::LoginName;
use persistence::messages::{Content, Template};
use persistence::outreach;
use persistence::signups::{self, Attendee, CodeOf, Signup};
use persistence::throttle::{self, Limit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// How long a code lives.
const LIFE: Duration = Duration::minutes(10);

/// Codes to sign up for meetings that one network may ask for: messages to strangers' phones, else.
const OF_NETWORK: Limit = Limit { tries: 100, within: Duration::hours(1) };

/// Who wants to come.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignupRequest {
    /// Name, for the list at the door.
    #[schema(min_length = 2, max_length = 100, example = "Siti Contoh")]
    pub name: String,
    /// Phone (E.164, or Indonesian with a leading 0) or e-mail; a code proves it.
    #[schema(min_length = 5, max_length = 254, example = "+6281255500188")]
    pub contact: String,
    /// Code of the kelurahan where you live: counted, for nothing else.
    #[serde(default)]
    #[schema(max_length = 13, pattern = r"^[0-9.]+$", example = "64.74.01.1003")]
    pub kelurahan: Option<String>,
}

/// A sign-up that waits for its code.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignupPending {
    /// For `confirm`.
    pub signup_id: Uuid,
    /// Seconds that the code lives.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// What to do next.
    pub message: String,
}

/// Sign up for a meeting
///
/// Sends six digits to the phone or e-mail and answers the same whether it is known or not. `confirm` gives a seat, or a
/// place in line. One network gets a hundred codes an hour, for one meeting a third as many as it has seats (at least ten).
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0012")),
    request_body = SignupRequest,
    responses((status = 202, description = "A code is on its way", body = SignupPending)),
    security(()),
)]
#[post("/v1/outreach-events/{id}/signups")]
pub async fn create_signup(
    ctx: Ctx,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<SignupRequest>,
) -> Result<Answer, ApiError> {
    let request = body.value;
    let contact = name::login_name(&request.contact).ok_or_else(|| ApiError::field("/contact", "format"))?;
    must_know(&state, request.kelurahan.as_deref())?;
    let (shared, asked, event) = (state.clone(), ctx.clone(), *id);
    state.db.transact(move |conn| count(&shared, conn, &asked, event)).await??;
    let signup = Signup {
        event: *id,
        id: ids::new_id(),
        version: 1,
        contact_hash: Some(contact_hash(&state, *id, &contact)),
        attendee: Attendee { name: request.name, contact: Some(contact.value.clone()) },
        language: ctx.language,
        kelurahan: request.kelurahan,
        state: SignupState::Pending,
        line: None,
        ticket_hash: None,
        at_door: false,
        attended_at: None,
    };
    let answer = SignupPending {
        signup_id: signup.id,
        expires_in: LIFE.num_seconds(),
        message: match ctx.language {
            Language::Id => "Kode enam angka dikirim ke nomor atau surel itu.",
            Language::En => "Six digits are on their way to that phone or e-mail.",
        }
        .to_owned(),
    };
    let shared = state.clone();
    state.db.transact(move |conn| keep(&shared, conn, &ctx, &contact, &signup)).await?;
    Ok(Answer::accepted(&answer)?.cache(Cache::NoStore))
}

/// Counts a code from the caller's network. `Ok(Err(_))` is 429, to be answered after the count is committed.
fn count(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    event: Uuid,
) -> Result<Result<(), ApiError>, ApiError> {
    let seats = outreach::find(conn, event)?.seats;
    let of_meeting = Limit { tries: codes_an_hour(seats), within: Duration::hours(1) };
    let network = ctx.network.as_bytes();
    let bucket = |of: &[u8]| state.vault.keyed_hash("throttle", &[b"outreach code", network, of]);
    for (bucket, limit) in [(bucket(event.as_bytes()), of_meeting), (bucket(b""), OF_NETWORK)] {
        if let Some(wait) = throttle::count(conn, &bucket, limit, ctx.now)? {
            return Ok(Err(session::limited(wait)));
        }
    }
    Ok(Ok(()))
}

/// Keeps the sign-up, queues one message.
fn keep(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    contact: &LoginName,
    signup: &Signup,
) -> Result<(), ApiError> {
    let event = outreach::find(conn, signup.event)?;
    may_sign_up(event.state, event.starts_at, ctx.now)?;
    let is_too_much = register::is_told_too_much(state, conn, ctx, &contact.index(&state.vault))?;
    let code = ids::six_digits()?;
    // A code that nobody is told fits no six digits: confirming it is a wrong code.
    let proof = if is_too_much { ids::random_id().to_string() } else { code.clone() };
    let hash = code_hash(state, signup.id, &proof);
    let proof = CodeOf { hash: &hash, expires_at: ctx.now + LIFE };
    signups::insert(conn, &state.vault, signup, Some(&proof))?;
    if is_too_much {
        return Ok(());
    }
    let values = BTreeMap::from([("code".to_owned(), code), ("title".to_owned(), event.title)]);
    let content = Content { to: contact.value.clone(), values };
    Ok(seats::send(state, conn, signup, Template::OutreachCode, &content, ctx.now)?)
}

/// The kelurahan where somebody lives is one of the city, if it is said.
pub fn must_know(state: &AppState, kelurahan: Option<&str>) -> Result<(), ApiError> {
    match kelurahan {
        Some(code) if state.catalogue.kelurahan(code).is_none() => {
            Err(ApiError::field("/kelurahan", "unknown_code"))
        }
        _ => Ok(()),
    }
}

fn contact_hash(state: &AppState, event: Uuid, contact: &LoginName) -> Vec<u8> {
    state.vault.keyed_hash("outreach contact", &[event.as_bytes(), contact.value.as_bytes()])
}

/// The hash of a code, bound to its sign-up.
#[must_use]
pub fn code_hash(state: &AppState, id: Uuid, code: &str) -> Vec<u8> {
    state.vault.keyed_hash("outreach code", &[id.as_bytes(), code.as_bytes()])
}
