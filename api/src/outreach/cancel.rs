use super::input::must_serve;
use super::{plan, seats, view};
use crate::AppState;
use crate::http::auth::OutreachWrite;
use crate::http::{Answer, ApiError, Caller};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::accounts::Scope;
use domain::outreach::{OutreachState, may_move, may_sign_up};
use persistence::messages::Template;
use persistence::outreach::{self, OutreachEvent};
use persistence::signups;
use uuid::Uuid;

/// Cancel a meeting
///
/// Until it begins or somebody has come; everybody who has a seat or waits for one is told.
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0013")),
    responses((status = 200, description = "Cancelled", body = view::OutreachEventView)),
    security(("bearer" = ["outreach:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/outreach-events/{id}/cancel")]
pub async fn cancel_outreach_event(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state
        .write(&caller, &[], move |conn, act| {
            let before = outreach::lock(conn, *id)?;
            must_serve(&who, Scope::OutreachWrite, &before.kelurahan)?;
            version.holds(before.version)?;
            may_sign_up(before.state, before.starts_at, act.at)?;
            may_move(signups::came(conn, before.id)?)?;
            let after =
                OutreachEvent { state: OutreachState::Cancelled, version: before.version + 1, ..before };
            outreach::update(conn, &after)?;
            plan::record(conn, act, &after, "outreach_event.cancelled")?;
            seats::tell_all(&shared, conn, &after, Template::OutreachCancelled, act.at)?;
            let version = after.version;
            Ok(Answer::ok(&view::view(&shared, conn, after)?)?.version(version))
        })
        .await
}
