//! Articles from draft to retirement, the order of events, and search.

use crate::support::{Reply, TestApp, article, at, noon};
use chrono::Duration;
use domain::accounts::Role;
use persistence::catalogue::Catalogue;
use serde_json::{Value, json};

const SLUG: &str = "biaya-contoh";

async fn draft(app: &TestApp) -> String {
    let sent = json!({ "slug": SLUG, "content": article() });
    let made = app.post("/v1/articles").by(&app.desk().await).json(&sent).send().await.expect(201);
    assert_eq!(made.json["state"], "draft");
    assert_eq!(made.header("location"), format!("/v1/article-versions/{SLUG}/1"));
    made.header("etag").trim_matches('"').to_owned()
}

fn path(step: &str) -> String {
    format!("/v1/article-versions/{SLUG}/1/{step}")
}

/// Enters the next version and hands it in; where it stands.
async fn submitted(app: &TestApp, content: &Value) -> String {
    let author = app.desk().await;
    let versions = format!("/v1/articles/{SLUG}/versions");
    let made = app.post(&versions).by(&author).header("If-Match", "*").json(content).send().await.expect(201);
    let place = made.header("location").to_owned();
    app.post(&format!("{place}/submit")).by(&author).header("If-Match", "*").send().await.expect(200);
    place
}

/// Another officer publishes it, now or on a day.
async fn publish(app: &TestApp, place: &str, when: Value) -> Reply {
    let other = app.supervisor().await;
    app.post(&format!("{place}/publish")).by(&other).header("If-Match", "*").json(&when).send().await
}

/// An article whose first version was handed in; where that stands.
async fn in_review(app: &TestApp) -> String {
    draft(app).await;
    app.post(&path("submit")).by(&app.desk().await).version(1).send().await.expect(200);
    format!("/v1/article-versions/{SLUG}/1")
}

#[actix_web::test]
async fn an_article_is_drafted_reviewed_by_another_published_on_a_day_replaced_and_retired() {
    let app = TestApp::new().await;
    let (author, other) = (app.desk().await, app.supervisor().await);
    let version = draft(&app).await;
    assert_eq!(version, "1");
    app.get(&format!("/v1/articles/{SLUG}")).send().await.problem(404, "resource.not_found");
    app.get(&format!("/v1/articles/{SLUG}/versions/1")).send().await.problem(404, "resource.not_found");
    app.post(&path("submit")).by(&author).version(1).send().await.expect(200);
    app.post(&path("submit")).by(&author).version(2).send().await.problem(409, "article.state");
    let tomorrow = json!({ "publish_on": "2026-06-02" });
    app.post(&path("publish"))
        .by(&author)
        .version(2)
        .json(&tomorrow)
        .send()
        .await
        .problem(409, "article.same_person");
    app.post(&path("publish"))
        .by(&other)
        .version(1)
        .json(&tomorrow)
        .send()
        .await
        .problem(412, "version.stale");
    app.post(&path("publish"))
        .by(&other)
        .version(2)
        .json(&json!({ "publish_on": "2026-05-31" }))
        .send()
        .await
        .problem(422, "request.invalid");
    let reply = app.post(&path("publish")).by(&other).version(2).json(&tomorrow).send().await.expect(200);
    assert_eq!(
        (&reply.json["state"], &reply.json["publish_on"]),
        (&json!("scheduled"), &json!("2026-06-02"))
    );

    api::jobs::publish(&app.state).await.unwrap();
    app.get(&format!("/v1/articles/{SLUG}")).send().await.problem(404, "resource.not_found");
    let next = app.at(at(Duration::hours(13))).await;
    api::jobs::publish(&next.state).await.unwrap();
    api::jobs::publish(&next.state).await.unwrap();
    let read = next.get(&format!("/v1/articles/{SLUG}")).send().await.expect(200);
    assert_eq!((&read.json["number"], &read.json["overdue"]), (&json!(1), &json!(false)));
    let html = next.get(&format!("/v1/articles/{SLUG}?format=html")).send().await.expect(200);
    assert!(html.json["body"].as_str().unwrap().starts_with("<p>"));
    let tag = read.header("etag").to_owned();
    assert_eq!(
        next.get(&format!("/v1/articles/{SLUG}")).header("If-None-Match", &tag).send().await.status,
        304
    );
    let late = next.at(at(Duration::days(400))).await;
    assert_eq!(late.get(&format!("/v1/articles/{SLUG}")).send().await.json["overdue"], true);
    let overdue =
        late.get("/v1/article-versions?overdue=true").by(&late.desk().await).send().await.expect(200);
    assert!(overdue.body().contains(SLUG));

    let (author, other) = (next.desk().await, next.supervisor().await);
    // The next version replaces it; the first stays readable by its number.
    let mut second = article();
    second["texts"][0]["title"] = json!("Biaya contoh yang baru");
    let versions = format!("/v1/articles/{SLUG}/versions");
    next.post(&versions).by(&author).version(3).json(&second).send().await.problem(412, "version.stale");
    next.post(&versions).by(&author).version(4).json(&second).send().await.expect(201);
    let of_second = |step: &str| format!("/v1/article-versions/{SLUG}/2/{step}");
    next.post(&of_second("submit")).by(&author).version(5).send().await.expect(200);
    next.post(&of_second("publish")).by(&other).version(6).json(&json!({})).send().await.expect(200);
    assert_eq!(next.get(&format!("/v1/articles/{SLUG}")).send().await.json["number"], 2);
    let first = next.get(&format!("/v1/articles/{SLUG}/versions/1")).send().await.expect(200);
    assert_eq!((&first.json["title"], &first.json["state"]), (&json!("Biaya contoh"), &json!("retired")));
    let found = next.get("/v1/search?q=biaya+contoh+yang+baru").send().await.expect(200);
    assert_eq!(found.json["data"][0]["code"], SLUG);

    let why = json!({ "reason": "ARTICLE_OUTDATED" });
    next.post(&of_second("retire")).by(&other).version(7).json(&why).send().await.expect(200);
    next.get(&format!("/v1/articles/{SLUG}")).send().await.problem(404, "resource.not_found");
    next.get(&format!("/v1/articles/{SLUG}/versions/2")).send().await.expect(200);
    let found = next.get("/v1/search?q=biaya+contoh+yang+baru").send().await.expect(200);
    assert!(!found.body().contains(SLUG));
    let kinds = app.db().texts(
        "SELECT kind AS t FROM event WHERE thing_kind = 'article' AND request_id <> 'migrate' ORDER BY version",
    );
    assert_eq!(
        kinds,
        [
            "article.drafted",
            "article.submitted",
            "article.scheduled",
            "article.published",
            "article.drafted",
            "article.submitted",
            "article.published",
            "article.retired"
        ]
    );
}

