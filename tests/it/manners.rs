//! What every operation has in common: how it refuses, repeats, caches, speaks.

use crate::support::{ANDI_NIK, Reply, TestApp, agency, article, form, pdf, profile};
use futures_util::future::join;
use serde_json::{Value, json};
use uuid::Uuid;

#[actix_web::test]
async fn what_cannot_be_read_is_400() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    for body in ["", "{", "{\"full_name\":}", "\u{1}", "{} {}"] {
        let call = app.post("/v1/candidates").by(&owner).raw("application/json", body.as_bytes().to_vec());
        call.send().await.problem(400, "request.malformed");
    }
    let call = app.post("/v1/candidates").by(&owner).raw("application/json", vec![0x22, 0xff, 0xfe, 0x22]);
    call.send().await.problem(400, "request.malformed");
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let call = app.post("/v1/candidates").by(&owner).raw("application/json", deep.into_bytes());
    call.send().await.problem(400, "request.malformed");
    app.get("/v1/candidates/not-an-id").by(&owner).send().await.problem(400, "request.parameter");
    let file = app.draft(&owner, ANDI_NIK).await;
    let parts = app.post(&format!("/v1/candidates/{file}/documents")).by(&owner);
    parts.raw("multipart/form-data", b"x".to_vec()).send().await.problem(400, "request.malformed");
}

#[actix_web::test]
async fn what_is_not_there_is_404_and_what_is_not_done_there_405() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    for path in ["/v1", "/v1/candidate", "/v2/me", "/v1/me/", "/%00", "/v1/reference/%2e%2e"] {
        assert_eq!(app.get(path).by(&owner).send().await.status, 404, "{path}");
    }
    app.get("/v1/reference/nothing").send().await.problem(404, "resource.not_found");
    app.get("/problems/no.such").send().await.problem(404, "resource.not_found");
    let reply = app.delete("/v1/me").by(&owner).send().await.problem(405, "route.method");
    assert_eq!(reply.header("allow"), "GET, PATCH");
    let reply = app.get("/v1/auth/login").send().await.problem(405, "route.method");
    assert_eq!(reply.header("allow"), "POST");
}

#[actix_web::test]
async fn head_is_answered_as_get() {
    let app = TestApp::new().await;
    let (get, head) = (app.get("/v1/rules").send().await, app.call("HEAD", "/v1/rules").send().await);
    assert_eq!((head.status, head.header("etag")), (get.status, get.header("etag")));
    app.call("HEAD", "/v1/me").send().await.problem(401, "auth.required");
    app.call("HEAD", "/v1/auth/login").send().await.problem(405, "route.method");
}

#[actix_web::test]
async fn what_is_too_large_or_of_another_kind_is_refused() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let large = json!({ "full_name": "A".repeat(1 << 20) });
    app.post("/v1/candidates").by(&owner).json(&large).send().await.problem(413, "request.too_large");
    let body = profile(ANDI_NIK).to_string().into_bytes();
    for media in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let call = app.post("/v1/candidates").by(&owner).raw(media, body.clone());
        call.send().await.problem(415, "request.media_type");
    }
    for coding in ["gzip", "br", "identity"] {
        let call = app.post("/v1/candidates").by(&owner).header("Content-Encoding", coding).json(&json!({}));
        call.send().await.problem(415, "request.media_type");
    }
    let call = app.post("/v1/candidates").by(&owner).raw("application/json; charset=utf-8", body);
    let file = call.send().await.expect(201).text("/id");
    let documents = format!("/v1/candidates/{file}/documents");
    app.post(&documents).by(&owner).json(&json!({})).send().await.problem(415, "request.media_type");
    let mut much = pdf("much");
    much.resize(10_000_001, b' ');
    let call = app.post(&documents).by(&owner).form(form(&[("kind", "DOC-KTP")], Some(&much)));
    call.send().await.problem(413, "request.too_large");
    much.pop();
    let call = app.post(&documents).by(&owner).form(form(&[("kind", "DOC-KTP")], Some(&much)));
    call.send().await.expect(201);
}

