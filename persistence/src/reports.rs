//! Reports of suspicious offers, and the groups that they make.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::{offer_report as r, report_group as g, report_mark as m};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Nullable, Text, Uuid as SqlUuid};
use domain::reports::{COMMON, FEWEST, GroupState, MarkKind, Near, PassedTo, ReportKind};
use uuid::Uuid;

/// By what a report is found to be like another.
pub type Mark = (MarkKind, Vec<u8>);

/// A report.
#[derive(Debug, Clone)]
pub struct Report {
    /// An id that tells nothing.
    pub id: Uuid,
    /// What is reported.
    pub kind: ReportKind,
    /// Its group; none: an objection.
    pub group: Option<Uuid>,
    /// The version of its group with which it came in.
    pub entered: Option<i32>,
    /// The day.
    pub received_on: NaiveDate,
    /// Keyed hash of the reporter's code.
    pub code_hash: Vec<u8>,
    /// What was said.
    pub sealed: Vec<u8>,
    /// Contacts that its text names.
    pub found: Option<Vec<u8>>,
    /// What an officer answered.
    pub answer: Option<Vec<u8>>,
    /// When.
    pub answered_on: Option<NaiveDate>,
}

/// A group of reports.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its ETag.
    pub version: i32,
    /// Where it stands.
    pub state: GroupState,
    /// Who has it.
    pub passed_to: Option<PassedTo>,
    /// Since when.
    pub passed_on: Option<NaiveDate>,
    /// Under which number.
    pub receipt: Option<String>,
    /// Why it was closed.
    pub reason: Option<String>,
    /// The day of its first report.
    pub opened_on: NaiveDate,
    /// The one that its reports went into.
    pub merged_into: Option<Uuid>,
    /// The version that an officer had read who passed it on or confirmed it.
    pub seen: Option<i32>,
}

impl Group {
    /// Whether a report of it counts in the offer check: it was passed on, and an officer had seen it.
    #[must_use]
    pub fn counts(&self, report: &Report) -> bool {
        let is_seen = self.seen.zip(report.entered).is_some_and(|(seen, entered)| entered <= seen);
        self.state == GroupState::Passed && is_seen
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = r, check_for_backend(diesel::pg::Pg))]
struct ReportRow {
    id: Uuid,
    kind: String,
    group_id: Option<Uuid>,
    received_on: NaiveDate,
    code_hash: Vec<u8>,
    sealed: Vec<u8>,
    answer: Option<Vec<u8>>,
    answered_on: Option<NaiveDate>,
    entered: Option<i32>,
    found: Option<Vec<u8>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = g, check_for_backend(diesel::pg::Pg))]
struct GroupRow {
    id: Uuid,
    version: i32,
    state: String,
    passed_to: Option<String>,
    passed_on: Option<NaiveDate>,
    receipt: Option<String>,
    reason: Option<String>,
    opened_on: NaiveDate,
    merged_into: Option<Uuid>,
    seen: Option<i32>,
}

fn report(row: ReportRow) -> Result<Report, RepoError> {
    let kind = row.kind.parse().map_err(RepoError::corrupt("offer_report", "kind"))?;
    Ok(Report {
        id: row.id,
        kind,
        group: row.group_id,
        entered: row.entered,
        received_on: row.received_on,
        code_hash: row.code_hash,
        sealed: row.sealed,
        found: row.found,
        answer: row.answer,
        answered_on: row.answered_on,
    })
}

fn group(row: GroupRow) -> Result<Group, RepoError> {
    let to = row.passed_to.map(|it| it.parse().map_err(RepoError::corrupt("report_group", "passed_to")));
    Ok(Group {
        id: row.id,
        version: row.version,
        state: row.state.parse().map_err(RepoError::corrupt("report_group", "state"))?,
        passed_to: to.transpose()?,
        passed_on: row.passed_on,
        receipt: row.receipt,
        reason: row.reason,
        opened_on: row.opened_on,
        merged_into: row.merged_into,
        seen: row.seen,
    })
}

/// Holds off whatever else enters, decides or parts: two reports at once do not make two groups of one, and none comes
/// into a group while an officer decides on it.
///
/// # Errors
///
/// If the query fails.
pub fn lock(conn: &mut Conn) -> Result<(), RepoError> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext('report_group'))")
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("report_group.lock"))
}

