//! A person's file on the way abroad.

mod evidence;
mod profile;
pub mod rules;
mod status;

pub use evidence::{Body, Evidence, EvidenceStatus, FieldError, Reading, Record, VerifiedBy};
pub use profile::{Address, EmergencyContact, Profile};
pub use status::{Refused, Status, Step};
