//! The registers: looked up by everybody, kept by officers by form and from lists.

use crate::support::{Login, Reply, TestApp, agency, at, job_order};
use chrono::Duration;
use domain::registers::{Agency, JobOrder};
use futures_util::future::join;
use persistence::RepoError;
use persistence::registers::{Register, Stored, Taken};
use rust_xlsxwriter::{Format, Formula, Workbook};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const COLUMNS: [&str; 17] = [
    "number",
    "name",
    "government",
    "city",
    "address",
    "licence_from",
    "licence_until",
    "status",
    "status_from",
    "status_until",
    "status_scope",
    "branches",
    "phones",
    "emails",
    "webs",
    "social_accounts",
    "bank_accounts",
];
const AGENCIES: &str = "\
A-1,PT Contoh Migran Nusantara (fiktif),no,Bontang,Jl. Contoh 1,2024-01-01,2028-12-31,active,2024-01-01,,,,0812-5550-0101,,,@contoh.migran,
A-2,PT Rekaan Bahari Sejahtera (fiktif),no,Tegal,,2023-06-01,2028-05-31,warned,2026-01-01,,,Samarinda: Jl. Contoh 1,,,,,
A-3,PT Simulasi Karya Luhur (fiktif),no,Surabaya,,2023-01-01,2027-12-31,suspended,2026-04-15,2026-07-15,,,,,,,
A-4,PT Rekaan Masa Lalu (fiktif),no,Bontang,,2020-01-01,2026-03-31,active,2020-01-01,,,,,,,,
GOV,Badan Contoh (pemerintah),yes,Jakarta,,,,active,2024-01-01,,,,,,,,
";
const ORDERS_HEADER: &str = "number,agency,permit,permit_from,permit_until,permit_countries,permit_occupations,country,\
employer,programme,occupation,post,seats,filled,wage,currency,months,fee_idr,closes_on,partner,partner_verified_on\n";
const ORDERS: &str = "\
O-1,A-1,P-1,2026-01-01,2026-12-31,JP;TW,5131,JP,legal,JP-SSW,5131,Pramusaji restoran,8,2,200000,JPY,12,0,2026-10-31,Contoh KK,2026-02-01
O-2,A-3,P-2,2026-01-01,2026-09-30,,,MY,individual,MY-DOM-OCS,5120,Juru masak keluarga,4,0,1200.50,MYR,24,2500000,2026-09-01,,
O-3,GOV,,,,,,KR,legal,KR-EPS-MFG,8219,Operator manufaktur,40,40,2156880,KRW,36,0,2026-07-31,,
O-4,GOV,,,,,,KR,legal,,8219,Operator pabrik,5,0,2156880,KRW,36,0,,,
";

fn header() -> String {
    COLUMNS.join(",") + "\n"
}

async fn import(app: &TestApp, who: &Login, path: &str, list: (&str, Vec<u8>), apply: bool) -> Reply {
    let path = format!("/v1/{path}/imports?taken_from=Daftar+uji&taken_on=2026-05-25&apply={apply}");
    app.post(&path).by(who).raw(list.0, list.1).send().await
}

/// An application with both registers filled.
async fn filled() -> (TestApp, Login) {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let agencies = (CSV, (header() + AGENCIES).into_bytes());
    import(&app, &desk, "agencies", agencies, true).await.expect(200);
    let orders = (CSV, (ORDERS_HEADER.to_owned() + ORDERS).into_bytes());
    let reply = import(&app, &desk, "job-orders", orders, true).await.expect(200);
    assert_eq!((reply.json["new"].clone(), reply.json["applied"].clone()), (json!(4), json!(true)));
    (app, desk)
}

