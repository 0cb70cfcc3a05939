//! The only reader of the environment and the command line.

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use domain::accounts::Role;
use persistence::vault::NamedKey;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A ring of keys; the first one is used for what is new.
#[derive(Clone, Default)]
pub struct KeyRing(Vec<NamedKey>);

impl KeyRing {
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[NamedKey] {
        &self.0
    }

    /// Reads `id:64 hex digits[,id:64 hex digits…]`.
    ///
    /// # Errors
    ///
    /// What is wrong, without the key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let keys = text.split(',').map(|part| {
            let (id, hex) = part.trim().split_once(':').ok_or("must be `id:64 hex digits`")?;
            let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !plain {
                return Err("the id of a key is letters, digits and `-`".to_owned());
            }
            Ok(NamedKey { id: id.to_owned(), key: hex_key(hex)? })
        });
        keys.collect::<Result<Vec<_>, String>>().map(Self)
    }
}

fn hex_key(hex: &str) -> Result<Zeroizing<[u8; 32]>, String> {
    let hex = hex.trim();
    let mut key = Zeroizing::new([0; 32]);
    if hex.len() != 64 || !hex.is_ascii() {
        return Err("a key has 64 hex digits".to_owned());
    }
    for (index, byte) in key.iter_mut().enumerate() {
        let pair = hex.get(2 * index..2 * index + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).map_err(|_| "a key has 64 hex digits".to_owned())?;
    }
    Ok(key)
}

/// The service of the City of Bontang and KP2MI for safe labour migration.
#[derive(Debug, Parser)]
#[command(name = "bontang-pmi", version, about)]
pub struct Cli {
    /// What to do; default: serve.
    #[command(subcommand)]
    pub word: Option<Word>,
    /// Settings.
    #[command(flatten)]
    pub settings: RawSettings,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Word {
    /// Serve the API.
    Serve {
        /// With demo accounts, demo data and `/demo/messages`; makes its own keys once in `VAR_DIR`.
        #[arg(long)]
        demo: bool,
    },
    /// Migrate the database, grant the server's role its rights, keep the city's organisations.
    Migrate,
    /// Load the demo data; with data of the demo there already: reset it.
    Demo,
    /// Print the contract as YAML.
    Openapi {
        /// Instead: fail if `openapi.yaml` differs.
        #[arg(long)]
        check: bool,
    },
    /// Accounts of staff.
    Admin {
        /// What to do.
        #[command(subcommand)]
        word: AdminWord,
    },
}

/// What can be done with accounts of staff.
#[derive(Debug, Subcommand)]
pub enum AdminWord {
    /// Create an account; the password is read from standard input.
    Create(AdminCreate),
}

/// An account of staff.
#[derive(Debug, Args)]
pub struct AdminCreate {
    /// Phone in E.164 or e-mail.
    #[arg(long)]
    pub name: String,
    /// Role.
    #[arg(long)]
    pub role: StaffRole,
    /// Code of the organisation: a desk (`MANPOWER`) or a kelurahan (`64.74.01.1001`). Not for auditors and admins.
    #[arg(long)]
    pub organisation: Option<String>,
}

/// A role of staff.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum StaffRole {
    Officer,
    Supervisor,
    Auditor,
    Admin,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Officer => Self::Officer,
            StaffRole::Supervisor => Self::Supervisor,
            StaffRole::Auditor => Self::Auditor,
            StaffRole::Admin => Self::Admin,
        }
    }
}

