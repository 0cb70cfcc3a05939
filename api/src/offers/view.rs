use super::known::Rows;
use crate::AppState;
use crate::registers::{AgencyView, JobOrderView, agency_view, job_order_view};
use chrono::NaiveDate;
use domain::law::{Confidence, Language, Restriction, Source};
use domain::offers::{
    Advert, AmountUse, CheckKind, CheckResult, Checked, FlagRule, Given, Label, NextStep, Offer, OrderCode,
};
use domain::registers::{AgencyState, ContactKind};
use persistence::registers::Taken;
use serde::Serialize;
use utoipa::ToSchema;

/// One of the nine checks.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferCheckFinding {
    /// Which.
    pub check: CheckKind,
    /// What it found.
    pub result: CheckResult,
    /// What is checked.
    pub title: String,
    /// What was found, in words.
    pub text: String,
    /// What the check rests on.
    pub basis: Source,
    /// The list, paper or act that the offer was compared with.
    pub compared_with: Option<Source>,
    /// The day of that list, or the first day of that act.
    pub compared_as_of: Option<NaiveDate>,
}

/// A red flag.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferFlag {
    /// Its code.
    #[schema(example = "VISIT_VISA")]
    pub code: String,
    /// What it is.
    pub title: String,
    /// How much it says.
    pub weight: u32,
    /// Whether it counts here: what is lawful for the post does not.
    pub counts: bool,
    /// Where that stands.
    pub source: Source,
    /// How sure we are of it.
    pub confidence: Confidence,
}

/// A contact of the offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferContact {
    /// Kind.
    pub kind: ContactKind,
    /// As it is written in the register: a phone with `+` and the code of its country.
    pub value: String,
    /// Whether the register of the agency has it, or it is a hotline of the government.
    pub is_registered: bool,
    /// Whether it stands in reports that were passed on to the police or KP2MI.
    pub is_reported: bool,
}

/// An amount that was read in the advert.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferAmount {
    /// ISO 4217.
    pub currency: String,
    /// In minor units.
    pub amount_minor: i64,
    /// What it is taken to be for.
    pub used_for: AmountUse,
}

/// What was read in the text of the advert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdvertReading {
    /// Phones, `+` and digits.
    pub phones: Vec<String>,
    /// Bank accounts.
    pub accounts: Vec<String>,
    /// E-mails.
    pub emails: Vec<String>,
    /// Web addresses.
    pub links: Vec<String>,
    /// Accounts of social networks.
    pub social: Vec<String>,
    /// Amounts.
    pub amounts: Vec<OfferAmount>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Occupations that its words speak of, ISCO-08.
    pub occupations: Vec<String>,
    /// Numbers that may be those of a licence or an order.
    pub numbers: Vec<String>,
}

/// What to do next.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferStep {
    /// Its code.
    #[schema(example = "ASK_NUMBER")]
    pub code: String,
    /// What to do.
    pub text: String,
    /// The desk that helps.
    pub desk: Option<String>,
    /// The operation or article that helps.
    pub path: Option<String>,
}

/// What the registers and the law say of an offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferCheck {
    /// The first label that applies.
    pub label: Label,
    /// In words.
    pub text: String,
    /// Beside another label than `suspicious`: something speaks against it, too.
    pub is_suspicious: bool,
    /// All seats of the order are taken.
    pub is_full: bool,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// What is wrong with the order, or with the offer as one.
    pub codes: Vec<OrderCode>,
    /// The nine checks, in their order.
    pub checks: Vec<OfferCheckFinding>,
    /// Red flags.
    pub flags: Vec<OfferFlag>,
    /// Contacts of the offer.
    pub contacts: Vec<OfferContact>,
    /// Agencies of the register that are named, with the contacts that the register has.
    pub agencies: Vec<AgencyView>,
    /// The order that was found.
    pub order: Option<JobOrderView>,
    /// Numbers of orders, where several fit: ask which it is.
    pub may_be: Vec<String>,
    /// Names in the register that are like the one that was given and is in none.
    pub similar: Vec<String>,
    /// What was read in the text; absent without one.
    pub advert: Option<AdvertReading>,
    /// What to do next.
    pub next_steps: Vec<OfferStep>,
}

/// What the answer is made of.
pub struct Told<'a> {
    /// What was given.
    pub offer: &'a Offer,
    /// What was read in the text.
    pub advert: Option<&'a Advert>,
    /// Openings and closings in force.
    pub restrictions: &'a [Restriction],
    /// What came of it.
    pub checked: Checked,
    /// The day.
    pub as_of: NaiveDate,
}

fn list(taken: &Taken) -> (Option<Source>, Option<NaiveDate>) {
    (Some(Source::notice(taken.from.clone(), None)), Some(taken.on))
}

/// What a check compared the offer with, and of which day that is.
fn compared(kind: CheckKind, told: &Told<'_>, rows: &Rows) -> (Option<Source>, Option<NaiveDate>) {
    let order = match rows.orders.as_slice() {
        [(order, _)] => Some(order),
        _ => None,
    };
    let agency = rows.agencies.first().or_else(|| rows.orders.first().map(|(_, agency)| agency));
    match kind {
        CheckKind::Agency | CheckKind::Contacts => {
            agency.map(|it| &it.taken).or(rows.newest.as_ref()).map_or((None, None), list)
        }
        CheckKind::Permit | CheckKind::Partner | CheckKind::Wage => {
            order.map_or((None, None), |it| list(&it.taken))
        }
        CheckKind::Country => {
            let row = told.checked.restriction.as_ref();
            row.map_or((None, None), |row| (Some(row.source.clone()), Some(row.from)))
        }
        CheckKind::Cost | CheckKind::Visa | CheckKind::Selection => (None, None),
    }
}

