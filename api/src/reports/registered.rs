//! Contacts that the register has as an agency's own: whoever uses its name gives them, too, and victims then name them.

use crate::http::ApiError;
use domain::offers::Given;
use domain::reports::MarkKind;
use persistence::{Conn, agencies};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// An agency that has a contact as its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct ContactAgency {
    /// Number of its licence.
    #[schema(example = "SIP3MI-FIKTIF-0001")]
    pub number: String,
    /// Name.
    pub name: String,
}

/// The contacts of the register of agencies.
pub struct Registered(BTreeMap<Given, BTreeSet<ContactAgency>>);

impl Registered {
    /// As the register has them now.
    ///
    /// # Errors
    ///
    /// If the query fails.
    pub fn load(conn: &mut Conn) -> Result<Self, ApiError> {
        let mut all: BTreeMap<Given, BTreeSet<ContactAgency>> = BTreeMap::new();
        for own in agencies::contacts(conn)? {
            let agency = ContactAgency { number: own.number, name: own.name };
            all.entry(Given::of(own.kind, &own.value)).or_default().insert(agency);
        }
        Ok(Self(all))
    }

    /// The agencies that have a report's contact, in its normal form, as their own, may they place anybody or not.
    pub fn agencies(&self, kind: MarkKind, normal: &str) -> BTreeSet<ContactAgency> {
        let given = Given::reported(kind, normal);
        let named = given.iter().flat_map(|it| it.above().chain(it.account()));
        named.filter_map(|it| self.0.get(&it)).flatten().cloned().collect()
    }
}
