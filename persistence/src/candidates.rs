//! Files of candidates. Every query takes who asks: what they may not see is not found.

use crate::db::Conn;
use crate::error::RepoError;
use crate::schema::{candidate as c, identifier as i};
use crate::vault::{DataKey, Place, Vault};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use domain::candidates::{Address, Custody, EmergencyContact, Profile, Returned, Status};
use domain::identity::{IdentifierKind, MaritalStatus, Sex};
use domain::ids::{AccountId, OrganisationId};
use uuid::Uuid;

/// Which files a caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// The caller's own.
    Own(Uuid),
    /// Those of a kelurahan once handed in, and drafts opened at its own counter.
    Kelurahan {
        /// The office.
        office: Uuid,
        /// Its kelurahan.
        region: String,
    },
    /// All that were handed in, and drafts opened at the own counter.
    City {
        /// The organisation, if the caller belongs to one.
        office: Option<Uuid>,
    },
}

type Condition = Box<dyn BoxableExpression<c::table, Pg, SqlType = Nullable<Bool>>>;

impl Sight {
    fn condition(&self) -> Condition {
        match self {
            Self::Own(person) => Box::new(c::person_id.eq(*person).nullable()),
            Self::Kelurahan { office, region } => Box::new(
                c::kelurahan
                    .eq(region.clone())
                    .and(c::submitted_at.is_not_null())
                    .or(c::opened_by.eq(*office).and(c::status.eq(Status::Draft.as_str()))),
            ),
            Self::City { office: Some(office) } => {
                Box::new(c::submitted_at.is_not_null().nullable().or(c::opened_by.eq(*office)))
            }
            Self::City { office: None } => Box::new(c::submitted_at.is_not_null().nullable()),
        }
    }
}

/// A file as stored.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The person.
    pub id: Uuid,
    /// Where it stands.
    pub status: Status,
    /// Version; its `ETag`.
    pub version: i32,
    /// Number given at the first submission.
    pub receipt: Option<String>,
    /// Who the person is.
    pub profile: Profile,
    /// Where it lies.
    pub custody: Custody,
    /// Organisation that opened it at its counter.
    pub opened_by: Option<Uuid>,
    /// First submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = c, check_for_backend(Pg))]
#[diesel(treat_none_as_null = true)]
struct Row {
    person_id: Uuid,
    status: String,
    version: i32,
    receipt: Option<String>,
    full_name: Option<String>,
    passport_name: Option<String>,
    birth_place: Option<String>,
    birth_date: Option<NaiveDate>,
    sex: Option<String>,
    marital_status: Option<String>,
    street: Option<String>,
    rt: Option<String>,
    rw: Option<String>,
    kelurahan: Option<String>,
    postal_code: Option<String>,
    emergency_contact: Option<Vec<u8>>,
    wished_countries: Vec<String>,
    wished_occupations: Vec<String>,
    holder_id: Option<Uuid>,
    held_since: DateTime<Utc>,
    expected_by: Option<NaiveDate>,
    return_reason: Option<String>,
    return_field: Option<String>,
    noted_by: Option<Uuid>,
    opened_by: Option<Uuid>,
    submitted_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

fn contact_place(person: Uuid) -> Place {
    Place { table: "candidate", column: "emergency_contact", row: person }
}

impl Row {
    fn of(candidate: &Candidate, key: &DataKey) -> Result<Self, RepoError> {
        let Candidate { id, status, version, receipt, profile, custody, opened_by, submitted_at, created_at } =
            candidate.clone();
        let Custody { holder, since, expected_by, returned, noted_by } = custody;
        let (return_reason, return_field) = match returned {
            Some(Returned { reason, field }) => (Some(reason), field),
            None => (None, None),
        };
        let Profile {
            full_name,
            passport_name,
            birth_place,
            birth_date,
            sex,
            marital_status,
            address,
            emergency_contact,
            wished_countries,
            wished_occupations,
        } = profile;
        let Address { street, rt, rw, kelurahan, postal_code } = address;
        Ok(Self {
            person_id: id,
            status: status.as_str().to_owned(),
            version,
            receipt,
            full_name,
            passport_name,
            birth_place,
            birth_date,
            sex: sex.map(|sex| sex.as_str().to_owned()),
            marital_status: marital_status.map(|status| status.as_str().to_owned()),
            street,
            rt,
            rw,
            kelurahan,
            postal_code,
            emergency_contact: emergency_contact
                .map(|it| key.seal_json(contact_place(id), &it))
                .transpose()?,
            wished_countries,
            wished_occupations,
            holder_id: holder.map(|it| it.0),
            held_since: since,
            expected_by,
            return_reason,
            return_field,
            noted_by: noted_by.map(|it| it.0),
            opened_by,
            submitted_at,
            created_at,
        })
    }

