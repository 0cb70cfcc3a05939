use crate::AppState;
use chrono::{DateTime, NaiveDate, Utc};
use domain::law::{
    Confidence, CountryState, Destination, EmergencyContact, EmergencyKind, EmployerKind, Language, LawTopic,
    MissionKind, Source, in_force, is_open_for_some,
};
use persistence::countries::Status;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// What holds for a kind of employer and posts.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountryStatusView {
    /// The row.
    pub id: Uuid,
    /// Country, ISO 3166-1 alpha-2.
    #[schema(example = "SA")]
    pub country: String,
    /// For which kind of employer; null: all.
    pub employer: Option<EmployerKind>,
    /// For which posts, ISCO-08; empty: all.
    pub occupations: Vec<String>,
    /// What holds.
    pub state: CountryState,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Why.
    pub note: String,
    /// By which act.
    pub source: Source,
    /// SHA-256 of the document that says so, hex, where an officer entered the row.
    pub source_sha256: Option<String>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Since when it is known here: "as of".
    pub known_from: Option<DateTime<Utc>>,
    /// Until when it was known.
    pub known_to: Option<DateTime<Utc>>,
}

/// A row.
#[must_use]
pub fn status(status: &Status, language: Language) -> CountryStatusView {
    let row = &status.row;
    CountryStatusView {
        id: status.id,
        country: row.country.clone(),
        employer: row.employer,
        occupations: row.occupations.clone(),
        state: row.state,
        from: row.from,
        to: row.to,
        note: row.note.of(language).to_owned(),
        source: row.source.clone(),
        source_sha256: status.source_hash.clone(),
        confidence: row.confidence,
        known_from: status.known_from,
        known_to: status.known_to,
    }
}

/// A country in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountrySummary {
    /// ISO 3166-1 alpha-2.
    #[schema(example = "KR")]
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether people can be placed there for some employer and post on the day; a country without any row is not
    /// open.
    pub is_open: bool,
    /// What holds on the day.
    pub statuses: Vec<CountryStatusView>,
    /// Ways there, codes of `/v1/programmes`.
    pub programmes: Vec<String>,
}

/// A mission of Indonesia.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissionView {
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: MissionKind,
    /// City.
    pub city: String,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// Somebody to call.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergencyContactView {
    /// Name.
    pub name: String,
    /// Whom.
    pub kind: EmergencyKind,
    /// The number, as it is dialled there.
    pub number: Option<String>,
    /// Address of a web page.
    pub address: Option<String>,
    /// How sure we are; `medium` and `low`: to be confirmed.
    pub confidence: Confidence,
}

/// What the law there says.
#[derive(Debug, Serialize, ToSchema)]
pub struct LawThereView {
    /// What it speaks of.
    pub topic: LawTopic,
    /// What it says.
    pub text: String,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
}

/// The least that may be paid.
#[derive(Debug, Serialize, ToSchema)]
pub struct WageFloorView {
    /// For whom, in English as the source has it.
    pub scope: String,
    /// ISO 4217.
    pub currency: String,
    /// In minor units of the currency.
    pub amount_minor: i64,
    /// `month` or `hour`.
    pub period: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Where it was read.
    pub source: String,
}

/// A country.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountryView {
    /// ISO 3166-1 alpha-2.
    #[schema(example = "KR")]
    pub code: String,
    /// Name.
    pub name: String,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Whether people can be placed there for some employer and post on that day.
    pub is_open: bool,
    /// What holds on that day.
    pub statuses: Vec<CountryStatusView>,
    /// Ways there, codes of `/v1/programmes`.
    pub programmes: Vec<String>,
    /// The least that may be paid on that day.
    pub wage_floors: Vec<WageFloorView>,
    /// Currency, ISO 4217.
    pub currency: String,
    /// Time zone of its capital or largest city, IANA.
    pub time_zone: String,
    /// Missions of Indonesia.
    pub missions: Vec<MissionView>,
    /// Whom one calls there.
    pub contacts: Vec<EmergencyContactView>,
    /// What the law there says.
    pub law: Vec<LawThereView>,
}

/// Codes of the programmes that lead there.
#[must_use]
pub fn programmes(state: &AppState, country: &str, day: NaiveDate) -> Vec<String> {
    let leads = |it: &&domain::law::Programme| {
        it.countries.iter().any(|code| code == country) && in_force(it.from, it.to, day)
    };
    state.catalogue.law.programmes.iter().filter(leads).map(|it| it.code.clone()).collect()
}

/// Rows that hold on a day.
pub fn holding<'a>(rows: &'a [Status], country: &'a str, day: NaiveDate) -> impl Iterator<Item = &'a Status> {
    rows.iter().filter(move |it| it.row.country == country && in_force(it.row.from, it.row.to, day))
}

