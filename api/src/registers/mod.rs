//! Registers of agencies and job orders: looked up by everybody, kept by officers, by form or from lists.

mod agencies;
mod columns;
mod entry;
mod import;
mod input;
mod job_orders;
mod sheet;
mod write;

pub use agencies::{AgencyView, view as agency_view};
pub use entry::store;
pub use import::{File, Format, ImportQuery, import};
pub use input::{AgencyInput, JobOrderInput};
pub use job_orders::{JobOrderView, view as job_order_view, whole};

use crate::http::ApiError;
use persistence::RepoError;
use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(agencies::list_agencies)
        .service(write::create_agency)
        // Before the paths with an id, of which it would be one.
        .service(import::import_agencies)
        .service(agencies::read_agency)
        .service(write::replace_agency)
        .service(write::add_agency_status)
        .service(job_orders::list_job_orders)
        .service(write::create_job_order)
        .service(import::import_job_orders)
        .service(job_orders::read_job_order)
        .service(write::replace_job_order);
}

/// Rows that are read at once where a rule decides which stay.
const BATCH: i64 = 500;

/// At most `limit` rows, those that a rule keeps: reads on until there are enough or the register ends.
fn scan<T, K>(
    limit: i64,
    mut after: Option<K>,
    mut read: impl FnMut(Option<&K>, i64) -> Result<Vec<T>, RepoError>,
    keep: Option<impl Fn(&T) -> bool>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, ApiError> {
    let Some(keep) = keep else { return Ok(read(after.as_ref(), limit)?) };
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut kept = Vec::new();
    loop {
        let rows = read(after.as_ref(), BATCH)?;
        let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < BATCH);
        after = rows.last().map(&key);
        kept.extend(rows.into_iter().filter(|row| keep(row)));
        if is_last || kept.len() >= most {
            kept.truncate(most);
            return Ok(kept);
        }
    }
}
