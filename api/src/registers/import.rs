use super::columns::{Column, body_of, column_of};
use super::entry::{Change, Entry, Known, store};
use super::input::{AgencyInput, JobOrderInput};
use super::sheet::{self, Cell, Line, Unreadable};
use crate::AppState;
use crate::http::auth::{RegistersWrite, Who};
use crate::http::contract::is_unseen;
use crate::http::{Answer, ApiError, Caller, Code, FieldError, stale_is};
use actix_web::dev::Payload;
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest, post};
use chrono::NaiveDate;
use domain::calendar::is_plausible;
use futures_util::StreamExt;
use persistence::registers::{Register, Stored, Taken};
use persistence::{Act, Conn};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Largest file: 5 MB.
const MOST_BYTES: usize = 5_000_000;
/// Errors that one answer names.
const MOST_ERRORS: usize = 1_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, parted by commas.
    Csv,
    /// The first sheet of a workbook.
    Xlsx,
}

/// A list as it was sent.
#[derive(Debug)]
pub struct File {
    /// How it is written.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl FromRequest for File {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent =
            req.headers().get("Content-Type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let format = match sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "text/csv" => Ok(Format::Csv),
            XLSX => Ok(Format::Xlsx),
            _ => Err(ApiError::from(Code::RequestMediaType)),
        };
        let mut payload = payload.take();
        Box::pin(async move {
            let format = format?;
            let mut bytes = Vec::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|_| Code::RequestMalformed)?;
                if bytes.len() + chunk.len() > MOST_BYTES {
                    return Err(Code::RequestTooLarge.into());
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(Self { format, bytes })
        })
    }
}

/// What is done with a list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// Whether it is written; else only the report is made.
    pub apply: Option<bool>,
    /// The list, as it is cited.
    #[param(min_length = 1, max_length = 200, example = "Daftar KP2MI (data contoh)")]
    pub taken_from: String,
    /// Its day.
    #[param(example = "2026-06-01")]
    pub taken_on: NaiveDate,
}

/// A row of the register that the list lacks.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowLabel {
    /// Number.
    #[schema(example = "SIP3MI-FIKTIF-0007")]
    pub number: String,
    /// Name of the agency, or post of the order.
    pub name: String,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct LineError {
    /// Line in the file; the first, with the names of the columns, is 1.
    #[schema(minimum = 0, example = 14)]
    pub line: u32,
    /// Column.
    #[schema(example = "licence_until")]
    pub column: String,
    /// As in problems, and `formula`, `merged`, `encoding`, `number_cell`, `unknown_column`.
    #[schema(example = "format")]
    pub code: String,
}

/// What a list would change, or has changed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ImportReport {
    /// Lines with a row.
    pub rows: usize,
    /// Rows that the register lacks.
    pub new: usize,
    /// Rows that say something else.
    pub changed: usize,
    /// Rows that stand in the register as they are.
    pub unchanged: usize,
    /// Rows that the register has from a later day than the list's, or from another paper of that day; they stay.
    pub older: Vec<RowLabel>,
    /// Rows of the register that the list lacks; they stay.
    pub vanished: Vec<RowLabel>,
    /// Everything that is wrong, by line; of more than 1,000 the first.
    pub errors: Vec<LineError>,
    /// Whether it was written.
    pub applied: bool,
}

fn error(line: u32, column: impl Into<String>, code: &str) -> LineError {
    LineError { line, column: column.into(), code: code.to_owned() }
}

/// Which column stands where; what is wrong with the first line.
fn columns<E: Entry>(header: &Line) -> (BTreeMap<usize, &'static Column>, Vec<LineError>) {
    let (mut places, mut errors, mut seen) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (place, cell) in header.cells.iter().enumerate() {
        let name = match cell {
            Cell::Text(name) => name.to_lowercase(),
            Cell::Bad(code) => {
                errors.push(error(header.number, (place + 1).to_string(), code));
                continue;
            }
            Cell::Empty => continue,
            Cell::Number(_) | Cell::Day(_) => String::new(),
        };
        match E::COLUMNS.iter().find(|column| column.name == name) {
            Some(column) if seen.insert(column.name) => {
                places.insert(place, column);
            }
            Some(column) => errors.push(error(header.number, column.name, "repeated")),
            // Named by its place: what stands there may be anything.
            None => errors.push(error(header.number, (place + 1).to_string(), "unknown_column")),
        }
    }
    let missing = E::COLUMNS.iter().filter(|column| !seen.contains(column.name));
    errors.extend(missing.map(|column| error(header.number, column.name, "missing")));
    errors.sort();
    (places, errors)
}

