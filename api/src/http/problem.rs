//! Errors as the caller sees them: RFC 9457, one table from code to status and words.

use actix_web::http::StatusCode;
use domain::candidates::Refused;
use domain::candidates::rules::Denied;
use domain::law::{Language, LawError};
use persistence::RepoError;
use serde::Serialize;
use utoipa::ToSchema;

/// A problem (RFC 9457). `code` is stable and never translated.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `/problems/{code}`: a page that explains it.
    #[schema(example = "/problems/auth.required")]
    pub r#type: String,
    /// What kind of problem, in the language asked for.
    pub title: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 401)]
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// Stable code, `area.reason`.
    #[schema(example = "auth.required")]
    pub code: String,
    /// Names this request in our log; also in the header `X-Request-Id`.
    pub request_id: String,
    /// Every field that is wrong, at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// What is wrong with one field or parameter. Never repeats what was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the body (RFC 6901), or the name of the parameter.
    #[schema(example = "/birth_date")]
    pub pointer: String,
    /// Stable code, e.g. `required`.
    #[schema(example = "required")]
    pub code: String,
    /// In words.
    pub detail: String,
}

/// What is wrong with one field, before it is put in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer or parameter.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// A limit that the contract names, if one was missed.
    pub limit: Option<String>,
}

impl FieldError {
    /// A wrong field.
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: &str) -> Self {
        Self { pointer: pointer.into(), code: code.to_owned(), limit: None }
    }
}

