//! Messages to people: their words, and the interface behind which they leave.

use crate::{AppState, ids};
use chrono::{DateTime, Utc};
use domain::law::Language;
use domain::value::Value;
use persistence::messages::{self, Content, NewMessage, Outgoing, Template};
use persistence::vault::DataKey;
use persistence::{Act, Conn, RepoError, Vault, accounts, people};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Tries before a message is given up.
const TRIES: i16 = 5;
/// Messages taken at once.
const BATCH: i64 = 50;

/// Delivers a message: a log now; text messages, mail, push later.
pub trait Sender: Clone + Send + 'static {
    /// Whether it was taken.
    fn deliver(&self, message: &Outgoing) -> bool;
}

/// Only notes that there is something to say: neither to whom nor what.
#[derive(Debug, Clone, Copy)]
pub struct Log;

impl Sender for Log {
    fn deliver(&self, message: &Outgoing) -> bool {
        tracing::info!(message.id = %message.id, template = %message.template, "message");
        true
    }
}

/// Sends a batch of queued messages.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn send(
    conn: &mut Conn,
    vault: &Vault,
    sender: &impl Sender,
    now: DateTime<Utc>,
) -> Result<(), RepoError> {
    for message in messages::claim(conn, vault, BATCH)? {
        let is_sent = sender.deliver(&message);
        messages::tried(conn, &message, is_sent, TRIES, now)?;
    }
    Ok(())
}

/// Queues a message to a person by the account's name, else by the contact on file, if there is a way to reach them.
/// A `reason`, `kind`, `country` or `state` among the values is a code and put in words.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn tell_person(
    state: &AppState,
    conn: &mut Conn,
    key: &DataKey,
    act: &Act,
    person: Uuid,
    template: Template,
    mut values: BTreeMap<String, String>,
) -> Result<(), RepoError> {
    let account = accounts::of_person(conn, person)?;
    let language = account.as_ref().map(|account| account.language).unwrap_or_default();
    let proven = match &account {
        Some(account) => accounts::names(conn, key, account.id)?.into_iter().next().map(|name| name.value),
        None => None,
    };
    let to = match proven {
        Some(to) => Some(to),
        None => people::identifiers(conn, key, person)?
            .into_iter()
            .find(|it| it.kind.is_contact())
            .map(|it| it.value),
    };
    let Some(to) = to else { return Ok(()) };
    if let Some(kind) = values.get_mut("kind")
        && let Some(name) = state.catalogue.name_of_code(kind)
    {
        *kind = name.of(language).to_owned();
    }
    if let Some(country) = values.get_mut("country")
        && let Some(name) = state.catalogue.country_name(country, language)
    {
        *country = name.to_owned();
    }
    if let Some(word) = values.get_mut("state")
        && let Some(name) = state.catalogue.name_of(&Value::scaled(word, "country_state"))
    {
        name.of(language).clone_into(word);
    }
    if let Some(reason) = values.get_mut("reason") {
        *reason = state.catalogue.reason_text(reason, language);
    }
    let content = Content { to, values };
    let message = NewMessage {
        id: ids::new_id(),
        person: Some(person),
        template,
        language,
        content: &content,
        at: act.at,
    };
    messages::queue(conn, key, &message)
}

/// What people are told about a meeting.
fn of_outreach(template: Template) -> (&'static str, &'static str) {
    match template {
        Template::OutreachCode => (
            "Kode Anda untuk \"{title}\": {code}. Berlaku 10 menit. Jika bukan Anda yang mendaftar, abaikan pesan ini.",
            "Your code for \"{title}\": {code}. Valid for 10 minutes. If you did not sign up, ignore this message.",
        ),
        Template::OutreachMovedUp => (
            "Ada kursi kosong: Anda kini mendapat kursi di \"{title}\", {at}, {place}. Jika berhalangan, batalkan tiket Anda.",
            "A seat is free: you now have one at \"{title}\", {at}, {place}. If you cannot come, cancel your ticket.",
        ),
        Template::OutreachSignupCancelled => (
            "Petugas membatalkan kursi atau antrean Anda di \"{title}\", {at}, {place}. Jika ini keliru, daftarlah lagi atau tanyakan di kelurahan {kelurahan}.",
            "An officer cancelled your seat or place in line at \"{title}\", {at}, {place}. If that is a mistake, sign up again or ask at the kelurahan {kelurahan}.",
        ),
        Template::OutreachCancelled => {
            ("Pertemuan \"{title}\", {at}, dibatalkan.", "The meeting \"{title}\", {at}, is cancelled.")
        }
        Template::OutreachMoved => (
            "Pertemuan \"{title}\" berubah: kini {at} sampai {until}, {place}, Kelurahan {kelurahan}. Kursi atau antrean Anda tetap. Jika berhalangan, batalkan tiket Anda.",
            "The meeting \"{title}\" has changed: it is now {at} to {until}, {place}, kelurahan {kelurahan}. Your seat, or your place in line, stays yours. If you cannot come, cancel your ticket.",
        ),
        _ => (
            "Anda mendapat kursi di \"{title}\", {at}, {place}. Jika berhalangan, batalkan tiket Anda.",
            "You have a seat at \"{title}\", {at}, {place}. If you cannot come, cancel your ticket.",
        ),
    }
}

