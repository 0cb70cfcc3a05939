use super::Standing;
use crate::calendar::implausible;
use crate::law::{EmployerKind, Restriction, deciding};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

crate::words::schema_words! {
    /// How a job order stands on a day: the first of these that holds.
    pub enum OrderState {
        /// Its closing day has passed.
        Closed = "closed",
        /// Its country is not open for this employer and post (PP 59/2021, art. 35).
        CountryNotOpen = "country_not_open",
        /// It names no recruiting permit (SIP2MI).
        PermitMissing = "permit_missing",
        /// Its permit has run out.
        PermitExpired = "permit_expired",
        /// Its permit begins on a later day.
        PermitNotYet = "permit_not_yet",
        /// Its permit does not cover the country or the occupation.
        PermitOther = "permit_other",
        /// Its agency may place nobody on that day.
        AgencyBarred = "agency_barred",
        /// Every seat is taken.
        Full = "full",
        Open = "open",
    }
}

/// An approved job order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobOrder {
    /// Its number.
    pub number: String,
    /// The agency that recruits.
    pub agency: Uuid,
    /// Number of the recruiting permit (SIP2MI).
    pub permit: Option<String>,
    /// First day of the permit.
    pub permit_from: Option<NaiveDate>,
    /// Last day of the permit.
    pub permit_until: Option<NaiveDate>,
    /// Countries that the permit covers; none: the order's own.
    pub permit_countries: Vec<String>,
    /// Occupations that the permit covers; none: the order's own.
    pub permit_occupations: Vec<String>,
    /// Destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// Who employs.
    pub employer: EmployerKind,
    /// The programme, if it is one that we know.
    pub programme: Option<String>,
    /// Occupation, ISCO-08 unit group.
    pub occupation: String,
    /// The post in words.
    pub post: String,
    /// Seats.
    pub seats: i32,
    /// Seats taken.
    pub filled: i32,
    /// Wage a month, in minor units.
    pub wage_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Months of the contract.
    pub months: i32,
    /// What the worker is asked to pay, in minor units of IDR.
    pub fee_minor: i64,
    /// Last day to apply.
    pub closes_on: Option<NaiveDate>,
    /// The partner abroad.
    pub partner: Option<String>,
    /// When the mission verified the partner.
    pub partner_verified_on: Option<NaiveDate>,
}

impl JobOrder {
    /// How it stands on a day in itself, with an agency that stands so on that day. A government recruits without permit.
    #[must_use]
    pub fn on(&self, day: NaiveDate, agency: &Standing<'_>, government: bool) -> OrderState {
        if self.closes_on.is_some_and(|last| last < day) {
            return OrderState::Closed;
        }
        if !government {
            if self.permit.is_none() {
                return OrderState::PermitMissing;
            }
            if self.permit_until.is_none_or(|last| last < day) {
                return OrderState::PermitExpired;
            }
            if self.permit_from.is_some_and(|first| day < first) {
                return OrderState::PermitNotYet;
            }
        }
        let covers = |covered: &[String], own: &String| covered.is_empty() || covered.contains(own);
        if !covers(&self.permit_countries, &self.country)
            || !covers(&self.permit_occupations, &self.occupation)
        {
            return OrderState::PermitOther;
        }
        if agency.bars() {
            OrderState::AgencyBarred
        } else if self.filled >= self.seats {
            OrderState::Full
        } else {
            OrderState::Open
        }
    }

    /// How it stands on a day, with what these rows say of its country.
    #[must_use]
    pub fn under(
        &self,
        rows: &[Restriction],
        day: NaiveDate,
        agency: &Standing<'_>,
        government: bool,
    ) -> OrderState {
        let posts = std::slice::from_ref(&self.occupation);
        let row = deciding(rows, &self.country, Some(self.employer), posts, day);
        let state = self.on(day, agency, government);
        let is_open = row.is_some_and(|row| row.is_open(posts));
        if is_open || state == OrderState::Closed { state } else { OrderState::CountryNotOpen }
    }

