use super::view::{DocumentView, media_of, view};
use crate::http::auth::{DocumentsWrite, Who};
use crate::http::{Answer, ApiError, Caller, Code, FieldError};
use crate::{AppState, ids};
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpRequest, post};
use chrono::NaiveDate;
use domain::candidates::EvidenceStatus;
use domain::documents::wrong_days;
use futures_util::TryStreamExt;
use persistence::documents::{self, Document};
use persistence::events::{self, Event, Thing};
use persistence::vault::DataKey;
use persistence::{Act, Conn, candidates, files};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use utoipa::ToSchema;
use uuid::Uuid;

/// Largest file: 10 MB.
const MOST_BYTES: usize = 10_000_000;
/// Longest other field.
const MOST_TEXT: usize = 100;
/// Parts of a form.
const MOST_PARTS: usize = 8;
/// Documents that a file may hold.
const MOST: usize = 100;

/// A document to be uploaded.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the parts are read as they come")]
pub struct UploadForm {
    /// Kind, a code of `/v1/reference/document-kinds`.
    #[schema(min_length = 1, max_length = 40, example = "DOC-KTP")]
    kind: String,
    /// Day of issue; needed for kinds with `valid_months` if no last day is given.
    #[schema(example = "2020-01-15")]
    issued_on: Option<NaiveDate>,
    /// Last day of validity; needed for kinds that lapse.
    #[schema(example = "2030-12-31")]
    valid_until: Option<NaiveDate>,
    /// PDF, JPEG or PNG of at most 10 MB.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// The body, if it says that it is a form with parts.
pub struct Parts(Multipart);

impl FromRequest for Parts {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent =
            req.headers().get("Content-Type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("multipart/form-data") {
            return ready(Err(Code::RequestMediaType.into()));
        }
        let parts = Multipart::from_request(req, payload).into_inner();
        ready(parts.map(Self).map_err(|_| Code::RequestMalformed.into()))
    }
}

#[derive(Default)]
struct Form {
    kind: String,
    issued_on: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    file: Option<Vec<u8>>,
}

/// Reads the parts, each once, none larger than it may be, and what is wrong with them.
async fn read(parts: Multipart) -> Result<(Form, Vec<FieldError>), ApiError> {
    let malformed = |_| ApiError::from(Code::RequestMalformed);
    let (mut form, mut errors, mut seen) = (Form::default(), Vec::new(), Vec::new());
    let (mut parts, mut count) = (parts, 0);
    while let Some(mut part) = parts.try_next().await.map_err(malformed)? {
        count += 1;
        if count > MOST_PARTS {
            return Err(Code::RequestMalformed.into());
        }
        let name: String = part.name().unwrap_or_default().chars().take(40).collect();
        let most = if name == "file" { MOST_BYTES } else { MOST_TEXT };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.try_next().await.map_err(malformed)? {
            if bytes.len() + chunk.len() > most {
                return Err(Code::RequestTooLarge.into());
            }
            bytes.extend_from_slice(&chunk);
        }
        if seen.contains(&name) {
            errors.push(FieldError::new(format!("/{}", plain(&name)), "repeated"));
            continue;
        }
        let text = || String::from_utf8(bytes.clone()).unwrap_or_default();
        let mut day = || {
            if bytes.is_empty() {
                return None;
            }
            let text = text();
            let day = is_day(&text).then(|| text.parse().ok()).flatten();
            if day.is_none() {
                errors.push(FieldError::new(format!("/{name}"), "format"));
            }
            day
        };
        match name.as_str() {
            "kind" => form.kind = text(),
            "issued_on" => form.issued_on = day(),
            "valid_until" => form.valid_until = day(),
            "file" => form.file = Some(bytes),
            _ => {
                errors.push(FieldError::new(format!("/{}", plain(&name)), "unknown_field"));
            }
        }
        seen.push(name);
    }
    if form.file.is_none() {
        errors.push(FieldError::new("/file", "required"));
    }
    Ok((form, errors))
}

/// `YYYY-MM-DD` of a year that papers have.
fn is_day(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let shape = text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10);
    shape && ("1900".."2201").contains(&text.get(0..4).unwrap_or_default())
}

/// A name that the client made up, without what could be a value.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphabetic() || *c == '_').collect()
}

