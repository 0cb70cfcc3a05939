//! What the registers know of an offer.

use super::input::OfferInput;
use crate::AppState;
use crate::http::ApiError;
use crate::registers::whole;
use crate::reports::{mark, official};
use chrono::NaiveDate;
use domain::offers::{Advert, Evidence, Given, Offer, core, core_number, name_words};
use domain::registers::{Agency, ContactKind, JobOrder};
use persistence::agencies::{self, AgencyFilter, Named};
use persistence::job_orders;
use persistence::registers::{Register, Stored, Taken};
use persistence::{Conn, reports};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Orders of the agencies that are looked through for one that fits.
const ORDERS: i64 = 500;
/// Numbers named where several orders fit.
const NAMED: usize = 10;
/// Names that are like the one that was given.
const SIMILAR: i64 = 5;

/// Rows of the registers.
#[derive(Debug, Default)]
pub struct Rows {
    /// Agencies that are named.
    pub agencies: Vec<Stored<Agency>>,
    /// Numbers of orders of the agency that it may be: too little was given to say which.
    pub may_be: Vec<String>,
    /// Orders that it is, with their agencies.
    pub orders: Vec<(Stored<JobOrder>, Stored<Agency>)>,
    /// Whether it names an agency that nobody has.
    pub unknown_agency: bool,
    /// Whether it names an order that nobody has.
    pub unknown_order: bool,
    /// Whether name and licence are of two agencies, or a text names a company besides.
    pub disagree: bool,
    /// Names of agencies that are like the one given.
    pub similar: Vec<String>,
    /// Contacts that were reported and passed on.
    pub reported: BTreeSet<Given>,
    /// Numbers and pages that help everybody.
    pub public: BTreeSet<Given>,
    /// The newest list of agencies, where something is in none.
    pub newest: Option<Taken>,
}

impl Rows {
    /// As the rule takes it.
    #[must_use]
    pub fn evidence(&self, today: NaiveDate) -> Evidence<'_> {
        Evidence {
            agencies: self.agencies.iter().map(|it| &it.row).collect(),
            names_unknown_agency: self.unknown_agency,
            names_disagree: self.disagree,
            orders: self.orders.iter().map(|(order, agency)| (&order.row, &agency.row)).collect(),
            names_unknown_order: self.unknown_order,
            reported: self.reported.clone(),
            public: self.public.clone(),
            today,
        }
    }
}

/// The agencies that names and licences mean.
struct Meant {
    by_name: BTreeSet<Uuid>,
    by_licence: BTreeSet<Uuid>,
    unknown: bool,
    /// Whether a name is only the beginning of an agency's, or a text names a company besides of which nobody knows what it
    /// does there.
    others: bool,
}

/// The one agency whose name begins with these words: people leave the last one out.
fn begins(names: &[(Vec<String>, &Named)], words: &[String]) -> Option<Uuid> {
    let mut found = names.iter().filter(|(core, _)| words.len() > 1 && core.starts_with(words));
    match (found.next(), found.next()) {
        (Some((_, one)), None) => Some(one.id),
        _ => None,
    }
}

fn meant(state: &AppState, names: &[Named], input: &OfferInput, advert: &Advert) -> Meant {
    let words = &state.catalogue.offers.words;
    let cores: Vec<(Vec<String>, &Named)> = names.iter().map(|it| (core(&it.name), it)).collect();
    let (mut by_name, mut by_licence, mut unknown) = (BTreeSet::new(), BTreeSet::new(), false);
    let of_number = |number: &String| {
        let asked = core_number(number);
        names.iter().find(|it| core_number(&it.number) == asked).map(|it| it.id)
    };
    let mut others = false;
    if let Some(given) = &input.agency {
        let given_words = name_words(given);
        let is_it = |core: &[String], it: &Named| core == given_words || name_words(&it.name) == given_words;
        let whole = cores.iter().find(|(core, it)| !given_words.is_empty() && is_it(core, it));
        let begun = begins(&cores, &given_words);
        others = whole.is_none() && begun.is_some();
        match whole.map(|(_, it)| it.id).or(begun) {
            Some(id) => _ = by_name.insert(id),
            None if of_number(given).is_some() => by_name.extend(of_number(given)),
            None if words.government.contains(&given_words.join(" ")) => {
                by_name.extend(names.iter().filter(|it| it.government).map(|it| it.id));
            }
            None => unknown = true,
        }
    }
    by_name.extend(cores.iter().filter(|(core, _)| advert.names(core)).map(|(_, it)| it.id));
    for company in &advert.companies {
        let goes_on =
            |core: &[String]| company.get(core.len()).is_some_and(|it| words.name_endings.contains(it));
        // A line may end within a name.
        let is_named = cores.iter().any(|(core, it)| {
            let is_part = by_name.contains(&it.id) && core.starts_with(company);
            is_part || (core.len() > 1 && company.starts_with(core) && !goes_on(core))
        });
        match begins(&cores, company) {
            _ if is_named => {}
            Some(id) => _ = by_name.insert(id),
            None if cores.iter().any(|(core, _)| core.len() > 1 && company.starts_with(core)) => {
                unknown = true;
            }
            None => others = true,
        }
    }
    // Beside an agency of the list another company may be a hospital, a sponsor, an employer.
    unknown |= others && by_name.is_empty();
    by_licence.extend(advert.numbers.iter().filter_map(of_number));
    for licence in input.licence.iter().chain(&advert.licences) {
        match of_number(licence) {
            Some(id) => _ = by_licence.insert(id),
            None => unknown = true,
        }
    }
    Meant { by_name, by_licence, unknown, others }
}

