//! Reports of suspicious offers: by anyone, without name; officers see one recruiter behind many.

mod answer;
mod decide;
mod file;
mod follow;
mod group;
mod marks;
mod registered;
mod split;

pub use answer::answer;
pub use decide::{Becomes, PassRequest, decide};
pub use file::{ReportIds, ReportInput, code_hash, enter};
pub use marks::{ContactLink, ContactText, Contacts, mark, official};

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(file::report_offer)
        .service(follow::follow_offer_report)
        .service(group::list_objections)
        .service(answer::answer_offer_report)
        .service(group::list_report_groups)
        .service(group::read_report_group)
        .service(decide::pass_report_group)
        .service(decide::confirm_report_group)
        .service(split::split_report_group)
        .service(decide::close_report_group);
}