#[actix_web::test]
async fn what_is_sent_back_is_a_draft_and_another_desk_works_on_its_own_only() {
    let app = TestApp::new().await;
    let (author, other) = (app.desk().await, app.supervisor().await);
    draft(&app).await;
    app.post(&path("submit")).by(&author).version(1).send().await.expect(200);
    let wrong = json!({ "reason": "NOT_LEGIBLE" });
    app.post(&path("return")).by(&other).version(2).json(&wrong).send().await.problem(422, "request.invalid");
    let why = json!({ "reason": "ARTICLE_UNCLEAR" });
    let back = app.post(&path("return")).by(&other).version(2).json(&why).send().await.expect(200);
    assert_eq!(back.json["state"], "draft");

    let health = app.login(Role::Officer, Some("HEALTH"), "health").await;
    let read = format!("/v1/article-versions/{SLUG}/1");
    app.get(&read).by(&author).send().await.expect(200);
    app.get(&read).by(&health).send().await.problem(404, "resource.not_found");
    app.post(&path("submit")).by(&health).version(3).send().await.problem(404, "resource.not_found");
    assert_eq!(app.get("/v1/article-versions?state=draft").by(&health).send().await.json["data"], json!([]));
    let of_desk = app.get("/v1/article-versions?owner=MANPOWER").by(&health).send().await.expect(200);
    assert_eq!(of_desk.json["data"], json!([]), "another desk's list is empty");
    let mut of_others = article();
    of_others["owner"] = json!("MANPOWER");
    let sent = json!({ "slug": "milik-lain", "content": of_others });
    let refused =
        app.post("/v1/articles").by(&health).json(&sent).send().await.problem(422, "request.invalid");
    assert_eq!(refused.json["errors"][0]["pointer"], "/content/owner");
    let sent = json!({ "slug": "kesehatan-contoh", "content": article() });
    let own = app.post("/v1/articles").by(&health).json(&sent).send().await.expect(201);
    assert_eq!(own.json["owner"]["code"], "HEALTH");
    // Nor does it take another desk's article over with a version of its own.
    let next = async |slug: &str, version: &str| {
        let call = app.post(&format!("/v1/articles/{slug}/versions")).by(&health);
        call.header("If-Match", version).json(&article()).send().await
    };
    next(SLUG, "*").await.problem(404, "resource.not_found");
    next("your-data-and-your-rights", "\"999\"").await.problem(404, "resource.not_found");
    next("kesehatan-contoh", "*").await.expect(201);
}

