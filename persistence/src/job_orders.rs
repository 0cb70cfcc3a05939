//! The register of approved job orders.

use crate::db::Conn;
use crate::error::RepoError;
use crate::events::Thing;
use crate::registers::{PART, Register, Stored, Taken, all_stand, forgive, id_of, like};
use crate::schema::job_order as t;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel::upsert::excluded;
use domain::registers::JobOrder;
use uuid::Uuid;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = t, check_for_backend(Pg))]
struct Row {
    id: Uuid,
    version: i32,
    number: String,
    agency_id: Uuid,
    permit: Option<String>,
    permit_from: Option<NaiveDate>,
    permit_until: Option<NaiveDate>,
    permit_countries: Vec<String>,
    permit_occupations: Vec<String>,
    country: String,
    employer: String,
    programme: Option<String>,
    occupation: String,
    post: String,
    seats: i32,
    filled: i32,
    wage_minor: i64,
    currency: String,
    months: i32,
    fee_minor: i64,
    closes_on: Option<NaiveDate>,
    partner: Option<String>,
    partner_verified_on: Option<NaiveDate>,
    taken_from: String,
    taken_on: NaiveDate,
}

impl Row {
    fn of(stored: &Stored<JobOrder>) -> Self {
        let row = stored.row.clone();
        Self {
            id: stored.id,
            version: stored.version,
            number: row.number,
            agency_id: row.agency,
            permit: row.permit,
            permit_from: row.permit_from,
            permit_until: row.permit_until,
            permit_countries: row.permit_countries,
            permit_occupations: row.permit_occupations,
            country: row.country,
            employer: row.employer.as_str().to_owned(),
            programme: row.programme,
            occupation: row.occupation,
            post: row.post,
            seats: row.seats,
            filled: row.filled,
            wage_minor: row.wage_minor,
            currency: row.currency,
            months: row.months,
            fee_minor: row.fee_minor,
            closes_on: row.closes_on,
            partner: row.partner,
            partner_verified_on: row.partner_verified_on,
            taken_from: stored.taken.from.clone(),
            taken_on: stored.taken.on,
        }
    }

    fn open(self) -> Result<Stored<JobOrder>, RepoError> {
        Ok(Stored {
            id: self.id,
            version: self.version,
            taken: Taken { from: self.taken_from, on: self.taken_on },
            row: JobOrder {
                number: self.number,
                agency: self.agency_id,
                permit: self.permit,
                permit_from: self.permit_from,
                permit_until: self.permit_until,
                permit_countries: self.permit_countries,
                permit_occupations: self.permit_occupations,
                country: self.country,
                employer: self.employer.parse().map_err(RepoError::corrupt("job_order", "employer"))?,
                programme: self.programme,
                occupation: self.occupation,
                post: self.post,
                seats: self.seats,
                filled: self.filled,
                wage_minor: self.wage_minor,
                currency: self.currency,
                months: self.months,
                fee_minor: self.fee_minor,
                closes_on: self.closes_on,
                partner: self.partner,
                partner_verified_on: self.partner_verified_on,
            },
        })
    }
}

/// What a list of job orders is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Its id.
    pub id: Option<Uuid>,
    /// Number, however it is spaced.
    pub number: Option<String>,
    /// Destination.
    pub country: Option<String>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Agency.
    pub agency: Option<Uuid>,
    /// Part of the post, typing errors allowed.
    pub post: Option<String>,
}

/// Job orders by number, after `after`, at most `limit`.
///
/// # Errors
///
/// If the query fails.
pub fn page(
    conn: &mut Conn,
    filter: &OrderFilter,
    after: Option<&String>,
    limit: i64,
) -> Result<Vec<Stored<JobOrder>>, RepoError> {
    let mut query = t::table.select(Row::as_select()).order(t::number).limit(limit).into_boxed();
    if let Some(id) = filter.id.or_else(|| filter.number.as_deref().map(JobOrder::id_of)) {
        query = query.filter(t::id.eq(id));
    }
    if let Some(country) = &filter.country {
        query = query.filter(t::country.eq(country));
    }
    if let Some(occupation) = &filter.occupation {
        query = query.filter(t::occupation.eq(occupation));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(t::agency_id.eq(agency));
    }
    if let Some(part) = &filter.post {
        forgive(conn)?;
        query = query.filter(
            sql::<Bool>("(lower(job_order.post) LIKE ")
                .bind::<Text, _>(like(part))
                .sql(" OR lower(job_order.post) %> ")
                .bind::<Text, _>(part.to_lowercase())
                .sql(")"),
        );
    }
    if let Some(number) = after {
        query = query.filter(t::number.gt(number));
    }
    let rows: Vec<Row> = query.load(conn).map_err(RepoError::query("job_order.page"))?;
    rows.into_iter().map(Row::open).collect()
}

