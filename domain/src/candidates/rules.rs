//! Who may decide and change what: four eyes, and what is closed.

use super::evidence::{EvidenceStatus, VerifiedBy};
use super::status::Status;
use crate::identity::{IdentifierKind, IdentifierStatus};
use crate::ids::{AccountId, OrganisationId};
use crate::law::EvidenceKind;

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It was verified or rejected before.
    #[error("decided already")]
    Decided,
    /// Whoever entered, uploaded, changed or noted it may not verify it.
    #[error("the same person")]
    SamePerson,
    /// It lies with another office.
    #[error("held by another office")]
    Elsewhere,
    /// It was handed in and is closed until it is returned.
    #[error("closed")]
    Closed,
    /// This kind of evidence cannot be seen to be true in this way.
    #[error("cannot be proven so")]
    CannotProve,
    /// The document that should prove it is not verified.
    #[error("its document is not verified")]
    Unverified,
    /// The NIK disagrees with birth date or sex, and nobody has said why it is right all the same.
    #[error("the NIK disagrees")]
    Mismatch,
    /// A reason why the NIK is right although it disagrees, but it agrees.
    #[error("the NIK agrees")]
    NoMismatch,
    /// A verified file rests on it: the file is opened again first.
    #[error("a verified file rests on it")]
    RestsOnIt,
}

/// Events by which an account writes what another must verify.
pub const WRITING: [&str; 6] = [
    "candidate.opened",
    "candidate.updated",
    "candidate.submitted",
    "document.uploaded",
    "evidence.entered",
    "evidence.changed",
];

/// Whether a document or a piece of evidence may be decided: once, and by another than who has written in it.
///
/// # Errors
///
/// [`Denied::Decided`], [`Denied::SamePerson`].
pub fn may_decide(status: EvidenceStatus, has_written: bool) -> Result<(), Denied> {
    match status {
        EvidenceStatus::Verified | EvidenceStatus::Rejected => Err(Denied::Decided),
        EvidenceStatus::Claimed if has_written => Err(Denied::SamePerson),
        EvidenceStatus::Claimed => Ok(()),
    }
}

/// Whether it may be rejected: as [`may_decide`]; what was verified, by those who may also open a verified file again.
///
/// # Errors
///
/// [`Denied::Decided`], [`Denied::SamePerson`].
pub fn may_reject(status: EvidenceStatus, has_written: bool, may_reopen: bool) -> Result<(), Denied> {
    match status {
        EvidenceStatus::Verified if may_reopen => may_decide(EvidenceStatus::Claimed, has_written),
        EvidenceStatus::Verified | EvidenceStatus::Rejected | EvidenceStatus::Claimed => {
            may_decide(status, has_written)
        }
    }
}

/// Whether a piece of evidence can be seen to be true in this way: an interview shows only what is declared.
///
/// # Errors
///
/// [`Denied::CannotProve`].
pub fn can_prove(how: VerifiedBy, kind: EvidenceKind) -> Result<(), Denied> {
    match how {
        VerifiedBy::Interview if kind != EvidenceKind::Declaration => Err(Denied::CannotProve),
        VerifiedBy::Document | VerifiedBy::Interview => Ok(()),
    }
}

/// Whether a number may become another, or go: contacts always; others while the file is open, but what was missing may
/// be added.
#[must_use]
pub fn number_stays_open(kind: IdentifierKind, was_there: bool) -> bool {
    kind.is_contact() || !was_there
}

/// Whether a file may be changed: once handed in, who the person is stays closed; how to reach them and what they wish
/// does not.
///
/// # Errors
///
/// [`Denied::Closed`].
pub fn may_rewrite(file: Status, identity_stays: bool) -> Result<(), Denied> {
    if file.is_open() || identity_stays { Ok(()) } else { Err(Denied::Closed) }
}

/// Whether the caller may hand a file in: its owner; an officer only for a person who has no account of their own.
///
/// # Errors
///
/// [`Denied::Elsewhere`].
pub fn may_submit(by_officer: bool, owner_has_account: bool) -> Result<(), Denied> {
    if by_officer && owner_has_account { Err(Denied::Elsewhere) } else { Ok(()) }
}

/// Whether the document that a piece of evidence names can prove it: only one that is verified.
///
/// # Errors
///
/// [`Denied::CannotProve`] without a document, [`Denied::Unverified`].
pub fn must_be_verified(document: Option<EvidenceStatus>) -> Result<(), Denied> {
    match document {
        None => Err(Denied::CannotProve),
        Some(EvidenceStatus::Verified) => Ok(()),
        Some(EvidenceStatus::Claimed | EvidenceStatus::Rejected) => Err(Denied::Unverified),
    }
}

/// Whether a piece of evidence may be changed or taken away: a claim that was not handed in, or whose file is open.
///
/// # Errors
///
/// [`Denied::Decided`], [`Denied::Closed`].
pub fn may_change(status: EvidenceStatus, was_submitted: bool, file: Status) -> Result<(), Denied> {
    match status {
        EvidenceStatus::Verified | EvidenceStatus::Rejected => Err(Denied::Decided),
        EvidenceStatus::Claimed if was_submitted && !file.is_open() => Err(Denied::Closed),
        EvidenceStatus::Claimed => Ok(()),
    }
}

/// Whether an office may take a step with a file: only the one that holds it.
///
/// # Errors
///
/// [`Denied::Elsewhere`].
pub fn must_hold(office: Option<OrganisationId>, holder: Option<OrganisationId>) -> Result<(), Denied> {
    if office.is_some() && office == holder { Ok(()) } else { Err(Denied::Elsewhere) }
}

