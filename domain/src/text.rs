//! Text as it is compared.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Characters that one may become: some hold a whole sentence.
const MOST: usize = 4;
/// The noughts of digits that are written otherwise, from Arabic to Mongolian.
const NOUGHTS: [char; 18] = [
    '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}',
    '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}', '\u{17E0}', '\u{1810}',
];
/// Cyrillic and Greek letters that look like Latin ones, and these.
const LOOKALIKES: (&str, &str) =
    ("аеорсухкіјѕһАВЕНІЈКМОРЅСТУХοινανΟΙΑΒΕΗΚΜΝΡΤΧΥΖ", "aeopcyxkijshABEHIJKMOPSCTYXoivavOIABEHKMNPTXYZ");

/// A text as [`plain`] gives it, with Latin letters for those of other alphabets that look like them, so that words and
/// numbers are found however they are dressed.
#[must_use]
pub(crate) fn undressed(text: &str) -> String {
    plain(text).chars().map(letter).collect()
}

/// A text with plain letters and digits for those that are the same (NFKC: full width, bold, circled; digits of other
/// scripts), without what nobody sees.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    let is_seen = |c: &char| {
        !matches!(c,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{20E3}' | '\u{FEFF}')
    };
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(is_seen).map(digit) {
        if c.is_ascii() {
            plain.push(c);
            continue;
        }
        let normal = normalizer.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
        if normal.chars().count() > MOST {
            plain.push(c);
        } else {
            plain.push_str(&normal);
        }
    }
    plain
}

fn digit(c: char) -> char {
    let value = |nought: &char| u32::from(c).checked_sub(u32::from(*nought)).filter(|value| *value < 10);
    NOUGHTS.iter().find_map(value).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

fn letter(c: char) -> char {
    let (from, to) = LOOKALIKES;
    if c.is_ascii() {
        return c;
    }
    from.chars().zip(to.chars()).find(|it| it.0 == c).map_or(c, |it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_word_is_found_however_it_is_dressed() {
        for (text, wanted) in [
            ("０８１２", "0812"),
            ("𝟎𝟖𝟏𝟐", "0812"),
            ("0️⃣8️⃣1️⃣2️⃣", "0812"),
            ("٠٨١٢", "0812"),
            ("๐๘๑๒", "0812"),
            ("08\u{200B}12", "0812"),
            ("О812", "O812"),
            ("Кеrjа", "Kerja"),
            ("①", "1"),
            ("\u{FDFA}", "\u{FDFA}"),
        ] {
            assert_eq!(undressed(text), wanted);
        }
        assert_eq!(LOOKALIKES.0.chars().count(), LOOKALIKES.1.chars().count());
    }
}
