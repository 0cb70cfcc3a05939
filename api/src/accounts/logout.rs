use crate::AppState;
use crate::http::auth::AccountWrite;
use crate::http::{Answer, ApiError, Caller};
use actix_web::post;
use actix_web::web::Data;
use persistence::{accounts, people};

/// Sign out
///
/// Ends the session of this token: its refresh token is dead at once, access tokens
/// within seconds.
#[utoipa::path(
    tag = "accounts",
    responses((status = 204, description = "Signed out")),
    security(("bearer" = ["account:write"])),
)]
#[post("/v1/auth/logout")]
pub async fn logout(caller: Caller<AccountWrite>, state: Data<AppState>) -> Result<Answer, ApiError> {
    let (shared, who) = (state.clone(), (*caller).clone());
    let session = who.session;
    let answer = state
        .write(&caller, b"", move |conn, act| {
            let account = accounts::find(conn, who.account)?;
            let key = people::key(conn, &shared.vault, account.person)?;
            accounts::end_session(conn, act, &account, &key, session, "session.ended")?;
            Ok(Answer::none())
        })
        .await?;
    state.ended.add(session, caller.ctx.now);
    Ok(answer)
}
