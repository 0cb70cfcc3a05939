//! Education, work, languages, certificates, health facts, declarations of a person.

mod create;
mod decide;
mod list;
mod update;
pub mod view;

pub use create::enter;
pub use decide::{decide, write};
pub use view::EvidenceInput;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_evidence)
        .service(create::create_evidence)
        .service(update::update_evidence)
        .service(update::delete_evidence)
        .service(decide::verify_evidence)
        .service(decide::reject_evidence);
}
