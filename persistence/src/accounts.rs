//! Log-ins: registrations, accounts, sessions and refresh tokens.

use crate::db::Conn;
use crate::error::RepoError;
use crate::events::{self, Act, Event, Thing};
use crate::people;
use crate::schema::{account as a, login_name as n, refresh_token as r, registration as g, session as s};
use crate::vault::{DataKey, Place, Vault};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use domain::accounts::Role;
use domain::identity::IdentifierKind;
use domain::law::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A phone or e-mail by which somebody logs in, in its normal form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginName {
    /// `phone` or `email`.
    pub kind: IdentifierKind,
    /// E.164, or the e-mail in lower case.
    pub value: String,
}

impl LoginName {
    /// The keyed hash under which the name is found.
    #[must_use]
    pub fn index(&self, vault: &Vault) -> Vec<u8> {
        vault.blind_index(self.kind.as_str(), &self.value)
    }
}

/// What a registration holds until its code comes. Sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pending {
    /// The name to be proven.
    pub name: LoginName,
    /// Hash of the chosen password.
    pub password_hash: String,
    /// Language of messages.
    pub language: Language,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub person: Uuid,
    /// Role.
    pub role: Role,
    /// Organisation of staff.
    pub organisation: Option<Uuid>,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Language of messages.
    pub language: Language,
    /// Version; its `ETag`.
    pub version: i32,
}

type AccountRow = (Uuid, Uuid, String, Option<Uuid>, String, String, i32);

const ACCOUNT: (a::id, a::person_id, a::role, a::organisation_id, a::password_hash, a::language, a::version) =
    (a::id, a::person_id, a::role, a::organisation_id, a::password_hash, a::language, a::version);

fn account(
    (id, person, role, organisation, password_hash, language, version): AccountRow,
) -> Result<Account, RepoError> {
    Ok(Account {
        id,
        person,
        role: role.parse().map_err(RepoError::corrupt("account", "role"))?,
        organisation,
        password_hash,
        language: language.parse().map_err(RepoError::corrupt("account", "language"))?,
        version,
    })
}

/// The account that holds a proven name.
///
/// # Errors
///
/// If the query fails.
pub fn by_name(conn: &mut Conn, index: &[u8]) -> Result<Option<Account>, RepoError> {
    n::table
        .inner_join(a::table.on(a::id.eq(n::account_id)))
        .filter(n::blind_index.eq(index))
        .filter(a::disabled_at.is_null())
        .select(ACCOUNT)
        .first(conn)
        .optional()
        .map_err(RepoError::query("account.by_name"))?
        .map(account)
        .transpose()
}

/// The account of an id.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none, or it is disabled.
pub fn find(conn: &mut Conn, id: Uuid) -> Result<Account, RepoError> {
    a::table
        .find(id)
        .filter(a::disabled_at.is_null())
        .select(ACCOUNT)
        .first(conn)
        .map_err(RepoError::query("account"))
        .and_then(account)
}

/// The account of a person, if they have one.
///
/// # Errors
///
/// If the query fails.
pub fn of_person(conn: &mut Conn, person: Uuid) -> Result<Option<Account>, RepoError> {
    a::table
        .filter(a::person_id.eq(person))
        .select(ACCOUNT)
        .first(conn)
        .optional()
        .map_err(RepoError::query("account.of_person"))?
        .map(account)
        .transpose()
}

/// The proven names of an account, opened.
///
/// # Errors
///
/// If one cannot be opened.
pub fn names(conn: &mut Conn, key: &DataKey, account: Uuid) -> Result<Vec<LoginName>, RepoError> {
    n::table
        .filter(n::account_id.eq(account))
        .order(n::kind)
        .select((n::kind, n::sealed))
        .load::<(String, Vec<u8>)>(conn)
        .map_err(RepoError::query("login_name.of_account"))?
        .into_iter()
        .map(|(kind, sealed)| {
            Ok(LoginName {
                value: key.open_text(name_place(account, &kind), &sealed)?,
                kind: kind.parse().map_err(RepoError::corrupt("login_name", "kind"))?,
            })
        })
        .collect()
}

