//! What happens around every operation: id, language, contract, problems, headers, log.

use super::answer::of_coding;
use super::contract::Security;
use super::problem::{ApiError, Code};
use super::request::{Named, client_address, language};
use crate::AppState;
use crate::limits::Counted;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;

/// The sent id, if it is one that a log can take; else a fresh one.
fn request_id(req: &ServiceRequest) -> String {
    req.headers()
        .get("X-Request-Id")
        .and_then(|value| value.to_str().ok())
        .filter(|id| {
            (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        })
        .map_or_else(|| crate::ids::random_id().to_string(), str::to_owned)
}

/// What the contract says against a request before its handler runs.
fn check(state: &AppState, req: &ServiceRequest) -> Result<(), ApiError> {
    if req.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Code::RequestMediaType.into());
    }
    let Some(pattern) = req.match_pattern() else { return Ok(()) };
    // Nothing of ours is named so, and PostgreSQL takes no such text.
    if req.path().contains("%00") {
        return Err(Code::ResourceNotFound.into());
    }
    let Some(operation) = state.contract.find(&pattern, req.method().as_str())? else { return Ok(()) };
    if operation.security == Security::Public && pattern != "/health/live" {
        let address = client_address(req.request(), &state.settings.trusted_proxies);
        state.limits.check(address, Counted::of(&pattern))?;
    }
    operation.check_query(req.query_string())
}

/// A status that actix itself answered with, as one of our codes.
fn code_of(status: u16) -> Code {
    match status {
        400 => Code::RequestMalformed,
        401 => Code::AuthRequired,
        403 => Code::AuthForbidden,
        404 => Code::RouteNotFound,
        405 => Code::RouteMethod,
        413 => Code::RequestTooLarge,
        415 => Code::RequestMediaType,
        429 => Code::RateLimited,
        503 => Code::ServerUnavailable,
        _ if status < 500 => Code::RequestMalformed,
        _ => Code::ServerInternal,
    }
}

fn problem(error: &ApiError, named: &Named) -> HttpResponse {
    let mut response = HttpResponse::build(error.code.status());
    for (name, value) in &error.headers {
        response.insert_header((*name, value.as_str()));
    }
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.content_type("application/problem+json");
    response.body(serde_json::to_string(&error.problem(named.language, &named.id)).unwrap_or_default())
}

/// Wraps the whole application.
///
/// # Errors
///
/// None: every error becomes a problem.
pub async fn manners(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if req.method() == Method::HEAD {
        // Answered as GET; the body is left out on the wire.
        req.head_mut().method = Method::GET;
    }
    let named = Named { id: request_id(&req), language: language(req.headers()) };
    req.extensions_mut().insert(named.clone());
    let Some(state) = req.app_data::<Data<AppState>>().cloned() else {
        return Err(ApiError::internal("no state").into());
    };
    let begun = std::time::Instant::now();
    let method = req.method().clone();
    let route = req.match_pattern().unwrap_or_else(|| "-".to_owned());

    let mut refusal = None;
    let mut response = match check(&state, &req) {
        Err(error) => {
            let response = req.into_response(problem(&error, &named));
            refusal = error.log;
            Ok(response)
        }
        // The request must not be held here: the router needs it for itself.
        Ok(()) => match AssertUnwindSafe(next.call(req)).catch_unwind().await {
            Ok(Ok(response)) => Ok(said(response.map_into_boxed_body(), &named, &mut refusal)),
            Ok(Err(error)) => Err(of_error(&error)),
            Err(_) => Err(ApiError::internal("a handler panicked")),
        }
        .map_err(|error| {
            let mut response = problem(&error, &named);
            dress(response.headers_mut(), &named);
            refusal = error.log;
            InternalError::from_response("refused", response)
        }),
    };
    let status = match &mut response {
        Ok(response) => {
            dress(response.headers_mut(), &named);
            response.status()
        }
        Err(error) => error.status_code(),
    }
    .as_u16();
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    match refusal {
        Some(reason) if status >= 500 => {
            tracing::error!(request.id = %named.id, %method, %route, status, duration_ms, reason, "request failed");
        }
        Some(reason) => {
            tracing::warn!(request.id = %named.id, %method, %route, status, duration_ms, reason, "request refused");
        }
        None => tracing::info!(request.id = %named.id, %method, %route, status, duration_ms, "request"),
    }
    response.map_err(Error::from)
}

/// Gives packed bytes an `ETag` of their own: a strong one names bytes as they travel.
///
/// # Errors
///
/// Those of what it wraps.
pub async fn tag_packed<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(req).await?;
    let headers = response.headers_mut();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let (Some(coding), Some(tag)) = (text(header::CONTENT_ENCODING), text(header::ETAG))
        && let Ok(own) = HeaderValue::from_str(&of_coding(tag, coding))
    {
        headers.insert(header::ETAG, own);
    }
    Ok(response)
}

fn of_error(error: &Error) -> ApiError {
    let status = error.as_response_error().status_code().as_u16();
    error.as_error::<ApiError>().cloned().unwrap_or_else(|| code_of(status).into())
}

/// An answer as it is sent: a refusal that is no problem yet becomes one.
fn said(
    response: ServiceResponse<BoxBody>,
    named: &Named,
    refusal: &mut Option<String>,
) -> ServiceResponse<BoxBody> {
    let status = response.status().as_u16();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes() == b"application/problem+json");
    if status < 400 || is_problem {
        return response;
    }
    let error = match response.response().error() {
        Some(error) => of_error(error),
        None => code_of(status).into(),
    };
    let (request, _) = response.into_parts();
    let response = problem(&error, named);
    *refusal = error.log;
    ServiceResponse::new(request, response)
}

fn dress(headers: &mut HeaderMap, named: &Named) {
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            let name = HeaderName::from_static(name);
            if !headers.contains_key(&name) {
                headers.insert(name, value);
            }
        }
    };
    set("x-request-id", &named.id);
    set("content-language", named.language.as_str());
    set("vary", "Accept-Language, Accept-Encoding");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
}
