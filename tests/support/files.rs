//! People's files on the way: each state reached by the real operations.

use super::app::{Login, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// The kelurahan of [`profile`].
pub const KELURAHAN: &str = "64.74.01.1003";
/// The NIK that agrees with [`profile`].
pub const ANDI_NIK: &str = "6474011403019901";

/// A picture of one pixel.
pub const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x04, 0x00, 0x00, 0x00, 0xb5, 0x1c, 0x0c, 0x02, 0x00,
    0x00, 0x00, 0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x64, 0x60, 0x00, 0x00, 0x00, 0x06, 0x00,
    0x02, 0x30, 0x81, 0xd0, 0x2f, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// What a version of an article holds.
pub fn article() -> Value {
    json!({
        "kind": "article",
        "topic": "placement_cost",
        "audiences": ["candidate"],
        "review_by": "2027-06-01",
        "texts": [{
            "language": "id",
            "title": "Biaya contoh",
            "summary": "Ringkasan contoh tentang biaya.",
            "body": "Ini isi contoh yang cukup panjang tentang biaya penempatan dan siapa yang menanggungnya."
        }],
        "facts": [{
            "text_id": "Tidak boleh dibebani biaya penempatan.",
            "text_en": "May not be charged placement costs.",
            "source": { "kind": "law", "instrument": "UU-18-2017", "article": "30" },
            "confidence": "high"
        }]
    })
}

/// A meeting a week from noon, with so many seats.
pub fn meeting(kelurahan: &str, seats: i32) -> Value {
    json!({
        "title": "Biaya penempatan", "topic": "placement_cost", "kelurahan": kelurahan,
        "place": "Balai pertemuan", "speaker": "MANPOWER", "seats": seats,
        "starts_at": "2026-06-08T02:00:00Z", "ends_at": "2026-06-08T04:00:00Z"
    })
}

/// A PDF that says something.
pub fn pdf(says: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% {says}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
        .into_bytes()
}

/// A form with a file and other fields.
pub fn form(fields: &[(&str, &str)], file: Option<&[u8]>) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "a-boundary-of-the-tests";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(bytes) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A NIK that agrees with [`profile`].
pub fn nik(serial: u32) -> String {
    format!("647401140301{serial:04}")
}

/// All that a file must say to be handed in.
pub fn profile(nik: &str) -> Value {
    json!({
        "full_name": "Andi Contoh Pratama", "birth_place": "Bontang", "birth_date": "2001-03-14", "sex": "male",
        "marital_status": "single",
        "address": { "street": "Jl. Contoh No. 1", "rt": "002", "rw": "001", "kelurahan": KELURAHAN, "postal_code": "75314" },
        "emergency_contact": { "name": "Siti Contoh", "relation": "ibu", "phone": "+6281255500201" },
        "wished_countries": ["KR"], "wished_occupations": ["8160"],
        "identifiers": { "nik": nik, "kk": "6474010101200001", "phone": "+6281255500101" }
    })
}

/// An agency as a form sends it.
pub fn agency(number: &str) -> Value {
    json!({
        "number": number, "name": "PT Contoh Uji (fiktif)", "government": false, "city": "Bontang",
        "address": "Jl. Contoh 1", "licence_from": "2024-01-01", "licence_until": "2026-12-31",
        "status": { "state": "active", "from": "2024-01-01" },
        "branches": [{ "city": "Samarinda", "address": "Jl. Contoh 2" }],
        "phones": ["0812-5550-0101"], "emails": ["Info@Contoh.example"], "webs": ["https://www.contoh.example/"],
        "social_accounts": ["@Contoh.Uji"], "bank_accounts": ["555-000-0101"],
        "taken_from": "Daftar uji", "taken_on": "2026-05-25"
    })
}

/// A job order as a form sends it.
pub fn job_order(number: &str, agency: &str) -> Value {
    json!({
        "number": number, "agency": agency, "permit": "SIP2MI-UJI-1", "permit_from": "2026-01-01",
        "permit_until": "2026-12-31", "country": "JP", "employer": "legal", "programme": "JP-SSW",
        "occupation": "5131", "post": "Pramusaji restoran", "seats": 8, "filled": 2, "wage_minor": 200_000,
        "currency": "JPY", "months": 12, "fee_minor": 0, "closes_on": "2026-10-31",
        "taken_from": "Daftar uji", "taken_on": "2026-05-25"
    })
}

impl TestApp {
    /// Opens a draft that says all but holds no document.
    pub async fn draft(&self, owner: &Login, nik: &str) -> Uuid {
        let reply = self.post("/v1/candidates").by(owner).json(&profile(nik)).send().await.expect(201);
        reply.text("/id").parse().unwrap()
    }

    /// Uploads a document.
    pub async fn upload(&self, who: &Login, file: Uuid, kind: &str) -> Uuid {
        let form = form(&[("kind", kind)], Some(&pdf(kind)));
        let path = format!("/v1/candidates/{file}/documents");
        self.post(&path).by(who).form(form).send().await.expect(201).text("/id").parse().unwrap()
    }

    /// Enters one row of evidence.
    pub async fn evidence(&self, who: &Login, file: Uuid, row: Value) -> Uuid {
        let path = format!("/v1/candidates/{file}/evidence");
        let reply = self.post(&path).by(who).json(&json!({ "rows": [row] })).send().await.expect(201);
        reply.text("/data/0/id").parse().unwrap()
    }

    /// A draft that is complete.
    pub async fn file(&self, owner: &Login, nik: &str) -> Uuid {
        let file = self.draft(owner, nik).await;
        for kind in ["DOC-KTP", "DOC-KK", "DOC-MARITAL"] {
            self.upload(owner, file, kind).await;
        }
        let permission = json!({ "kind": "declaration", "code": "PERMISSION_PARENT", "value": { "kind": "text", "text": "GIVEN" } });
        self.evidence(owner, file, permission).await;
        file
    }

    /// The version of a file, as somebody reads it.
    pub async fn version_of(&self, who: &Login, file: Uuid) -> String {
        self.get(&format!("/v1/candidates/{file}")).by(who).send().await.expect(200).etag()
    }

    /// Takes a step that needs no words, in the version that is there.
    pub async fn step(&self, who: &Login, file: Uuid, step: &str) -> super::Reply {
        let version = self.version_of(who, file).await;
        let request = self.post(&format!("/v1/candidates/{file}/{step}")).by(who).version(version);
        if step == "verify" { request.json(&json!({})).send().await } else { request.send().await }
    }

    /// Takes a step with a reason.
    pub async fn step_for(&self, who: &Login, file: Uuid, step: &str, reason: &str) -> super::Reply {
        let version = self.version_of(who, file).await;
        let path = format!("/v1/candidates/{file}/{step}");
        self.post(&path).by(who).version(version).json(&json!({ "reason": reason })).send().await
    }

    /// A file that was handed in.
    pub async fn submitted(&self, owner: &Login, nik: &str) -> Uuid {
        let file = self.file(owner, nik).await;
        self.step(owner, file, "submit").await.expect(200);
        file
    }

    /// A file that the kelurahan has noted.
    pub async fn noted(&self, owner: &Login, nik: &str) -> Uuid {
        let file = self.submitted(owner, nik).await;
        self.step(&self.kelurahan().await, file, "note").await.expect(200);
        file
    }

    /// Verifies every document of a file that nobody has decided, with all claims that name it.
    pub async fn verify_documents(&self, who: &Login, file: Uuid) {
        let list = self.get(&format!("/v1/candidates/{file}/documents")).by(who).send().await.expect(200);
        let rows = self.get(&format!("/v1/candidates/{file}/evidence")).by(who).send().await.expect(200);
        for document in list.json["data"].as_array().unwrap() {
            if document["status"] == "claimed" {
                let names = |row: &&Value| row["document_id"] == document["id"] && row["status"] == "claimed";
                let rows = rows.json["data"].as_array().unwrap().iter().filter(names);
                let seen: Vec<Value> =
                    rows.map(|row| json!({ "id": row["id"], "version": row["version"] })).collect();
                let path =
                    format!("/v1/candidates/{file}/documents/{}/verify", document["id"].as_str().unwrap());
                let call = self.post(&path).by(who).version(&document["version"]);
                call.json(&json!({ "evidence": seen })).send().await.expect(200);
            }
        }
    }

    /// A file that the desk has verified.
    pub async fn verified(&self, owner: &Login, nik: &str) -> Uuid {
        let file = self.noted(owner, nik).await;
        let desk = self.desk().await;
        self.verify_documents(&desk, file).await;
        self.step(&desk, file, "verify").await.expect(200);
        file
    }
}
