//! The law, the programmes and the lists that forms are drawn from: public, the same for everybody.

mod programmes;
mod public;
mod rules;
mod sets;

pub use public::Public;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(rules::list_rules).service(programmes::list_programmes).service(sets::list_reference);
}