/// A label's words, with the list and the day of the order that was found in the places of `{list}` and `{day}`, and the day
/// asked about in that of `{as_of}`.
fn said(text: &str, rows: &Rows, as_of: NaiveDate) -> String {
    let text = &text.replace("{as_of}", &as_of.format("%d-%m-%Y").to_string());
    match rows.orders.as_slice() {
        [(order, _)] => text
            .replace("{list}", &order.taken.from)
            .replace("{day}", &order.taken.on.format("%d-%m-%Y").to_string()),
        _ => text.to_owned(),
    }
}

fn reading(advert: &Advert) -> AdvertReading {
    let list = |all: &std::collections::BTreeSet<String>| all.iter().cloned().collect();
    AdvertReading {
        phones: list(&advert.phones),
        accounts: list(&advert.accounts),
        emails: list(&advert.emails),
        links: list(&advert.links),
        social: list(&advert.social),
        amounts: advert
            .amounts
            .iter()
            .map(|it| OfferAmount {
                currency: it.currency.clone(),
                amount_minor: it.minor,
                used_for: it.used,
            })
            .collect(),
        countries: list(&advert.countries),
        occupations: list(&advert.occupations),
        numbers: list(&advert.numbers),
    }
}

/// The answer.
#[must_use]
pub fn view(state: &AppState, told: &Told<'_>, rows: Rows, language: Language) -> OfferCheck {
    let rules = &state.catalogue.offers;
    let verdict = told.checked.verdict;
    let finding = |(words, found): (&domain::offers::CheckWords, &domain::offers::Finding)| {
        let (compared_with, compared_as_of) = match found.result {
            CheckResult::Unknown => (None, None),
            CheckResult::Matches | CheckResult::Differs | CheckResult::Breaks => {
                compared(found.kind, told, &rows)
            }
        };
        OfferCheckFinding {
            check: found.kind,
            result: found.result,
            title: words.title.of(language).to_owned(),
            text: words.of(found.result).of(language).to_owned(),
            basis: words.source.clone(),
            compared_with,
            compared_as_of,
        }
    };
    let checks = rules.checks.iter().zip(&told.checked.findings).map(finding).collect();
    let flag = |rule: &FlagRule, counts: bool| OfferFlag {
        code: rule.code.clone(),
        title: rule.title.of(language).to_owned(),
        weight: rule.weight,
        counts,
        source: rule.source.clone(),
        confidence: rule.confidence,
    };
    let flags = told.checked.flags.iter().filter_map(|raised| {
        let rule = rules.flags.iter().find(|rule| rule.code == raised.code)?;
        Some(flag(rule, raised.counts))
    });
    let contact = |given: &Given| OfferContact {
        kind: given.kind,
        value: given.written(),
        is_registered: !told.checked.strange.contains(given),
        is_reported: told.checked.reported.contains(given),
    };
    let has_agency = !rows.agencies.is_empty() || !rows.orders.is_empty();
    let desk = |code: &String| state.catalogue.city.desks.iter().find(|it| it.code == *code);
    let step = |step: &NextStep| OfferStep {
        code: step.code.clone(),
        text: step.text.of(language).to_owned(),
        desk: step.desk.as_ref().and_then(desk).map(|it| it.name.of(language).to_owned()),
        path: step.path.clone(),
    };
    let states: Vec<AgencyState> = rows
        .agencies
        .iter()
        .chain(rows.orders.iter().map(|(_, agency)| agency))
        .map(|agency| agency.row.on(told.as_of).state)
        .collect();
    let applies = |step: &&NextStep| {
        (step.labels.is_empty()
            || step.labels.contains(&verdict.label)
            || (verdict.is_suspicious && step.labels.contains(&Label::Suspicious)))
            && (!step.needs_agency || has_agency)
            && (!step.without_order || rows.orders.len() != 1)
            && (!step.needs_text || told.advert.is_some())
            && step.agency_state.is_none_or(|wanted| states.contains(&wanted))
    };
    let label = rules.labels.iter().find(|it| it.code == verdict.label);
    let mut answer = OfferCheck {
        label: verdict.label,
        text: label.map(|it| said(it.text.of(language), &rows, told.as_of)).unwrap_or_default(),
        is_suspicious: verdict.is_suspicious,
        is_full: verdict.is_full,
        as_of: told.as_of,
        codes: told.checked.codes.iter().copied().collect(),
        checks,
        flags: flags.collect(),
        contacts: told.offer.contacts.iter().map(contact).collect(),
        agencies: Vec::new(),
        order: None,
        may_be: rows.may_be,
        similar: rows.similar.clone(),
        advert: told.advert.map(reading),
        next_steps: rules.steps.iter().filter(applies).map(step).collect(),
    };
    let mut agencies = rows.agencies;
    for (_, own) in &rows.orders {
        if !agencies.iter().any(|it| it.id == own.id) {
            agencies.push(own.clone());
        }
    }
    if rows.orders.len() == 1 {
        answer.order =
            rows.orders.into_iter().next().map(|found| job_order_view(found, told.as_of, told.restrictions));
    }
    answer.agencies = agencies.into_iter().map(|it| agency_view(it, told.as_of)).collect();
    answer
}