/// Enters a report with its marks; false: it is there already (a retry).
///
/// # Errors
///
/// If a row cannot be written.
pub fn insert(conn: &mut Conn, report: &Report, marks: &[Mark]) -> Result<bool, RepoError> {
    let row = ReportRow {
        id: report.id,
        kind: report.kind.as_str().to_owned(),
        group_id: report.group,
        received_on: report.received_on,
        code_hash: report.code_hash.clone(),
        sealed: report.sealed.clone(),
        answer: None,
        answered_on: None,
        entered: report.entered,
        found: report.found.clone(),
    };
    let made = diesel::insert_into(r::table)
        .values(row)
        .on_conflict(r::code_hash)
        .do_nothing()
        .execute(conn)
        .map_err(RepoError::query("offer_report.insert"))?;
    if made == 0 {
        return Ok(false);
    }
    let rows: Vec<_> = marks
        .iter()
        .map(|(kind, mark)| (m::report_id.eq(report.id), m::kind.eq(kind.as_str()), m::mark.eq(mark)))
        .collect();
    diesel::insert_into(m::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .map_err(RepoError::query("report_mark.insert"))?;
    Ok(true)
}

/// A report that shares something with the one that is asked about.
#[derive(QueryableByName)]
struct NearRow {
    #[diesel(sql_type = SqlUuid)]
    group_id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    apart: bool,
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = BigInt)]
    contacts: i64,
    #[diesel(sql_type = BigInt)]
    phrases: i64,
    #[diesel(sql_type = BigInt)]
    whole: i64,
}

fn halves(marks: &[Mark]) -> (Vec<&'static str>, Vec<Vec<u8>>) {
    marks.iter().map(|(kind, mark)| (kind.as_str(), mark.clone())).unzip()
}

/// Reports like one with these marks: in open groups by contacts and wording; in those passed on by contacts that count.
/// Those passed on first, then the oldest. Under [`lock`].
///
/// # Errors
///
/// If a query fails.
pub fn near(conn: &mut Conn, marks: &[Mark]) -> Result<Vec<Near<Uuid>>, RepoError> {
    let (kinds, values) = halves(marks);
    let rows: Vec<NearRow> = diesel::sql_query(
        "WITH found AS ( \
           SELECT r.id, r.group_id, g.state, g.apart, g.opened_on, m.kind, m.mark \
           FROM unnest($1, $2) AS asked (kind, mark) JOIN report_mark m USING (kind, mark) \
           JOIN offer_report r ON r.id = m.report_id JOIN report_group g ON g.id = r.group_id \
           WHERE g.state = 'open' OR (g.state = 'passed' AND r.entered <= g.seen AND m.kind <> 'wording')), \
         common AS ( \
           SELECT mark FROM found WHERE kind = 'wording' GROUP BY mark HAVING count(DISTINCT group_id) >= $3), \
         shared AS ( \
           SELECT id, group_id, state, apart, opened_on, count(*) FILTER (WHERE kind <> 'wording') AS contacts, \
             count(*) FILTER (WHERE kind = 'wording' AND mark NOT IN (TABLE common)) AS phrases \
           FROM found GROUP BY id, group_id, state, apart, opened_on) \
         SELECT group_id, state, apart, contacts, phrases, \
           (SELECT count(*) FROM offer_report o WHERE o.group_id = s.group_id) AS size, \
           (SELECT count(*) FROM report_mark w WHERE w.report_id = s.id AND w.kind = 'wording') AS whole \
         FROM shared s WHERE contacts > 0 OR phrases >= $4 ORDER BY state DESC, opened_on, group_id, id",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<Bytea>, _>(values)
    .bind::<BigInt, _>(i64::try_from(COMMON).unwrap_or(i64::MAX))
    .bind::<BigInt, _>(i64::try_from(FEWEST).unwrap_or(i64::MAX))
    .load(conn)
    .map_err(RepoError::query("report_group.near"))?;
    let count = |it: i64| usize::try_from(it).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            Ok(Near {
                group: row.group_id,
                state: row.state.parse().map_err(RepoError::corrupt("report_group", "state"))?,
                apart: row.apart,
                size: count(row.size),
                contacts: count(row.contacts),
                phrases: count(row.phrases),
                whole: count(row.whole),
            })
        })
        .collect()
}

