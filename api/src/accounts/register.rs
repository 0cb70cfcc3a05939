use super::{name, session};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx, Valid};
use crate::ids;
use actix_web::post;
use actix_web::web::Data;
use chrono::Duration;
use domain::law::Language;
use persistence::accounts::{self, Pending};
use persistence::messages::{self, Content, NewMessage, Template};
use persistence::throttle::{self, Limit};
use persistence::{Conn, people};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// How long a code lives.
const LIFE: Duration = Duration::minutes(10);
/// Messages to one name from one network: what a person needs, not what a nuisance wants.
const OF_NAME_THERE: Limit = Limit { tries: 5, within: Duration::hours(1) };
/// Messages to one name from anywhere: a stranger elsewhere cannot use up the owner's.
const OF_NAME: Limit = Limit { tries: 30, within: Duration::hours(1) };
/// Registrations from one network: far more than a carrier's shared address makes.
const OF_NETWORK: Limit = Limit { tries: 1000, within: Duration::hours(1) };

/// Who wants to register.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// Phone (E.164, or Indonesian with a leading 0) or e-mail; a code proves it.
    #[schema(min_length = 5, max_length = 254, example = "+6281255500199")]
    pub name: String,
    /// At least 12 characters of any script; common ones are refused.
    #[schema(min_length = 12, max_length = 200, example = "perahu-kuning-tujuh-laut")]
    pub password: String,
    /// Language of messages; default Indonesian.
    #[serde(default)]
    pub language: Option<Language>,
}

/// A registration that waits for its code.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registration {
    /// For `confirm`.
    #[schema(example = "00000000-0000-4000-8000-000000000000")]
    pub registration_id: Uuid,
    /// Seconds that the code lives.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// What to do next.
    pub message: String,
}

/// Register
///
/// Sends six digits to the phone or e-mail and answers the same whether the name is
/// taken or not. `confirm` makes the account.
#[utoipa::path(
    tag = "accounts",
    request_body = RegisterRequest,
    responses((status = 202, description = "A code is on its way", body = Registration)),
    security(()),
)]
#[post("/v1/auth/register")]
pub async fn register(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<RegisterRequest>,
) -> Result<Answer, ApiError> {
    let request = body.value;
    let name = name::login_name(&request.name).ok_or_else(|| ApiError::field("/name", "format"))?;
    // A number is also written as people say it.
    let local = name.value.replacen("+62", "0", 1);
    crate::passwords::check(&request.password, &[&name.value, &request.name, &local])?;
    // Counted before the costly hash.
    let (shared, asked) = (state.clone(), ctx.clone());
    state.db.transact(move |conn| count(&shared, conn, &asked)).await??;
    let password_hash = state.passwords.hash(request.password).await?;
    let language = request.language.unwrap_or_default();
    let pending = Pending { name, password_hash, language };
    let id = ids::random_id();
    let answer = Registration {
        registration_id: id,
        expires_in: LIFE.num_seconds(),
        message: match ctx.language {
            Language::Id => "Kode enam angka dikirim ke nomor atau surel itu.",
            Language::En => "Six digits are on their way to that phone or e-mail.",
        }
        .to_owned(),
    };
    let shared = state.clone();
    state.db.transact(move |conn| keep(&shared, conn, &ctx, id, &pending)).await?;
    Ok(Answer::accepted(&answer)?.cache(Cache::NoStore))
}

/// Counts a registration from the caller's network.
///
/// # Errors
///
/// `Ok(Err(_))` is 429, to be answered after the count is committed.
pub fn count(state: &AppState, conn: &mut Conn, ctx: &Ctx) -> Result<Result<(), ApiError>, ApiError> {
    let network = state.vault.keyed_hash("throttle", &[b"register", ctx.network.as_bytes()]);
    Ok(throttle::count(conn, &network, OF_NETWORK, ctx.now)?
        .map_or(Ok(()), |wait| Err(session::limited(wait))))
}

/// Counts a message to a name that is not proven yet; whether it is one too many.
///
/// # Errors
///
/// If a count cannot be written.
pub fn is_told_too_much(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    index: &[u8],
) -> Result<bool, ApiError> {
    let there = state.vault.keyed_hash("throttle", &[b"message", index, ctx.network.as_bytes()]);
    let anywhere = state.vault.keyed_hash("throttle", &[b"message", index]);
    Ok(throttle::count(conn, &there, OF_NAME_THERE, ctx.now)?.is_some()
        || throttle::count(conn, &anywhere, OF_NAME, ctx.now)?.is_some())
}

/// Keeps the registration, queues one message.
fn keep(state: &AppState, conn: &mut Conn, ctx: &Ctx, id: Uuid, pending: &Pending) -> Result<(), ApiError> {
    let vault = &state.vault;
    let index = pending.name.index(vault);
    let too_many = is_told_too_much(state, conn, ctx, &index)?;
    let owner = accounts::by_name(conn, &index)?;
    let code = ids::six_digits()?;
    // A code that nobody is told fits no six digits: confirming it is a wrong code.
    let proof = if owner.is_some() || too_many { ids::random_id().to_string() } else { code.clone() };
    let hash = code_hash(state, id, &proof);
    accounts::keep_registration(conn, vault, id, pending, &hash, ctx.now, LIFE)?;
    if too_many {
        return Ok(());
    }
    let (template, language, person, values) = match &owner {
        Some(owner) => (Template::RegistrationAttempt, owner.language, Some(owner.person), BTreeMap::new()),
        None => {
            let values = BTreeMap::from([("code".to_owned(), code)]);
            (Template::RegistrationCode, pending.language, None, values)
        }
    };
    let content = Content { to: pending.name.value.clone(), values };
    let message =
        NewMessage { id: ids::new_id(), person, template, language, content: &content, at: ctx.now };
    match person {
        Some(person) => {
            let key = people::key(conn, vault, person)?;
            messages::queue(conn, &key, &message)?;
        }
        None => messages::queue(conn, vault.system(), &message)?,
    }
    Ok(())
}

/// The hash of a code, bound to its registration.
pub fn code_hash(state: &AppState, id: Uuid, code: &str) -> Vec<u8> {
    state.vault.keyed_hash("registration code", &[id.as_bytes(), code.as_bytes()])
}
