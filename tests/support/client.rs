//! A client of the application. Every reply is checked against the contract.

use super::app::{Login, TestApp};
use super::contract;
use actix_web::body::to_bytes;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::test::TestRequest;
use serde_json::Value;
use std::io::Read;

/// A request being put together.
pub struct Call<'a> {
    app: &'a TestApp,
    request: TestRequest,
    method: String,
    path: String,
    sent: usize,
    may_break: bool,
}

/// A reply.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, if it is JSON; else null.
    pub json: Value,
    /// The body, unpacked.
    pub bytes: Vec<u8>,
    /// Bytes of request and reply, near enough: lines, headers, bodies as they travel.
    pub traffic: usize,
}

impl<'a> Call<'a> {
    pub(super) fn new(app: &'a TestApp, method: &str, path: &str) -> Self {
        let request = TestRequest::with_uri(path)
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .peer_addr("203.0.113.7:4000".parse().unwrap());
        Self {
            app,
            request,
            method: method.to_owned(),
            path: path.to_owned(),
            sent: method.len() + path.len() + 12,
            may_break: false,
        }
    }

    /// By somebody who is signed in.
    pub fn by(self, login: &Login) -> Self {
        self.token(&login.token)
    }

    /// With this access token.
    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.sent += name.len() + value.len() + 4;
        self.request = self.request.insert_header((name, value));
        self
    }

    /// Where a test has broken the database and `server.internal` is the right answer.
    pub fn broken(mut self) -> Self {
        self.may_break = true;
        self
    }

    /// With `If-Match`.
    pub fn version(self, version: impl std::fmt::Display) -> Self {
        self.header("If-Match", &format!("\"{version}\""))
    }

    /// From another address.
    pub fn from(mut self, address: &str) -> Self {
        self.request = self.request.peer_addr(address.parse().unwrap());
        self
    }

    /// With a JSON body (a merge patch where the method is `PATCH`).
    pub fn json(self, body: &Value) -> Self {
        let media = if self.method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        self.raw(media, body.to_string().into_bytes())
    }

    /// With any body.
    pub fn raw(self, media: &str, body: Vec<u8>) -> Self {
        let mut call = self.header("Content-Type", media);
        call.sent += body.len();
        call.request = call.request.set_payload(body);
        call
    }

    /// With the parts of a form.
    pub fn form(self, (media, body): (String, Vec<u8>)) -> Self {
        self.raw(&media, body)
    }

    /// Sends it.
    pub async fn send(self) -> Reply {
        let Self { app, request, method, path, sent, may_break } = self;
        let response = match app.answer(request).await {
            Ok(response) => response.into_parts().1,
            Err(error) => error.error_response(),
        };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let travelled = to_bytes(response.into_body()).await.unwrap().to_vec();
        let received: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>() + 17;
        let traffic = sent + received + travelled.len();
        let bytes = if headers.get("content-encoding").is_some_and(|it| it == "gzip") {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(travelled.as_slice()).read_to_end(&mut plain).unwrap();
            plain
        } else {
            travelled
        };
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let reply = Reply { status, headers, json, bytes, traffic };
        contract::check(&method, &path, &reply);
        assert!(may_break || reply.code() != "server.internal", "{method} {path}: our mistake");
        reply
    }
}

impl Reply {
    /// The reply, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body());
        self
    }

    /// The reply, if it is this problem.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body());
        self
    }

    /// The code of a problem; empty for other replies.
    pub fn code(&self) -> &str {
        if self.status < 400 { "" } else { self.json["code"].as_str().unwrap_or_default() }
    }

    /// The body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The version that the `ETag` names.
    pub fn version(&self) -> String {
        self.etag().split('-').next().unwrap_or_default().to_owned()
    }

    /// The `ETag`, without quotes.
    pub fn etag(&self) -> String {
        self.header("etag").trim_matches('"').to_owned()
    }

    /// A text field of the body.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let value = self.json.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("no text at {pointer}: {}", self.body())).to_owned()
    }

    /// Pointers and codes of the fields that a problem names.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        let text = |error: &Value, field: &str| error[field].as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| format!("{} {}", text(error, "pointer"), text(error, "code"))).collect()
    }
}
