//! Phones and e-mails in their normal form.

use domain::identity::IdentifierKind;
use persistence::accounts::LoginName;
use validator::ValidateEmail;

/// A phone in E.164: Indonesian numbers may begin with 0; landlines are fine.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let folded: String =
        text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_digit(d, 10)).unwrap_or(c)).collect();
    let parsed = phonenumber::parse(Some(phonenumber::country::ID), folded.trim()).ok()?;
    parsed.is_valid().then(|| parsed.format().mode(phonenumber::Mode::E164).to_string())
}

/// An e-mail in lower case.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    email.validate_email().then_some(email)
}

/// A phone or an e-mail, whichever it is.
#[must_use]
pub fn login_name(text: &str) -> Option<LoginName> {
    if text.contains('@') {
        Some(LoginName { kind: IdentifierKind::Email, value: email(text)? })
    } else {
        Some(LoginName { kind: IdentifierKind::Phone, value: phone(text)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164_and_nonsense_nothing() {
        for (sent, wanted) in [
            ("081234567890", Some("+6281234567890")),
            ("+62 812-3456-7890", Some("+6281234567890")),
            ("0548 21234", Some("+6254821234")),
            ("+821012345678", Some("+821012345678")),
            ("110", None),
            ("12", None),
            ("abc", None),
        ] {
            assert_eq!(phone(sent).as_deref(), wanted, "{sent}");
        }
        assert_eq!(login_name(" Siti@Contoh.Example ").unwrap().value, "siti@contoh.example");
        assert!(login_name("siti@").is_none());
    }
}