/// Whether an account may verify a file: another one than those who noted it or wrote in it.
///
/// # Errors
///
/// [`Denied::SamePerson`].
pub fn may_verify(noted_by: Option<AccountId>, has_written: bool, verifier: AccountId) -> Result<(), Denied> {
    if noted_by == Some(verifier) || has_written { Err(Denied::SamePerson) } else { Ok(()) }
}

/// Whether a NIK may be verified: one that disagrees with birth date or sex only with the officer's reason, any other
/// without.
///
/// # Errors
///
/// [`Denied::Mismatch`], [`Denied::NoMismatch`].
pub fn may_accept_nik(status: IdentifierStatus, has_reason: bool) -> Result<(), Denied> {
    match (status == IdentifierStatus::Mismatch, has_reason) {
        (true, false) => Err(Denied::Mismatch),
        (false, true) => Err(Denied::NoMismatch),
        (true, true) | (false, false) => Ok(()),
    }
}

/// Whether a verified document may be rejected: not while a verified file would be left without one that it needs.
///
/// # Errors
///
/// [`Denied::RestsOnIt`].
pub fn may_fall(file: Status, leaves_need_open: bool) -> Result<(), Denied> {
    if file == Status::Verified && leaves_need_open { Err(Denied::RestsOnIt) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ONE: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(2));

    #[test]
    fn a_claim_is_decided_once_and_by_another() {
        assert_eq!(may_decide(EvidenceStatus::Claimed, false), Ok(()));
        assert_eq!(may_decide(EvidenceStatus::Claimed, true), Err(Denied::SamePerson));
        for decided in [EvidenceStatus::Verified, EvidenceStatus::Rejected] {
            assert_eq!(may_decide(decided, false), Err(Denied::Decided));
        }
    }

    #[test]
    fn what_was_verified_is_rejected_only_by_who_may_reopen() {
        for may_reopen in [false, true] {
            assert_eq!(may_reject(EvidenceStatus::Claimed, false, may_reopen), Ok(()));
            assert_eq!(may_reject(EvidenceStatus::Claimed, true, may_reopen), Err(Denied::SamePerson));
            assert_eq!(may_reject(EvidenceStatus::Rejected, false, may_reopen), Err(Denied::Decided));
            assert_eq!(may_reject(EvidenceStatus::Verified, false, may_reopen).is_ok(), may_reopen);
        }
        assert_eq!(may_reject(EvidenceStatus::Verified, true, true), Err(Denied::SamePerson));
    }

    #[test]
    fn an_interview_shows_only_what_is_declared() {
        for &kind in EvidenceKind::ALL {
            assert_eq!(can_prove(VerifiedBy::Document, kind), Ok(()));
            assert_eq!(can_prove(VerifiedBy::Interview, kind).is_ok(), kind == EvidenceKind::Declaration);
        }
    }

    #[test]
    fn a_document_proves_only_once_it_is_verified() {
        assert_eq!(must_be_verified(None), Err(Denied::CannotProve));
        for &status in EvidenceStatus::ALL {
            let is_verified = status == EvidenceStatus::Verified;
            assert_eq!(must_be_verified(Some(status)).is_ok(), is_verified);
        }
    }

    #[test]
    fn what_was_handed_in_is_closed_until_the_file_is_returned() {
        for &file in Status::ALL {
            assert_eq!(may_change(EvidenceStatus::Claimed, false, file), Ok(()));
            assert_eq!(may_change(EvidenceStatus::Claimed, true, file).is_ok(), file.is_open());
            assert_eq!(may_change(EvidenceStatus::Verified, false, file), Err(Denied::Decided));
        }
    }

    #[test]
    fn identity_is_closed_with_the_file_and_the_rest_is_not() {
        for &file in Status::ALL {
            assert_eq!(may_rewrite(file, true), Ok(()));
            assert_eq!(may_rewrite(file, false).is_ok(), file.is_open());
        }
    }

    #[test]
    fn who_has_an_account_hands_in_the_own_file() {
        assert_eq!(may_submit(true, true), Err(Denied::Elsewhere));
        for (by_officer, has_account) in [(true, false), (false, true), (false, false)] {
            assert_eq!(may_submit(by_officer, has_account), Ok(()));
        }
    }

    #[test]
    fn only_who_holds_a_file_acts_and_another_verifies_than_who_wrote_or_noted() {
        let (own, strange) =
            (Some(OrganisationId(Uuid::from_u128(1))), Some(OrganisationId(Uuid::from_u128(2))));
        assert_eq!(must_hold(own, own), Ok(()));
        for (office, holder) in [(own, strange), (own, None), (None, None), (None, own)] {
            assert_eq!(must_hold(office, holder), Err(Denied::Elsewhere));
        }
        assert_eq!(may_verify(Some(ONE), false, OTHER), Ok(()));
        assert_eq!(may_verify(Some(ONE), false, ONE), Err(Denied::SamePerson));
        assert_eq!(may_verify(Some(ONE), true, OTHER), Err(Denied::SamePerson));
    }

    #[test]
    fn a_nik_that_disagrees_needs_a_reason_and_no_other_does() {
        for &status in IdentifierStatus::ALL {
            let is_mismatch = status == IdentifierStatus::Mismatch;
            assert_eq!(may_accept_nik(status, true).is_ok(), is_mismatch);
            assert_eq!(may_accept_nik(status, false).is_ok(), !is_mismatch);
        }
        for &file in Status::ALL {
            assert_eq!(may_fall(file, true).is_err(), file == Status::Verified);
            assert_eq!(may_fall(file, false), Ok(()));
        }
    }
}
