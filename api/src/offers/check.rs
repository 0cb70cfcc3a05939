use super::input::OfferInput;
use super::known::look_up;
use super::view::{OfferCheck, Told, view};
use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx, Valid};
use actix_web::post;
use actix_web::web::{Data, block};
use domain::offers::check;

/// Check an offer
///
/// Anybody, without signing in; nothing is kept. Give whatever is known: fields, or the text of the advert, in which phones,
/// accounts, amounts, countries, numbers and names are found; by a text nothing is `verified`, for its other words cannot be
/// compared. The answer says what was found or not found in the lists of a
/// day, never more: nine checks, each with what it was compared with; red flags with their weight and source; what to do
/// next. A contact that the register of the named agency does not have says nothing against that agency: its name may be
/// used by others. An agency that thinks a result wrong can object (`POST /v1/offer-reports`, kind `objection`).
#[utoipa::path(
    tag = "offers",
    request_body(content = OfferInput, example = json!({
        "agency": "PT Contoh Migran Nusantara (fiktif)",
        "order": "JO06",
        "country": "JP",
        "wage": { "amount_minor": 200_000, "currency": "JPY" },
        "contacts": { "phones": ["0812-5550-7001"] },
        "text": "Pendaftaran khusus lewat WA admin pusat 0812-5550-7001, hari ini terakhir.",
        "as_of": "2026-06-01"
    })),
    responses((status = 200, description = "What was found", body = OfferCheck)),
    security(()),
)]
#[post("/v1/offer-checks")]
pub async fn check_offer(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<OfferInput>,
) -> Result<Answer, ApiError> {
    let input = body.value;
    let wrong = input.wrong(&state);
    if !wrong.is_empty() {
        return Err(ApiError::fields(wrong));
    }
    let today = state.clock.day_of(ctx.now);
    let as_of = input.as_of.unwrap_or(today);
    let (shared, language) = (state.clone(), ctx.language);
    // Before a connection is taken: a text may be long to read.
    let (input, advert) = block(move || {
        let advert =
            input.text.as_deref().map(|text| shared.catalogue.scanner.read(text, &shared.catalogue.offers));
        (input, advert)
    })
    .await
    .map_err(|_| ApiError::internal("the reading of a text was broken off"))?;
    let shared = state.clone();
    let answer = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let rules = &shared.catalogue.offers;
            let offer = input.offer(advert.as_ref());
            let rows = look_up(&shared, conn, &input, advert.as_ref(), &offer)?;
            let law = shared.law_in_force(conn)?.law;
            let checked = check(&offer, &rows.evidence(today), &law, &law.restrictions, rules, as_of);
            let told = Told {
                offer: &offer,
                advert: advert.as_ref(),
                restrictions: &law.restrictions,
                checked,
                as_of,
            };
            Ok(view(&shared, &told, rows, language))
        })
        .await?;
    Ok(Answer::ok(&answer)?.cache(Cache::NoStore))
}
