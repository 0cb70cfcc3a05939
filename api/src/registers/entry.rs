use super::columns::Column;
use crate::AppState;
use crate::http::{ApiError, Code, FieldError, IfMatch};
use chrono::NaiveDate;
use persistence::catalogue::Catalogue;
use persistence::events::{self, Event};
use persistence::registers::{Register, Stored, Taken};
use persistence::{Act, Conn, RepoError, agencies};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the values of a row are compared with.
pub struct Known<'a> {
    /// Countries, occupations, currencies, programmes.
    pub catalogue: &'a Catalogue,
    /// Agencies that the register has, and whether each is the government.
    pub agencies: BTreeMap<Uuid, bool>,
    /// The day.
    pub today: NaiveDate,
}

impl<'a> Known<'a> {
    /// What is known now.
    ///
    /// # Errors
    ///
    /// If a query fails.
    pub fn now(state: &'a AppState, conn: &mut Conn, act: &Act) -> Result<Self, RepoError> {
        let today = state.clock.day_of(act.at);
        Ok(Self { catalogue: &state.catalogue, agencies: agencies::governments(conn)?, today })
    }
}

/// A row as it is sent: by a form, or as a line of a list.
pub trait Entry: DeserializeOwned + Send + 'static {
    /// What it becomes.
    type Row: Register;
    /// Where a form sends it; its schema counts for lines, too.
    const PATH: &'static str;
    /// Columns of a list.
    const COLUMNS: &'static [Column];
    /// Event of a new row.
    const ENTERED: &'static str;
    /// Event of a changed row.
    const CHANGED: &'static str;

    /// Where it was taken from.
    fn taken(&self) -> Taken;

    /// The row, its values in their normal form, or all that is wrong with them.
    ///
    /// # Errors
    ///
    /// Every field that is wrong.
    fn check(self, known: &Known<'_>) -> Result<Self::Row, Vec<FieldError>>;
}

/// A row before (none: new) and after.
pub type Change<R> = (Option<Stored<R>>, Stored<R>);

/// Writes changes with their events.
///
/// # Errors
///
/// [`RepoError::Stale`] if somebody has written the same version of a row meanwhile.
pub fn store<E: Entry>(conn: &mut Conn, act: &Act, changes: Vec<Change<E::Row>>) -> Result<(), RepoError> {
    let (before, after): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
    E::Row::put(conn, &after, act.at)?;
    let event = |(before, after): (&Option<Stored<E::Row>>, &Stored<E::Row>)| {
        let payload = json!({
            "before": before.as_ref().map(|it| &it.row),
            "after": after.row,
            "taken": [after.taken.from, after.taken.on.to_string()],
        });
        let event = Event {
            thing: E::Row::THING,
            id: after.id,
            version: after.version,
            kind: if before.is_some() { E::CHANGED } else { E::ENTERED },
            reason: None,
            payload: Some(payload),
        };
        (after.row.owner(), event)
    };
    let events: Vec<_> = before.iter().zip(&after).map(event).collect();
    events::append_all(conn, act, &events)
}

fn checked<E: Entry>(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    entry: E,
) -> Result<(E::Row, Taken), ApiError> {
    let known = Known::now(state, conn, act)?;
    let taken = entry.taken();
    if taken.on > known.today {
        return Err(ApiError::field("/taken_on", "in_future"));
    }
    Ok((entry.check(&known).map_err(ApiError::fields)?, taken))
}

/// Enters a row by form.
///
/// # Errors
///
/// 409 if its number is taken; 422.
pub fn create<E: Entry>(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    entry: E,
) -> Result<Stored<E::Row>, ApiError> {
    let (row, taken) = checked(state, conn, act, entry)?;
    let id = E::Row::id_of(row.label().0);
    if !E::Row::load(conn, Some(&[id]))?.is_empty() {
        return Err(Code::RegisterExists.into());
    }
    let stored = Stored { id, version: 1, taken, row };
    store::<E>(conn, act, vec![(None, stored.clone())])?;
    Ok(stored)
}

/// The row of this id, in the version that was read.
///
/// # Errors
///
/// 404, 412.
pub fn find<R: Register>(conn: &mut Conn, id: Uuid, version: &IfMatch) -> Result<Stored<R>, ApiError> {
    let stored = R::load(conn, Some(&[id]))?.pop().ok_or(Code::ResourceNotFound)?;
    version.holds(stored.version)?;
    Ok(stored)
}

/// Writes a row anew by form.
///
/// # Errors
///
/// 404, 412, 422.
pub fn replace<E: Entry>(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
    entry: E,
) -> Result<Stored<E::Row>, ApiError> {
    let before = find::<E::Row>(conn, id, version)?;
    let (row, taken) = checked(state, conn, act, entry)?;
    if E::Row::id_of(row.label().0) != id {
        return Err(ApiError::field("/number", "differs"));
    }
    let row = row.onto(&before.row, true);
    if row == before.row && taken == before.taken {
        return Ok(before);
    }
    let after = Stored { id, version: before.version + 1, taken, row };
    store::<E>(conn, act, vec![(Some(before), after.clone())])?;
    Ok(after)
}
