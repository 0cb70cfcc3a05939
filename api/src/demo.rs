//! Demo data: invented people, entered by the same acts as real ones, and what only a demo shows.

mod countries;
mod information;
mod outreach;
mod reports;

use crate::candidates::{self, CandidateInput, ReturnRequest};
use crate::documents::{self, SeenClaim, VerifyDocumentRequest};
use crate::eligibility::{self, DecisionRequest};
use crate::evidence::{self, EvidenceInput};
use crate::http::auth::Who;
use crate::http::{Answer, ApiError, Ctx, IfMatch, answer::Cache};
use crate::messages::text;
use crate::registers::{self, AgencyInput, File, Format, ImportQuery, JobOrderInput};
use crate::run::Stop;
use crate::{AppState, ids};
use actix_web::web::{self, Data, ServiceConfig};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::accounts::Role;
use domain::candidates::{EvidenceStatus, VerifiedBy};
use domain::identity::IdentifierKind;
use domain::law::Language;
use persistence::accounts::{LoginName, NewAccount, Pending};
use persistence::documents::Document;
use persistence::vault::DataKey;
use persistence::{Act, Conn, people};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The password of every demo account.
const PASSWORD: &str = "demo-perahu-kuning-2026";
/// The desk that verifies, for those who try things out.
const DESK: &str = "desk@bontang.example";
/// A second officer of that desk: has verified what must not be verified by the first.
const COUNTER: &str = "counter@bontang.example";
/// A decision on file, named in the contract's examples.
const DECISION: Uuid = Uuid::from_u128(0x0192_f000_0000_7000_8000_0000_000d_ec01);
/// A whole PDF of one empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// How far a demo file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Until {
    Draft,
    Submitted,
    Returned,
    Noted,
    Verified,
}

/// A demo person: an entry of `data/demo.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    id: Uuid,
    /// E-mail to sign in with; none: opened at a counter.
    account: Option<String>,
    /// Desk that opened it.
    office: Option<String>,
    until: Until,
    days_ago: i64,
    /// Whether its documents have been verified although the file has not.
    #[serde(default)]
    documents_verified: bool,
    file: CandidateInput,
    documents: Vec<DemoDocument>,
    evidence: Vec<DemoEvidence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoDocument {
    id: Uuid,
    kind: String,
    valid_until: Option<NaiveDate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoEvidence {
    id: Uuid,
    row: EvidenceInput,
}

/// Name of the officer of a kelurahan.
fn officer_of(kelurahan: &str) -> String {
    format!("kelurahan-{}@bontang.example", kelurahan.to_lowercase().replace(' ', "-"))
}

/// What `serve --demo` prints.
#[must_use]
pub fn accounts_table() -> String {
    format!(
        "Demo accounts, password {PASSWORD}:\n  \
         {DESK}  officer of the manpower desk\n  \
         {COUNTER}  another officer of that desk\n  \
         supervisor@bontang.example  supervisor of that desk\n  \
         {}  officer of a kelurahan (likewise the other fourteen)\n  \
         c01@bontang.example  candidate, verified (likewise c02 … c13, d02 … d06, d08)\n  \
         auditor@bontang.example, admin@bontang.example\n\
         Messages to people: /demo/messages\n",
        officer_of("Lok Tuan")
    )
}

/// Routes of the demo alone.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/demo/messages", web::get().to(messages));
}

/// A message as it would have been sent.
#[derive(Serialize)]
struct MessageView {
    to: String,
    template: &'static str,
    text: String,
    values: BTreeMap<String, String>,
    state: String,
    at: DateTime<Utc>,
}

async fn messages(state: Data<AppState>) -> Result<Answer, ApiError> {
    let shared = state.clone();
    let newest = state
        .db
        .transact::<_, ApiError>(move |conn| Ok(persistence::messages::newest(conn, &shared.vault, 50)?))
        .await?;
    let data: Vec<MessageView> = newest
        .into_iter()
        .map(|message| MessageView {
            text: text(message.template, message.language, &message.content.values),
            to: message.content.to,
            template: message.template.as_str(),
            values: message.content.values,
            state: message.state,
            at: message.at,
        })
        .collect();
    Ok(Answer::ok(&json!({ "data": data }))?.cache(Cache::NoStore))
}

/// The demo being loaded.
struct Loading<'a> {
    state: &'a AppState,
    password_hash: String,
    staff: BTreeMap<String, Who>,
}