/// Everything that is wrong with what the form says.
fn wrong(state: &AppState, form: &Form, today: NaiveDate) -> Vec<FieldError> {
    let (kind, unknown) = match state.catalogue.document(&form.kind) {
        Some(kind) => (Some(kind), None),
        None if form.kind.is_empty() => (None, Some("required")),
        None => (None, Some("unknown_code")),
    };
    let days = wrong_days(kind, form.issued_on, form.valid_until, today);
    let errors = unknown.map(|code| ("kind", code)).into_iter().chain(days);
    errors.map(|(field, code)| FieldError::new(format!("/{field}"), code)).collect()
}

/// Upload a document
///
/// PDF, JPEG or PNG by content, at most 10 MB; stored sealed. New documents can be added at any time; one that was
/// rejected is replaced by a new one.
#[utoipa::path(
    tag = "documents",
    params(("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000d01")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Stored", body = DocumentView)),
    security(("bearer" = ["documents:write"])),
)]
#[post("/v1/candidates/{id}/documents")]
pub async fn upload_document(
    caller: Caller<DocumentsWrite>,
    state: Data<AppState>,
    id: Path<Uuid>,
    parts: Parts,
) -> Result<Answer, ApiError> {
    let person = *id;
    // Whoever may not see the file learns so before ten megabytes are read.
    let (shared, sight) = (state.clone(), caller.sight());
    let (_, key) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let found = candidates::find(conn, &shared.vault, person, &sight)?;
            may_hold_more(conn, person)?;
            Ok(found)
        })
        .await?;
    let (form, mut errors) = read(parts.0).await?;
    let is_day_unread = errors.iter().any(|error| error.code == "format");
    for error in wrong(&state, &form, state.clock.day_of(caller.ctx.now)) {
        // A day that could not be read is not missing.
        let is_said = errors.iter().any(|known| known.pointer == error.pointer)
            || (is_day_unread && error.code == "required" && error.pointer != "/kind");
        if !is_said {
            errors.push(error);
        }
    }
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let bytes = form.file.unwrap_or_default();
    let (bytes, looked) = files::apart(move || {
        let looked = (media_of(&bytes), Sha256::digest(&bytes).to_vec());
        (bytes, looked)
    })
    .await?;
    let (Some(media_type), sha256) = looked else {
        return Err(ApiError::with(Code::DocumentContent, vec![FieldError::new("/file", "content")]));
    };
    let document = Document {
        id: ids::new_id(),
        kind: form.kind,
        status: EvidenceStatus::Claimed,
        version: 1,
        media_type: media_type.to_owned(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        object: ids::random_id().to_string(),
        issued_on: form.issued_on,
        valid_until: form.valid_until,
        reason: None,
        uploaded_by: caller.account,
        decided_by: None,
        decided_at: None,
        created_at: caller.ctx.now,
        sha256,
    };
    // The file first, then its row: a row never names a file that is not there.
    state.files.put(&key, document.id, &document.object, bytes).await?;
    let digest = [
        document.sha256.as_slice(),
        document.kind.as_bytes(),
        format!("{:?}{:?}", document.issued_on, document.valid_until).as_bytes(),
    ]
    .concat();
    let (shared, who) = (state.clone(), (*caller).clone());
    let object = document.object.clone();
    let entered = state
        .write(&caller, &digest, move |conn, act| enter(&shared, conn, &who, act, person, &key, document))
        .await;
    if entered.is_err() {
        // What cannot be removed now is swept later.
        let _swept = state.files.remove(&object).await;
    }
    entered
}

fn may_hold_more(conn: &mut Conn, person: Uuid) -> Result<(), ApiError> {
    if documents::of_person(conn, person)?.len() >= MOST {
        Err(Code::CandidateTooMany.into())
    } else {
        Ok(())
    }
}

/// Enters the row of a stored file, with its event.
///
/// # Errors
///
/// 409 if the file would hold too many.
pub fn enter(
    state: &AppState,
    conn: &mut Conn,
    who: &Who,
    act: &Act,
    person: Uuid,
    key: &DataKey,
    document: Document,
) -> Result<Answer, ApiError> {
    candidates::lock(conn, &state.vault, person, &who.sight())?;
    may_hold_more(conn, person)?;
    documents::insert(conn, person, &document)?;
    let event = Event {
        thing: Thing::Document,
        id: document.id,
        version: 1,
        kind: "document.uploaded",
        reason: None,
        payload: Some(json!({ "kind": document.kind, "size": document.size })),
    };
    events::append(conn, act, person, key, &event)?;
    let location = format!("/v1/candidates/{person}/documents/{}", document.id);
    Ok(Answer::created(location, &view(document))?.version(1))
}
