//! Countries: what is open, for whom, since when it is known; and what a person should know of each.

mod in_force;
mod list;
mod propose;
mod step;
mod tell;
mod view;
mod work;

pub use in_force::{InForce, Known};
pub use list::{HOTLINES, keep_pages, pages, searchable};
pub use tell::tell;
pub use view::{EmergencyContactView, PackCountry, hotlines, packed};

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_countries)
        .service(list::read_country)
        .service(work::list_country_statuses)
        .service(propose::propose_country_status)
        .service(step::approve_country_status)
        .service(step::refuse_country_status);
}
