use super::name;
use super::session::{self, TokenPair};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use actix_web::post;
use actix_web::web::Data;
use persistence::{accounts, people, throttle};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Name and password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// Phone or e-mail.
    #[schema(min_length = 3, max_length = 254, example = "desk@bontang.example")]
    pub name: String,
    /// Password.
    #[schema(min_length = 1, max_length = 200, example = "demo-perahu-kuning-2026")]
    pub password: String,
}

/// Sign in
///
/// Gives an access token of 15 minutes and a refresh token. Wrong tries are slowed
/// down, an account is never locked.
#[utoipa::path(
    tag = "accounts",
    request_body = LoginRequest,
    responses((status = 200, description = "Signed in", body = TokenPair)),
    security(()),
)]
#[post("/v1/auth/login")]
pub async fn login(ctx: Ctx, state: Data<AppState>, body: Valid<LoginRequest>) -> Result<Answer, ApiError> {
    let request = body.value;
    let index = match name::login_name(&request.name) {
        Some(name) => name.index(&state.vault),
        None => state.vault.blind_index("no name", &request.name),
    };
    // Counted before the password is looked at, so that parallel tries count, too.
    let (shared, asked) = (state.clone(), ctx.clone());
    let (bucket, account) = state
        .db
        .transact(move |conn| -> Result<Result<_, ApiError>, ApiError> {
            let bucket = match session::count_try(&shared, conn, &asked, "login", &index)? {
                Ok(bucket) => bucket,
                Err(limited) => return Ok(Err(limited)),
            };
            Ok(Ok((bucket, accounts::by_name(conn, &index)?)))
        })
        .await??;
    let known = account.as_ref().map(|account| account.password_hash.clone());
    let fits = state.passwords.fits(request.password, known).await?;
    let Some(account) = account.filter(|_| fits) else {
        return Err(Code::AuthWrong.into());
    };
    let shared = state.clone();
    let pair = state
        .db
        .transact(move |conn| -> Result<TokenPair, ApiError> {
            throttle::forget(conn, &bucket)?;
            let key = people::key(conn, &shared.vault, account.person)?;
            session::start(&shared, conn, &ctx.act(), &account, &key)
        })
        .await?;
    Ok(Answer::ok(&pair)?.cache(Cache::NoStore))
}