    /// What is wrong with it in itself: field and code.
    #[must_use]
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let days = [
            ("permit_from", self.permit_from),
            ("permit_until", self.permit_until),
            ("closes_on", self.closes_on),
            ("partner_verified_on", self.partner_verified_on),
        ];
        let mut wrong: Vec<_> = implausible(&days).collect();
        if self.filled > self.seats {
            wrong.push(("filled", "too_large"));
        }
        if self.permit_from.zip(self.permit_until).is_some_and(|(from, until)| until < from) {
            wrong.push(("permit_until", "order"));
        }
        if self.permit.is_some() && self.permit_until.is_none() {
            wrong.push(("permit_until", "required"));
        }
        if self.partner.is_none() && self.partner_verified_on.is_some() {
            wrong.push(("partner", "required"));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::super::AgencyState;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn order() -> JobOrder {
        JobOrder {
            number: "JO06".to_owned(),
            agency: Uuid::nil(),
            permit: Some("SIP2MI-FIKTIF-0006".to_owned()),
            permit_from: Some(day("2026-01-01")),
            permit_until: Some(day("2026-12-31")),
            permit_countries: Vec::new(),
            permit_occupations: Vec::new(),
            country: "JP".to_owned(),
            employer: EmployerKind::Legal,
            programme: Some("JP-SSW".to_owned()),
            occupation: "5131".to_owned(),
            post: "Tokutei ginou: food service".to_owned(),
            seats: 8,
            filled: 2,
            wage_minor: 200_000,
            currency: "JPY".to_owned(),
            months: 12,
            fee_minor: 0,
            closes_on: Some(day("2026-10-31")),
            partner: None,
            partner_verified_on: None,
        }
    }

    const ACTIVE: Standing<'static> = Standing { state: AgencyState::Active, by: None };

    #[test]
    fn an_order_is_open_between_its_days_and_the_first_obstacle_is_named() {
        let on = |order: &JobOrder, on: &str| order.on(day(on), &ACTIVE, false);
        for (at, state) in [
            ("2025-12-31", OrderState::PermitNotYet),
            ("2026-01-01", OrderState::Open),
            ("2026-10-31", OrderState::Open),
            ("2026-11-01", OrderState::Closed),
        ] {
            assert_eq!(on(&order(), at), state, "{at}");
        }
        let today = "2026-06-01";
        let late = JobOrder { permit_until: Some(day("2026-05-31")), ..order() };
        assert_eq!(on(&late, "2026-05-31"), OrderState::Open);
        assert_eq!(on(&late, today), OrderState::PermitExpired);
        assert_eq!(on(&JobOrder { permit: None, ..order() }, today), OrderState::PermitMissing);
        let other = |countries: &[&str], occupations: &[&str]| JobOrder {
            permit_countries: countries.iter().map(|&it| it.to_owned()).collect(),
            permit_occupations: occupations.iter().map(|&it| it.to_owned()).collect(),
            ..order()
        };
        assert_eq!(on(&other(&["TW"], &[]), today), OrderState::PermitOther);
        assert_eq!(on(&other(&["TW", "JP"], &["5120"]), today), OrderState::PermitOther);
        assert_eq!(on(&other(&["JP"], &["5131"]), today), OrderState::Open);
        assert_eq!(on(&JobOrder { filled: 8, ..order() }, today), OrderState::Full);
    }

    #[test]
    fn a_government_needs_no_permit_and_a_barred_agency_closes_its_orders() {
        let free = JobOrder { permit: None, permit_from: None, permit_until: None, ..order() };
        assert_eq!(free.on(day("2026-06-01"), &ACTIVE, true), OrderState::Open);
        let barred = Standing { state: AgencyState::Suspended, by: None };
        assert_eq!(order().on(day("2026-06-01"), &barred, false), OrderState::AgencyBarred);
    }

    #[test]
    fn an_order_to_a_country_that_is_not_open_is_not_open() {
        use crate::law::{Confidence, CountryState, Source, Text};
        let row = |country: &str, employer, state, from| Restriction {
            country: country.to_owned(),
            employer,
            occupations: Vec::new(),
            state,
            from: day(from),
            to: None,
            note: Text { id: String::new(), en: String::new() },
            source: Source::notice(String::new(), None),
            confidence: Confidence::High,
        };
        let rows = [
            row("JP", None, CountryState::Open, "2025-01-01"),
            row("SA", Some(EmployerKind::Individual), CountryState::Closed, "2015-07-01"),
            row("SA", Some(EmployerKind::Legal), CountryState::Open, "2026-02-01"),
        ];
        let to = |country: &str, employer| JobOrder { country: country.to_owned(), employer, ..order() };
        for (country, employer, on, state) in [
            ("JP", EmployerKind::Legal, "2026-06-01", OrderState::Open),
            ("SA", EmployerKind::Individual, "2026-06-01", OrderState::CountryNotOpen),
            ("SA", EmployerKind::Individual, "2026-11-01", OrderState::Closed),
            ("SA", EmployerKind::Legal, "2026-01-31", OrderState::CountryNotOpen),
            ("SA", EmployerKind::Legal, "2026-02-01", OrderState::Open),
            ("XX", EmployerKind::Legal, "2026-06-01", OrderState::CountryNotOpen),
        ] {
            assert_eq!(to(country, employer).under(&rows, day(on), &ACTIVE, false), state, "{country} {on}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(order().wrong().is_empty());
        let order = JobOrder {
            filled: 9,
            permit_until: Some(day("2025-12-31")),
            partner_verified_on: Some(day("2026-01-01")),
            ..order()
        };
        assert_eq!(
            order.wrong(),
            [("filled", "too_large"), ("permit_until", "order"), ("partner", "required")]
        );
        let order = JobOrder { closes_on: Some(day("9999-12-31")), ..super::tests::order() };
        assert_eq!(order.wrong(), [("closes_on", "out_of_range")]);
    }
}
