//! Tables that a reviewer reads.

use std::path::Path;

/// Compares a table with `golden/{name}`; `BLESS=1` writes it anew.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "a switch of the tests; the program reads none of it")]
pub fn golden(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var("BLESS").is_ok_and(|it| it == "1") {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: Vec<&str> = kept.lines().collect();
    let now: Vec<&str> = table.lines().collect();
    let gone = kept.iter().filter(|line| !now.contains(line)).map(|line| format!("- {line}"));
    let come = now.iter().filter(|line| !kept.contains(line)).map(|line| format!("+ {line}"));
    let changes: Vec<String> = gone.chain(come).collect();
    assert!(
        kept == now,
        "golden/{name} differs; if that is meant, run the test with BLESS=1 and look at the diff:\n{}",
        changes.join("\n")
    );
}