#[actix_web::test]
async fn what_a_version_no_longer_is_or_says_is_not_found() {
    let app = TestApp::new().await;
    let first = in_review(&app).await;
    publish(&app, &first, json!({})).await.expect(200);
    let mut both = article();
    both["texts"].as_array_mut().unwrap().push(json!({
        "language": "en", "title": "An example of costs", "summary": "An example of costs, in short.",
        "body": "This is an example that is long enough, of what placement costs and who pays for it."
    }));
    let second = submitted(&app, &both).await;
    publish(&app, &second, json!({})).await.expect(200);
    let mut guide = article();
    guide["kind"] = json!("guide");
    guide["texts"][0]["steps"] =
        json!([{ "title": "Satu", "text": "Langkah satu." }, { "title": "Dua", "text": "Langkah dua." }]);
    let third = submitted(&app, &guide).await;
    let known = || {
        let sql =
            format!("SELECT kind || ' ' || language AS t FROM search_entry WHERE code = '{SLUG}' ORDER BY 1");
        app.db().texts(&sql)
    };
    assert_eq!(known(), ["article en", "article id"]);
    publish(&app, &third, json!({})).await.expect(200);
    assert_eq!(known(), ["guide id"]);
}

#[actix_web::test]
async fn the_search_knows_what_a_new_release_knows_and_nothing_else() {
    let app = TestApp::new().await;
    let first = in_review(&app).await;
    publish(&app, &first, json!({})).await.expect(200);
    let (article, programme) = ("/v1/search?q=contoh", "/v1/search?q=korea&kind=programme");
    assert!(app.get(article).send().await.body().contains(SLUG));
    assert!(app.get(programme).send().await.body().contains("KR-EPS-MFG"));

    let mut files = Catalogue::clone(&app.state.catalogue);
    files.lexicon.roots.insert("contoh".to_owned(), "zirkonium".to_owned());
    files.law.programmes.retain(|it| it.code != "KR-EPS-MFG");
    app.db().run("INSERT INTO search_word (language, word) VALUES ('id', 'malaysya')");
    api::run::keep_information(&mut app.db().owner(), &files, noon()).unwrap();
    let next = app.release(files).await;
    let mended = next.get("/v1/search?q=malaysya").send().await.expect(200);
    assert!(
        mended.body().contains("MY"),
        "a word that stands in no text any more mends nothing: {}",
        mended.body()
    );
    assert!(next.get(article).send().await.expect(200).body().contains(SLUG));
    assert!(!next.get(programme).send().await.expect(200).body().contains("KR-EPS-MFG"));
}

#[actix_web::test]
async fn versions_appear_in_their_order() {
    let app = TestApp::new().await;
    let first = in_review(&app).await;
    publish(&app, &first, json!({ "publish_on": "2026-06-10" })).await.expect(200);
    let second = submitted(&app, &article()).await;
    // Else the first, on its day, would take the place of the second.
    for early in [json!({}), json!({ "publish_on": "2026-06-09" })] {
        publish(&app, &second, early).await.problem(409, "article.scheduled");
    }
    publish(&app, &second, json!({ "publish_on": "2026-06-10" })).await.expect(200);
    let third = submitted(&app, &article()).await;
    publish(&app, &third, json!({ "publish_on": "2026-06-11" })).await.expect(200);

    let later = app.at(at(Duration::days(9))).await;
    api::jobs::publish(&later.state).await.unwrap();
    assert_eq!(later.get(&format!("/v1/articles/{SLUG}")).send().await.expect(200).json["number"], 2);
    let states = format!(
        "SELECT state AS t FROM article_version JOIN article a ON a.id = article_id WHERE slug = '{SLUG}' ORDER BY number"
    );
    assert_eq!(app.db().texts(&states), ["retired", "published", "scheduled"]);
    let fourth = submitted(&later, &article()).await;
    publish(&later, &fourth, json!({})).await.problem(409, "article.scheduled");
    let (other, why) = (later.supervisor().await, json!({ "reason": "ARTICLE_OUTDATED" }));
    let back = format!("{third}/return");
    later.post(&back).by(&other).header("If-Match", "*").json(&why).send().await.expect(200);
    let fifth = submitted(&later, &article()).await;
    publish(&later, &fifth, json!({})).await.expect(200);
    // An older text does not take the place of a newer one.
    for late in [json!({}), json!({ "publish_on": "2026-06-20" })] {
        publish(&later, &fourth, late).await.problem(409, "article.scheduled");
    }
    publish(&later, &submitted(&later, &article()).await, json!({ "publish_on": "9999-12-31" }))
        .await
        .problem(422, "request.invalid");
}

