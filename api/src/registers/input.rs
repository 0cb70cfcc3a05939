use super::columns::{Column, Kind};
use super::entry::{Entry, Known};
use crate::accounts::name;
use crate::http::FieldError;
use chrono::NaiveDate;
use domain::calendar::is_plausible;
use domain::law::EmployerKind;
use domain::registers::{Agency, AgencyStatus, Branch, Contact, ContactKind, Given, JobOrder};
use persistence::registers::{Register, Taken};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use validator::Validate;

/// Something to be said of an agency, from a day on.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusInput {
    /// What.
    #[schema(example = "warned")]
    pub state: Given,
    /// First day.
    #[schema(example = "2026-05-01")]
    pub from: NaiveDate,
    /// Last day; none: until an `active` entry.
    pub until: Option<NaiveDate>,
    /// What it is limited to, in words; none: everything.
    #[schema(min_length = 1, max_length = 300)]
    pub scope: Option<String>,
    /// Why, and by which act.
    #[schema(min_length = 1, max_length = 400, example = "Surat peringatan KP2MI (data contoh)")]
    pub reason: Option<String>,
}

impl StatusInput {
    /// The entry of the history.
    ///
    /// # Errors
    ///
    /// Every field that is wrong, below `at`.
    pub fn check(self, at: &str) -> Result<AgencyStatus, Vec<FieldError>> {
        let Self { state, from, until, scope, reason } = self;
        let status = AgencyStatus { state, from, until, scope, reason };
        match status.wrong() {
            Some((field, code)) => Err(vec![FieldError::new(format!("{at}/{field}"), code)]),
            None => Ok(status),
        }
    }
}

/// An agency, whole.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyInput {
    /// Number of its licence (SIP3MI): its key in the register, which never changes.
    #[schema(min_length = 1, max_length = 60, example = "SIP3MI-FIKTIF-0901")]
    pub number: String,
    /// Name.
    #[schema(min_length = 2, max_length = 200, example = "PT Contoh Baru (fiktif)")]
    pub name: String,
    /// Whether it is the government, which needs no licence. Once entered it stays.
    #[schema(example = false)]
    pub government: bool,
    /// City of its seat.
    #[schema(min_length = 1, max_length = 100, example = "Bontang")]
    pub city: String,
    /// Address of its seat.
    #[schema(min_length = 1, max_length = 300, example = "Jl. Contoh 9")]
    pub address: Option<String>,
    /// First day of its licence.
    #[schema(example = "2026-01-01")]
    pub licence_from: Option<NaiveDate>,
    /// Last day of its licence.
    #[schema(example = "2028-12-31")]
    pub licence_until: Option<NaiveDate>,
    /// What is said of it now; added to its history unless it stands there.
    pub status: Option<StatusInput>,
    /// Offices besides its seat.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub branches: Vec<Branch>,
    /// Phones, E.164 or Indonesian with a leading 0.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["0548 555101"]))]
    pub phones: Vec<String>,
    /// E-mails.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["info@contoh-baru.example"]))]
    pub emails: Vec<String>,
    /// Web addresses.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["https://contoh-baru.example"]))]
    pub webs: Vec<String>,
    /// Social accounts.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub social_accounts: Vec<String>,
    /// Bank accounts.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub bank_accounts: Vec<String>,
    /// The list or paper that this is taken from.
    #[schema(min_length = 1, max_length = 200, example = "Daftar P3MI (data contoh)")]
    pub taken_from: String,
    /// The day of that list or paper.
    #[schema(example = "2026-06-01")]
    pub taken_on: NaiveDate,
}

