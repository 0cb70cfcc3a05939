//! Registration, log-in, sessions, and tokens that are not ours.

use crate::support::{NAME, PASSWORD, Reply, TestApp, at, noon};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use persistence::messages::Template;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};
use uuid::Uuid;

async fn register(app: &TestApp, name: &str, password: &str) -> Reply {
    app.post("/v1/auth/register").json(&json!({ "name": name, "password": password })).send().await
}

async fn login(app: &TestApp, name: &str, password: &str) -> Reply {
    app.post("/v1/auth/login").json(&json!({ "name": name, "password": password })).send().await
}

async fn refresh(app: &TestApp, token: &str) -> Reply {
    app.post("/v1/auth/refresh").json(&json!({ "refresh_token": token })).send().await
}

/// Somebody with an account, a password and a first session.
async fn member(app: &TestApp) -> Reply {
    app.confirm(&app.registered(NAME, PASSWORD).await).await.expect(200)
}

fn another(code: &str) -> String {
    if code == "000000" { "000001".to_owned() } else { "000000".to_owned() }
}

#[actix_web::test]
async fn registering_answers_the_same_for_a_new_and_a_taken_name() {
    let app = TestApp::new().await;
    let new = register(&app, NAME, PASSWORD).await.expect(202);
    let code = app.newest_message().content.values["code"].clone();
    app.confirm(&(new.text("/registration_id"), code)).await.expect(200);

    let taken = register(&app, "0812-5550-0199", "gerobak-hijau-lima-gunung").await.expect(202);
    let plain = |reply: &Reply| reply.body().replace(&reply.text("/registration_id"), "");
    assert_eq!(plain(&new), plain(&taken));
    let names = |reply: &Reply| {
        let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(names(&new), names(&taken));

    let told = app.newest_message();
    assert_eq!((told.template, told.content.to.as_str()), (Template::RegistrationAttempt, NAME));
    assert!(told.content.values.is_empty());
    let tried = (taken.text("/registration_id"), "123456".to_owned());
    app.confirm(&tried).await.problem(401, "auth.wrong_code");
    login(&app, NAME, "gerobak-hijau-lima-gunung").await.problem(401, "auth.wrong_credentials");
    login(&app, NAME, PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn what_is_no_name_or_no_password_is_refused_without_being_repeated() {
    let app = TestApp::new().await;
    let reply = register(&app, "bukan nomor", PASSWORD).await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/name format"]);
    for weak in ["perahu", "081255500199x", "password1234", "bontangbontang"] {
        let reply = register(&app, NAME, weak).await;
        assert_eq!(reply.status, 422, "{weak}");
        assert!(!reply.body().contains(weak));
    }
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM registration"), "0");
}

#[actix_web::test]
async fn five_wrong_codes_kill_a_registration() {
    let app = TestApp::new().await;
    let (id, code) = app.registered(NAME, PASSWORD).await;
    for _ in 0..5 {
        app.confirm(&(id.clone(), another(&code))).await.problem(401, "auth.wrong_code");
    }
    app.confirm(&(id.clone(), code)).await.problem(401, "auth.wrong_code");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM account"), "0");

    let again = app.registered(NAME, PASSWORD).await;
    for _ in 0..4 {
        app.confirm(&(again.0.clone(), another(&again.1))).await.problem(401, "auth.wrong_code");
    }
    app.confirm(&again).await.expect(200);
    app.confirm(&again).await.problem(401, "auth.wrong_code");
}

#[actix_web::test]
async fn a_code_lives_ten_minutes() {
    let app = TestApp::new().await;
    let registration = app.registered(NAME, PASSWORD).await;
    app.at(at(Duration::minutes(10))).await.confirm(&registration).await.problem(401, "auth.wrong_code");
    app.at(at(Duration::seconds(599))).await.confirm(&registration).await.expect(200);
}

#[actix_web::test]
async fn a_code_confirms_only_the_password_that_was_chosen_with_it() {
    let app = TestApp::new().await;
    let (stranger, _) = app.registered(NAME, "sandi-orang-asing-77").await;
    let (own, code) = app.registered(NAME, PASSWORD).await;
    app.confirm(&(stranger.clone(), code.clone())).await.problem(401, "auth.wrong_code");
    app.confirm(&(own, code)).await.expect(200);
    login(&app, NAME, "sandi-orang-asing-77").await.problem(401, "auth.wrong_credentials");
    login(&app, NAME, PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn of_two_registrations_of_one_name_the_first_confirmed_wins() {
    let app = TestApp::new().await;
    let first = app.registered(NAME, PASSWORD).await;
    let second = app.registered(NAME, "gerobak-hijau-lima-gunung").await;
    app.confirm(&second).await.expect(200);
    app.confirm(&first).await.problem(401, "auth.wrong_code");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM account"), "1");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM person"), "1");
}

#[actix_web::test]
async fn a_name_gets_five_messages_an_hour() {
    let app = TestApp::new().await;
    for _ in 0..7 {
        register(&app, NAME, PASSWORD).await.expect(202);
    }
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM message"), "5");
}

#[actix_web::test]
async fn wrong_passwords_are_slowed_down_and_nobody_is_locked_out() {
    let app = TestApp::new().await;
    member(&app).await;
    login(&app, "+6281255500100", PASSWORD).await.problem(401, "auth.wrong_credentials");
    for _ in 0..10 {
        login(&app, NAME, "salah").await.problem(401, "auth.wrong_credentials");
    }
    let limited = login(&app, NAME, PASSWORD).await.problem(429, "rate.limited");
    let wait: u64 = limited.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    let elsewhere = json!({ "name": NAME, "password": PASSWORD });
    app.post("/v1/auth/login").from("198.51.100.9:4000").json(&elsewhere).send().await.expect(200);
    login(&app.at(at(Duration::minutes(15))).await, NAME, PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn the_right_password_forgets_the_wrong_ones() {
    let app = TestApp::new().await;
    member(&app).await;
    for _ in 0..2 {
        for _ in 0..9 {
            login(&app, NAME, "salah").await.problem(401, "auth.wrong_credentials");
        }
        login(&app, NAME, PASSWORD).await.expect(200);
    }
}

#[actix_web::test]
async fn a_refresh_token_is_exchanged_once_and_a_lost_answer_comes_again() {
    let app = TestApp::new().await;
    let first = member(&app).await.text("/refresh_token");
    let second = refresh(&app, &first).await.expect(200).text("/refresh_token");
    assert_ne!(first, second);
    let later = app.at(at(Duration::seconds(30))).await;
    let again = refresh(&later, &first).await.expect(200);
    assert_eq!(again.text("/refresh_token"), second);
    later.get("/v1/me").token(&again.text("/access_token")).send().await.expect(200);
    refresh(&later, &second).await.expect(200);
}

#[actix_web::test]
async fn an_old_refresh_token_ends_its_session_for_good() {
    let app = TestApp::new().await;
    let pair = member(&app).await;
    let other = login(&app, NAME, PASSWORD).await.expect(200).text("/refresh_token");
    let first = pair.text("/refresh_token");
    let renewed = refresh(&app, &first).await.expect(200);

    let later = app.at(at(Duration::seconds(31))).await;
    refresh(&later, &first).await.problem(401, "auth.session_ended");
    refresh(&later, &renewed.text("/refresh_token")).await.problem(401, "auth.session_ended");
    for token in [pair.text("/access_token"), renewed.text("/access_token")] {
        later.get("/v1/me").token(&token).send().await.problem(401, "auth.required");
    }
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM session WHERE ended_at IS NOT NULL"), "1");
    assert_eq!(
        app.db().text("SELECT count(*)::text AS t FROM event WHERE kind = 'session.reuse_ended'"),
        "1"
    );
    assert_eq!(app.newest_message().template, Template::SessionReused);
    refresh(&later, &other).await.expect(200);
}

#[actix_web::test]
async fn the_one_before_the_last_refresh_token_ends_the_session_within_the_half_minute_too() {
    let app = TestApp::new().await;
    let first = member(&app).await.text("/refresh_token");
    let second = refresh(&app, &first).await.expect(200).text("/refresh_token");
    let third = refresh(&app, &second).await.expect(200).text("/refresh_token");
    refresh(&app, &first).await.problem(401, "auth.session_ended");
    refresh(&app, &third).await.problem(401, "auth.session_ended");
}

#[actix_web::test]
async fn a_refresh_token_dies_after_thirty_days_and_nonsense_never_lived() {
    let app = TestApp::new().await;
    let first = member(&app).await.text("/refresh_token");
    let late = app.at(at(Duration::days(30))).await;
    refresh(&late, &first).await.problem(401, "auth.session_ended");
    for nonsense in ["x", "AAAA", &"A".repeat(64), &"A".repeat(200)] {
        refresh(&app, nonsense).await.problem(401, "auth.session_ended");
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::new().await;
    let pair = member(&app).await;
    app.post("/v1/auth/logout").token(&pair.text("/access_token")).send().await.expect(204);
    app.get("/v1/me").token(&pair.text("/access_token")).send().await.problem(401, "auth.required");
    refresh(&app, &pair.text("/refresh_token")).await.problem(401, "auth.session_ended");
    let ended =
        persistence::accounts::ended_since(&mut app.db().conn(), noon() - Duration::minutes(20)).unwrap();
    assert_eq!(ended.len(), 1);
}

#[actix_web::test]
async fn me_tells_masked_names_and_takes_a_language_in_the_version_read() {
    let app = TestApp::new().await;
    let token = member(&app).await.text("/access_token");
    let me = app.get("/v1/me").token(&token).send().await.expect(200);
    assert_eq!(me.text("/names/0/masked"), "***********199");
    assert_eq!(me.json["candidate_id"], Value::Null);
    let patch = || app.patch("/v1/me").token(&token).json(&json!({ "language": "en" }));
    patch().send().await.problem(428, "version.required");
    patch().version(7).send().await.problem(412, "version.stale");
    let changed = patch().version(me.etag()).send().await.expect(200);
    assert_eq!((changed.text("/language").as_str(), changed.etag().as_str()), ("en", "2"));
    patch().version(1).send().await.problem(412, "version.stale");
}

// ---- tokens that are not ours ----

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn sign(key: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn sign512(key: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha512>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

fn without(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove(name);
    object
}

#[actix_web::test]
async fn no_forged_token_is_taken() {
    let app = TestApp::new().await;
    let andi = app.candidate("andi").await;
    let key = [0x33_u8; 32];
    let now = noon().timestamp();
    let header = json!({ "typ": "JWT", "alg": "HS256", "kid": "test-token" });
    let claims = json!({
        "iss": "bontang-pmi", "aud": "bontang-pmi-api", "sub": andi.account, "sid": Uuid::nil(), "jti": Uuid::nil(),
        "exp": now + 900, "nbf": now, "iat": now, "scope": "account:read", "person": andi.person, "role": "candidate"
    });
    let good = sign(&key, &header, &claims);
    app.get("/v1/me").token(&good).send().await.expect(200);

    let mut forged: Vec<(String, String)> = Vec::new();
    let mut add = |what: &str, token: String| forged.push((what.to_owned(), token));
    let none = json!({ "typ": "JWT", "alg": "none", "kid": "test-token" });
    add("alg none", format!("{}.{}.", encode(&none), encode(&claims)));
    add("alg none, signed", sign(&key, &none, &claims));
    add("HS512", sign512(&key, &with(&header, "alg", json!("HS512")), &claims));
    add("says RS256", sign(&key, &with(&header, "alg", json!("RS256")), &claims));
    add("another key", sign(&[0x34; 32], &header, &claims));
    add("an empty key", sign(&[], &header, &claims));
    add("unknown kid", sign(&key, &with(&header, "kid", json!("other")), &claims));
    add("no kid", sign(&key, &without(&header, "kid"), &claims));
    add("another typ", sign(&key, &with(&header, "typ", json!("at+jwt")), &claims));
    add("no typ", sign(&key, &without(&header, "typ"), &claims));
    for claim in ["iss", "aud", "sub", "sid", "jti", "exp", "nbf", "iat", "scope", "person", "role"] {
        add(&format!("no {claim}"), sign(&key, &header, &without(&claims, claim)));
    }
    let changes = [
        ("iss", json!("bontang")),
        ("iss", json!(["bontang-pmi"])),
        ("aud", json!("another-api")),
        ("aud", json!(["bontang-pmi-api", "another-api"])),
        ("sub", json!("andi")),
        ("role", json!("king")),
        ("exp", json!(now - 6)),
        ("exp", json!("tomorrow")),
        ("nbf", json!(now + 6)),
        ("exp", json!(now + 901)),
        ("iat", json!(now + 6)),
        ("role", json!("officer")),
        ("role", json!("supervisor")),
        ("org", json!(Uuid::nil())),
    ];
    for (claim, value) in changes {
        add(&format!("{claim} {value}"), sign(&key, &header, &with(&claims, claim, value.clone())));
    }
    let long = sign(&key, &header, &with(&with(&claims, "iat", json!(now - 3600)), "exp", json!(now + 60)));
    add("a life too long", long);
    let parts: Vec<&str> = good.split('.').collect();
    let supervisor = with(&claims, "role", json!("supervisor"));
    add("tampered payload", format!("{}.{}.{}", parts[0], encode(&supervisor), parts[2]));
    add("no signature", format!("{}.{}.", parts[0], parts[1]));
    add("two parts", format!("{}.{}", parts[0], parts[1]));
    add("cut", good[..good.len() - 2].to_owned());
    add("empty", String::new());
    add("far too long", format!("{good}{}", "A".repeat(5000)));
    for (what, token) in forged {
        let reply = app.get("/v1/me").token(&token).send().await;
        assert_eq!((reply.status, reply.code()), (401, "auth.required"), "{what}");
        assert_eq!(reply.header("www-authenticate"), "Bearer", "{what}");
    }
    app.get("/v1/me")
        .header("Authorization", &format!("Basic {good}"))
        .send()
        .await
        .problem(401, "auth.required");
    let late = app.at(at(Duration::seconds(906))).await;
    late.get("/v1/me").token(&good).send().await.problem(401, "auth.required");
}