async fn numbers(app: &TestApp, path: &str) -> Vec<String> {
    let reply = app.get(path).send().await.expect(200);
    let rows = reply.json["data"].as_array().unwrap();
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn everybody_finds_agencies_by_part_of_the_name_number_city_and_state() {
    let (app, _) = filled().await;
    for (query, wanted) in [
        ("", vec!["GOV", "A-1", "A-2", "A-4", "A-3"]),
        ("?q=nusantra", vec!["A-1"]),
        ("?q=NUSANTARA", vec!["A-1"]),
        ("?q=rekaan", vec!["A-2", "A-4"]),
        ("?q=bahary+sejahtera", vec!["A-2"]),
        ("?q=ul", vec!["A-3"]),
        ("?q=%25%25", vec![]),
        ("?number=a+-1", vec!["A-1"]),
        ("?number=A", vec![]),
        ("?city=bontang", vec!["A-1", "A-4"]),
        ("?city=SAMARINDA", vec!["A-2"]),
        ("?state=expired&as_of=2026-06-01", vec!["A-4"]),
        ("?state=suspended&as_of=2026-06-01", vec!["A-3"]),
        ("?state=suspended&as_of=2026-08-01", vec![]),
        ("?state=warned", vec!["A-2"]),
        ("?city=bontang&state=active&as_of=2026-03-31", vec!["A-1", "A-4"]),
    ] {
        assert_eq!(numbers(&app, &format!("/v1/agencies{query}")).await, wanted, "{query}");
    }
    // The most like first, on every page of any size.
    assert_eq!(numbers(&app, "/v1/agencies?q=rekaan+masa+lalu").await[0], "A-4");
    assert_eq!(numbers(&app, "/v1/agencies?q=simulasi+karya").await[0], "A-3");
    let (mut path, mut found) = ("/v1/agencies?q=pt+rekaan&limit=1".to_owned(), Vec::new());
    loop {
        let page = app.get(&path).send().await.expect(200);
        found.push(page.text("/data/0/number"));
        let Some(cursor) = page.json["next_cursor"].as_str() else { break };
        path = format!("/v1/agencies?q=pt+rekaan&limit=1&cursor={cursor}");
    }
    assert_eq!(found, numbers(&app, "/v1/agencies?q=pt+rekaan").await);
    assert_eq!(found[..2], ["A-2", "A-4"]);
    let first = app.get("/v1/agencies?limit=2&state=active&as_of=2026-03-31").send().await.expect(200);
    assert_eq!(first.json["data"].as_array().unwrap().len(), 2);
    let cursor = first.text("/next_cursor");
    assert!(first.header("link").contains(&cursor));
    let next = format!("/v1/agencies?limit=2&state=active&as_of=2026-03-31&cursor={cursor}");
    assert_eq!(numbers(&app, &next).await, ["A-4", "A-3"]);
    let other = format!("/v1/agencies?limit=2&cursor={cursor}");
    assert_eq!(app.get(&other).send().await.problem(400, "request.parameter").errors(), ["cursor format"]);
    for (query, wrong) in
        [("q=x", "q too_short"), ("state=gone", "state unknown_code"), ("as_of=1", "as_of format")]
    {
        let reply = app.get(&format!("/v1/agencies?{query}")).send().await.problem(400, "request.parameter");
        assert_eq!(reply.errors(), [wrong]);
    }
}

#[actix_web::test]
async fn a_look_up_says_where_it_is_from_and_is_kept_by_caches() {
    let (app, _) = filled().await;
    let id = app.get("/v1/agencies?number=A-3").send().await.text("/data/0/id");
    let path = format!("/v1/agencies/{id}?as_of=2026-06-01");
    let found = app.get(&path).send().await.expect(200);
    assert_eq!(found.header("cache-control"), "public, max-age=300");
    assert_eq!(
        [
            found.text("/state"),
            found.text("/state_until"),
            found.text("/taken_from"),
            found.text("/taken_on")
        ],
        ["suspended", "2026-07-15", "Daftar uji", "2026-05-25"]
    );
    let tag = format!("\"{}\"", found.etag());
    app.get(&path).header("If-None-Match", &tag).send().await.expect(304);
    let later = format!("/v1/agencies/{id}?as_of=2026-07-16");
    let later = app.get(&later).header("If-None-Match", &tag).send().await.expect(200);
    assert_eq!(later.text("/state"), "active");
    let list = app.get("/v1/agencies").send().await.expect(200);
    let tag = format!("\"{}\"", list.etag());
    app.get("/v1/agencies").header("If-None-Match", &tag).send().await.expect(304);
    for area in ["agencies", "job-orders"] {
        let nobody = format!("/v1/{area}/{}", uuid::Uuid::nil());
        app.get(&nobody).send().await.problem(404, "resource.not_found");
    }
}

#[actix_web::test]
async fn everybody_finds_job_orders_and_how_they_stand_on_a_day() {
    let (app, _) = filled().await;
    let agency = app.get("/v1/agencies?number=GOV").send().await.text("/data/0/id");
    for (query, wanted) in [
        (String::new(), vec!["O-1", "O-2", "O-3", "O-4"]),
        ("?country=KR".to_owned(), vec!["O-3", "O-4"]),
        ("?occupation=5120".to_owned(), vec!["O-2"]),
        (format!("?agency={agency}"), vec!["O-3", "O-4"]),
        ("?number=o-3".to_owned(), vec!["O-3"]),
        ("?q=oprator".to_owned(), vec!["O-3", "O-4"]),
        ("?q=restoran".to_owned(), vec!["O-1"]),
        ("?open=true&as_of=2026-06-01".to_owned(), vec!["O-1", "O-4"]),
        ("?open=false&as_of=2026-06-01&country=KR".to_owned(), vec!["O-3"]),
        ("?open=true&as_of=2026-08-01".to_owned(), vec!["O-1", "O-2", "O-4"]),
        ("?open=true&as_of=2027-01-01".to_owned(), vec!["O-4"]),
    ] {
        assert_eq!(numbers(&app, &format!("/v1/job-orders{query}")).await, wanted, "{query}");
    }
    let rows = app.get("/v1/job-orders?as_of=2026-06-01").send().await.expect(200);
    let states: Vec<&Value> = rows.json["data"].as_array().unwrap().iter().map(|row| &row["state"]).collect();
    assert_eq!(states, ["open", "agency_barred", "full", "open"]);
    let barred = &rows.json["data"][1];
    assert_eq!(
        [&barred["wage_minor"], &barred["fee_minor"], &barred["agency"]["state"]],
        [&json!(120_050), &json!(250_000_000), &json!("suspended")]
    );
    assert_eq!(rows.json["data"][0]["wage_minor"], json!(200_000), "a yen has no minor unit");
    let path = format!("/v1/job-orders/{}?as_of=2026-11-01", rows.text("/data/0/id"));
    assert_eq!(app.get(&path).send().await.expect(200).text("/state"), "closed");
    let path = format!("/v1/job-orders/{}?as_of=2024-12-31", rows.text("/data/3/id"));
    let early = app.get(&path).send().await.expect(200);
    assert_eq!(early.text("/state"), "country_not_open", "Korea opens on 2025-01-01");
    assert_eq!(numbers(&app, "/v1/job-orders?open=true&as_of=2024-12-31").await, [""; 0]);
    let first = app.get("/v1/job-orders?limit=1").send().await.expect(200);
    let next = format!("/v1/job-orders?limit=1&cursor={}", first.text("/next_cursor"));
    assert_eq!(numbers(&app, &next).await, ["O-2"]);
}

#[actix_web::test]
async fn officers_keep_agencies_by_form_and_the_history_only_grows() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let made = app.post("/v1/agencies").by(&desk).json(&agency("SIP3MI-UJI-1")).send().await.expect(201);
    let path = format!("/v1/agencies/{}", made.text("/id"));
    assert_eq!(made.header("location"), path);
    let contacts: Vec<String> = made.json["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["value"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        contacts,
        ["+6281255500101", "info@contoh.example", "contoh.example", "contoh.uji", "5550000101"],
        "in their normal form"
    );
    let again = agency(" sip3mi-uji-1 ".trim());
    app.post("/v1/agencies").by(&desk).json(&again).send().await.problem(409, "register.exists");

    let statuses = format!("{path}/statuses");
    let suspended = json!({ "state": "suspended", "from": "2026-05-01", "until": "2026-08-31", "scope": "Timur Tengah", "reason": "SK contoh 1" });
    let say = |version: i32, body: &Value| app.post(&statuses).by(&desk).version(version).json(body).send();
    let said = say(1, &suspended).await.expect(200);
    assert_eq!([said.text("/state"), said.text("/state_scope")], ["suspended", "Timur Tengah"]);
    assert_eq!(said.etag(), "2");
    assert_eq!(say(2, &suspended).await.expect(200).etag(), "2", "said already");
    say(1, &suspended).await.problem(412, "version.stale");
    let wrong = json!({ "state": "suspended", "from": "2026-05-01", "until": "2026-04-30" });
    assert_eq!(say(2, &wrong).await.problem(422, "request.invalid").errors(), ["/until order"]);
    app.post(&statuses).by(&desk).json(&suspended).send().await.problem(428, "version.required");

    let mut renewed = agency("SIP3MI-UJI-1");
    renewed["name"] = json!("PT Contoh Baru (fiktif)");
    renewed["phones"] = json!([]);
    let put =
        |version: i32, body: &Value| app.call("PUT", &path).by(&desk).version(version).json(body).send();
    let after = put(2, &renewed).await.expect(200);
    assert_eq!([after.text("/name"), after.text("/state")], ["PT Contoh Baru (fiktif)", "suspended"]);
    assert_eq!(
        (after.json["history"].as_array().unwrap().len(), after.json["contacts"].as_array().unwrap().len()),
        (2, 4)
    );
    assert_eq!(put(3, &renewed).await.expect(200).etag(), "3", "the same changes nothing");
    put(2, &renewed).await.problem(412, "version.stale");
    let other = put(3, &agency("SIP3MI-UJI-2")).await.problem(422, "request.invalid");
    assert_eq!(other.errors(), ["/number differs"]);
    assert_eq!(numbers(&app, "/v1/agencies?q=contoh+baru").await, ["SIP3MI-UJI-1"]);

    renewed["government"] = json!(true);
    let other = put(3, &renewed).await.problem(422, "request.invalid");
    assert_eq!(other.errors(), ["/government differs"], "what it is does not change");
    let list = header() + "SIP3MI-UJI-1,PT Contoh Baru (fiktif),yes,Bontang,,,,,,,,,,,,,\n";
    let list = import(&app, &desk, "agencies", (CSV, list.into_bytes()), true).await;
    assert_eq!(list.problem(422, "request.invalid").errors(), ["/lines/2/government differs"]);

    let mut bad = agency("SIP3MI-UJI-3");
    bad["licence_from"] = json!("0001-01-01");
    bad["taken_on"] = json!("1989-12-31");
    let refused = app.post("/v1/agencies").by(&desk).json(&bad).send().await.problem(422, "request.invalid");
    assert_eq!(refused.errors(), ["/taken_on out_of_range", "/licence_from out_of_range"]);

    let mut bad = agency("SIP3MI-UJI-3");
    bad["licence_until"] = json!("2023-12-31");
    bad["phones"] = json!(["0812-5550-0101", "12"]);
    bad["webs"] = json!(["contoh"]);
    bad["status"] = json!({ "state": "warned", "from": "2026-05-01", "until": "2026-04-01" });
    let refused = app.post("/v1/agencies").by(&desk).json(&bad).send().await.problem(422, "request.invalid");
    assert_eq!(
        refused.errors(),
        ["/phones/1 format", "/webs/0 format", "/status/until order", "/licence_until order"]
    );
    bad["taken_on"] = json!("2026-06-02");
    let refused = app.post("/v1/agencies").by(&desk).json(&bad).send().await.problem(422, "request.invalid");
    assert_eq!(refused.errors(), ["/taken_on in_future"]);
    assert_eq!(
        app.db().text("SELECT string_agg(kind || version, ' ' ORDER BY version) AS t FROM event WHERE thing_kind = 'agency'"),
        "agency.entered1 agency.changed2 agency.changed3"
    );
}