/// The orders of these numbers, or under permits of these numbers, given by their letters and digits in upper case.
///
/// # Errors
///
/// If the query fails.
pub fn by_number(conn: &mut Conn, numbers: &[String]) -> Result<Vec<Uuid>, RepoError> {
    t::table
        .filter(
            sql::<Bool>("(upper(regexp_replace(number, '[^[:alnum:]]', '', 'g')) = ANY (")
                .bind::<Array<Text>, _>(numbers)
                .sql(") OR upper(regexp_replace(permit, '[^[:alnum:]]', '', 'g')) = ANY (")
                .bind::<Array<Text>, _>(numbers)
                .sql("))"),
        )
        .select(t::id)
        .order(t::id)
        .load(conn)
        .map_err(RepoError::query("job_order.by_number"))
}

/// Job orders of these agencies by number, at most `limit`.
///
/// # Errors
///
/// If the query fails.
pub fn of_agencies(
    conn: &mut Conn,
    agencies: &[Uuid],
    limit: i64,
) -> Result<Vec<Stored<JobOrder>>, RepoError> {
    let rows: Vec<Row> = t::table
        .filter(t::agency_id.eq_any(agencies))
        .order(t::number)
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .map_err(RepoError::query("job_order.of_agencies"))?;
    rows.into_iter().map(Row::open).collect()
}

impl Register for JobOrder {
    const THING: Thing = Thing::JobOrder;

    fn id_of(number: &str) -> Uuid {
        id_of("job-order", number)
    }

    fn owner(&self) -> Uuid {
        self.agency
    }

    fn label(&self) -> (&str, &str) {
        (&self.number, &self.post)
    }

    fn onto(self, _: &Self, _: bool) -> Self {
        self
    }

    fn load(conn: &mut Conn, ids: Option<&[Uuid]>) -> Result<Vec<Stored<Self>>, RepoError> {
        let mut query = t::table.select(Row::as_select()).order(t::number).into_boxed();
        if let Some(ids) = ids {
            query = query.filter(t::id.eq_any(ids));
        }
        let rows: Vec<Row> = query.load(conn).map_err(RepoError::query("job_order.load"))?;
        rows.into_iter().map(Row::open).collect()
    }

    fn put(conn: &mut Conn, rows: &[Stored<Self>], _: DateTime<Utc>) -> Result<(), RepoError> {
        // Not for the whole file: a table's `filter` would be one of two.
        use diesel::query_dsl::methods::FilterDsl as _;
        for part in rows.chunks(PART) {
            let rows: Vec<Row> = part.iter().map(Row::of).collect();
            let written = diesel::insert_into(t::table)
                .values(rows)
                .on_conflict(t::id)
                .do_update()
                .set((
                    t::version.eq(excluded(t::version)),
                    t::number.eq(excluded(t::number)),
                    t::agency_id.eq(excluded(t::agency_id)),
                    t::permit.eq(excluded(t::permit)),
                    t::permit_from.eq(excluded(t::permit_from)),
                    t::permit_until.eq(excluded(t::permit_until)),
                    t::permit_countries.eq(excluded(t::permit_countries)),
                    t::permit_occupations.eq(excluded(t::permit_occupations)),
                    t::country.eq(excluded(t::country)),
                    t::employer.eq(excluded(t::employer)),
                    t::programme.eq(excluded(t::programme)),
                    t::occupation.eq(excluded(t::occupation)),
                    t::post.eq(excluded(t::post)),
                    t::seats.eq(excluded(t::seats)),
                    t::filled.eq(excluded(t::filled)),
                    t::wage_minor.eq(excluded(t::wage_minor)),
                    t::currency.eq(excluded(t::currency)),
                    t::months.eq(excluded(t::months)),
                    t::fee_minor.eq(excluded(t::fee_minor)),
                    t::closes_on.eq(excluded(t::closes_on)),
                    t::partner.eq(excluded(t::partner)),
                    t::partner_verified_on.eq(excluded(t::partner_verified_on)),
                    t::taken_from.eq(excluded(t::taken_from)),
                    t::taken_on.eq(excluded(t::taken_on)),
                ))
                .filter((t::version + 1).eq(excluded(t::version)))
                .execute(conn)
                .map_err(RepoError::query("job_order.put"))?;
            if written < part.len() {
                return Err(RepoError::Stale("job order"));
            }
        }
        Ok(())
    }

    fn confirm(conn: &mut Conn, rows: &[(Uuid, i32)], taken: &Taken) -> Result<(), RepoError> {
        let ids: Vec<Uuid> = rows.iter().map(|it| it.0).collect();
        let noted = diesel::update(t::table.filter(t::id.eq_any(ids)).filter(t::taken_on.lt(taken.on)))
            .set((t::taken_from.eq(&taken.from), t::taken_on.eq(taken.on)))
            .returning((t::id, t::version))
            .get_results(conn)
            .map_err(RepoError::query("job_order.confirm"))?;
        all_stand(rows, &noted)
    }
}
