use super::work::{ProposalView, proposal};
use crate::AppState;
use crate::http::auth::{CountriesApprove, Who};
use crate::http::{Answer, ApiError, Caller, Code, IfMatch, stale_is};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::ids::AccountId;
use domain::information::may_publish;
use persistence::countries::{self, Status};
use persistence::events::{self, Event, Thing};
use persistence::{Act, Conn};
use serde_json::json;
use uuid::Uuid;

/// Decides a row that waits; approval by somebody else than who entered it.
///
/// # Errors
///
/// 404, 412; 409 if it is decided already, or was entered by the caller.
pub fn decide(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
    is_approved: bool,
) -> Result<Answer, ApiError> {
    let before = countries::lock(conn, id)?;
    version.holds(before.version)?;
    if before.known_from.is_some() || before.refused_at.is_some() {
        return Err(Code::CountryDecided.into());
    }
    if is_approved && !may_publish(before.proposed_by.map(AccountId), AccountId(who.account)) {
        return Err(Code::ArticleSamePerson.into());
    }
    if is_approved {
        countries::make_known(conn)?;
    }
    let after = Status {
        version: before.version + 1,
        decided_by: act.actor,
        known_from: is_approved.then(|| state.clock.now()),
        refused_at: (!is_approved).then_some(act.at),
        ..before
    };
    countries::decide(conn, &after).map_err(stale_is(Code::CountryReplaced))?;
    let event = Event {
        thing: Thing::Country,
        id,
        version: after.version,
        kind: if is_approved { "country.changed" } else { "country.refused" },
        reason: None,
        payload: Some(json!({ "country": after.row.country, "state": after.row.state })),
    };
    events::append_plain(conn, act, state.verifying_desk()?, &event)?;
    let view = proposal(&after, who.account, who.ctx.language);
    Ok(Answer::ok(&view)?.version(after.version))
}

/// Approve a change of status
///
/// From now on it is known: the public list, offer checks and new decisions read it, the row it replaces has been known
/// until now, and people who wish this country are told. Not by who entered it.
#[utoipa::path(
    tag = "countries",
    params(("status_id" = Uuid, Path, description = "The row", example = "0192f000-0000-7000-8000-00000000c711")),
    responses((status = 200, description = "Known", body = ProposalView)),
    security(("bearer" = ["countries:approve"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/country-statuses/{status_id}/approve")]
pub async fn approve_country_status(
    caller: Caller<CountriesApprove>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    state.write(&caller, &[], move |conn, act| decide(&shared, conn, &who, act, *id, &version, true)).await
}

/// Refuse a change of status
///
/// It stays in the list and never becomes known.
#[utoipa::path(
    tag = "countries",
    params(("status_id" = Uuid, Path, description = "The row", example = "0192f000-0000-7000-8000-00000000c712")),
    responses((status = 200, description = "Refused", body = ProposalView)),
    security(("bearer" = ["countries:approve"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/country-statuses/{status_id}/refuse")]
pub async fn refuse_country_status(
    caller: Caller<CountriesApprove>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let (shared, who, version) = (state.clone(), (*caller).clone(), caller.ctx.version()?);
    state.write(&caller, &[], move |conn, act| decide(&shared, conn, &who, act, *id, &version, false)).await
}
