//! Holds every reply against the contract: status declared, body as its schema says and no more.

use super::client::Reply;
use api::http::Code;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// The contract as it is served.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(api::document)
}

/// The components, in which an object holds nothing that is not named.
fn components() -> &'static Value {
    static CLOSED: OnceLock<Value> = OnceLock::new();
    CLOSED.get_or_init(|| {
        let mut components = document()["components"].clone();
        for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
            close(schema);
        }
        components
    })
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn validator(schema: &Value) -> Arc<Validator> {
    static KNOWN: OnceLock<Mutex<HashMap<String, Arc<Validator>>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap();
    let entry = known.entry(schema.to_string()).or_insert_with(|| {
        let mut root = schema.as_object().cloned().unwrap_or_default();
        root.insert("components".to_owned(), components().clone());
        let built = jsonschema::options().should_validate_formats(true).build(&Value::Object(root));
        Arc::new(built.unwrap())
    });
    entry.clone()
}

fn resolve(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// The path of the contract that a request's path is one of: the one with the fewest parameters.
fn pattern(path: &str) -> Option<&'static str> {
    let sent: Vec<&str> = path.split('/').collect();
    let paths: &'static Map<String, Value> = document()["paths"].as_object().unwrap();
    let fits = |pattern: &str| {
        let parts: Vec<&str> = pattern.split('/').collect();
        parts.len() == sent.len()
            && parts.iter().zip(&sent).all(|(part, sent)| part.starts_with('{') || part == sent)
    };
    paths.keys().filter(|pattern| fits(pattern)).min_by_key(|it| it.matches('{').count()).map(String::as_str)
}

fn demand_schema(schema: &Value, body: &Value, what: &str) {
    let errors: Vec<String> = validator(schema)
        .iter_errors(body)
        .map(|error| format!("{}: {}", error.instance_path(), error.kind().keyword()))
        .collect();
    assert!(errors.is_empty(), "{what} is not what the contract says: {errors:?}\n{body:#}");
}

/// Fails the test where a reply is not one that the contract describes.
pub fn check(method: &str, path: &str, reply: &Reply) {
    let bare = path.split('?').next().unwrap();
    let what = format!("{method} {bare} → {}", reply.status);
    assert!(!reply.header("x-request-id").is_empty(), "{what}: no X-Request-Id");
    if reply.status >= 400 {
        check_problem(&what, reply);
    }
    let Some(pattern) = pattern(bare) else {
        return;
    };
    let method = if method == "HEAD" { "GET" } else { method };
    let operation = &document()["paths"][pattern][method.to_lowercase()];
    if operation.is_null() {
        assert!(reply.status == 405 || reply.status == 415, "{what}: the contract has no such method");
        return;
    }
    let responses = operation["responses"].as_object().unwrap();
    let exact = reply.status.to_string();
    let range = format!("{}XX", reply.status / 100);
    let declared = responses.get(&exact).or_else(|| responses.get(&range));
    let declared = resolve(declared.unwrap_or_else(|| panic!("{what}: not declared")));
    let media = reply.header("content-type").split(';').next().unwrap().to_owned();
    match declared["content"].as_object() {
        None => assert!(reply.bytes.is_empty(), "{what}: a body that is not declared"),
        Some(content) => {
            let content = content.get(&media).unwrap_or_else(|| panic!("{what}: {media} is not declared"));
            if media.ends_with("json") {
                demand_schema(&content["schema"], &reply.json, &what);
            }
        }
    }
}

fn check_problem(what: &str, reply: &Reply) {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
    demand_schema(&json!({ "$ref": "#/components/schemas/Problem" }), &reply.json, what);
    let code = reply.code();
    let known = Code::ALL.iter().find(|known| known.as_str() == code);
    let known = known.unwrap_or_else(|| panic!("{what}: {code} is no known code"));
    assert_eq!(known.status().as_u16(), reply.status, "{what}: {code}");
    assert_eq!(reply.json["status"], reply.status, "{what}");
    assert_eq!(reply.json["type"], format!("/problems/{code}"), "{what}");
    assert_eq!(reply.json["request_id"], reply.header("x-request-id"), "{what}");
}
