use super::Sex;
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// Nomor Induk Kependudukan: region of first issue (6 digits), birth date
/// (DDMMYY, the day of women 40 higher), serial. There is no check digit.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik(String);

/// Why a text is no NIK. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NikError {
    /// Not sixteen digits.
    #[error("a NIK has sixteen digits")]
    NotSixteenDigits,
    /// Digits 7 to 12 are no date.
    #[error("the digits 7 to 12 are no birth date")]
    NoDate,
    /// The serial is 0000.
    #[error("the last four digits are never 0000")]
    NoSerial,
}

/// How a NIK compares with what the profile says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NikCheck {
    /// Whether the birth date agrees.
    pub birth_date: bool,
    /// Whether the sex agrees.
    pub sex: bool,
}

impl NikCheck {
    /// Whether everything agrees.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.birth_date && self.sex
    }
}

/// Day, month, two-digit year and sex as a NIK writes them.
struct Birth {
    day: u32,
    month: u32,
    year: i32,
    sex: Sex,
}

impl Birth {
    fn read(digits: &str) -> Option<Self> {
        let pair = |at: usize| digits.get(at..at + 2)?.parse::<u32>().ok();
        let (day, month, year) = (pair(6)?, pair(8)?, i32::try_from(pair(10)?).ok()?);
        let (day, sex) = if day > 40 { (day - 40, Sex::Female) } else { (day, Sex::Male) };
        Some(Self { day, month, year, sex })
    }

    /// Whether the day exists in one of the two centuries that it may be of.
    fn is_real(&self) -> bool {
        [1900, 2000]
            .iter()
            .any(|century| NaiveDate::from_ymd_opt(century + self.year, self.month, self.day).is_some())
    }
}

impl FromStr for Nik {
    type Err = NikError;

    fn from_str(text: &str) -> Result<Self, NikError> {
        if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NikError::NotSixteenDigits);
        }
        if !Birth::read(text).is_some_and(|birth| birth.is_real()) {
            return Err(NikError::NoDate);
        }
        if text.ends_with("0000") {
            return Err(NikError::NoSerial);
        }
        Ok(Self(text.to_owned()))
    }
}

impl Nik {
    /// All sixteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the region where it was first issued; old and foreign ones are fine.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// Compares with the profile; the century is that of the stored birth date.
    #[must_use]
    pub fn check(&self, birth_date: NaiveDate, sex: Sex) -> NikCheck {
        Birth::read(&self.0).map_or(NikCheck { birth_date: false, sex: false }, |birth| NikCheck {
            birth_date: birth.day == birth_date.day()
                && birth.month == birth_date.month()
                && birth.year == birth_date.year().rem_euclid(100),
            sex: birth.sex == sex,
        })
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(****************)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_womans_day_is_forty_higher() {
        let nik: Nik = "6474024909989904".parse().unwrap();
        assert!(nik.check(day("1998-09-09"), Sex::Female).agrees());
        assert_eq!(nik.check(day("1998-09-10"), Sex::Female), NikCheck { birth_date: false, sex: true });
        assert_eq!(nik.check(day("1998-09-09"), Sex::Male), NikCheck { birth_date: true, sex: false });
        assert_eq!(nik.prefix(), "647402");
    }

    #[test]
    fn the_century_is_that_of_the_stored_birth_date() {
        let nik: Nik = "6474031509089907".parse().unwrap();
        assert!(nik.check(day("2008-09-15"), Sex::Male).agrees());
        assert!(nik.check(day("1908-09-15"), Sex::Male).agrees());
        assert!(!nik.check(day("2009-09-15"), Sex::Male).agrees());
    }

    #[test]
    fn the_date_must_be_real() {
        for (text, expected) in [
            ("6474010001019901", Err(NikError::NoDate)),
            ("6474010101019901", Ok(())),
            ("6474013101019901", Ok(())),
            ("6474013201019901", Err(NikError::NoDate)),
            ("6474014001019901", Err(NikError::NoDate)),
            ("6474014101019901", Ok(())),
            ("6474017101019901", Ok(())),
            ("6474017201019901", Err(NikError::NoDate)),
            ("6474010100019901", Err(NikError::NoDate)),
            ("6474010113019901", Err(NikError::NoDate)),
            ("6474013104019901", Err(NikError::NoDate)),
            ("6474012902009901", Ok(())),
            ("6474012902019901", Err(NikError::NoDate)),
            ("6474012902049901", Ok(())),
            ("9901010101010000", Err(NikError::NoSerial)),
            ("9901010101010001", Ok(())),
            ("647401010101001", Err(NikError::NotSixteenDigits)),
            ("64740101010100011", Err(NikError::NotSixteenDigits)),
            ("647401010101000a", Err(NikError::NotSixteenDigits)),
            ("64740101010100é", Err(NikError::NotSixteenDigits)),
            ("", Err(NikError::NotSixteenDigits)),
        ] {
            assert_eq!(text.parse::<Nik>().map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn debug_does_not_tell_the_digits() {
        let nik: Nik = "6474011403019901".parse().unwrap();
        assert!(!format!("{nik:?}").contains(|c: char| c.is_ascii_digit()));
    }
}
