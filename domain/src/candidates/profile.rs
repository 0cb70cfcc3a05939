//! What is known of a candidate as a person.

use crate::identity::{IdentifierKind, MaritalStatus, Sex};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An address as on the identity card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    /// Street and number.
    #[cfg_attr(feature = "openapi", schema(max_length = 200, example = "Jl. Contoh No. 1"))]
    pub street: Option<String>,
    /// Rukun tetangga, three digits; `000` where there is none.
    #[cfg_attr(feature = "openapi", schema(pattern = r"^[0-9]{3}$", example = "004"))]
    pub rt: Option<String>,
    /// Rukun warga, three digits; `000` where there is none.
    #[cfg_attr(feature = "openapi", schema(pattern = r"^[0-9]{3}$", example = "002"))]
    pub rw: Option<String>,
    /// Code of the kelurahan, from `/v1/reference/kelurahan`.
    #[cfg_attr(feature = "openapi", schema(max_length = 13, example = "64.74.01.1003"))]
    pub kelurahan: Option<String>,
    /// Postal code.
    #[cfg_attr(feature = "openapi", schema(pattern = r"^[0-9]{5}$", example = "75314"))]
    pub postal_code: Option<String>,
}

/// Whom to tell when something happens. Sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmergencyContact {
    /// Full name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100, example = "Siti Contoh"))]
    pub name: String,
    /// What they are to the person.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "ibu"))]
    pub relation: String,
    /// Phone, E.164.
    #[cfg_attr(feature = "openapi", schema(min_length = 6, max_length = 20, example = "+6281234567899"))]
    pub phone: String,
}

/// The profile of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Full name as on the identity card: one field, never split.
    pub full_name: Option<String>,
    /// Name as in the passport, where it differs.
    pub passport_name: Option<String>,
    /// Place of birth.
    pub birth_place: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Marital status.
    pub marital_status: Option<MaritalStatus>,
    /// Address as on the identity card.
    pub address: Address,
    /// Whom to tell.
    pub emergency_contact: Option<EmergencyContact>,
    /// Countries that the person wishes to work in, ISO 3166-1 alpha-2.
    pub wished_countries: Vec<String>,
    /// Occupations that the person wishes, ISCO-08.
    pub wished_occupations: Vec<String>,
}

impl Profile {
    /// Names of what is filled, as `[[need]]` in `data/documents.toml` calls them; `has` says which numbers are there.
    pub fn filled(&self, has: impl Fn(IdentifierKind) -> bool) -> Vec<&'static str> {
        let address = &self.address;
        let fields = [
            ("full_name", self.full_name.is_some()),
            ("birth_place", self.birth_place.is_some()),
            ("birth_date", self.birth_date.is_some()),
            ("sex", self.sex.is_some()),
            ("marital_status", self.marital_status.is_some()),
            ("street", address.street.is_some()),
            ("rt", address.rt.is_some()),
            ("rw", address.rw.is_some()),
            ("kelurahan", address.kelurahan.is_some()),
            ("emergency_contact", self.emergency_contact.is_some()),
            ("nik", has(IdentifierKind::Nik)),
            ("contact", IdentifierKind::ALL.iter().any(|kind| kind.is_contact() && has(*kind))),
        ];
        fields.into_iter().filter_map(|(name, is_there)| is_there.then_some(name)).collect()
    }

    /// Whether only what stays open after submission differs: address, emergency
    /// contact and wishes.
    #[must_use]
    pub fn same_identity(&self, other: &Self) -> bool {
        let identity = |profile: &Self| Self {
            address: Address::default(),
            emergency_contact: None,
            wished_countries: Vec::new(),
            wished_occupations: Vec::new(),
            ..profile.clone()
        };
        identity(self) == identity(other)
    }
}
