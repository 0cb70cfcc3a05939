//! Demo data (placeholder until the areas stand).
use crate::AppState;
use crate::run::Stop;
use actix_web::web::ServiceConfig;
use persistence::Conn;
/// Routes of the demo alone.
pub fn configure(_config: &mut ServiceConfig) {}
/// What `serve --demo` prints.
#[must_use]
pub fn accounts_table() -> String {
    String::new()
}
/// Loads.
///
/// # Errors
///
/// If a row cannot be written.
pub fn load(_state: &AppState, _owner: &mut Conn) -> Result<usize, Stop> {
    Ok(0)
}
