use super::register::code_hash;
use super::session::{self, TokenPair};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use crate::ids;
use actix_web::post;
use actix_web::web::Data;
use domain::accounts::Role;
use persistence::Conn;
use persistence::accounts::{self, NewAccount};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Tries at one code.
const TRIES: i16 = 5;

/// The code of a registration.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    /// From `register`: binds the code to the password that was chosen with it.
    #[schema(example = "00000000-0000-4000-8000-000000000000")]
    pub registration_id: Uuid,
    /// Six digits from the message.
    #[schema(pattern = "^[0-9]{6}$", example = "123456")]
    pub code: String,
}

/// Confirm a registration
///
/// Makes the account of a candidate and signs in. Ten minutes, five tries.
#[utoipa::path(
    tag = "accounts",
    request_body = ConfirmRequest,
    responses((status = 200, description = "Signed in", body = TokenPair)),
    security(()),
)]
#[post("/v1/auth/confirm")]
pub async fn confirm(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<ConfirmRequest>,
) -> Result<Answer, ApiError> {
    // Counted and committed before the work: a network's count is no lock that others wait for.
    let (shared, asked, id) = (state.clone(), ctx.clone(), body.value.registration_id);
    state
        .db
        .transact(move |conn| session::count_try(&shared, conn, &asked, "confirm", id.as_bytes()))
        .await??;
    let shared = state.clone();
    let pair = state.db.transact(move |conn| make(&shared, conn, &ctx, &body.value)).await??;
    Ok(Answer::ok(&pair)?.cache(Cache::NoStore))
}

/// A wrong try is counted and committed: the inner error is the answer.
fn make(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    request: &ConfirmRequest,
) -> Result<Result<TokenPair, ApiError>, ApiError> {
    let wrong = || Ok(Err(Code::AuthWrongCode.into()));
    let id = request.registration_id;
    let Some((hash, pending)) = accounts::try_registration(conn, &state.vault, id, TRIES, ctx.now)? else {
        return wrong();
    };
    if !bool::from(hash.ct_eq(&code_hash(state, id, &request.code))) {
        return wrong();
    }
    accounts::drop_registration(conn, id)?;
    let (account_id, person) = (ids::new_id(), ids::new_id());
    let new = NewAccount {
        id: account_id,
        person,
        role: Role::Candidate,
        organisation: None,
        pending: &pending,
        is_demo: state.settings.demo,
    };
    let act = persistence::Act { actor: Some(account_id), ..ctx.act() };
    let Some(key) = accounts::create(conn, &state.vault, &act, &new, ids::new_id())? else {
        return wrong();
    };
    let account = accounts::find(conn, account_id)?;
    Ok(Ok(session::start(state, conn, &act, &account, &key)?))
}
