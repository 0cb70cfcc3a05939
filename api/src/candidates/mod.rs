//! A person's file on the way abroad: profile, steps, queue, history.

mod create;
mod history;
mod input;
mod queue;
mod read;
mod search;
mod steps;
mod update;
pub mod view;

pub use create::open;
pub use history::PageQuery;
pub use input::CandidateInput;
pub use steps::{ReturnRequest, check_reason, note, send_back, submit, tell_person, verify};

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create::create_candidate)
        .service(queue::list_candidates)
        .service(search::search_candidates)
        .service(read::read_candidate)
        .service(update::update_candidate)
        .service(steps::submit_candidate)
        .service(steps::note_candidate)
        .service(steps::return_candidate)
        .service(steps::verify_candidate)
        .service(steps::reopen_candidate)
        .service(history::read_history);
}