/// Settings as given: by environment, or by the file named in `SETTINGS_FILE`
/// (`NAME=value` lines; the environment wins).
#[derive(Debug, Clone, Args)]
pub struct RawSettings {
    /// Address to listen on.
    #[arg(long, env = "BIND", default_value = "127.0.0.1:8080", global = true)]
    pub bind: SocketAddr,
    /// libpq URL of the server's role: no DDL; on events only INSERT and SELECT.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, default_value = "", global = true)]
    pub database_url: String,
    /// libpq URL of the owner, for `migrate` and `demo`.
    #[arg(long, env = "DATABASE_OWNER_URL", hide_env_values = true, default_value = "", global = true)]
    pub database_owner_url: String,
    /// Name of the server's database role, to which `migrate` grants.
    #[arg(long, env = "SERVER_ROLE", default_value = "bontang_server", global = true)]
    pub server_role: String,
    /// Folder of the reviewed facts: law, programmes, city, reference data.
    #[arg(long, env = "DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
    /// Folder of sealed files and, under `--demo`, its keys.
    #[arg(long, env = "VAR_DIR", default_value = "var", global = true)]
    pub var_dir: PathBuf,
    /// Ring of master keys that wrap the keys of persons: `id:64 hex digits[,…]`, the first for new ones.
    #[arg(long, env = "MASTER_KEY", hide_env_values = true, default_value = "", global = true)]
    pub master_key: String,
    /// Key of the blind index and the system's secrets: 64 hex digits. Never changes.
    #[arg(long, env = "INDEX_KEY", hide_env_values = true, default_value = "", global = true)]
    pub index_key: String,
    /// Ring of keys that sign access tokens: `id:64 hex digits[,…]`, the first signs.
    #[arg(long, env = "TOKEN_KEY", hide_env_values = true, default_value = "", global = true)]
    pub token_key: String,
    /// Threads that serve requests.
    #[arg(long, env = "WORKERS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64), global = true)]
    pub workers: u16,
    /// Connections to the database; threads that wait for it are derived and never more.
    #[arg(long, env = "POOL_SIZE", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=200), global = true)]
    pub pool_size: u16,
    /// Requests that may wait for a connection; more get 503.
    #[arg(long, env = "QUEUE", default_value_t = 128, global = true)]
    pub queue: u16,
    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", default_value = "", global = true)]
    pub trusted_proxies: String,
    /// Requests a second that one address may make to public operations (bursts of four times as many).
    #[arg(long, env = "PUBLIC_RATE", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..), global = true)]
    pub public_rate: u32,
    /// What is logged: `error`, `warn`, `info`, `debug`, or a filter of the tracing kind.
    #[arg(long, env = "LOG", default_value = "info", global = true)]
    pub log: String,
    /// Form of the log.
    #[arg(long, env = "LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
    /// Serve on a database that may lose what it acknowledged (fsync off). For tests only.
    #[arg(long, env = "ALLOW_UNSAFE_DATABASE", default_value_t = false, global = true)]
    pub allow_unsafe_database: bool,
    /// File of `NAME=value` lines with any of these settings; keep it readable by the program alone.
    #[arg(long, env = "SETTINGS_FILE", global = true)]
    pub settings_file: Option<PathBuf>,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// Settings, checked.
#[derive(Clone)]
pub struct Settings {
    /// As given.
    pub raw: RawSettings,
    /// Master keys.
    pub master_keys: KeyRing,
    /// Key of the blind index.
    pub index_key: Zeroizing<[u8; 32]>,
    /// Token keys.
    pub token_keys: KeyRing,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether this is a demo.
    pub demo: bool,
}

/// A wrong setting: one clear line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingError(pub String);

fn read_lines(path: &Path) -> Result<BTreeMap<String, String>, SettingError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingError(format!("settings file {}: {error}", path.display())))?;
    let mut settings = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            return Err(SettingError(format!(
                "settings file {}:{}: not NAME=value",
                path.display(),
                index + 1
            )));
        };
        settings.insert(name.trim().to_owned(), value.trim().trim_matches('"').to_owned());
    }
    Ok(settings)
}

#[expect(clippy::disallowed_methods, reason = "the file must be known before the settings can be read")]
fn settings_file(arguments: &[String]) -> Option<PathBuf> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--settings-file" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(path) = argument.strip_prefix("--settings-file=") {
            return Some(path.into());
        }
    }
    std::env::var("SETTINGS_FILE").ok().filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Reads command line, settings file and environment.
