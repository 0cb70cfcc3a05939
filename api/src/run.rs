//! The program's words.

use crate::clock::Clock;
use crate::config::{self, AdminCreate, AdminWord, LogFormat, RawSettings, Settings, Word};
use crate::http::contract::Contract;
use crate::http::manners::{manners, tag_packed};
use crate::http::{ApiError, Code};
use crate::{
    AppState, Ended, accounts, countries, demo, docs, ids, information, jobs, limits, openapi, passwords,
    reference, tokens,
};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpServer};
use persistence::accounts::{NewAccount, Pending};
use persistence::catalogue::{Catalogue, versions};
use persistence::files::Files;
use persistence::migrations::{self, Schema};
use persistence::{Act, Conn, Db, DbSettings, RepoError, Vault, db, organisations, people};
use std::collections::BTreeMap;
use std::io::Read;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use utoipa_actix_web::AppExt;

/// Largest JSON body.
const JSON_LIMIT: usize = 1 << 20;

/// Why a word of the program ended: one line, and an exit code.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// A wrong setting or a wrong file in `data/`: nothing was started.
    #[error("{0}")]
    Setting(String),
    /// Something failed.
    #[error("{0}")]
    Failed(String),
}

impl From<RepoError> for Stop {
    fn from(error: RepoError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Failed(error.log.unwrap_or_else(|| error.code.as_str().to_owned()))
    }
}

impl From<config::SettingError> for Stop {
    fn from(error: config::SettingError) -> Self {
        Self::Setting(error.to_string())
    }
}

/// Runs the program; 2: a wrong setting, 1: another failure.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    let done = match config::read(arguments) {
        Ok(Ok(cli)) => match cli.word.unwrap_or(Word::Serve { demo: false }) {
            Word::Serve { demo } => serve(cli.settings, demo),
            Word::Migrate => migrate(&cli.settings),
            Word::Demo => load_demo(cli.settings),
            Word::Openapi { check } => print_contract(check),
            Word::Admin { word: AdminWord::Create(create) } => create_staff(cli.settings, &create),
        },
        Ok(Err(text)) => {
            print!("{text}");
            Ok(())
        }
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("bontang-pmi: {stop}");
            ExitCode::from(match stop {
                Stop::Setting(_) => 2,
                Stop::Failed(_) => 1,
            })
        }
    }
}

/// What is logged. The web server never speaks below `info`: it would repeat addresses as they were sent.
///
/// # Errors
///
/// If the setting is no level and no filter.
pub fn log_filter(setting: &str) -> Result<tracing_subscriber::EnvFilter, Stop> {
    tracing_subscriber::EnvFilter::try_new(format!("{setting},actix_web=info,actix_http=info"))
        .map_err(|_| Stop::Setting("LOG: not a level or a filter".to_owned()))
}

fn start_log(settings: &RawSettings) -> Result<(), Stop> {
    let filter = log_filter(&settings.log)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _started = match settings.log_format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.with_ansi(false).try_init(),
    };
    Ok(())
}

fn read_catalogue(settings: &RawSettings) -> Result<Catalogue, Stop> {
    let folder = &settings.data_dir;
    if !folder.is_dir() {
        return Err(Stop::Setting(format!("DATA_DIR: {} is not a folder", folder.display())));
    }
    Catalogue::read(folder).map_err(|error| Stop::Setting(error.to_string()))
}

fn needed<'a>(name: &str, value: &'a str) -> Result<&'a str, Stop> {
    if value.is_empty() { Err(Stop::Setting(format!("{name} is not set (see --help)"))) } else { Ok(value) }
}

fn connect(url: &str) -> Result<Conn, Stop> {
    db::connect(url).map_err(|_| Stop::Failed("the database cannot be reached at the URL given".to_owned()))
}

fn zone(catalogue: &Catalogue) -> Result<chrono_tz::Tz, Stop> {
    catalogue.city.zone.parse().map_err(|_| Stop::Setting("city.toml: zone is not a time zone".to_owned()))
}

/// What every word needs that touches sealed values.
fn vault(settings: &Settings) -> Result<Vault, Stop> {
    Ok(Vault::new(settings.master_keys.keys().to_vec(), settings.index_key.clone())?)
}

