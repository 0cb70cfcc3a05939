//! The demo: loads, loads again, and every example of the contract works on it for one of its people.

use crate::support::{self, NAME, PNG, TestApp, at, form, noon};
use chrono::Duration;
use persistence::people;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const PEOPLE: &[&str] = &[
    "c01@bontang.example",
    "desk@bontang.example",
    "supervisor@bontang.example",
    "kelurahan-lok-tuan@bontang.example",
    "auditor@bontang.example",
];
const PASSWORD: &str = "demo-perahu-kuning-2026";

async fn load(app: &TestApp) -> usize {
    let (state, mut owner) = (app.state.clone(), app.db().owner());
    actix_web::rt::task::spawn_blocking(move || api::demo::load(&state, &mut owner).unwrap()).await.unwrap()
}

/// What Swagger UI fills in where the contract gives no example of the whole.
fn filled(document: &Value, schema: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        return filled(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if required.contains(&name.as_str()) || property.get("example").is_some() {
            object.insert(name.clone(), filled(document, property));
        }
    }
    Value::Object(object)
}

#[actix_web::test]
async fn every_example_of_the_contract_works_for_somebody_of_the_demo() {
    let app = TestApp::demo(at(Duration::days(60))).await;
    let count = load(&app).await;
    assert_eq!(load(&app).await, count, "a second time it is the same");
    assert!(!people::any_real(&mut app.db().conn()).unwrap());
    let groups = "SELECT state || ' ' || count(*) AS t FROM report_group GROUP BY state ORDER BY state";
    assert_eq!(app.db().texts(groups), ["closed 1", "merged 5", "open 7", "passed 2"]);
    assert_eq!(app.db().text("SELECT count(*)::text AS t FROM offer_report"), "30");
    let code = json!({ "code": "1000-2000-3000-4021" });
    let followed = app.post("/v1/offer-reports/follow").json(&code).send().await.expect(200);
    assert_eq!((&followed.json["state"], &followed.json["passed_to"]), (&json!("passed"), &json!("police")));
    assert!(followed.json["answer"].is_string());
    let document = api::document();
    let mut failed = Vec::new();
    let mut tokens = HashMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            if ["confirm", "refresh"].contains(&id) {
                continue; // They need what an earlier answer gave.
            }
            let mut target = path.clone();
            let mut version = None;
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let reference = parameter["$ref"].as_str().unwrap_or_default();
                let parameter = document
                    .pointer(reference.trim_start_matches('#'))
                    .filter(|_| !reference.is_empty())
                    .unwrap_or(parameter);
                let example = parameter.get("example").or_else(|| parameter["schema"].get("example"));
                let example = example.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
                match (parameter["in"].as_str(), example) {
                    (Some("path"), Some(example)) => {
                        target =
                            target.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), &example);
                    }
                    (Some("query"), Some(example)) if parameter["required"] == true => {
                        let name = parameter["name"].as_str().unwrap();
                        let sign = if target.contains('?') { '&' } else { '?' };
                        target = format!("{target}{sign}{name}={}", example.replace(' ', "+"));
                    }
                    (Some("header"), Some(example)) if parameter["name"] == "If-Match" => {
                        version = Some(example);
                    }
                    _ => {}
                }
            }
            let content = operation["requestBody"]["content"].as_object().and_then(|it| it.iter().next());
            let mut answers = Vec::new();
            for name in PEOPLE {
                if !tokens.contains_key(name) {
                    let password = json!({ "name": name, "password": PASSWORD });
                    let pair = app.post("/v1/auth/login").json(&password).send().await.expect(200);
                    tokens.insert(name, pair.text("/access_token"));
                }
                let mut call = app.call(&method.to_uppercase(), &target).token(&tokens[name]);
                if let Some(version) = &version {
                    call = call.header("If-Match", version);
                }
                let call = match content {
                    None => call,
                    Some((media, _)) if media.starts_with("multipart") => {
                        call.form(form(&[("kind", "DOC-KTP")], Some(PNG)))
                    }
                    Some((media, content)) => {
                        let example = content.get("example").cloned();
                        let example = example.unwrap_or_else(|| filled(&document, &content["schema"]));
                        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
                        call.raw(media, text.into_bytes())
                    }
                };
                let reply = call.send().await;
                answers.push((reply.status, reply.code().to_owned()));
                if reply.status < 300 {
                    if id == "logout" {
                        tokens.remove(name);
                    }
                    break;
                }
            }
            if answers.last().is_none_or(|(status, _)| *status >= 300) {
                failed.push(format!("{method} {path} ({target}): {answers:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[actix_web::test]
async fn only_the_demo_shows_messages() {
    let app = TestApp::new().await;
    app.get("/demo/messages").send().await.problem(404, "route.not_found");
    let demo = TestApp::demo(noon()).await;
    demo.registered(NAME, support::PASSWORD).await;
    let shown = demo.get("/demo/messages").send().await.expect(200);
    assert_eq!(shown.text("/data/0/to"), NAME);
    assert!(shown.text("/data/0/text").contains(&shown.text("/data/0/values/code")));
}
