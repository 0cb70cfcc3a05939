use super::step::{Stepping, lacks, pass_to};
use super::view::CandidateView;
use crate::http::auth::{CandidatesSubmit, Who};
use crate::http::{Answer, ApiError, Caller, Code, FieldError, IfMatch};
use crate::{AppState, ids};
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Datelike, Utc};
use domain::candidates::{Custody, EvidenceStatus, Step, rules};
use domain::documents::{Held, missing};
use persistence::candidates::Candidate;
use persistence::vault::DataKey;
use persistence::{Act, Conn, accounts, documents, evidence, people};
use uuid::Uuid;

/// Submit a file
///
/// Hands it to the kelurahan of the address. All that is missing is named at once. Officers hand in only files of people
/// who have no account.
#[utoipa::path(
    tag = "candidates",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d01")),
    responses((status = 200, description = "Submitted, with a receipt", body = CandidateView)),
    security(("bearer" = ["candidates:submit"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[post("/v1/candidates/{id}/submit")]
pub async fn submit_candidate(
    caller: Caller<CandidatesSubmit>,
    state: Data<AppState>,
    id: Path<Uuid>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who) = (state.clone(), (*caller).clone());
    state.write(&caller, b"", move |conn, act| submit(&shared, conn, &who, act, *id, &version)).await
}

/// As the operation, for the demo data too.
///
/// # Errors
///
/// 409 in another status; 422 with all that is missing.
pub fn submit(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    id: Uuid,
    version: &IfMatch,
) -> Result<Answer, ApiError> {
    Stepping { state, who, act, id, version }.take(conn, Step::Submit, None, |conn, key, file| {
        rules::may_submit(who.is_staff(), accounts::of_person(conn, id)?.is_some())?;
        let lacking = lacking(state, conn, key, file)?;
        if !lacking.is_empty() {
            return Err(ApiError::with(Code::CandidateIncomplete, lacking));
        }
        if file.receipt.is_none() {
            file.receipt = Some(receipt(state, act.at)?);
            file.submitted_at = Some(act.at);
        }
        let kelurahan = file.profile.address.kelurahan.clone().unwrap_or_default();
        file.custody = Custody::owner(act.at, None);
        pass_to(state, file, &kelurahan, act.at)?;
        Ok(evidence::set_submitted(conn, id, true)?)
    })
}

/// Everything that a file lacks to be handed in.
fn lacking(
    state: &AppState,
    conn: &mut Conn,
    key: &DataKey,
    candidate: &Candidate,
) -> Result<Vec<FieldError>, ApiError> {
    let stands = |status: EvidenceStatus| status.standing().is_some();
    let numbers = people::identifiers(conn, key, candidate.id)?;
    let documents = documents::of_person(conn, candidate.id)?;
    let rows = evidence::of_person(conn, key, candidate.id)?;
    let held = Held {
        fields: candidate.profile.filled(|kind| numbers.iter().any(|it| it.kind == kind)),
        documents: documents.iter().filter(|it| stands(it.status)).map(|it| it.kind.as_str()).collect(),
        family_permission: rows
            .iter()
            .filter(|row| stands(row.status))
            .any(|row| row.record.is_family_permission()),
    };
    let needs = missing(&state.catalogue.needs, &held);
    Ok(needs.into_iter().map(|need| lacks(need, "required")).collect())
}

/// A random number that people can read out: `BTG-2606-7K3M9Q`.
fn receipt(state: &AppState, at: DateTime<Utc>) -> Result<String, ApiError> {
    // Without letters and digits that look alike.
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let day = state.clock.day_of(at);
    let bytes = ids::random::<6>()?;
    let sign = |byte: &u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('0', char::from);
    let tail: String = bytes.iter().map(sign).collect();
    let city = &state.catalogue.city.receipt_prefix;
    Ok(format!("{city}-{:02}{:02}-{tail}", day.year() % 100, day.month()))
}
