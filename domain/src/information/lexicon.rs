//! Words as people write them, brought to the words that are looked up.

use std::collections::{BTreeMap, BTreeSet};

/// Stop words, slang and roots of a language. PostgreSQL's `indonesian` configuration has no stop words, and its
/// stemmer cuts some words of this field wrongly: those are replaced by their roots, in texts and in questions alike.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Words that say nothing.
    pub stop: BTreeSet<String>,
    /// Words and what stands in their place.
    pub roots: BTreeMap<String, String>,
}

impl Lexicon {
    /// The words of a text, in lower case, without marks.
    pub fn split(text: &str) -> impl Iterator<Item = String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
    }

    /// What takes a word's place: slang becomes plain, a word that is cut wrongly its root.
    fn root<'a>(&'a self, word: &'a str) -> &'a str {
        let plain = self.roots.get(word).map_or(word, String::as_str);
        self.roots.get(plain).map_or(plain, String::as_str)
    }

    /// A text as it is indexed.
    #[must_use]
    pub fn indexed(&self, text: &str) -> String {
        let words: Vec<String> = Self::split(text)
            .filter(|word| !self.stop.contains(word))
            .map(|word| self.root(&word).to_owned())
            .collect();
        words.join(" ")
    }

    /// The words of a question that are worth looking up, each once, at most `limit`.
    #[must_use]
    pub fn asked(&self, question: &str, limit: usize) -> Vec<String> {
        let mut seen = BTreeSet::new();
        Self::split(question)
            .map(|word| self.root(&word).to_owned())
            .flat_map(|root| root.split(' ').map(str::to_owned).collect::<Vec<_>>())
            .filter(|word| !self.stop.contains(word) && seen.insert(word.clone()))
            .take(limit)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slang_becomes_plain_what_is_cut_wrongly_its_root_and_stop_words_go() {
        let lexicon = Lexicon {
            stop: ["yang", "berapa"].map(str::to_owned).into(),
            roots: [("brp", "berapa"), ("penipu", "tipu"), ("calo", "penipu")]
                .map(|(word, root)| (word.to_owned(), root.to_owned()))
                .into(),
        };
        assert_eq!(lexicon.indexed("Penipu, yang calo!"), "tipu tipu");
        assert_eq!(lexicon.asked("brp BIAYA calo penipu?", 5), ["biaya", "tipu"]);
    }
}