/// Everything that handlers share.
///
/// # Errors
///
/// If the database cannot be reached, the contract does not compile or an operation asks for no scope.
pub fn state(settings: Settings, catalogue: Arc<Catalogue>, clock: Clock) -> Result<AppState, Stop> {
    let vault = vault(&settings)?;
    let db = Db::open(&DbSettings {
        url: settings.raw.database_url.clone(),
        pool: settings.raw.pool_size.into(),
        queue: settings.raw.queue.into(),
    })?;
    let mut conn = connect(&settings.raw.database_url)?;
    let organisations: BTreeMap<_, _> =
        organisations::all(&mut conn)?.into_iter().map(|it| (it.id, it)).collect();
    let missing = catalogue.organisations().into_iter().find(|it| !organisations.contains_key(&it.id));
    if let Some(office) = missing {
        return Err(Stop::Failed(format!(
            "{} of city.toml is not in the database: run `bontang-pmi migrate`",
            office.code
        )));
    }
    let contract = Contract::new(&crate::document()).map_err(|error| Stop::Failed(error.to_string()))?;
    Ok(AppState {
        db,
        files: Files::open(&settings.raw.var_dir.join("files"))?,
        public: reference::Public::new(&catalogue)?,
        clock,
        tokens: tokens::Tokens::new(&settings.token_keys),
        passwords: passwords::Passwords::new(vault.secret("password pepper")?)?,
        contract: Arc::new(contract),
        organisations,
        ended: Ended::default(),
        countries: countries::Known::default(),
        packs: information::Packs::new(&catalogue),
        limits: limits::Limits::new(settings.raw.public_rate),
        vault,
        catalogue,
        settings,
    })
}

async fn not_found() -> Result<actix_web::HttpResponse, ApiError> {
    Err(Code::RouteNotFound.into())
}

/// The application, for the server and for tests.
#[must_use]
pub fn app(
    state: &Data<AppState>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let is_demo = state.settings.demo;
    let (app, _) = App::new().into_utoipa_app().configure(crate::configure).split_for_parts();
    app.app_data(state.clone())
        .app_data(web::PayloadConfig::new(JSON_LIMIT))
        .app_data(
            web::PathConfig::default().error_handler(|_, _| ApiError::parameter("path", "format").into()),
        )
        .configure(docs::configure)
        .configure(move |config| {
            if is_demo {
                demo::configure(config);
            }
        })
        .default_service(web::to(not_found))
        .wrap(from_fn(manners))
        .wrap(Compress::default())
        .wrap(from_fn(tag_packed))
}

fn check_database(settings: &Settings) -> Result<(), Stop> {
    let mut conn = connect(&settings.raw.database_url)?;
    let failed = |text: &str| Err(Stop::Failed(text.to_owned()));
    match migrations::schema(&mut conn)? {
        Schema::Current => {}
        Schema::Older => {
            return failed("the database's schema is older than this program: run `bontang-pmi migrate`");
        }
        Schema::Newer => {
            return failed("the database's schema is newer than this program: use the newer program");
        }
    }
    if !settings.raw.allow_unsafe_database && !db::is_durable(&mut conn)? {
        return failed(
            "the database may lose what it acknowledged: switch fsync, full_page_writes and synchronous_commit on",
        );
    }
    if !db::is_confined(&mut conn)? {
        return failed(
            "DATABASE_URL names a role that may change tables or events: use the server's role, to which `migrate` grants",
        );
    }
    if settings.demo && people::any_real(&mut conn)? {
        return failed("this database holds people who are not of the demo: serve it without --demo");
    }
    if !settings.demo && people::any_demo(&mut conn)? {
        return failed(
            "this database holds demo accounts, whose password is known: serve it with --demo, or use another",
        );
    }
    Ok(())
}