    fn open(self, key: &DataKey) -> Result<Candidate, RepoError> {
        let sex: Option<Sex> =
            self.sex.map(|word| word.parse()).transpose().map_err(RepoError::corrupt("candidate", "sex"))?;
        let marital_status: Option<MaritalStatus> = self
            .marital_status
            .map(|word| word.parse())
            .transpose()
            .map_err(RepoError::corrupt("candidate", "marital_status"))?;
        let emergency_contact: Option<EmergencyContact> =
            self.emergency_contact.map(|it| key.open_json(contact_place(self.person_id), &it)).transpose()?;
        Ok(Candidate {
            id: self.person_id,
            status: self.status.parse().map_err(RepoError::corrupt("candidate", "status"))?,
            version: self.version,
            receipt: self.receipt,
            profile: Profile {
                full_name: self.full_name,
                passport_name: self.passport_name,
                birth_place: self.birth_place,
                birth_date: self.birth_date,
                sex,
                marital_status,
                address: Address {
                    street: self.street,
                    rt: self.rt,
                    rw: self.rw,
                    kelurahan: self.kelurahan,
                    postal_code: self.postal_code,
                },
                emergency_contact,
                wished_countries: self.wished_countries,
                wished_occupations: self.wished_occupations,
            },
            custody: Custody {
                holder: self.holder_id.map(OrganisationId),
                since: self.held_since,
                expected_by: self.expected_by,
                returned: self.return_reason.map(|reason| Returned { reason, field: self.return_field }),
                noted_by: self.noted_by.map(AccountId),
            },
            opened_by: self.opened_by,
            submitted_at: self.submitted_at,
            created_at: self.created_at,
        })
    }
}

/// Opens a file.
///
/// # Errors
///
/// [`RepoError::Refused`] by `candidate_pkey` if the person has one.
pub fn create(conn: &mut Conn, key: &DataKey, candidate: &Candidate) -> Result<(), RepoError> {
    diesel::insert_into(c::table)
        .values(Row::of(candidate, key)?)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("candidate.create"))
}

/// The file of a person and the person's key, if the caller may see it.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none or the caller may not see it.
pub fn find(
    conn: &mut Conn,
    vault: &Vault,
    id: Uuid,
    sight: &Sight,
) -> Result<(Candidate, DataKey), RepoError> {
    let row: Row = c::table
        .find(id)
        .filter(sight.condition())
        .select(Row::as_select())
        .first(conn)
        .map_err(RepoError::query("candidate"))?;
    let key = crate::people::key(conn, vault, id)?;
    Ok((row.open(&key)?, key))
}

/// The same, locked until the transaction ends: for changes of what belongs to the file.
///
/// # Errors
///
/// As [`find`].
pub fn lock(
    conn: &mut Conn,
    vault: &Vault,
    id: Uuid,
    sight: &Sight,
) -> Result<(Candidate, DataKey), RepoError> {
    let row: Row = c::table
        .find(id)
        .filter(sight.condition())
        .select(Row::as_select())
        .for_update()
        .first(conn)
        .map_err(RepoError::query("candidate"))?;
    let key = crate::people::key(conn, vault, id)?;
    Ok((row.open(&key)?, key))
}