///
/// # Errors
///
/// One clear line; `Ok(Err(text))` is what `--help` and `--version` print.
pub fn read(arguments: &[String]) -> Result<Result<Cli, String>, SettingError> {
    let mut command = Cli::command();
    if let Some(path) = settings_file(arguments) {
        for (name, value) in read_lines(&path)? {
            let known =
                command.get_arguments().any(|argument| argument.get_env().is_some_and(|env| *env == *name));
            if !known {
                return Err(SettingError(format!(
                    "settings file {}: {name} is not a setting",
                    path.display()
                )));
            }
            // Lives as long as the program: the command keeps a reference.
            let value: &'static str = Box::leak(value.into_boxed_str());
            command = command.mut_args(|argument| {
                if argument.get_env().is_some_and(|env| *env == *name) {
                    argument.default_value(value)
                } else {
                    argument
                }
            });
        }
    }
    match command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Ok(Ok(cli)),
        Err(error) if !error.use_stderr() => Ok(Err(error.to_string())),
        Err(error) => Err(SettingError(one_line(&error))),
    }
}

/// The first line that says something, without its colours.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said: Vec<&str> = lines
        .into_iter()
        .take_while(|line| !line.starts_with("Usage") && !line.starts_with("For more"))
        .collect();
    said.join(" ").trim_start_matches("error: ").to_owned()
}

impl Settings {
    /// Checks what clap cannot; under `--demo` takes keys of the demo where none are given.
    ///
    /// # Errors
    ///
    /// One clear line.
    pub fn check(mut raw: RawSettings, demo: bool) -> Result<Self, SettingError> {
        if demo {
            demo_keys(&mut raw)?;
        }
        let keys =
            [("MASTER_KEY", &raw.master_key), ("INDEX_KEY", &raw.index_key), ("TOKEN_KEY", &raw.token_key)];
        if let Some((name, _)) = keys.iter().find(|(_, value)| value.is_empty()) {
            return Err(SettingError(format!("{name} is not set; there are no default keys (see --help)")));
        }
        let wrong = |name: &'static str| move |reason: String| SettingError(format!("{name}: {reason}"));
        if raw.workers > raw.pool_size {
            return Err(SettingError("POOL_SIZE: must not be below WORKERS".to_owned()));
        }
        let trusted_proxies = raw
            .trusted_proxies
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse()
                    .map_err(|_| SettingError("TRUSTED_PROXIES: not a list of IP addresses".to_owned()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            master_keys: KeyRing::parse(&raw.master_key).map_err(wrong("MASTER_KEY"))?,
            index_key: hex_key(&raw.index_key).map_err(wrong("INDEX_KEY"))?,
            token_keys: KeyRing::parse(&raw.token_key).map_err(wrong("TOKEN_KEY"))?,
            trusted_proxies,
            demo,
            raw,
        })
    }

    /// Blocking threads of each worker: all workers together have no more than connections.
    #[must_use]
    pub fn threads_per_worker(&self) -> usize {
        usize::from(self.raw.pool_size / self.raw.workers).max(1)
    }
}

/// Keys of the demo, made once.
fn demo_keys(raw: &mut RawSettings) -> Result<(), SettingError> {
    let path = raw.var_dir.join("demo-keys.env");
    let wrong = |error: std::io::Error| SettingError(format!("{}: {error}", path.display()));
    if !path.exists() {
        std::fs::create_dir_all(&raw.var_dir).map_err(wrong)?;
        let mut text = String::from("# Keys of the demo, made once. Never use them for real data.\n");
        for (name, id) in [("MASTER_KEY", "demo-master:"), ("INDEX_KEY", ""), ("TOKEN_KEY", "demo-token:")] {
            let mut bytes = Zeroizing::new([0_u8; 32]);
            getrandom::fill(bytes.as_mut_slice()).map_err(|_| SettingError("no randomness".to_owned()))?;
            let _ = write!(text, "{name}={id}");
            for byte in bytes.iter() {
                let _ = write!(text, "{byte:02x}");
            }
            text.push('\n');
        }
        write_private(&path, &text).map_err(wrong)?;
    }
    let keys = read_lines(&path)?;
    for (name, slot) in [
        ("MASTER_KEY", &mut raw.master_key),
        ("INDEX_KEY", &mut raw.index_key),
        ("TOKEN_KEY", &mut raw.token_key),
    ] {
        if slot.is_empty() {
            *slot = keys.get(name).cloned().unwrap_or_default();
        }
    }
    Ok(())
}

/// Whole or not at all, readable by the program alone; a file that came meanwhile stays.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let side = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&side)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&side, path);
    std::fs::remove_file(&side)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