#[actix_web::test]
async fn officers_keep_job_orders_by_form() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let order = job_order("JO-UJI-1", "sip3mi-uji-1");
    let early =
        app.post("/v1/job-orders").by(&desk).json(&order).send().await.problem(422, "request.invalid");
    assert_eq!(early.errors(), ["/agency unknown_code"]);
    app.post("/v1/agencies").by(&desk).json(&agency("SIP3MI-UJI-1")).send().await.expect(201);
    let made = app.post("/v1/job-orders").by(&desk).json(&order).send().await.expect(201);
    assert_eq!([made.text("/state"), made.text("/agency/number")], ["open", "SIP3MI-UJI-1"]);
    app.post("/v1/job-orders").by(&desk).json(&order).send().await.problem(409, "register.exists");
    let path = format!("/v1/job-orders/{}", made.text("/id"));
    let mut full = order.clone();
    full["filled"] = json!(8);
    let put = || app.call("PUT", &path).by(&desk).version(1).json(&full).send();
    let replies = <[Reply; 2]>::from(join(put(), put()).await);
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "of two at once one wins");
    assert_eq!(app.get(&path).send().await.expect(200).text("/state"), "full");
    full["filled"] = json!(9);
    for (field, value) in [
        ("country", json!("XX")),
        ("occupation", json!("0000")),
        ("currency", json!("XYZ")),
        ("programme", json!("NONE")),
        ("permit_countries", json!(["JP", "XX"])),
        ("permit_until", json!("2025-12-31")),
    ] {
        full[field] = value;
    }
    let refused = app.call("PUT", &path).by(&desk).version(2).json(&full).send().await;
    assert_eq!(
        refused.problem(422, "request.invalid").errors(),
        [
            "/country unknown_code",
            "/occupation unknown_code",
            "/currency unknown_code",
            "/programme unknown_code",
            "/permit_countries/1 unknown_code",
            "/filled too_large",
            "/permit_until order",
        ]
    );
    let mut elsewhere = order;
    elsewhere["programme"] = json!("KR-EPS-MFG");
    let refused = app.call("PUT", &path).by(&desk).version(2).json(&elsewhere).send().await;
    assert_eq!(
        refused.problem(422, "request.invalid").errors(),
        ["/programme not_allowed"],
        "not of that country"
    );
}

