//! What is wrong with an order in itself: `cases/order_checks.toml`.

use crate::common::{LAW, day, file};
use chrono::NaiveDate;
use domain::law::EmployerKind;
use domain::offers::{Evidence, Fee, FeePurpose, Label, Offer, OfferRules, OrderCode, Pay, check, codes};
use domain::registers::{Agency, AgencyStatus, Given, JobOrder};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    programme: Option<String>,
    agency: String,
    country: String,
    employer: EmployerKind,
    occupation: String,
    seats: i32,
    filled: i32,
    permit_until: Option<NaiveDate>,
    wage_minor: i64,
    currency: String,
    fee_minor: i64,
    codes: BTreeSet<OrderCode>,
    label: Label,
    #[serde(default)]
    full: bool,
    #[serde(default)]
    suspicious: bool,
}

fn rules() -> OfferRules {
    file("../data/offers.toml")
}

fn agency(word: &str) -> Option<Agency> {
    let suspended = AgencyStatus {
        state: Given::Suspended,
        from: day("2026-04-15"),
        until: Some(day("2026-07-15")),
        scope: None,
        reason: None,
    };
    let statuses = if word == "suspended" { vec![suspended] } else { Vec::new() };
    let government = word == "government";
    (word != "none").then(|| Agency {
        number: "SIP3MI-FIKTIF".to_owned(),
        name: "PT Contoh (fiktif)".to_owned(),
        government,
        city: "Malang".to_owned(),
        address: None,
        licence_from: (!government).then(|| day("2024-01-01")),
        licence_until: (!government).then(|| day("2028-12-31")),
        branches: Vec::new(),
        contacts: Vec::new(),
        statuses,
    })
}

impl Case {
    fn order(&self) -> JobOrder {
        JobOrder {
            number: "JO".to_owned(),
            agency: uuid::Uuid::nil(),
            permit: self.permit_until.map(|_| "SIP2MI-FIKTIF".to_owned()),
            permit_from: None,
            permit_until: self.permit_until,
            permit_countries: Vec::new(),
            permit_occupations: Vec::new(),
            country: self.country.clone(),
            employer: self.employer,
            programme: self.programme.clone(),
            occupation: self.occupation.clone(),
            post: String::new(),
            seats: self.seats,
            filled: self.filled,
            wage_minor: self.wage_minor,
            currency: self.currency.clone(),
            months: 24,
            fee_minor: self.fee_minor,
            closes_on: None,
            partner: Some("Mitra (fiktif)".to_owned()),
            partner_verified_on: Some(day("2026-02-16")),
        }
    }
}

#[test]
fn every_order_is_judged_as_expected_before_any_candidate() {
    let cases: BTreeMap<String, Case> = file("tests/cases/order_checks.toml");
    let (as_of, rules) = (day("2026-06-01"), rules());
    assert_eq!(cases.len(), 16);
    for (name, case) in &cases {
        let (order, agency) = (case.order(), agency(&case.agency));
        // An order of a listed agency is asked for by its number; what an agency in no list offers is only told.
        let (offer, known) = match &agency {
            Some(agency) => {
                let known = Evidence { orders: vec![(&order, agency)], today: as_of, ..Evidence::default() };
                (Offer::default(), known)
            }
            None => {
                let offer = Offer {
                    countries: [order.country.clone()].into(),
                    occupation: Some(order.occupation.clone()),
                    employer: Some(order.employer),
                    wages: vec![Pay {
                        currency: order.currency.clone(),
                        minor: order.wage_minor,
                        monthly: true,
                    }],
                    fees: vec![Fee { purpose: FeePurpose::Placement, asked_by: None, idr_minor: None }],
                    ..Offer::default()
                };
                (offer, Evidence { names_unknown_agency: true, ..Evidence::default() })
            }
        };
        let told = check(&offer, &known, &LAW, &LAW.restrictions, &rules, as_of);
        assert_eq!(told.codes, case.codes, "{name}");
        let told = told.verdict;
        assert_eq!(
            (told.label, told.is_full, told.is_suspicious),
            (case.label, case.full, case.suspicious),
            "{name}"
        );
    }
}

#[test]
fn a_permit_holds_on_its_last_day_and_only_for_what_it_names() {
    let cases: BTreeMap<String, Case> = file("tests/cases/order_checks.toml");
    let (agency, rules) = (agency("active"), rules());
    let of = |order: &JobOrder, on: &str| {
        codes(order, agency.as_ref(), &LAW, &LAW.restrictions, &rules.zero_cost, day(on))
    };
    let order = cases["JO16"].order();
    assert!(of(&order, "2026-05-15").is_empty());
    assert_eq!(of(&order, "2026-05-16"), BTreeSet::from([OrderCode::Permit]));
    let elsewhere = JobOrder { permit_countries: vec!["JP".to_owned()], ..order.clone() };
    assert_eq!(of(&elsewhere, "2026-05-15"), BTreeSet::from([OrderCode::Permit]));
    let other = JobOrder { permit_occupations: vec!["8219".to_owned()], ..order };
    assert_eq!(of(&other, "2026-05-15"), BTreeSet::from([OrderCode::Permit]));
}
