//! What tests share: a database of their own, the real application, people, files on the way.

mod app;
mod client;
mod contract;
mod db;
mod files;
mod golden;

pub use app::{Login, TestApp, at, noon};
pub use client::Reply;
pub use db::TestDb;
pub use files::{ANDI_NIK, KELURAHAN, PNG, form, nik, pdf, profile};
pub use golden::golden;