/// A cell of a list in the making.
#[derive(Clone, PartialEq)]
enum Cell {
    Text(String),
    /// What stands in the CSV as these bytes.
    Bytes(&'static [u8]),
    Number(f64),
    Day(f64),
    Formula,
    Merged,
}

fn rows(count: usize) -> Vec<Vec<Cell>> {
    let row = |n: usize| {
        [
            format!("SIP3MI-UJI-{n:04}"),
            format!("PT Contoh {n:04} (fiktif)"),
            "no".to_owned(),
            "Bontang".to_owned(),
            format!("Jl. Contoh {n}, blok \"B\""),
            "2024-01-01".to_owned(),
            "2028-12-31".to_owned(),
            "active".to_owned(),
            "2024-01-01".to_owned(),
            String::new(),
            String::new(),
            "Samarinda: Jl. Contoh 1; Balikpapan: Jl. Contoh 2".to_owned(),
            format!("0812-5550-{n:04}; 0548 555{:03}", n % 1000),
            format!("info{n}@contoh.example"),
            format!("https://contoh{n}.example"),
            format!("@contoh{n}.fiktif"),
            format!("00{n:08}"),
        ]
        .map(Cell::Text)
        .to_vec()
    };
    (1..=count).map(row).collect()
}

fn csv(rows: &[Vec<Cell>]) -> (&'static str, Vec<u8>) {
    let mut list = header().into_bytes();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                list.push(b',');
            }
            match cell {
                Cell::Text(text) => {
                    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
                    list.extend(quoted.bytes());
                }
                Cell::Bytes(bytes) => list.extend(*bytes),
                Cell::Formula => list.extend(b"=1+1"),
                Cell::Number(number) => list.extend(number.to_string().bytes()),
                Cell::Day(_) | Cell::Merged => panic!("not in CSV"),
            }
        }
        list.push(b'\n');
    }
    (CSV, list)
}

fn xlsx(rows: &[Vec<Cell>]) -> (&'static str, Vec<u8>) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (place, name) in (0..).zip(COLUMNS) {
        sheet.write_string(0, place, name).unwrap();
    }
    for (line, row) in (1..).zip(rows) {
        for (place, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) => sheet.write_string(line, place, text).map(|_| ()),
                Cell::Number(number) => sheet.write_number(line, place, *number).map(|_| ()),
                Cell::Day(number) => sheet.write_number_with_format(line, place, *number, &day).map(|_| ()),
                Cell::Formula => sheet.write_formula(line, place, Formula::new("=1+1")).map(|_| ()),
                Cell::Merged => {
                    sheet.merge_range(line, place, line, place + 1, "Gabungan", &Format::new()).map(|_| ())
                }
                Cell::Bytes(_) => panic!("not in XLSX"),
            }
            .unwrap();
        }
    }
    (XLSX, book.save_to_buffer().unwrap())
}

