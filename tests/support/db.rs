//! A database for each test, copied from a template that is migrated once.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, RunQueryDsl};
use persistence::{Conn, migrations, organisations};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const OWNER: &str = "bontang_owner";
/// The role that the application connects as.
pub const SERVER: &str = "bontang_server";

/// A database that is dropped with it.
pub struct TestDb {
    name: String,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    t: String,
}

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[expect(clippy::disallowed_methods, reason = "the tests' own setting; the program reads none of it")]
fn admin_url() -> String {
    std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| {
        panic!("the tests need a database: run ./dev test, or ./dev db and set TEST_DATABASE_URL")
    })
}

/// The address of another database, or of another role, on the same server.
fn url(database: &str, role: Option<&str>) -> String {
    let admin = admin_url();
    let (scheme, rest) = admin.split_once("://").unwrap();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
    let authority = match (role, authority.rsplit_once('@')) {
        (Some(role), Some((_, host))) => format!("{role}@{host}"),
        (_, _) => authority.to_owned(),
    };
    let mut pairs: Vec<String> = query.split('&').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if let Some(role) = role
        && !authority.contains('@')
    {
        pairs.retain(|it| !it.starts_with("user="));
        pairs.push(format!("user={role}"));
    }
    format!("{scheme}://{authority}/{database}?{}", pairs.join("&"))
}

fn connect(url: &str) -> Conn {
    Conn::establish(url).unwrap_or_else(|error| panic!("the tests' database cannot be reached: {error}"))
}

fn lines(conn: &mut Conn, sql: &str) -> Vec<String> {
    let found: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap_or_else(|error| panic!("{sql}: {error}"));
    found.into_iter().map(|line| line.t).collect()
}

/// Names the template by everything that is in it.
fn template_name() -> String {
    let mut hash = Sha256::new();
    let folder = root().join("persistence/migrations");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("up.sql"))
        .filter(|path| path.exists())
        .collect();
    files.sort();
    for file in files.iter().chain([&root().join("data/city.toml"), &root().join("scripts/schema.sql")]) {
        hash.update(std::fs::read(file).unwrap());
    }
    // Articles, what the search knows and what phones are told are in it, too.
    for (page, digest) in api::countries::pages(&super::app::catalogue()) {
        hash.update([page, digest].concat());
    }
    hash.update(&super::app::catalogue().other_bundle);
    hash.update(&super::app::catalogue().law_bundle);
    let content = hash.finalize().iter().take(4).fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
    format!("bontang_template_{}_{content:08x}", migrations::digest().unwrap())
}

/// A name that no other test has; how old it is can be read in it.
fn fresh_name(admin: &mut Conn) -> String {
    let now = lines(admin, "SELECT extract(epoch FROM now())::bigint::text AS t");
    format!("bontang_test_{}_{}", now[0], api::ids::random_id().simple())
}

/// A program that came with the server.
fn postgres(admin: &mut Conn, program: &str) -> Command {
    let folder = lines(admin, "SELECT setting AS t FROM pg_config WHERE name = 'BINDIR'").remove(0);
    Command::new(Path::new(&folder).join(program))
}

fn make_template(admin: &mut Conn, name: &str) {
    let half = format!("{name}_half");
    admin.batch_execute(&format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)")).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {half} OWNER {OWNER}")).unwrap();
    let schema = std::fs::read_to_string(root().join("scripts/schema.sql")).unwrap();
    connect(&url(&half, None)).batch_execute(&schema).unwrap();
    let mut owner = connect(&url(&half, Some(OWNER)));
    migrations::migrate(&mut owner, SERVER).unwrap();
    let kept = super::app::catalogue().organisations();
    organisations::keep(&mut owner, &kept, super::noon()).unwrap();
    let catalogue = super::app::catalogue();
    api::run::keep_information(&mut owner, &catalogue, super::noon()).unwrap();
    api::countries::keep_pages(&mut owner, &catalogue, super::noon()).unwrap();
    drop(owner);
    admin.batch_execute(&format!("ALTER DATABASE {half} RENAME TO {name}")).unwrap();
    admin.batch_execute(&format!("ALTER DATABASE {name} IS_TEMPLATE true ALLOW_CONNECTIONS false")).unwrap();
}

