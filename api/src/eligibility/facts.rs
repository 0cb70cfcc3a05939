//! What a file says, as rules see it.

use crate::AppState;
use crate::http::ApiError;
use domain::candidates::{Evidence, EvidenceStatus, Status};
use domain::eligibility::{DocumentFact, Fact, Facts, Standing};
use domain::identity::IdentifierStatus;
use domain::ids::EvidenceId;
use domain::law::EvidenceKind;
use persistence::candidates::Candidate;
use persistence::vault::DataKey;
use persistence::{Conn, documents, evidence, people};

/// Kinds whose list is whole once a file was submitted.
pub const LISTS: [EvidenceKind; 4] =
    [EvidenceKind::Education, EvidenceKind::Work, EvidenceKind::Language, EvidenceKind::Certificate];

fn standing(status: EvidenceStatus) -> Option<Standing> {
    match status {
        EvidenceStatus::Claimed => Some(Standing::Claimed),
        EvidenceStatus::Verified => Some(Standing::Verified),
        EvidenceStatus::Rejected => None,
    }
}

/// The facts of a file, rejected ones left out. Facts of the profile count as verified while the file is.
///
/// # Errors
///
/// If a row cannot be read.
pub fn of_file(
    state: &AppState,
    conn: &mut Conn,
    file: &Candidate,
    key: &DataKey,
) -> Result<Facts, ApiError> {
    let profile_standing =
        if file.status == Status::Verified { Standing::Verified } else { Standing::Claimed };
    let rows = evidence::of_person(conn, key, file.id)?;
    let held = documents::of_person(conn, file.id)?;
    let numbers = people::identifiers(conn, key, file.id)?;
    // A row that newer data no longer understand says nothing, and then its list is not whole.
    let mut complete = if file.submitted_at.is_some() { LISTS.to_vec() } else { Vec::new() };
    let mut evidence = Vec::new();
    for row in rows {
        let Some(standing) = standing(row.status) else { continue };
        match row.record.check(&state.catalogue.law.evidence) {
            Ok(body) => evidence.push(Evidence { id: Some(EvidenceId(row.id)), standing, body }),
            Err(_) => {
                tracing::warn!(evidence = %row.id, kind = %row.record.kind, "evidence that the data no longer know");
                complete.retain(|kind| *kind != row.record.kind);
            }
        }
    }
    Ok(Facts {
        birth_date: file.profile.birth_date.map(|value| Fact { value, standing: profile_standing }),
        sex: file.profile.sex.map(|value| Fact { value, standing: profile_standing }),
        marital_status: file.profile.marital_status.map(|value| Fact { value, standing: profile_standing }),
        evidence,
        complete,
        documents: held
            .into_iter()
            .filter_map(|document| {
                let standing = standing(document.status)?;
                Some(DocumentFact { kind: document.kind, until: document.valid_until, standing })
            })
            .collect(),
        identifiers: numbers
            .into_iter()
            .map(|number| {
                let standing = match number.status {
                    IdentifierStatus::Verified | IdentifierStatus::DukcapilVerified => Standing::Verified,
                    IdentifierStatus::FormatValid | IdentifierStatus::Mismatch => Standing::Claimed,
                };
                (number.kind.as_str().to_owned(), standing)
            })
            .collect(),
    })
}
