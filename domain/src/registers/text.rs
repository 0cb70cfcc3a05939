/// An amount in the main unit (`29500`, `1100.50`) as minor units, of which the currency has so many digits.
#[must_use]
pub fn minor_units(text: &str, digits: u32) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = usize::try_from(digits).ok()?;
    let is_whole = !whole.is_empty() && is_number(whole) && is_number(part);
    // More digits than the currency has are thousands, as some write them: `1.000` is no rupiah.
    if !is_whole || text.ends_with('.') || part.len() > digits {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse().ok()
}

/// Whether a text was read in a foreign encoding: it has lost characters, or UTF-8 was taken for Latin-1 and its
/// pairs stand there as `Ã©` or `â€™`.
#[must_use]
pub fn is_garbled(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let is_pair = matches!(before, 'Ã' | 'Â') && ('\u{80}'..='\u{BF}').contains(&c);
        let is_triple = before == 'â' && matches!(c, '€' | '\u{80}' | '„');
        before = c;
        c == '\u{FFFD}' || is_pair || is_triple
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_become_whole_minor_units_or_nothing() {
        for (text, digits, wanted) in [
            ("2156880", 0, Some(2_156_880)),
            ("29500", 2, Some(2_950_000)),
            ("1100.5", 2, Some(110_050)),
            ("1100.50", 2, Some(110_050)),
            ("1.000", 2, None),
            ("150.000", 0, None),
            ("12.3", 3, Some(12_300)),
            ("-1", 2, None),
            ("", 2, None),
            (".5", 2, None),
            ("5.", 2, None),
            ("1,5", 2, None),
            ("99999999999999999999", 2, None),
        ] {
            assert_eq!(minor_units(text, digits), wanted, "{text}");
        }
    }

    #[test]
    fn a_foreign_encoding_is_seen_and_honest_names_pass() {
        for text in ["PT RÃ©kaan", "PT R\u{FFFD}kaan", "PT â€œContohâ€\u{9d}", "Jl.Â\u{a0}1"] {
            assert!(is_garbled(text), "{text}");
        }
        for text in ["PT Rékaan", "São Paulo", "日本", "Ângela", "PT Contoh Migran Nusantara (fiktif)"] {
            assert!(!is_garbled(text), "{text}");
        }
    }
}
