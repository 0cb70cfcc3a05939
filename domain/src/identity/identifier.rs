use super::{Nik, Sex};
use chrono::NaiveDate;

crate::words::schema_words! {
    /// A number or name under which somebody knows a person.
    pub enum IdentifierKind {
        /// Nomor Induk Kependudukan.
        Nik = "nik",
        /// Family card (Kartu Keluarga).
        Kk = "kk",
        Passport = "passport",
        Phone = "phone",
        Email = "email",
        /// Kemnaker's `SIAPkerja` id.
        Siapkerja = "siapkerja",
        /// Sisko P2MI id.
        Sisko = "sisko",
        /// BPJS Ketenagakerjaan participant number (KPJ).
        BpjsTk = "bpjs_tk",
        /// BPJS Kesehatan number.
        BpjsKesehatan = "bpjs_kesehatan",
    }
}

crate::words::schema_words! {
    /// How far an identifier can be relied on.
    pub enum IdentifierStatus {
        /// Its form is right; nobody has looked it up.
        FormatValid = "format_valid",
        /// Its date or sex disagrees with the profile: the officer looks.
        Mismatch = "mismatch",
        /// Seen by an officer on the document.
        Verified = "verified",
        /// Confirmed by the civil registry (Dukcapil).
        DukcapilVerified = "dukcapil_verified",
    }
}

impl IdentifierStatus {
    /// How a number stands that nobody has looked at: a NIK is compared with birth date and sex, where they are known.
    #[must_use]
    pub fn unseen(kind: IdentifierKind, value: &str, birth: Option<NaiveDate>, sex: Option<Sex>) -> Self {
        let nik = (kind == IdentifierKind::Nik).then(|| value.parse::<Nik>().ok()).flatten();
        match (nik, birth, sex) {
            (Some(nik), Some(birth), Some(sex)) if !nik.check(birth, sex).agrees() => Self::Mismatch,
            _ => Self::FormatValid,
        }
    }

    /// How it stands once the file is verified: what the civil registry confirmed stays so.
    #[must_use]
    pub fn seen(self) -> Self {
        match self {
            Self::FormatValid | Self::Mismatch | Self::Verified => Self::Verified,
            Self::DukcapilVerified => Self::DukcapilVerified,
        }
    }

    /// Whether an officer or the registry has confirmed it.
    #[must_use]
    pub fn is_confirmed(self) -> bool {
        match self {
            Self::Verified | Self::DukcapilVerified => true,
            Self::FormatValid | Self::Mismatch => false,
        }
    }
}

impl IdentifierKind {
    /// Whether a person can be reached by it.
    #[must_use]
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Phone | Self::Email)
    }
}

/// Hides the secret part: the last six digits of a NIK (region and birth date
/// are shown elsewhere), all but the last three characters of others.
#[must_use]
pub fn mask(kind: IdentifierKind, value: &str) -> String {
    let count = value.chars().count();
    let shown = |index: usize| match kind {
        IdentifierKind::Nik => index + 6 < count,
        IdentifierKind::Kk
        | IdentifierKind::Passport
        | IdentifierKind::Phone
        | IdentifierKind::Email
        | IdentifierKind::Siapkerja
        | IdentifierKind::Sisko
        | IdentifierKind::BpjsTk
        | IdentifierKind::BpjsKesehatan => index + 3 >= count && index * 2 >= count,
    };
    value.chars().enumerate().map(|(index, c)| if shown(index) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nik_hides_its_last_six_digits_and_others_all_but_three() {
        assert_eq!(mask(IdentifierKind::Nik, "6474024909989904"), "6474024909******");
        assert_eq!(mask(IdentifierKind::Passport, "X1234567"), "*****567");
        assert_eq!(mask(IdentifierKind::Phone, "+6281234567899"), "***********899");
    }

    #[test]
    fn a_short_value_hides_at_least_half() {
        assert_eq!(mask(IdentifierKind::Nik, "123456"), "******");
        assert_eq!(mask(IdentifierKind::Email, "é@a"), "**a");
        assert_eq!(mask(IdentifierKind::Kk, ""), "");
    }
}