macro_rules! codes {
    ($( $variant:ident = $code:literal $status:literal
        { id: $tid:literal, $aid:literal; en: $ten:literal, $aen:literal } )+) => {
        /// Every problem that this API answers with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $( #[doc = $ten] $variant ),+ }

        impl Code {
            /// All of them, by area.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The stable code.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $code ),+ } }

            /// HTTP status.
            #[must_use]
            pub fn status(self) -> StatusCode {
                let status: u16 = match self { $( Self::$variant => $status ),+ };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// Title and what to do.
            #[must_use]
            pub const fn words(self, language: Language) -> (&'static str, &'static str) {
                match (self, language) { $(
                    (Self::$variant, Language::Id) => ($tid, $aid),
                    (Self::$variant, Language::En) => ($ten, $aen),
                )+ }
            }
        }
    };
}

codes! {
    AuthRequired = "auth.required" 401 {
        id: "Masuk dahulu", "Kirim token akses yang masih berlaku di header Authorization: Bearer …; dapatkan dari /v1/auth/login atau /v1/auth/refresh.";
        en: "Sign in first", "Send a valid access token in the header Authorization: Bearer …; get one from /v1/auth/login or /v1/auth/refresh." }
    AuthWrong = "auth.wrong_credentials" 401 {
        id: "Nama atau kata sandi salah", "Periksa nomor telepon atau surel dan kata sandinya, lalu coba lagi.";
        en: "Wrong name or password", "Check the phone or e-mail and the password, then try again." }
    AuthWrongCode = "auth.wrong_code" 401 {
        id: "Kode salah atau kedaluwarsa", "Periksa kode enam angka; setelah sepuluh menit atau lima kali salah, daftar lagi.";
        en: "Wrong or expired code", "Check the six digits; after ten minutes or five wrong tries register again." }
    AuthSessionEnded = "auth.session_ended" 401 {
        id: "Sesi berakhir", "Token penyegar tidak berlaku lagi. Masuk kembali.";
        en: "Session ended", "The refresh token is no longer valid. Sign in again." }
    AuthForbidden = "auth.forbidden" 403 {
        id: "Tidak berwenang", "Peran Anda tidak mencakup tindakan ini; header WWW-Authenticate menyebut hak yang diperlukan.";
        en: "Not allowed", "Your role does not cover this; the header WWW-Authenticate names the scope that is needed." }
    AuthPasswordWeak = "auth.password_weak" 422 {
        id: "Kata sandi mudah ditebak", "Pilih kata sandi yang lebih panjang atau tidak umum, minimal 12 karakter, tanpa nama atau nomor Anda.";
        en: "The password is easy to guess", "Choose a longer or less common one of at least 12 characters, without your name or number." }
    RequestMalformed = "request.malformed" 400 {
        id: "Permintaan tidak dapat dibaca", "Perbaiki isi atau alamat permintaan sesuai kontrak di /docs.";
        en: "The request cannot be read", "Mend the body or the address by the contract at /docs." }
    RequestParameter = "request.parameter" 400 {
        id: "Parameter salah atau tidak dikenal", "Perbaiki parameter yang disebut; kontrak di /docs menyebut yang diperbolehkan.";
        en: "A parameter is wrong or unknown", "Mend the parameters named; the contract at /docs lists those allowed." }
    RequestInvalid = "request.invalid" 422 {
        id: "Isi permintaan salah", "Perbaiki setiap bidang yang disebut di errors, lalu kirim lagi.";
        en: "The body is wrong", "Mend every field named in errors and send it again." }
    RequestMediaType = "request.media_type" 415 {
        id: "Jenis isi tidak didukung", "Kirim isi dengan Content-Type yang disebut kontrak, tanpa Content-Encoding.";
        en: "Media type not supported", "Send the body with the Content-Type that the contract names, without Content-Encoding." }
    RequestTooLarge = "request.too_large" 413 {
        id: "Isi terlalu besar", "Kirim paling banyak 1 MiB JSON, dokumen 10 MB, atau daftar 5 MB.";
        en: "Too large", "Send at most 1 MiB of JSON, a document of 10 MB, or a list of 5 MB." }
    RouteNotFound = "route.not_found" 404 {
        id: "Alamat tidak ada", "Lihat daftar alamat di /docs.";
        en: "No such address", "See the list of addresses at /docs." }
    RouteMethod = "route.method" 405 {
        id: "Metode tidak diizinkan", "Header Allow menyebut metode yang ada.";
        en: "Method not allowed", "The header Allow names the methods there are." }
    ResourceNotFound = "resource.not_found" 404 {
        id: "Tidak ditemukan", "Tidak ada, atau bukan untuk Anda. Periksa nomornya.";
        en: "Not found", "There is none, or it is not for you. Check the id." }
    ResourceConflict = "resource.conflict" 409 {
        id: "Bertentangan dengan data yang ada", "Baca keadaan terbaru, lalu putuskan lagi.";
        en: "Conflicts with what is stored", "Read the present state, then decide again." }
    VersionStale = "version.stale" 412 {
        id: "Sudah berubah sementara itu", "Baca lagi (header ETag), gabungkan perubahan Anda, lalu kirim dengan If-Match yang baru.";
        en: "Changed meanwhile", "Read it again (header ETag), merge your change and send it with the new If-Match." }
    VersionRequired = "version.required" 428 {
        id: "If-Match diperlukan", "Kirim header If-Match dengan ETag yang Anda baca.";
        en: "If-Match is needed", "Send the header If-Match with the ETag that you have read." }
    RateLimited = "rate.limited" 429 {
        id: "Terlalu sering", "Tunggu selama yang disebut Retry-After, lalu coba lagi.";
        en: "Too many requests", "Wait as long as Retry-After says, then try again." }
    IdempotencyInProgress = "idempotency.in_progress" 409 {
        id: "Permintaan kembar sedang dikerjakan", "Tunggu sebentar, lalu kirim lagi dengan kunci yang sama untuk mendapat jawabannya.";
        en: "A twin of this request is at work", "Wait a moment, then send it again with the same key for its answer." }
    IdempotencyReused = "idempotency.key_reused" 422 {
        id: "Kunci idempotensi sudah dipakai", "Pakai kunci baru untuk permintaan lain.";
        en: "The idempotency key was used for another request", "Use a new key for another request." }
    CandidateExists = "candidate.exists" 409 {
        id: "Berkas Anda sudah ada", "Baca di /v1/me nomor berkas Anda, lalu ubah berkas itu.";
        en: "You have a file already", "Read its id at /v1/me and change that file." }
    CandidateStatus = "candidate.status" 409 {
        id: "Tidak mungkin dalam status ini", "Baca status berkas dan langkah berikutnya pada bidang next.";
        en: "Not possible in this status", "Read the file's status and its next step in the field next." }
    CandidateClosed = "candidate.closed" 409 {
        id: "Berkas sudah diajukan", "Identitas dan bukti yang diajukan tertutup sampai berkas dikembalikan. Telepon, surel, alamat, kontak darurat dan keinginan tetap dapat diubah; dokumen dan bukti baru dapat ditambah.";
        en: "The file has been handed in", "Identity and submitted evidence are closed until it is returned. Phone, e-mail, address, emergency contact and wishes can be changed, new documents and evidence added." }
    CandidateIncomplete = "candidate.incomplete" 422 {
        id: "Berkas belum lengkap", "Lengkapi semua yang disebut di errors, lalu ajukan lagi.";
        en: "The file is not complete", "Add all that errors names, then submit again." }
    CandidateSamePerson = "candidate.same_person" 409 {
        id: "Harus orang yang berbeda", "Yang mencatat, mengunggah atau mengisi tidak boleh memverifikasi. Minta rekan lain.";
        en: "It must be another person", "Who noted, uploaded or entered it may not verify it. Ask a colleague." }
    CandidateElsewhere = "candidate.elsewhere" 409 {
        id: "Berkas ada di tempat lain", "Hanya yang memegang berkas (bidang holder) dapat melakukan ini.";
        en: "The file lies elsewhere", "Only who has it (field holder) can do this." }
    CandidateUnverified = "candidate.unverified" 409 {
        id: "Dokumen belum diverifikasi", "Verifikasi dahulu dokumen yang disebut di errors.";
        en: "Documents are not verified", "First verify the documents that errors names." }
    CandidateNikConflict = "candidate.nik_conflict" 409 {
        id: "NIK sudah terverifikasi pada orang lain", "Selesaikan di meja kependudukan sebelum memverifikasi.";
        en: "The NIK is verified for another person", "Settle it at the civil registration desk before verifying." }
    CandidateNikMismatch = "candidate.nik_mismatch" 409 {
        id: "NIK tidak sesuai dengan tanggal lahir atau jenis kelamin", "Bandingkan dengan KTP dan kartu keluarga asli; jika NIK benar, sebutkan alasannya pada mismatch_reason, jika tidak, kembalikan berkas.";
        en: "The NIK disagrees with birth date or sex", "Compare it with the original identity card and family card; if it is right, give the reason in mismatch_reason, else return the file." }
    CandidateTooMany = "candidate.too_many" 409 {
        id: "Terlalu banyak", "Paling banyak 300 bukti dan 100 dokumen per berkas; hapus bukti yang tidak perlu.";
        en: "Too many", "At most 300 pieces of evidence and 100 documents a file; delete evidence that is not needed." }
    DocumentDecided = "document.decided" 409 {
        id: "Sudah diputuskan", "Baca statusnya; dokumen atau bukti yang diputuskan tidak diputuskan dua kali.";
        en: "Already decided", "Read its status; a decided document or piece of evidence is not decided twice." }
    DocumentContent = "document.content" 422 {
        id: "Berkas tidak dapat diterima", "Kirim PDF, JPEG atau PNG yang utuh, gambar paling besar 8000 piksel per sisi.";
        en: "The file cannot be taken", "Send an intact PDF, JPEG or PNG, pictures of at most 8000 pixels a side." }
    ArticleState = "article.state" 409 {
        id: "Tidak mungkin dalam keadaan ini", "Baca keadaan versi pada bidang state: konsep diajukan, yang diajukan diterbitkan atau dikembalikan, yang terbit ditarik.";
        en: "Not possible in this state", "Read where the version stands in the field state: a draft is submitted, what is in review published or returned, what is published retired." }
    ArticleSamePerson = "article.same_person" 409 {
        id: "Harus orang yang berbeda", "Yang menulis atau mengusulkan tidak menyetujui sendiri. Minta rekan lain.";
        en: "It must be another person", "Who wrote or entered it does not approve it. Ask a colleague." }
    ArticleScheduled = "article.scheduled" 409 {
        id: "Bukan urutan versinya", "Versi lebih lama masih dijadwalkan, atau versi lebih baru sudah terbit. Kembalikan yang dijadwalkan, pilih hari lain, atau tulis versi baru.";
        en: "Not in the order of versions", "An older version is scheduled, or a newer one is read by then. Send the scheduled one back, choose another day, or write a new version." }
    CountryDecided = "country.decided" 409 {
        id: "Sudah diputuskan", "Perubahan ini sudah disetujui atau ditolak; ajukan baris baru bila perlu.";
        en: "Already decided", "This change has been approved or refused; enter a new row if need be." }
    CountryReplaced = "country.replaced" 409 {
        id: "Baris yang digantikan sudah tidak berlaku", "Perubahan lain sudah menggantikannya. Tolak yang ini, lalu ajukan baris baru.";
        en: "The row it replaces is known no more", "Another change has taken its place. Refuse this one, and enter a new row." }
    RegisterChanged = "register.changed" 409 {
        id: "Daftar berubah selama impor", "Tidak ada yang ditulis. Kirim daftar yang sama sekali lagi.";
        en: "The register changed during the import", "Nothing was written. Send the same list again." }
    InformationResync = "information.resync" 410 {
        id: "Salinan terlalu lama atau dari tempat lain", "Ambil lagi /v1/information/pack, lalu lanjutkan dari cursor-nya.";
        en: "The copy cannot be continued", "Fetch /v1/information/pack again and go on from its cursor." }
    ReportAnswered = "report.answered" 409 {
        id: "Sudah dijawab", "Satu laporan mendapat satu jawaban.";
        en: "Already answered", "A report gets one answer." }
    ReportState = "report.state" 409 {
        id: "Tidak mungkin dalam keadaan ini", "Baca keadaan kelompok laporan pada bidang state.";
        en: "Not possible in this state", "Read where the group stands in the field state." }
    RegisterExists = "register.exists" 409 {
        id: "Nomor sudah ada dalam daftar", "Cari barisnya dengan nomor itu, lalu ubah baris tersebut.";
        en: "The number stands in the register already", "Look the row up by its number and change that row." }
    OutreachClosed = "outreach.closed" 409 {
        id: "Pertemuan sudah dimulai, selesai, atau dibatalkan", "Pilih pertemuan lain di /v1/outreach-events.";
        en: "The meeting has begun, is over or is cancelled", "Choose another meeting at /v1/outreach-events." }
    OutreachTooEarly = "outreach.too_early" 409 {
        id: "Belum harinya", "Kehadiran dicatat mulai hari pertemuan.";
        en: "Its day has not come", "Attendance is entered from the day of the meeting on." }
    OutreachFull = "outreach.full" 409 {
        id: "Kursi sudah habis", "Tidak ada kursi yang tersisa; tambah kursi sebelum pertemuan dimulai, atau tawarkan pertemuan lain.";
        en: "No seat is left", "There is none; add seats before the meeting begins, or offer another meeting." }
    OutreachSeatsTaken = "outreach.seats_taken" 409 {
        id: "Kursi lebih sedikit daripada peserta", "Jumlah kursi tidak boleh kurang dari yang sudah diberikan.";
        en: "Fewer seats than people who have one", "Seats that were given are not taken away." }
    OutreachOtherEvent = "outreach.other_event" 409 {
        id: "Tiket untuk pertemuan lain", "Periksa pertemuan yang tertulis pada pesan peserta.";
        en: "The ticket is for another meeting", "Look at the meeting that the attendee's message names." }
    OutreachTicketCancelled = "outreach.ticket_cancelled" 409 {
        id: "Tiket sudah dibatalkan", "Catat orang itu di pintu jika masih ada kursi.";
        en: "The ticket is cancelled", "Enter the person at the door if a seat is left." }
    OutreachTicketWaiting = "outreach.ticket_waiting" 409 {
        id: "Tiket masih dalam antrean", "Belum ada kursi untuk tiket ini.";
        en: "The ticket waits in line", "There is no seat for it yet." }
    OutreachAttended = "outreach.attended" 409 {
        id: "Tiket sudah dipakai masuk", "Yang sudah hadir tidak dapat membatalkan.";
        en: "The ticket was shown at the door", "Who has come can no longer cancel." }
    OutreachNotAttended = "outreach.not_attended" 409 {
        id: "Tiket belum dipakai masuk", "Hanya yang hadir dapat memberi penilaian.";
        en: "The ticket was not shown at the door", "Only who came can say what it was like." }
    OutreachHasAttendance = "outreach.has_attendance" 409 {
        id: "Sudah ada yang hadir", "Waktu dan kelurahan pertemuan tidak dapat diubah lagi, dan pertemuannya tidak dapat dibatalkan.";
        en: "Somebody has come", "The time and the kelurahan of the meeting stay, and it is not cancelled any more." }
    LawNotInForce = "law.not_in_force" 422 {
        id: "Tidak ada aturan yang berlaku pada hari itu", "Pilih hari lain; /v1/programmes menyebut masa berlaku.";
        en: "No rule is in force on that day", "Choose another day; /v1/programmes names the periods." }
    ServerInternal = "server.internal" 500 {
        id: "Kesalahan kami", "Coba lagi nanti; sebutkan request_id jika berulang.";
        en: "Our mistake", "Try again later; name the request_id if it happens again." }
    ServerUnavailable = "server.unavailable" 503 {
        id: "Sedang sibuk", "Coba lagi selama yang disebut Retry-After; kirim kunci idempotensi yang sama.";
        en: "Busy", "Try again after the time in Retry-After; send the same idempotency key." }
}

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// Which.
    pub code: Code,
    /// Wrong fields.
    pub fields: Vec<FieldError>,
    /// Headers that belong to it.
    pub headers: Vec<(&'static str, String)>,
    /// What only our log may know.
    pub log: Option<String>,
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self { code, fields: Vec::new(), headers: Vec::new(), log: None }
    }
}