fn serve(raw: RawSettings, is_demo: bool) -> Result<(), Stop> {
    let settings = Settings::check(raw, is_demo)?;
    needed("DATABASE_URL", &settings.raw.database_url)?;
    start_log(&settings.raw)?;
    let catalogue = Arc::new(read_catalogue(&settings.raw)?);
    let clock = Clock::system(zone(&catalogue)?);
    check_database(&settings)?;
    let listener = std::net::TcpListener::bind(settings.raw.bind)
        .map_err(|error| Stop::Setting(format!("BIND: {}: {error}", settings.raw.bind)))?;
    let address = listener.local_addr().map_err(|error| Stop::Failed(error.to_string()))?;
    let (workers, threads) = (settings.raw.workers, settings.threads_per_worker());
    actix_web::rt::System::new().block_on(async move {
        let state = Data::new(state(settings, catalogue, clock)?);
        keep_versions(&state).await?;
        // Before the first request: what ended while this program was down stays ended.
        jobs::ended(&state).await?;
        jobs::start(&state);
        let shared = state.clone();
        let server = HttpServer::new(move || app(&shared))
            .workers(workers.into())
            .worker_max_blocking_threads(threads)
            .client_request_timeout(std::time::Duration::from_secs(10))
            .shutdown_timeout(6)
            .disable_signals()
            .listen(listener)
            .map_err(|error| Stop::Failed(error.to_string()))?
            .run();
        println!("Swagger UI: http://{address}/docs/");
        if is_demo {
            print!("{}", demo::accounts_table());
        }
        let handle = server.handle();
        let (mut term, mut int) = (signals(SignalKind::terminate())?, signals(SignalKind::interrupt())?);
        actix_web::rt::spawn(async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
            tracing::info!("stopping: answering what was taken");
            handle.stop(true).await;
        });
        server.await.map_err(|error| Stop::Failed(error.to_string()))
    })
}

fn signals(kind: SignalKind) -> Result<tokio::signal::unix::Signal, Stop> {
    signal(kind).map_err(|error| Stop::Failed(error.to_string()))
}

/// Keeps this version of the files in `data/`, once: decisions can be judged again by it, and who asks what a role or a
/// service standard was on a day is answered. From now on phones are told what it says.
///
/// # Errors
///
/// If a row cannot be written.
pub async fn keep_versions(state: &Data<AppState>) -> Result<(), Stop> {
    let shared = state.clone();
    let at = state.clock.now();
    state
        .db
        .transact::<_, RepoError>(move |conn| {
            let catalogue = &shared.catalogue;
            versions::keep(conn, "law", &catalogue.law_digest, &catalogue.law_bundle, at)?;
            versions::keep(conn, "data", &catalogue.data_digest, &catalogue.data_bundle, at)?;
            versions::keep(conn, "other", &catalogue.other_digest, &catalogue.other_bundle, at)?;
            countries::keep_pages(conn, catalogue, at)
        })
        .await?;
    Ok(())
}

fn migrate(settings: &RawSettings) -> Result<(), Stop> {
    let catalogue = read_catalogue(settings)?;
    let mut conn = connect(needed("DATABASE_OWNER_URL", &settings.database_owner_url)?)?;
    if migrations::schema(&mut conn)? == Schema::Newer {
        return Err(Stop::Failed("the database's schema is newer than this program".to_owned()));
    }
    let at = Clock::system(zone(&catalogue)?).now();
    let count = migrations::migrate(&mut conn, &settings.server_role)?;
    persistence::transact_on(&mut conn, |conn| organisations::keep(conn, &catalogue.organisations(), at))?;
    let articles = keep_information(&mut conn, &catalogue, at)?;
    println!(
        "{count} migrations run, {} organisations kept, {articles} articles new or changed",
        catalogue.organisations().len()
    );
    Ok(())
}

/// Takes the articles of `data/information/` into the catalogue of articles, and renews what the search knows; how many
/// articles were new or changed.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep_information(
    conn: &mut Conn,
    catalogue: &Catalogue,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<usize, RepoError> {
    persistence::transact_on(conn, |conn| keep_articles(conn, catalogue, at))
}

/// The same in a transaction that has begun.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep_articles(
    conn: &mut Conn,
    catalogue: &Catalogue,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<usize, RepoError> {
    persistence::countries::keep(conn, &catalogue.law.restrictions, at)?;
    let changed = persistence::articles::keep(conn, &catalogue.lexicon, &catalogue.articles, at)?;
    persistence::articles::index(conn, &catalogue.lexicon, &information::entries(catalogue))?;
    Ok(changed)
}