#[actix_web::test]
async fn a_file_waits_for_review_where_an_officers_version_has_its_day() {
    let app = TestApp::new().await;
    let first = in_review(&app).await;
    publish(&app, &first, json!({ "publish_on": "2026-06-10" })).await.expect(200);
    let mut files = Catalogue::clone(&app.state.catalogue);
    let mut file = files.articles[0].clone();
    file.slug = SLUG.to_owned();
    files.articles = vec![file];
    api::run::keep_information(&mut app.db().owner(), &files, noon()).unwrap();
    app.get(&format!("/v1/articles/{SLUG}")).send().await.problem(404, "resource.not_found");
    let sent = format!("/v1/article-versions/{SLUG}/2");
    assert_eq!(app.get(&sent).by(&app.desk().await).send().await.expect(200).json["state"], "in_review");
}

#[actix_web::test]
async fn what_is_sent_back_while_its_day_comes_does_not_appear() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::new().await;
    let first = in_review(&app).await;
    publish(&app, &first, json!({ "publish_on": "2026-06-02" })).await.expect(200);
    // The job stands still between what it sees and what it locks.
    app.db().run(
        "CREATE FUNCTION held() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN \
           PERFORM pg_advisory_lock_shared(77); PERFORM pg_advisory_unlock_shared(77); RETURN true; END $$; \
         ALTER TABLE article ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY held ON article USING (held())",
    );
    let next = app.at(at(Duration::days(1))).await;
    let mut gate = app.db().conn();
    gate.batch_execute("SELECT pg_advisory_lock(77)").unwrap();
    let state = next.state.clone();
    let job = actix_web::rt::spawn(async move { api::jobs::publish(&state).await });
    let waits = "SELECT count(*)::text AS t FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while app.db().text(waits) != "1" {
        actix_web::rt::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    app.db().run(&format!(
        "BEGIN; UPDATE article SET version = version + 1 WHERE slug = '{SLUG}'; \
         UPDATE article_version v SET state = 'draft', publish_on = NULL FROM article a \
           WHERE a.id = v.article_id AND slug = '{SLUG}'; COMMIT"
    ));
    gate.batch_execute("SELECT pg_advisory_unlock(77)").unwrap();
    job.await.unwrap().unwrap();
    next.get(&format!("/v1/articles/{SLUG}")).send().await.problem(404, "resource.not_found");
}

#[actix_web::test]
async fn a_wrong_article_is_told_all_that_is_wrong_and_leaves_nothing() {
    let app = TestApp::new().await;
    let author = app.desk().await;
    let before = app.db().text("SELECT count(*)::text AS t FROM article");
    let mut wrong = article();
    wrong["audiences"] = json!(["candidate", "candidate"]);
    wrong["review_by"] = json!("2026-06-01");
    wrong["texts"][0]["language"] = json!("en");
    wrong["facts"][0]["source"] = json!({ "kind": "law", "instrument": "UU-0-0000" });
    let sent = json!({ "slug": "salah-semua", "content": wrong });
    let refused =
        app.post("/v1/articles").by(&author).json(&sent).send().await.problem(422, "request.invalid");
    let told: Vec<&Value> =
        refused.json["errors"].as_array().unwrap().iter().map(|it| &it["pointer"]).collect();
    assert_eq!(
        told,
        ["/content/facts/0/source/instrument", "/content/audiences", "/content/review_by", "/content/texts"]
    );
    let mut guide = article();
    guide["kind"] = json!("guide");
    let sent = json!({ "slug": "panduan", "content": guide });
    let refused =
        app.post("/v1/articles").by(&author).json(&sent).send().await.problem(422, "request.invalid");
    assert_eq!(refused.json["errors"][0]["pointer"], "/content/texts/0/steps");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM article"), before);
    draft(&app).await;
    let sent = json!({ "slug": SLUG, "content": article() });
    app.post("/v1/articles").by(&author).json(&sent).send().await.problem(409, "resource.conflict");
}

