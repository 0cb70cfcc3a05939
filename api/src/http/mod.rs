//! The manners that every operation shares.

pub mod answer;
pub mod auth;
pub mod body;
pub mod contract;
pub mod manners;
pub mod merge;
pub mod page;
pub mod problem;
pub mod problems;
pub mod request;

pub use answer::Answer;
pub use auth::{Caller, Grants};
pub use body::{Valid, Words};
pub use problem::{ApiError, Code, FieldError, Problem, stale_is};
pub use request::{Ctx, IfMatch};
