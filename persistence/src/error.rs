//! What can go wrong with what is stored. Made at the query, never by a blanket conversion.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// An error of this room. Never holds a stored or sent value.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// No such row, or none that the caller may see.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// A named constraint refused the write.
    #[error("refused by {0}")]
    Refused(String),
    /// The row is no longer in the version that was judged: nothing was written.
    #[error("{0} has changed meanwhile")]
    Stale(&'static str),
    /// A stored value that the code does not know.
    #[error("{table}.{column} holds a value that is not understood")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
    },
    /// No connection in time, or the connection was lost: the outcome is unknown or nothing.
    #[error("the database is not available")]
    Unavailable,
    /// A query failed for a reason that is ours.
    #[error("query {query} failed: {kind}")]
    Query {
        /// Name of the query.
        query: &'static str,
        /// Kind of failure, without values.
        kind: String,
    },
    /// Sealing or opening failed: wrong key, wrong place, damaged bytes.
    #[error("a sealed value could not be opened or made")]
    Sealed,
    /// A file could not be stored or read.
    #[error("file store: {0}")]
    Files(&'static str),
}

impl RepoError {
    /// Turns diesel's error at a named query into ours. Drops the server's
    /// message: it can repeat values.
    pub(crate) fn query(query: &'static str) -> impl FnOnce(DieselError) -> Self {
        move |error| match error {
            DieselError::NotFound => Self::NotFound(query),
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Unavailable,
            DieselError::DatabaseError(
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::ExclusionViolation,
                info,
            ) => Self::Refused(info.constraint_name().unwrap_or("unnamed").to_owned()),
            DieselError::DatabaseError(kind, info) => {
                // Time-outs and deadlocks have no kind of their own; their texts are fixed.
                let text = info.message();
                if ["canceling statement", "deadlock detected", "terminating connection"]
                    .iter()
                    .any(|known| text.contains(known))
                    || matches!(kind, DatabaseErrorKind::SerializationFailure)
                {
                    Self::Unavailable
                } else {
                    Self::Query { query, kind: format!("{kind:?}") }
                }
            }
            other => Self::Query { query, kind: variant(&other).to_owned() },
        }
    }

    /// A stored word that the code does not know.
    pub(crate) fn corrupt<E>(table: &'static str, column: &'static str) -> impl FnOnce(E) -> Self {
        move |_| Self::Corrupt { table, column }
    }
}

fn variant(error: &DieselError) -> &'static str {
    match error {
        DieselError::InvalidCString(_) => "text with a NUL",
        DieselError::QueryBuilderError(_) => "query builder",
        DieselError::DeserializationError(_) => "deserialization",
        DieselError::SerializationError(_) => "serialization",
        DieselError::RollbackErrorOnCommit { .. } => "rollback on commit",
        DieselError::RollbackTransaction => "rolled back",
        DieselError::AlreadyInTransaction => "already in a transaction",
        DieselError::NotInTransaction => "not in a transaction",
        _ => "other",
    }
}
