//! The application as the program builds it, with a fixed clock, and people to call it.

use super::TestDb;
use super::client::{Call, Reply};
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::TestRequest;
use actix_web::web::Data;
use actix_web::{Error, test as server};
use api::AppState;
use api::clock::Clock;
use api::config::{LogFormat, RawSettings, Settings};
use api::tokens::Subject;
use chrono::{DateTime, Duration, TimeZone, Utc};
use domain::accounts::Role;
use domain::identity::IdentifierKind;
use domain::law::Language;
use futures_util::future::LocalBoxFuture;
use persistence::Act;
use persistence::accounts::{self, LoginName, NewAccount, Pending};
use persistence::catalogue::Catalogue;
use persistence::messages::{self, Outgoing};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// The moment that tests begin at: noon of 1 June 2026 in Bontang.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 4, 0, 0).unwrap()
}

/// Some time later.
pub fn at(later: Duration) -> DateTime<Utc> {
    noon() + later
}

/// Law and reference data, read once.
pub fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    CATALOGUE.get_or_init(|| Arc::new(Catalogue::read(&super::db::root().join("data")).unwrap())).clone()
}

/// A phone to register with.
pub const NAME: &str = "+6281255500199";
/// A password that is not easy to guess.
pub const PASSWORD: &str = "perahu-kuning-tujuh-laut";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Login {
    /// The account.
    pub account: Uuid,
    /// Its person; also the id of the person's file.
    pub person: Uuid,
    /// An access token.
    pub token: String,
}

type Answering =
    Box<dyn Fn(actix_http::Request) -> LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, Error>>>;

/// What several applications on one database share; gone with the last of them.
struct Shared {
    db: TestDb,
    folder: PathBuf,
    people: RefCell<HashMap<String, (Uuid, Uuid)>>,
    /// How many networks people have signed up from.
    networks: Cell<u16>,
}

impl Shared {
    fn new(db: TestDb) -> Rc<Self> {
        let name = format!("bontang-pmi-test-{}", api::ids::random_id().simple());
        Rc::new(Self {
            db,
            folder: std::env::temp_dir().join(name),
            people: RefCell::default(),
            networks: Cell::default(),
        })
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The application on a database of its own.
pub struct TestApp {
    /// What its handlers share.
    pub state: Data<AppState>,
    service: Answering,
    shared: Rc<Shared>,
}

fn settings(shared: &Shared) -> Settings {
    let raw = RawSettings {
        bind: "127.0.0.1:0".parse().unwrap(),
        database_url: shared.db.server_url(),
        database_owner_url: String::new(),
        server_role: super::db::SERVER.to_owned(),
        data_dir: super::db::root().join("data"),
        var_dir: shared.folder.clone(),
        master_key: format!("test-master:{}", "11".repeat(32)),
        index_key: "22".repeat(32),
        token_key: format!("test-token:{}", "33".repeat(32)),
        workers: 1,
        pool_size: 4,
        queue: 64,
        trusted_proxies: String::new(),
        public_rate: 100_000,
        log: "info".to_owned(),
        log_format: LogFormat::Text,
        allow_unsafe_database: true,
        settings_file: None,
    };
    Settings::check(raw, false).unwrap()
}

impl TestApp {
    /// On a fresh database.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// On a fresh database, with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(Shared::new(TestDb::new()), noon(), catalogue(), change).await
    }

    /// As a demo, at some time.
    pub async fn demo(now: DateTime<Utc>) -> Self {
        Self::on(Shared::new(TestDb::new()), now, catalogue(), |settings| settings.demo = true).await
    }

    /// Another instance on the same database, at another time.
    pub async fn at(&self, now: DateTime<Utc>) -> Self {
        Self::on(self.shared.clone(), now, catalogue(), |_| ()).await
    }

    /// On a copy of the database, dumped and restored.
    pub async fn restored(&self) -> Self {
        let shared = Shared::new(self.db().restored());
        shared.people.replace(self.shared.people.borrow().clone());
        Self::on(shared, self.state.clock.now(), catalogue(), |_| ()).await
    }

    /// Another release of the program, with other files, on the same database.
    pub async fn release(&self, files: Catalogue) -> Self {
        Self::on(self.shared.clone(), self.state.clock.now(), Arc::new(files), |_| ()).await
    }

    async fn on(
        shared: Rc<Shared>,
        now: DateTime<Utc>,
        files: Arc<Catalogue>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let clock = Clock::fixed(chrono_tz::Asia::Makassar, now);
        let mut settings = settings(&shared);
        change(&mut settings);
        let state = Data::new(api::run::state(settings, files, clock).unwrap());
        let service = Rc::new(server::init_service(api::run::app(&state)).await);
        let service: Answering = Box::new(move |request| {
            let service = service.clone();
            Box::pin(async move { service.call(request).await.map(ServiceResponse::map_into_boxed_body) })
        });
        Self { state, service, shared }
    }

    /// The database.
    pub fn db(&self) -> &TestDb {
        &self.shared.db
    }

    /// The folder of stored files.
    pub fn files(&self) -> PathBuf {
        self.shared.folder.join("files")
    }

    /// Sends a request through the whole application.
    pub(super) async fn answer(&self, request: TestRequest) -> Result<ServiceResponse<BoxBody>, Error> {
        (self.service)(request.to_request()).await
    }

    /// A request.
    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        Call::new(self, method, path)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    /// `POST`.
    pub fn post(&self, path: &str) -> Call<'_> {
        self.call("POST", path)
    }