fn name_place(account: Uuid, kind: &str) -> Place {
    Place { table: "login_name", column: "sealed", row: Uuid::new_v5(&account, kind.as_bytes()) }
}

/// An account about to be made, with the name that was proven.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its person, new.
    pub person: Uuid,
    /// Role.
    pub role: Role,
    /// Organisation of staff.
    pub organisation: Option<Uuid>,
    /// Name, password hash, language.
    pub pending: &'a Pending,
    /// Made under `--demo`.
    pub is_demo: bool,
}

/// Makes person, account, name and the contact that the name proves. `None`: the name
/// has been taken meanwhile, nothing was written.
///
/// # Errors
///
/// If a row cannot be written.
pub fn create(
    conn: &mut Conn,
    vault: &Vault,
    act: &Act,
    new: &NewAccount<'_>,
    contact_id: Uuid,
) -> Result<Option<DataKey>, RepoError> {
    let name = &new.pending.name;
    let index = name.index(vault);
    // The name of a disabled account is taken, too. Of two confirmations at once the second fails at `login_name_pkey`
    // and nothing of it is kept.
    let is_taken: bool = diesel::select(diesel::dsl::exists(n::table.find(&index)))
        .get_result(conn)
        .map_err(RepoError::query("login_name.is_taken"))?;
    if is_taken {
        return Ok(None);
    }
    let key = people::create(conn, vault, new.person, new.is_demo, act.at)?;
    diesel::insert_into(a::table)
        .values((
            a::id.eq(new.id),
            a::person_id.eq(new.person),
            a::role.eq(new.role.as_str()),
            a::organisation_id.eq(new.organisation),
            a::password_hash.eq(&new.pending.password_hash),
            a::language.eq(new.pending.language.as_str()),
            a::version.eq(1),
            a::created_at.eq(act.at),
        ))
        .execute(conn)
        .map_err(RepoError::query("account.create"))?;
    diesel::insert_into(n::table)
        .values((
            n::blind_index.eq(index),
            n::account_id.eq(new.id),
            n::kind.eq(name.kind.as_str()),
            n::sealed.eq(key.seal_text(name_place(new.id, name.kind.as_str()), &name.value)?),
            n::created_at.eq(act.at),
        ))
        .execute(conn)
        .map_err(RepoError::query("login_name.create"))?;
    let contact = people::Identifier {
        kind: name.kind,
        value: name.value.clone(),
        status: domain::identity::IdentifierStatus::Verified,
    };
    people::set_identifier(conn, vault, &key, new.person, contact_id, &contact, act.at)?;
    let event = Event {
        thing: Thing::Account,
        id: new.id,
        version: 1,
        kind: "account.created",
        reason: None,
        payload: None,
    };
    events::append(conn, act, new.person, &key, &event)?;
    Ok(Some(key))
}

/// Changes the language of an account that is still at `version`; the new version.
///
/// # Errors
///
/// [`RepoError::Stale`] if it is not.
pub fn set_language(conn: &mut Conn, id: Uuid, version: i32, language: Language) -> Result<i32, RepoError> {
    let changed = diesel::update(a::table.find(id).filter(a::version.eq(version)))
        .set((a::language.eq(language.as_str()), a::version.eq(version + 1)))
        .execute(conn)
        .map_err(RepoError::query("account.set_language"))?;
    if changed == 1 { Ok(version + 1) } else { Err(RepoError::Stale("account")) }
}

// ---- registrations ----

fn pending_place(id: Uuid) -> Place {
    Place { table: "registration", column: "sealed", row: id }
}

