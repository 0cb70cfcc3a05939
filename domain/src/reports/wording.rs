//! Like wording, seen without reading: phrases of three words that two texts share. A piece of an advert that two people
//! quote is found whatever else they write.

use std::collections::BTreeSet;

/// Words in a phrase.
const WORDS: usize = 3;
/// Phrases that two texts share, at least; they are in eight words in a row.
pub const FEWEST: usize = 6;
/// The shorter of two texts has at most so many phrases for each that is shared: long texts share some by chance.
const SPREAD: usize = 20;
/// Open groups in which a phrase stands from which on it says nothing: it is how people write to an office.
pub const COMMON: usize = 3;

/// Three neighbouring words each; words of one letter and of digits alone say nothing.
#[must_use]
pub fn phrases(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1 && !word.chars().all(|c| c.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect();
    words.windows(WORDS).map(|phrase| phrase.join(" ")).collect()
}

/// Whether texts are alike that share so many phrases, the shorter of which has so many.
#[must_use]
pub fn alike(shared: usize, shorter: usize) -> bool {
    shared >= FEWEST && shared * SPREAD >= shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(one: &str, other: &str) -> bool {
        let (one, other) = (phrases(one), phrases(other));
        alike(one.intersection(&other).count(), one.len().min(other.len()))
    }

    #[test]
    fn a_piece_of_eight_words_is_enough_and_seven_are_not() {
        let quote = "pabrik cokelat gaji besar berangkat cepat tanpa ribet";
        let one =
            format!("Adik saya dapat pesan begini: {quote}, lalu dia mengirim foto KTP tanpa bertanya dulu");
        let other = format!("Di grup warga ada yang menulis \"{quote}\" dan nomornya sudah tidak aktif");
        assert!(are_alike(&one, &other));
        assert!(!are_alike(&one.replace(" ribet", ""), &other));
        assert!(!are_alike(&one.replace(" berangkat", " besok berangkat"), &other));
        assert!(phrases("gaji besar 25 !").is_empty());
    }

    #[test]
    fn long_texts_are_not_alike_by_what_they_share_by_chance() {
        assert!(alike(FEWEST, FEWEST) && alike(FEWEST, FEWEST * SPREAD));
        assert!(!alike(FEWEST, FEWEST * SPREAD + 1));
    }
}
