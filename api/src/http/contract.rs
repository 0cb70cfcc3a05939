//! The contract, compiled: what each operation takes, checked from the very
//! document that clients are generated from.

use super::problem::{ApiError, Code, FieldError};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Who may call an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Security {
    /// Everybody; the contract says so.
    Public,
    /// Whoever holds one of these scopes.
    Scope(Vec<String>),
}

struct Parameter {
    name: String,
    validator: Validator,
    kind: &'static str,
    is_required: bool,
}

/// One operation.
pub struct Operation {
    /// Its id.
    pub id: String,
    /// Who may call it.
    pub security: Security,
    query: Vec<Parameter>,
    body: Option<Validator>,
    /// Media type of its body, if it takes one.
    pub media_type: Option<String>,
}

/// All operations by path, then method.
pub struct Contract {
    paths: HashMap<String, HashMap<String, Operation>>,
    /// The document as JSON, and its digest for the `ETag`.
    pub document: String,
}

/// A contract that the program cannot serve.
#[derive(Debug, thiserror::Error)]
#[error("contract: {0}")]
pub struct ContractError(String);

/// Errors that one answer names.
const MOST_ERRORS: usize = 100;

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| document.pointer(reference.trim_start_matches('#')))
        .unwrap_or(value)
}

fn compile(document: &Value, schema: &Value) -> Result<Validator, ContractError> {
    let mut root = schema.as_object().cloned().unwrap_or_default();
    root.insert("components".to_owned(), document.get("components").cloned().unwrap_or(Value::Null));
    jsonschema::options()
        .should_validate_formats(true)
        .build(&Value::Object(root))
        .map_err(|error| ContractError(error.to_string()))
}

fn kind(document: &Value, schema: &Value) -> &'static str {
    let schema = resolve(document, schema);
    let is = |wanted: &str| match schema.get("type") {
        Some(Value::String(word)) => word == wanted,
        Some(Value::Array(words)) => words.iter().any(|word| word == wanted),
        _ => false,
    };
    if is("integer") {
        "integer"
    } else if is("boolean") {
        "boolean"
    } else {
        "string"
    }
}

impl Contract {
    /// Compiles a document.
    ///
    /// # Errors
    ///
    /// If a schema does not compile, or an operation says neither which scope it needs nor
    /// that it is public: such a program does not start.
    pub fn new(document: &Value) -> Result<Self, ContractError> {
        let mut paths = HashMap::new();
        let empty = Map::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).unwrap_or(&empty) {
            let mut methods = HashMap::new();
            for (method, operation) in item.as_object().unwrap_or(&empty) {
                methods.insert(method.to_uppercase(), Self::operation(document, path, operation)?);
            }
            paths.insert(path.clone(), methods);
        }
        Ok(Self { paths, document: document.to_string() })
    }

    fn operation(document: &Value, path: &str, operation: &Value) -> Result<Operation, ContractError> {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let security = match operation.get("security").and_then(Value::as_array) {
            None => {
                return Err(ContractError(format!(
                    "{path}: {id} asks for no scope and does not say that it is public"
                )));
            }
            Some(all) if all.is_empty() => Security::Public,
            Some(all) => Security::Scope(
                all.iter()
                    .filter_map(|entry| entry.get("bearer")?.as_array())
                    .flatten()
                    .filter_map(|scope| scope.as_str().map(str::to_owned))
                    .collect(),
            ),
        };
        if matches!(&security, Security::Scope(scopes) if scopes.is_empty()) {
            return Err(ContractError(format!("{path}: {id} names no scope")));
        }
        let mut query = Vec::new();
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let parameter = resolve(document, parameter);
            if parameter.get("in").and_then(Value::as_str) != Some("query") {
                continue;
            }
            let schema = parameter.get("schema").cloned().unwrap_or(json!({}));
            query.push(Parameter {
                name: parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
                validator: compile(document, &schema)?,
                kind: kind(document, &schema),
                is_required: parameter.get("required") == Some(&Value::Bool(true)),
            });
        }
        let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
        let (media_type, body) = match content.and_then(|content| content.iter().next()) {
            None => (None, None),
            Some((media_type, content)) if media_type.contains("json") => {
                let schema = content.get("schema").cloned().unwrap_or(json!({}));
                (Some(media_type.clone()), Some(compile(document, &schema)?))
            }
            Some((media_type, _)) => (Some(media_type.clone()), None),
        };
        Ok(Operation { id, security, query, body, media_type })
    }

    /// The operation at a path pattern, if the contract knows the path.
    ///
    /// # Errors
    ///
    /// 405 with `Allow` if the path has other methods.
    pub fn find(&self, pattern: &str, method: &str) -> Result<Option<&Operation>, ApiError> {
        let Some(methods) = self.paths.get(pattern) else { return Ok(None) };
        methods.get(method).map(Some).ok_or_else(|| {
            let mut allowed: Vec<&str> = methods.keys().map(String::as_str).collect();
            allowed.sort_unstable();
            ApiError::from(Code::RouteMethod).header("Allow", allowed.join(", "))
        })
    }

    /// Every operation: path, method, operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Operation)> {
        self.paths.iter().flat_map(|(path, methods)| {
            methods.iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    }
}

