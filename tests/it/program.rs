//! The program's words: what they refuse before anything starts, and the accounts of staff.

use crate::support::{ANDI_NIK, KELURAHAN, PASSWORD, TestApp, demand_none};
use serde_json::json;
use std::io::{Read, Write};

/// Where no database answers: a wrong setting is told before it is asked.
const NO_DATABASE: &str = "postgres://nobody:kata-sandi-basis-data@127.0.0.1:1/none";

fn count(app: &TestApp, table: &str) -> String {
    app.db().text(&format!("SELECT count(*)::text AS t FROM {table}"))
}

/// It serves, answers, and ends when it is told to.
fn serves(app: &TestApp, words: &[&str]) {
    let serving = app.program(words).serve();
    let mut stream = std::net::TcpStream::connect(&serving.address).unwrap();
    stream.write_all(b"GET /health/ready HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.0 200") || answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(serving.stop().success());
}

#[actix_web::test]
async fn a_wrong_setting_is_one_line_before_anything_starts() {
    let app = TestApp::new().await;
    let folder = app.files().with_file_name("untouched");
    let file = app.files().with_file_name("settings.env");
    let (folder, file) = (folder.to_str().unwrap(), file.to_str().unwrap());
    let wrong = |name: &str, value: &str, line: &str| {
        let program = app.program(&["serve"]).set("DATABASE_URL", NO_DATABASE).set("VAR_DIR", folder);
        let ended = program.set(name, value).run().refused(2, line);
        assert!(!ended.stderr.contains("kata-sandi"), "{}", ended.stderr);
    };
    wrong("BIND", "nowhere", "invalid value 'nowhere' for '--bind <BIND>'");
    wrong("WORKERS", "0", "invalid value '0' for '--workers <WORKERS>'");
    wrong("WORKERS", "9", "POOL_SIZE: must not be below WORKERS");
    wrong("POOL_SIZE", "201", "invalid value '201' for '--pool-size <POOL_SIZE>'");
    wrong("QUEUE", "-1", "invalid value '-1' for '--queue <QUEUE>'");
    wrong("PUBLIC_RATE", "0", "invalid value '0' for '--public-rate <PUBLIC_RATE>'");
    wrong("LOG_FORMAT", "xml", "invalid value 'xml' for '--log-format <LOG_FORMAT>'");
    wrong("LOG", "info=loud", "LOG: not a level or a filter");
    wrong("TRUSTED_PROXIES", "10.0.0.0/8", "TRUSTED_PROXIES: not a list of IP addresses");
    wrong("ALLOW_UNSAFE_DATABASE", "perhaps", "invalid value 'perhaps' for '--allow-unsafe-database'");
    wrong("DATA_DIR", "/nowhere", "DATA_DIR: /nowhere is not a folder");
    wrong("DATABASE_URL", "", "DATABASE_URL is not set");
    for name in ["MASTER_KEY", "INDEX_KEY", "TOKEN_KEY"] {
        wrong(name, "", &format!("{name} is not set; there are no default keys"));
        wrong(name, "kunci:kata-sandi", &format!("{name}: a key has 64 hex digits"));
    }
    wrong("MASTER_KEY", &"11".repeat(32), "MASTER_KEY: must be `id:64 hex digits`");
    wrong("TOKEN_KEY", &format!("t_1:{}", "11".repeat(32)), "TOKEN_KEY: the id of a key is letters");

    wrong("SETTINGS_FILE", file, &format!("settings file {file}: "));
    std::fs::write(file, "# a comment\nkata-sandi\n").unwrap();
    wrong("SETTINGS_FILE", file, &format!("settings file {file}:2: not NAME=value"));
    std::fs::write(file, "KATA=kata-sandi\n").unwrap();
    wrong("SETTINGS_FILE", file, &format!("settings file {file}: KATA is not a setting"));
    std::fs::write(file, "INDEX_KEY=kata-sandi\n").unwrap();
    let program = app.program(&["serve"]).unset("INDEX_KEY").set("SETTINGS_FILE", file);
    program.run().refused(2, "INDEX_KEY: a key has 64 hex digits");

    app.program(&["migrate"]).unset("DATABASE_OWNER_URL").run().refused(2, "DATABASE_OWNER_URL is not set");
    app.program(&["demo"]).unset("DATABASE_OWNER_URL").run().refused(2, "DATABASE_OWNER_URL is not set");
    app.program(&["fly"]).run().refused(2, "unrecognized subcommand 'fly'");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    app.program(&["serve"]).set("BIND", &address).run().refused(2, &format!("BIND: {address}: "));
    assert!(!std::path::Path::new(folder).exists(), "something has started");
}