/// Takes the old demo away and enters it anew; how many people there are.
///
/// # Errors
///
/// If the file is wrong or a row cannot be written.
pub fn load(state: &AppState, owner: &mut Conn) -> Result<usize, Stop> {
    let path = state.settings.raw.data_dir.join("demo.json");
    let wrong = |error: &dyn std::fmt::Display| Stop::Setting(format!("{}: {error}", path.display()));
    let file = std::fs::read_to_string(&path).map_err(|error| wrong(&error))?;
    let everybody: Vec<Person> = serde_json::from_str(&file).map_err(|error| wrong(&error))?;
    let mut loading =
        Loading { state, password_hash: state.passwords.hash_now(PASSWORD)?, staff: BTreeMap::new() };
    persistence::transact_on(owner, |conn| {
        persistence::demo::clear(conn)?;
        loading.staff(conn)?;
        loading.articles(conn)?;
        loading.countries(conn)?;
        loading.reports(conn)?;
        loading.registers(conn)?;
        loading.outreach(conn)?;
        for person in &everybody {
            loading.person(conn, person)?;
        }
        persistence::demo::settle(conn)?;
        Ok::<_, ApiError>(())
    })
    .map_err(|error| match error.fields.first() {
        Some(field) => Stop::Setting(format!("{}: {} {}", path.display(), field.pointer, field.code)),
        None => error.into(),
    })?;
    Ok(everybody.len() + loading.staff.len())
}

