//! A person's file on the way abroad: profile, steps, queue, history.

mod create;
mod history;
mod input;
mod note;
mod queue;
mod read;
mod reopen;
mod search;
mod send_back;
mod step;
mod submit;
mod update;
mod verify;
pub mod view;

pub use create::open;
pub use history::PageQuery;
pub use input::CandidateInput;
pub use note::note;
pub use send_back::send_back;
pub use step::{ReturnRequest, check_reason};
pub use submit::submit;
pub use verify::verify;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create::create_candidate)
        .service(queue::list_candidates)
        .service(search::search_candidates)
        .service(read::read_candidate)
        .service(update::update_candidate)
        .service(submit::submit_candidate)
        .service(note::note_candidate)
        .service(send_back::return_candidate)
        .service(verify::verify_candidate)
        .service(reopen::reopen_candidate)
        .service(history::read_history);
}
