use super::view::{self, CandidateView};
use crate::http::auth::{
    CandidatesNote, CandidatesReopen, CandidatesReturn, CandidatesSubmit, CandidatesVerify, Who,
};
use crate::http::{Answer, ApiError, Caller, Code, FieldError, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Datelike, Utc};
use domain::calendar::add_working_days;
use domain::candidates::{EvidenceStatus, Step, rules};
use domain::documents::{Held, NeedKind, missing};
use domain::identity::{IdentifierKind, IdentifierStatus};
use domain::ids::{AccountId, OrganisationId};
use domain::law::Language;
use domain::organisations::ReasonUse;
use persistence::candidates::{self, Candidate};
use persistence::events::{self, Event, Thing};
use persistence::messages::{self, Content, NewMessage, Template};
use persistence::people::{self, Identifier};
use persistence::vault::DataKey;
use persistence::{Act, Conn, accounts, documents, evidence};
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

/// A step of a file: what all of them do alike.
struct Stepping<'a> {
    state: &'a AppState,
    who: &'a Who,
    act: &'a Act,
    step: Step,
    event: &'static str,
    template: Template,
    reason: Option<&'a str>,
}

impl Stepping<'_> {
    /// Locks the file in the version sent, lets `work` change it, writes it with its event and message.
    fn take(
        &self,
        conn: &mut Conn,
        id: Uuid,
        version: i32,
        work: impl FnOnce(&mut Conn, &DataKey, &mut Candidate) -> Result<(), ApiError>,
    ) -> Result<Answer, ApiError> {
        let state = self.state;
        let (before, key) = candidates::lock(conn, &state.vault, id, &self.who.sight())?;
        if before.version != version {
            return Err(Code::VersionStale.into());
        }
        let status = before.status.on(self.step)?;
        let mut after = Candidate { status, version: before.version + 1, ..before.clone() };
        work(conn, &key, &mut after)?;
        candidates::update(conn, &key, &before, &after)?;
        let event = Event {
            thing: Thing::Candidate,
            id,
            version: after.version,
            kind: self.event,
            reason: self.reason,
            payload: Some(
                json!({ "before": before.status, "after": after.status, "field": after.return_field }),
            ),
        };
        events::append(conn, self.act, id, &key, event)?;
        self.tell(conn, &key, &after)?;
        view::whole(state, conn, self.who, &after, &key)
    }

    /// Tells the person, by the account's name or the contact on file.
    fn tell(&self, conn: &mut Conn, key: &DataKey, after: &Candidate) -> Result<(), ApiError> {
        let values = BTreeMap::from([
            ("receipt".to_owned(), after.receipt.clone().unwrap_or_default()),
            ("reason".to_owned(), self.reason.unwrap_or_default().to_owned()),
        ]);
        tell_person(self.state, conn, key, self.act, after.id, self.template, values)
    }

    /// The file must lie with the caller's organisation.
    fn must_hold(&self, candidate: &Candidate) -> Result<(), ApiError> {
        Ok(rules::must_hold(
            self.who.organisation.as_ref().map(|office| OrganisationId(office.id)),
            candidate.holder.map(OrganisationId),
        )?)
    }
}

/// Queues a message to a person, if there is a way to reach them; a reason is put in words.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn tell_person(
    state: &AppState,
    conn: &mut Conn,
    key: &DataKey,
    act: &Act,
    person: Uuid,
    template: Template,
    mut values: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let account = accounts::of_person(conn, person)?;
    let language = account.as_ref().map(|account| account.language).unwrap_or_default();
    let proven = match &account {
        Some(account) => accounts::names(conn, key, account.id)?.into_iter().next().map(|name| name.value),
        None => None,
    };
    let to = match proven {
        Some(to) => Some(to),
        None => people::identifiers(conn, key, person)?
            .into_iter()
            .find(|it| it.kind.is_contact())
            .map(|it| it.value),
    };
    let Some(to) = to else { return Ok(()) };
    if let Some(kind) = values.get_mut("kind") {
        *kind = named(state, kind, language);
    }
    if let Some(reason) = values.get_mut("reason") {
        *reason = view::reason_text(state, reason, language);
    }
    let content = Content { to, values };
    let message = NewMessage {
        id: ids::new_id(),
        person: Some(person),
        template,
        language,
        content: &content,
        at: act.at,
    };
    Ok(messages::queue(conn, key, &message)?)
}

/// The name of a kind of document or a code of evidence.
fn named(state: &AppState, code: &str, language: Language) -> String {
    let codes = &state.catalogue.law.evidence.codes;
    let document = state.catalogue.document(code).map(|kind| &kind.name);
    let name = document.or_else(|| codes.iter().find(|known| known.code == code).map(|known| &known.name));
    name.map_or_else(|| code.to_owned(), |name| name.of(language).to_owned())
}

