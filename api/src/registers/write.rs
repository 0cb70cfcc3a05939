use super::agencies::{AgencyView, view as agency_view};
use super::entry::{create, find, replace, store};
use super::input::{AgencyInput, JobOrderInput, StatusInput};
use super::job_orders::{JobOrderView, view as order_view, whole};
use crate::AppState;
use crate::http::auth::RegistersWrite;
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::web::{Data, Path};
use actix_web::{post, put};
use chrono::NaiveDate;
use domain::registers::{Agency, JobOrder};
use persistence::Conn;
use persistence::registers::Stored;
use uuid::Uuid;

fn order_answer(
    state: &AppState,
    conn: &mut Conn,
    stored: Stored<JobOrder>,
    today: NaiveDate,
) -> Result<JobOrderView, ApiError> {
    let whole = whole(conn, vec![stored])?.pop().ok_or_else(|| ApiError::internal("an order is gone"))?;
    Ok(order_view(whole, today, &state.law_in_force(conn)?.law.restrictions))
}

/// Enter an agency
#[utoipa::path(
    tag = "registers",
    request_body(content = AgencyInput, example = json!({
        "number": "SIP3MI-FIKTIF-0901", "name": "PT Contoh Baru (fiktif)", "government": false, "city": "Bontang",
        "address": "Jl. Contoh 9", "licence_from": "2026-01-01", "licence_until": "2028-12-31",
        "phones": ["0548 555101"], "emails": ["info@contoh-baru.example"], "webs": ["https://contoh-baru.example"],
        "taken_from": "Daftar P3MI (data contoh)", "taken_on": "2026-06-01"
    })),
    responses((status = 201, description = "Entered", body = AgencyView)),
    security(("bearer" = ["registers:write"])),
)]
#[post("/v1/agencies")]
pub async fn create_agency(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    body: Valid<AgencyInput>,
) -> Result<Answer, ApiError> {
    let shared = state.clone();
    state
        .write(&caller, &body.digest, move |conn, act| {
            let stored = create(&shared, conn, act, body.value)?;
            let (id, version) = (stored.id, stored.version);
            let view = agency_view(stored, shared.clock.day_of(act.at));
            Ok(Answer::created(format!("/v1/agencies/{id}"), &view)?.version(version))
        })
        .await
}

