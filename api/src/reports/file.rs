use super::marks::{Contacts, is_official, mark, official, wording};
use super::registered::Registered;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Code, Ctx, Valid};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::Data;
use chrono::{NaiveDate, NaiveTime};
use domain::reports::{MarkKind, ReportKind, joined};
use persistence::events::{self, Event, Thing};
use persistence::reports::{self, Mark, Report};
use persistence::vault::Place;
use persistence::{Act, Conn, RepoError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Characters of a retry key.
const SHORTEST_KEY: usize = 16;

/// What is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// An offer; or an agency's objection to a flag.
    pub kind: ReportKind,
    /// What happened, or the text of the offer.
    #[schema(
        min_length = 20,
        max_length = 4000,
        example = "Ditawari kerja di pabrik lewat pesan, diminta transfer biaya pendaftaran ke rekening pribadi."
    )]
    pub text: String,
    /// How the recruiter can be reached or paid.
    #[serde(default)]
    #[schema(example = json!({ "phones": ["0812-5550-0779"] }))]
    pub contacts: Contacts,
    /// Name or number of the agency that is named.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 200)]
    pub agency: Option<String>,
    /// Country that is named, ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
}

/// How the reporter follows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportReceipt {
    /// Sixteen digits: the only way to it. It is shown once and kept nowhere.
    #[schema(example = "4821-0093-7715-2260")]
    pub code: String,
    /// The day that is kept; no time, no address and no name are.
    pub received_on: NaiveDate,
}

/// The place in which a report is sealed.
pub(super) fn place(id: Uuid, column: &'static str) -> Place {
    Place { table: "offer_report", column, row: id }
}

/// Keyed hash of a code, as it is kept.
#[must_use]
pub fn code_hash(state: &AppState, code: &str) -> Vec<u8> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    state.vault.keyed_hash("report code", &[digits.as_bytes()])
}

/// What a report is called, and a group that it opens: of chance, so that neither tells when.
#[derive(Debug, Clone, Copy)]
pub struct ReportIds {
    /// The report.
    pub report: Uuid,
    /// Its group, if it is like no other.
    pub group: Uuid,
}

impl ReportIds {
    /// Fresh ones.
    #[must_use]
    pub fn random() -> Self {
        Self { report: ids::random_id(), group: ids::random_id() }
    }
}

/// Enters a report: into the group of those that are like it, or into a new one. The day is all that is kept of when. In a
/// group that was passed on it waits for an officer. The contact of an agency of the register makes no reports alike.
///
/// # Errors
///
/// If a row cannot be written.
pub fn enter(
    state: &AppState,
    conn: &mut Conn,
    input: &ReportInput,
    code: &str,
    day: NaiveDate,
    ids: ReportIds,
) -> Result<(), ApiError> {
    let id = ids.report;
    let official = official(state);
    let read = state.catalogue.scanner.read(&input.text, &state.catalogue.offers);
    let found = Contacts::named(&read, &official);
    let mut report = Report {
        id,
        kind: input.kind,
        group: None,
        entered: None,
        received_on: day,
        code_hash: code_hash(state, code),
        sealed: state.vault.system().seal_json(place(id, "sealed"), input)?,
        found: Some(state.vault.system().seal_json(place(id, "found"), &found)?),
        answer: None,
        answered_on: None,
    };
    // Neither the request nor the moment: an event of a report tells the day alone.
    let act = Act {
        actor: None,
        organisation: None,
        request_id: String::new(),
        at: day.and_time(NaiveTime::MIN).and_utc(),
    };
    let owner = state.verifying_desk()?;
    let record = |conn: &mut Conn, thing, id, version, kind| {
        let event = Event { thing, id, version, kind, reason: None, payload: None };
        events::append_plain(conn, &act, owner, &event)
    };
    if input.kind == ReportKind::Objection {
        if reports::insert(conn, &report, &[])? {
            record(conn, Thing::OfferReport, id, 1, "offer_report.objected")?;
        }
        return Ok(());
    }
    let mut marks = wording(&state.vault, &input.text);
    let own = marks.len();
    let contacts: BTreeSet<_> =
        input.contacts.normal().chain(found.normal()).filter(|it| !is_official(&official, it)).collect();
    let of = |(kind, value): &(MarkKind, String)| mark(&state.vault, *kind, value);
    marks.extend(contacts.iter().map(of));
    marks.sort_unstable();
    marks.dedup();
    let registered = Registered::load(conn)?;
    let of_register: Vec<Mark> =
        contacts.iter().filter(|it| !registered.agencies(it.0, &it.1).is_empty()).map(of).collect();
    let joining: Vec<Mark> = marks.iter().filter(|it| !of_register.contains(it)).cloned().collect();
    reports::lock(conn)?;
    let like = joined(own, &reports::near(conn, &joining)?);
    let into = like.first().copied().unwrap_or(ids.group);
    let version = if like.is_empty() {
        reports::open(conn, into, day, false)?;
        1
    } else {
        reports::grow(conn, into)?
    };
    (report.group, report.entered) = (Some(into), Some(version));
    if !reports::insert(conn, &report, &marks)? {
        // Sent again: it is there. A group that was opened for it goes with the transaction.
        return Err(ApiError::from(Code::IdempotencyInProgress));
    }
    record(conn, Thing::OfferReport, id, 1, "offer_report.received")?;
    record(conn, Thing::ReportGroup, into, version, "report_group.grown")?;
    for other in like.into_iter().skip(1) {
        let version = reports::merge(conn, other, into, version)?;
        record(conn, Thing::ReportGroup, other, version, "report_group.merged")?;
    }
    Ok(())
}

