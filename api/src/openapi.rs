//! The contract: title, tags, security, and what every operation shares.

use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

const DESCRIPTION: &str = "\
The service with which the City of Bontang and KP2MI carry their agreement on safe labour migration out: \
from registration through verified documents to an eligibility decision that explains itself.

**Try it here**: run `login` with an account that `./dev run` prints; its token is applied to this page by itself. \
Examples use ids of the demo data and say `as_of` 2026-06-01.

**Manners**: every error is a problem (RFC 9457) whose `code` is stable and whose `type` leads to a page that explains it; \
all wrong fields are named at once. Lists are pages by cursor. Records carry an `ETag`; changing one needs `If-Match`. \
Send an `Idempotency-Key` with a write and repeat it safely on a bad network. `Accept-Language: id` or `en`.";

const TAGS: &[(&str, &str)] = &[
    ("accounts", "Registration, log-in, sessions."),
    ("candidates", "A person's file on the way abroad: profile, steps, queue, history."),
    ("evidence", "Education, work, languages, certificates, health facts, declarations."),
    ("documents", "Files that prove what is claimed."),
    ("eligibility", "Decisions with their reasons, over all programmes, and what-if."),
    (
        "information",
        "What is true about working abroad: articles, guides, search, and what a phone keeps of them.",
    ),
    ("countries", "What is open, limited, closed or warned of, on any day and as known at any moment."),
    ("offers", "Whether an offer can be believed: anybody asks, nothing is kept."),
    ("reports", "Reports of suspicious offers: anyone without name; officers see one recruiter behind many."),
    ("outreach", "Meetings at which people learn before they go, and who was reached."),
    ("reference", "The law, the programmes and the lists that forms are drawn from."),
    ("registers", "Agencies (P3MI) and approved job orders: looked up by everybody, kept by officers."),
    ("service", "Health, problems."),
];

/// The document without its paths: those come from the routes.
#[must_use]
pub fn frame() -> utoipa::openapi::OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("Access token from `login`, `confirm` or `refresh`; lives 15 minutes."))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Bontang PMI")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .license(Some(
                    LicenseBuilder::new()
                        .name("MIT OR Apache-2.0")
                        .identifier(Some("MIT OR Apache-2.0"))
                        .build(),
                ))
                .contact(Some(ContactBuilder::new().name(Some("Bontang PMI")).build()))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/").description(Some("This server")).build()]))
        .tags(Some(
            TAGS.iter().map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build()),
        ))
        .components(Some(
            ComponentsBuilder::new()
                .security_scheme("bearer", SecurityScheme::Http(bearer))
                .schema(crate::http::Problem::name(), crate::http::Problem::schema())
                .schema(
                    crate::http::problem::FieldProblem::name(),
                    crate::http::problem::FieldProblem::schema(),
                )
                .build(),
        ))
        .build()
}

fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            out.extend(c.to_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}

/// Finishes the collected document: camelCase ids (doubles are refused by a test), the
/// problems that every operation can answer with, and the headers that all share.
#[must_use]
pub fn finish(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert(
            "responses".to_owned(),
            json!({ "Problem": {
                "description": "A problem (RFC 9457): `code` is stable, `errors` names every wrong field.",
                "headers": {
                    "X-Request-Id": { "$ref": "#/components/headers/RequestId" },
                    "ETag": { "description": "412: the version that stands.", "schema": { "type": "string" } },
                    "Retry-After": { "description": "429, 503: seconds to wait.", "schema": { "type": "string" } },
                    "Allow": { "description": "405: the methods there are.", "schema": { "type": "string" } },
                    "WWW-Authenticate": { "description": "401, 403: what is needed.", "schema": { "type": "string" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            } }),
        );
        components.insert(
            "headers".to_owned(),
            json!({
                "RequestId": { "description": "Names the request in our log.", "schema": { "type": "string", "maxLength": 64 } },
                "Etag": { "description": "The record's version, for If-Match and If-None-Match.", "schema": { "type": "string" } },
                "Link": { "description": "The next page, if there is one.", "schema": { "type": "string" } },
                "Location": { "description": "Where the new record lies.", "schema": { "type": "string" } },
                "Replayed": { "description": "`true`: the answer given before to this Idempotency-Key.", "schema": { "type": "string" } }
            }),
        );
        components.insert(
            "parameters".to_owned(),
            json!({
                "IdempotencyKey": {
                    "name": "Idempotency-Key", "in": "header", "required": false,
                    "description": "A fresh random key for each intended write; the same again for a retry.",
                    "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$" }
                },
                "IfNoneMatch": {
                    "name": "If-None-Match", "in": "header", "required": false,
                    "description": "An ETag that the caller has: 304 if the record is still the same.",
                    "schema": { "type": "string", "maxLength": 200 }
                }
            }),
        );
    }
    let mut patches = Vec::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            patches.extend(patched(operation));
            finish_operation(path, method, operation);
        }
    }
    for (whole, patch) in patches {
        if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
            && let Some(mut schema) = schemas.get(&whole).cloned()
        {
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("required");
            }
            schemas.insert(patch, schema);
        }
    }
    document
}