/// Opens a group; `apart`: for reports that an officer takes out of another.
///
/// # Errors
///
/// If it cannot be written.
pub fn open(conn: &mut Conn, id: Uuid, day: NaiveDate, apart: bool) -> Result<(), RepoError> {
    diesel::insert_into(g::table)
        .values((
            g::id.eq(id),
            g::version.eq(1),
            g::state.eq(GroupState::Open.as_str()),
            g::opened_on.eq(day),
            g::apart.eq(apart),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("report_group.open"))
}

/// Moves the reports of an open group into another, which they come into with a version; the version of the first after it.
///
/// # Errors
///
/// If a row cannot be written.
pub fn merge(conn: &mut Conn, from: Uuid, into: Uuid, entered: i32) -> Result<i32, RepoError> {
    diesel::update(r::table.filter(r::group_id.eq(from)))
        .set((r::group_id.eq(into), r::entered.eq(entered)))
        .execute(conn)
        .map_err(RepoError::query("offer_report.move"))?;
    diesel::update(g::table.find(from))
        .set((
            g::state.eq(GroupState::Merged.as_str()),
            g::merged_into.eq(into),
            g::version.eq(g::version + 1),
        ))
        .returning(g::version)
        .get_result(conn)
        .map_err(RepoError::query("report_group.merge"))
}

/// Counts another report of a group; its version after that.
///
/// # Errors
///
/// If the row cannot be written.
pub fn grow(conn: &mut Conn, id: Uuid) -> Result<i32, RepoError> {
    diesel::update(g::table.find(id))
        .set(g::version.eq(g::version + 1))
        .returning(g::version)
        .get_result(conn)
        .map_err(RepoError::query("report_group.grow"))
}

/// Moves these reports of a group into one of their own; how many were of that group.
///
/// # Errors
///
/// If a row cannot be written.
pub fn part(conn: &mut Conn, from: Uuid, reports: &[Uuid], into: Uuid) -> Result<usize, RepoError> {
    let moved = diesel::update(r::table.filter(r::group_id.eq(from)).filter(r::id.eq_any(reports)))
        .set((r::group_id.eq(into), r::entered.eq(1)))
        .execute(conn)
        .map_err(RepoError::query("offer_report.part"))?;
    diesel::update(g::table.find(from))
        .set((g::apart.eq(true), g::version.eq(g::version + 1)))
        .execute(conn)
        .map_err(RepoError::query("report_group.part"))?;
    Ok(moved)
}

/// Versions of a group after this one with which reports came in, and nothing else happened.
///
/// # Errors
///
/// If the query fails.
pub fn grown_since(conn: &mut Conn, id: Uuid, version: i32) -> Result<i64, RepoError> {
    r::table
        .filter(r::group_id.eq(id))
        .filter(r::entered.gt(version))
        .select(diesel::dsl::count(r::entered).aggregate_distinct())
        .first(conn)
        .map_err(RepoError::query("offer_report.grown_since"))
}

/// A report and its group by the reporter's code.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn of_code(conn: &mut Conn, code_hash: &[u8]) -> Result<(Report, Option<Group>), RepoError> {
    let row: ReportRow = r::table
        .filter(r::code_hash.eq(code_hash))
        .select(ReportRow::as_select())
        .first(conn)
        .map_err(RepoError::query("offer report"))?;
    let of = row.group_id.map(|id| find(conn, id)).transpose()?;
    Ok((report(row)?, of))
}

/// A group.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn find(conn: &mut Conn, id: Uuid) -> Result<Group, RepoError> {
    g::table
        .find(id)
        .select(GroupRow::as_select())
        .first(conn)
        .map_err(RepoError::query("report group"))
        .and_then(group)
}

/// Writes what was decided of a group.
///
/// # Errors
///
/// If it cannot be written.
pub fn decide(conn: &mut Conn, after: &Group, by: Option<Uuid>) -> Result<(), RepoError> {
    diesel::update(g::table.find(after.id))
        .set((
            g::version.eq(after.version),
            g::state.eq(after.state.as_str()),
            g::passed_to.eq(after.passed_to.map(PassedTo::as_str)),
            g::passed_on.eq(after.passed_on),
            g::receipt.eq(&after.receipt),
            g::reason.eq(&after.reason),
            g::seen.eq(after.seen),
            g::decided_by.eq(by),
        ))
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("report_group.decide"))
}