/// Twenty rows broken, each in its own way: what stands in which column, and the code that names it.
fn broken(is_csv: bool) -> Vec<(&'static str, Cell, &'static str)> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut all = vec![
        ("licence_until", text("2026-13-01"), "format"),
        ("licence_from", text("01/02/2024"), "format"),
        ("licence_until", text("2023-12-31"), "order"),
        ("licence_until", text(""), "required"),
        ("number", text("SIP3MI-UJI-0001"), "repeated"),
        ("name", text(""), "required"),
        ("name", Cell::Formula, "formula"),
        ("name", text("PT RÃ©kaan (fiktif)"), "encoding"),
        ("name", text("PT Contoh\u{7}"), "unseen"),
        ("city", text(&"x".repeat(101)), "too_long"),
        ("government", text("mungkin"), "wrong_type"),
        ("status", text("closed"), "unknown_code"),
        ("status_from", text(""), "required"),
        ("status_until", text("2023-12-31"), "order"),
        ("branches", text("Samarinda"), "wrong_type"),
        ("phones", text("0812-5550-0101; 12"), "format"),
        ("emails", text("info"), "format"),
    ];
    if is_csv {
        all.push(("name", Cell::Bytes(b"\"PT R\xE9kaan\""), "encoding"));
        all.push(("name", text("@SUM(1)"), "formula"));
        all.push(("bank_accounts", text("5.55E+12"), "format"));
    } else {
        all.push(("name", text("PT R\u{FFFD}kaan"), "encoding"));
        all.push(("phones", Cell::Merged, "merged"));
        all.push(("bank_accounts", Cell::Number(8_123_456.0), "number_cell"));
    }
    all
}

fn stored(app: &TestApp) -> String {
    app.db().text(
        "SELECT (SELECT count(*) FROM agency) || ' ' || (SELECT count(*) FROM organisation WHERE kind = 'agency') || ' ' \
         || (SELECT count(*) FROM event WHERE thing_kind = 'agency') AS t",
    )
}

#[actix_web::test]
async fn a_list_with_twenty_broken_rows_is_named_by_line_and_column_and_not_half_taken() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    for is_csv in [true, false] {
        let mut list = rows(500);
        let mut wanted = Vec::new();
        for (index, (column, cell, code)) in broken(is_csv).into_iter().enumerate() {
            let place = COLUMNS.iter().position(|name| *name == column).unwrap();
            let at = index * 24 + 20;
            if cell == Cell::Merged {
                list[at].truncate(place + 1);
            }
            list[at][place] = cell;
            wanted.push((at + 2, column, code));
        }
        assert_eq!(wanted.len(), 20);
        let list = if is_csv { csv(&list) } else { xlsx(&list) };
        let report = import(&app, &desk, "agencies", list.clone(), false).await.expect(200);
        let errors: Vec<Value> = wanted
            .iter()
            .map(|(line, column, code)| json!({ "line": line, "column": column, "code": code }))
            .collect();
        assert_eq!(report.json["errors"], json!(errors), "CSV: {is_csv}");
        assert_eq!((&report.json["rows"], &report.json["applied"]), (&json!(500), &json!(false)));
        let refused = import(&app, &desk, "agencies", list, true).await.problem(422, "request.invalid");
        let pointers: Vec<String> =
            wanted.iter().map(|(line, column, code)| format!("/lines/{line}/{column} {code}")).collect();
        assert_eq!(refused.errors(), pointers);
        assert!(!refused.body().contains("kaan"), "no value comes back");
        assert_eq!(stored(&app), "0 0 0");
    }
}

#[actix_web::test]
async fn a_clean_list_is_taken_once_and_what_vanishes_is_named() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let counts = |reply: &Reply| ["new", "changed", "unchanged"].map(|it| reply.json[it].as_u64().unwrap());
    let mut list = rows(500);
    let tried = import(&app, &desk, "agencies", csv(&list), false).await.expect(200);
    assert_eq!(counts(&tried), [500, 0, 0]);
    assert_eq!(stored(&app), "0 0 0", "a dry run writes nothing");
    let begun = std::time::Instant::now();
    let applied = import(&app, &desk, "agencies", csv(&list), true).await.expect(200);
    println!("500 agencies applied in {:?}", begun.elapsed());
    assert_eq!(counts(&applied), [500, 0, 0]);
    let (state, dump) = (stored(&app), app.db().dump());
    assert_eq!(state, "500 500 500");
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM agency_contact"), "3000");

    let again = import(&app, &desk, "agencies", csv(&list), true).await.expect(200);
    assert_eq!(counts(&again), [0, 0, 500]);
    // The same in a workbook, with days as a spreadsheet keeps them.
    list[7][5] = Cell::Day(45_292.0);
    let sheet = import(&app, &desk, "agencies", xlsx(&list), true).await.expect(200);
    assert_eq!((counts(&sheet), &sheet.json["errors"]), ([0, 0, 500], &json!([])));
    assert!(app.db().dump() == dump, "nothing has changed");
    list[7][5] = Cell::Text("2024-01-01".to_owned());

    let gone = list.remove(499);
    list[0][1] = Cell::Text("PT Nama Baru (fiktif)".to_owned());
    list[1][7] = Cell::Text("warned".to_owned());
    list[1][8] = Cell::Text("2026-05-01".to_owned());
    let changed = import(&app, &desk, "agencies", xlsx(&list), true).await.expect(200);
    assert_eq!(counts(&changed), [0, 2, 497]);
    let Cell::Text(number) = &gone[0] else { panic!("a number is text") };
    assert_eq!(changed.json["vanished"], json!([{ "number": number, "name": "PT Contoh 0500 (fiktif)" }]));
    assert_eq!(
        numbers(&app, &format!("/v1/agencies?number={number}")).await,
        ["SIP3MI-UJI-0500"],
        "it stays"
    );
    let warned = app.get("/v1/agencies?state=warned").send().await.expect(200);
    assert_eq!(warned.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        (warned.json["data"][0]["history"].as_array().unwrap().len(), &warned.json["data"][0]["version"]),
        (2, &json!(2))
    );
    assert_eq!(stored(&app), "500 500 502");

    let path = "/v1/agencies/imports?taken_from=Daftar+baru&taken_on=2026-06-01&apply=true";
    app.post(path).by(&desk).raw(CSV, csv(&list).1).send().await.expect(200);
    let row = app.get("/v1/agencies?number=SIP3MI-UJI-0003").send().await.expect(200);
    assert_eq!([row.text("/data/0/taken_from"), row.text("/data/0/taken_on")], ["Daftar baru", "2026-06-01"]);
    assert_eq!(stored(&app), "500 500 502", "confirmed by a later list, not changed");
}

