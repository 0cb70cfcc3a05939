//! A file as its readers see it.

use crate::AppState;
use crate::accounts::OrganisationView;
use crate::http::auth::Who;
use crate::http::{Answer, ApiError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::accounts::Scope;
use domain::candidates::{Address, EmergencyContact, Returned, Status, Step};
use domain::identity::{IdentifierKind, IdentifierStatus, MaritalStatus, Nik, Sex, mask};
use domain::law::Language;
use persistence::candidates::Candidate;
use persistence::organisations::Organisation;
use persistence::people::Identifier;
use persistence::vault::DataKey;
use persistence::{Conn, candidates, people};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A number or contact, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentifierView {
    /// Kind.
    pub kind: IdentifierKind,
    /// The secret part hidden: the last six digits of a NIK, all but the last three of others.
    #[schema(example = "6474011403******")]
    pub masked: String,
    /// How far it can be relied on: `format_valid` is not `verified`, and neither is `dukcapil_verified`.
    pub status: IdentifierStatus,
}

/// Something to look at that hinders nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notice {
    /// Stable code: `nik_region_unknown`, `nik_mismatch`.
    #[schema(example = "nik_region_unknown")]
    pub code: String,
    /// JSON pointer.
    #[schema(example = "/identifiers/nik")]
    pub pointer: String,
    /// In words.
    pub detail: String,
}

/// Another file with the same NIK; only officers see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NikConflict {
    /// The other person, if the caller may see that file.
    pub person_id: Option<Uuid>,
    /// Whether the NIK is verified for the other person.
    pub is_verified: bool,
}

/// Who must do what next.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextStep {
    /// The step.
    pub step: Step,
    /// In words, with the name of who must act.
    pub detail: String,
}

/// Why a file was returned or reopened.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReturnView {
    /// Reason, a code of `/v1/reference/reasons`.
    pub reason: String,
    /// In words.
    pub detail: String,
    /// Which field it is about, as a JSON pointer.
    pub field: Option<String>,
}

/// A person's file.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateView {
    /// The person; also the id of the file.
    pub id: Uuid,
    /// Where it stands.
    pub status: Status,
    /// Number given at the first submission.
    pub receipt: Option<String>,
    /// Full name.
    pub full_name: Option<String>,
    /// Name as in the passport, where it differs.
    pub passport_name: Option<String>,
    /// Place of birth.
    pub birth_place: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Marital status.
    pub marital_status: Option<MaritalStatus>,
    /// Address.
    pub address: Address,
    /// Whom to tell.
    pub emergency_contact: Option<EmergencyContact>,
    /// Countries wished.
    pub wished_countries: Vec<String>,
    /// Occupations wished.
    pub wished_occupations: Vec<String>,
    /// Numbers and contacts, masked.
    pub identifiers: Vec<IdentifierView>,
    /// What to look at.
    pub notices: Vec<Notice>,
    /// Other files with this NIK (officers only; empty for others).
    pub nik_conflicts: Vec<NikConflict>,
    /// Organisation that has it; none: the person.
    pub holder: Option<OrganisationView>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// By which day the holder should be done, by the service standard.
    pub expected_by: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Who must do what.
    pub next: Option<NextStep>,
    /// Why it came back, while it is returned.
    pub returned: Option<ReturnView>,
    /// First submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// The answer with a file as the caller may see it.