/// Groups by day and id, after `after`, at most `limit`; `waiting`: only those with reports that no officer has confirmed.
///
/// # Errors
///
/// If the query fails.
pub fn groups(
    conn: &mut Conn,
    state: GroupState,
    waiting: bool,
    after: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<Group>, RepoError> {
    let mut query = g::table
        .filter(g::state.eq(state.as_str()))
        .order((g::opened_on, g::id))
        .limit(limit)
        .select(GroupRow::as_select())
        .into_boxed();
    if waiting {
        let unseen =
            r::table.filter(r::group_id.eq(g::id.nullable())).filter(r::entered.gt(g::seen)).select(r::id);
        query = query.filter(diesel::dsl::exists(unseen));
    }
    if let Some((day, id)) = after {
        // The first condition is where the index begins.
        query = query.filter(g::opened_on.ge(day));
        query = query.filter(g::opened_on.gt(day).or(g::id.gt(id)));
    }
    let rows = query.load(conn).map_err(RepoError::query("report_group.list"))?;
    rows.into_iter().map(group).collect()
}

/// Reports of these groups.
///
/// # Errors
///
/// If the query fails.
pub fn of_groups(conn: &mut Conn, groups: &[Uuid]) -> Result<Vec<Report>, RepoError> {
    let rows: Vec<ReportRow> = r::table
        .filter(r::group_id.eq_any(groups))
        .order((r::group_id, r::received_on, r::id))
        .select(ReportRow::as_select())
        .load(conn)
        .map_err(RepoError::query("offer_report.of_groups"))?;
    rows.into_iter().map(report).collect()
}

/// Objections, those without an answer or all, oldest first, after `after`, at most `limit`.
///
/// # Errors
///
/// If the query fails.
pub fn objections(
    conn: &mut Conn,
    open: bool,
    after: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<Report>, RepoError> {
    let mut query = r::table
        .filter(r::kind.eq(ReportKind::Objection.as_str()))
        .order((r::received_on, r::id))
        .limit(limit)
        .select(ReportRow::as_select())
        .into_boxed();
    if open {
        query = query.filter(r::answer.is_null());
    }
    if let Some((day, id)) = after {
        // The first condition is where the index begins.
        query = query.filter(r::received_on.ge(day));
        query = query.filter(r::received_on.gt(day).or(r::id.gt(id)));
    }
    let rows = query.load(conn).map_err(RepoError::query("offer_report.objections"))?;
    rows.into_iter().map(report).collect()
}

/// Writes the one answer to a report; false: it has one.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is no such report.
pub fn answer(
    conn: &mut Conn,
    id: Uuid,
    sealed: &[u8],
    day: NaiveDate,
    by: Option<Uuid>,
) -> Result<bool, RepoError> {
    let found: Option<Vec<u8>> = r::table
        .find(id)
        .select(r::answer)
        .for_update()
        .first(conn)
        .map_err(RepoError::query("offer report"))?;
    if found.is_some() {
        return Ok(false);
    }
    diesel::update(r::table.find(id))
        .set((r::answer.eq(sealed), r::answered_on.eq(day), r::answered_by.eq(by)))
        .execute(conn)
        .map(|_| true)
        .map_err(RepoError::query("offer_report.answer"))
}

/// A contact that an officer saw in a group that was passed on.
#[derive(Debug, Clone, QueryableByName)]
pub struct Marked {
    /// What it is.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its keyed hash.
    #[diesel(sql_type = Bytea)]
    pub mark: Vec<u8>,
    /// Since when.
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub passed_on: Option<NaiveDate>,
}

/// Which of these contacts officers saw in groups that they passed on to the police or KP2MI.
///
/// # Errors
///
/// If the query fails.
pub fn marked(conn: &mut Conn, marks: &[Mark]) -> Result<Vec<Marked>, RepoError> {
    let (kinds, values) = halves(marks);
    diesel::sql_query(
        "SELECT m.kind, m.mark, min(g.passed_on) AS passed_on \
         FROM unnest($1, $2) AS asked (kind, mark) JOIN report_mark m USING (kind, mark) \
         JOIN offer_report r ON r.id = m.report_id JOIN report_group g ON g.id = r.group_id \
         WHERE g.state = 'passed' AND r.entered <= g.seen AND m.kind <> 'wording' GROUP BY m.kind, m.mark",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<Bytea>, _>(values)
    .load(conn)
    .map_err(RepoError::query("report_mark.marked"))
}
