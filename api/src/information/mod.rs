//! Safe-migration information: read by everybody, written by one officer and published by another.

mod draft;
mod list;
mod pack;
mod read;
mod render;
mod search;
mod searchable;
mod step;
mod view;
mod work;

pub use draft::{ArticleInput, draft};
pub use pack::Packs;
pub use searchable::entries;
pub use step::{publish_due, step};
pub use view::TextView;

use utoipa_actix_web::service_config::ServiceConfig;

/// The area's routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list::list_articles)
        .service(draft::create_article)
        .service(read::read_article)
        .service(draft::add_article_version)
        .service(read::read_article_version)
        .service(search::search_information)
        .service(pack::read_pack)
        .service(pack::list_changes)
        .service(work::list_article_versions)
        .service(work::read_article_draft)
        .service(step::submit_article)
        .service(step::return_article)
        .service(step::publish_article)
        .service(step::retire_article);
}
