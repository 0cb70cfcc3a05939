//! The program `bontang-pmi`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    api::run::main(&arguments)
}
