//! Pages by keyset: an opaque cursor that cannot be forged.

use super::problem::ApiError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use persistence::Vault;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Entries on a page unless asked otherwise.
pub const LIMIT: i64 = 20;

/// Writes a position of the list `list` as a cursor.
///
/// # Errors
///
/// Never for plain positions.
pub fn cursor(vault: &Vault, list: &str, position: &impl Serialize) -> Result<String, ApiError> {
    let plain = serde_json::to_vec(position).map_err(|_| ApiError::internal("a cursor that is no JSON"))?;
    let mut bytes = vault.keyed_hash("cursor", &[list.as_bytes(), &plain]);
    bytes.truncate(16);
    bytes.extend_from_slice(&plain);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Reads a cursor of the list `list` (which names its filters, too).
///
/// # Errors
///
/// 400 if it is not one that we gave for this list.
pub fn position<T: DeserializeOwned>(vault: &Vault, list: &str, cursor: &str) -> Result<T, ApiError> {
    let wrong = || ApiError::parameter("cursor", "format");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let (seal, plain) = bytes.split_at_checked(16).ok_or_else(wrong)?;
    let right = vault.keyed_hash("cursor", &[list.as_bytes(), plain]);
    if !right.starts_with(seal) {
        return Err(wrong());
    }
    serde_json::from_slice(plain).map_err(|_| wrong())
}

/// Cuts one entry more than asked for into a page: the entries and whether there are more.
#[must_use]
pub fn cut<T>(mut rows: Vec<T>, limit: i64) -> (Vec<T>, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}

/// The `Link` header to the next page.
#[must_use]
pub fn next_link(path: &str, query: &[(&str, Option<String>)], cursor: Option<&String>) -> Option<String> {
    let cursor = cursor?;
    let mut pairs: Vec<(&str, &str)> =
        query.iter().filter_map(|(name, value)| value.as_deref().map(|value| (*name, value))).collect();
    pairs.push(("cursor", cursor));
    let query = serde_urlencoded::to_string(pairs).ok()?;
    Some(format!("<{path}?{query}>; rel=\"next\""))
}
