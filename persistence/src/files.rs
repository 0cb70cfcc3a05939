//! Sealed files: written before their row, read after it, swept if the row never came.
//!
//! The store's disk work runs on a runtime of its own, so that it never takes the
//! few threads that wait for the database.

use crate::error::RepoError;
use crate::vault::{DataKey, Place};
use chrono::{DateTime, Utc};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::os::unix::fs::DirBuilderExt;
use std::sync::{Arc, OnceLock};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The store of sealed files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

fn threads() -> Result<&'static Runtime, RepoError> {
    static THREADS: OnceLock<Option<Runtime>> = OnceLock::new();
    THREADS
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(1)
                .max_blocking_threads(2)
                .thread_name("files")
                .enable_all()
                .build()
                .ok()
        })
        .as_ref()
        .ok_or(RepoError::Files("no threads"))
}

async fn on_threads<T: Send + 'static>(
    work: impl Future<Output = Result<T, RepoError>> + Send + 'static,
) -> Result<T, RepoError> {
    threads()?.spawn(work).await.unwrap_or(Err(RepoError::Files("the work panicked")))
}

/// Heavy work on a file's bytes (hashing, decoding), away from the threads that wait for the database.
///
/// # Errors
///
/// If the work panicked.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, RepoError> {
    threads()?.spawn_blocking(work).await.map_err(|_| RepoError::Files("the work panicked"))
}

fn place(document: Uuid) -> Place {
    Place { table: "document", column: "file", row: document }
}

impl Files {
    /// Opens the store in a folder, made if missing.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or entered.
    pub fn open(folder: &std::path::Path) -> Result<Self, RepoError> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|_| RepoError::Files("the folder cannot be made"))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|_| RepoError::Files("the folder cannot be entered"))?;
        Ok(Self { store: Arc::new(store.with_fsync(true)) })
    }

    /// Seals and stores the bytes of a document under a random name.
    ///
    /// # Errors
    ///
    /// If they cannot be stored whole.
    pub async fn put(
        &self,
        key: &DataKey,
        document: Uuid,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), RepoError> {
        let (store, key, path) = (self.store.clone(), key.clone(), Path::from(name));
        on_threads(async move {
            let sealed = key.seal(place(document), &Zeroizing::new(bytes))?;
            store
                .put(&path, PutPayload::from(sealed))
                .await
                .map(|_| ())
                .map_err(|_| RepoError::Files("write"))
        })
        .await
    }

    /// Reads and opens the bytes of a document.
    ///
    /// # Errors
    ///
    /// If the file is not there or was not sealed for this document.
    pub async fn get(&self, key: &DataKey, document: Uuid, name: &str) -> Result<Vec<u8>, RepoError> {
        let (store, key, path) = (self.store.clone(), key.clone(), Path::from(name));
        on_threads(async move {
            let found = store.get(&path).await.map_err(|_| RepoError::Files("read"))?;
            let sealed = found.bytes().await.map_err(|_| RepoError::Files("read"))?;
            Ok(key.open(place(document), &sealed)?.to_vec())
        })
        .await
    }

    /// Takes a file away.
    ///
    /// # Errors
    ///
    /// If it cannot be removed.
    pub async fn remove(&self, name: &str) -> Result<(), RepoError> {
        let (store, path) = (self.store.clone(), Path::from(name));
        on_threads(async move { store.delete(&path).await.map_err(|_| RepoError::Files("remove")) }).await
    }

    /// Names of files written before `before`.
    ///
    /// # Errors
    ///
    /// If the folder cannot be listed.
    pub async fn older_than(&self, before: DateTime<Utc>) -> Result<Vec<String>, RepoError> {
        let store = self.store.clone();
        on_threads(async move {
            let listed = store.list_with_delimiter(None).await.map_err(|_| RepoError::Files("list"))?;
            let old = listed.objects.into_iter().filter(|object| object.last_modified < before);
            Ok(old.map(|object| object.location.to_string()).collect())
        })
        .await
    }
}
