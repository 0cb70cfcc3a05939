use super::seats;
use super::signup::code_hash;
use super::ticket;
use crate::AppState;
use crate::accounts::session;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::outreach::{SignupState, may_sign_up};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use persistence::Conn;
use persistence::messages::Template;
use persistence::outreach::{self, OutreachEvent};
use persistence::signups::{self, Signup};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Tries at one code.
const TRIES: i16 = 5;

/// The code of a sign-up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignupCode {
    /// Six digits from the message.
    #[schema(pattern = "^[0-9]{6}$", example = "123456")]
    pub code: String,
}

/// A seat, or a place in line, with its ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketView {
    /// `seated` or `waiting`.
    pub state: SignupState,
    /// Place in line; none with a seat.
    #[schema(minimum = 1)]
    pub place_in_line: Option<i64>,
    /// To come in, to cancel, to say what it was like. Shown once; keep it.
    pub ticket: String,
    /// The ticket as a QR code, to be shown or printed: SVG.
    pub qr_svg: String,
}

/// Confirm a sign-up
///
/// Gives a seat or the last place in line, and the ticket. Ten minutes, five tries. Whoever has a place under this phone
/// or e-mail keeps that one and gets its ticket anew; the old ticket no longer holds.
#[utoipa::path(
    tag = "outreach",
    params(
        ("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0012"),
        ("signup_id" = Uuid, Path, description = "The sign-up", example = "0192f000-0000-7000-8000-000000e5a001"),
    ),
    request_body = SignupCode,
    responses((status = 200, description = "A seat or a place in line", body = TicketView)),
    security(()),
)]
#[post("/v1/outreach-events/{id}/signups/{signup_id}/confirm")]
pub async fn confirm_signup(
    ctx: Ctx,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
    body: Valid<SignupCode>,
) -> Result<Answer, ApiError> {
    let (event, id) = path.into_inner();
    let (shared, asked) = (state.clone(), ctx.clone());
    state
        .db
        .transact(move |conn| session::count_try(&shared, conn, &asked, "outreach", id.as_bytes()))
        .await??;
    let shared = state.clone();
    let work = move |conn: &mut Conn| take(&shared, conn, &ctx, (event, id), &body.value.code);
    let ticket = state.db.transact(work).await??;
    Ok(Answer::ok(&ticket)?.cache(Cache::NoStore))
}

/// A wrong try is counted and committed: the inner error is the answer.
fn take(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    (event, id): (Uuid, Uuid),
    code: &str,
) -> Result<Result<TicketView, ApiError>, ApiError> {
    let event = outreach::lock(conn, event)?;
    let hash = signups::try_code(conn, event.id, id, TRIES, ctx.now)?;
    if !hash.is_some_and(|hash| bool::from(hash.ct_eq(&code_hash(state, id, code)))) {
        return Ok(Err(Code::AuthWrongCode.into()));
    }
    if let Err(refusal) = may_sign_up(event.state, event.starts_at, ctx.now) {
        return Ok(Err(refusal.into()));
    }
    let signup = signups::lock(conn, &state.vault, event.id, id)?;
    let held = match &signup.contact_hash {
        Some(hash) => signups::of_contact(conn, &state.vault, event.id, hash)?,
        None => None,
    };
    let (placed, kind) = match held {
        Some(held) => {
            signups::drop_pending(conn, event.id, id)?;
            let held = signups::lock(conn, &state.vault, event.id, held.id)?;
            (Signup { version: held.version + 1, ..held }, "outreach_signup.ticket_renewed")
        }
        None => {
            let placed = seats::place(conn, &event, signup)?;
            let is_seated = placed.state == SignupState::Seated;
            let kind = if is_seated { "outreach_signup.seated" } else { "outreach_signup.waiting" };
            if is_seated {
                seats::tell(state, conn, &event, &placed, Template::OutreachSeated, ctx.now)?;
            }
            (placed, kind)
        }
    };
    Ok(Ok(give(state, conn, ctx, &event, placed, kind)?))
}

/// Writes the place with a fresh ticket.
fn give(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    event: &OutreachEvent,
    placed: Signup,
    kind: &'static str,
) -> Result<TicketView, ApiError> {
    let text = URL_SAFE_NO_PAD.encode(crate::ids::random::<32>()?);
    let placed = Signup { ticket_hash: Some(ticket::hash(state, &text)), ..placed };
    signups::change(conn, &placed)?;
    seats::record(conn, &ctx.act(), event, &placed, kind)?;
    let line = placed.line.filter(|_| placed.state == SignupState::Waiting);
    let place_in_line = line.map(|line| signups::waiting_until(conn, event.id, line)).transpose()?;
    let qr = QRBuilder::new(text.as_str()).build().map_err(|_| ApiError::internal("no QR code"))?;
    let qr_svg = SvgBuilder::default().to_str(&qr);
    Ok(TicketView { state: placed.state, place_in_line, ticket: text, qr_svg })
}