/// The code of a report: of the retry key, so that a retry gets the same and nothing is kept for it; without one, of chance.
fn code(state: &AppState, ctx: &Ctx) -> Result<String, ApiError> {
    let chance = ids::random::<32>()?;
    let key = ctx.idempotency_key.as_deref().map_or(chance.as_slice(), str::as_bytes);
    let hash = state.vault.keyed_hash("report code of", &[key]);
    let number = hash.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)).unwrap_or_default();
    let digits = format!("{:016}", number % 10_000_000_000_000_000);
    Ok([0, 4, 8, 12].map(|from| digits.get(from..from + 4).unwrap_or_default()).join("-"))
}

/// Report a suspicious offer
///
/// Anyone, without name. What is kept: the day, the text and the recruiter's contacts, sealed. The code that comes back is
/// the only way to what became of it. With an `Idempotency-Key`, a retry of the same report gets the same code and enters
/// nothing twice; another report with that key is refused.
#[utoipa::path(
    tag = "reports",
    params(("Idempotency-Key" = Option<String>, Header, nullable = false, min_length = 16, max_length = 64,
        description = "A fresh random key, as a UUID is; the same again for a retry.")),
    request_body(content = ReportInput, example = json!({
        "kind": "offer",
        "text": "Ditawari kerja di pabrik lewat pesan, diminta transfer biaya pendaftaran ke rekening pribadi.",
        "contacts": { "phones": ["0812-5550-0779"] }
    })),
    responses((status = 202, description = "Received", body = ReportReceipt)),
    security(()),
)]
#[post("/v1/offer-reports")]
pub async fn report_offer(
    ctx: Ctx,
    state: Data<AppState>,
    body: Valid<ReportInput>,
) -> Result<Answer, ApiError> {
    if let Some(country) = &body.value.country
        && !state.catalogue.is_country(country)
    {
        return Err(ApiError::field("/country", "unknown_code"));
    }
    // Everybody's keys are in one room: a short one is another's, too.
    if ctx.idempotency_key.as_ref().is_some_and(|key| key.len() < SHORTEST_KEY) {
        return Err(ApiError::parameter("Idempotency-Key", "too_short"));
    }
    let code = code(&state, &ctx)?;
    let (shared, day) = (state.clone(), state.clock.day_of(ctx.now));
    let receipt = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let received_on = match reports::of_code(conn, &code_hash(&shared, &code)) {
                Ok((known, _)) => {
                    let said: ReportInput =
                        shared.vault.system().open_json(place(known.id, "sealed"), &known.sealed)?;
                    if said != body.value {
                        return Err(Code::IdempotencyReused.into());
                    }
                    known.received_on
                }
                Err(RepoError::NotFound(_)) => {
                    enter(&shared, conn, &body.value, &code, day, ReportIds::random())?;
                    day
                }
                Err(error) => return Err(error.into()),
            };
            Ok(ReportReceipt { code, received_on })
        })
        .await?;
    Ok(Answer::accepted(&receipt)?.cache(Cache::NoStore))
}
