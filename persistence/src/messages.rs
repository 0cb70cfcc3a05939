//! What people are told: a row written with its cause, delivered by a job.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::message as t;
use crate::vault::{DataKey, Place, Vault};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

domain::words! {
    /// What is said.
    pub enum Template {
        /// The six digits that prove a name.
        RegistrationCode = "registration_code",
        /// Somebody tried to register with your name.
        RegistrationAttempt = "registration_attempt",
        /// Something changed in a country that the person wishes.
        CountryChanged = "country_changed",
        /// All log-ins of a device were ended because an old token came back.
        SessionReused = "session_reused",
        /// Your file was handed in; here is its number.
        FileSubmitted = "file_submitted",
        FileNoted = "file_noted",
        FileReturned = "file_returned",
        FileVerified = "file_verified",
        FileReopened = "file_reopened",
        DocumentVerified = "document_verified",
        DocumentRejected = "document_rejected",
        EvidenceRejected = "evidence_rejected",
        /// To an office: a candidate moved out of, or into, its kelurahan.
        CandidateMoved = "candidate_moved",
        /// The six digits that prove who signs up for a meeting.
        OutreachCode = "outreach_code",
        OutreachSeated = "outreach_seated",
        /// Somebody gave a seat back.
        OutreachMovedUp = "outreach_moved_up",
        /// An officer took a seat or a place in line back.
        OutreachSignupCancelled = "outreach_signup_cancelled",
        OutreachCancelled = "outreach_cancelled",
        /// A meeting has another day, time or place.
        OutreachMoved = "outreach_moved",
    }
}

/// Where a message goes and what it fills in. Sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Phone in E.164, e-mail, or the code of an office.
    pub to: String,
    /// Values of the template.
    pub values: BTreeMap<String, String>,
}

/// A message about to be queued.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Its id.
    pub id: Uuid,
    /// Whose; none before there is a person.
    pub person: Option<Uuid>,
    /// What is said.
    pub template: Template,
    /// In which language.
    pub language: domain::law::Language,
    /// To whom, with what.
    pub content: &'a Content,
    /// When it was caused.
    pub at: DateTime<Utc>,
}

fn place(id: Uuid) -> Place {
    Place { table: "message", column: "sealed", row: id }
}

/// Queues a message, sealed with `key` (the person's, else the system's).
///
/// # Errors
///
/// If the row cannot be written.
pub fn queue(conn: &mut Conn, key: &DataKey, message: &NewMessage<'_>) -> Result<(), RepoError> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(message.id),
            t::person_id.eq(message.person),
            t::template.eq(message.template.as_str()),
            t::language.eq(message.language.as_str()),
            t::sealed.eq(key.seal_json(place(message.id), message.content)?),
            t::state.eq("queued"),
            t::tries.eq(0_i16),
            t::created_at.eq(message.at),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("message.queue"))
}

/// A message on its way out, opened.
#[derive(Debug)]
pub struct Outgoing {
    /// Its id.
    pub id: Uuid,
    /// What is said.
    pub template: Template,
    /// In which language.
    pub language: domain::law::Language,
    /// To whom, with what.
    pub content: Content,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// Tries so far.
    pub tries: i16,
    /// When it was caused.
    pub at: DateTime<Utc>,
}

type Row = (Uuid, Option<Uuid>, String, String, Vec<u8>, String, i16, DateTime<Utc>);

const ROW: (t::id, t::person_id, t::template, t::language, t::sealed, t::state, t::tries, t::created_at) =
    (t::id, t::person_id, t::template, t::language, t::sealed, t::state, t::tries, t::created_at);

fn open(conn: &mut Conn, vault: &Vault, row: Row) -> Result<Outgoing, RepoError> {
    let (id, person, template, language, sealed, state, tries, at) = row;
    let content = match person {
        Some(person) => crate::people::key(conn, vault, person)?.open_json(place(id), &sealed)?,
        None => vault.system().open_json(place(id), &sealed)?,
    };
    Ok(Outgoing {
        id,
        template: template.parse().map_err(RepoError::corrupt("message", "template"))?,
        language: language.parse().map_err(RepoError::corrupt("message", "language"))?,
        content,
        state,
        tries,
        at,
    })
}

/// Queued messages, oldest first, locked for this sender until the transaction ends.
///
/// # Errors
///
/// If a query fails.
pub fn claim(conn: &mut Conn, vault: &Vault, limit: i64) -> Result<Vec<Outgoing>, RepoError> {
    let rows: Vec<Row> = t::table
        .filter(t::state.eq("queued"))
        .order(t::created_at)
        .limit(limit)
        .select(ROW)
        .for_update()
        .skip_locked()
        .load(conn)
        .map_err(RepoError::query("message.claim"))?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.0;
        match open(conn, vault, row) {
            Ok(message) => claimed.push(message),
            // One that no key opens must not hold up the others.
            Err(RepoError::Sealed | RepoError::Corrupt { .. }) => {
                diesel::update(t::table.find(id))
                    .set(t::state.eq("failed"))
                    .execute(conn)
                    .map_err(RepoError::query("message.unreadable"))?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(claimed)
}

/// Drops messages of nobody (codes of registrations) older than `before`.
///
/// # Errors
///
/// If the query fails.
pub fn sweep(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, RepoError> {
    diesel::delete(t::table.filter(t::person_id.is_null()).filter(t::created_at.lt(before)))
        .execute(conn)
        .map_err(RepoError::query("message.sweep"))
}

/// Notes how a try ended: sent, or to be tried again, or (after `most`) given up.
///
/// # Errors
///
/// If the row cannot be written.
pub fn tried(
    conn: &mut Conn,
    message: &Outgoing,
    is_sent: bool,
    most: i16,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    let tries = message.tries + 1;
    let state = match is_sent {
        true => "sent",
        false if tries >= most => "failed",
        false => "queued",
    };
    diesel::update(t::table.find(message.id))
        .set((t::state.eq(state), t::tries.eq(tries), t::sent_at.eq(is_sent.then_some(at))))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("message.tried"))
}

/// The newest messages, opened: for the demo alone.
///
/// # Errors
///
/// If one cannot be opened.
pub fn newest(conn: &mut Conn, vault: &Vault, limit: i64) -> Result<Vec<Outgoing>, RepoError> {
    let rows: Vec<Row> = t::table
        .order(t::id.desc())
        .limit(limit)
        .select(ROW)
        .load(conn)
        .map_err(RepoError::query("message.newest"))?;
    rows.into_iter().map(|row| open(conn, vault, row)).collect()
}