/// A line as a row, or what is wrong with it.
fn row<E: Entry>(
    state: &AppState,
    known: &Known<'_>,
    places: &BTreeMap<usize, &'static Column>,
    line: &Line,
    taken: &Taken,
) -> Result<Result<E::Row, Vec<LineError>>, ApiError> {
    let form = state.contract.find(E::PATH, "POST")?;
    let form = form.ok_or_else(|| ApiError::internal("a register without a form"))?;
    let beyond = line
        .cells
        .iter()
        .enumerate()
        .filter(|(place, cell)| **cell != Cell::Empty && !places.contains_key(place));
    let mut errors: Vec<LineError> =
        beyond.map(|(place, _)| error(line.number, (place + 1).to_string(), "unknown_column")).collect();
    let cells: Vec<(&Column, &Cell)> = places
        .iter()
        .map(|(place, column)| (*column, line.cells.get(*place).unwrap_or(&Cell::Empty)))
        .collect();
    let (mut body, wrong) = body_of(&cells, &state.catalogue.currencies);
    errors.extend(wrong.into_iter().map(|(column, code)| error(line.number, column, code)));
    body.insert("taken_from".to_owned(), json!(taken.from));
    body.insert("taken_on".to_owned(), json!(taken.on));
    let mut body = Value::Object(body);
    let unread = errors.len();
    let read = form
        .check_body(&mut body)
        .map_err(|error| error.fields)
        .and_then(|()| {
            serde_json::from_value::<E>(body).map_err(|_| vec![FieldError::new("/number", "invalid")])
        })
        .and_then(|entry| entry.check(known));
    match read {
        Ok(row) if unread == 0 => return Ok(Ok(row)),
        Ok(_) => {}
        Err(fields) => {
            for field in fields {
                let column = column_of(E::COLUMNS, &field.pointer);
                // A cell that could not be read says so once, not also that its value is missing.
                if !errors.iter().any(|error| error.column == column) {
                    errors.push(error(line.number, column, &field.code));
                }
            }
        }
    }
    Ok(Err(errors))
}

