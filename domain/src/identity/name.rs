use std::fmt;
use std::str::FromStr;

/// A full name as on the identity card: one name or many, never split.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

/// Why a text is no name. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space, or no letter.
    #[error("a name has at least one letter")]
    Empty,
    /// More than [`Name::MAX_CHARS`] characters.
    #[error("a name has at most 100 characters")]
    TooLong,
    /// A digit, control character or sign that names do not have.
    #[error("a name has letters, spaces, apostrophes, hyphens, dots and commas only")]
    BadCharacter,
}

impl Name {
    /// Most characters of a name.
    pub const MAX_CHARS: usize = 100;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters of any script (with their combining marks) and the signs of names.
fn is_allowed(c: char) -> bool {
    let is_sign =
        matches!(c, ' ' | '\'' | '\u{2018}' | '\u{2019}' | '`' | '-' | '\u{2010}' | '\u{2011}' | '.' | ',');
    let is_mark = matches!(c, '\u{300}'..='\u{36f}');
    is_sign || is_mark || (c.is_alphabetic() && !c.is_numeric())
}

impl FromStr for Name {
    type Err = NameError;

    /// Trims, folds inner white space to one space each, and checks.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.chars().all(is_allowed) {
            return Err(NameError::BadCharacter);
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(NameError::Empty);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(NameError::TooLong);
        }
        Ok(Self(name))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_kinds_are_kept() {
        for name in [
            "Sulastri",
            "Andi Contoh Pratama",
            "Ni'mah",
            "D’Angelo",
            "Siti-Aminah",
            "H. Umar, S.Pd.",
            "Nguyễn",
            "李明",
            "Zoe\u{308}",
        ] {
            assert_eq!(name.parse::<Name>().map(|name| name.to_string()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn white_space_is_folded() {
        assert_eq!("  Siti \t  Aminah\n".parse::<Name>().unwrap().as_str(), "Siti Aminah");
    }

    #[test]
    fn other_characters_are_refused() {
        for name in ["Budi2", "Budi\u{0}", "Bu\u{7}di", "<b>", "Ⅷ", "a_b", "a@b", "a\u{202e}b", "😀"] {
            assert_eq!(name.parse::<Name>(), Err(NameError::BadCharacter), "{name:?}");
        }
        for name in ["", "   ", ".", "-'"] {
            assert_eq!(name.parse::<Name>(), Err(NameError::Empty), "{name:?}");
        }
    }

    #[test]
    fn a_hundred_characters_fit_and_one_more_does_not() {
        assert!("é".repeat(100).parse::<Name>().is_ok());
        assert_eq!("é".repeat(101).parse::<Name>(), Err(NameError::TooLong));
    }
}
