//! People who wish a country are told when something changes there.

use crate::AppState;
use crate::messages::tell_person;
use persistence::messages::Template;
use persistence::{Act, Conn, RepoError, countries, people};
use std::collections::BTreeMap;

/// People told in one transaction.
const BATCH: i64 = 100;

/// Tells the next of those who are to be told; whether there were any.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn tell(conn: &mut Conn, state: &AppState) -> Result<bool, RepoError> {
    let now = state.clock.now();
    let act = Act { actor: None, organisation: None, request_id: "tell".to_owned(), at: now };
    let Some((status, who)) = countries::to_tell(conn, BATCH)? else { return Ok(false) };
    for person in who {
        let values = BTreeMap::from([
            ("country".to_owned(), status.row.country.clone()),
            ("state".to_owned(), status.row.state.as_str().to_owned()),
            ("from".to_owned(), status.row.from.to_string()),
        ]);
        let told = people::key(conn, &state.vault, person)
            .and_then(|key| tell_person(state, conn, &key, &act, person, Template::CountryChanged, values));
        match told {
            // One whom no key opens must not hold up the others.
            Err(RepoError::Sealed | RepoError::Corrupt { .. }) => {
                tracing::warn!(
                    job = "tell",
                    "somebody cannot be told of a country: what is sealed does not open"
                );
            }
            told => told?,
        }
    }
    Ok(true)
}
