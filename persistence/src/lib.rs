//! What is stored and how it is found. Speaks the words of `domain` outward;
//! diesel stays inside, but for the opaque [`Conn`].

pub mod accounts;
pub mod agencies;
pub mod articles;
pub mod candidates;
pub mod catalogue;
pub mod countries;
pub mod db;
pub mod decisions;
pub mod demo;
pub mod documents;
pub mod error;
pub mod event_log;
pub mod events;
pub mod evidence;
pub mod files;
pub mod idempotency;
pub mod job_orders;
pub mod messages;
pub mod migrations;
pub mod organisations;
pub mod outreach;
pub mod people;
pub mod registers;
pub mod reports;
mod schema;
pub mod search;
pub mod signups;
pub mod throttle;
pub mod vault;

pub use db::{Conn, Db, DbSettings, transact_on};
pub use error::RepoError;
pub use events::Act;
pub use vault::Vault;
