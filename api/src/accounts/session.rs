//! Tokens of a session, as every way of signing in gives them.

use crate::AppState;
use crate::http::request::Ctx;
use crate::http::{ApiError, Code};
use crate::tokens::{LIFE, Subject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use domain::accounts::Role;
use persistence::accounts::{self, Account, NewToken};
use persistence::throttle::{self, Limit};
use persistence::vault::DataKey;
use persistence::{Act, Conn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// How long a refresh token lives.
pub const REFRESH_LIFE: Duration = Duration::days(30);

/// An access token and the token that renews it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenPair {
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// Seconds that the access token lives.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// For `refresh`, once; keep it where only the app can read it.
    pub refresh_token: String,
    /// When the refresh token ends if it is not used.
    pub refresh_expires_at: DateTime<Utc>,
    /// The role that signed in.
    pub role: Role,
    /// Scopes, separated by blanks.
    #[schema(example = "account:read account:write")]
    pub scope: String,
}

/// A refresh token: account and secret, as one opaque word.
pub struct Refresh {
    /// The account that it leads with.
    pub account: Uuid,
    bytes: Vec<u8>,
}

impl Refresh {
    /// A fresh one.
    ///
    /// # Errors
    ///
    /// If the machine gives no randomness.
    pub fn new(account: Uuid) -> Result<Self, ApiError> {
        let mut bytes = account.as_bytes().to_vec();
        bytes.extend_from_slice(&crate::ids::random::<32>()?);
        Ok(Self { account, bytes })
    }

    /// Reads one that was sent (or kept); none if it has not our form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(URL_SAFE_NO_PAD.decode(text).ok()?)
    }

    /// From its bytes.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let account = Uuid::from_bytes(*bytes.first_chunk::<16>()?);
        (bytes.len() == 48).then_some(Self { account, bytes })
    }

    /// As it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.bytes)
    }

    /// The bytes, to be sealed or hashed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash under which it is stored.
    #[must_use]
    pub fn hash(&self, state: &AppState) -> Vec<u8> {
        state.vault.keyed_hash("refresh token", &[&self.bytes])
    }
}

/// The access token of an account in a session, with the scopes that its role has now.
///
/// # Errors
///
/// If there is no key to sign with.
pub fn pair(
    state: &AppState,
    account: &Account,
    session: Uuid,
    refresh: &Refresh,
    refresh_expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<TokenPair, ApiError> {
    let organisation = account.organisation.and_then(|id| state.organisations.get(&id));
    let place = organisation.map(|organisation| (organisation.kind, organisation.code.as_str()));
    let scopes = state
        .catalogue
        .roles
        .grant(account.role, place)
        .map(|grant| grant.scopes.as_slice())
        .unwrap_or_default();
    let scope = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let subject = Subject {
        account: account.id,
        person: account.person,
        role: account.role,
        session,
        organisation: account.organisation,
        scope: scope.clone(),
    };
    let access_token =
        state.tokens.sign(&subject, now).ok_or_else(|| ApiError::internal("no key to sign tokens"))?;
    Ok(TokenPair {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: LIFE.num_seconds(),
        refresh_token: refresh.text(),
        refresh_expires_at,
        role: account.role,
        scope,
    })
}

/// Starts a session of an account and gives its tokens.
///
/// # Errors
///
/// If a row cannot be written.
pub fn start(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    account: &Account,
    key: &DataKey,
) -> Result<TokenPair, ApiError> {
    let session = crate::ids::new_id();
    let refresh = Refresh::new(account.id)?;
    let expires_at = act.at + REFRESH_LIFE;
    let token = NewToken { hash: &refresh.hash(state), expires_at };
    let act = Act { actor: Some(account.id), organisation: account.organisation, ..act.clone() };
    accounts::start_session(conn, &act, account, key, session, &token)?;
    pair(state, account, session, &refresh, expires_at, act.at)
}

/// 429 that says how long to wait.
#[must_use]
pub fn limited(wait: Duration) -> ApiError {
    ApiError::from(Code::RateLimited).header("Retry-After", wait.num_seconds().max(1).to_string())
}

/// Tries at a secret of one account from one network: few.
const OF_ACCOUNT: Limit = Limit { tries: 10, within: Duration::minutes(15) };
/// Tries from one network: far more than a carrier's shared address makes.
const OF_NETWORK: Limit = Limit { tries: 3000, within: Duration::minutes(15) };

/// Counts a try at a secret (`purpose`, of `subject`) from the caller's network: first by
/// both, then by network alone. Gives the bucket to forget when the secret was right.
///
/// # Errors
///
/// `Ok(Err(_))` is 429 with `Retry-After`, to be answered after the count is committed.
pub fn count_try(
    state: &AppState,
    conn: &mut Conn,
    ctx: &Ctx,
    purpose: &str,
    subject: &[u8],
) -> Result<Result<Vec<u8>, ApiError>, ApiError> {
    let network = ctx.network.as_bytes();
    let narrow = state.vault.keyed_hash("throttle", &[purpose.as_bytes(), network, subject]);
    let wide = state.vault.keyed_hash("throttle", &[purpose.as_bytes(), network]);
    for (bucket, limit) in [(&narrow, OF_ACCOUNT), (&wide, OF_NETWORK)] {
        if let Some(wait) = throttle::count(conn, bucket, limit, ctx.now)? {
            return Ok(Err(limited(wait)));
        }
    }
    Ok(Ok(narrow))
}
