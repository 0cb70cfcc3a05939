use super::input::{OutreachEventInput, must_serve};
use super::{plan, seats, view};
use crate::AppState;
use crate::http::auth::OutreachWrite;
use crate::http::merge::Merge;
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::patch;
use actix_web::web::{Data, Path};
use domain::accounts::Scope;
use domain::outreach::{OutreachRefusal, may_move, may_sign_up};
use persistence::messages::Template;
use persistence::outreach::{self, OutreachEvent};
use persistence::signups;
use uuid::Uuid;

/// Change a meeting
///
/// A merge patch, until it begins. With another day, time or place everybody who has a seat or waits for one is told.
/// Its time and kelurahan stay once somebody has come. With more seats those who wait move up and are told; there are never fewer seats than people who have one.
#[utoipa::path(
    tag = "outreach",
    params(("id" = Uuid, Path, description = "The meeting", example = "0192f000-0000-7000-8000-0000000e0012")),
    request_body(content = OutreachEventInput, content_type = "application/merge-patch+json",
        example = json!({ "seats": 60 })),
    responses((status = 200, description = "Changed", body = view::OutreachEventView)),
    security(("bearer" = ["outreach:write"])),
    extensions(("x-if-match" = json!("1")), ("x-merge-patch" = json!(true))),
)]
#[patch("/v1/outreach-events/{id}")]
pub async fn update_outreach_event(
    caller: Caller<OutreachWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<Merge<OutreachEventInput>>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let before = outreach::lock(conn, *id)?;
            must_serve(&who, Scope::OutreachWrite, &before.kelurahan)?;
            version.holds(before.version)?;
            may_sign_up(before.state, before.starts_at, act.at)?;
            let input = body.value.onto(&OutreachEventInput::of(&shared, &before))?;
            must_serve(&who, Scope::OutreachWrite, &input.kelurahan)?;
            let mut after = input.event(&shared, conn, (before.id, before.organiser), &before.articles)?;
            if after.starts_at != before.starts_at && after.starts_at <= act.at {
                return Err(ApiError::field("/starts_at", "out_of_range"));
            }
            if is_elsewhen(&before, &after) {
                may_move(signups::came(conn, before.id)?)?;
            }
            after.version = before.version;
            if after != before {
                after = OutreachEvent { version: before.version + 1, ..after };
                if seats::left(conn, &after)? < 0 {
                    return Err(OutreachRefusal::SeatsTaken.into());
                }
                outreach::update(conn, &after)?;
                plan::record(conn, act, &after, "outreach_event.changed")?;
                if is_moved(&before, &after) {
                    seats::tell_all(&shared, conn, &after, Template::OutreachMoved, act.at)?;
                }
                seats::move_up(&shared, conn, act, &after)?;
            }
            let version = after.version;
            Ok(Answer::ok(&view::view(&shared, conn, after)?)?.version(version))
        })
        .await
}

/// Whether somebody who knows what was planned `before` would come at the wrong time or to the wrong place.
fn is_moved(before: &OutreachEvent, after: &OutreachEvent) -> bool {
    is_elsewhen(before, after) || before.place != after.place
}

/// Whether those who came would be counted in another quarter or kelurahan, or their names kept longer.
fn is_elsewhen(before: &OutreachEvent, after: &OutreachEvent) -> bool {
    before.starts_at != after.starts_at
        || before.ends_at != after.ends_at
        || before.kelurahan != after.kelurahan
}
