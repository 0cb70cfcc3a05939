//! Files that prove what is claimed.

mod content;
mod decide;
mod read;
mod upload;
mod view;

pub use decide::{SeenClaim, VerifyDocumentRequest, verify};
pub use upload::enter;
pub use view::media_of;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(read::list_documents)
        .service(upload::upload_document)
        .service(read::read_document)
        .service(content::download_document)
        .service(decide::verify_document)
        .service(decide::reject_document);
}