/// On a day; none: of every day.
fn wage_floors(
    state: &AppState,
    country: &str,
    day: Option<NaiveDate>,
    language: Language,
) -> Vec<WageFloorView> {
    let floors = state.catalogue.wage_floors.iter();
    let holds = |it: &domain::law::WageFloor| day.is_none_or(|day| in_force(it.valid_from, it.valid_to, day));
    let floors = floors.filter(|it| it.country == country && holds(it));
    let digits = |currency: &str| state.catalogue.currencies.get(currency).copied().unwrap_or(2);
    floors
        .map(|it| WageFloorView {
            scope: match language {
                Language::Id => it.scope_id.clone(),
                Language::En => it.scope_en.clone(),
            },
            currency: it.currency.clone(),
            amount_minor: it.amount * 10_i64.pow(digits(&it.currency)),
            period: it.period.clone(),
            from: it.valid_from,
            to: it.valid_to,
            source: it.source.clone(),
        })
        .collect()
}

fn destination<'a>(state: &'a AppState, code: &str) -> Option<&'a Destination> {
    state.catalogue.destinations.iter().find(|it| it.code == code)
}

fn missions(state: &AppState, code: &str, language: Language) -> Vec<MissionView> {
    let missions = destination(state, code).into_iter().flat_map(|it| &it.missions);
    missions
        .map(|it| MissionView {
            name: it.name.of(language).to_owned(),
            kind: it.kind,
            city: it.city.clone(),
            source: it.source.clone(),
            confidence: it.confidence,
        })
        .collect()
}

fn contact(it: &EmergencyContact, language: Language) -> EmergencyContactView {
    EmergencyContactView {
        name: it.name.of(language).to_owned(),
        kind: it.kind,
        number: it.number.clone(),
        address: it.address.clone(),
        confidence: it.confidence,
    }
}

fn contacts(state: &AppState, code: &str, language: Language) -> Vec<EmergencyContactView> {
    let contacts = destination(state, code).into_iter().flat_map(|it| &it.contacts);
    contacts.map(|it| contact(it, language)).collect()
}

/// Whom one calls at home or from anywhere.
#[must_use]
pub fn hotlines(state: &AppState, language: Language) -> Vec<EmergencyContactView> {
    state.catalogue.hotlines.iter().map(|it| contact(it, language)).collect()
}

fn law(state: &AppState, code: &str, language: Language) -> Vec<LawThereView> {
    let law = destination(state, code).into_iter().flat_map(|it| &it.law);
    law.map(|it| LawThereView {
        topic: it.topic,
        text: it.text.of(language).to_owned(),
        source: it.source.clone(),
        confidence: it.confidence,
    })
    .collect()
}

/// A country as a phone keeps it: of every day, so that it stays true without asking.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackCountry {
    /// ISO 3166-1 alpha-2.
    #[schema(example = "KR")]
    pub code: String,
    /// Name.
    pub name: String,
    /// All rows that are known, of every day; a country without one that holds on a day is not open on it.
    pub statuses: Vec<CountryStatusView>,
    /// Ways there of every day, codes of `/v1/programmes`.
    pub programmes: Vec<String>,
    /// The least that may be paid, of every day.
    pub wage_floors: Vec<WageFloorView>,
    /// Time zone of its capital or largest city, IANA.
    pub time_zone: String,
    /// Missions of Indonesia.
    pub missions: Vec<MissionView>,
    /// Whom one calls there.
    pub contacts: Vec<EmergencyContactView>,
    /// What the law there says.
    pub law: Vec<LawThereView>,
}

/// Countries as a phone keeps them, by code.
#[must_use]
pub fn packed(state: &AppState, rows: &[Status], language: Language) -> Vec<PackCountry> {
    let catalogue = &state.catalogue;
    let mut codes: BTreeSet<&str> = rows.iter().map(|it| it.row.country.as_str()).collect();
    codes.extend(catalogue.destinations.iter().map(|it| it.code.as_str()));
    let leads = |code: &str| {
        let there = |it: &&domain::law::Programme| it.countries.iter().any(|own| own == code);
        catalogue.law.programmes.iter().filter(there).map(|it| it.code.clone()).collect()
    };
    codes
        .into_iter()
        .map(|code| PackCountry {
            code: code.to_owned(),
            name: catalogue.country_name(code, language).unwrap_or(code).to_owned(),
            statuses: rows
                .iter()
                .filter(|it| it.row.country == code)
                .map(|it| status(it, language))
                .collect(),
            programmes: leads(code),
            wage_floors: wage_floors(state, code, None, language),
            time_zone: catalogue.countries.get(code).map(|it| it.zone.clone()).unwrap_or_default(),
            missions: missions(state, code, language),
            contacts: contacts(state, code, language),
            law: law(state, code, language),
        })
        .collect()
}

/// A country whole; none if its code is not one.
#[must_use]
pub fn country(
    state: &AppState,
    code: &str,
    rows: &[Status],
    day: NaiveDate,
    language: Language,
) -> Option<CountryView> {
    let known = state.catalogue.countries.get(code)?;
    Some(CountryView {
        code: code.to_owned(),
        name: state.catalogue.country_name(code, language)?.to_owned(),
        as_of: day,
        is_open: is_open_for_some(rows.iter().map(|it| &it.row), code, day),
        statuses: holding(rows, code, day).map(|it| status(it, language)).collect(),
        programmes: programmes(state, code, day),
        wage_floors: wage_floors(state, code, Some(day), language),
        currency: known.currency.clone(),
        time_zone: known.zone.clone(),
        missions: missions(state, code, language),
        contacts: contacts(state, code, language),
        law: law(state, code, language),
    })
}
