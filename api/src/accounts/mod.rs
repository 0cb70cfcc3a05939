//! Registration, log-in and sessions.

mod confirm;
mod login;
mod logout;
mod me;
pub use me::OrganisationView;
pub mod name;
mod refresh;
pub mod register;
pub mod session;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(register::register)
        .service(confirm::confirm)
        .service(login::login)
        .service(refresh::refresh)
        .service(logout::logout)
        .service(me::read_me)
        .service(me::update_me);
}