#[actix_web::test]
async fn a_dry_run_names_as_vanished_only_what_the_list_lacks() {
    let (app, desk) = filled().await;
    let broken = AGENCIES.replace("2028-05-31", "2028-05-32");
    let without: String = broken.split_inclusive('\n').filter(|line| !line.starts_with("A-3")).collect();
    let report = import(&app, &desk, "agencies", (CSV, (header() + &without).into_bytes()), false).await;
    let report = report.expect(200);
    assert_eq!(report.json["errors"], json!([{ "line": 3, "column": "licence_until", "code": "format" }]));
    assert_eq!(
        report.json["vanished"],
        json!([{ "number": "A-3", "name": "PT Simulasi Karya Luhur (fiktif)" }])
    );
    for list in [(XLSX, b"no workbook".to_vec()), (CSV, header().replace("number", "nomor").into_bytes())] {
        let report = import(&app, &desk, "agencies", list, false).await.expect(200);
        assert_ne!(report.json["errors"], json!([]));
        assert_eq!(report.json["vanished"], json!([]), "what cannot be read says nothing of the register");
    }
}

#[actix_web::test]
async fn an_older_list_undoes_nothing() {
    let (app, desk) = filled().await;
    let take = async |list: &str, on: &str| {
        let path = format!("/v1/agencies/imports?taken_from=Daftar+uji&taken_on={on}&apply=true");
        let list = (header() + list).into_bytes();
        let reply = app.post(&path).by(&desk).raw(CSV, list).send().await.expect(200);
        let count = |it: &Value| it.as_u64().or_else(|| it.as_array().map(|it| it.len() as u64)).unwrap();
        ["new", "changed", "unchanged", "older"].map(|it| count(&reply.json[it]))
    };
    let of = |number: &str| format!("/v1/agencies?number={number}&as_of=2026-06-01");
    let renamed = AGENCIES.replace("PT Contoh Migran Nusantara", "PT Nama Lama");
    assert_eq!(take(&renamed, "2026-05-24").await, [0, 0, 0, 5]);
    let row = app.get(&of("A-1")).send().await.expect(200);
    assert_eq!(
        [row.text("/data/0/name"), row.text("/data/0/taken_on")],
        ["PT Contoh Migran Nusantara (fiktif)", "2026-05-25"]
    );

    let suspended = app.get(&of("A-3")).send().await.expect(200);
    let statuses = format!("/v1/agencies/{}/statuses", suspended.text("/data/0/id"));
    let shorter = json!({ "state": "suspended", "from": "2026-04-15", "until": "2026-05-15" });
    app.post(&statuses).by(&desk).version(1).json(&shorter).send().await.expect(200);
    assert_eq!(take(AGENCIES, "2026-05-25").await, [0, 0, 5, 0], "the same list again");
    assert_eq!(app.get(&of("A-3")).send().await.text("/data/0/state"), "active", "the officer's word stands");
    assert_eq!(take(AGENCIES, "2026-05-26").await, [0, 1, 4, 0], "a later list says it anew");
    assert_eq!(app.get(&of("A-3")).send().await.text("/data/0/state"), "suspended");
}

#[actix_web::test]
async fn a_list_again_does_not_undo_what_an_officer_took_from_another_paper_of_that_day() {
    let (app, desk) = filled().await;
    let path = format!("/v1/job-orders/{}", JobOrder::id_of("O-1"));
    let list = || (CSV, (ORDERS_HEADER.to_owned() + ORDERS).into_bytes());
    let mut order = job_order("O-1", "A-1");
    order["taken_on"] = json!("2026-05-25");
    order["taken_from"] = json!("Surat contoh 12/2026");
    app.call("PUT", &path).by(&desk).version(1).json(&order).send().await.expect(200);
    let again = import(&app, &desk, "job-orders", list(), true).await.expect(200);
    assert_eq!((&again.json["changed"], &again.json["older"][0]["number"]), (&json!(0), &json!("O-1")));
    assert_eq!(app.get(&path).send().await.json["version"], 2);
    // The list of that day, mended, does change what it said.
    let mended = ORDERS.replace("Operator pabrik", "Operator mesin");
    let mended = (CSV, (ORDERS_HEADER.to_owned() + &mended).into_bytes());
    let mended = import(&app, &desk, "job-orders", mended, true).await.expect(200);
    assert_eq!((&mended.json["changed"], &mended.json["older"][0]["number"]), (&json!(1), &json!("O-1")));
}