/// Puts a file into an organisation's hands, with the day by which it should be done.
pub fn hold(state: &AppState, candidate: &mut Candidate, code: &str, at: DateTime<Utc>) {
    candidate.holder = state.organisation(code).map(|office| office.id);
    candidate.held_since = at;
    let standard = state.catalogue.services.iter().find(|standard| standard.status == candidate.status);
    candidate.expected_by = standard.and_then(|standard| {
        add_working_days(state.clock.day_of(at), standard.working_days, &state.catalogue.holidays)
            .inspect_err(|missing| tracing::warn!(reason = %missing, "no day can be promised"))
            .ok()
    });
}

/// Gives a file back to its owner with a reason.
fn give_back(candidate: &mut Candidate, reason: Option<&str>, field: Option<String>, at: DateTime<Utc>) {
    candidate.holder = None;
    candidate.held_since = at;
    candidate.expected_by = None;
    candidate.return_reason = reason.map(str::to_owned);
    candidate.return_field = field;
    candidate.noted_by = None;
}

/// The reason must be one that can be given for this.
///
/// # Errors
///
/// 422 if it is not.
pub fn check_reason(state: &AppState, code: &str, wanted: ReasonUse) -> Result<(), ApiError> {
    let known = state.catalogue.reason(code).is_some_and(|reason| reason.uses.contains(&wanted));
    if known { Ok(()) } else { Err(ApiError::field("/reason", "unknown_code")) }
}

/// A random number that people can read out: `BTG-2606-7K3M9Q`.
fn receipt(state: &AppState, at: DateTime<Utc>) -> Result<String, ApiError> {
    // Without letters and digits that look alike.
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let day = state.clock.day_of(at);
    let bytes = ids::random::<6>()?;
    let sign = |byte: &u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('0', char::from);
    let tail: String = bytes.iter().map(sign).collect();
    Ok(format!("BTG-{:02}{:02}-{tail}", day.year() % 100, day.month()))
}

/// Everything that a file lacks to be handed in.
fn lacking(
    state: &AppState,
    conn: &mut Conn,
    key: &DataKey,
    candidate: &Candidate,
    numbers: &[Identifier],
) -> Result<Vec<FieldError>, ApiError> {
    let stands = |status| status != EvidenceStatus::Rejected;
    let documents = documents::of_person(conn, candidate.id)?;
    let rows = evidence::of_person(conn, key, candidate.id)?;
    let held = Held {
        fields: candidate.profile.filled(|kind| numbers.iter().any(|it| it.kind == kind)),
        documents: documents.iter().filter(|it| stands(it.status)).map(|it| it.kind.as_str()).collect(),
        family_permission: rows
            .iter()
            .filter(|row| stands(row.status))
            .any(|row| row.record.is_family_permission()),
    };
    Ok(missing(&state.catalogue.needs, &held)
        .into_iter()
        .map(|need| FieldError {
            limit: (need.kind == NeedKind::Document).then(|| need.what.clone()),
            ..FieldError::new(&need.pointer, "required")
        })
        .collect())
}

