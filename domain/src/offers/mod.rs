//! Whether an offer can be believed: an order and its agency held against law and registers.

mod order;

pub use order::{Label, OrderCode, Verdict, codes, verdict};
