//! Meetings at which people learn before they go: sign-ups without a log-in, the line, the door, and what is published.

mod attendance;
mod cancel;
mod confirm;
mod coverage;
mod feedback;
mod input;
mod list;
mod plan;
mod seats;
mod signup;
mod signups;
mod ticket;
mod update;
mod view;

pub use input::{ArticleSlug, OutreachEventInput};
pub use plan::{enter, plan};
pub use seats::record;
pub use signup::code_hash;
pub use ticket::hash as ticket_hash;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_outreach_events)
        .service(plan::create_outreach_event)
        .service(list::read_outreach_event)
        .service(update::update_outreach_event)
        .service(signup::create_signup)
        .service(confirm::confirm_signup)
        .service(ticket::cancel_ticket)
        .service(feedback::rate_outreach_event)
        .service(signups::list_signups)
        .service(signups::cancel_signup)
        .service(feedback::list_outreach_feedback)
        .service(attendance::enter_at_door)
        .service(attendance::record_attendance)
        .service(cancel::cancel_outreach_event)
        .service(coverage::read_outreach_coverage);
}