/// Submit a file
///
/// Hands it to the kelurahan of the address. All that is missing is named at once. Officers hand in only files of people
/// who have no account.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d01")),
    responses((status = 200, description = "Submitted, with a receipt", body = CandidateView)),
    security(("bearer" = ["candidates:submit"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/submit")]
pub async fn submit_candidate(
    caller: Caller<CandidatesSubmit>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state.write(&caller, b"", move |conn, act| submit(&shared, conn, &who, act, *id, version)).await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status; 422 with all that is missing.
pub fn submit(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: i32,
) -> Result<Answer, ApiError> {
    let stepping = Stepping {
        state,
        who,
        act,
        step: Step::Submit,
        event: "candidate.submitted",
        template: Template::FileSubmitted,
        reason: None,
    };
    stepping.take(conn, id, version, |conn, key, file| {
        // An officer hands in for those who have no account; who has one does it.
        if who.is_staff() && accounts::of_person(conn, id)?.is_some() {
            return Err(Code::CandidateElsewhere.into());
        }
        let numbers = people::identifiers(conn, key, id)?;
        let lacking = lacking(state, conn, key, file, &numbers)?;
        if !lacking.is_empty() {
            return Err(ApiError::with(Code::CandidateIncomplete, lacking));
        }
        let kelurahan = file.profile.address.kelurahan.clone().unwrap_or_default();
        if file.receipt.is_none() {
            file.receipt = Some(receipt(state, act.at)?);
            file.submitted_at = Some(act.at);
        }
        give_back(file, None, None, act.at);
        hold(state, file, &kelurahan, act.at);
        Ok(evidence::set_submitted(conn, id, true)?)
    })
}

/// Note a file
///
/// The kelurahan has seen it (UU 18/2017, art. 42) and passes it on to the manpower desk.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d02")),
    responses((status = 200, description = "Noted", body = CandidateView)),
    security(("bearer" = ["candidates:note"])),
    extensions(("x-if-match" = json!("2"))),
)]
#[post("/v1/candidates/{id}/note")]
pub async fn note_candidate(
    caller: Caller<CandidatesNote>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state.write(&caller, b"", move |conn, act| note(&shared, conn, &who, act, *id, version)).await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status or where the file lies elsewhere.
pub fn note(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: i32,
) -> Result<Answer, ApiError> {
    let stepping = Stepping {
        state,
        who,
        act,
        step: Step::Note,
        event: "candidate.noted",
        template: Template::FileNoted,
        reason: None,
    };
    stepping.take(conn, id, version, |_, _, file| {
        stepping.must_hold(file)?;
        file.noted_by = Some(who.account);
        hold(state, file, &state.catalogue.city.verifying_desk, act.at);
        Ok(())
    })
}

/// Return a file
///
/// The office that has it sends it back with a reason: identity and evidence are open again.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d03")),
    request_body = ReturnRequest,
    responses((status = 200, description = "Returned", body = CandidateView)),
    security(("bearer" = ["candidates:return"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/candidates/{id}/return")]
pub async fn return_candidate(
    caller: Caller<CandidatesReturn>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<ReturnRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    check_reason(&state, &body.value.reason, ReasonUse::Return)?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            send_back(&shared, conn, &who, act, *id, version, body.value)
        })
        .await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status or where the file lies elsewhere.
pub fn send_back(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: i32,
    request: ReturnRequest,
) -> Result<Answer, ApiError> {
    let ReturnRequest { reason, field } = request;
    let stepping = Stepping {
        state,
        who,
        act,
        step: Step::Return,
        event: "candidate.returned",
        template: Template::FileReturned,
        reason: Some(&reason),
    };
    stepping.take(conn, id, version, |conn, _, file| {
        stepping.must_hold(file)?;
        give_back(file, Some(&reason), field, act.at);
        Ok(evidence::set_submitted(conn, id, false)?)
    })
}

/// Verify a file
///
/// The manpower desk has compared it with the documents, which must be verified first. Another person than those
/// who opened, changed, submitted or noted it. From now on the NIK is this person's alone.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d04")),
    responses((status = 200, description = "Verified", body = CandidateView)),
    security(("bearer" = ["candidates:verify"])),
    extensions(("x-if-match" = json!("3"))),
)]
#[post("/v1/candidates/{id}/verify")]
pub async fn verify_candidate(
    caller: Caller<CandidatesVerify>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state.write(&caller, b"", move |conn, act| verify(&shared, conn, &who, act, *id, version)).await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status, by the same person, with documents that nobody has verified, or with a NIK that is
/// verified for somebody else.
pub fn verify(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: i32,
) -> Result<Answer, ApiError> {
    let stepping = Stepping {
        state,
        who,
        act,
        step: Step::Verify,
        event: "candidate.verified",
        template: Template::FileVerified,
        reason: None,
    };
    stepping.take(conn, id, version, |conn, _, file| {
        stepping.must_hold(file)?;
        let has_written = events::has_written_file(conn, id, who.account)?;
        rules::may_verify(file.noted_by.map(AccountId), has_written, AccountId(who.account))?;
        let verified: Vec<String> = documents::of_person(conn, id)?
            .into_iter()
            .filter(|document| document.status == EvidenceStatus::Verified)
            .map(|document| document.kind)
            .collect();
        let open: Vec<FieldError> = state
            .catalogue
            .needs
            .iter()
            .filter(|need| need.kind == NeedKind::Document && !verified.contains(&need.what))
            .map(|need| FieldError {
                limit: Some(need.what.clone()),
                ..FieldError::new(&need.pointer, "not_verified")
            })
            .collect();
        if !open.is_empty() {
            return Err(ApiError::with(Code::CandidateUnverified, open));
        }
        people::set_identifier_status(conn, id, IdentifierKind::Nik, IdentifierStatus::Verified)?;
        file.holder = None;
        file.held_since = act.at;
        file.expected_by = None;
        Ok(())
    })
}

/// Reopen a verified file
///
/// A supervisor gives it back to its owner with a reason; its NIK is no longer verified.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d05")),
    request_body(content = ReturnRequest, example = json!({ "reason": "NEW_INFORMATION", "field": "/marital_status" })),
    responses((status = 200, description = "Returned", body = CandidateView)),
    security(("bearer" = ["candidates:reopen"])),
    extensions(("x-if-match" = json!("4"))),
)]
#[post("/v1/candidates/{id}/reopen")]
pub async fn reopen_candidate(
    caller: Caller<CandidatesReopen>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<ReturnRequest>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    check_reason(&state, &body.value.reason, ReasonUse::Reopen)?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let ReturnRequest { reason, field } = body.value;
            let stepping = Stepping {
                state: &shared,
                who: &who,
                act,
                step: Step::Reopen,
                event: "candidate.reopened",
                template: Template::FileReopened,
                reason: Some(&reason),
            };
            stepping.take(conn, *id, version, |conn, key, file| {
                give_back(file, Some(&reason), field, act.at);
                let numbers = people::identifiers(conn, key, *id)?;
                if let Some(nik) = numbers.iter().find(|it| it.kind == IdentifierKind::Nik) {
                    let status = super::input::unseen_status(nik.kind, &nik.value, &file.profile);
                    people::set_identifier_status(conn, *id, IdentifierKind::Nik, status)?;
                }
                Ok(evidence::set_submitted(conn, *id, false)?)
            })
        })
        .await
}
