//! Stored eligibility decisions.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::decision as t;
use crate::vault::{DataKey, Place};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::eligibility::{Decision, Facts, Outcome, Verdict};
use domain::law::Stage;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A decision as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// Programme.
    pub programme: String,
    /// Country asked about.
    pub country: Option<String>,
    /// Field asked about.
    pub field: Option<String>,
    /// Facts that were used.
    pub facts: Facts,
    /// What came out.
    pub decision: Decision,
    /// Digest of the law in use.
    pub law_digest: String,
    /// Digest of the other data in use.
    pub data_digest: String,
    /// Digest of what was known of countries; none: decided before they were rows.
    pub countries_digest: Option<String>,
    /// Account that asked.
    pub decided_by: Uuid,
    /// When.
    pub created_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Secret {
    facts: Facts,
    decision: Decision,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = t, check_for_backend(Pg))]
struct Row {
    person_id: Uuid,
    id: Uuid,
    programme: String,
    country: Option<String>,
    field: Option<String>,
    stage: String,
    as_of: NaiveDate,
    verdict: String,
    eligible_from: Option<NaiveDate>,
    not_met: Vec<Option<String>>,
    unknown: Vec<Option<String>>,
    law_digest: String,
    data_digest: String,
    sealed: Vec<u8>,
    decided_by: Uuid,
    created_at: DateTime<Utc>,
    countries_digest: Option<String>,
}

fn place(id: Uuid) -> Place {
    Place { table: "decision", column: "sealed", row: id }
}

fn codes(decision: &Decision, outcome: Outcome) -> Vec<Option<String>> {
    let findings = decision.findings.iter().filter(|finding| finding.outcome == outcome);
    findings.map(|finding| Some(finding.code.clone())).collect()
}

/// Stores a decision.
///
/// # Errors
///
/// If the row cannot be written.
pub fn insert(conn: &mut Conn, key: &DataKey, person: Uuid, stored: &Stored) -> Result<(), RepoError> {
    let decision = &stored.decision;
    let secret = Secret { facts: stored.facts.clone(), decision: decision.clone() };
    let row = Row {
        person_id: person,
        id: stored.id,
        programme: stored.programme.clone(),
        country: stored.country.clone(),
        field: stored.field.clone(),
        stage: decision.stage.as_str().to_owned(),
        as_of: decision.as_of,
        verdict: decision.verdict.as_str().to_owned(),
        eligible_from: decision.eligible_from,
        not_met: codes(decision, Outcome::NotMet),
        unknown: codes(decision, Outcome::Unknown),
        law_digest: stored.law_digest.clone(),
        data_digest: stored.data_digest.clone(),
        sealed: key.seal_json(place(stored.id), &secret)?,
        decided_by: stored.decided_by,
        created_at: stored.created_at,
        countries_digest: stored.countries_digest.clone(),
    };
    diesel::insert_into(t::table)
        .values(row)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("decision.insert"))
}

/// One decision.
///
/// # Errors
///
/// [`RepoError::NotFound`] if the person has none of this id.
pub fn find(conn: &mut Conn, key: &DataKey, person: Uuid, id: Uuid) -> Result<Stored, RepoError> {
    let row: Row = t::table
        .find((person, id))
        .select(Row::as_select())
        .first(conn)
        .map_err(RepoError::query("decision"))?;
    let Secret { facts, decision } = key.open_json(place(row.id), &row.sealed)?;
    Ok(Stored {
        id: row.id,
        programme: row.programme,
        country: row.country,
        field: row.field,
        facts,
        decision,
        law_digest: row.law_digest,
        data_digest: row.data_digest,
        countries_digest: row.countries_digest,
        decided_by: row.decided_by,
        created_at: row.created_at,
    })
}

/// A decision in a list: what is plain of it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Programme.
    pub programme: String,
    /// Country asked about.
    pub country: Option<String>,
    /// Field asked about.
    pub field: Option<String>,
    /// Stage.
    pub stage: Stage,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Verdict.
    pub verdict: Verdict,
    /// Set for `eligible_from`.
    pub eligible_from: Option<NaiveDate>,
    /// Codes not met.
    pub not_met: Vec<String>,
    /// Codes unknown.
    pub unknown: Vec<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

type Plain = (
    Uuid,
    String,
    Option<String>,
    Option<String>,
    String,
    NaiveDate,
    String,
    Option<NaiveDate>,
    Vec<Option<String>>,
    Vec<Option<String>>,
    DateTime<Utc>,
);

/// Decisions of a person, newest first, before `before`.
///
/// # Errors
///
/// If the query fails.
pub fn of_person(
    conn: &mut Conn,
    person: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Line>, RepoError> {
    let mut query = t::table
        .filter(t::person_id.eq(person))
        .order(t::id.desc())
        .limit(limit)
        .select((
            t::id,
            t::programme,
            t::country,
            t::field,
            t::stage,
            t::as_of,
            t::verdict,
            t::eligible_from,
            t::not_met,
            t::unknown,
            t::created_at,
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(t::id.lt(before));
    }
    query
        .load::<Plain>(conn)
        .map_err(RepoError::query("decision.of_person"))?
        .into_iter()
        .map(
            |(
                id,
                programme,
                country,
                field,
                stage,
                as_of,
                verdict,
                eligible_from,
                not_met,
                unknown,
                created_at,
            )| {
                Ok(Line {
                    id,
                    programme,
                    country,
                    field,
                    stage: stage.parse().map_err(RepoError::corrupt("decision", "stage"))?,
                    as_of,
                    verdict: verdict.parse().map_err(RepoError::corrupt("decision", "verdict"))?,
                    eligible_from,
                    not_met: not_met.into_iter().flatten().collect(),
                    unknown: unknown.into_iter().flatten().collect(),
                    created_at,
                })
            },
        )
        .collect()
}
