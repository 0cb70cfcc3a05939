//! The rules of safe migration, and nothing else.
//!
//! No I/O, no clock, no runtime: every function here is a question whose
//! answer depends on its arguments alone. Time is an argument, the law is a
//! value ([`law::Law`]) that somebody else has read from files.

#![deny(clippy::wildcard_enum_match_arm, clippy::match_wildcard_for_single_variants)]

pub mod accounts;
pub mod calendar;
pub mod candidates;
pub mod documents;
pub mod eligibility;
pub mod identity;
pub mod ids;
pub mod information;
pub mod law;
pub mod offers;
pub mod organisations;
pub mod outreach;
pub mod registers;
pub mod reports;
pub mod statistics;
mod text;
pub mod value;
pub mod words;
