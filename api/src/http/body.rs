//! A JSON body that is what the contract says.

use super::problem::{ApiError, Code, FieldError};
use crate::AppState;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use validator::{Validate, ValidationErrorsKind};

/// A body, checked against its operation's schema, then what joins fields by `validator`.
#[derive(Debug)]
pub struct Valid<T> {
    /// The body.
    pub value: T,
    /// Its digest, for the fingerprint of an idempotency key.
    pub digest: [u8; 32],
}

/// What every body can do.
pub trait Words: DeserializeOwned + Validate {}

impl<T: DeserializeOwned + Validate> Words for T {}

/// Whether the media type of a request is the one that its operation takes.
fn is_as_declared(req: &HttpRequest) -> bool {
    let sent =
        req.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let sent = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let declared = || {
        let state = req.app_data::<Data<AppState>>()?;
        let operation = state.contract.find(&req.match_pattern()?, req.method().as_str()).ok()??;
        operation.media_type.clone()
    };
    declared().is_some_and(|declared| declared == sent)
}

fn joined(errors: &validator::ValidationErrors) -> Vec<FieldError> {
    errors
        .errors()
        .iter()
        .flat_map(|(field, kind)| match kind {
            ValidationErrorsKind::Field(all) => all
                .iter()
                .map(|error| {
                    let field =
                        if *field == "__all__" { error.message.as_deref().unwrap_or("") } else { field };
                    FieldError::new(format!("/{field}"), &error.code)
                })
                .collect(),
            ValidationErrorsKind::Struct(inner) => joined(inner)
                .into_iter()
                .map(|error| FieldError { pointer: format!("/{field}{}", error.pointer), ..error })
                .collect::<Vec<_>>(),
            ValidationErrorsKind::List(items) => items
                .iter()
                .flat_map(|(index, inner)| {
                    joined(inner).into_iter().map(move |error| FieldError {
                        pointer: format!("/{field}/{index}{}", error.pointer),
                        ..error
                    })
                })
                .collect(),
        })
        .collect()
}

/// JSON in which no name stands twice: of two, which would count?
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut all = Vec::new();
                while let Some(Once(item)) = items.next_element()? {
                    all.push(item);
                }
                Ok(Value::Array(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
                let mut all = Map::new();
                while let Some((name, Once(value))) = fields.next_entry::<String, Once>()? {
                    if all.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Value::Object(all))
            }
        }
        deserializer.deserialize_any(Reader).map(Once)
    }
}

fn check<T: Words>(req: &HttpRequest, bytes: &Bytes) -> Result<Valid<T>, ApiError> {
    let state = req.app_data::<Data<AppState>>().ok_or_else(|| ApiError::internal("no state"))?;
    let Once(mut body) = serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        Category::Data => ApiError::field("", "invalid"),
        Category::Io | Category::Syntax | Category::Eof => Code::RequestMalformed.into(),
    })?;
    let pattern = req.match_pattern().unwrap_or_default();
    if let Some(operation) = state.contract.find(&pattern, req.method().as_str())? {
        operation.check_body(&mut body)?;
    }
    let value: T = serde_json::from_value(body).map_err(|_| ApiError::field("", "invalid"))?;
    value.validate().map_err(|errors| ApiError::fields(joined(&errors)))?;
    Ok(Valid { value, digest: Sha256::digest(bytes).into() })
}

impl<T: Words + 'static> FromRequest for Valid<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !is_as_declared(req) {
            return Box::pin(async { Err(Code::RequestMediaType.into()) });
        }
        let req = req.clone();
        let bytes = Bytes::from_request(&req, payload);
        Box::pin(async move {
            let bytes =
                bytes.await.map_err(|error| match error.as_response_error().status_code().as_u16() {
                    413 => ApiError::from(Code::RequestTooLarge),
                    _ => Code::RequestMalformed.into(),
                })?;
            check(&req, &bytes)
        })
    }
}
