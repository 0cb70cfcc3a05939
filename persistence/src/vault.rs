//! Keys of persons, sealing and the blind index.
//!
//! A sealed field is `version(1) ‖ nonce(12) ‖ AES-256-GCM-SIV`, bound by its
//! associated data to table, column, row and key version: moved anywhere else it
//! does not open.

use crate::error::RepoError;
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const NONCE: usize = 12;

/// A key of 32 bytes with its id.
#[derive(Clone)]
pub struct NamedKey {
    /// Id, stored beside what the key wraps.
    pub id: String,
    /// The key.
    pub key: Zeroizing<[u8; 32]>,
}

/// Where a sealed value lies.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// Row.
    pub row: Uuid,
}

/// The wrapped data key of a person, as stored.
#[derive(Debug, Clone)]
pub struct WrappedKey {
    /// Master key that wraps it.
    pub key_id: String,
    /// Version of the data key.
    pub version: i16,
    /// The wrapped bytes.
    pub bytes: Vec<u8>,
}

/// A key that seals fields: a person's, or the system's.
#[derive(Clone)]
pub struct DataKey {
    cipher: Aes256GcmSiv,
    version: i16,
}

/// The keys of the house.
#[derive(Clone)]
pub struct Vault {
    ring: Arc<Vec<NamedKey>>,
    index_key: Zeroizing<[u8; 32]>,
    system: DataKey,
    system_mac: Zeroizing<[u8; 32]>,
}

fn random<const N: usize>() -> Result<[u8; N], RepoError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| RepoError::Sealed)?;
    Ok(bytes)
}

/// HMAC-SHA-256 of length-prefixed parts.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return Vec::new(); // HMAC takes keys of any length
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn derive(key: &[u8; 32], purpose: &str) -> Result<Zeroizing<[u8; 32]>, RepoError> {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key)
        .expand(purpose.as_bytes(), out.as_mut_slice())
        .map_err(|_| RepoError::Sealed)?;
    Ok(out)
}

impl DataKey {
    fn new(key: &[u8; 32], version: i16) -> Result<Self, RepoError> {
        let cipher = Aes256GcmSiv::new_from_slice(key).map_err(|_| RepoError::Sealed)?;
        Ok(Self { cipher, version })
    }

    fn associated(&self, place: Place) -> Vec<u8> {
        let mut data = format!("{}|{}|{}|", place.table, place.column, self.version).into_bytes();
        data.extend_from_slice(place.row.as_bytes());
        data
    }

    /// Seals bytes for one place.
    ///
    /// # Errors
    ///
    /// [`RepoError::Sealed`] if the machine gives no randomness.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, RepoError> {
        let nonce = random::<NONCE>()?;
        let aad = self.associated(place);
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|_| RepoError::Sealed)?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    ///
    /// [`RepoError::Sealed`] if key, place or bytes do not fit.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, RepoError> {
        let (format, rest) = sealed.split_first().ok_or(RepoError::Sealed)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(RepoError::Sealed)?;
        if *format != FORMAT {
            return Err(RepoError::Sealed);
        }
        let aad = self.associated(place);
        self.cipher
            .decrypt(&Nonce::from(*nonce), Payload { msg: text, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| RepoError::Sealed)
    }

    /// Seals a thing as JSON.
    ///
    /// # Errors
    ///
    /// As [`DataKey::seal`].
    pub fn seal_json<T: Serialize>(&self, place: Place, thing: &T) -> Result<Vec<u8>, RepoError> {
        let plain = Zeroizing::new(serde_json::to_vec(thing).map_err(|_| RepoError::Sealed)?);
        self.seal(place, &plain)
    }

    /// Opens a thing sealed as JSON.
    ///
    /// # Errors
    ///
    /// As [`DataKey::open`].
    pub fn open_json<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, RepoError> {
        serde_json::from_slice(&self.open(place, sealed)?).map_err(|_| RepoError::Sealed)
    }

    /// Seals a text.
    ///
    /// # Errors
    ///
    /// As [`DataKey::seal`].
    pub fn seal_text(&self, place: Place, text: &str) -> Result<Vec<u8>, RepoError> {
        self.seal(place, text.as_bytes())
    }

    /// Opens a text.
    ///
    /// # Errors
    ///
    /// As [`DataKey::open`].
    pub fn open_text(&self, place: Place, sealed: &[u8]) -> Result<String, RepoError> {
        String::from_utf8(self.open(place, sealed)?.to_vec()).map_err(|_| RepoError::Sealed)
    }
}