/// In a merge patch nothing is required: the body gets a schema of its own.
fn patched(operation: &mut Value) -> Option<(String, String)> {
    operation.as_object_mut()?.remove("x-merge-patch")?;
    let schema = operation.pointer_mut("/requestBody/content/application~1merge-patch+json/schema/$ref")?;
    let whole = schema.as_str()?.rsplit('/').next()?.to_owned();
    let patch = format!("{}Patch", whole.trim_end_matches("Input"));
    *schema = json!(format!("#/components/schemas/{patch}"));
    Some((whole, patch))
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// Every GET but those that nobody may keep.
fn is_conditional(path: &str, method: &str) -> bool {
    method == "get" && !path.starts_with("/health") && !path.ends_with("/content")
}

fn finish_operation(path: &str, method: &str, operation: &mut Value) {
    let Some(operation) = operation.as_object_mut() else { return };
    if let Some(id) = operation.get("operationId").and_then(Value::as_str).map(camel) {
        operation.insert("operationId".to_owned(), json!(id));
    }
    // `security(())` is how a handler says "public"; the contract says it with an empty list.
    let public = operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().all(|entry| entry.as_object().is_some_and(serde_json::Map::is_empty)));
    if public {
        operation.insert("security".to_owned(), json!([]));
    }
    let mut added = Vec::new();
    let version = operation.remove("x-if-match");
    let is_versioned = version.is_some() || is_conditional(path, method);
    let is_list = operation.get("parameters").and_then(Value::as_array).is_some_and(|all| {
        all.iter().any(|parameter| parameter.get("name").and_then(Value::as_str) == Some("cursor"))
    });
    if let Some(Value::String(version)) = version {
        added.push(json!({
            "name": "If-Match", "in": "header", "required": true, "example": format!("\"{version}\""),
            "description": "The ETag that was read: the change is made only if the record is still the same.",
            "schema": { "type": "string", "maxLength": 100 }
        }));
    }
    if !public && method != "get" {
        added.push(reference("parameters", "IdempotencyKey"));
    }
    let mut has_etag = false;
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        has_etag = is_conditional(path, method);
        for (status, response) in responses.iter_mut() {
            let Some(response) = response.as_object_mut() else { continue };
            let mut headers = response.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
            headers.insert("X-Request-Id".to_owned(), reference("headers", "RequestId"));
            if is_versioned && status != "204" {
                headers.insert("ETag".to_owned(), reference("headers", "Etag"));
            }
            if is_list {
                headers.insert("Link".to_owned(), reference("headers", "Link"));
            }
            if !public && method != "get" {
                headers.insert("Idempotent-Replayed".to_owned(), reference("headers", "Replayed"));
            }
            if status == "201" {
                headers.insert("Location".to_owned(), reference("headers", "Location"));
            }
            response.insert("headers".to_owned(), Value::Object(headers));
        }
        if has_etag {
            responses.insert(
                "304".to_owned(),
                json!({ "description": "The caller has it already (If-None-Match)." }),
            );
        }
        responses.insert("4XX".to_owned(), reference("responses", "Problem"));
        responses.insert("5XX".to_owned(), reference("responses", "Problem"));
    }
    if has_etag {
        added.push(reference("parameters", "IfNoneMatch"));
    }
    if !added.is_empty() {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.extend(added);
        }
    }
}

/// The document as YAML.
///
/// # Errors
///
/// If it cannot be written.
pub fn yaml(document: &Value) -> Result<String, String> {
    yaml_serde::to_string(document).map_err(|error| format!("contract: {error}"))
}
