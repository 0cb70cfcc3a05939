use crate::AppState;
use crate::http::auth::{DocumentsRead, forbidden};
use crate::http::{ApiError, Caller};
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use domain::accounts::Scope;
use persistence::{candidates, documents};
use uuid::Uuid;

/// Download a document
///
/// Byte for byte as it was sent, always as an attachment. Papers about health only for those who may read health facts.
#[utoipa::path(
    tag = "documents",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        ("document_id" = Uuid, Path, description = "The document", example = "0192f000-0000-7000-8000-000000d0c011"),
    ),
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
    ))),
    security(("bearer" = ["documents:read"])),
)]
#[get("/v1/candidates/{id}/documents/{document_id}/content")]
pub async fn download_document(
    caller: Caller<DocumentsRead>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, ApiError> {
    let (person, id) = path.into_inner();
    let (shared, sight) = (state.clone(), caller.sight());
    let (document, key) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (_, key) = candidates::find(conn, &shared.vault, person, &sight)?;
            Ok((documents::find(conn, person, id)?, key))
        })
        .await?;
    let is_health = state.catalogue.document(&document.kind).is_none_or(|kind| kind.health);
    if is_health && !caller.holds(Scope::HealthRead) {
        return Err(forbidden(Scope::HealthRead));
    }
    let bytes = state.files.get(&key, document.id, &document.object).await?;
    let ending = document.media_type.rsplit('/').next().unwrap_or("bin");
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{ending}\"", document.kind),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .content_type(document.media_type)
        .body(bytes))
}