///
/// # Errors
///
/// If a query fails.
pub fn answer(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    candidate: &Candidate,
    key: &DataKey,
) -> Result<CandidateView, ApiError> {
    let identifiers = people::identifiers(conn, key, candidate.id)?;
    let nik = identifiers.iter().find(|it| it.kind == IdentifierKind::Nik);
    let conflicts = match nik {
        Some(nik) if who.holds(Scope::CandidatesSearch) => {
            people::others_with_nik(conn, &state.vault, candidate.id, &nik.value)?
        }
        Some(_) | None => Vec::new(),
    };
    // Whom the caller may not see is told of, not named.
    let seen: Vec<Uuid> = match nik {
        Some(nik) if !conflicts.is_empty() => {
            let rows = candidates::by_nik(conn, &state.vault, &who.sight(), &nik.value)?;
            rows.into_iter().map(|row| row.person_id).collect()
        }
        Some(_) | None => Vec::new(),
    };
    let language = who.ctx.language;
    let today = state.clock.day_of(who.ctx.now);
    let candidate = candidate.clone();
    let (profile, custody) = (candidate.profile, candidate.custody);
    let holder = custody.holder.and_then(|id| state.organisations.get(&id.0));
    Ok(CandidateView {
        id: candidate.id,
        status: candidate.status,
        receipt: candidate.receipt,
        full_name: profile.full_name,
        passport_name: profile.passport_name,
        birth_place: profile.birth_place,
        birth_date: profile.birth_date,
        sex: profile.sex,
        marital_status: profile.marital_status,
        address: profile.address,
        emergency_contact: profile.emergency_contact,
        wished_countries: profile.wished_countries,
        wished_occupations: profile.wished_occupations,
        notices: nik.map(|nik| notices(state, nik, language)).unwrap_or_default(),
        identifiers: identifiers
            .iter()
            .map(|it| IdentifierView { kind: it.kind, masked: mask(it.kind, &it.value), status: it.status })
            .collect(),
        nik_conflicts: conflicts
            .into_iter()
            .map(|(person, is_verified)| NikConflict {
                person_id: seen.contains(&person).then_some(person),
                is_verified,
            })
            .collect(),
        next: next(candidate.status, holder, language),
        holder: holder.map(OrganisationView::from),
        since: custody.since,
        expected_by: custody.expected_by,
        overdue: custody.expected_by.is_some_and(|day| day < today),
        returned: custody.returned.map(|Returned { reason, field }| ReturnView {
            detail: state.catalogue.reason_text(&reason, language),
            reason,
            field,
        }),
        submitted_at: candidate.submitted_at,
        created_at: candidate.created_at,
    })
}

/// The whole answer: the file and its ETag.
///
/// # Errors
///
/// As [`answer`].
pub fn whole(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    candidate: &Candidate,
    key: &DataKey,
) -> Result<Answer, ApiError> {
    Ok(Answer::ok(&answer(state, conn, who, candidate, key)?)?.version(candidate.version))
}

fn notices(state: &AppState, nik: &Identifier, language: Language) -> Vec<Notice> {
    let prefix_known =
        nik.value.parse::<Nik>().is_ok_and(|nik| state.catalogue.nik_prefixes.contains(nik.prefix()));
    let region = (!prefix_known).then_some((
        "nik_region_unknown",
        "Enam angka pertama NIK bukan wilayah yang dikenal; petugas akan memeriksanya.",
        "The first six digits of the NIK are no region that we know; the officer will look.",
    ));
    let mismatch = (nik.status == IdentifierStatus::Mismatch).then_some((
        "nik_mismatch",
        "Tanggal lahir atau jenis kelamin tidak sesuai dengan NIK; periksa, atau petugas akan memeriksanya.",
        "Birth date or sex does not agree with the NIK; check it, or the officer will.",
    ));
    let word = |(code, id, en): (&str, &str, &str)| Notice {
        code: code.to_owned(),
        pointer: "/identifiers/nik".to_owned(),
        detail: match language {
            Language::Id => id,
            Language::En => en,
        }
        .to_owned(),
    };
    region.into_iter().chain(mismatch).map(word).collect()
}

fn next(status: Status, holder: Option<&Organisation>, language: Language) -> Option<NextStep> {
    let step = status.next()?;
    let office = holder.map_or("", |office| office.name.as_str());
    let detail = match (status, language) {
        (Status::Draft, Language::Id) => "Lengkapi berkas, lalu ajukan.".to_owned(),
        (Status::Draft, Language::En) => "Complete the file, then submit it.".to_owned(),
        (Status::Returned, Language::Id) => {
            "Perbaiki yang disebut pada returned, lalu ajukan lagi.".to_owned()
        }
        (Status::Returned, Language::En) => "Mend what returned names, then submit again.".to_owned(),
        (Status::Submitted | Status::Noted | Status::Verified, Language::Id) => {
            format!("{office} memeriksa berkas.")
        }
        (Status::Submitted | Status::Noted | Status::Verified, Language::En) => {
            format!("{office} looks at the file.")
        }
    };
    Some(NextStep { step, detail })
}