#[actix_web::test]
async fn every_event_gets_its_place_once_and_a_late_commit_a_later_one() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::new().await;
    api::jobs::sequence(&app.state).await.unwrap();
    let order = "SELECT string_agg(log_index::text, ',' ORDER BY log_index) AS t FROM event_log";
    let waiting = "SELECT count(*)::text AS t FROM event_log WHERE log_index IS NULL";
    let whole = "SELECT (count(*) = max(log_index) AND min(log_index) = 1)::text AS t FROM event_log";
    assert_eq!(app.db().text(waiting), "0");
    // A transaction that began first and commits last.
    let mut late = app.db().conn();
    late.batch_execute(
        "BEGIN; INSERT INTO event (owner_id, thing_kind, thing_id, version, kind, request_id, at) \
           SELECT owner_id, 'article', gen_random_uuid(), 1, 'article.drafted', 'late', '2020-01-01' FROM event LIMIT 1; \
         INSERT INTO event_log SELECT owner_id, thing_kind, thing_id, version FROM event WHERE request_id = 'late'",
    )
    .unwrap();
    draft(&app).await;
    api::jobs::sequence(&app.state).await.unwrap();
    let before = app.db().text(order);
    late.batch_execute("COMMIT").unwrap();
    assert_eq!(app.db().text(waiting), "1");
    api::jobs::sequence(&app.state).await.unwrap();
    api::jobs::sequence(&app.state).await.unwrap();
    let after = app.db().text(order);
    assert!(after.starts_with(&before) && after.len() > before.len());
    assert_eq!(app.db().text(whole), "true");
    let last = "SELECT e.request_id AS t FROM event_log JOIN event e USING (owner_id, thing_kind, thing_id, version) \
                ORDER BY log_index DESC LIMIT 1";
    assert_eq!(app.db().text(last), "late");
    let unlogged = "SELECT count(*)::text AS t FROM event e WHERE NOT EXISTS (SELECT FROM event_log l WHERE \
                    (l.owner_id, l.thing_kind, l.thing_id, l.version) = (e.owner_id, e.thing_kind, e.thing_id, e.version))";
    assert_eq!(app.db().text(unlogged), "0");
}

/// Takes changes into a pack, as a phone does.
fn take(pack: &mut Value, changes: &Value) {
    for change in changes["data"].as_array().unwrap() {
        let (list, name) = match change["kind"].as_str().unwrap() {
            "article" => ("articles", "slug"),
            "country" => ("countries", "code"),
            _ => {
                pack["hotlines"] = change["hotlines"].clone();
                continue;
            }
        };
        let rows = pack[list].as_array_mut().unwrap();
        rows.retain(|it| it[name] != change["code"]);
        let new = &change[change["kind"].as_str().unwrap()];
        if !new.is_null() {
            rows.push(new.clone());
        }
        rows.sort_by(|one, next| one[name].as_str().cmp(&next[name].as_str()));
    }
    pack["cursor"] = changes["cursor"].clone();
}

/// What came after a pack, or after the last changes.
fn news(copy: &Value) -> String {
    format!("/v1/information/changes?language=id&after={}", copy["cursor"].as_str().unwrap())
}

#[actix_web::test]
async fn a_phones_copy_becomes_the_servers_whatever_commits_late() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::new().await;
    let (author, other) = (app.desk().await, app.supervisor().await);
    draft(&app).await;
    app.post(&path("submit")).by(&author).version(1).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    let mut copy = app.get("/v1/information/pack?language=id").send().await.expect(200).json;
    assert!(
        !copy["articles"].as_array().unwrap().is_empty() && copy["countries"].as_array().unwrap().len() > 30
    );

    // Three changes by officers; the first begins before the others and commits after them.
    let mut late = app.db().conn();
    late.batch_execute(
        "BEGIN; UPDATE article_version v SET state = 'retired' FROM article a \
           WHERE a.id = v.article_id AND a.slug = 'your-data-and-your-rights' AND state = 'published'; \
         INSERT INTO event (owner_id, thing_kind, thing_id, version, kind, request_id, at, payload) \
           SELECT v.owner_id, 'article', a.id, 99, 'article.retired', 'late', '2026-06-01', \
             convert_to('{\"slug\":\"your-data-and-your-rights\"}', 'UTF8') \
           FROM article a JOIN article_version v ON a.id = v.article_id WHERE slug = 'your-data-and-your-rights'; \
         INSERT INTO event_log SELECT owner_id, thing_kind, thing_id, version FROM event WHERE request_id = 'late'",
    )
    .unwrap();
    app.post(&path("publish")).by(&other).version(2).json(&json!({})).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    let first = app.get(&news(&copy)).send().await.expect(200).json;
    assert_eq!(first["data"].as_array().unwrap().len(), 1);
    take(&mut copy, &first);
    late.batch_execute("COMMIT").unwrap();
    warned(&app, "KR").await;
    for _ in 0..2 {
        api::jobs::sequence(&app.state).await.unwrap();
    }
    let second = app.get(&news(&copy)).send().await.expect(200).json;
    let told: Vec<&Value> = second["data"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert!(told.contains(&&json!("your-data-and-your-rights")) && told.contains(&&json!("KR")), "{told:?}");
    take(&mut copy, &second);
    let fresh = app.get("/v1/information/pack?language=id").send().await.expect(200);
    assert_eq!(copy, fresh.json);
    let nothing = app.get(&news(&copy)).send().await.expect(200).json;
    assert_eq!((&nothing["data"], &nothing["cursor"]), (&json!([]), &copy["cursor"]));

    // Another process makes the same bytes, also where its clock is slow.
    for minutes in [5, -5] {
        let twin = app.at(at(Duration::minutes(minutes))).await;
        let same = twin.get("/v1/information/pack?language=id").send().await.expect(200);
        assert_eq!((&same.bytes, same.header("etag")), (&fresh.bytes, fresh.header("etag")));
    }
    let tag = fresh.header("etag").to_owned();
    assert_eq!(app.get("/v1/information/pack").header("If-None-Match", &tag).send().await.status, 304);
    let index = copy["cursor"].as_str().unwrap().split('-').next().unwrap();
    for strange in ["999999", "999999-0a1b2c3d", "0-0a1b2c3d", "00", index, &format!("{index}-0a1b2c3d")] {
        let asked = app.get(&format!("/v1/information/changes?after={strange}")).send().await;
        asked.problem(410, "information.resync");
    }
    app.get("/v1/information/changes").send().await.problem(400, "request.parameter");
    for wrong in ["-1", "1-0A1B2C3D", "1-0a1b", "9999999999999999999", "x"] {
        let asked = app.get(&format!("/v1/information/changes?after={wrong}")).send().await;
        asked.problem(400, "request.parameter");
    }
}

