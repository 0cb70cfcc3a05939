//! What the program and PostgreSQL have logged.

use super::TestDb;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

/// The program's log, from `debug` up.
#[derive(Clone, Default)]
pub struct ProgramLog(Arc<Mutex<Vec<u8>>>);

impl Write for ProgramLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl ProgramLog {
    /// Starts it; a process has one.
    pub fn start() -> Self {
        static LOG: OnceLock<ProgramLog> = OnceLock::new();
        let begin = || {
            let log = Self::default();
            let writer = log.clone();
            tracing_subscriber::fmt()
                .with_env_filter(api::run::log_filter("debug").unwrap())
                .with_ansi(false)
                .without_time()
                .with_writer(move || writer.clone())
                .try_init()
                .unwrap();
            log
        };
        LOG.get_or_init(begin).clone()
    }

    /// What it holds.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// The log of the tests' PostgreSQL from some moment on. Other tests write to it, too.
pub struct PostgresLog(String);

/// Where `scripts/postgres.sh` puts it.
const PATH: &str = "current_setting('data_directory') || '/../log'";

impl PostgresLog {
    /// From now on.
    pub fn start(db: &TestDb) -> Self {
        Self(db.text(&format!("SELECT size::text AS t FROM pg_stat_file({PATH})")))
    }

    /// What was written since then.
    pub fn text(&self, db: &TestDb) -> String {
        let from = &self.0;
        db.text(&format!("SELECT pg_read_file({PATH}, {from}, size - {from}) AS t FROM pg_stat_file({PATH})"))
    }
}

/// Fails if a text holds one of the markers, in the clear or as PostgreSQL writes bytes.
#[track_caller]
pub fn demand_none(of: &[&str], text: &str, place: &str) {
    for marker in of {
        let hex = marker.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let line = text.lines().find(|line| line.contains(marker) || line.contains(&hex));
        assert!(line.is_none(), "{place} holds {marker}: {line:?}");
    }
}