impl Operation {
    /// Checks a query string: no unknown name, no double, each value by its schema.
    ///
    /// # Errors
    ///
    /// 400 with every parameter that is wrong.
    pub fn check_query(&self, query: &str) -> Result<(), ApiError> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| ApiError::from(Code::RequestMalformed))?;
        let mut errors = Vec::new();
        for (index, (name, value)) in pairs.iter().enumerate() {
            let Some(parameter) = self.query.iter().find(|parameter| parameter.name == *name) else {
                let allowed: Vec<&str> = self.query.iter().map(|parameter| parameter.name.as_str()).collect();
                let safe: String = name.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
                errors.push(FieldError {
                    limit: Some(if allowed.is_empty() { "-".to_owned() } else { allowed.join(", ") }),
                    ..FieldError::new(safe, "unknown_parameter")
                });
                continue;
            };
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                errors.push(FieldError::new(name, "repeated"));
                continue;
            }
            let parsed = match parameter.kind {
                "integer" => value.parse::<i64>().map(Value::from).ok(),
                "boolean" => value.parse::<bool>().map(Value::from).ok(),
                _ => Some(Value::from(value.as_str())),
            };
            match parsed {
                None => errors.push(FieldError::new(name, "wrong_type")),
                Some(value) => errors.extend(
                    parameter
                        .validator
                        .iter_errors(&value)
                        .flat_map(|error| field_errors(&error))
                        .map(|error| FieldError { pointer: name.clone(), ..error }),
                ),
            }
            if value.contains('\0') {
                errors.push(FieldError::new(name, "nul"));
            }
            // What is no UTF-8 has become this.
            if value.contains(char::REPLACEMENT_CHARACTER) {
                errors.push(FieldError::new(name, "encoding"));
            }
        }
        for parameter in &self.query {
            if parameter.is_required && !pairs.iter().any(|(name, _)| *name == parameter.name) {
                errors.push(FieldError::new(&parameter.name, "required"));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::with(Code::RequestParameter, errors)) }
    }

    /// Checks a body: every error at once, none repeats a value.
    ///
    /// # Errors
    ///
    /// 422 with a pointer to every field that is wrong.
    pub fn check_body(&self, body: &Value) -> Result<(), ApiError> {
        let mut errors = Vec::new();
        find_unseen(body, &mut String::new(), &mut errors);
        if let Some(validator) = &self.body {
            errors
                .extend(validator.iter_errors(body).flat_map(|error| field_errors(&error)).take(MOST_ERRORS));
        }
        errors.truncate(MOST_ERRORS);
        errors.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        errors.dedup_by(|a, b| a.pointer == b.pointer && a.code == b.code);
        if errors.is_empty() { Ok(()) } else { Err(ApiError::fields(errors)) }
    }
}

/// Blank, or with control characters (line breaks only where a text has `lines`) or those that turn its direction.
fn is_unseen(text: &str, has_lines: bool) -> bool {
    let is_hidden = |c: char| {
        (c.is_control() && !(has_lines && matches!(c, '\n' | '\r' | '\t')))
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    (!text.is_empty() && text.trim().is_empty()) || text.chars().any(is_hidden)
}

/// Characters that PostgreSQL does not take or that nobody sees.
fn find_unseen(value: &Value, pointer: &mut String, errors: &mut Vec<FieldError>) {
    // A password may hold what its keyboard gives; what is recorded of an interview has lines.
    let (is_password, has_lines) = (pointer == "/password", pointer == "/record" || pointer == "/text");
    let mut below = |name: &str, value: &Value| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&escape(name));
        find_unseen(value, pointer, errors);
        pointer.truncate(length);
    };
    match value {
        Value::String(text) if text.contains('\0') => errors.push(FieldError::new(pointer.as_str(), "nul")),
        Value::String(text) if !is_password && is_unseen(text, has_lines) => {
            errors.push(FieldError::new(pointer.as_str(), "format"));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| below(&index.to_string(), item));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, value)| below(name, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('\0', "")
}

fn field_errors(error: &jsonschema::ValidationError<'_>) -> Vec<FieldError> {
    let at = error.instance_path().to_string();
    let one = |code: &str| vec![FieldError::new(at.as_str(), code)];
    let limited = |code: &str, limit: String| {
        vec![FieldError { limit: Some(limit), ..FieldError::new(at.as_str(), code) }]
    };
    match error.kind() {
        Kind::Required { property } => {
            vec![FieldError::new(
                format!("{at}/{}", escape(property.as_str().unwrap_or_default())),
                "required",
            )]
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            // Of a name that the client made up only letters come back, so that no value hides in it.
            let name = |name: &String| {
                name.chars().filter(|c| c.is_ascii_alphabetic() || *c == '_').take(40).collect::<String>()
            };
            unexpected
                .iter()
                .map(|field| FieldError::new(format!("{at}/{}", name(field)), "unknown_field"))
                .collect()
        }
        Kind::Type { .. } => one("wrong_type"),
        Kind::MinLength { limit } => limited("too_short", format!("≥ {limit}")),
        Kind::MaxLength { limit } => limited("too_long", format!("≤ {limit}")),
        Kind::MinItems { limit } => limited("too_few", format!("≥ {limit}")),
        Kind::MaxItems { limit } => limited("too_many", format!("≤ {limit}")),
        Kind::Minimum { limit } => limited("too_small", format!("≥ {limit}")),
        Kind::Maximum { limit } => limited("too_large", format!("≤ {limit}")),
        Kind::Enum { options } => limited("unknown_code", words(options)),
        Kind::Pattern { .. } => one("pattern"),
        Kind::Format { format } => limited("format", format.clone()),
        Kind::UniqueItems => one("repeated"),
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => context
            .iter()
            // "reference or null": the branch of the reference says what is wrong.
            .find(|branch| {
                !branch.iter().any(|error| {
                    matches!(error.kind(), Kind::Type { .. }) && error.instance_path().to_string() == at
                })
            })
            .map_or_else(|| one("wrong_type"), |branch| branch.iter().flat_map(field_errors).collect()),
        _ => one("invalid"),
    }
}

fn words(options: &Value) -> String {
    let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    words.join(", ")
}