impl TestDb {
    /// A fresh copy of the template.
    pub fn new() -> Self {
        let mut admin = connect(&admin_url());
        let template = template_name();
        let name = {
            // One process makes the template; the others wait for it.
            admin.batch_execute("SELECT pg_advisory_lock(6474)").unwrap();
            let there = lines(
                &mut admin,
                &format!("SELECT datname::text AS t FROM pg_database WHERE datname = '{template}'"),
            );
            if there.is_empty() {
                make_template(&mut admin, &template);
            }
            let old = "SELECT datname::text AS t FROM pg_database WHERE datname ~ '^bontang_test_[0-9]+_' \
                       AND split_part(datname, '_', 3)::bigint < extract(epoch FROM now()) - 3600";
            for name in lines(&mut admin, old) {
                admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
            }
            admin.batch_execute("SELECT pg_advisory_unlock(6474)").unwrap();
            fresh_name(&mut admin)
        };
        admin.batch_execute(&format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")).unwrap();
        Self { name }
    }

    /// What `pg_dump` says of it, read by `psql` into an empty database.
    pub fn restored(&self) -> Self {
        let mut admin = connect(&admin_url());
        let name = fresh_name(&mut admin);
        admin.batch_execute(&format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0")).unwrap();
        let restored = Self { name };
        let mut dump = postgres(&mut admin, "pg_dump")
            .args(["--dbname", &url(&self.name, None)])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let read = postgres(&mut admin, "psql")
            .args(["-Xq", "-v", "ON_ERROR_STOP=1", "--single-transaction"])
            .args(["--dbname", &url(&restored.name, None)])
            .stdin(dump.stdout.take().unwrap())
            .stdout(Stdio::null())
            .status();
        assert!(read.unwrap().success() && dump.wait().unwrap().success());
        restored
    }

    /// The address for the application.
    pub fn server_url(&self) -> String {
        url(&self.name, Some(SERVER))
    }

    /// A connection of the application's role.
    pub fn server(&self) -> Conn {
        connect(&self.server_url())
    }

    /// The address for `migrate` and `demo`.
    pub fn owner_url(&self) -> String {
        url(&self.name, Some(OWNER))
    }

    /// A connection of the owner.
    pub fn owner(&self) -> Conn {
        connect(&self.owner_url())
    }

    /// A connection that may see all.
    pub fn conn(&self) -> Conn {
        connect(&url(&self.name, None))
    }

    /// The column `t` of a query, as text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        lines(&mut self.conn(), sql)
    }

    /// The one value of the column `t`.
    pub fn text(&self, sql: &str) -> String {
        let mut all = self.texts(sql);
        assert_eq!(all.len(), 1, "{sql}");
        all.remove(0)
    }

    /// Runs a statement.
    pub fn run(&self, sql: &str) {
        self.conn().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Ends every connection and lets nobody in until [`TestDb::open`].
    pub fn shut(&self) {
        let name = &self.name;
        let sql = format!(
            "ALTER DATABASE {name} ALLOW_CONNECTIONS false; \
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        connect(&admin_url()).batch_execute(&sql).unwrap();
    }

    /// Lets everybody in again.
    pub fn open(&self) {
        let sql = format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name);
        connect(&admin_url()).batch_execute(&sql).unwrap();
    }

    /// Every row of every table, as PostgreSQL writes it.
    pub fn dump(&self) -> String {
        let tables =
            self.texts("SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        let mut all = String::new();
        for table in tables {
            for row in self.texts(&format!("SELECT x::text AS t FROM \"{table}\" AS x")) {
                all.extend([table.as_str(), ": ", row.as_str(), "\n"]);
            }
        }
        all
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Ok(mut admin) = Conn::establish(&admin_url()) {
            // What cannot be dropped now is dropped an hour later by another test.
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}
