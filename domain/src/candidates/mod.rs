//! A person's file on the way abroad.

mod custody;
mod evidence;
mod profile;
pub mod rules;
mod status;

pub use custody::{Custody, Returned};
pub use evidence::{Body, Evidence, EvidenceStatus, FieldError, Reading, Record, Standing, VerifiedBy};
pub use profile::{Address, EmergencyContact, Profile};
pub use status::{Refused, Status, Step};