/// Write an agency anew
///
/// What is not sent is taken away, but for its history, which only grows. The number stays.
#[utoipa::path(
    tag = "registers",
    params(("id" = Uuid, Path, description = "The agency", example = "a3d9eaaf-d580-5b0c-a7b3-0587baad0403")),
    request_body(content = AgencyInput, example = json!({
        "number": "SIP3MI-FIKTIF-0901", "name": "PT Contoh Baru (fiktif)", "government": false, "city": "Bontang",
        "address": "Jl. Contoh 9", "licence_from": "2026-01-01", "licence_until": "2028-12-31",
        "phones": ["0548 555101"], "emails": ["info@contoh-baru.example"], "webs": ["https://contoh-baru.example"],
        "taken_from": "Daftar P3MI (data contoh)", "taken_on": "2026-06-01"
    })),
    responses((status = 200, description = "As it stands now", body = AgencyView)),
    security(("bearer" = ["registers:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[put("/v1/agencies/{id}")]
pub async fn replace_agency(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<AgencyInput>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    state
        .write(&caller, &body.digest, move |conn, act| {
            let stored = replace(&shared, conn, act, *id, &version, body.value)?;
            let version = stored.version;
            Ok(Answer::ok(&agency_view(stored, shared.clock.day_of(act.at)))?.version(version))
        })
        .await
}

/// Say how an agency stands
///
/// An entry of its history, from a day on: a warning, a suspension (to a day, of a part), a revocation, or that it is
/// active again. What was said stays; an entry from the same day corrects the earlier one. Of those that hold on a day the
/// hardest counts: only `active` lifts one before its end.
#[utoipa::path(
    tag = "registers",
    params(("id" = Uuid, Path, description = "The agency", example = "a3d9eaaf-d580-5b0c-a7b3-0587baad0403")),
    request_body(content = StatusInput, example = json!({
        "state": "suspended", "from": "2026-05-01", "until": "2026-08-01", "scope": "Timur Tengah"
    })),
    responses((status = 200, description = "As it stands now", body = AgencyView)),
    security(("bearer" = ["registers:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/agencies/{id}/statuses")]
pub async fn add_agency_status(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<StatusInput>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    state
        .write(&caller, &body.digest, move |conn, act| {
            let before: Stored<Agency> = find(conn, *id, &version)?;
            let status = body.value.check("").map_err(ApiError::fields)?;
            let mut after = Stored { version: before.version + 1, ..before.clone() };
            let today = shared.clock.day_of(act.at);
            if !after.row.say(status) {
                return Ok(Answer::ok(&agency_view(before.clone(), today))?.version(before.version));
            }
            store::<AgencyInput>(conn, act, vec![(Some(before), after.clone())])?;
            let version = after.version;
            Ok(Answer::ok(&agency_view(after, today))?.version(version))
        })
        .await
}

/// Enter a job order
#[utoipa::path(
    tag = "registers",
    request_body(content = JobOrderInput, example = json!({
        "number": "JO-FIKTIF-901", "agency": "KP2MI", "country": "KR", "employer": "legal",
        "programme": "KR-EPS-MFG", "occupation": "8219", "post": "Operator manufaktur", "seats": 40, "filled": 3,
        "wage_minor": 2_156_880, "currency": "KRW", "months": 36, "fee_minor": 0, "closes_on": "2026-12-31",
        "taken_from": "Daftar job order (data contoh)", "taken_on": "2026-06-01"
    })),
    responses((status = 201, description = "Entered", body = JobOrderView)),
    security(("bearer" = ["registers:write"])),
)]
#[post("/v1/job-orders")]
pub async fn create_job_order(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    body: Valid<JobOrderInput>,
) -> Result<Answer, ApiError> {
    let shared = state.clone();
    state
        .write(&caller, &body.digest, move |conn, act| {
            let stored = create(&shared, conn, act, body.value)?;
            let (id, version) = (stored.id, stored.version);
            let view = order_answer(&shared, conn, stored, shared.clock.day_of(act.at))?;
            Ok(Answer::created(format!("/v1/job-orders/{id}"), &view)?.version(version))
        })
        .await
}

/// Write a job order anew
///
/// What is not sent is taken away. The number stays.
#[utoipa::path(
    tag = "registers",
    params(("id" = Uuid, Path, description = "The order", example = "a237f696-f219-5f38-b45d-f52c80fb1ca9")),
    request_body(content = JobOrderInput, example = json!({
        "number": "JO-FIKTIF-901", "agency": "KP2MI", "country": "KR", "employer": "legal",
        "programme": "KR-EPS-MFG", "occupation": "8219", "post": "Operator manufaktur", "seats": 40, "filled": 3,
        "wage_minor": 2_156_880, "currency": "KRW", "months": 36, "fee_minor": 0, "closes_on": "2026-12-31",
        "taken_from": "Daftar job order (data contoh)", "taken_on": "2026-06-01"
    })),
    responses((status = 200, description = "As it stands now", body = JobOrderView)),
    security(("bearer" = ["registers:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[put("/v1/job-orders/{id}")]
pub async fn replace_job_order(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    body: Valid<JobOrderInput>,
) -> Result<Answer, ApiError> {
    let (shared, version) = (state.clone(), caller.ctx.version()?);
    state
        .write(&caller, &body.digest, move |conn, act| {
            let stored = replace(&shared, conn, act, *id, &version, body.value)?;
            let version = stored.version;
            Ok(Answer::ok(&order_answer(&shared, conn, stored, shared.clock.day_of(act.at))?)?
                .version(version))
        })
        .await
}
