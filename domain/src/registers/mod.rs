//! Registers that others keep and people look up: agencies (P3MI) and approved job orders.

mod agency;
mod order;
mod text;

pub use agency::{Agency, AgencyState, AgencyStatus, Branch, Contact, ContactKind, Given, Standing};
pub use order::{JobOrder, OrderState};
pub use text::{is_garbled, minor_units};
