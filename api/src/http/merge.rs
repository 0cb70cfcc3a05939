//! Merge patches (RFC 7396) of one type.

use super::problem::ApiError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::marker::PhantomData;
use validator::{Validate, ValidationErrors};

/// A patch of a `T`: what is not named stays, `null` takes away.
#[derive(Debug)]
pub struct Merge<T> {
    patch: Value,
    kind: PhantomData<T>,
}

// Its schema has been checked by now; whether the result is a `T` is seen once it is laid over one.
impl<'de, T> Deserialize<'de> for Merge<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { patch: Value::deserialize(deserializer)?, kind: PhantomData })
    }
}

impl<T> Validate for Merge<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

impl<T: Serialize + DeserializeOwned> Merge<T> {
    /// `present` with the patch laid over it.
    ///
    /// # Errors
    ///
    /// 422 if the result is no `T`.
    pub fn onto(&self, present: &T) -> Result<T, ApiError> {
        let mut merged =
            serde_json::to_value(present).map_err(|_| ApiError::internal("a patch of no JSON"))?;
        json_patch::merge(&mut merged, &self.patch);
        serde_json::from_value(merged).map_err(|_| ApiError::field("", "invalid"))
    }
}
