//! The contract, compiled: what each operation takes, checked from the very
//! document that clients are generated from.

use super::problem::{ApiError, Code, FieldError};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

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
    /// Pointers of the texts that take lines; `*` for each place of a list.
    lines: BTreeSet<String>,
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
/// A text that may be so long is written in lines; names, numbers and titles are shorter.
const LINES_FROM: u64 = 400;
/// Schemas within each other, at most.
const MOST_DEPTH: usize = 12;

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

/// Finds the texts of a schema that take lines.
fn find_lines(document: &Value, schema: &Value, at: &str, depth: usize, found: &mut BTreeSet<String>) {
    let schema = resolve(document, schema);
    if depth == 0 {
        return;
    }
    if schema.get("maxLength").and_then(Value::as_u64).is_some_and(|most| most >= LINES_FROM) {
        found.insert(at.to_owned());
    }
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        find_lines(document, field, &format!("{at}/{name}"), depth - 1, found);
    }
    if let Some(items) = schema.get("items") {
        find_lines(document, items, &format!("{at}/*"), depth - 1, found);
    }
    for branch in ["allOf", "anyOf", "oneOf"].iter().filter_map(|of| schema.get(*of)?.as_array()).flatten() {
        find_lines(document, branch, at, depth - 1, found);
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
        let mut lines = BTreeSet::new();
        let (media_type, body) = match content.and_then(|content| content.iter().next()) {
            None => (None, None),
            Some((media_type, content)) if media_type.contains("json") => {
                let schema = content.get("schema").cloned().unwrap_or(json!({}));
                find_lines(document, &schema, "", MOST_DEPTH, &mut lines);
                (Some(media_type.clone()), Some(compile(document, &schema)?))
            }
            Some((media_type, _)) => (Some(media_type.clone()), None),
        };
        Ok(Operation { id, security, query, body, lines, media_type })
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

    /// Checks a body: every error at once, none repeats a value. Marks that nobody sees are taken from around its words:
    /// a number copied from a phone brings them along.
    ///
    /// # Errors
    ///
    /// 422 with a pointer to every field that is wrong.
    pub fn check_body(&self, body: &mut Value) -> Result<(), ApiError> {
        let mut errors = Vec::new();
        self.check_texts(body, &mut String::new(), &mut errors);
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

/// Marks that turn or join letters and are not seen themselves.
fn is_mark(c: char) -> bool {
    let is_turning = matches!(c, '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    is_turning || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Blank, or with control characters. A text of one line has no line breaks either, nor marks that turn its direction:
/// a name must not look like another.
pub fn is_unseen(text: &str, has_lines: bool) -> bool {
    let is_hidden = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => !has_lines,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            !has_lines
        }
        c => c.is_control(),
    };
    (!text.is_empty() && text.chars().all(|c| c.is_whitespace() || is_mark(c))) || text.chars().any(is_hidden)
}

impl Operation {
    /// Whether the text at this pointer takes lines.
    fn has_lines(&self, pointer: &str) -> bool {
        let is_place = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> =
            pointer.split('/').map(|part| if is_place(part) { "*" } else { part }).collect();
        self.lines.contains(&parts.join("/"))
    }

    /// Characters that PostgreSQL does not take or that nobody sees.
    fn check_texts(&self, value: &mut Value, pointer: &mut String, errors: &mut Vec<FieldError>) {
        let mut below = |name: &str, value: &mut Value| {
            let length = pointer.len();
            pointer.push('/');
            pointer.push_str(&escape(name));
            self.check_texts(value, pointer, errors);
            pointer.truncate(length);
        };
        match value {
            Value::String(text) => {
                // A password may hold what its keyboard gives.
                let is_password = pointer == "/password";
                let has_lines = self.has_lines(pointer);
                if !is_password && !has_lines && text.contains(is_mark) {
                    *text = text.trim_matches(|c: char| is_mark(c) || c.is_whitespace()).to_owned();
                }
                if text.contains('\0') {
                    errors.push(FieldError::new(pointer.as_str(), "nul"));
                } else if !is_password && is_unseen(text, has_lines) {
                    errors.push(FieldError::new(pointer.as_str(), "unseen"));
                }
            }
            Value::Array(items) => {
                items.iter_mut().enumerate().for_each(|(index, item)| below(&index.to_string(), item));
            }
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| below(name, value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
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
