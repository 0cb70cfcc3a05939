//! Adverts as words: sentences, clauses, phrases with gaps, and what stands before and behind a place.

use std::collections::{BTreeMap, BTreeSet};

/// How many words a gap in a phrase may take.
const GAP: usize = 4;
/// Letters and digits that a word has at least to be a number with letters in it.
const NUMBER: usize = 4;
/// How far from an amount its words are looked for, in bytes.
const NEAR: usize = 240;
/// How far before a phrase a negation still takes it back.
const BEFORE: usize = 3;

/// A text in lower case in which letters that stand for digits (`O812-555O-7OO1`) are digits.
pub(super) fn without_lookalikes(text: &str) -> String {
    let is_number = |word: &str| {
        word.chars().any(|c| c.is_ascii_digit())
            && word.chars().filter(|c| c.is_alphanumeric()).count() >= NUMBER
            && word.chars().all(|c| !c.is_alphabetic() || matches!(c, 'o' | 'i' | 'l'))
    };
    let digit = |c: char| match c {
        'o' => '0',
        'i' | 'l' => '1',
        _ => c,
    };
    let word = |word: &str| if is_number(word) { word.chars().map(digit).collect() } else { word.to_owned() };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

/// Words of a text in lower case, without marks.
pub(super) fn split(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Words with short forms brought to what they mean.
pub(super) fn plain(text: &str, forms: &BTreeMap<String, String>) -> Vec<String> {
    let meant = |word: &str| forms.get(word).map(|it| split(it));
    split(text)
        .into_iter()
        .filter(|word| word != "nya")
        .flat_map(|word| {
            // `visanya` is a visa.
            let stem = word.strip_suffix("nya").filter(|stem| stem.len() > 3).unwrap_or(&word).to_owned();
            meant(&word).or_else(|| meant(&stem)).unwrap_or_else(|| vec![stem])
        })
        .collect()
}

/// Short forms whose point ends no sentence.
const SHORT: [&str; 12] = ["rek", "no", "telp", "tlp", "tel", "hub", "jl", "bpk", "an", "n", "pt", "cv"];

/// Whether the mark at `at` ends something: a line does, others only before a space or the end.
fn ends(text: &str, at: usize, mark: char) -> bool {
    let word = text.get(..at).unwrap_or_default().rsplit(|c: char| !c.is_alphanumeric()).next();
    if mark == '.' && word.is_some_and(|word| SHORT.iter().any(|it| word.eq_ignore_ascii_case(it))) {
        return false;
    }
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

/// What stands before `at` in its clause, as far as it is near.
pub(super) fn before(text: &str, at: usize) -> &str {
    let part = text.get(text.floor_char_boundary(at.saturating_sub(NEAR))..at).unwrap_or_default();
    cut(part, &['.', '!', '?', '\n', ',', ';']).last().copied().unwrap_or_default()
}

/// What stands before `at` in its sentence, as far as it is near.
pub(super) fn sentence_before(text: &str, at: usize) -> &str {
    let part = text.get(text.floor_char_boundary(at.saturating_sub(NEAR))..at).unwrap_or_default();
    sentences(part).last().copied().unwrap_or_default()
}

/// What stands behind `at` in its clause, as far as it is near.
pub(super) fn behind(text: &str, at: usize) -> &str {
    let part = text.get(at..text.floor_char_boundary(at.saturating_add(NEAR))).unwrap_or_default();
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

/// A digit as people say it one by one: in Indonesian, Javanese or English.
fn said_digit(word: &str) -> Option<u32> {
    const OTHERS: [(&str, u32); 22] = [
        ("kosong", 0),
        ("nul", 0),
        ("zero", 0),
        ("siji", 1),
        ("one", 1),
        ("loro", 2),
        ("two", 2),
        ("telu", 3),
        ("three", 3),
        ("papat", 4),
        ("four", 4),
        ("limo", 5),
        ("five", 5),
        ("enem", 6),
        ("six", 6),
        ("pitu", 7),
        ("seven", 7),
        ("lapan", 8),
        ("wolu", 8),
        ("eight", 8),
        ("songo", 9),
        ("nine", 9),
    ];
    numeral(word).or_else(|| OTHERS.iter().find(|it| it.0 == word).map(|it| it.1))
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

/// A text cut where words begin and end: words and what stands between them, in turn.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut from = 0;
    let mut was_word = None;
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric();
        if was_word.is_some_and(|was| was != is_word) {
            tokens.extend(text.get(from..at));
            from = at;
        }
        was_word = Some(is_word);
    }
    tokens.extend(text.get(from..));
    tokens
}

/// The words from `at` on that `holds` takes, over single spaces, and where what follows them begins.
fn run<'a>(tokens: &[&'a str], at: usize, holds: impl Fn(&str) -> bool) -> (Vec<&'a str>, usize) {
    let mut words = Vec::new();
    let mut next = at;
    while let Some(word) = tokens.get(next).copied()
        && holds(word)
    {
        words.push(word);
        next += 1;
        if tokens
            .get(next)
            .is_none_or(|gap| !matches!(*gap, " " | "-" | " - " | "." | ", " | "/" | " / " | "\n"))
        {
            break;
        }
        next += 1;
    }
    (words, next)
}

/// A text in which numbers that were spelt out stand in digits: amounts before `juta` and `ribu`, and digits said one by one.
pub(super) fn in_digits(text: &str) -> String {
    let digit = |word: &str| said_digit(word).or_else(|| word.parse().ok().filter(|_| word.len() == 1));
    let is_part = |word: &str| {
        numeral(word).is_some()
            || matches!(word, "sepuluh" | "sebelas" | "seratus" | "belas" | "puluh" | "ratus")
    };
    let tokens = tokens(text);
    let is_scale =
        |at: usize| tokens.get(at).is_some_and(|word| matches!(*word, "juta" | "jt" | "ribu" | "rb"));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at).copied() {
        let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let (one_by_one, after) = run(&tokens, at, |word| digit(word).is_some() || is_number(word));
        let said = one_by_one.iter().filter(|word| said_digit(word).is_some()).count();
        let digits: String = one_by_one
            .iter()
            .map(|word| said_digit(word).map_or_else(|| (*word).to_owned(), |digit| digit.to_string()))
            .collect();
        if digits.len() >= 7 && (said > 2 || one_by_one.iter().all(|word| digit(word).is_some())) {
            out.push_str(&digits);
            out.push(' ');
            at = after;
            continue;
        }
        let (words, next) = run(&tokens, at, is_part);
        let is_half = tokens.get(next) == Some(&"setengah");
        let scale = if is_half { next + 2 } else { next };
        if is_scale(scale) && (is_half || !words.is_empty()) {
            out.push_str(&value(&words).to_string());
            out.push_str(if is_half { ",5 " } else { " " });
            at = scale;
            continue;
        }
        out.push_str(match token {
            "sejuta" => "1 juta",
            "seribu" => "1 ribu",
            _ => token,
        });
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
    fn a_number_is_found_however_it_is_dressed() {
        assert_eq!(without_lookalikes("wa o812-555o-7ool ya"), "wa 0812-5550-7001 ya");
        assert_eq!(without_lookalikes("jo014 oli 10"), "jo014 oli 10");
        assert_eq!(without_lookalikes("bayar 5.ooo.ooo ya"), "bayar 5.000.000 ya");
        assert_eq!(without_lookalikes("o8l2 555o 7ool"), "0812 5550 7001");
    }

    #[test]
    fn numbers_that_are_spelt_out_become_digits() {
        for (text, wanted) in [
            ("tanda jadi dua juta rupiah", "tanda jadi 2 juta rupiah"),
            ("dua juta lima ratus ribu", "2 juta 500 ribu"),
            ("dp sepuluh juta", "dp 10 juta"),
            ("sejuta", "1 juta"),
            ("dua setengah juta", "2,5 juta"),
            ("setengah juta", "0,5 juta"),
            ("nol 8 satu 2 lima lima 5", "0812555 "),
            ("dua orang", "dua orang"),
            ("kosong lapan satu dua lima lima lima nol pitu", "081255507 "),
            ("zero eight one two - five five five", "0812555 "),
            ("0812 lima lima lima nol 7001", "081255507001 "),
            ("nol delapan satu dua / lima lima lima", "0812555 "),
            ("nol delapan satu dua lima lima lima nol satu", "081255501 "),
        ] {
            assert_eq!(in_digits(text), wanted, "{text}");
        }
    }
}
