//! Swagger UI, vendored, and the contract that it shows.

use crate::AppState;
use crate::http::answer::{Answer, Cache};
use crate::http::{ApiError, Code};
use actix_web::http::header;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpResponse, Resource};
use std::sync::Arc;

const CONTRACT: &str = "/openapi.json";
/// The page may load nothing but itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::resource(path.to_owned()).route(web::get().to(handler)).default_service(web::to(method))
}

async fn method() -> Result<HttpResponse, ApiError> {
    Err(ApiError::from(Code::RouteMethod).header("Allow", "GET"))
}

/// The routes that the contract does not name.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(get("/", home))
        .service(get("/docs", home))
        .service(get("/docs/{file:.*}", page))
        .service(get(CONTRACT, contract));
}

async fn home() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/docs/")).finish()
}

async fn contract(state: Data<AppState>) -> Answer {
    let document = &state.contract.document;
    Answer::text(document.clone()).cache(Cache::Public)
}

async fn page(file: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::Ok();
    response
        .insert_header(("Content-Security-Policy", POLICY))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    if *file == "swagger-initializer.js" {
        return Ok(response.content_type("text/javascript").body(include_str!("docs.js")));
    }
    let config = Arc::new(utoipa_swagger_ui::Config::from(CONTRACT));
    let found = utoipa_swagger_ui::serve(&file, config).map_err(|_| ApiError::internal("Swagger UI"))?;
    let found = found.ok_or(Code::RouteNotFound)?;
    if found.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(response.content_type(found.content_type).body(found.bytes.into_owned()))
}
