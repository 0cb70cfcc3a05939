//! Answers: status, ETag, caching, and the same bytes again for a repeated key.

use super::problem::ApiError;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::law::Language;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cache {
    /// Nobody: tokens, files.
    NoStore,
    /// The caller, after asking: personal records.
    Private,
    /// Everybody for five minutes: law and reference data.
    Public,
}

/// A whole answer, ready to be sent and to be kept for a repeated request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    body: String,
    etag: Option<String>,
    location: Option<String>,
    link: Option<String>,
    cache: Cache,
    /// Of the kept one: a repeated request may ask for another language.
    #[serde(default)]
    language: Option<Language>,
    replayed: bool,
}

/// The ETag of a version.
#[must_use]
pub fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The `ETag` of the same bytes, packed.
#[must_use]
pub fn of_coding(tag: &str, coding: &str) -> String {
    format!("{}{CODED}{coding}\"", tag.trim_end_matches('"'))
}

/// Whether a sent `ETag` is this one, packed or plain.
fn is_same(sent: &str, tag: &str) -> bool {
    let rest = sent.strip_prefix(tag.trim_end_matches('"'));
    rest.is_some_and(|rest| rest == "\"" || rest.starts_with(CODED))
}

/// Before the coding in the `ETag` of packed bytes; in no digest.
pub const CODED: char = '.';

/// The ETag of a text.
fn content_tag(text: &str) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes())))
}

impl Answer {
    fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let body =
            serde_json::to_string(body).map_err(|_| ApiError::internal("an answer that is no JSON"))?;
        Ok(Self { status: status.as_u16(), ..Self::text(body) })
    }

    /// 200 with JSON that is written already.
    #[must_use]
    pub fn text(body: String) -> Self {
        Self {
            status: StatusCode::OK.as_u16(),
            body,
            etag: None,
            location: None,
            link: None,
            cache: Cache::Private,
            language: None,
            replayed: false,
        }
    }

    /// 200 with a body.
    ///
    /// # Errors
    ///
    /// If the body is no JSON.
    pub fn ok(body: &impl Serialize) -> Result<Self, ApiError> {
        Self::json(StatusCode::OK, body)
    }

    /// 201 with a body and where it lies.
    ///
    /// # Errors
    ///
    /// If the body is no JSON.
    pub fn created(location: impl Into<String>, body: &impl Serialize) -> Result<Self, ApiError> {
        Ok(Self { location: Some(location.into()), ..Self::json(StatusCode::CREATED, body)? })
    }

    /// 202 with a body.
    ///
    /// # Errors
    ///
    /// If the body is no JSON.
    pub fn accepted(body: &impl Serialize) -> Result<Self, ApiError> {
        Self::json(StatusCode::ACCEPTED, body)
    }

    /// 204.
    #[must_use]
    pub fn none() -> Self {
        Self { status: StatusCode::NO_CONTENT.as_u16(), ..Self::text(String::new()) }
    }

    /// With the ETag of a version.
    #[must_use]
    pub fn version(mut self, version: i32) -> Self {
        self.etag = Some(etag(version));
        self
    }

    /// With a `Link` to the next page.
    #[must_use]
    pub fn link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// With another rule for caches.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// With the language that its words are in.
    #[must_use]
    pub fn said_in(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Whether it may be kept for a repeated key.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The bytes to keep.
    ///
    /// # Errors
    ///
    /// Never, in practice.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ApiError> {
        serde_json::to_vec(self).map_err(|_| ApiError::internal("an answer that cannot be kept"))
    }

    /// The kept answer, marked as given again.
    ///
    /// # Errors
    ///
    /// If the bytes are not an answer.
    pub fn again(bytes: &[u8]) -> Result<Self, ApiError> {
        let kept: Self =
            serde_json::from_slice(bytes).map_err(|_| ApiError::internal("a kept answer is damaged"))?;
        Ok(Self { replayed: true, ..kept })
    }
}

impl Responder for Answer {
    type Body = actix_web::body::BoxBody;

    /// A GET is conditional: whoever has this ETag already gets 304.
    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let mut status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = self.body;
        let mut tag = self.etag;
        if req.method() == Method::GET && status == StatusCode::OK && self.cache != Cache::NoStore {
            // The version for If-Match, the content for If-None-Match: language and day change what is said.
            let content = content_tag(&body);
            let own = match tag {
                Some(version) => {
                    format!("{}-{}", version.trim_end_matches('"'), content.trim_start_matches('"'))
                }
                None => content,
            };
            let known = known(req, &own);
            if known.is_some() {
                (status, body) = (StatusCode::NOT_MODIFIED, String::new());
            }
            tag = Some(known.unwrap_or(own));
        }
        let mut response = HttpResponse::build(status);
        let cache = match self.cache {
            Cache::NoStore => "no-store",
            Cache::Private => "private, no-cache",
            Cache::Public => "public, max-age=300",
        };
        response.insert_header((header::CACHE_CONTROL, cache));
        for (name, value) in [("ETag", &tag), ("Location", &self.location), ("Link", &self.link)] {
            if let Some(value) = value {
                response.insert_header((name, value.as_str()));
            }
        }
        if let Some(language) = self.language {
            response.insert_header((header::CONTENT_LANGUAGE, language.as_str()));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        if body.is_empty() { response.finish() } else { response.content_type("application/json").body(body) }
    }
}

/// This ETag as `If-None-Match` names it, if it does.
fn known(req: &HttpRequest, tag: &str) -> Option<String> {
    let sent = req.headers().get(header::IF_NONE_MATCH)?.to_str().ok()?;
    sent.split(',').map(|own| own.trim().trim_start_matches("W/")).find_map(|own| match own {
        "*" => Some(tag.to_owned()),
        own => is_same(own, tag).then(|| own.to_owned()),
    })
}