#[actix_web::test]
async fn every_wrong_field_is_named_at_once_and_no_value_is_repeated() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let wrong = json!({
        "full_name": 6474, "sex": "rahasia-satu", "birth_date": "rahasia-dua", "tambahan": 1,
        "address": { "rt": "rahasia-empat", "postal_code": "1" },
        "emergency_contact": { "name": "Siti" },
        "identifiers": { "nik": "rahasia-lima" },
        "wished_countries": ["KR", 5]
    });
    let reply =
        app.post("/v1/candidates").by(&owner).json(&wrong).send().await.problem(422, "request.invalid");
    let wanted = [
        "/address/postal_code pattern",
        "/address/rt pattern",
        "/birth_date format",
        "/emergency_contact/phone required",
        "/emergency_contact/relation required",
        "/full_name wrong_type",
        "/identifiers/nik pattern",
        "/sex unknown_code",
        "/tambahan unknown_field",
        "/wished_countries/1 wrong_type",
    ];
    assert_eq!(reply.errors(), wanted);
    for secret in ["rahasia-satu", "rahasia-dua", "rahasia-empat", "rahasia-lima", "6474"] {
        assert!(!reply.body().contains(secret), "{secret}");
    }
    let later = json!({
        "birth_date": "2030-01-01", "address": { "kelurahan": "64.74.09" }, "wished_countries": ["XX"],
        "wished_occupations": ["0"], "identifiers": { "nik": "6474013203010001", "phone": "12345" }
    });
    let reply =
        app.post("/v1/candidates").by(&owner).json(&later).send().await.problem(422, "request.invalid");
    let wanted = [
        "/birth_date out_of_range",
        "/address/kelurahan unknown_code",
        "/wished_countries/0 unknown_code",
        "/wished_occupations/0 unknown_code",
        "/identifiers/nik format",
        "/identifiers/phone format",
    ];
    assert_eq!(reply.errors(), wanted);
}

#[actix_web::test]
async fn nul_doubled_fields_and_unknown_parameters_are_refused() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let nul = json!({ "full_name": "An\u{0}di", "address": { "street": "\u{0}" } });
    let reply = app.post("/v1/candidates").by(&owner).json(&nul).send().await.problem(422, "request.invalid");
    assert_eq!(reply.errors(), ["/address/street nul", "/full_name nul"]);
    let doubled = br#"{"full_name":"Andi","full_name":"Budi"}"#.to_vec();
    let call = app.post("/v1/candidates").by(&owner).raw("application/json", doubled);
    call.send().await.problem(422, "request.invalid");
    for path in ["/v1/me?x=1", "/v1/rules?x=1", "/v1/me?%ff=1"] {
        app.get(path).by(&owner).send().await.problem(400, "request.parameter");
    }
    let reply = app.get("/v1/search?q=gaji%ff").send().await.problem(400, "request.parameter");
    assert_eq!(reply.errors(), ["q encoding"]);
    let reply = app.get("/v1/me?expand=all").by(&owner).send().await;
    assert_eq!(reply.errors(), ["expand unknown_parameter"]);
}

#[actix_web::test]
async fn long_texts_take_lines_and_marks_and_names_stay_what_they_look_like() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let report = |text: &str| {
        let body = json!({
            "kind": "offer", "text": text, "contacts": { "phones": ["\u{202a}+62 812-5550-0779\u{202c}"] }
        });
        let call = app.post("/v1/offer-reports").json(&body);
        async move { call.send().await }
    };
    let advert = "Lowongan kerja:\r\n\t- gaji besar \u{1F469}\u{200D}\u{1F467}\n\u{202a}+62 812-5550-0779\u{202c}\u{200e}";
    report(advert).await.expect(202);
    for (text, wrong) in [
        ("Lowongan kerja \u{7} tanpa syarat", "/text unseen"),
        ("Lowongan kerja \u{0} tanpa syarat", "/text nul"),
        (&"\u{200b}\u{202e} \n".repeat(6), "/text unseen"),
    ] {
        assert_eq!(report(text).await.problem(422, "request.invalid").errors(), [wrong]);
    }
    let mut content = article();
    let body = "## Judul\n\n- satu\n- dua\n\nIsi yang cukup panjang untuk sebuah artikel contoh.";
    content["texts"][0]["body"] = json!(body);
    let sent = json!({ "slug": "baris-contoh", "content": content });
    let made = app.post("/v1/articles").by(&desk).json(&sent).send().await.expect(201);
    assert_eq!(made.text("/texts/0/body"), body);

    let enter = |name: &str, phone: &str| {
        let mut body = agency("SIP3MI-UJI-1");
        (body["name"], body["phones"]) = (json!(name), json!([phone]));
        let call = app.post("/v1/agencies").by(&desk).json(&body);
        async move { call.send().await }
    };
    for name in
        ["PT\nContoh", "PT\tContoh", "PT \u{202e}hotnoC", "PT \u{2067}Contoh\u{2069} Uji", "PT\u{2028}Contoh"]
    {
        let refused = enter(name, "0812-5550-0101").await.problem(422, "request.invalid");
        assert_eq!(refused.errors(), ["/name unseen"], "{}", name.escape_unicode());
    }
    let made = enter("\u{202e}PT Contoh\u{202c}", "\u{2068}0812-5550-0101\u{2069} ").await.expect(201);
    assert_eq!(
        (made.text("/name").as_str(), made.text("/contacts/0/value").as_str()),
        ("PT Contoh", "+6281255500101")
    );
}

