//! Who a person is: values that cannot hold nonsense.

mod identifier;
mod name;
mod nik;
mod words;

pub use identifier::{IdentifierKind, IdentifierStatus, mask};
pub use name::{Name, NameError};
pub use nik::{Nik, NikCheck, NikError};
pub use words::{MaritalStatus, Sex};
