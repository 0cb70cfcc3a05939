//! Passwords: argon2id with a pepper, on threads of their own.

use crate::http::{ApiError, Code};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::{Arc, OnceLock};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Words that a guesser in this city tries first; zxcvbn knows the world's.
const LOCAL_WORDS: &[&str] = &[
    "bontang",
    "kalimantan",
    "pmi",
    "tki",
    "migran",
    "katasandi",
    "sandi",
    "rahasia",
    "indonesia",
    "merdeka",
    "sayang",
    "cinta",
    "bismillah",
    "allah",
    "pupuk",
    "badak",
    "disnaker",
    "bp2mi",
    "kp2mi",
    "jakarta",
    "samarinda",
    "garuda",
    "korea",
    "jepang",
    "taiwan",
    "hongkong",
    "malaysia",
    "akucinta",
    "anakku",
    "keluarga",
];

/// Log-ins that may wait for a thread; more get 503.
const QUEUE: usize = 64;

/// Makes and checks hashes.
#[derive(Clone)]
pub struct Passwords {
    pepper: Arc<Zeroizing<[u8; 32]>>,
    places: Arc<Semaphore>,
    /// Hash of a password that nobody has: checked where there is no account.
    dummy: Arc<str>,
}

/// Threads for hashing alone: as many as cores, so that log-ins never hold up the rest.
fn threads() -> Result<&'static Runtime, ApiError> {
    static THREADS: OnceLock<Option<Runtime>> = OnceLock::new();
    THREADS
        .get_or_init(|| {
            let cores = std::thread::available_parallelism().map_or(2, usize::from);
            Builder::new_multi_thread()
                .worker_threads(1)
                .max_blocking_threads(cores)
                .thread_name("passwords")
                .build()
                .ok()
        })
        .as_ref()
        .ok_or_else(|| ApiError::internal("no threads for passwords"))
}

fn hasher(pepper: &[u8; 32]) -> Result<Argon2<'_>, ApiError> {
    // OWASP: 19 MiB, two passes, one lane.
    let params = Params::new(19_456, 2, 1, None).map_err(|_| ApiError::internal("argon2 parameters"))?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(|_| ApiError::internal("argon2 secret"))
}

fn hash(pepper: &[u8; 32], password: &str) -> Result<String, ApiError> {
    let salt = crate::ids::random::<16>()?;
    let hash: argon2::password_hash::phc::PasswordHash = hasher(pepper)?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| ApiError::internal("hashing failed"))?;
    Ok(hash.to_string())
}

impl Passwords {
    /// Takes the pepper.
    ///
    /// # Errors
    ///
    /// If hashing does not work.
    pub fn new(pepper: Zeroizing<[u8; 32]>) -> Result<Self, ApiError> {
        let dummy = hash(&pepper, "nobody has this password")?.into();
        Ok(Self { pepper: Arc::new(pepper), places: Arc::new(Semaphore::new(QUEUE)), dummy })
    }

    async fn on_threads<T: Send + 'static>(
        &self,
        work: impl FnOnce(&[u8; 32]) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return Err(ApiError::from(Code::ServerUnavailable).header("Retry-After", "2"));
        };
        let pepper = self.pepper.clone();
        let work = move || {
            let _place = place;
            work(&pepper)
        };
        threads()?.spawn_blocking(work).await.unwrap_or_else(|_| Err(ApiError::internal("a hash panicked")))
    }

    /// The hash of a password, on this thread: for the program's words.
    ///
    /// # Errors
    ///
    /// If hashing does not work.
    pub fn hash_now(&self, password: &str) -> Result<String, ApiError> {
        hash(&self.pepper, password)
    }

    /// The hash of a password.
    ///
    /// # Errors
    ///
    /// 503 if too many wait.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let password = Zeroizing::new(password);
        self.on_threads(move |pepper| hash(pepper, &password)).await
    }

    /// Whether a password fits a hash; with none it takes as long and does not.
    ///
    /// # Errors
    ///
    /// 503 if too many wait.
    pub async fn fits(&self, password: String, known: Option<String>) -> Result<bool, ApiError> {
        let password = Zeroizing::new(password);
        let dummy = self.dummy.clone();
        self.on_threads(move |pepper| {
            let text = known.as_deref().unwrap_or(&dummy);
            let hash = PasswordHash::new(text).map_err(|_| ApiError::internal("a stored hash is damaged"))?;
            let fits = hasher(pepper)?.verify_password(password.as_bytes(), &hash).is_ok();
            Ok(fits && known.is_some())
        })
        .await
    }
}

/// Refuses passwords that are short or easily guessed; `own` are words about the person.
///
/// # Errors
///
/// 422 `auth.password_weak`.
pub fn check(password: &str, own: &[&str]) -> Result<(), ApiError> {
    let weak =
        || ApiError::with(Code::AuthPasswordWeak, vec![crate::http::FieldError::new("/password", "weak")]);
    if password.chars().count() < 12 {
        return Err(weak());
    }
    let mut known: Vec<&str> = LOCAL_WORDS.to_vec();
    known.extend(own);
    // The guesser's work grows with the square of the length: the first hundred characters decide.
    let head: String = password.chars().take(100).collect();
    if u8::from(zxcvbn::zxcvbn(&head, &known).score()) < 3 {
        return Err(weak());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_short_and_own_words_are_refused_in_any_script() {
        for weak in
            ["sandi123", "password1234", "bontang12345", "rahasia12345", "aaaaaaaaaaaa", "081234567890"]
        {
            assert!(check(weak, &["+6281234567890", "081234567890"]).is_err(), "{weak}");
        }
        for good in ["perahu-kuning-tujuh-laut", "ស្រលាញ់ភាសាខ្មែរណាស់", "kL8#vveq-Tm2!pzR"]
        {
            assert!(check(good, &[]).is_ok(), "{good}");
        }
    }
}
