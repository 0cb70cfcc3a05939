use super::session::{self, REFRESH_LIFE, Refresh, TokenPair};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use crate::messages::tell_person;
use actix_web::post;
use actix_web::web::Data;
use chrono::Duration;
use persistence::accounts::{self, Account, FoundToken, NewToken};
use persistence::messages::Template;
use persistence::vault::{DataKey, Place};
use persistence::{Act, Conn, people};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A phone whose answer was lost may ask again with the same token for so long.
const REPEAT: Duration = Duration::seconds(30);

/// A refresh token.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// From `login`, `confirm` or `refresh`.
    #[schema(min_length = 1, max_length = 200, example = "from-an-earlier-answer")]
    pub refresh_token: String,
}

/// Renew the tokens
///
/// Each refresh token is exchanged once for its successor; the last one repeated within
/// 30 seconds (a lost answer) gives the same successor, an older one ends the session.
#[utoipa::path(
    tag = "accounts",
    request_body = RefreshRequest,
    responses((status = 200, description = "Renewed", body = TokenPair)),
    security(()),
)]
#[post("/v1/auth/refresh")]
pub async fn refresh(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<RefreshRequest>,
) -> Result<Answer, ApiError> {
    let token = Refresh::parse(&body.value.refresh_token).ok_or(Code::AuthSessionEnded)?;
    let shared = state.clone();
    let now = ctx.now;
    match state.db.transact(move |conn| exchange(&shared, conn, &ctx, &token)).await? {
        Exchange::Renewed(pair) => Ok(Answer::ok(&pair)?.cache(Cache::NoStore)),
        Exchange::Refused => Err(Code::AuthSessionEnded.into()),
        Exchange::Ended(session) => {
            state.ended.add(session, now);
            Err(Code::AuthSessionEnded.into())
        }
    }
}

/// What came of a refresh token; all of it is committed.
enum Exchange {
    /// The successor, or the same one again.
    Renewed(TokenPair),
    /// Not known, or dead.
    Refused,
    /// An old one came back: this session was ended.
    Ended(Uuid),
}

fn exchange(state: &AppState, conn: &mut Conn, ctx: &Ctx, token: &Refresh) -> Result<Exchange, ApiError> {
    let refused = || Ok(Exchange::Refused);
    let hash = token.hash(state);
    let Some(found) = accounts::find_token(conn, token.account, &hash, ctx.now)? else { return refused() };
    if found.is_dead {
        return refused();
    }
    let account = match accounts::find(conn, token.account) {
        Err(persistence::RepoError::NotFound(_)) => return refused(),
        other => other?,
    };
    let act = Act { actor: Some(account.id), organisation: account.organisation, ..ctx.act() };
    let seal = state.vault.key_from(token.bytes())?;
    let successor = match (found.used_at, &found.successor) {
        (None, _) => {
            let successor = Refresh::new(account.id)?;
            let sealed = seal.seal(place(found.session), successor.bytes())?;
            let new = NewToken { hash: &successor.hash(state), expires_at: ctx.now + REFRESH_LIFE };
            accounts::rotate(conn, account.id, found.session, &hash, &sealed, &new, ctx.now)?;
            successor
        }
        (Some(used), Some(sealed)) if ctx.now - used <= REPEAT => {
            let bytes = seal.open(place(found.session), sealed)?.to_vec();
            let successor =
                Refresh::from_bytes(bytes).ok_or_else(|| ApiError::internal("a damaged successor"))?;
            if accounts::is_used(conn, account.id, &successor.hash(state))? {
                return end(state, conn, &act, &account, &found);
            }
            successor
        }
        (Some(_), _) => return end(state, conn, &act, &account, &found),
    };
    let expires_at = ctx.now + REFRESH_LIFE;
    session::pair(state, &account, found.session, &successor, expires_at, ctx.now).map(Exchange::Renewed)
}

fn place(session: Uuid) -> Place {
    Place { table: "refresh_token", column: "successor", row: session }
}

/// Somebody has an old token: the session ends, the person is told.
fn end(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    account: &Account,
    found: &FoundToken,
) -> Result<Exchange, ApiError> {
    let key: DataKey = people::key(conn, &state.vault, account.person)?;
    accounts::end_session(conn, act, account, &key, found.session, "session.reuse_ended")?;
    tell_person(state, conn, &key, act, account.person, Template::SessionReused, BTreeMap::new())?;
    Ok(Exchange::Ended(found.session))
}
