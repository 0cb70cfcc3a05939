//! Whether the program lives and can serve.

use crate::AppState;
use crate::http::{Answer, ApiError};
use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// State of the program.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Is the program alive?
///
/// Asks nobody else.
#[utoipa::path(
    tag = "service",
    responses((status = 200, description = "It lives", body = Health)),
    security(()),
)]
#[get("/health/live")]
pub async fn live() -> Result<Answer, ApiError> {
    Ok(Answer::ok(&Health { status: "ok" })?.cache(crate::http::answer::Cache::NoStore))
}

/// Can the program serve?
///
/// Asks the database; 503 if it does not answer.
#[utoipa::path(
    tag = "service",
    responses((status = 200, description = "It can", body = Health)),
    security(()),
)]
#[get("/health/ready")]
pub async fn ready(state: Data<AppState>) -> Result<Answer, ApiError> {
    state.db.transact::<_, ApiError>(|conn| Ok(persistence::db::ping(conn)?)).await?;
    Ok(Answer::ok(&Health { status: "ok" })?.cache(crate::http::answer::Cache::NoStore))
}
