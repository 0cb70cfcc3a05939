//! The pool and the one door to it.

use crate::error::RepoError;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::{Connection, RunQueryDsl};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A connection inside a transaction.
pub type Conn = PgConnection;

/// The pool behind a bounded queue.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    places: Arc<Semaphore>,
}

/// How the database is reached.
#[derive(Debug, Clone)]
pub struct DbSettings {
    /// libpq URL of the server's role.
    pub url: String,
    /// Connections; blocking threads must not be more.
    pub pool: u32,
    /// Requests that may wait for a connection beyond those being served.
    pub queue: usize,
}

enum Failed<E> {
    Work(E),
    Database(diesel::result::Error),
}

impl<E> From<diesel::result::Error> for Failed<E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl Db {
    /// Opens the pool.
    ///
    /// # Errors
    ///
    /// [`RepoError::Unavailable`] if the database cannot be reached.
    pub fn open(settings: &DbSettings) -> Result<Self, RepoError> {
        let pool = Pool::builder()
            .max_size(settings.pool)
            .min_idle(Some(1))
            // A dead connection is seen by its first query and dropped; a ping would
            // cost every request a round trip.
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .build(ConnectionManager::new(&settings.url))
            .map_err(|_| RepoError::Unavailable)?;
        let places = Arc::new(Semaphore::new(settings.pool as usize + settings.queue));
        Ok(Self { pool, places })
    }

    /// Runs `work` in one transaction on a blocking thread; an `Err` rolls it back.
    ///
    /// A caller who stops waiting does not stop it half-way: it still commits or
    /// rolls back, and the connection returns to the pool clean.
    ///
    /// # Errors
    ///
    /// What `work` returned, or [`RepoError::Unavailable`] if the queue is full or no
    /// connection was free in time.
    pub async fn transact<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<RepoError> + Send + 'static,
    {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return Err(RepoError::Unavailable.into());
        };
        let pool = self.pool.clone();
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut conn = pool.get().map_err(|_| RepoError::Unavailable)?;
            transact_on(&mut conn, work)
        })
        .await
        .unwrap_or_else(|_| {
            Err(RepoError::Query { query: "transact", kind: "the work panicked".to_owned() }.into())
        })
    }
}

/// One transaction on a connection at hand: what [`Db::transact`] does, for words of
/// the program that run outside the server.
///
/// # Errors
///
/// What `work` returned, or what the database said at COMMIT.
#[expect(clippy::disallowed_methods, reason = "the one place where transactions begin")]
pub fn transact_on<T, E: From<RepoError>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    conn.transaction(|conn| work(conn).map_err(Failed::Work)).map_err(|failed| match failed {
        Failed::Work(error) => error,
        Failed::Database(error) => RepoError::query("commit")(error).into(),
    })
}

/// A single connection for the program's words.
///
/// # Errors
///
/// [`RepoError::Unavailable`] if the database cannot be reached.
pub fn connect(url: &str) -> Result<Conn, RepoError> {
    PgConnection::establish(url).map_err(|_| RepoError::Unavailable)
}

/// Whether the server keeps what it acknowledged through a power loss.
///
/// # Errors
///
/// If the settings cannot be read.
pub fn is_durable(conn: &mut Conn) -> Result<bool, RepoError> {
    diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>(
        "current_setting('fsync')::bool AND current_setting('full_page_writes')::bool \
         AND current_setting('synchronous_commit') NOT IN ('off', 'local')",
    ))
    .get_result(conn)
    .map_err(RepoError::query("db.is_durable"))
}

/// Whether the server's role is confined: it can make no tables, and change or remove no event and no kept law.
///
/// # Errors
///
/// If its rights cannot be read.
pub fn is_confined(conn: &mut Conn) -> Result<bool, RepoError> {
    diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>(
        "NOT has_schema_privilege('public', 'CREATE') \
         AND NOT has_table_privilege('event', 'UPDATE, DELETE, TRUNCATE') \
         AND NOT has_table_privilege('catalogue_version', 'UPDATE, DELETE, TRUNCATE')",
    ))
    .get_result(conn)
    .map_err(RepoError::query("db.is_confined"))
}

/// Whether the database answers.
///
/// # Errors
///
/// If it does not.
pub fn ping(conn: &mut Conn) -> Result<(), RepoError> {
    conn.batch_execute("SELECT 1").map_err(RepoError::query("db.ping"))
}