/// The words of a message.
#[must_use]
pub fn text(template: Template, language: Language, values: &BTreeMap<String, String>) -> String {
    let (id, en) = match template {
        Template::RegistrationCode => (
            "Kode pendaftaran Bontang PMI Anda: {code}. Berlaku 10 menit. Jangan berikan kepada siapa pun.",
            "Your Bontang PMI registration code: {code}. Valid for 10 minutes. Give it to nobody.",
        ),
        Template::RegistrationAttempt => (
            "Seseorang mencoba mendaftar dengan nama ini. Akun Anda tidak berubah; jika itu Anda, masuklah dengan kata sandi Anda.",
            "Somebody tried to register with this name. Your account is unchanged; if it was you, sign in with your password.",
        ),
        Template::SessionReused => (
            "Token lama perangkat Anda dipakai lagi, jadi perangkat itu dikeluarkan. Masuk kembali; jika bukan Anda, hubungi petugas.",
            "An old token of your device came back, so the device was signed out. Sign in again; if it was not you, tell an officer.",
        ),
        Template::FileSubmitted => (
            "Berkas Anda diterima. Nomor tanda terima: {receipt}.",
            "Your file was received. Receipt number: {receipt}.",
        ),
        Template::FileNoted => (
            "Berkas {receipt} diketahui kelurahan dan diteruskan ke meja ketenagakerjaan.",
            "File {receipt} was noted by the kelurahan and passed on to the manpower desk.",
        ),
        Template::FileReturned => (
            "Berkas {receipt} dikembalikan: {reason} Perbaiki lalu ajukan lagi.",
            "File {receipt} was returned: {reason} Mend it and submit again.",
        ),
        Template::FileVerified => ("Berkas {receipt} terverifikasi.", "File {receipt} is verified."),
        Template::FileReopened => {
            ("Berkas {receipt} dibuka kembali: {reason}", "File {receipt} was opened again: {reason}")
        }
        Template::DocumentVerified => ("Dokumen {kind} terverifikasi.", "Document {kind} is verified."),
        Template::DocumentRejected => {
            ("Dokumen {kind} ditolak: {reason}", "Document {kind} was rejected: {reason}")
        }
        Template::EvidenceRejected => {
            ("Bukti {kind} ditolak: {reason}", "Evidence {kind} was rejected: {reason}")
        }
        Template::CountryChanged => (
            "Ada perubahan untuk negara tujuan yang Anda inginkan, {country}: {state} mulai {from}. Baca selengkapnya di layanan sebelum membayar atau menandatangani apa pun.",
            "Something changes for a country that you wish, {country}: {state} from {from}. Read more in the service before you pay or sign anything.",
        ),
        Template::CandidateMoved => (
            "Berkas {receipt} pindah dari kelurahan {from} ke {to}.",
            "File {receipt} moved from kelurahan {from} to {to}.",
        ),
        Template::OutreachCode
        | Template::OutreachSeated
        | Template::OutreachMovedUp
        | Template::OutreachSignupCancelled
        | Template::OutreachCancelled
        | Template::OutreachMoved => of_outreach(template),
    };
    let pattern = match language {
        Language::Id => id,
        Language::En => en,
    };
    // Piece by piece, so that a value with braces is not filled in again.
    let mut pieces = pattern.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        text.push_str(values.get(name).map_or("", String::as_str));
        text.push_str(rest);
    }
    text
}