fn load_demo(raw: RawSettings) -> Result<(), Stop> {
    let settings = Settings::check(raw, true)?;
    let catalogue = Arc::new(read_catalogue(&settings.raw)?);
    let mut owner = connect(needed("DATABASE_OWNER_URL", &settings.raw.database_owner_url)?)?;
    if migrations::schema(&mut owner)? != Schema::Current {
        return Err(Stop::Failed("run `bontang-pmi migrate` first".to_owned()));
    }
    if people::any_real(&mut owner)? {
        return Err(Stop::Failed(
            "this database holds people who are not of the demo: nothing was touched".to_owned(),
        ));
    }
    let clock = Clock::system(zone(&catalogue)?);
    let mut settings = settings;
    settings.raw.database_url.clone_from(&settings.raw.database_owner_url);
    let state = state(settings, catalogue, clock)?;
    let count = demo::load(&state, &mut owner)?;
    println!("demo data loaded: {count} people");
    Ok(())
}

fn print_contract(check: bool) -> Result<(), Stop> {
    let yaml = openapi::yaml(&crate::document()).map_err(Stop::Failed)?;
    if !check {
        print!("{yaml}");
        return Ok(());
    }
    let kept = std::fs::read_to_string("openapi.yaml")
        .map_err(|error| Stop::Failed(format!("openapi.yaml cannot be read: {error}")))?;
    match kept.lines().zip(yaml.lines()).position(|(kept, new)| kept != new) {
        None if kept.len() == yaml.len() => Ok(()),
        at => Err(Stop::Failed(format!(
            "openapi.yaml differs from the code from line {} on: write it anew with `./dev openapi`",
            at.map_or_else(|| kept.lines().count().min(yaml.lines().count()) + 1, |at| at + 1)
        ))),
    }
}

/// Makes an account of staff; asks for its password on standard input.
fn create_staff(raw: RawSettings, create: &AdminCreate) -> Result<(), Stop> {
    let settings = Settings::check(raw, false)?;
    let catalogue = read_catalogue(&settings.raw)?;
    let wrong = |text: &str| Stop::Setting(text.to_owned());
    let name = accounts::name::login_name(&create.name)
        .ok_or_else(|| wrong("--name: neither a phone nor an e-mail"))?;
    let role = domain::accounts::Role::from(create.role);
    let organisation = match &create.organisation {
        None => None,
        Some(code) => Some(
            catalogue
                .organisations()
                .into_iter()
                .find(|known| known.code == *code)
                .ok_or_else(|| wrong("--organisation: not a desk or kelurahan of data/city.toml"))?,
        ),
    };
    let place = organisation.as_ref().map(|it| (it.kind, it.code.as_str()));
    if catalogue.roles.grant(role, place).is_none() {
        return Err(wrong("data/roles.toml gives this role no right in this organisation"));
    }
    let mut password = String::new();
    std::io::stdin()
        .take(1000)
        .read_to_string(&mut password)
        .map_err(|_| wrong("the password is read from standard input and must be text"))?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() > 200 {
        return Err(wrong("the password is long (over 200 characters)"));
    }
    passwords::check(&password, &[&name.value])
        .map_err(|_| wrong("the password is short (under 12 characters) or easy to guess"))?;
    let vault = vault(&settings)?;
    let hasher = passwords::Passwords::new(vault.secret("password pepper")?)?;
    let password_hash = hasher.hash_now(&password)?;
    let pending = Pending { name, password_hash, language: domain::law::Language::default() };
    let mut conn = connect(needed("DATABASE_URL", &settings.raw.database_url)?)?;
    if people::any_demo(&mut conn)? {
        return Err(Stop::Failed(
            "this database holds the demo: real accounts do not belong there".to_owned(),
        ));
    }
    let act = Act {
        actor: None,
        organisation: None,
        request_id: "admin create".to_owned(),
        at: Clock::system(zone(&catalogue)?).now(),
    };
    let new = NewAccount {
        id: ids::new_id(),
        person: ids::new_id(),
        role,
        organisation: organisation.as_ref().map(|it| it.id),
        pending: &pending,
        is_demo: false,
    };
    let made = persistence::transact_on(&mut conn, |conn| {
        persistence::accounts::create(conn, &vault, &act, &new, ids::new_id())
    })?;
    match made {
        Some(_) => {
            println!("account {} made", new.id);
            Ok(())
        }
        None => Err(Stop::Failed("an account with this name exists".to_owned())),
    }
}