/// Keeps a registration until its code comes.
///
/// # Errors
///
/// If the row cannot be written.
pub fn keep_registration(
    conn: &mut Conn,
    vault: &Vault,
    id: Uuid,
    pending: &Pending,
    code_hash: &[u8],
    at: DateTime<Utc>,
    lasts: Duration,
) -> Result<(), RepoError> {
    diesel::insert_into(g::table)
        .values((
            g::id.eq(id),
            g::sealed.eq(vault.system().seal_json(pending_place(id), pending)?),
            g::code_hash.eq(code_hash),
            g::tries.eq(0_i16),
            g::created_at.eq(at),
            g::expires_at.eq(at + lasts),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("registration.keep"))
}

/// Counts one try at a registration's code: its code hash and content, if it still
/// stands and had tries left. The row stays locked.
///
/// # Errors
///
/// If the query fails.
pub fn try_registration(
    conn: &mut Conn,
    vault: &Vault,
    id: Uuid,
    most: i16,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, Pending)>, RepoError> {
    let row: Option<(Vec<u8>, Vec<u8>)> =
        diesel::update(g::table.find(id).filter(g::tries.lt(most)).filter(g::expires_at.gt(now)))
            .set(g::tries.eq(g::tries + 1))
            .returning((g::code_hash, g::sealed))
            .get_result(conn)
            .optional()
            .map_err(RepoError::query("registration.try"))?;
    row.map(|(hash, sealed)| Ok((hash, vault.system().open_json(pending_place(id), &sealed)?))).transpose()
}

/// Takes a registration away (confirmed).
///
/// # Errors
///
/// If the query fails.
pub fn drop_registration(conn: &mut Conn, id: Uuid) -> Result<(), RepoError> {
    diesel::delete(g::table.find(id)).execute(conn).map(|_| ()).map_err(RepoError::query("registration.drop"))
}

/// Drops expired registrations, refresh tokens and old sessions without tokens.
///
/// # Errors
///
/// If a query fails.
pub fn sweep(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, RepoError> {
    let pending = diesel::delete(g::table.filter(g::expires_at.lt(now)))
        .execute(conn)
        .map_err(RepoError::query("registration.sweep"))?;
    let tokens = diesel::delete(r::table.filter(r::expires_at.lt(now)))
        .execute(conn)
        .map_err(RepoError::query("refresh_token.sweep"))?;
    let alive = r::table.filter(r::account_id.eq(s::account_id).and(r::session_id.eq(s::id)));
    let sessions = diesel::delete(
        s::table
            .filter(s::created_at.lt(now - Duration::days(1)))
            .filter(diesel::dsl::not(diesel::dsl::exists(alive))),
    )
    .execute(conn)
    .map_err(RepoError::query("session.sweep"))?;
    Ok(pending + tokens + sessions)
}

// ---- sessions ----

/// A fresh refresh token: the secret goes to its holder, only the hash stays.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Hash of the secret.
    pub hash: &'a [u8],
    /// Last moment.
    pub expires_at: DateTime<Utc>,
}

fn insert_token(
    conn: &mut Conn,
    account: Uuid,
    session: Uuid,
    token: &NewToken<'_>,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    diesel::insert_into(r::table)
        .values((
            r::account_id.eq(account),
            r::hash.eq(token.hash),
            r::session_id.eq(session),
            r::issued_at.eq(at),
            r::expires_at.eq(token.expires_at),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("refresh_token.insert"))
}

/// Starts a session with its first refresh token.
///
/// # Errors
///
/// If a row cannot be written.
pub fn start_session(
    conn: &mut Conn,
    act: &Act,
    account: &Account,
    key: &DataKey,
    session: Uuid,
    token: &NewToken<'_>,
) -> Result<(), RepoError> {
    diesel::insert_into(s::table)
        .values((s::account_id.eq(account.id), s::id.eq(session), s::created_at.eq(act.at)))
        .execute(conn)
        .map_err(RepoError::query("session.start"))?;
    insert_token(conn, account.id, session, token, act.at)?;
    session_event(conn, act, account, key, session, 1, "session.started")
}

fn session_event(
    conn: &mut Conn,
    act: &Act,
    account: &Account,
    key: &DataKey,
    session: Uuid,
    version: i32,
    kind: &'static str,
) -> Result<(), RepoError> {
    let event = Event { thing: Thing::Session, id: session, version, kind, reason: None, payload: None };
    events::append(conn, act, account.person, key, &event)
}

/// A refresh token as found.
#[derive(Debug)]
pub struct FoundToken {
    /// Its session.
    pub session: Uuid,
    /// When it was exchanged.
    pub used_at: Option<DateTime<Utc>>,
    /// Its successor, sealed under a key derived from it.
    pub successor: Option<Vec<u8>>,
    /// Whether its session has ended or its own time is over.
    pub is_dead: bool,
}

type TokenRow = (Uuid, Option<DateTime<Utc>>, Option<Vec<u8>>, DateTime<Utc>);

/// Finds a refresh token and locks it.
///
/// # Errors
///
/// If the query fails.
pub fn find_token(
    conn: &mut Conn,
    account: Uuid,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<FoundToken>, RepoError> {
    let row: Option<TokenRow> = r::table
        .find((account, hash))
        .select((r::session_id, r::used_at, r::successor, r::expires_at))
        .for_update()
        .first(conn)
        .optional()
        .map_err(RepoError::query("refresh_token.find"))?;
    let Some((session, used_at, successor, expires_at)) = row else { return Ok(None) };
    let ended: Option<DateTime<Utc>> = s::table
        .find((account, session))
        .select(s::ended_at)
        .first(conn)
        .map_err(RepoError::query("session.find"))?;
    Ok(Some(FoundToken { session, used_at, successor, is_dead: ended.is_some() || expires_at <= now }))
}

/// Whether a token of this hash has been exchanged already.
///
/// # Errors
///
/// If the query fails.
pub fn is_used(conn: &mut Conn, account: Uuid, hash: &[u8]) -> Result<bool, RepoError> {
    r::table
        .find((account, hash))
        .select(r::used_at.is_not_null())
        .first(conn)
        .optional()
        .map(|used| used.unwrap_or(true))
        .map_err(RepoError::query("refresh_token.is_used"))
}

/// Exchanges a token for its successor.
///
/// # Errors
///
/// If a row cannot be written.
pub fn rotate(
    conn: &mut Conn,
    account: Uuid,
    session: Uuid,
    old: &[u8],
    sealed_successor: &[u8],
    new: &NewToken<'_>,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    diesel::update(r::table.find((account, old)))
        .set((r::used_at.eq(at), r::successor.eq(sealed_successor)))
        .execute(conn)
        .map_err(RepoError::query("refresh_token.rotate"))?;
    insert_token(conn, account, session, new, at)
}

/// Ends a session, once.
///
/// # Errors
///
/// If a row cannot be written.
pub fn end_session(
    conn: &mut Conn,
    act: &Act,
    account: &Account,
    key: &DataKey,
    session: Uuid,
    kind: &'static str,
) -> Result<(), RepoError> {
    let ended = diesel::update(s::table.find((account.id, session)).filter(s::ended_at.is_null()))
        .set(s::ended_at.eq(act.at))
        .execute(conn)
        .map_err(RepoError::query("session.end"))?;
    if ended == 1 {
        session_event(conn, act, account, key, session, 2, kind)?;
    }
    Ok(())
}

/// Sessions ended since `since`.
///
/// # Errors
///
/// If the query fails.
pub fn ended_since(conn: &mut Conn, since: DateTime<Utc>) -> Result<Vec<Uuid>, RepoError> {
    s::table
        .filter(s::ended_at.ge(since))
        .select(s::id)
        .load(conn)
        .map_err(RepoError::query("session.ended_since"))
}
