//! Reports of suspicious offers: by what they are alike, and what becomes of a group of them.

mod group;
mod joining;
mod wording;

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

/// A contact as it is compared: digits of a number, a link or name without what does not tell.
#[must_use]
pub fn normal(kind: MarkKind, written: &str) -> String {
    let written = written.trim().to_lowercase();
    match kind {
        MarkKind::Phone => {
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            // The same number with and without the country's code.
            match digits.strip_prefix('0') {
                Some(local) => format!("62{local}"),
                None => digits,
            }
        }
        MarkKind::Account => written.chars().filter(char::is_ascii_digit).collect(),
        MarkKind::Link => {
            let bare = written.split_once("://").map_or(written.as_str(), |(_, rest)| rest);
            let bare = bare.trim_start_matches("www.");
            bare.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned()
        }
        MarkKind::Social => written.trim_start_matches('@').to_owned(),
        MarkKind::Wording => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_contact_written_in_many_ways_is_one() {
        for written in ["0812-5550-0101", "+62 812 5550 0101", "62812 5550 0101"] {
            assert_eq!(normal(MarkKind::Phone, written), "6281255500101");
        }
        for written in ["https://www.Contoh.example/Loker/", "contoh.example/loker?id=1"] {
            assert_eq!(normal(MarkKind::Link, written), "contoh.example/loker");
        }
        assert_eq!(normal(MarkKind::Social, "@Contoh.Fiktif "), "contoh.fiktif");
        assert_eq!(normal(MarkKind::Account, "012-345 6789"), "0123456789");
    }
}