/// Whether a person has a file.
///
/// # Errors
///
/// If the query fails.
pub fn exists(conn: &mut Conn, id: Uuid) -> Result<bool, RepoError> {
    diesel::select(diesel::dsl::exists(c::table.find(id)))
        .get_result(conn)
        .map_err(RepoError::query("candidate.exists"))
}

/// Writes a file whose `version` is the one after `before.version`, if it still stands as `before`.
///
/// # Errors
///
/// [`RepoError::Stale`] if it does not: nothing is written.
pub fn update(
    conn: &mut Conn,
    key: &DataKey,
    before: &Candidate,
    after: &Candidate,
) -> Result<(), RepoError> {
    let written = diesel::update(
        c::table
            .find(before.id)
            .filter(c::version.eq(before.version))
            .filter(c::status.eq(before.status.as_str())),
    )
    .set(Row::of(after, key)?)
    .execute(conn)
    .map_err(RepoError::query("candidate.update"))?;
    if written == 1 { Ok(()) } else { Err(RepoError::Stale("candidate")) }
}

/// A line of the queue.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = c, check_for_backend(Pg))]
pub struct QueueRow {
    /// The person.
    pub person_id: Uuid,
    /// Where the file stands.
    pub status: String,
    /// Its number.
    pub receipt: Option<String>,
    /// The person's name.
    pub full_name: Option<String>,
    /// Kelurahan.
    pub kelurahan: Option<String>,
    /// Organisation that must act.
    pub holder_id: Option<Uuid>,
    /// Since when.
    pub held_since: DateTime<Utc>,
    /// By which day.
    pub expected_by: Option<NaiveDate>,
}

/// What a queue is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    /// Status.
    pub status: Option<Status>,
    /// Kelurahan.
    pub kelurahan: Option<String>,
    /// Organisation that must act.
    pub holder: Option<Uuid>,
    /// Only those whose day has passed before this day.
    pub overdue_on: Option<NaiveDate>,
}

/// Files that the caller may see, longest waiting first, after `after`.
///
/// # Errors
///
/// If the query fails.
pub fn queue(
    conn: &mut Conn,
    sight: &Sight,
    filter: &QueueFilter,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<QueueRow>, RepoError> {
    let mut query = c::table
        .select(QueueRow::as_select())
        .filter(sight.condition())
        .order((c::held_since.asc(), c::person_id.asc()))
        .limit(limit)
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(c::status.eq(status.as_str()));
    }
    if let Some(kelurahan) = &filter.kelurahan {
        query = query.filter(c::kelurahan.eq(kelurahan));
    }
    if let Some(holder) = filter.holder {
        query = query.filter(c::holder_id.eq(holder));
    }
    if let Some(day) = filter.overdue_on {
        query = query.filter(c::expected_by.lt(day));
    }
    if let Some((since, id)) = after {
        // The first condition is where the index begins.
        query = query.filter(c::held_since.ge(since)).filter(c::held_since.gt(since).or(c::person_id.gt(id)));
    }
    query.load(conn).map_err(RepoError::query("candidate.queue"))
}

/// Files with this NIK that the caller may see.
///
/// # Errors
///
/// If the query fails.
pub fn by_nik(conn: &mut Conn, vault: &Vault, sight: &Sight, nik: &str) -> Result<Vec<QueueRow>, RepoError> {
    let index = vault.blind_index(IdentifierKind::Nik.as_str(), nik);
    let people = i::table.filter(i::blind_index.eq(index)).select(i::person_id);
    c::table
        .filter(c::person_id.eq_any(people))
        .filter(sight.condition())
        .order(c::person_id)
        .limit(20)
        .select(QueueRow::as_select())
        .load(conn)
        .map_err(RepoError::query("candidate.by_nik"))
}
