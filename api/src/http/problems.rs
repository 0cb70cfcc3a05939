//! `/problems/{code}`: the page behind every problem's `type`.

use super::answer::{Answer, Cache};
use super::problem::{ApiError, Code};
use super::request::Ctx;
use actix_web::get;
use actix_web::web::Path;
use serde::Serialize;
use utoipa::ToSchema;

/// What a problem means.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemPage {
    /// Stable code.
    #[schema(example = "auth.required")]
    pub code: String,
    /// HTTP status.
    #[schema(example = 401, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What kind of problem.
    pub title: String,
    /// What to do.
    pub advice: String,
}

/// Explain a problem
///
/// The page that the `type` of every problem leads to.
#[utoipa::path(
    tag = "service",
    params(("code" = String, Path, description = "Code of the problem", example = "auth.required", max_length = 60)),
    responses((status = 200, description = "What it means and what to do", body = ProblemPage)),
    security(()),
)]
#[get("/problems/{code}")]
pub async fn read_problem(ctx: Ctx, code: Path<String>) -> Result<Answer, ApiError> {
    let code = Code::ALL.iter().find(|known| known.as_str() == *code).ok_or(Code::ResourceNotFound)?;
    let (title, advice) = code.words(ctx.language);
    let page = ProblemPage {
        code: code.as_str().to_owned(),
        status: code.status().as_u16(),
        title: title.to_owned(),
        advice: advice.to_owned(),
    };
    Ok(Answer::ok(&page)?.cache(Cache::Public))
}
