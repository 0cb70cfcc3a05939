//! Whether an offer can be believed: anybody asks, nothing is kept.

mod check;
mod input;
mod known;
mod view;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(check::check_offer);
}
