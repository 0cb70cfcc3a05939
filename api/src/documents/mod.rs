//! Files that prove what is claimed.

mod content;
mod decide;
mod read;
mod reject;
mod upload;
mod verify;
mod view;

pub use upload::enter;
pub use verify::{SeenClaim, VerifyDocumentRequest, verify};
pub use view::media_of;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(read::list_documents)
        .service(upload::upload_document)
        .service(read::read_document)
        .service(content::download_document)
        .service(verify::verify_document)
        .service(reject::reject_document);
}
