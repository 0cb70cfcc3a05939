//! Decisions with their reasons, over all programmes, and what-if.

mod decide;
mod decisions;
pub mod facts;
mod overview;
mod view;
mod what_if;

pub use decide::{DecisionRequest, decide};

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(overview::read_eligibility)
        .service(decide::create_decision)
        .service(decisions::list_decisions)
        .service(decisions::read_decision)
        .service(what_if::what_if);
}
