use chrono::{DateTime, NaiveDate, Utc};
use domain::candidates::EvidenceStatus;
use persistence::documents::Document;
use serde::Serialize;
use std::fmt::Write;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is known of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// Its id.
    pub id: Uuid,
    /// Kind, a code of `/v1/reference/document-kinds`.
    #[schema(example = "DOC-KTP")]
    pub kind: String,
    /// Where it stands.
    pub status: EvidenceStatus,
    /// For `If-Match`: `"{version}"`.
    #[schema(example = 1)]
    pub version: i32,
    /// Media type, by content.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// Bytes.
    #[schema(example = 84213)]
    pub size: i64,
    /// SHA-256 of the bytes as sent, in hex.
    pub sha256: String,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Last day of validity.
    pub valid_until: Option<NaiveDate>,
    /// Why it was rejected, a code of `/v1/reference/reasons`.
    pub reason: Option<String>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

/// All documents of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentPage {
    /// In the order of upload.
    pub data: Vec<DocumentView>,
    /// Always null: the list is whole.
    pub next_cursor: Option<String>,
    /// Always false.
    pub has_more: bool,
}

pub fn view(document: Document) -> DocumentView {
    let sha256 = document.sha256.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    DocumentView {
        id: document.id,
        kind: document.kind,
        status: document.status,
        version: document.version,
        media_type: document.media_type,
        size: document.size,
        sha256,
        issued_on: document.issued_on,
        valid_until: document.valid_until,
        reason: document.reason,
        decided_at: document.decided_at,
        created_at: document.created_at,
    }
}

/// Longest side of a picture.
const SIDE: u32 = 8000;
/// Memory that a picture may take while it is decoded.
const MEMORY: u64 = 200 << 20;

/// The media type of a file by its content, if it is one that we take; pictures are decoded whole, PDF is never parsed.
#[must_use]
pub fn media_of(bytes: &[u8]) -> Option<&'static str> {
    let format = match infer::get(bytes)?.mime_type() {
        "application/pdf" => return Some("application/pdf"),
        "image/jpeg" => image::ImageFormat::Jpeg,
        "image/png" => image::ImageFormat::Png,
        _ => return None,
    };
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    reader.decode().ok()?;
    Some(format.to_mime_type())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = image::GrayImage::new(width, height);
        picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn content_decides_and_pictures_must_be_whole_and_of_a_sane_size() {
        assert_eq!(media_of(b"%PDF-1.7\n%anything"), Some("application/pdf"));
        assert_eq!(media_of(&png(4, 4)), Some("image/png"));
        assert_eq!(media_of(&png(8001, 1)), None);
        let whole = png(64, 64);
        assert_eq!(media_of(&whole[..whole.len() / 2]), None);
        assert_eq!(media_of(b"<html></html>"), None);
        assert_eq!(media_of(b""), None);
    }
}