impl ApiError {
    /// Our mistake, with what the log should say.
    #[must_use]
    pub fn internal(log: impl Into<String>) -> Self {
        Self { log: Some(log.into()), ..Code::ServerInternal.into() }
    }

    /// Wrong fields of a body.
    #[must_use]
    pub fn fields(fields: Vec<FieldError>) -> Self {
        Self { fields, ..Code::RequestInvalid.into() }
    }

    /// One wrong field of a body.
    #[must_use]
    pub fn field(pointer: &str, code: &str) -> Self {
        Self::fields(vec![FieldError::new(pointer, code)])
    }

    /// A wrong or unknown parameter.
    #[must_use]
    pub fn parameter(name: &str, code: &str) -> Self {
        Self { fields: vec![FieldError::new(name, code)], ..Code::RequestParameter.into() }
    }

    /// 412: it stands in another version, which the header `ETag` names.
    #[must_use]
    pub fn stale(now: i32) -> Self {
        Self::from(Code::VersionStale).header("ETag", super::answer::etag(now))
    }

    /// Another code with fields.
    #[must_use]
    pub fn with(code: Code, fields: Vec<FieldError>) -> Self {
        Self { fields, ..code.into() }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The problem as it is sent.
    #[must_use]
    pub fn problem(&self, language: Language, request_id: &str) -> Problem {
        let (title, detail) = self.code.words(language);
        Problem {
            r#type: format!("/problems/{}", self.code.as_str()),
            title: title.to_owned(),
            status: self.code.status().as_u16(),
            detail: detail.to_owned(),
            code: self.code.as_str().to_owned(),
            request_id: request_id.to_owned(),
            errors: self.fields.iter().map(|field| field.words(language)).collect(),
        }
    }
}

impl FieldError {
    fn words(&self, language: Language) -> FieldProblem {
        let (id, en) = match self.code.as_str() {
            "required" => ("wajib diisi", "is required"),
            "unknown_field" => ("tidak dikenal; hapus", "is not known; leave it out"),
            "unknown_parameter" => ("parameter tidak dikenal", "is not a parameter of this operation"),
            "not_allowed" => ("tidak diperbolehkan di sini", "is not allowed here"),
            "wrong_type" | "wrong_kind" => ("jenis nilainya salah", "has the wrong type"),
            "too_short" => ("terlalu pendek", "is too short"),
            "too_long" => ("terlalu panjang", "is too long"),
            "too_few" => ("terlalu sedikit isinya", "has too few entries"),
            "too_many" => ("terlalu banyak isinya", "has too many entries"),
            "too_small" => ("terlalu kecil", "is too small"),
            "too_large" => ("terlalu besar", "is too large"),
            "out_of_range" => ("di luar batas", "is out of range"),
            "format" | "pattern" => ("bentuknya salah", "has the wrong form"),
            "unknown_code" => {
                ("bukan kode yang dikenal; lihat /v1/reference", "is no known code; see /v1/reference")
            }
            "order" => ("urutan tanggal terbalik", "the days are in the wrong order"),
            "nul" => ("memuat karakter yang tidak diperbolehkan", "holds a character that is not allowed"),
            "unseen" => (
                "memuat ganti baris atau karakter yang tidak terlihat",
                "holds a line break or characters that nobody sees",
            ),
            "repeated" => ("berulang", "is repeated"),
            "in_future" => ("berada di masa depan", "lies in the future"),
            "not_published" => ("bukan artikel yang terbit", "is no published article"),
            "not_verified" => ("belum diverifikasi", "is not verified"),
            "weak" => ("mudah ditebak", "is easy to guess"),
            "differs" => ("berbeda dengan yang ada pada berkas", "differs from what is on file"),
            "stale" => ("sudah berubah sejak dibaca", "has changed since it was read"),
            "missing" => ("belum ada", "is missing"),
            "formula" => ("berupa rumus; tulis nilainya", "is a formula; write its value"),
            "merged" => ("berada dalam sel gabungan; pisahkan", "lies in merged cells; part them"),
            "encoding" => ("rusak karena pengodean; simpan sebagai UTF-8", "is garbled; save it as UTF-8"),
            "number_cell" => {
                ("harus sel teks, agar nol di depan tidak hilang", "must be a text cell, or zeros are lost")
            }
            "unknown_column" => ("kolom tidak dikenal", "is no column of this list"),
            _ => ("salah", "is wrong"),
        };
        let words = match language {
            Language::Id => id,
            Language::En => en,
        };
        let detail = match &self.limit {
            Some(limit) => format!("{words} ({limit})"),
            None => words.to_owned(),
        };
        FieldProblem { pointer: self.pointer.clone(), code: self.code.clone(), detail }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for ApiError {}

impl actix_web::ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    // The words need the request's language and id: `manners` writes them.
    fn error_response(&self) -> actix_web::HttpResponse {
        actix_web::HttpResponse::new(self.code.status())
    }
}

/// A stale row as this code, where no `If-Match` was sent for it, so that reading again is no answer.
pub fn stale_is(code: Code) -> impl Fn(RepoError) -> ApiError {
    move |error| match error {
        RepoError::Stale(_) => code.into(),
        error => error.into(),
    }
}

impl From<RepoError> for ApiError {
    fn from(error: RepoError) -> Self {
        match &error {
            RepoError::NotFound(_) => Code::ResourceNotFound.into(),
            RepoError::Stale(_) => Code::VersionStale.into(),
            RepoError::Refused(constraint) if constraint == "identifier_one_verified_nik" => {
                Code::CandidateNikConflict.into()
            }
            RepoError::Refused(constraint) if constraint == "candidate_pkey" => Code::CandidateExists.into(),
            RepoError::Refused(constraint) if constraint == "event_pkey" => Code::VersionStale.into(),
            RepoError::Refused(constraint) if constraint == "idempotency_pkey" => {
                Code::IdempotencyInProgress.into()
            }
            RepoError::Refused(_) => Self { log: Some(error.to_string()), ..Code::ResourceConflict.into() },
            RepoError::Unavailable | RepoError::Files(_) => {
                Self { log: Some(error.to_string()), ..Code::ServerUnavailable.into() }
                    .header("Retry-After", "2")
            }
            RepoError::Query { .. } | RepoError::Corrupt { .. } | RepoError::Sealed => {
                Self::internal(error.to_string())
            }
        }
    }
}

impl From<Refused> for ApiError {
    fn from(_: Refused) -> Self {
        Code::CandidateStatus.into()
    }
}

impl From<domain::reports::Refused> for ApiError {
    fn from(_: domain::reports::Refused) -> Self {
        Code::ReportState.into()
    }
}

impl From<domain::information::Refused> for ApiError {
    fn from(_: domain::information::Refused) -> Self {
        Code::ArticleState.into()
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Decided => Code::DocumentDecided.into(),
            Denied::SamePerson => Code::CandidateSamePerson.into(),
            Denied::Elsewhere => Code::CandidateElsewhere.into(),
            Denied::Closed => Code::CandidateClosed.into(),
            Denied::NoMismatch => Self::field("/mismatch_reason", "not_allowed"),
            Denied::Unverified => Code::CandidateUnverified.into(),
            Denied::RestsOnIt => Code::CandidateStatus.into(),
            Denied::Mismatch => Code::CandidateNikMismatch.into(),
            Denied::CannotProve => Self::field("/by", "not_allowed"),
        }
    }
}

impl From<LawError> for ApiError {
    fn from(error: LawError) -> Self {
        match error {
            LawError::NotInForce { .. } => Code::LawNotInForce.into(),
            LawError::CountryNeeded => Self::field("/country", "required"),
            LawError::FieldNeeded => Self::field("/field", "required"),
            LawError::UnknownProgramme => Self::field("/programme", "unknown_code"),
            LawError::NoRequirements => Self::internal("a programme without requirements"),
        }
    }
}
