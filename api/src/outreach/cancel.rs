use super::input::must_serve;
use super::{plan, seats, view};
use crate::AppState;
use crate::http::auth::OutreachWrite;
use crate::http::{Answer, ApiError, Caller};
use actix_web::post;
use actix_web::web::{Data, Path};
use domain::accounts::Scope;
use domain::outreach::{OutreachState, may_sign_up};
use persistence::messages::Template;
use persistence::outreach::{self, OutreachEvent};
use uuid::Uuid;

/// Cancel a meeting
///
/// Until it begins; everybody who has a seat or waits for one is told.
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
            let after =
                OutreachEvent { state: OutreachState::Cancelled, version: before.version + 1, ..before };
            outreach::update(conn, &after)?;
            plan::record(conn, act, &after, "outreach_event.cancelled")?;
            seats::tell_all(&shared, conn, &after, Template::OutreachCancelled, act.at)?;
            let (version, left) = (after.version, seats::left(conn, &after)?);
            let seated = i64::from(after.seats) - left;
            Ok(Answer::ok(&view::view(&shared, after, seated))?.version(version))
        })
        .await
}
