//! The one way in which an enum of this crate becomes a stored word.

/// Declares an enum whose variants have one stable word each, used alike in
/// the database, in JSON and in the files of `data/`.
///
/// Gives `ALL`, `as_str`, `FromStr`, `Display` and serde.
#[macro_export]
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $word:tt ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $( $(#[$vmeta])* #[serde(rename = $word)] $variant ),+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The stable word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::words::UnknownWord(stringify!($name))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// As [`words!`], with a schema of the contract under the feature `openapi`.
macro_rules! schema_words {
    ($($rest:tt)*) => {
        $crate::words! {
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            $($rest)*
        }
    };
}
pub(crate) use schema_words;

/// A word that the enum of this name does not know. Never holds the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word of {0}")]
pub struct UnknownWord(pub &'static str);
