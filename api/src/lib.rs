//! The HTTP API of Bontang PMI: the app that the program serves and that tests build.

pub mod accounts;
pub mod candidates;
pub mod clock;
pub mod config;
pub mod countries;
pub mod demo;
pub mod docs;
pub mod documents;
pub mod eligibility;
pub mod evidence;
pub mod health;
pub mod http;
pub mod ids;
pub mod information;
pub mod jobs;
pub mod limits;
pub mod messages;
pub mod offers;
pub mod openapi;
pub mod outreach;
pub mod passwords;
pub mod reference;
pub mod registers;
pub mod reports;
pub mod run;
pub mod tokens;

use crate::clock::Clock;
use crate::config::Settings;
use crate::http::contract::Contract;
use crate::http::{Answer, ApiError, Code};
use chrono::{DateTime, Utc};
use persistence::catalogue::Catalogue;
use persistence::files::Files;
use persistence::idempotency::{self, Known};
use persistence::organisations::Organisation;
use persistence::{Act, Conn, Db, Vault};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Everything that handlers share.
pub struct AppState {
    /// Settings.
    pub settings: Settings,
    /// The database.
    pub db: Db,
    /// Keys.
    pub vault: Vault,
    /// Sealed files.
    pub files: Files,
    /// Law and reference data.
    pub catalogue: Arc<Catalogue>,
    /// The time.
    pub clock: Clock,
    /// Access tokens.
    pub tokens: tokens::Tokens,
    /// Password hashes.
    pub passwords: passwords::Passwords,
    /// The contract, compiled.
    pub contract: Arc<Contract>,
    /// Organisations by id.
    pub organisations: BTreeMap<Uuid, Organisation>,
    /// Sessions ended while access tokens of theirs may still live.
    pub ended: Ended,
    /// Limits of what is public.
    pub limits: limits::Limits,
    /// The law with what is known of countries.
    pub countries: countries::Known,
    /// Packs for phones that were made.
    pub packs: information::Packs,
    /// Answers of public data, made once.
    pub public: reference::Public,
}

/// Sessions that have ended lately, and when that was learnt; re-read every few seconds, told at once in this process.
#[derive(Debug, Default)]
pub struct Ended(RwLock<HashMap<Uuid, DateTime<Utc>>>);

impl Ended {
    /// Whether this session has ended.
    #[must_use]
    pub fn contains(&self, session: Uuid) -> bool {
        self.0.read().is_ok_and(|ended| ended.contains_key(&session))
    }

    /// Takes a session whose end was just committed.
    pub fn add(&self, session: Uuid, now: DateTime<Utc>) {
        if let Ok(mut ended) = self.0.write() {
            ended.insert(session, now);
        }
    }

    /// Takes what the database says; forgets those learnt before `since`, whose access tokens have run out.
    pub fn learn(&self, sessions: Vec<Uuid>, now: DateTime<Utc>, since: DateTime<Utc>) {
        if let Ok(mut ended) = self.0.write() {
            ended.retain(|_, learnt| *learnt >= since);
            ended.extend(sessions.into_iter().map(|session| (session, now)));
        }
    }
}

impl AppState {
    /// The city's organisation of this code.
    #[must_use]
    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.organisations.get(&persistence::organisations::id_of(code))
    }

    /// The manpower desk: lists that belong to the whole city are its own.
    ///
    /// # Errors
    ///
    /// If the city has none.
    pub fn verifying_desk(&self) -> Result<Uuid, ApiError> {
        let desk = self.organisation(&self.catalogue.city.verifying_desk);
        desk.map(|desk| desk.id).ok_or_else(|| ApiError::internal("an office that is not known"))
    }

    /// Does a write of a caller in one transaction, once for an idempotency key.
    ///
    /// # Errors
    ///
    /// What `work` returned; 409 while a twin is at work; 422 if the key was used for
    /// another request.
    pub async fn write(
        &self,
        who: &http::auth::Who,
        digest: &[u8],
        work: impl FnOnce(&mut Conn, &Act) -> Result<Answer, ApiError> + Send + 'static,
    ) -> Result<Answer, ApiError> {
        let act = who.act();
        let Some(key) = who.ctx.idempotency_key.clone() else {
            return self.db.transact(move |conn| work(conn, &act)).await;
        };
        let (vault, client, target) = (self.vault.clone(), who.account, who.ctx.target.clone());
        let language = who.ctx.language;
        let fingerprint = vault.keyed_hash("idempotency", &[target.as_bytes(), digest]);
        self.db
            .transact(move |conn| {
                match idempotency::look_up(conn, vault.system(), client, &key, &fingerprint)? {
                    Known::InProgress => Err(Code::IdempotencyInProgress.into()),
                    Known::Reused => Err(Code::IdempotencyReused.into()),
                    Known::Answered(bytes) => Answer::again(&bytes),
                    Known::New => {
                        let answer = work(conn, &act)?.said_in(language);
                        if answer.is_success() {
                            idempotency::keep(
                                conn,
                                vault.system(),
                                client,
                                &key,
                                &fingerprint,
                                &answer.to_bytes()?,
                                act.at,
                            )?;
                        }
                        Ok(answer)
                    }
                }
            })
            .await
    }
}

/// Every route, once: for the server, the contract and the tests.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(http::problems::read_problem).service(health::live).service(health::ready);
    accounts::configure(config);
    reference::configure(config);
    candidates::configure(config);
    evidence::configure(config);
    documents::configure(config);
    eligibility::configure(config);
    information::configure(config);
    countries::configure(config);
    reports::configure(config);
    registers::configure(config);
    offers::configure(config);
    outreach::configure(config);
}

/// The contract as it is served.
#[must_use]
pub fn document() -> serde_json::Value {
    use utoipa_actix_web::AppExt;
    let (_, collected) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(openapi::frame())
        .configure(configure)
        .split_for_parts();
    openapi::finish(&collected)
}
