//! Where in a file something stands, so that an error can name the line.

use super::error::CatalogueError;

/// An entry of a file: the table `[[table]]` number `index`, the only `[table]`, or what stands before all tables.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    file: &'a str,
    text: &'a str,
    entry: Option<(&'a str, usize)>,
}

impl<'a> At<'a> {
    /// What stands before the first table.
    pub fn top(file: &'a str, text: &'a str) -> Self {
        Self { file, text, entry: None }
    }

    /// The entry `index` (from zero) of the list `table` in the same file.
    pub fn entry(self, table: &'a str, index: usize) -> Self {
        Self { entry: Some((table, index)), ..self }
    }

    /// An error at `word` in this entry, or at its first line if the word does not stand there.
    pub fn error(&self, word: &str, reason: impl Into<String>) -> CatalogueError {
        CatalogueError { file: self.file.to_owned(), line: Some(self.line(word)), reason: reason.into() }
    }

    /// `check` must hold, or it is an error at `word`.
    pub fn demand(&self, check: bool, word: &str, reason: impl Into<String>) -> Result<(), CatalogueError> {
        if check { Ok(()) } else { Err(self.error(word, reason)) }
    }

    fn line(&self, word: &str) -> usize {
        let lines = || self.text.lines().enumerate();
        let start = self.entry.map_or(Some(0), |(table, index)| {
            let headers = [format!("[[{table}]]"), format!("[{table}]")];
            let is_header = |line: &str| headers.iter().any(|header| line.starts_with(header));
            lines().filter(|(_, line)| is_header(line)).nth(index).map(|(number, _)| number)
        });
        let Some(start) = start else { return 1 };
        // The first line is the header itself; the next header ends the entry.
        let ends = |line: &str| self.entry.is_some() && line.starts_with('[');
        let quoted = format!("\"{word}\"");
        let is_here = |line: &str| {
            line.contains(&quoted) || line.split(['=', ' ', '.']).next().is_some_and(|key| key == word)
        };
        lines()
            .skip(start)
            .take_while(|(number, line)| *number == start || !ends(line))
            .find(|(_, line)| is_here(line))
            .map_or(start, |(number, _)| number)
            + 1
    }
}