/// A contact in its normal form.
fn normal(kind: ContactKind, shown: &str) -> Option<String> {
    let lower = shown.trim().to_lowercase();
    let plain = match kind {
        ContactKind::Phone => name::phone(shown)?,
        ContactKind::Email => name::email(shown)?,
        ContactKind::Web => {
            let bare = lower.trim_start_matches("https://").trim_start_matches("http://");
            let bare = bare.trim_start_matches("www.").trim_end_matches('/');
            let host = bare.split('/').next().unwrap_or_default();
            let is_host = host.contains('.') && !host.contains(|c: char| c.is_whitespace() || c == '@');
            is_host.then(|| bare.to_owned())?
        }
        ContactKind::Social => lower.trim_start_matches('@').to_owned(),
        ContactKind::BankAccount => {
            let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
            let is_plain = shown.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.'));
            (is_plain && (6..=20).contains(&digits.len())).then_some(digits)?
        }
    };
    (!plain.is_empty() && plain.len() <= 200).then_some(plain)
}

impl AgencyInput {
    fn contacts(&self) -> Result<Vec<Contact>, Vec<FieldError>> {
        let lists = [
            ("phones", ContactKind::Phone, &self.phones),
            ("emails", ContactKind::Email, &self.emails),
            ("webs", ContactKind::Web, &self.webs),
            ("social_accounts", ContactKind::Social, &self.social_accounts),
            ("bank_accounts", ContactKind::BankAccount, &self.bank_accounts),
        ];
        let (mut contacts, mut wrong) = (BTreeMap::new(), Vec::new());
        for (field, kind, list) in lists {
            for (index, shown) in list.iter().enumerate() {
                match normal(kind, shown) {
                    Some(value) => {
                        contacts.entry((kind, value)).or_insert_with(|| shown.clone());
                    }
                    None => wrong.push(FieldError::new(format!("/{field}/{index}"), "format")),
                }
            }
        }
        let contact = |((kind, value), shown)| Contact { kind, value, shown };
        if wrong.is_empty() { Ok(contacts.into_iter().map(contact).collect()) } else { Err(wrong) }
    }
}

fn taken_wrong(on: NaiveDate) -> Option<FieldError> {
    (!is_plausible(on)).then(|| FieldError::new("/taken_on", "out_of_range"))
}

fn below(wrong: Vec<(&'static str, &'static str)>) -> impl Iterator<Item = FieldError> {
    wrong.into_iter().map(|(field, code)| FieldError::new(format!("/{field}"), code))
}

impl Entry for AgencyInput {
    type Row = Agency;
    const PATH: &'static str = "/v1/agencies";
    const COLUMNS: &'static [Column] = &[
        Column::new("number", "/number", Kind::Text),
        Column::new("name", "/name", Kind::Text),
        Column::new("government", "/government", Kind::Flag),
        Column::new("city", "/city", Kind::Text),
        Column::new("address", "/address", Kind::Text),
        Column::new("licence_from", "/licence_from", Kind::Day),
        Column::new("licence_until", "/licence_until", Kind::Day),
        Column::new("status", "/status/state", Kind::Text),
        Column::new("status_from", "/status/from", Kind::Day),
        Column::new("status_until", "/status/until", Kind::Day),
        Column::new("status_scope", "/status/scope", Kind::Text),
        Column::new("branches", "/branches", Kind::Branches),
        Column::new("phones", "/phones", Kind::List),
        Column::new("emails", "/emails", Kind::List),
        Column::new("webs", "/webs", Kind::List),
        Column::new("social_accounts", "/social_accounts", Kind::Accounts),
        Column::new("bank_accounts", "/bank_accounts", Kind::List),
    ];
    const ENTERED: &'static str = "agency.entered";
    const CHANGED: &'static str = "agency.changed";

    fn taken(&self) -> Taken {
        Taken { from: self.taken_from.clone(), on: self.taken_on }
    }

    fn check(self, known: &Known<'_>) -> Result<Agency, Vec<FieldError>> {
        let mut wrong = Vec::new();
        // Needing no licence is nothing that one officer, or a list, may give to an agency or take from it.
        let stands = known.agencies.get(&Agency::id_of(&self.number));
        if stands.is_some_and(|is_government| *is_government != self.government) {
            wrong.push(FieldError::new("/government", "differs"));
        }
        let contacts = self.contacts().unwrap_or_else(|errors| {
            wrong.extend(errors);
            Vec::new()
        });
        let status = self.status.map(|status| status.check("/status")).transpose();
        let status = status.unwrap_or_else(|errors| {
            wrong.extend(errors);
            None
        });
        let agency = Agency {
            number: self.number,
            name: self.name,
            government: self.government,
            city: self.city,
            address: self.address,
            licence_from: self.licence_from,
            licence_until: self.licence_until,
            branches: self.branches,
            contacts,
            statuses: status.into_iter().collect(),
        };
        wrong.extend(taken_wrong(self.taken_on));
        wrong.extend(below(agency.wrong()));
        if wrong.is_empty() { Ok(agency) } else { Err(wrong) }
    }
}