impl Loading<'_> {
    /// A file of `data/demo/`.
    fn file<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, ApiError> {
        let path = self.state.settings.raw.data_dir.join("demo").join(name);
        let wrong =
            |error: &dyn std::fmt::Display| ApiError::internal(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        serde_json::from_str(&text).map_err(|error| wrong(&error))
    }

    fn account(
        &self,
        conn: &mut Conn,
        email: &str,
        person: Uuid,
        role: Role,
        office: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Who, ApiError> {
        let organisation = office.and_then(|code| self.state.organisation(code)).cloned();
        let pending = Pending {
            name: LoginName { kind: IdentifierKind::Email, value: email.to_owned() },
            password_hash: self.password_hash.clone(),
            language: Language::Id,
        };
        let ctx = Ctx::of_program("demo", at);
        let new = NewAccount {
            id: ids::new_id(),
            person,
            role,
            organisation: organisation.as_ref().map(|office| office.id),
            pending: &pending,
            is_demo: true,
        };
        persistence::accounts::create(conn, &self.state.vault, &ctx.act(), &new, ids::new_id())?
            .ok_or_else(|| ApiError::internal("a demo name is taken"))?;
        let (account, session) = (new.id, Uuid::nil());
        Ok(Who { account, person, role, session, organisation, scope: String::new(), ctx })
    }

    fn staff(&mut self, conn: &mut Conn) -> Result<(), ApiError> {
        let now = self.state.clock.now();
        let city = self.state.catalogue.city.clone();
        let desk = city.verifying_desk.as_str();
        let mut all = vec![
            (DESK.to_owned(), Role::Officer, Some(desk)),
            (COUNTER.to_owned(), Role::Officer, Some(desk)),
            ("supervisor@bontang.example".to_owned(), Role::Supervisor, Some(desk)),
            ("auditor@bontang.example".to_owned(), Role::Auditor, None),
            ("admin@bontang.example".to_owned(), Role::Admin, None),
        ];
        all.extend(
            city.kelurahan.iter().map(|it| (officer_of(&it.name), Role::Officer, Some(it.code.as_str()))),
        );
        for (email, role, office) in all {
            let who = self.account(conn, &email, ids::new_id(), role, office, now)?;
            self.staff.insert(email, who);
        }
        Ok(())
    }

    /// The registers, from their lists.
    fn registers(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let (_, act) = self.officer(DESK, self.state.clock.now())?;
        let query = |from: &str| ImportQuery {
            apply: Some(true),
            taken_from: from.to_owned(),
            taken_on: NaiveDate::from_ymd_opt(2026, 5, 25).unwrap_or_default(),
        };
        let list = |name: &str| {
            let path = self.state.settings.raw.data_dir.join("demo").join(name);
            let bytes = std::fs::read(&path);
            let wrong = |error| ApiError::internal(format!("{}: {error}", path.display()));
            Ok::<_, ApiError>(File { format: Format::Csv, bytes: bytes.map_err(wrong)? })
        };
        let (agencies, orders) = (list("agencies.csv")?, list("job_orders.csv")?);
        let (of_agencies, of_orders) =
            (query("Daftar P3MI (data contoh)"), query("Daftar job order (data contoh)"));
        registers::import::<AgencyInput>(self.state, conn, &act, &agencies, &of_agencies)?;
        registers::import::<JobOrderInput>(self.state, conn, &act, &orders, &of_orders)?;
        Ok(())
    }

    /// A member of staff, acting at a time.
    fn officer(&self, email: &str, at: DateTime<Utc>) -> Result<(Who, Act), ApiError> {
        let who = self.staff.get(email).ok_or_else(|| ApiError::internal("no such demo officer"))?;
        let who = Who { ctx: Ctx::of_program("demo", at), ..who.clone() };
        let act = who.act();
        Ok((who, act))
    }

    fn person(&self, conn: &mut Conn, person: &Person) -> Result<(), ApiError> {
        let state = self.state;
        let id = person.id;
        let mut at = state.clock.now() - Duration::days(person.days_ago);
        let (who, act) = match &person.account {
            Some(email) => {
                let who = self.account(conn, email, id, Role::Candidate, None, at)?;
                let act = who.act();
                (who, act)
            }
            None => {
                people::create(conn, &state.vault, id, true, at)?;
                self.officer(COUNTER, at)?
            }
        };
        let key = people::key(conn, &state.vault, id)?;
        let (profile, numbers) = person.file.clone().check(state, state.clock.day_of(at))?;
        let office = who.organisation.as_ref().filter(|_| person.office.is_some()).map(|office| office.id);
        candidates::open(conn, &state.vault, &act, &key, id, office, profile, &numbers)?;
        for demo in &person.documents {
            let object = ids::random_id().to_string();
            let stored = actix_web::rt::Runtime::new()
                .map_err(|_| ApiError::internal("no runtime"))?
                .block_on(state.files.put(&key, demo.id, &object, PDF.to_vec()));
            stored?;
            let document = Document {
                id: demo.id,
                kind: demo.kind.clone(),
                status: EvidenceStatus::Claimed,
                version: 1,
                media_type: "application/pdf".to_owned(),
                size: i64::try_from(PDF.len()).unwrap_or_default(),
                sha256: Sha256::digest(PDF).to_vec(),
                object,
                issued_on: None,
                valid_until: demo.valid_until,
                reason: None,
                uploaded_by: who.account,
                decided_by: None,
                decided_at: None,
                created_at: at,
            };
            documents::enter(state, conn, &who, &act, id, &key, document)?;
        }
        let rows = person.evidence.iter().map(|demo| (demo.id, demo.row.clone().record())).collect();
        evidence::enter(state, conn, &act, &key, id, who.account, rows)?;

        let mut step = |hours| {
            at += Duration::hours(hours);
            at
        };
        if person.until == Until::Draft {
            return Ok(());
        }
        let now = step(1);
        let owner = Who { ctx: Ctx::of_program("demo", now), ..who };
        candidates::submit(state, conn, &owner, &owner.act(), id, &IfMatch::Any)?;
        let kelurahan = person.file.address.as_ref().and_then(|it| it.kelurahan.clone()).unwrap_or_default();
        let name = state.catalogue.kelurahan(&kelurahan).map(|it| it.name.clone()).unwrap_or_default();
        let (noting, noted) = self.officer(&officer_of(&name), step(20))?;
        match person.until {
            Until::Draft | Until::Submitted => return Ok(()),
            Until::Returned => {
                let request =
                    ReturnRequest { reason: "NOT_LEGIBLE".to_owned(), field: Some("/documents".to_owned()) };
                candidates::send_back(state, conn, &noting, &noted, id, &IfMatch::Any, request)?;
                return Ok(());
            }
            Until::Noted | Until::Verified => {
                candidates::note(state, conn, &noting, &noted, id, &IfMatch::Any)?
            }
        };
        let is_verified = person.until == Until::Verified;
        if !is_verified && !person.documents_verified {
            return Ok(());
        }
        let (desk, act) = self.officer(COUNTER, step(24))?;
        self.see(conn, &desk, &act, &key, person)?;
        if is_verified {
            candidates::verify(state, conn, &desk, &act, id, &IfMatch::Any, None)?;
            self.decision(conn, &desk, &act, id)?;
        }
        Ok(())
    }

    /// An officer verifies all documents with what names them, and the rest in an interview.
    fn see(
        &self,
        conn: &mut Conn,
        desk: &Who,
        act: &Act,
        key: &DataKey,
        person: &Person,
    ) -> Result<(), ApiError> {
        let (state, id) = (self.state, person.id);
        let rows = persistence::evidence::of_person(conn, key, id)?;
        for document in &person.documents {
            let names = |row: &&persistence::evidence::Stored| {
                row.record.document.is_some_and(|it| it.0 == document.id)
            };
            let evidence = rows.iter().filter(names);
            let evidence = evidence.map(|row| SeenClaim { id: row.id, version: row.version }).collect();
            let seen = VerifyDocumentRequest { evidence, number: None };
            documents::verify(state, conn, desk, act, id, document.id, &IfMatch::Any, &seen)?;
        }
        for row in persistence::evidence::of_person(conn, key, id)? {
            if row.status == EvidenceStatus::Claimed {
                let record = Some("Wawancara di meja ketenagakerjaan (data contoh).");
                evidence::decide(conn, act, key, id, desk.account, &row, Ok(VerifiedBy::Interview), record)?;
            }
        }
        Ok(())
    }

    /// The first verified person has a decision on file.
    fn decision(&self, conn: &mut Conn, desk: &Who, act: &Act, person: Uuid) -> Result<(), ApiError> {
        let first = Uuid::from_u128(0x0192_f000_0000_7000_8000_0000_0000_0c01);
        if person != first {
            return Ok(());
        }
        let request = DecisionRequest {
            programme: "KR-EPS-MFG".to_owned(),
            country: None,
            field: None,
            as_of: NaiveDate::from_ymd_opt(2026, 6, 1),
        };
        eligibility::decide(self.state, conn, desk, act, person, DECISION, request).map(|_| ())
    }
}
