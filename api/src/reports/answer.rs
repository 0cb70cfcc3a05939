use super::file::place;
use crate::AppState;
use crate::http::auth::ReportsDecide;
use crate::http::{Answer, ApiError, Caller, Code, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};
use persistence::events::{self, Event, Thing};
use persistence::{Act, Conn, reports};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// The one answer.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// What the reporter reads.
    #[schema(
        min_length = 5,
        max_length = 2000,
        example = "Terima kasih. Laporan Anda sudah diteruskan; jangan mengirim uang dan simpan semua pesan."
    )]
    pub text: String,
}

/// Writes the one answer to a report.
///
/// # Errors
///
/// 404, or 409 if it has one.
pub fn answer(state: &AppState, conn: &mut Conn, act: &Act, id: Uuid, text: &str) -> Result<(), ApiError> {
    let sealed = state.vault.system().seal_text(place(id, "answer"), text)?;
    if !reports::answer(conn, id, &sealed, state.clock.day_of(act.at), act.actor)? {
        return Err(Code::ReportAnswered.into());
    }
    let event = Event {
        thing: Thing::OfferReport,
        id,
        version: 2,
        kind: "offer_report.answered",
        reason: None,
        payload: None,
    };
    events::append_plain(conn, act, state.verifying_desk()?, &event)?;
    Ok(())
}

/// Answer a report
///
/// Once; the reporter reads it with the code. Nobody knows who that is.
#[utoipa::path(
    tag = "reports",
    params(("report_id" = Uuid, Path, description = "The report", example = "0192f000-0000-4000-8000-00000000a011")),
    request_body = AnswerRequest,
    responses((status = 204, description = "Answered")),
    security(("bearer" = ["reports:decide"])),
)]
#[post("/v1/offer-reports/{report_id}/answer")]
pub async fn answer_offer_report(
    caller: Caller<ReportsDecide>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<AnswerRequest>,
) -> Result<Answer, ApiError> {
    let shared = state.clone();
    state
        .write(&caller, &body.digest.clone(), move |conn, act| {
            answer(&shared, conn, act, *id, &body.value.text)?;
            Ok(Answer::none())
        })
        .await
}
