/// Why the files in `data/` cannot be used. Said in one line: `data/rules.toml:12: …`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("data/{file}{}: {reason}", line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct CatalogueError {
    /// The file, from the folder of data, e.g. `rules.toml`.
    pub file: String,
    /// The line, counted from one, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl CatalogueError {
    /// About a file as a whole.
    pub(super) fn of_file(file: &str, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, reason: reason.into() }
    }
}
