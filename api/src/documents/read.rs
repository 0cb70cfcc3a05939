use super::view::{DocumentPage, DocumentView, view};
use crate::AppState;
use crate::http::auth::DocumentsRead;
use crate::http::{Answer, ApiError, Caller};
use actix_web::get;
use actix_web::web::{Data, Path};
use persistence::{candidates, documents};
use uuid::Uuid;

/// The documents of a file
#[utoipa::path(
    tag = "documents",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01")),
    responses((status = 200, description = "All of them", body = DocumentPage)),
    security(("bearer" = ["documents:read"])),
)]
#[get("/v1/candidates/{id}/documents")]
pub async fn list_documents(
    caller: Caller<DocumentsRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, sight) = (state.clone(), caller.sight());
    let all = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (candidate, _) = candidates::find(conn, &shared.vault, *id, &sight)?;
            Ok(documents::of_person(conn, candidate.id)?)
        })
        .await?;
    let data = all.into_iter().map(view).collect();
    Answer::ok(&DocumentPage { data, next_cursor: None, has_more: false })
}

/// What is known of a document
#[utoipa::path(
    tag = "documents",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        ("document_id" = Uuid, Path, description = "The document", example = "0192f000-0000-7000-8000-000000d0c011"),
    ),
    responses((status = 200, description = "The document", body = DocumentView)),
    security(("bearer" = ["documents:read"])),
)]
#[get("/v1/candidates/{id}/documents/{document_id}")]
pub async fn read_document(
    caller: Caller<DocumentsRead>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
) -> Result<Answer, ApiError> {
    let (person, id) = path.into_inner();
    let (shared, sight) = (state.clone(), caller.sight());
    let document = state
        .db
        .transact::<_, ApiError>(move |conn| {
            candidates::find(conn, &shared.vault, person, &sight)?;
            Ok(documents::find(conn, person, id)?)
        })
        .await?;
    let version = document.version;
    Ok(Answer::ok(&view(document))?.version(version))
}
