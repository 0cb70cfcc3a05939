//! The program itself, in a process of its own.

use super::TestApp;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// A start of the program, being put together.
pub struct Program(Command);

/// What it said before it ended.
pub struct Ended {
    status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// It serves; killed where a test fails.
pub struct Serving {
    child: Child,
    /// Kept open: it goes on writing.
    _stdout: BufReader<ChildStdout>,
    /// Address and port.
    pub address: String,
}

impl TestApp {
    /// The program with these words, and with the settings of this application alone.
    pub fn program(&self, words: &[&str]) -> Program {
        let raw = &self.state.settings.raw;
        let mut command = Command::new(env!("CARGO_BIN_EXE_program-under-test"));
        command
            .args(words)
            .env_clear()
            .env("BIND", raw.bind.to_string())
            .env("DATABASE_URL", &raw.database_url)
            .env("DATABASE_OWNER_URL", self.db().owner_url())
            .env("DATA_DIR", &raw.data_dir)
            .env("VAR_DIR", &raw.var_dir)
            .env("MASTER_KEY", &raw.master_key)
            .env("INDEX_KEY", &raw.index_key)
            .env("TOKEN_KEY", &raw.token_key)
            .env("ALLOW_UNSAFE_DATABASE", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Program(command)
    }
}

impl Program {
    /// With another setting.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    /// Without a setting.
    pub fn unset(mut self, name: &str) -> Self {
        self.0.env_remove(name);
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Ended {
        self.run_with(b"")
    }

    /// Runs it to its end with something on standard input.
    pub fn run_with(mut self, input: &[u8]) -> Ended {
        let mut child = self.0.spawn().unwrap();
        // It may end without having read it.
        let _ = child.stdin.take().unwrap().write_all(input);
        let mut stdout = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        while lines.read_line(&mut stdout).unwrap() > 0 {
            if stdout.starts_with("Swagger UI") {
                child.kill().unwrap();
            }
        }
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        Ended { status: child.wait().unwrap(), stdout, stderr }
    }

    /// Runs it until it serves.
    pub fn serve(mut self) -> Serving {
        let mut child = self.0.spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let Some(address) = line.strip_prefix("Swagger UI: http://").and_then(|it| it.split('/').next())
        else {
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            panic!("it does not serve: {line}{told}");
        };
        Serving { address: address.to_owned(), _stdout: stdout, child }
    }
}

impl Ended {
    /// It did what it was told.
    #[track_caller]
    pub fn done(self) -> Self {
        assert!(self.status.success() && self.stderr.is_empty(), "{}: {}", self.status, self.stderr);
        self
    }

    /// It refused: this exit code, one line that begins so, and nothing else.
    #[track_caller]
    pub fn refused(self, code: i32, line: &str) -> Self {
        let Self { status, stdout, stderr } = &self;
        let is_one = stderr.lines().count() == 1 && stderr.ends_with('\n');
        assert!(is_one && stderr.starts_with(&format!("bontang-pmi: {line}")), "{line}: {stderr}{stdout}");
        assert_eq!((status.code(), stdout.as_str()), (Some(code), ""), "{stderr}");
        self
    }
}

impl Serving {
    /// Ends it as a service manager does.
    pub fn stop(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
