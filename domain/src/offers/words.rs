//! Adverts as words: sentences, clauses, phrases with gaps, and what stands before and behind a place.

use std::collections::{BTreeMap, BTreeSet};

/// How many words a gap in a phrase may take.
const GAP: usize = 4;
/// How far before a phrase a negation still takes it back.
const BEFORE: usize = 3;

/// Words of a text in lower case, without marks.
pub(super) fn split(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Words with short forms brought to what they mean.
pub(super) fn plain(text: &str, forms: &BTreeMap<String, String>) -> Vec<String> {
    let meant = |word: String| forms.get(&word).map_or_else(|| vec![word], |it| split(it));
    split(text).into_iter().flat_map(meant).collect()
}

/// Whether the mark at `at` ends something: a line does, others only before a space or the end.
fn ends(text: &str, at: usize, mark: char) -> bool {
    mark == '\n'
        || text
            .get(at + mark.len_utf8()..)
            .is_none_or(|rest| rest.chars().next().is_none_or(char::is_whitespace))
}

/// The parts of a text between marks that end something.
fn cut<'a>(text: &'a str, marks: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if marks.contains(&c) && ends(text, at, c) {
            parts.extend(text.get(from..at));
            from = at + c.len_utf8();
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Sentences.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    cut(text, &['.', '!', '?', '\n'])
}

/// Clauses of a sentence.
pub(super) fn clauses(sentence: &str) -> Vec<&str> {
    cut(sentence, &[',', ';'])
}

/// What stands before `at` in its clause.
pub(super) fn before(text: &str, at: usize) -> &str {
    let part = text.get(..at).unwrap_or_default();
    cut(part, &['.', '!', '?', '\n', ',', ';']).last().copied().unwrap_or_default()
}

/// What stands behind `at` in its clause.
pub(super) fn behind(text: &str, at: usize) -> &str {
    let part = text.get(at..).unwrap_or_default();
    cut(part, &['.', '!', '?', '\n', ',', ';']).first().copied().unwrap_or_default()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Start(String),
    Gap,
}

/// A phrase: words, `*` for up to four words, `word*` for a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

impl Phrase {
    pub fn new(written: &str) -> Self {
        let part = |word: &str| match word.strip_suffix('*') {
            Some("") => Part::Gap,
            Some(start) => Part::Start(start.to_owned()),
            None => Part::Word(word.to_owned()),
        };
        Self(written.split_whitespace().map(part).collect())
    }

    fn holds(parts: &[Part], words: &[String]) -> bool {
        let Some((part, parts)) = parts.split_first() else { return true };
        match part {
            Part::Gap => (0..=GAP.min(words.len()))
                .any(|skip| Self::holds(parts, words.get(skip..).unwrap_or_default())),
            Part::Word(wanted) => {
                words.split_first().is_some_and(|(word, rest)| word == wanted && Self::holds(parts, rest))
            }
            Part::Start(wanted) => words
                .split_first()
                .is_some_and(|(word, rest)| word.starts_with(wanted.as_str()) && Self::holds(parts, rest)),
        }
    }

    /// Whether a clause says it and does not take it back.
    pub fn is_in(&self, clause: &[String], negations: &BTreeSet<String>) -> bool {
        let own = matches!(self.0.first(), Some(Part::Word(word)) if negations.contains(word));
        (0..clause.len()).any(|from| {
            let taken_back = !own
                && clause
                    .get(from.saturating_sub(BEFORE)..from)
                    .is_some_and(|words| words.iter().any(|word| negations.contains(word)));
            !taken_back && Self::holds(&self.0, clause.get(from..).unwrap_or_default())
        })
    }
}

/// Indonesian numerals below a thousand; none for another word.
fn numeral(word: &str) -> Option<u32> {
    const WORDS: [&str; 10] =
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
    WORDS.iter().position(|it| *it == word).and_then(|at| u32::try_from(at).ok())
}

/// The value of numerals that follow each other (`dua ratus lima puluh`).
fn value(words: &[&str]) -> u32 {
    let (mut total, mut last) = (0, 0);
    for word in words {
        let (add, next) = match (*word, numeral(word)) {
            (_, Some(digit)) => (0, digit),
            ("sepuluh", None) => (10, 0),
            ("sebelas", None) => (11, 0),
            ("seratus", None) => (100, 0),
            ("belas", None) => (last + 10, 0),
            ("puluh", None) => (last * 10, 0),
            ("ratus", None) => (last * 100, 0),
            (_, None) => (0, last),
        };
        total += add;
        last = next;
    }
    total + last
}

/// A text in which numbers that were spelt out stand in digits: amounts before `juta` and `ribu`, and digits said one by one.
pub(super) fn in_digits(text: &str) -> String {
    let is_part = |word: &str| {
        numeral(word).is_some()
            || matches!(word, "sepuluh" | "sebelas" | "seratus" | "belas" | "puluh" | "ratus" | "kosong")
    };
    let mut out = String::with_capacity(text.len());
    let mut tokens: Vec<&str> = Vec::new();
    let mut from = 0;
    let mut was_word = None;
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphabetic();
        if was_word.is_some_and(|was| was != is_word) {
            tokens.extend(text.get(from..at));
            from = at;
        }
        was_word = Some(is_word);
    }
    tokens.extend(text.get(from..));
    let mut at = 0;
    while let Some(token) = tokens.get(at).copied() {
        match token {
            "sejuta" => out.push_str("1 juta"),
            "seribu" => out.push_str("1 ribu"),
            _ => {
                // Every other token is a space: a run goes on over single ones.
                let mut run = Vec::new();
                let mut next = at;
                while let Some(word) = tokens.get(next).copied()
                    && is_part(word)
                {
                    run.push(word);
                    let is_spaced = tokens.get(next + 1).is_some_and(|gap| matches!(*gap, " " | "-" | "  "));
                    next += if is_spaced { 2 } else { 1 };
                    if !is_spaced {
                        break;
                    }
                }
                let scale =
                    tokens.get(next).is_some_and(|word| matches!(*word, "juta" | "jt" | "ribu" | "rb"));
                let digits = run.iter().all(|word| numeral(word).is_some() || *word == "kosong");
                if run.len() >= 7 && digits {
                    let digits = run.iter().map(|word| numeral(word).unwrap_or_default().to_string());
                    out.push_str(&digits.collect::<String>());
                    out.push(' ');
                    at = next;
                    continue;
                } else if !run.is_empty() && scale {
                    out.push_str(&value(&run).to_string());
                    out.push(' ');
                    at = next;
                    continue;
                }
                out.push_str(token);
            }
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(phrase: &str, clause: &str) -> bool {
        let forms = BTreeMap::from([("ga".to_owned(), "tidak".to_owned())]);
        let negations = ["tidak", "jangan"].map(str::to_owned).into();
        Phrase::new(phrase).is_in(&plain(clause, &forms), &negations)
    }

    #[test]
    fn a_phrase_is_found_over_gaps_and_not_where_it_is_taken_back() {
        assert!(is_in("kirim * ktp", "lalu kirim foto KK dan KTP ke sini"));
        assert!(!is_in("kirim * ktp", "kirim satu dua tiga empat lima ktp"));
        assert!(is_in("tiket dibayar*", "tiket dibayarin bos"));
        assert!(!is_in("uang muka", "tidak ada uang muka"));
        assert!(!is_in("kirim * ktp", "jangan pernah kirim ktp"));
        assert!(is_in("tidak perlu bahasa", "ga perlu tes ga perlu bahasa"));
    }

    #[test]
    fn clauses_end_at_marks_and_not_in_numbers() {
        assert_eq!(sentences("Gaji 1.500.000. Hubungi kami"), ["Gaji 1.500.000", " Hubungi kami"]);
        assert_eq!(before("Gaji 5 juta, biaya Rp 2", 19), " biaya ");
        assert_eq!(behind("2.500 per bulan. Lain", 5), " per bulan");
    }

    #[test]
    fn numbers_that_are_spelt_out_become_digits() {
        for (text, wanted) in [
            ("tanda jadi dua juta rupiah", "tanda jadi 2 juta rupiah"),
            ("dua juta lima ratus ribu", "2 juta 500 ribu"),
            ("dp sepuluh juta", "dp 10 juta"),
            ("sejuta", "1 juta"),
            ("dua orang", "dua orang"),
            ("nol delapan satu dua lima lima lima nol satu", "081255501 "),
        ] {
            assert_eq!(in_digits(text), wanted, "{text}");
        }
    }
}
