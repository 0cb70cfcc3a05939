use super::create::set_number;
use super::input::{CandidateInput, Numbers};
use super::step::{lacks, pass_to};
use super::view::{self, CandidateView};
use crate::http::auth::CandidatesWrite;
use crate::http::merge::Merge;
use crate::http::{Answer, ApiError, Caller, Valid};
use crate::{AppState, ids};
use actix_web::patch;
use actix_web::web::{Data, Path};
use domain::candidates::{Status, rules};
use domain::documents::missing_fields;
use domain::identity::{IdentifierKind, IdentifierStatus};
use persistence::candidates::{self, Candidate};
use persistence::events::{self, Event, Thing};
use persistence::messages::{self, Content, NewMessage, Template};
use persistence::people::{self, Identifier};
use persistence::vault::DataKey;
use persistence::{Act, Conn};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Change a file
///
/// A merge patch (RFC 7396): what is not named stays, `null` takes away. Once submitted, identity is closed until the
/// file is returned; phone, e-mail, address, emergency contact and wishes stay open.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d07")),
    request_body(content = CandidateInput, content_type = "application/merge-patch+json",
        example = json!({ "wished_countries": ["KR", "JP"] })),
    responses((status = 200, description = "Changed", body = CandidateView)),
    security(("bearer" = ["candidates:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[patch("/v1/candidates/{id}")]
pub async fn update_candidate(
    caller: Caller<CandidatesWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<Merge<CandidateInput>>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let (before, key) = candidates::lock(conn, &shared.vault, *id, &who.sight())?;
            version.holds(before.version)?;
            let identifiers = people::identifiers(conn, &key, before.id)?;
            let merged = body.value.onto(&CandidateInput::of(&before.profile, &identifiers))?;
            let (profile, numbers) = merged.check(&shared, shared.clock.day_of(act.at))?;
            if profile == before.profile && changed_kinds(&identifiers, &numbers).is_empty() {
                return view::whole(&shared, conn, &who, &before, &key);
            }
            let after = change(&shared, act, &before, &identifiers, profile, &numbers)?;
            set_numbers(&shared, conn, act, &key, &after, &identifiers, &numbers)?;
            candidates::update(conn, &key, &before, &after)?;
            let changed: BTreeMap<_, _> = changed_kinds(&identifiers, &numbers)
                .into_iter()
                .map(|kind| {
                    let before =
                        identifiers.iter().find(|it| it.kind == kind).map(|it| (&it.value, it.status));
                    (kind, json!({ "before": before, "after": numbers.get(&kind) }))
                })
                .collect();
            let event = Event {
                thing: Thing::Candidate,
                id: after.id,
                version: after.version,
                kind: "candidate.updated",
                reason: None,
                payload: Some(
                    json!({ "before": before.profile, "after": after.profile, "identifiers": changed }),
                ),
            };
            events::append(conn, act, after.id, &key, &event)?;
            tell_offices(&shared, conn, act, &key, &before, &after)?;
            view::whole(&shared, conn, &who, &after, &key)
        })
        .await
}

fn changed_kinds(before: &[Identifier], after: &Numbers) -> Vec<IdentifierKind> {
    let value = |kind| before.iter().find(|it| it.kind == kind).map(|it| &it.value);
    IdentifierKind::ALL.iter().copied().filter(|kind| value(*kind) != after.get(kind)).collect()
}

/// The file after the change, if the change is allowed now.
fn change(
    state: &AppState,
    act: &Act,
    before: &Candidate,
    identifiers: &[Identifier],
    profile: domain::candidates::Profile,
    numbers: &Numbers,
) -> Result<Candidate, ApiError> {
    let identity_stays = before.profile.same_identity(&profile)
        && changed_kinds(identifiers, numbers)
            .into_iter()
            .all(|kind| rules::number_stays_open(kind, identifiers.iter().any(|it| it.kind == kind)));
    rules::may_rewrite(before.status, identity_stays)?;
    let moved = before.profile.address.kelurahan != profile.address.kelurahan;
    let mut after = Candidate { version: before.version + 1, profile, ..before.clone() };
    if before.submitted_at.is_some() {
        // What was asked for handing it in stays there; all that is gone is named at once.
        let filled = after.profile.filled(|kind| numbers.contains_key(&kind));
        let gone = missing_fields(&state.catalogue.needs, &filled);
        if !gone.is_empty() {
            return Err(ApiError::fields(gone.into_iter().map(|need| lacks(need, "required")).collect()));
        }
    }
    if moved && before.status == Status::Submitted {
        let kelurahan = after.profile.address.kelurahan.clone().unwrap_or_default();
        pass_to(state, &mut after, &kelurahan, act.at)?;
    }
    Ok(after)
}

/// Writes numbers that changed, takes away those that are gone, compares the NIK again.
fn set_numbers(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    after: &Candidate,
    identifiers: &[Identifier],
    numbers: &Numbers,
) -> Result<(), ApiError> {
    for kind in changed_kinds(identifiers, numbers) {
        match numbers.get(&kind) {
            Some(value) => set_number(conn, &state.vault, act, key, after, kind, value)?,
            None => people::drop_identifier(conn, after.id, kind)?,
        }
    }
    if let Some(nik) = identifiers.iter().find(|it| it.kind == IdentifierKind::Nik)
        && numbers.get(&IdentifierKind::Nik) == Some(&nik.value)
        && !nik.status.is_confirmed()
    {
        let (birth, sex) = (after.profile.birth_date, after.profile.sex);
        let status = IdentifierStatus::unseen(nik.kind, &nik.value, birth, sex);
        if status != nik.status {
            people::set_identifier_status(conn, after.id, IdentifierKind::Nik, status)?;
        }
    }
    Ok(())
}

/// A file that moves to another kelurahan is told to both offices.
fn tell_offices(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    key: &DataKey,
    before: &Candidate,
    after: &Candidate,
) -> Result<(), ApiError> {
    let (from, to) = (&before.profile.address.kelurahan, &after.profile.address.kelurahan);
    let (Some(from), Some(to), Some(receipt)) = (from, to, &after.receipt) else { return Ok(()) };
    if from == to {
        return Ok(());
    }
    let name =
        |code: &str| state.catalogue.kelurahan(code).map_or_else(|| code.to_owned(), |it| it.name.clone());
    for office in [from, to] {
        let values = BTreeMap::from([
            ("receipt".to_owned(), receipt.clone()),
            ("from".to_owned(), name(from)),
            ("to".to_owned(), name(to)),
        ]);
        let content = Content { to: office.clone(), values };
        let message = NewMessage {
            id: ids::new_id(),
            person: Some(after.id),
            template: Template::CandidateMoved,
            language: domain::law::Language::Id,
            content: &content,
            at: act.at,
        };
        messages::queue(conn, key, &message)?;
    }
    Ok(())
}
