//! Drives the whole: API, database, contract.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod candidates;
mod constraints;
mod countries;
mod decisions;
mod demo;
mod information;
mod jobs;
mod main_job;
mod manners;
mod offers;
mod outage;
mod outreach;
mod permissions;
mod program;
mod races;
mod registers;
mod reports;
mod schema;
mod secrets;
