//! What tests share: a database of their own, the real application, people, files on the way.

mod app;
mod client;
mod contract;
mod db;
mod files;
mod golden;
mod log;
mod program;

pub use app::{Login, NAME, PASSWORD, TestApp, at, catalogue, noon};
pub use client::Reply;
pub use db::TestDb;
pub use files::{ANDI_NIK, KELURAHAN, PNG, agency, article, form, job_order, meeting, nik, pdf, profile};
pub use golden::golden;
pub use log::{PostgresLog, ProgramLog, demand_none};
