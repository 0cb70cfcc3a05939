//! The schema: migrated by the owner, checked by the server.

use crate::db::Conn;
use crate::error::RepoError;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// How the database's schema stands to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The same.
    Current,
    /// Migrations are missing: `migrate` first.
    Older,
    /// The database was migrated by a newer program.
    Newer,
}

fn refused(_: Box<dyn std::error::Error + Send + Sync>) -> RepoError {
    RepoError::Query { query: "migrate", kind: "a migration failed".to_owned() }
}

fn names() -> Result<Vec<String>, RepoError> {
    use diesel::migration::MigrationSource;
    let source = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_err(refused)?;
    let mut names: Vec<String> =
        source.iter().map(|migration| migration.name().version().to_string()).collect();
    names.sort();
    Ok(names)
}

/// Compares the database's migrations with those of this program.
///
/// # Errors
///
/// If the query fails for another reason than a missing table.
pub fn schema(conn: &mut Conn) -> Result<Schema, RepoError> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        found: bool,
    }
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let there: Found =
        diesel::sql_query("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS found")
            .get_result(conn)
            .map_err(RepoError::query("schema.is_there"))?;
    if !there.found {
        return Ok(Schema::Older);
    }
    let run: Vec<Version> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
        .load(conn)
        .map_err(RepoError::query("schema.versions"))?;
    let ours = names()?;
    if run.iter().any(|row| !ours.contains(&row.version)) {
        Ok(Schema::Newer)
    } else if run.len() < ours.len() {
        Ok(Schema::Older)
    } else {
        Ok(Schema::Current)
    }
}

/// Runs what is missing, then gives the server's role its rights: everything but DDL,
/// on events and kept versions of the law only INSERT and SELECT, of organisations (by policy) only agencies.
///
/// # Errors
///
/// If a migration or grant fails, or the role's name is not a plain word.
pub fn migrate(conn: &mut Conn, server_role: &str) -> Result<usize, RepoError> {
    let count = conn.run_pending_migrations(MIGRATIONS).map_err(refused)?.len();
    let plain = !server_role.is_empty() && server_role.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain {
        return Err(RepoError::Query {
            query: "grant",
            kind: "the server's role is not a plain word".to_owned(),
        });
    }
    let grants = format!(
        "GRANT USAGE ON SCHEMA public TO {server_role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {server_role};
         REVOKE UPDATE, DELETE, TRUNCATE ON event, catalogue_version FROM {server_role};
         REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations, organisation FROM {server_role};
         GRANT INSERT, UPDATE (name) ON organisation TO {server_role};"
    );
    diesel::connection::SimpleConnection::batch_execute(conn, &grants).map_err(RepoError::query("grant"))?;
    Ok(count)
}

/// Takes every migration back and runs it again (a test of `down.sql`).
///
/// # Errors
///
/// If one fails.
pub fn redo_all(conn: &mut Conn) -> Result<(), RepoError> {
    conn.revert_all_migrations(MIGRATIONS).map_err(refused)?;
    conn.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(refused)
}

/// A digest of the names of all migrations (one that landed never changes): names the test template.
///
/// # Errors
///
/// If the embedded migrations cannot be listed.
pub fn digest() -> Result<String, RepoError> {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(names()?.join("\n").as_bytes());
    Ok(hash.iter().take(6).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")))
}