impl Vault {
    /// Takes the ring of master keys (the first wraps new keys) and the key of the index.
    ///
    /// # Errors
    ///
    /// [`RepoError::Sealed`] if the ring is empty.
    pub fn new(ring: Vec<NamedKey>, index_key: Zeroizing<[u8; 32]>) -> Result<Self, RepoError> {
        // The system key must outlive a rotation of the master key, so it hangs on the index key.
        let system = DataKey::new(&*derive(&index_key, "system seal")?, 1)?;
        let system_mac = derive(&index_key, "system mac")?;
        if ring.is_empty() {
            return Err(RepoError::Sealed);
        }
        Ok(Self { ring: Arc::new(ring), index_key, system, system_mac })
    }

    fn wrap_place(person: Uuid) -> Place {
        Place { table: "person", column: "wrapped_key", row: person }
    }

    /// A fresh data key for a person, and the wrapped form to store.
    ///
    /// # Errors
    ///
    /// [`RepoError::Sealed`] if the machine gives no randomness.
    pub fn new_key(&self, person: Uuid) -> Result<(DataKey, WrappedKey), RepoError> {
        let master = self.ring.first().ok_or(RepoError::Sealed)?;
        let plain = Zeroizing::new(random::<32>()?);
        let bytes = DataKey::new(&master.key, 0)?.seal(Self::wrap_place(person), plain.as_slice())?;
        let wrapped = WrappedKey { key_id: master.id.clone(), version: 1, bytes };
        Ok((DataKey::new(&plain, 1)?, wrapped))
    }

    /// Unwraps a person's data key.
    ///
    /// # Errors
    ///
    /// [`RepoError::Sealed`] if the master key is not on the ring or the bytes do not fit.
    pub fn open_key(&self, person: Uuid, wrapped: &WrappedKey) -> Result<DataKey, RepoError> {
        let master = self.ring.iter().find(|key| key.id == wrapped.key_id).ok_or(RepoError::Sealed)?;
        let plain = DataKey::new(&master.key, 0)?.open(Self::wrap_place(person), &wrapped.bytes)?;
        let key: &[u8; 32] = plain.as_slice().try_into().map_err(|_| RepoError::Sealed)?;
        DataKey::new(key, wrapped.version)
    }

    /// The key for what belongs to no person yet.
    #[must_use]
    pub fn system(&self) -> &DataKey {
        &self.system
    }

    /// Keyed hash by which an equal value of this purpose can be found again.
    #[must_use]
    pub fn blind_index(&self, purpose: &str, value: &str) -> Vec<u8> {
        mac(&self.index_key, &[purpose.as_bytes(), value.as_bytes()])
    }

    /// Keyed hash for buckets, fingerprints and short codes.
    #[must_use]
    pub fn keyed_hash(&self, purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut all = vec![purpose.as_bytes()];
        all.extend_from_slice(parts);
        mac(&self.system_mac, &all)
    }

    /// A secret derived for one purpose (the pepper of passwords).
    ///
    /// # Errors
    ///
    /// Never for purposes of ordinary length.
    pub fn secret(&self, purpose: &str) -> Result<Zeroizing<[u8; 32]>, RepoError> {
        derive(&self.index_key, purpose)
    }

    /// A key derived from a secret that only its holder has (a refresh token).
    ///
    /// # Errors
    ///
    /// Never for secrets of ordinary length.
    pub fn key_from(&self, secret: &[u8]) -> Result<DataKey, RepoError> {
        let bytes = Zeroizing::new(self.keyed_hash("key from secret", &[secret]));
        let key: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| RepoError::Sealed)?;
        DataKey::new(key, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        let key = NamedKey { id: "m1".into(), key: Zeroizing::new([7; 32]) };
        Vault::new(vec![key], Zeroizing::new([9; 32])).unwrap()
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let (vault, person) = (vault(), Uuid::from_u128(1));
        let (key, wrapped) = vault.new_key(person).unwrap();
        let place = Place { table: "identifier", column: "sealed", row: Uuid::from_u128(2) };
        let sealed = key.seal_text(place, "6474011403019901").unwrap();
        assert_eq!(
            vault.open_key(person, &wrapped).unwrap().open_text(place, &sealed).unwrap(),
            "6474011403019901"
        );
        for elsewhere in [
            Place { table: "evidence", ..place },
            Place { column: "other", ..place },
            Place { row: Uuid::from_u128(3), ..place },
        ] {
            assert!(key.open(elsewhere, &sealed).is_err());
        }
        let (stranger, _) = vault.new_key(Uuid::from_u128(4)).unwrap();
        assert!(stranger.open(place, &sealed).is_err());
        assert!(vault.open_key(Uuid::from_u128(4), &wrapped).is_err());
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(key.open(place, &damaged).is_err());
    }

    #[test]
    fn the_index_depends_on_purpose_and_value() {
        let vault = vault();
        assert_eq!(vault.blind_index("nik", "1"), vault.blind_index("nik", "1"));
        assert_ne!(vault.blind_index("nik", "1"), vault.blind_index("phone", "1"));
        assert_ne!(vault.keyed_hash("a", &[b"bc"]), vault.keyed_hash("ab", &[b"c"]));
    }
}