#[actix_web::test]
async fn no_path_holds_nul() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    for path in
        ["/v1/articles/%00", "/v1/articles/a%00b", "/v1/articles/a%00b/versions/1", "/v1/countries/K%00"]
    {
        app.get(path).send().await.problem(404, "resource.not_found");
    }
    let contract = app.state.contract.clone();
    for (pattern, method, _) in contract.operations().filter(|(pattern, ..)| pattern.contains('{')) {
        let parts: Vec<&str> =
            pattern.split('/').map(|part| if part.starts_with('{') { "a%00" } else { part }).collect();
        let path = parts.join("/");
        app.call(method, &path).send().await.problem(404, "resource.not_found");
        app.call(method, &path)
            .by(&desk)
            .version(1)
            .json(&json!({}))
            .send()
            .await
            .problem(404, "resource.not_found");
        // Said twice it is three signs of a text.
        let reply = app
            .call(method, &path.replace("%00", "%2500"))
            .by(&desk)
            .version(1)
            .json(&json!({}))
            .send()
            .await;
        assert!((400..500).contains(&reply.status), "{method} {pattern}: {}", reply.status);
    }
}

#[actix_web::test]
async fn an_answer_that_the_caller_has_is_not_sent_again() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    for path in [
        format!("/v1/candidates/{file}"),
        "/v1/rules".into(),
        "/v1/reference/kelurahan".into(),
        "/openapi.json".into(),
    ] {
        let first = app.get(&path).by(&owner).send().await.expect(200);
        let tag = first.header("etag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = app.get(&path).by(&owner).header("If-None-Match", &known).send().await.expect(304);
            assert_eq!((again.bytes.len(), again.header("etag")), (0, tag.as_str()), "{path}");
        }
        app.get(&path).by(&owner).header("If-None-Match", "\"x\"").send().await.expect(200);
    }
    let public = app.get("/v1/rules").send().await.expect(200);
    assert_eq!(public.header("cache-control"), "public, max-age=300");
    let own = app.get(&format!("/v1/candidates/{file}")).by(&owner).send().await.expect(200);
    assert_eq!(own.header("cache-control"), "private, no-cache");
}

#[actix_web::test]
async fn words_come_in_the_language_asked_for_and_codes_do_not_change() {
    let app = TestApp::new().await;
    let title = |language: &'static str| {
        let call = app.get("/v1/me").header("Accept-Language", language);
        async move {
            let reply = call.send().await.problem(401, "auth.required");
            assert!(reply.header("vary").contains("Accept-Language"));
            (reply.text("/title"), reply.header("content-language").to_owned())
        }
    };
    assert_eq!(title("en-GB, id;q=0.5").await, ("Sign in first".to_owned(), "en".to_owned()));
    assert_eq!(title("fr, de").await, ("Masuk dahulu".to_owned(), "id".to_owned()));
    let rules = |language: &'static str| app.get("/v1/rules").header("Accept-Language", language);
    let (id, en) = (rules("id").send().await.expect(200), rules("en").send().await.expect(200));
    assert_ne!(id.header("etag"), en.header("etag"));
    assert_eq!(id.json["data"].as_array().unwrap().len(), en.json["data"].as_array().unwrap().len());
}

#[actix_web::test]
async fn every_reply_is_named_and_closed() {
    let app = TestApp::new().await;
    let named = app.get("/v1/me").header("X-Request-Id", "phone-7_a.b").send().await;
    assert_eq!(named.header("x-request-id"), "phone-7_a.b");
    for strange in ["a b", "<script>", &"a".repeat(65), ""] {
        let reply = app.get("/v1/me").header("X-Request-Id", strange).send().await;
        assert_ne!(reply.header("x-request-id"), strange);
        reply.header("x-request-id").parse::<Uuid>().unwrap();
    }
    for path in ["/v1/me", "/v1/rules", "/nowhere", "/health/ready", "/openapi.json", "/docs/", "/"] {
        let reply = app.get(path).send().await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    }
}

