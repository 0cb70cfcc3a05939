//! Reports of suspicious offers: by what they are alike, and what becomes of a group of them.

mod contact;
mod group;
mod joining;
mod wording;

pub(crate) use contact::is_mobile;
pub use contact::{contact, page_of, phone};
pub use group::{GroupState, GroupStep, PassedTo, Refused};
pub use joining::{FULL, Near, joined};
pub use wording::{COMMON, FEWEST, alike, phrases};

crate::words::schema_words! {
    /// By what a recruiter is found again.
    pub enum MarkKind {
        /// A phone, or a string that looks like one.
        Phone = "phone",
        /// A bank account.
        Account = "account",
        Link = "link",
        /// An account of a social network.
        Social = "social",
        /// How it is worded.
        Wording = "wording",
    }
}

crate::words::schema_words! {
    /// What is reported.
    pub enum ReportKind {
        /// An offer that cannot be believed.
        Offer = "offer",
        /// An agency says that a flag about it is wrong.
        Objection = "objection",
    }
}