/// A job order, whole.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobOrderInput {
    /// Its number: its key in the register, which never changes.
    #[schema(min_length = 1, max_length = 60, example = "JO-FIKTIF-901")]
    pub number: String,
    /// Number of the agency that recruits.
    #[schema(min_length = 1, max_length = 60, example = "KP2MI")]
    pub agency: String,
    /// Number of the recruiting permit (SIP2MI).
    #[schema(min_length = 1, max_length = 60)]
    pub permit: Option<String>,
    /// First day of the permit.
    pub permit_from: Option<NaiveDate>,
    /// Last day of the permit.
    pub permit_until: Option<NaiveDate>,
    /// Countries that the permit covers; none: the order's own.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub permit_countries: Vec<String>,
    /// Occupations that the permit covers; none: the order's own.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub permit_occupations: Vec<String>,
    /// Destination, ISO 3166-1 alpha-2.
    #[schema(pattern = "^[A-Z]{2}$", example = "KR")]
    pub country: String,
    /// Who employs.
    #[schema(example = "legal")]
    pub employer: EmployerKind,
    /// The programme, a code of `/v1/programmes`.
    #[schema(min_length = 1, max_length = 40, example = "KR-EPS-MFG")]
    pub programme: Option<String>,
    /// Occupation, ISCO-08 unit group.
    #[schema(pattern = "^[0-9]{4}$", example = "8219")]
    pub occupation: String,
    /// The post in words.
    #[schema(min_length = 2, max_length = 200, example = "Operator manufaktur")]
    pub post: String,
    /// Seats.
    #[schema(minimum = 1, maximum = 100_000, example = 40)]
    pub seats: i32,
    /// Seats taken.
    #[schema(minimum = 0, maximum = 100_000, example = 3)]
    pub filled: i32,
    /// Wage a month, in minor units of the currency.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 2_156_880)]
    pub wage_minor: i64,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "KRW")]
    pub currency: String,
    /// Months of the contract.
    #[schema(minimum = 1, maximum = 120, example = 36)]
    pub months: i32,
    /// What the worker is asked to pay, in minor units of IDR (100 a rupiah).
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 0)]
    pub fee_minor: i64,
    /// Last day to apply.
    #[schema(example = "2026-12-31")]
    pub closes_on: Option<NaiveDate>,
    /// The partner abroad.
    #[schema(min_length = 1, max_length = 200)]
    pub partner: Option<String>,
    /// When the mission verified the partner.
    pub partner_verified_on: Option<NaiveDate>,
    /// The list or paper that this is taken from.
    #[schema(min_length = 1, max_length = 200, example = "Daftar job order (data contoh)")]
    pub taken_from: String,
    /// The day of that list or paper.
    #[schema(example = "2026-06-01")]
    pub taken_on: NaiveDate,
}