#[actix_web::test]
async fn what_a_later_list_confirms_is_what_was_compared() {
    let (app, _) = filled().await;
    let mut conn = app.db().server();
    let before = JobOrder::load(&mut conn, Some(&[JobOrder::id_of("O-1")])).unwrap().remove(0);
    let later = Taken { from: "Daftar kemudian".to_owned(), on: before.taken.on + Duration::days(1) };
    let write = Stored { version: 2, ..before.clone() };
    JobOrder::put(&mut conn, &[write], at(Duration::hours(1))).unwrap();
    let stale = JobOrder::confirm(&mut conn, &[(before.id, 1)], &later);
    assert!(matches!(stale, Err(RepoError::Stale(_))), "{stale:?}");
    JobOrder::confirm(&mut conn, &[(before.id, 2)], &later).unwrap();
}

#[actix_web::test]
async fn of_two_who_write_one_version_the_second_is_refused_whatever_they_write() {
    let (app, desk) = filled().await;
    let find = |number: &str| {
        JobOrder::load(&mut app.db().server(), Some(&[JobOrder::id_of(number)])).unwrap().remove(0)
    };
    let before = find("O-1");
    // Events are kept by agency, so they do not tell these two apart.
    let mut writes = ["A-2", "A-4"].map(|agency| {
        let row = JobOrder { agency: Agency::id_of(agency), ..before.row.clone() };
        Stored { version: before.version + 1, row, ..before.clone() }
    });
    let mut conn = app.db().server();
    JobOrder::put(&mut conn, &writes[..1], at(Duration::hours(1))).unwrap();
    let second = JobOrder::put(&mut conn, &writes[1..], at(Duration::hours(1)));
    assert!(matches!(second, Err(RepoError::Stale(_))), "{second:?}");
    assert_eq!(find("O-1").row.agency, Agency::id_of("A-2"));
    writes[1].version += 1;
    JobOrder::put(&mut conn, &writes[1..], at(Duration::hours(1))).unwrap();
    let twin = Stored { version: 1, ..before };
    assert!(JobOrder::put(&mut conn, &[twin], at(Duration::hours(1))).is_err(), "entered twice");

    let id = Agency::id_of("A-1");
    let agency = Agency::load(&mut conn, Some(&[id])).unwrap().remove(0);
    let write = Stored { version: agency.version + 1, ..agency };
    Agency::put(&mut conn, std::slice::from_ref(&write), at(Duration::hours(1))).unwrap();
    let second = Agency::put(&mut conn, &[write], at(Duration::hours(1)));
    assert!(matches!(second, Err(RepoError::Stale(_))), "{second:?}");

    let made = app.get("/v1/job-orders?number=O-4").send().await.text("/data/0/id");
    let path = format!("/v1/job-orders/{made}");
    let put =
        |agency: &str| app.call("PUT", &path).by(&desk).version(1).json(&job_order("O-4", agency)).send();
    let replies = <[Reply; 2]>::from(join(put("A-1"), put("A-2")).await);
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[actix_web::test]
async fn a_list_of_job_orders_is_checked_against_the_registers_and_reference_lists() {
    let (app, desk) = filled().await;
    let same = (CSV, (ORDERS_HEADER.to_owned() + ORDERS).into_bytes());
    let again = import(&app, &desk, "job-orders", same, true).await.expect(200);
    assert_eq!((&again.json["unchanged"], &again.json["vanished"]), (&json!(4), &json!([])));
    let good = "X-1,A-1,P,2026-01-01,2026-12-31,,,JP,legal,,5131,Pramusaji,8,2,200000,JPY,12,0,2026-10-31,,";
    let (mut list, mut wanted) = (ORDERS_HEADER.to_owned(), Vec::new());
    let columns: Vec<&str> = ORDERS_HEADER.trim().split(',').collect();
    for (index, (column, value, code)) in [
        ("agency", "A-9", "unknown_code"),
        ("country", "XX", "unknown_code"),
        ("country", "jp", "pattern"),
        ("currency", "XYZ", "unknown_code"),
        ("occupation", "0000", "unknown_code"),
        ("programme", "NONE", "unknown_code"),
        ("employer", "company", "unknown_code"),
        ("permit_countries", "JP;XX", "unknown_code"),
        ("filled", "9", "too_large"),
        ("filled", "-1", "too_small"),
        ("seats", "viele", "wrong_type"),
        ("wage", "-5", "too_small"),
        ("wage", "200000.50", "wrong_type"),
        ("fee_idr", "1.000", "wrong_type"),
        ("months", "0", "too_small"),
        ("permit_until", "2025-12-31", "order"),
        ("permit_until", "", "required"),
        ("closes_on", "31-10-2026", "format"),
        ("number", "O-1\t2", "unseen"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut cells: Vec<String> = good.split(',').map(str::to_owned).collect();
        cells[0] = format!("X-{index}");
        cells[columns.iter().position(|it| *it == column).unwrap()] = value.to_owned();
        writeln!(list, "{}", cells.join(",")).unwrap();
        wanted.push(format!("/lines/{}/{column} {code}", index + 2));
    }
    let refused = import(&app, &desk, "job-orders", (CSV, list.into_bytes()), true).await;
    assert_eq!(refused.problem(422, "request.invalid").errors(), wanted);
}

/// An empty workbook in whose sheet something stands in the place of something.
fn with_sheet(old: &str, new: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet();
    let bytes = book.save_to_buffer().unwrap();
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if part.name().unwrap().ends_with("sheet1.xml") {
            assert!(text.contains(old), "{text}");
            text = text.replace(old, new);
        }
        to.start_file(part.name().unwrap(), SimpleFileOptions::default()).unwrap();
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn a_file_that_is_no_list_is_refused_as_a_whole() {
    let app = TestApp::new().await;
    let desk = app.desk().await;
    let errors = |list: (&'static str, Vec<u8>)| {
        let (app, desk) = (&app, &desk);
        async move { import(app, desk, "agencies", list, true).await.problem(422, "request.invalid").errors() }
    };
    let of = |text: &str| (CSV, text.as_bytes().to_vec());
    assert_eq!(errors(of("")).await, ["/lines/0/file required"]);
    assert_eq!(errors((XLSX, b"number,name\n".to_vec())).await, ["/lines/0/file format"]);
    let twice = header().replace("number,name", "number,number,nama");
    assert_eq!(
        errors(of(&twice)).await,
        ["/lines/1/3 unknown_column", "/lines/1/name missing", "/lines/1/number repeated"]
    );
    let beyond = header() + "\n\nA-1,PT Contoh,yes,Bontang,,,,,,,,,,,,,,lagi\n";
    assert_eq!(errors(of(&beyond)).await, ["/lines/4/18 unknown_column"], "blank lines count");
    let many = header() + &"A-1,PT Contoh,yes,Bontang,,,,,,,,,,,,,\n".repeat(5_001);
    assert_eq!(errors(of(&many)).await, ["/lines/0/file too_many"]);
    let mut far = Workbook::new();
    far.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
    assert_eq!(errors((XLSX, far.save_to_buffer().unwrap())).await, ["/lines/0/file too_many"]);

    // References that no sheet has make the reader overflow.
    let cell = format!(r#"<row r="1"><c r="{}99999999999"><v>1</v></c></row>"#, "A".repeat(12));
    let merged = r#"</sheetData><mergeCells count="1"><mergeCell ref="ZZZZZZ99999999999:A1"/></mergeCells>"#;
    for (at, new) in [
        ("<sheetData/>", format!("<sheetData>{cell}</sheetData>")),
        ("<sheetData/>", format!("<sheetData>{merged}")),
    ] {
        assert_eq!(errors((XLSX, with_sheet(at, &new))).await, ["/lines/0/file format"], "{new}");
    }

    // Small, and much to read.
    let mut wide = Workbook::new();
    let (sheet, plain) = (wide.add_worksheet(), Format::new().set_bold());
    for line in 0..6_000 {
        for place in 0..60 {
            sheet.write_blank(line, place, &plain).unwrap();
        }
    }
    assert_eq!(errors((XLSX, wide.save_to_buffer().unwrap())).await, ["/lines/0/file too_many"]);

    let large = (CSV, vec![b'x'; 5_000_001]);
    import(&app, &desk, "agencies", large, false).await.problem(413, "request.too_large");
    let other = ("application/json", b"{}".to_vec());
    import(&app, &desk, "agencies", other, false).await.problem(415, "request.media_type");
    let path = "/v1/agencies/imports?taken_from=x&taken_on=2026-06-02";
    let future = app.post(path).by(&desk).raw(CSV, header().into_bytes()).send().await;
    assert_eq!(future.problem(400, "request.parameter").errors(), ["taken_on in_future"]);
    for (query, wrong) in [
        ("taken_from=x&taken_on=1800-01-01", "taken_on out_of_range"),
        ("taken_from=x%E2%80%AEy&taken_on=2026-06-01", "taken_from unseen"),
    ] {
        let path = format!("/v1/agencies/imports?{query}");
        let reply = app.post(&path).by(&desk).raw(CSV, header().into_bytes()).send().await;
        assert_eq!(reply.problem(400, "request.parameter").errors(), [wrong]);
    }
    let path = "/v1/agencies/imports?taken_on=2026-06-01";
    let unnamed = app.post(path).by(&desk).raw(CSV, header().into_bytes()).send().await;
    assert_eq!(unnamed.problem(400, "request.parameter").errors(), ["taken_from required"]);
    assert_eq!(stored(&app), "0 0 0");
}

#[actix_web::test]
async fn the_server_can_rename_agencies_and_no_other_organisation() {
    let (app, _) = filled().await;
    let mut server = app.db().server();
    let desks = "SELECT string_agg(name, ',' ORDER BY code) AS t FROM organisation WHERE kind <> 'agency'";
    let before = app.db().text(desks);
    diesel::connection::SimpleConnection::batch_execute(&mut server, "UPDATE organisation SET name = 'x'")
        .unwrap();
    assert_eq!(app.db().text(desks), before);
}