/// Says of a country that one is warned; approved at once.
async fn warned(app: &TestApp, country: &str) {
    let row = json!({
        "country": country, "state": "warned", "from": "2026-06-01", "note_id": "Contoh saja.",
        "note_en": "An example.", "source_title": "Contoh", "source_sha256": "0".repeat(64), "confidence": "low"
    });
    let proposed = app.post("/v1/country-statuses").by(&app.desk().await).json(&row).send().await;
    let id = proposed.expect(201).text("/status/id");
    let approve = app.post(&format!("/v1/country-statuses/{id}/approve")).by(&app.supervisor().await);
    approve.version(1).send().await.expect(200);
}

#[actix_web::test]
async fn a_dump_and_restore_leaves_every_event_its_place_and_those_that_wait_get_the_next() {
    let app = TestApp::new().await;
    let (author, other) = (app.desk().await, app.supervisor().await);
    draft(&app).await;
    app.post(&path("submit")).by(&author).version(1).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    let pack = app.get("/v1/information/pack?language=id").send().await.expect(200).json;
    let cursor = news(&pack);
    app.post(&path("publish")).by(&other).version(2).json(&json!({})).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    warned(&app, "KR").await;
    let before = app.get(&cursor).send().await.expect(200);
    let order = "SELECT concat_ws(' ', log_index, thing_kind, thing_id, version) AS t FROM event_log \
                 ORDER BY log_index, thing_kind, thing_id, version";
    let places = app.db().texts(order);

    let restored = app.restored().await;
    drop(app);
    assert_eq!(restored.db().texts(order), places);
    let same = restored.get(&cursor).send().await.expect(200);
    assert_eq!((&same.bytes, same.header("etag")), (&before.bytes, before.header("etag")));
    // What had no place when the database was dumped, then what is new.
    api::jobs::sequence(&restored.state).await.unwrap();
    warned(&restored, "JP").await;
    api::jobs::sequence(&restored.state).await.unwrap();
    let changes = restored.get(&cursor).send().await.expect(200).json;
    let told: Vec<_> =
        changes["data"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(told, [SLUG, "KR", "JP"]);
    let whole = "SELECT (min(log_index) = 1 AND count(*) = max(log_index) AND count(*) = count(log_index))::text AS t \
                 FROM event_log";
    assert_eq!(restored.db().text(whole), "true");
    let placed = restored.db().texts(order);
    let kept = places.iter().filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    assert!(placed.iter().zip(kept.clone()).all(|(now, then)| now == then) && placed.len() > kept.count());
    let next = restored.get(&news(&changes)).send().await.expect(200);
    assert_eq!(next.json["data"], json!([]));
}

#[actix_web::test]
async fn a_phone_that_has_read_what_an_older_dump_lost_is_sent_for_the_pack_however_far_the_indexes_come() {
    let app = TestApp::new().await;
    let (author, other) = (app.desk().await, app.supervisor().await);
    draft(&app).await;
    app.post(&path("submit")).by(&author).version(1).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    let behind = app.get("/v1/information/pack?language=id").send().await.expect(200).json;
    let older = app.restored().await;

    app.post(&path("publish")).by(&other).version(2).json(&json!({})).send().await.expect(200);
    api::jobs::sequence(&app.state).await.unwrap();
    let mut ahead = app.get(&news(&behind)).send().await.expect(200).json;
    assert_eq!(ahead["data"][0]["code"], json!(SLUG));
    older.get(&news(&ahead)).send().await.problem(410, "information.resync");

    // The same at the same index is another event: what stands below it may not be what the phone has read.
    older.post(&path("publish")).by(&other).version(2).json(&json!({})).send().await.expect(200);
    api::jobs::sequence(&older.state).await.unwrap();
    let again = older.get(&news(&behind)).send().await.expect(200).json;
    assert_eq!(again["data"], ahead["data"]);
    older.get(&news(&ahead)).send().await.problem(410, "information.resync");
    for country in ["JP", "KR"] {
        warned(&older, country).await;
        api::jobs::sequence(&older.state).await.unwrap();
    }
    older.get(&news(&ahead)).send().await.problem(410, "information.resync");

    // Who has read only what the dump has goes on; the other one does after the pack.
    let told = older.get(&news(&behind)).send().await.expect(200).json;
    assert_eq!(told["data"].as_array().unwrap().len(), 3);
    ahead = older.get("/v1/information/pack?language=id").send().await.expect(200).json;
    assert_eq!(ahead["cursor"], told["cursor"]);
    assert_eq!(older.get(&news(&ahead)).send().await.expect(200).json["data"], json!([]));
}

#[actix_web::test]
async fn phones_take_a_new_release_in_and_an_older_one_answers_them_no_more() {
    let old = TestApp::new().await;
    api::jobs::sequence(&old.state).await.unwrap();
    let pack = "/v1/information/pack?language=id";
    let mut copy = old.get(pack).send().await.expect(200).json;

    let mut files = Catalogue::clone(&old.state.catalogue);
    files.hotlines[0].number = Some("000-000".to_owned());
    let gone = files.destinations.remove(0).code;
    files.law.restrictions.retain(|it| it.country != gone);
    files.countries.get_mut("TW").unwrap().zone = "Asia/Tokyo".to_owned();
    api::run::keep_information(&mut old.db().owner(), &files, noon()).unwrap();
    let new = old.release(files).await;
    api::jobs::sequence(&old.state).await.unwrap();
    // What is not served yet is no news.
    assert_eq!(old.get(&news(&copy)).send().await.expect(200).json["data"], json!([]));

    for _ in 0..2 {
        api::run::keep_versions(&new.state).await.unwrap();
        api::jobs::sequence(&new.state).await.unwrap();
    }
    for path in [pack, &news(&copy)] {
        old.get(path).send().await.problem(503, "server.unavailable");
    }
    let changes = new.get(&news(&copy)).send().await.expect(200).json;
    let mut told: Vec<&Value> = changes["data"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    told.sort_by_key(|it| it.as_str());
    let mut wanted = [json!(gone), json!("TW"), json!("hotlines")];
    wanted.sort_by(|one, next| one.as_str().cmp(&next.as_str()));
    assert_eq!(told, wanted.iter().collect::<Vec<_>>());
    take(&mut copy, &changes);
    assert_eq!(copy, new.get(pack).send().await.expect(200).json);

    // The newer one is given up, the older one speaks again.
    api::jobs::pages(&old.state).await.unwrap();
    api::jobs::sequence(&old.state).await.unwrap();
    new.get(pack).send().await.problem(503, "server.unavailable");
    let back = old.get(&news(&copy)).send().await.expect(200).json;
    take(&mut copy, &back);
    assert_eq!(copy, old.get(pack).send().await.expect(200).json);
}

/// A question and the articles any of which answers it.
#[derive(serde::Deserialize)]
struct Question {
    ask: String,
    right: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Questions {
    question: Vec<Question>,
}

/// How many questions of a file are answered right first and among three, of how many.
async fn answered(app: &TestApp, file: &str) -> (usize, usize, usize) {
    let path = format!("{}/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    let Questions { question: all } = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut first, mut among, mut missed) = (0, 0, Vec::new());
    for Question { ask, right } in &all {
        let path = format!("/v1/search?limit=3&q={}", ask.replace(' ', "+").replace('?', "%3F"));
        let found = app.get(&path).send().await.expect(200);
        let codes: Vec<&str> =
            found.json["data"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        let is_right = |code: &&str| right.iter().any(|it| it == code);
        first += usize::from(codes.first().is_some_and(is_right));
        among += usize::from(codes.iter().any(is_right));
        if !codes.iter().any(is_right) {
            missed.push(format!("{ask}: {codes:?}"));
        }
    }
    println!("{file}: right first: {first} of {}, among three: {among}; missed: {missed:#?}", all.len());
    (first, among, all.len())
}

#[actix_web::test]
async fn people_find_what_they_ask_for_in_their_own_words() {
    let app = TestApp::new().await;
    let (first, among, all) = answered(&app, "questions.toml").await;
    assert!(all >= 50 && first >= 42 && among >= 45, "{first} and {among} of {all}");
    let (first, among, all) = answered(&app, "questions_second.toml").await;
    assert!(all >= 19 && first >= 11 && among >= 15, "{first} and {among} of {all}");
}

#[actix_web::test]
async fn what_does_not_say_what_is_sought_is_not_sought() {
    let app = TestApp::new().await;
    let found = async |question: &str| {
        let path = format!("/v1/search?limit=3&q={}", question.replace(' ', "+"));
        let found = app.get(&path).send().await.expect(200);
        found.json["data"].as_array().unwrap().clone()
    };
    // Question words and fillers, however they are written, are not taken for words of texts.
    for nothing in ["brapa", "gmn dong", "kapan lagi", "apakah udh", "knp sih", "dimana yg"] {
        assert_eq!(found(nothing).await, Vec::<Value>::new(), "{nothing}");
    }
    // Nor is a word that only looks a little like one of theirs.
    assert_eq!(found("kasxq").await, Vec::<Value>::new());
    assert!(!found("syarta").await.is_empty());
    let with = found("brapa upah di korea sih").await;
    assert_eq!(with[0]["code"], found("upah korea").await[0]["code"]);
    assert!(with.iter().all(|hit| !hit["excerpt"].as_str().unwrap().contains("[[apa]]")));
}

#[actix_web::test]
async fn what_is_found_is_marked_and_bad_questions_are_refused() {
    let app = TestApp::new().await;
    let found = app.get("/v1/search?q=data+pribadi+bocor").send().await.expect(200);
    assert_eq!(found.json["data"][0]["code"], "your-data-and-your-rights");
    assert!(found.json["data"][0]["excerpt"].as_str().unwrap().contains("[["));
    let mistyped = app.get("/v1/search?q=pribady+bocorr").send().await.expect(200);
    assert_eq!(mistyped.json["data"][0]["code"], "your-data-and-your-rights");
    let english =
        app.get("/v1/search?q=personal+data+leak").header("Accept-Language", "en").send().await.expect(200);
    assert_eq!(english.json["data"][0]["title"], "Your personal data and your rights");
    let country = app.get("/v1/search?q=korea&kind=country").send().await.expect(200);
    assert_eq!(country.json["data"][0]["address"], "/v1/countries/KR");
    let problems = async |limit: usize| {
        let path = format!("/v1/search?q=data+yang+berubah&kind=problem&limit={limit}");
        let found = app.get(&path).send().await.expect(200).json["data"].as_array().unwrap().clone();
        assert!(found.iter().all(|it| it["kind"] == "problem"), "{found:?}");
        found
    };
    let (all, two) = (problems(30).await, problems(2).await);
    assert!(all.len() > 2 && two == all[..2], "{all:?}");
    assert!(all.iter().any(|it| it["address"] == "/problems/version.stale"), "{all:?}");
    assert_eq!(app.get("/v1/search?q=yang+dan+di").send().await.expect(200).json["data"], json!([]));
    app.get("/v1/search").send().await.problem(400, "request.parameter");
    app.get("/v1/search?q=a").send().await.problem(400, "request.parameter");
    app.get("/v1/search?q=abc&kind=nothing").send().await.problem(400, "request.parameter");
    app.get("/v1/search?q=%27%29%3B+%3A%2A+%26+%7C+%21+%28").send().await.expect(200);
}

#[actix_web::test]
async fn a_first_visit_is_kind_to_a_bad_network() {
    let app = TestApp::new().await;
    let asked = async |path: &str| {
        let reply = app.get(path).header("Accept-Encoding", "gzip").send().await.expect(200);
        (reply.traffic, reply.bytes.len())
    };
    for language in ["id", "en"] {
        let (travelled, plain) = asked(&format!("/v1/information/pack?language={language}")).await;
        println!("pack in {language}: {travelled} bytes with headers, {plain} unpacked");
        assert!(travelled <= 300_000, "{travelled}");
    }
    let (list, _) = asked("/v1/articles").await;
    let (article, _) = asked("/v1/articles/who-pays-what").await;
    println!("a page of the list: {list} bytes, an article: {article} bytes, in two requests");
    assert!(list + article <= 20_000, "{list} + {article}");
}