/// Which column stands where, and the lines below.
type Table = (BTreeMap<usize, &'static Column>, Vec<Line>);

/// The file as a table, or why it is none of this register.
fn table<E: Entry>(file: &File) -> Result<Table, Vec<LineError>> {
    let lines = match file.format {
        Format::Csv => sheet::csv(&file.bytes),
        Format::Xlsx => sheet::xlsx(&file.bytes),
    };
    let lines = lines.map_err(|why| match why {
        Unreadable::Form => vec![error(0, "file", "format")],
        Unreadable::TooMany => vec![error(0, "file", "too_many")],
    })?;
    let mut lines = lines.into_iter();
    let header = lines.next().ok_or_else(|| vec![error(0, "file", "required")])?;
    let (places, wrong) = columns::<E>(&header);
    if wrong.is_empty() { Ok((places, lines.collect())) } else { Err(wrong) }
}

/// What the lines of a list say.
struct Read<R> {
    /// Rows by id.
    rows: BTreeMap<Uuid, R>,
    /// Every row that is named, be its line right or wrong.
    named: BTreeSet<Uuid>,
    errors: Vec<LineError>,
}

fn read<E: Entry>(
    state: &AppState,
    known: &Known<'_>,
    (places, lines): &Table,
    taken: &Taken,
) -> Result<Read<E::Row>, ApiError> {
    let mut read = Read { rows: BTreeMap::new(), named: BTreeSet::new(), errors: Vec::new() };
    let number = places.iter().find(|(_, column)| column.name == "number").map(|(place, _)| *place);
    for line in lines {
        if let Some(Cell::Text(number)) = number.and_then(|place| line.cells.get(place))
            && !read.named.insert(E::Row::id_of(number))
        {
            read.errors.push(error(line.number, "number", "repeated"));
        }
        match row::<E>(state, known, places, line, taken)? {
            Ok(row) => {
                read.rows.insert(E::Row::id_of(row.label().0), row);
            }
            Err(errors) => read.errors.extend(errors),
        }
    }
    read.errors.sort();
    read.errors.truncate(MOST_ERRORS);
    Ok(read)
}

/// Every cell that is wrong, as the 422 of a list that was to be written.
fn refused(errors: &[LineError]) -> ApiError {
    let pointer = |error: &LineError| format!("/lines/{}/{}", error.line, error.column);
    ApiError::fields(errors.iter().map(|error| FieldError::new(pointer(error), &error.code)).collect())
}

/// Compares a list with the register and, if asked and nothing is wrong, writes it.
///
/// # Errors
///
/// 422 with every cell that is wrong, if it was to be written.
pub fn import<E: Entry>(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    file: &File,
    query: &ImportQuery,
) -> Result<ImportReport, ApiError> {
    let taken = Taken { from: query.taken_from.clone(), on: query.taken_on };
    let known = Known::now(state, conn, act)?;
    if taken.on > known.today {
        return Err(ApiError::parameter("taken_on", "in_future"));
    }
    if !is_plausible(taken.on) {
        return Err(ApiError::parameter("taken_on", "out_of_range"));
    }
    if is_unseen(&taken.from, false) {
        return Err(ApiError::parameter("taken_from", "unseen"));
    }
    let is_applied = query.apply.unwrap_or(false);
    let table = match table::<E>(file) {
        Ok(table) => table,
        Err(errors) if is_applied => return Err(refused(&errors)),
        // It says nothing of the register, so not what vanished either.
        Err(errors) => return Ok(ImportReport { errors, ..ImportReport::default() }),
    };
    let Read { mut rows, named, errors } = read::<E>(state, &known, &table, &taken)?;
    if is_applied && !errors.is_empty() {
        return Err(refused(&errors));
    }
    let mut report = ImportReport { rows: table.1.len(), errors, ..ImportReport::default() };
    let mut changes: Vec<Change<E::Row>> = Vec::new();
    let mut same = Vec::new();
    for before in E::Row::load(conn, None)? {
        let label = || {
            let (number, name) = before.row.label();
            RowLabel { number: number.to_owned(), name: name.to_owned() }
        };
        let Some(row) = rows.remove(&before.id) else {
            if !named.contains(&before.id) {
                report.vanished.push(label());
            }
            continue;
        };
        if taken.on < before.taken.on {
            report.older.push(label());
            continue;
        }
        let row = row.onto(&before.row, taken.on > before.taken.on);
        if row == before.row {
            same.push((before.id, before.version));
        } else if taken.on == before.taken.on && !is_same(&taken.from, &before.taken.from) {
            // It was taken from another paper of that day: the list again does not undo what an officer wrote.
            report.older.push(label());
        } else {
            let after = Stored { id: before.id, version: before.version + 1, taken: taken.clone(), row };
            changes.push((Some(before), after));
        }
    }
    (report.changed, report.unchanged, report.new) = (changes.len(), same.len(), rows.len());
    let new = rows.into_iter().map(|(id, row)| Stored { id, version: 1, taken: taken.clone(), row });
    changes.extend(new.map(|stored| (None, stored)));
    if is_applied {
        let stored = store::<E>(conn, act, changes);
        stored
            .and_then(|()| E::Row::confirm(conn, &same, &taken))
            .map_err(stale_is(Code::RegisterChanged))?;
        report.applied = true;
    }
    Ok(report)
}

/// Whether two names are of one list.
fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

async fn answer<E: Entry>(
    who: &Who,
    state: Data<AppState>,
    query: ImportQuery,
    file: File,
) -> Result<Answer, ApiError> {
    let asked = format!("{:?}", (query.apply, &query.taken_from, query.taken_on, file.format));
    let digest = Sha256::new().chain_update(asked).chain_update(&file.bytes).finalize();
    let shared = state.clone();
    let work = move |conn: &mut Conn, act: &Act| Answer::ok(&import::<E>(&shared, conn, act, &file, &query)?);
    state.write(who, &digest, work).await
}

/// Import agencies
///
/// A list as CSV (UTF-8, commas) or XLSX (first sheet), at most 5 MB and 5,000 rows. Without `apply` it is only compared
/// and checked: what is new, changed, the same, gone, and every cell that is wrong. With `apply` it is written whole, or
/// (422) not at all; a row that the list lacks is named and stays, and so does one that the register has from a later
/// day. The same list again changes nothing.
#[utoipa::path(
    tag = "registers",
    params(ImportQuery),
    request_body(content(
        (String = "text/csv", example = "number,name,government,city,address,licence_from,licence_until,status,status_from,status_until,status_scope,branches,phones,emails,webs,social_accounts,bank_accounts\nSIP3MI-FIKTIF-0902,PT Contoh Daftar (fiktif),no,Bontang,Jl. Contoh 2,2026-01-01,2028-12-31,active,2026-01-01,,,Samarinda: Jl. Contoh 3,0548 555102;0812-5550-0102,info@contoh-daftar.example,contoh-daftar.example,@contoh.daftar.fiktif,1234567890\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses((status = 200, description = "What it changes", body = ImportReport)),
    security(("bearer" = ["registers:write"])),
)]
#[post("/v1/agencies/imports")]
pub async fn import_agencies(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    query: Query<ImportQuery>,
    file: File,
) -> Result<Answer, ApiError> {
    answer::<AgencyInput>(&caller, state, query.into_inner(), file).await
}

/// Import job orders
///
/// As agencies are; `agency` is the agency's number, `wage` an amount in the currency's main unit a month, `fee_idr` one
/// in rupiah.
#[utoipa::path(
    tag = "registers",
    params(ImportQuery),
    request_body(content(
        (String = "text/csv", example = "number,agency,permit,permit_from,permit_until,permit_countries,permit_occupations,country,employer,programme,occupation,post,seats,filled,wage,currency,months,fee_idr,closes_on,partner,partner_verified_on\nJO-FIKTIF-902,KP2MI,,,,,,KR,legal,KR-EPS-MFG,8219,Operator manufaktur,40,3,2156880,KRW,36,0,2026-12-31,,\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses((status = 200, description = "What it changes", body = ImportReport)),
    security(("bearer" = ["registers:write"])),
)]
#[post("/v1/job-orders/imports")]
pub async fn import_job_orders(
    caller: Caller<RegistersWrite>,
    state: Data<AppState>,
    query: Query<ImportQuery>,
    file: File,
) -> Result<Answer, ApiError> {
    answer::<JobOrderInput>(&caller, state, query.into_inner(), file).await
}
