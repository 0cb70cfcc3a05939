//! What is wrong with an order in itself, whoever applies, and what the public is told of it.

use super::ZeroCost;
use crate::law::{Law, Restriction, deciding};
use crate::registers::{Agency, JobOrder};
use chrono::NaiveDate;
use std::collections::BTreeSet;

crate::words::schema_words! {
    /// What is wrong with an order.
    pub enum OrderCode {
        /// The country is closed for this employer and post (PP 59/2021, art. 35).
        CountryClosed = "CTY-CLOSED",
        /// The agency is in no list, or may place nobody on the day.
        Agency = "JO-AGENCY",
        /// There is no recruiting permit (SIP2MI) that covers country, post and day (Permen P2MI 2/2025).
        Permit = "JO-SIP2MI",
        /// All seats are taken.
        Quota = "JO-QUOTA",
        /// The wage is below the least that the programme's law allows.
        Wage = "JO-WAGE",
        /// A fee on a post whose placement costs the worker nothing (BP2MI Regulation 9/2020).
        CostZero = "COST-ZERO",
        /// A fee on another post (UU 18/2017, art. 30): an officer looks at it.
        CostFee = "COST-FEE",
    }
}

crate::words::schema_words! {
    /// What the public is told: found or not found, never more.
    pub enum Label {
        /// One order was found, and everything that was given matches it.
        Verified = "verified",
        /// Something was found, and something could not be confirmed.
        Unconfirmed = "unconfirmed",
        /// In no list.
        NotFound = "not_found",
        /// The agency may place nobody.
        Suspended = "suspended",
        /// Country or post are closed.
        Blocked = "blocked",
        /// The permit has run out.
        Expired = "expired",
        /// Something speaks against it.
        Suspicious = "suspicious",
    }
}

/// A label and what stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The first label that applies.
    pub label: Label,
    /// Beside another label than `suspicious`: something speaks against it, too.
    pub is_suspicious: bool,
    /// All seats are taken.
    pub is_full: bool,
}

/// Everything that is wrong with an order on a day. No code cuts another short. A country that no act closes and no list
/// opens has no code: it is a matter of what could be confirmed.
#[must_use]
pub fn codes(
    order: &JobOrder,
    agency: Option<&Agency>,
    law: &Law,
    restrictions: &[Restriction],
    zero_cost: &ZeroCost,
    day: NaiveDate,
) -> BTreeSet<OrderCode> {
    let posts = std::slice::from_ref(&order.occupation);
    let country = deciding(restrictions, &order.country, Some(order.employer), posts, day);
    let is_government = agency.is_some_and(|agency| agency.government);
    let is_free = zero_cost.holds(&order.occupation, day);
    let wrong = [
        (OrderCode::CountryClosed, country.is_some_and(|row| !row.is_open(posts))),
        (OrderCode::Agency, agency.is_none_or(|agency| agency.on(day).bars())),
        (OrderCode::Permit, !is_government && !is_permitted(order, day)),
        (OrderCode::Quota, order.filled >= order.seats),
        (OrderCode::Wage, least_wage(order, law, day).is_some_and(|least| order.wage_minor < least)),
        (OrderCode::CostZero, order.fee_minor > 0 && is_free),
        (OrderCode::CostFee, order.fee_minor > 0 && !is_free),
    ];
    wrong.into_iter().filter(|(_, is_wrong)| *is_wrong).map(|(code, _)| code).collect()
}

/// Whether its recruiting permit covers country, post and day; both days inclusive.
fn is_permitted(order: &JobOrder, day: NaiveDate) -> bool {
    let covers = |covered: &[String], own: &String| covered.is_empty() || covered.contains(own);
    order.permit.is_some()
        && order.permit_from.is_none_or(|from| from <= day)
        && order.permit_until.is_some_and(|until| day <= until)
        && covers(&order.permit_countries, &order.country)
        && covers(&order.permit_occupations, &order.occupation)
}

/// The floor of the order's own programme, in its currency; none known: none. The minimum of another programme in the same
/// country is no floor, nor is typical pay.
fn least_wage(order: &JobOrder, law: &Law, day: NaiveDate) -> Option<i64> {
    let programme = law.programme(order.programme.as_deref()?)?;
    let holds =
        |wage: &&crate::law::Wage| wage.floor && wage.currency == order.currency && wage.holds_on(day);
    programme.wages.iter().filter(holds).filter_map(|wage| wage.from).max()
}
