use super::input::{CandidateInput, Numbers};
use super::view::{self, CandidateView};
use crate::http::auth::CandidatesCreate;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::Data;
use domain::candidates::{Custody, Profile, Status};
use domain::identity::{IdentifierKind, IdentifierStatus};
use persistence::candidates::{self, Candidate};
use persistence::events::{self, Event, Thing};
use persistence::people::{self, Identifier};
use persistence::vault::DataKey;
use persistence::{Act, Conn, Vault};
use serde_json::json;
use uuid::Uuid;

/// Open a file
///
/// A person opens their own, once; an officer opens one for a person at the counter who has no account.
/// Everything may be missing until it is submitted.
#[utoipa::path(
    tag = "candidates",
    request_body = CandidateInput,
    responses((status = 201, description = "Opened as a draft", body = CandidateView)),
    security(("bearer" = ["candidates:create"])),
)]
#[post("/v1/candidates")]
pub async fn create_candidate(
    caller: Caller<CandidatesCreate>,
    state: Data<AppState>,
    body: Valid<CandidateInput>,
) -> Result<Answer, ApiError> {
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    let (profile, numbers) = body.value.check(&state, state.clock.day_of(who.ctx.now))?;
    state
        .write(&caller, &digest, move |conn, act| {
            let (person, key) = if who.is_staff() {
                let person = ids::new_id();
                (person, people::create(conn, &shared.vault, person, shared.settings.demo, act.at)?)
            } else {
                (who.person, people::key(conn, &shared.vault, who.person)?)
            };
            let office = who.organisation.as_ref().map(|office| office.id);
            let candidate = open(conn, &shared.vault, act, &key, person, office, profile, &numbers)?;
            let view = view::answer(&shared, conn, &who, &candidate, &key)?;
            Ok(Answer::created(format!("/v1/candidates/{person}"), &view)?.version(candidate.version))
        })
        .await
}

/// Enters a draft with its numbers and its event.
///
/// # Errors
///
/// 409 if the person has a file.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the draft needs")]
pub fn open(
    conn: &mut Conn,
    vault: &Vault,
    act: &Act,
    key: &DataKey,
    person: Uuid,
    office: Option<Uuid>,
    profile: Profile,
    numbers: &Numbers,
) -> Result<Candidate, ApiError> {
    let candidate = Candidate {
        id: person,
        status: Status::Draft,
        version: 1,
        receipt: None,
        profile,
        custody: Custody::owner(act.at, None),
        opened_by: office,
        submitted_at: None,
        created_at: act.at,
    };
    candidates::create(conn, key, &candidate)?;
    // A contact that was proven at registration stays proven.
    let known = people::identifiers(conn, key, person)?;
    let is_new = |kind, value: &String| !known.iter().any(|it| it.kind == kind && it.value == *value);
    for (&kind, value) in numbers.iter().filter(|(kind, value)| is_new(**kind, value)) {
        set_number(conn, vault, act, key, &candidate, kind, value)?;
    }
    let event = Event {
        thing: Thing::Candidate,
        id: person,
        version: 1,
        kind: "candidate.opened",
        reason: None,
        payload: Some(json!({ "after": candidate.profile, "identifiers": numbers })),
    };
    events::append(conn, act, person, key, &event)?;
    Ok(candidate)
}

/// Enters a number that nobody has looked at yet.
///
/// # Errors
///
/// If it cannot be written.
pub fn set_number(
    conn: &mut Conn,
    vault: &Vault,
    act: &Act,
    key: &DataKey,
    candidate: &Candidate,
    kind: IdentifierKind,
    value: &str,
) -> Result<(), ApiError> {
    let profile = &candidate.profile;
    let status = IdentifierStatus::unseen(kind, value, profile.birth_date, profile.sex);
    let identifier = Identifier { kind, value: value.to_owned(), status };
    Ok(people::set_identifier(conn, vault, key, candidate.id, ids::new_id(), &identifier, act.at)?)
}
