//! Access tokens: short-lived JWTs, HS256, every claim demanded.

use crate::config::KeyRing;
use chrono::{DateTime, Duration, Utc};
use domain::accounts::Role;
use hmac::{Hmac, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use signature::{Signer, Verifier};
use uuid::Uuid;

const ISSUER: &str = "bontang-pmi";
const AUDIENCE: &str = "bontang-pmi-api";
/// How long an access token lives.
pub const LIFE: Duration = Duration::minutes(15);
const LONGEST: usize = 4096;

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// Account.
    pub sub: Uuid,
    /// Session.
    pub sid: Uuid,
    /// Id of this token.
    jti: Uuid,
    exp: i64,
    nbf: i64,
    iat: i64,
    /// Scopes, separated by blanks.
    pub scope: String,
    /// Organisation of staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<Uuid>,
    /// Person of the account.
    pub person: Uuid,
    /// Role of the account.
    pub role: Role,
}

/// Whom a token is for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Account.
    pub account: Uuid,
    /// Its person.
    pub person: Uuid,
    /// Its role.
    pub role: Role,
    /// Session.
    pub session: Uuid,
    /// Organisation of staff.
    pub organisation: Option<Uuid>,
    /// Scopes, separated by blanks.
    pub scope: String,
}

/// Signs and verifies; the first key signs.
pub struct Tokens {
    ring: Vec<(String, EncodingKey, DecodingKey)>,
}

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(key: &[u8]) -> Result<Self, Error> {
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
            .map(Self)
            .map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let mut mac = self.0.clone();
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(Hs256::new(key.as_bytes())?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(Hs256::new(key.try_get_as_bytes()?)?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

impl Tokens {
    /// Takes the ring of signing keys.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        // Installed once in a process; later calls find it there.
        let _installed = PROVIDER.install_default();
        let keys = ring.keys().iter().map(|key| {
            let secret = key.key.as_slice();
            (key.id.clone(), EncodingKey::from_secret(secret), DecodingKey::from_secret(secret))
        });
        Self { ring: keys.collect() }
    }

    /// Signs an access token; none if the ring is empty.
    #[must_use]
    pub fn sign(&self, subject: &Subject, now: DateTime<Utc>) -> Option<String> {
        let (kid, key, _) = self.ring.first()?;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: subject.account,
            sid: subject.session,
            jti: crate::ids::random_id(),
            exp: (now + LIFE).timestamp(),
            nbf: now.timestamp(),
            iat: now.timestamp(),
            scope: subject.scope.clone(),
            org: subject.organisation,
            person: subject.person,
            role: subject.role,
        };
        let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, key).ok()
    }

    /// The claims of a token that is ours, whole and alive; none otherwise.
    #[must_use]
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        if token.len() > LONGEST {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.alg != Algorithm::HS256 || header.typ.as_deref() != Some("JWT") {
            return None;
        }
        let kid = header.kid?;
        let (_, _, key) = self.ring.iter().find(|(known, ..)| *known == kid)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub", "nbf"]);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        // Times are judged below, by the clock that the rest of the program uses.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &rules).ok()?.claims;
        let leeway = 5;
        let now = now.timestamp();
        let alive = claims.exp > now - leeway
            && claims.nbf <= now + leeway
            && claims.iat <= now + leeway
            && claims.exp - claims.iat <= LIFE.num_seconds();
        (alive && claims.aud == AUDIENCE).then_some(claims)
    }
}
