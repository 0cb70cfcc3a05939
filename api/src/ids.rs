//! The only source of ids and random bytes.

use uuid::Uuid;

/// A fresh id that sorts by time: primary key and keyset in one.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// An id that tells nothing, not even when it was made.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn random_id() -> Uuid {
    Uuid::new_v4()
}

/// Random bytes.
///
/// # Errors
///
/// If the machine gives none.
pub fn random<const N: usize>() -> Result<[u8; N], crate::http::ApiError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| crate::http::ApiError::internal("no randomness"))?;
    Ok(bytes)
}

/// Six decimal digits.
///
/// # Errors
///
/// If the machine gives no randomness.
pub fn six_digits() -> Result<String, crate::http::ApiError> {
    // 2^64 is no multiple of a million; the bias is below 1e-13.
    let number = u64::from_be_bytes(random::<8>()?) % 1_000_000;
    Ok(format!("{number:06}"))
}