    /// `PATCH`, a merge patch.
    pub fn patch(&self, path: &str) -> Call<'_> {
        self.call("PATCH", path)
    }

    /// `DELETE`.
    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call("DELETE", path)
    }

    /// Registers; gives the registration and its code.
    pub async fn registered(&self, name: &str, password: &str) -> (String, String) {
        let sent = json!({ "name": name, "password": password });
        let id = self.post("/v1/auth/register").json(&sent).send().await.expect(202).text("/registration_id");
        (id, self.newest_message().content.values["code"].clone())
    }

    /// Confirms a registration.
    pub async fn confirm(&self, (id, code): &(String, String)) -> Reply {
        let sent = json!({ "registration_id": id, "code": code });
        self.post("/v1/auth/confirm").json(&sent).send().await
    }

    /// Plans a meeting; its path.
    pub async fn meeting(&self, who: &Login, meeting: &Value) -> String {
        let planned = self.post("/v1/outreach-events").by(who).json(meeting).send().await.expect(201);
        format!("/v1/outreach-events/{}", planned.text("/id"))
    }

    /// Signs up for a meeting, everybody from a network of their own; the path and the body that confirm it.
    pub async fn signed_up(&self, meeting: &str, contact: &str) -> (String, Value) {
        let sent = json!({ "name": "Siti Contoh", "contact": contact });
        let path = format!("{meeting}/signups");
        let network = self.shared.networks.replace(self.shared.networks.get() + 1);
        let [high, low] = network.to_be_bytes();
        let home = format!("10.{high}.{low}.1:4000");
        let id = self.post(&path).from(&home).json(&sent).send().await.expect(202).text("/signup_id");
        (format!("{path}/{id}/confirm"), json!({ "code": self.newest_message().content.values["code"] }))
    }

    /// The message that was queued last.
    pub fn newest_message(&self) -> Outgoing {
        messages::newest(&mut self.db().conn(), &self.state.vault, 1).unwrap().remove(0)
    }

    /// Somebody signed in: the same name is the same account. The token is minted, without a password.
    pub async fn login(&self, role: Role, organisation: Option<&str>, name: &str) -> Login {
        let known = self.shared.people.borrow().get(name).copied();
        let (account, person) = match known {
            Some(ids) => ids,
            None => self.make_account(role, organisation, name).await,
        };
        let organisation = organisation.map(|code| self.state.organisation(code).unwrap());
        let place = organisation.map(|it| (it.kind, it.code.as_str()));
        let scopes =
            self.state.catalogue.roles.grant(role, place).map(|it| it.scopes.clone()).unwrap_or_default();
        let subject = Subject {
            account,
            person,
            role,
            session: api::ids::new_id(),
            organisation: organisation.map(|it| it.id),
            scope: scopes.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" "),
        };
        let token = self.state.tokens.sign(&subject, self.state.clock.now()).unwrap();
        Login { account, person, token }
    }

    async fn make_account(&self, role: Role, organisation: Option<&str>, name: &str) -> (Uuid, Uuid) {
        let (account, person) = (api::ids::new_id(), api::ids::new_id());
        let organisation = organisation.map(|code| self.state.organisation(code).unwrap().id);
        let pending = Pending {
            name: LoginName { kind: IdentifierKind::Email, value: format!("{name}@contoh.example") },
            password_hash: "-".to_owned(),
            language: Language::Id,
        };
        let state = self.state.clone();
        let act = Act {
            actor: Some(account),
            organisation,
            request_id: "test".to_owned(),
            at: self.state.clock.now(),
        };
        self.state
            .db
            .transact(move |conn| {
                let new =
                    NewAccount { id: account, person, role, organisation, pending: &pending, is_demo: false };
                accounts::create(conn, &state.vault, &act, &new, api::ids::new_id())
            })
            .await
            .unwrap()
            .unwrap();
        self.shared.people.borrow_mut().insert(name.to_owned(), (account, person));
        (account, person)
    }

    /// A candidate.
    pub async fn candidate(&self, name: &str) -> Login {
        self.login(Role::Candidate, None, name).await
    }

    /// The officer of the kelurahan of [`super::profile`].
    pub async fn kelurahan(&self) -> Login {
        self.login(Role::Officer, Some(super::KELURAHAN), "kelurahan").await
    }

    /// An officer of the manpower desk.
    pub async fn desk(&self) -> Login {
        self.login(Role::Officer, Some("MANPOWER"), "desk").await
    }

    /// The supervisor of the manpower desk.
    pub async fn supervisor(&self) -> Login {
        self.login(Role::Supervisor, Some("MANPOWER"), "supervisor").await
    }

    /// An auditor.
    pub async fn auditor(&self) -> Login {
        self.login(Role::Auditor, None, "auditor").await
    }
}
