//! What a file says, as rules see it.

use crate::AppState;
use crate::http::ApiError;
use domain::candidates::Evidence;
use domain::eligibility::{DocumentFact, Fact, Facts};
use domain::ids::EvidenceId;
use domain::law::{Confidence, EvidenceKind};
use persistence::candidates::Candidate;
use persistence::vault::DataKey;
use persistence::{Conn, documents, evidence, people};

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
    let profile_standing = file.status.profile_standing();
    let rows = evidence::of_person(conn, key, file.id)?;
    let held = documents::of_person(conn, file.id)?;
    let numbers = people::identifiers(conn, key, file.id)?;
    // A row that newer data no longer understand says nothing, and then its list is not whole.
    let mut complete = if file.submitted_at.is_some() { EvidenceKind::listed_whole() } else { Vec::new() };
    let mut evidence = Vec::new();
    for row in rows {
        let Some(standing) = row.status.standing() else { continue };
        match row.record.check(&state.catalogue.law.evidence) {
            Ok(body) => evidence.push(Evidence { id: Some(EvidenceId(row.id)), standing, body }),
            Err(_) => {
                tracing::warn!("evidence on file has a code that the data no longer know");
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
                let standing = document.status.standing()?;
                let kind = state.catalogue.document(&document.kind);
                let (until, confidence) = match kind {
                    Some(kind) => kind.last_day(document.issued_on, document.valid_until),
                    None => (document.valid_until, Confidence::High),
                };
                Some(DocumentFact {
                    kind: document.kind,
                    from: document.issued_on,
                    until,
                    confidence,
                    standing,
                })
            })
            .collect(),
        identifiers: numbers
            .into_iter()
            .map(|number| (number.kind.as_str().to_owned(), number.status.into()))
            .collect(),
    })
}