#[actix_web::test]
async fn it_serves_no_database_of_another_schema_and_none_that_forgets() {
    let app = TestApp::new().await;
    serves(&app, &["serve"]);
    serves(&app, &[]);

    let refused = |line: &str| app.program(&["serve"]).run().refused(1, line);
    let unreachable = app.program(&["serve"]).set("DATABASE_URL", NO_DATABASE).run();
    let unreachable = unreachable.refused(1, "the database cannot be reached at the URL given");
    assert!(!unreachable.stderr.contains("kata-sandi"));
    // The tests' database is one.
    let unsafe_one = app.program(&["serve"]).unset("ALLOW_UNSAFE_DATABASE").run();
    unsafe_one.refused(1, "the database may lose what it acknowledged: switch fsync");

    let owner = app.program(&["serve"]).set("DATABASE_URL", &app.db().owner_url()).run();
    owner.refused(1, "DATABASE_URL names a role that may change tables or events: use the server's role");

    app.db().run(&format!("DELETE FROM organisation WHERE code = '{KELURAHAN}'"));
    refused(&format!("{KELURAHAN} of city.toml is not in the database: run `bontang-pmi migrate`"));
    app.program(&["migrate"]).run().done();
    serves(&app, &["serve"]);

    app.db().run("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    refused("the database's schema is newer than this program: use the newer program");
    app.program(&["migrate"]).run().refused(1, "the database's schema is newer than this program");
    app.program(&["demo"]).run().refused(1, "run `bontang-pmi migrate` first");
    app.db().run("DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'");
    serves(&app, &["serve"]);

    app.db().run(
        "DELETE FROM __diesel_schema_migrations \
         WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    refused("the database's schema is older than this program: run `bontang-pmi migrate`");
    app.program(&["demo"]).run().refused(1, "run `bontang-pmi migrate` first");
    app.db().run("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION bontang_owner");
    refused("the database's schema is older than this program: run `bontang-pmi migrate`");
    app.program(&["migrate"]).run().done();
    serves(&app, &["serve"]);
}

#[actix_web::test]
async fn real_people_and_those_of_the_demo_are_kept_apart() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    app.submitted(&owner, ANDI_NIK).await;
    let before = app.db().dump();
    let real = "this database holds people who are not of the demo: ";
    app.program(&["demo"]).run().refused(1, &format!("{real}nothing was touched"));
    app.program(&["serve", "--demo"]).run().refused(1, &format!("{real}serve it without --demo"));
    assert!(app.db().dump() == before, "something was touched");
    serves(&app, &["serve"]);

    app.db().run("UPDATE person SET is_demo = true");
    app.program(&["serve"]).run().refused(1, "this database holds demo accounts, whose password is known: ");
    let staff = ["admin", "create", "--name", "siti@contoh.example", "--role", "admin"];
    let refused = app.program(&staff).run_with(PASSWORD.as_bytes());
    refused.refused(1, "this database holds the demo: real accounts do not belong there");
    assert_eq!(count(&app, "account"), "1");
    serves(&app, &["serve", "--demo"]);
}

#[actix_web::test]
async fn staff_made_on_the_command_line_sign_in_with_the_rights_of_their_role() {
    let app = TestApp::new().await;
    let staff = [
        ("desk@contoh.example", "officer", Some("MANPOWER"), 200),
        ("0812-5550-0101", "officer", Some(KELURAHAN), 200),
        ("Lead@Contoh.Example", "supervisor", Some("MANPOWER"), 200),
        ("auditor@contoh.example", "auditor", None, 200),
        ("admin@contoh.example", "admin", None, 403),
    ];
    for (name, role, organisation, queue) in staff {
        let mut words = vec!["admin", "create", "--name", name, "--role", role];
        words.extend(organisation.iter().flat_map(|code| ["--organisation", code]));
        let made =
            app.program(&words).set("LOG", "trace").run_with(format!("{PASSWORD}\r\n").as_bytes()).done();
        let account = made.stdout.strip_prefix("account ").and_then(|it| it.strip_suffix(" made\n"));

        let password = json!({ "name": name, "password": PASSWORD });
        let token = app.post("/v1/auth/login").json(&password).send().await.expect(200).text("/access_token");
        let me = app.get("/v1/me").token(&token).send().await.expect(200);
        assert_eq!((Some(me.text("/account_id").as_str()), me.text("/role")), (account, role.to_owned()));
        assert_eq!(me.json.pointer("/organisation/code").and_then(|it| it.as_str()), organisation);
        app.get("/v1/candidates").token(&token).send().await.expect(queue);
    }
    let made = "SELECT count(*)::text AS t FROM event WHERE kind = 'account.created' AND actor_id IS NULL";
    assert_eq!(app.db().text(made), staff.len().to_string());
    let secrets = [PASSWORD, "desk@contoh", "81255500101", "lead@contoh", "auditor@contoh", "admin@contoh"];
    demand_none(&secrets, &app.db().dump(), "a table");
}

#[actix_web::test]
async fn staff_with_a_wrong_password_name_or_place_are_not_made() {
    let app = TestApp::new().await;
    let officer = ["--name", "siti@contoh.example", "--role", "officer", "--organisation", "MANPOWER"];
    let create = |words: &[&str], password: &[u8]| {
        app.program(&[&["admin", "create"], words].concat()).run_with(password)
    };
    create(&officer, PASSWORD.as_bytes()).done();

    let weak = "the password is short (under 12 characters) or easy to guess";
    for password in ["", "\n", "x7#kQ!9zLp2", "password1234", "budi@contoh.example", "bontangbontang"] {
        create(&["--name", "budi@contoh.example", "--role", "admin"], password.as_bytes()).refused(2, weak);
    }
    let long = format!("{PASSWORD} {}", "a".repeat(200));
    create(&["--name", "budi@contoh.example", "--role", "admin"], long.as_bytes())
        .refused(2, "the password is long (over 200 characters)");
    create(&["--name", "budi@contoh.example", "--role", "admin"], b"\xff perahu kuning tujuh laut")
        .refused(2, "the password is read from standard input and must be text");

    let place = "data/roles.toml gives this role no right in this organisation";
    let wrong: &[(&[&str], i32, &str)] = &[
        (&["--name", " SITI@contoh.example", "--role", "admin"], 1, "an account with this name exists"),
        (&["--name", "nobody", "--role", "admin"], 2, "--name: neither a phone nor an e-mail"),
        (&["--name", "budi@contoh.example", "--role", "officer"], 2, place),
        (&["--name", "budi@contoh.example", "--role", "auditor", "--organisation", "MANPOWER"], 2, place),
        (&["--name", "budi@contoh.example", "--role", "supervisor", "--organisation", KELURAHAN], 2, place),
        (
            &["--name", "budi@contoh.example", "--role", "officer", "--organisation", "BAKERY"],
            2,
            "--organisation: not a desk or kelurahan of data/city.toml",
        ),
        (
            &["--name", "budi@contoh.example", "--role", "candidate"],
            2,
            "invalid value 'candidate' for '--role",
        ),
        (&["--role", "admin"], 2, "the following required arguments were not provided: --name"),
        // A command line is there for everybody to read.
        (
            &["--name", "budi@contoh.example", "--role", "admin", "--password=x"],
            2,
            "unexpected argument '--password",
        ),
    ];
    for (words, code, line) in wrong {
        let ended = create(words, PASSWORD.as_bytes()).refused(*code, line);
        demand_none(&[PASSWORD], &ended.stderr, "the refusal");
    }
    assert_eq!([count(&app, "account"), count(&app, "person"), count(&app, "login_name")], ["1", "1", "1"]);
}