impl Entry for JobOrderInput {
    type Row = JobOrder;
    const PATH: &'static str = "/v1/job-orders";
    const COLUMNS: &'static [Column] = &[
        Column::new("number", "/number", Kind::Text),
        Column::new("agency", "/agency", Kind::Text),
        Column::new("permit", "/permit", Kind::Text),
        Column::new("permit_from", "/permit_from", Kind::Day),
        Column::new("permit_until", "/permit_until", Kind::Day),
        Column::new("permit_countries", "/permit_countries", Kind::List),
        Column::new("permit_occupations", "/permit_occupations", Kind::List),
        Column::new("country", "/country", Kind::Text),
        Column::new("employer", "/employer", Kind::Text),
        Column::new("programme", "/programme", Kind::Text),
        Column::new("occupation", "/occupation", Kind::Text),
        Column::new("post", "/post", Kind::Text),
        Column::new("seats", "/seats", Kind::Integer),
        Column::new("filled", "/filled", Kind::Integer),
        Column::new("wage", "/wage_minor", Kind::Wage),
        Column::new("currency", "/currency", Kind::Text),
        Column::new("months", "/months", Kind::Integer),
        Column::new("fee_idr", "/fee_minor", Kind::Rupiah),
        Column::new("closes_on", "/closes_on", Kind::Day),
        Column::new("partner", "/partner", Kind::Text),
        Column::new("partner_verified_on", "/partner_verified_on", Kind::Day),
    ];
    const ENTERED: &'static str = "job_order.entered";
    const CHANGED: &'static str = "job_order.changed";

    fn taken(&self) -> Taken {
        Taken { from: self.taken_from.clone(), on: self.taken_on }
    }

    fn check(self, known: &Known<'_>) -> Result<JobOrder, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut demand = |field: String, is_known: bool| {
            if !is_known {
                wrong.push(FieldError::new(format!("/{field}"), "unknown_code"));
            }
        };
        let catalogue = known.catalogue;
        let agency = Agency::id_of(&self.agency);
        demand("agency".to_owned(), known.agencies.contains_key(&agency));
        demand("country".to_owned(), catalogue.is_country(&self.country));
        demand("occupation".to_owned(), catalogue.is_occupation(&self.occupation));
        demand("currency".to_owned(), catalogue.currencies.contains_key(&self.currency));
        let programme = self.programme.as_deref().map(|code| catalogue.law.programme(code));
        demand("programme".to_owned(), programme.is_none_or(|it| it.is_some()));
        for (index, code) in self.permit_countries.iter().enumerate() {
            demand(format!("permit_countries/{index}"), catalogue.is_country(code));
        }
        for (index, code) in self.permit_occupations.iter().enumerate() {
            demand(format!("permit_occupations/{index}"), catalogue.is_occupation(code));
        }
        if programme.flatten().is_some_and(|it| !it.leads_to(&self.country)) {
            wrong.push(FieldError::new("/programme", "not_allowed"));
        }
        let order = JobOrder {
            number: self.number,
            agency,
            permit: self.permit,
            permit_from: self.permit_from,
            permit_until: self.permit_until,
            permit_countries: self.permit_countries,
            permit_occupations: self.permit_occupations,
            country: self.country,
            employer: self.employer,
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
        };
        wrong.extend(taken_wrong(self.taken_on));
        wrong.extend(below(order.wrong()));
        if wrong.is_empty() { Ok(order) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_have_one_normal_form() {
        for (kind, shown, wanted) in [
            (ContactKind::Phone, "0812-5550-0101", Some("+6281255500101")),
            (ContactKind::Phone, "12", None),
            (ContactKind::Email, " Info@Contoh.Example", Some("info@contoh.example")),
            (ContactKind::Email, "info@", None),
            (ContactKind::Web, "https://www.Contoh.example/", Some("contoh.example")),
            (ContactKind::Web, "contoh", None),
            (ContactKind::Social, "@Contoh.Migran", Some("contoh.migran")),
            (ContactKind::Social, "@", None),
            (ContactKind::BankAccount, "123-456-7890", Some("1234567890")),
            (ContactKind::BankAccount, "12345", None),
            (ContactKind::BankAccount, "BCA 1234567890", None),
        ] {
            assert_eq!(normal(kind, shown).as_deref(), wanted, "{shown}");
        }
    }
}