/// Bodies that no schema foresees, to every operation: nothing answers with our mistake.
#[actix_web::test]
async fn strange_bodies_are_refused_by_every_operation() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let desk = app.desk().await;
    let nested = (0..100).fold(json!(1), |inner, _| json!({ "a": inner }));
    let strange = [
        json!(null),
        json!([]),
        json!("x"),
        json!(-1),
        json!(1e300),
        json!(true),
        json!({ "": "" }),
        json!({ "/~": [] }),
        json!([[[[]]]]),
        json!({ "rows": [null] }),
        json!({ "identifiers": null }),
        json!({ "address": [] }),
        json!({ "kind": "education", "code": "\u{202e}\u{feff}" }),
        nested,
    ];
    let contract = app.state.contract.clone();
    for (pattern, method, operation) in contract.operations() {
        let Some(media) = operation.media_type.as_deref().filter(|media| media.contains("json")) else {
            continue;
        };
        let path = pattern.replace("{id}", &file.to_string());
        let path =
            path.replace("{evidence_id}", &file.to_string()).replace("{document_id}", &file.to_string());
        for body in &strange {
            for who in [&owner, &desk] {
                let call =
                    app.call(method, &path).by(who).version(1).raw(media, body.to_string().into_bytes());
                let reply = call.send().await;
                let fine = reply.status < 500 && (reply.status >= 400 || body.is_object());
                assert!(fine, "{method} {pattern} {body}: {}", reply.status);
            }
        }
    }
}

#[actix_web::test]
async fn a_write_with_a_key_is_done_once() {
    let app = TestApp::new().await;
    let (owner, other) = (app.candidate("andi").await, app.candidate("budi").await);
    let create =
        |body: Value| app.post("/v1/candidates").by(&owner).header("Idempotency-Key", "key-1").json(&body);
    create(json!({ "sex": "x" })).send().await.problem(422, "request.invalid");
    let first = create(profile(ANDI_NIK)).send().await.expect(201);
    assert_eq!(first.header("idempotent-replayed"), "");
    let again = create(profile(ANDI_NIK)).send().await.expect(201);
    assert_eq!((again.body(), again.header("idempotent-replayed")), (first.body(), "true"));
    for name in ["etag", "location", "content-type", "cache-control"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    // Its words are those of the first answer, and the header says so.
    let in_english = create(profile(ANDI_NIK)).header("Accept-Language", "en").send().await.expect(201);
    assert_eq!((in_english.body(), in_english.header("content-language")), (first.body(), "id"));
    create(json!({ "full_name": "Budi" })).send().await.problem(422, "idempotency.key_reused");
    let path = format!("/v1/candidates/{}", first.text("/id"));
    let patch = app.patch(&path).by(&owner).version(1).header("Idempotency-Key", "key-1");
    patch.json(&profile(ANDI_NIK)).send().await.problem(422, "idempotency.key_reused");
    let theirs =
        app.post("/v1/candidates").by(&other).header("Idempotency-Key", "key-1").json(&profile(ANDI_NIK));
    assert_ne!(theirs.send().await.expect(201).text("/id"), first.text("/id"));
    for wrong in ["", "a b", &"k".repeat(65)] {
        let call = app.post("/v1/candidates").by(&owner).header("Idempotency-Key", wrong).json(&json!({}));
        call.send().await.problem(400, "request.parameter");
    }
}

#[actix_web::test]
async fn a_refusal_is_not_kept_and_a_repeated_patch_gives_what_it_gave() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}");
    let change = |version: u32| {
        let call = app.patch(&path).by(&owner).version(version).header("Idempotency-Key", "key-2");
        call.json(&json!({ "birth_place": "Samarinda" }))
    };
    change(7).send().await.problem(412, "version.stale");
    let first = change(1).send().await.expect(200);
    let again = change(1).send().await.expect(200);
    assert_eq!((first.body(), "2".to_owned()), (again.body(), again.etag()));
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM idempotency"), "1");
    assert!(app.version_of(&owner, file).await.starts_with("2-"));
}

#[actix_web::test]
async fn an_upload_with_a_key_is_one_document() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let file = app.draft(&owner, ANDI_NIK).await;
    let path = format!("/v1/candidates/{file}/documents");
    let upload = |says: &str| {
        let call = app.post(&path).by(&owner).header("Idempotency-Key", "key-3");
        call.form(form(&[("kind", "DOC-KTP")], Some(&pdf(says)))).send()
    };
    let first = upload("KTP").await.expect(201);
    let again = upload("KTP").await.expect(201);
    assert_eq!(first.body(), again.body());
    upload("another").await.problem(422, "idempotency.key_reused");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM document"), "1");
}

