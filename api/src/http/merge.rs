//! Merge patches (RFC 7396) of one type.

use super::problem::ApiError;
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::fmt;
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
        Ok(Self { patch: Once::deserialize(deserializer)?.0, kind: PhantomData })
    }
}

/// JSON in which no name stands twice: of two, which would count?
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(value.into())
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut all = Vec::new();
                while let Some(Once(item)) = items.next_element()? {
                    all.push(item);
                }
                Ok(Value::Array(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
                let mut all = Map::new();
                while let Some((name, Once(value))) = fields.next_entry::<String, Once>()? {
                    if all.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Value::Object(all))
            }
        }
        deserializer.deserialize_any(Reader).map(Once)
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
