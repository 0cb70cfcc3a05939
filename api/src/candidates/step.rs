//! A step of a file: what all of them do alike.

use super::view;
use crate::AppState;
use crate::http::auth::Who;
use crate::http::{Answer, ApiError, FieldError, IfMatch};
use crate::messages::tell_person;
use chrono::{DateTime, Utc};
use domain::candidates::{Step, rules};
use domain::documents::{Need, NeedKind};
use domain::ids::OrganisationId;
use domain::organisations::{ReasonUse, expected_by};
use persistence::candidates::{self, Candidate};
use persistence::events::{self, Event, Thing};
use persistence::messages::Template;
use persistence::vault::DataKey;
use persistence::{Act, Conn};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Why a file goes back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    /// Reason, a code of `/v1/reference/reasons`.
    #[schema(min_length = 1, max_length = 40, example = "NOT_LEGIBLE")]
    pub reason: String,
    /// Which field it is about, as a JSON pointer.
    #[serde(default)]
    #[schema(max_length = 100, pattern = "^(/[A-Za-z0-9_-]+)*$", example = "/documents")]
    pub field: Option<String>,
}

/// Which file, in which version, is taken which step by whom.
pub struct Stepping<'a> {
    /// What handlers share.
    pub state: &'a AppState,
    /// Who takes it.
    pub who: &'a Who,
    /// The act that the event names.
    pub act: &'a Act,
    /// The person.
    pub id: Uuid,
    /// The version that the caller has read.
    pub version: &'a IfMatch,
}

impl Stepping<'_> {
    /// Locks the file in the version sent, lets `work` change it, writes it with its event and message.
    ///
    /// # Errors
    ///
    /// 404 out of sight; 412 in another version; 409 in another status; what `work` returned.
    pub fn take(
        &self,
        conn: &mut Conn,
        step: Step,
        reason: Option<&str>,
        work: impl FnOnce(&mut Conn, &DataKey, &mut Candidate) -> Result<(), ApiError>,
    ) -> Result<Answer, ApiError> {
        let state = self.state;
        let (before, key) = candidates::lock(conn, &state.vault, self.id, &self.who.sight())?;
        self.version.holds(before.version)?;
        let status = before.status.on(step)?;
        let mut after = Candidate { status, version: before.version + 1, ..before.clone() };
        work(conn, &key, &mut after)?;
        candidates::update(conn, &key, &before, &after)?;
        let field = after.custody.returned.as_ref().and_then(|returned| returned.field.as_ref());
        let (kind, template) = words_of(step);
        let event = Event {
            thing: Thing::Candidate,
            id: self.id,
            version: after.version,
            kind,
            reason,
            payload: Some(json!({ "before": before.status, "after": after.status, "field": field })),
        };
        events::append(conn, self.act, self.id, &key, &event)?;
        let values = BTreeMap::from([
            ("receipt".to_owned(), after.receipt.clone().unwrap_or_default()),
            ("reason".to_owned(), reason.unwrap_or_default().to_owned()),
        ]);
        tell_person(state, conn, &key, self.act, self.id, template, values)?;
        view::whole(state, conn, self.who, &after, &key)
    }

    /// The file must lie with the caller's organisation.
    ///
    /// # Errors
    ///
    /// 409 if it does not.
    pub fn must_hold(&self, candidate: &Candidate) -> Result<(), ApiError> {
        let office = self.who.organisation.as_ref().map(|office| OrganisationId(office.id));
        Ok(rules::must_hold(office, candidate.custody.holder)?)
    }
}

/// The event of a step and what the person is told.
fn words_of(step: Step) -> (&'static str, Template) {
    match step {
        Step::Submit => ("candidate.submitted", Template::FileSubmitted),
        Step::Note => ("candidate.noted", Template::FileNoted),
        Step::Return => ("candidate.returned", Template::FileReturned),
        Step::Verify => ("candidate.verified", Template::FileVerified),
        Step::Reopen => ("candidate.reopened", Template::FileReopened),
    }
}

/// Passes a file to an organisation of the city, with the day by which it should be done.
///
/// # Errors
///
/// If the city has no such organisation.
pub fn pass_to(
    state: &AppState,
    candidate: &mut Candidate,
    code: &str,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    let office = state.organisation(code).ok_or_else(|| ApiError::internal("an office that is not known"))?;
    let catalogue = &state.catalogue;
    let day = expected_by(&catalogue.services, candidate.status, state.clock.day_of(at), &catalogue.holidays)
        .inspect_err(|missing| tracing::warn!(reason = %missing, "no day can be promised"))
        .unwrap_or_default();
    candidate.custody = candidate.custody.clone().passed_to(OrganisationId(office.id), at, day);
    Ok(())
}

/// The reason must be one that can be given for this.
///
/// # Errors
///
/// 422 at `pointer` if it is not.
pub fn check_reason(state: &AppState, pointer: &str, code: &str, wanted: ReasonUse) -> Result<(), ApiError> {
    let known = state.catalogue.reason(code).is_some_and(|reason| reason.uses.contains(&wanted));
    if known { Ok(()) } else { Err(ApiError::field(pointer, "unknown_code")) }
}

/// What a need lacks, at its place in the file.
#[must_use]
pub fn lacks(need: &Need, code: &str) -> FieldError {
    let limit = (need.kind == NeedKind::Document).then(|| need.what.clone());
    FieldError { limit, ..FieldError::new(&need.pointer, code) }
}