#[actix_web::test]
async fn a_twin_that_is_at_work_holds_the_other_off() {
    let app = TestApp::new().await;
    let owner = app.candidate("andi").await;
    let create = || {
        app.post("/v1/candidates")
            .by(&owner)
            .header("Idempotency-Key", "key-4")
            .json(&profile(ANDI_NIK))
            .send()
    };
    let mut hold = app.db().conn();
    let sql = |conn: &mut persistence::Conn, text: &str| {
        diesel::connection::SimpleConnection::batch_execute(conn, text).unwrap();
    };
    sql(&mut hold, "BEGIN; LOCK TABLE candidate IN EXCLUSIVE MODE");
    let rest = async {
        let waits =
            "SELECT count(*)::text AS t FROM pg_locks WHERE NOT granted AND relation = 'candidate'::regclass";
        while app.db().text(waits) == "0" {
            actix_web::rt::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let second = create().await;
        sql(&mut hold, "COMMIT");
        second
    };
    let (first, second) = join(create(), rest).await;
    second.problem(409, "idempotency.in_progress");
    let first = first.expect(201);
    assert_eq!(create().await.expect(201).body(), first.body());
}

#[actix_web::test]
async fn public_operations_are_limited_by_network_and_only_they() {
    let app = TestApp::with(|settings| settings.raw.public_rate = 1).await;
    let owner = app.candidate("andi").await;
    let public = |address: &'static str| app.get("/v1/reference/kelurahan").from(address).send();
    for _ in 0..4 {
        public("203.0.113.7:1").await.expect(200);
    }
    let limited = public("203.0.113.7:2").await.problem(429, "rate.limited");
    assert!(limited.header("retry-after").parse::<u32>().unwrap() >= 1);
    public("203.0.113.8:1").await.problem(429, "rate.limited");
    public("198.51.100.8:1").await.expect(200);
    for _ in 0..6 {
        app.get("/v1/me").by(&owner).send().await.expect(200);
    }
}

#[actix_web::test]
async fn texts_travel_packed_where_the_caller_can_unpack() {
    let app = TestApp::new().await;
    let plain = app.get("/v1/rules").send().await.expect(200);
    let packed = app.get("/v1/rules").header("Accept-Encoding", "gzip").send().await.expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.body(), plain.body());
    assert!(packed.traffic * 3 < plain.traffic, "{} of {}", packed.traffic, plain.traffic);
    assert_eq!(plain.header("vary"), "Accept-Language, Accept-Encoding");
    let (plain, packed) = (plain.header("etag"), packed.header("etag"));
    assert_ne!(plain, packed, "a strong one names bytes as they travel");
    for tag in [plain, packed] {
        for coding in ["identity", "gzip"] {
            let call = app.get("/v1/rules").header("Accept-Encoding", coding).header("If-None-Match", tag);
            assert_eq!(call.send().await.expect(304).header("etag"), tag);
        }
    }
    let owner = app.candidate("andi").await;
    let path = format!("/v1/candidates/{}", app.draft(&owner, ANDI_NIK).await);
    let read = app.get(&path).by(&owner).header("Accept-Encoding", "gzip").send().await.expect(200);
    assert!(read.header("etag").ends_with(".gzip\""));
    let change = app.patch(&path).by(&owner).header("If-Match", read.header("etag"));
    change.json(&json!({ "birth_place": "Samarinda" })).send().await.expect(200);
}

#[actix_web::test]
async fn every_problem_has_a_page() {
    let app = TestApp::new().await;
    for code in api::http::Code::ALL {
        let of = |language: &'static str| {
            app.get(&format!("/problems/{}", code.as_str())).header("Accept-Language", language).send()
        };
        let (id, en): (Reply, Reply) = (of("id").await.expect(200), of("en").await.expect(200));
        assert_ne!(id.text("/title"), en.text("/title"));
        assert_eq!(id.json["status"], code.status().as_u16());
    }
}

#[actix_web::test]
async fn the_contract_is_served_as_it_is_kept() {
    let app = TestApp::new().await;
    let served = app.get("/openapi.json").send().await.expect(200);
    assert_eq!(served.json, api::document());
    let mut ids: Vec<String> = app.state.contract.operations().map(|(_, _, it)| it.id.clone()).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an operation id is given twice");
    let paths = served.json["paths"].as_object().unwrap();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let named: Vec<&str> =
                path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            let mut declared: Vec<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|it| it["in"] == "path")
                .map(|it| it["name"].as_str().unwrap())
                .collect();
            declared.sort_by_key(|name| named.iter().position(|it| it == name));
            assert_eq!(declared, named, "{method} {path}");
        }
    }
}