/// The contact as the register of agencies keeps it.
fn kept(given: &Given) -> Vec<(ContactKind, String)> {
    let host = given.value.split('/').next().unwrap_or_default().to_owned();
    let mut all = vec![(given.kind, given.written())];
    if given.kind == ContactKind::Web {
        all.push((given.kind, host));
    }
    all
}

/// Looks an offer up.
///
/// # Errors
///
/// If a query fails.
pub fn look_up(
    state: &AppState,
    conn: &mut Conn,
    input: &OfferInput,
    advert: Option<&Advert>,
    offer: &Offer,
) -> Result<Rows, ApiError> {
    let silent = Advert::default();
    let advert = advert.unwrap_or(&silent);
    let names = agencies::names(conn)?;
    let meant = meant(state, &names, input, advert);
    let mut agency_ids: BTreeSet<Uuid> = meant.by_name.union(&meant.by_licence).copied().collect();
    let mut rows = Rows {
        unknown_agency: meant.unknown,
        disagree: meant.others
            || (!meant.by_name.is_empty()
                && !meant.by_licence.is_empty()
                && meant.by_name.is_disjoint(&meant.by_licence)),
        ..Rows::default()
    };

    let asked: Vec<String> = input.order.iter().chain(&advert.numbers).map(|it| core_number(it)).collect();
    let ids = if asked.is_empty() { Vec::new() } else { job_orders::by_number(conn, &asked)? };
    let found = if ids.is_empty() { Vec::new() } else { JobOrder::load(conn, Some(&ids))? };
    let is_known = |number: &String| {
        let asked = core_number(number);
        let is_it = |own: &String| core_number(own) == asked;
        found.iter().any(|order| is_it(&order.row.number) || order.row.permit.as_ref().is_some_and(is_it))
    };
    rows.unknown_order = input.order.iter().chain(&advert.orders).any(|number| !is_known(number));
    rows.orders = whole(conn, found)?;

    if agency_ids.is_empty() && rows.orders.is_empty() && !rows.unknown_agency {
        let contacts: Vec<_> = offer.contacts.iter().flat_map(kept).collect();
        agency_ids.extend(agencies::of_contacts(conn, &contacts)?);
    }
    rows.agencies =
        agencies::of_ids(conn, &agency_ids.into_iter().collect::<Vec<_>>())?.into_values().collect();

    if rows.orders.is_empty() && !rows.unknown_order {
        let ids: Vec<Uuid> = rows.agencies.iter().map(|it| it.id).collect();
        let orders = job_orders::of_agencies(conn, &ids, ORDERS + 1)?;
        // Of more than are looked through none is the only one.
        let is_whole = i64::try_from(orders.len()).is_ok_and(|found| found <= ORDERS);
        let fit = whole(conn, orders.into_iter().filter(|order| offer.fits(&order.row)).collect())?;
        // A country alone says no more than the name; a post or a wage may tell which order is meant.
        if is_whole && fit.len() == 1 && (offer.occupation.is_some() || !offer.wages.is_empty()) {
            rows.orders = fit;
        } else {
            rows.may_be = fit.into_iter().take(NAMED).map(|(order, _)| order.row.number).collect();
        }
    } else if rows.orders.len() > 1 {
        rows.may_be = rows.orders.iter().take(NAMED).map(|(order, _)| order.row.number.clone()).collect();
    }
    if rows.unknown_agency {
        let name = input.agency.clone().or_else(|| advert.companies.first().map(|words| words.join(" ")));
        let filter = AgencyFilter { name, ..AgencyFilter::default() };
        if filter.name.is_some() {
            let like = agencies::page(conn, &filter, None, SIMILAR)?;
            rows.similar = like.into_iter().map(|it| it.row.name).collect();
        }
    }
    if rows.unknown_agency || (rows.agencies.is_empty() && rows.orders.is_empty()) {
        rows.newest = agencies::newest(conn)?;
    }
    rows.reported = reported(state, conn, offer)?;
    rows.public = official(state);
    // Those of three digits are no contacts of reports.
    let short = state.catalogue.hotlines.iter().filter_map(|it| it.number.as_deref());
    rows.public.extend(short.map(|it| Given::of(ContactKind::Phone, it)));
    Ok(rows)
}

/// Contacts of the offer that stand in a group that was passed on.
fn reported(state: &AppState, conn: &mut Conn, offer: &Offer) -> Result<BTreeSet<Given>, ApiError> {
    let marks: Vec<_> = offer
        .contacts
        .iter()
        .filter_map(|given| Some((given, mark(&state.vault, given.mark_kind()?, &given.value))))
        .collect();
    if marks.is_empty() {
        return Ok(BTreeSet::new());
    }
    let asked: Vec<_> = marks.iter().map(|(_, mark)| mark.clone()).collect();
    let known = reports::marked(conn, &asked)?;
    let is_marked =
        |(kind, hash): &reports::Mark| known.iter().any(|it| it.kind == kind.as_str() && it.mark == *hash);
    Ok(marks.into_iter().filter(|(_, mark)| is_marked(mark)).map(|(given, _)| given.clone()).collect())
}
