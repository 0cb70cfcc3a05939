//! From the folder to a checked catalogue.

use super::checks::{self, Known};
use super::error::CatalogueError;
use super::files::{Files, bundle, digest, unbundle};
use super::parse::{self, LawFiles, fill};
use super::reference;
use super::sets::{Lists, ReferenceSet, sets};
use super::{Catalogue, City, information};
use domain::accounts::Roles;
use domain::law::{Destination, EmergencyContact, Instrument, Law};
use domain::offers::{OfferRules, Scanner};
use domain::organisations::ServiceStandard;
use std::collections::BTreeMap;
use std::path::Path;

/// A CSV file: its place and its text.
fn csv<'a>(files: &'a Files, file: &'a str) -> (&'a str, &'a str) {
    (file, files.text(file))
}

/// Reads, checks, completes.
pub(super) fn catalogue(dir: &Path) -> Result<Catalogue, CatalogueError> {
    let files = Files::read(dir)?;
    let law_files = LawFiles::parse(&files.law, &files.data)?;
    let mut city: City = parse::toml("city.toml", files.text("city.toml"))?;
    let roles: Roles = parse::toml("roles.toml", files.text("roles.toml"))?;
    let reasons = parse::reasons(files.text("reasons.toml"))?;
    let (mut services, signups) = parse::services(files.text("services.toml"))?;
    let of = |file| csv(&files, file);
    let (file, text) = of("reference/countries.csv");
    let countries = reference::countries(file, text)?;
    let (file, text) = of("reference/occupation-names-id.csv");
    let occupation_names = reference::occupation_names(file, text, &law_files.occupations)?;
    let (file, text) = of("reference/indonesia-holidays-2024-2027.csv");
    let (days, holidays) = reference::holidays(file, text)?;
    let (file, text) = of("reference/regions-provinces-regencies.csv");
    let regions = reference::regions(file, text)?;
    let (file, text) = of("reference/regions-villages-kaltim.csv");
    let villages = reference::villages(file, text)?;
    let population = reference::population(of("reference/bontang-kelurahan.csv"))?;
    let nik_prefixes = reference::nik_prefixes(
        of("reference/nik-district-prefixes.csv"),
        of("reference/nik-legacy-prefixes.csv"),
    )?;

    let wage_floors = reference::wage_floors(of("reference/destination-minimum-wages.csv"), &countries)?;
    let parse::DestinationsFile { countries: mut destinations, mut hotlines } =
        parse::destinations(files.text("countries.toml"))?;
    let mut offers = parse::offers(files.text("offers.toml"))?;
    let lexicon = reference::lexicon(
        files.text("reference/search-stopwords-id.txt"),
        &[of("reference/search-slang-id.csv"), of("reference/search-overrides-id.csv")],
    )?;

    let known = Known {
        files: &files,
        law: &law_files,
        countries: &countries.keys().cloned().collect(),
        currencies: &countries.values().map(|country| country.currency.clone()).collect(),
        desks: city.desks.iter().map(|desk| desk.code.as_str()).collect(),
    };
    checks::law(&known)?;
    checks::city(&city, &villages, &known)?;
    checks::roles(&roles, &known)?;
    checks::reasons(&reasons, &known)?;
    checks::services(&services, &signups, &known)?;
    checks::destinations(&destinations, &known)?;
    checks::hotlines(&hotlines, &known)?;
    checks::offers(&offers, &known)?;
    let articles = information::articles(&known)?;

    let occupations = law_files.occupations.clone();
    let law_instruments: Vec<_> = law_files.instruments().cloned().collect();
    let (law, documents, words) = law_files.into_law();
    complete(&mut destinations, &mut hotlines, &law_instruments);
    complete_city(&mut city, &mut services, &law_instruments);
    let sets = sets(&Lists {
        city: &city,
        countries: &countries,
        occupations: &occupations,
        occupation_names: &occupation_names,
        fields: &law.evidence.fields,
        words: &words,
        codes: &law.evidence.codes,
        documents: &documents.documents,
        reasons: &reasons,
        regions: &regions,
        holidays: &days,
        remedies: &law.remedies,
        services: &services,
        needs: &documents.needs,
    });
    let currencies = reference::minor_digits(&countries);
    let scanner = complete_offers(&mut offers, &law_instruments, &sets, &currencies)?;
    let law_bundle = bundle(&files.law)?;
    let (data_bundle, other_bundle) = (bundle(&files.data)?, bundle(&files.other)?);
    Ok(Catalogue {
        law,
        roles,
        city,
        services,
        signups,
        reasons,
        documents: documents.documents,
        needs: documents.needs,
        holidays,
        destinations,
        hotlines,
        wage_floors,
        countries,
        articles,
        lexicon,
        offers,
        scanner,
        sets,
        nik_prefixes,
        currencies,
        population,
        law_digest: digest(&law_bundle),
        data_digest: digest(&data_bundle),
        other_digest: digest(&other_bundle),
        law_bundle,
        data_bundle,
        other_bundle,
    })
}

/// Fills in the uris of desks and service standards.
fn complete_city(city: &mut City, services: &mut [ServiceStandard], instruments: &[Instrument]) {
    let desks = city.desks.iter_mut().map(|desk| &mut desk.source);
    let services = services.iter_mut().map(|service| &mut service.source);
    desks.chain(services).for_each(|source| fill(source, instruments));
}

/// Fills in the uris of what the check of offers goes by, and makes what reads adverts.
fn complete_offers(
    offers: &mut OfferRules,
    instruments: &[Instrument],
    sets: &[ReferenceSet],
    currencies: &BTreeMap<String, u32>,
) -> Result<Scanner, CatalogueError> {
    let flags = offers.flags.iter_mut().map(|flag| &mut flag.source);
    let checks = offers.checks.iter_mut().map(|check| &mut check.source);
    flags.chain(checks).chain([&mut offers.zero_cost.source]).for_each(|source| fill(source, instruments));
    let rows = sets.iter().filter(|set| set.code == "countries").flat_map(|set| &set.rows);
    let names =
        rows.flat_map(|row| [&row.name.id, &row.name.en].map(|name| (name.to_lowercase(), row.code.clone())));
    Scanner::new(offers, names, currencies.clone())
        .map_err(|_| CatalogueError::of_file("offers.toml", "its words make no pattern"))
}

/// Fills in the uris of what is known of destinations.
fn complete(
    destinations: &mut [Destination],
    hotlines: &mut [EmergencyContact],
    law_instruments: &[Instrument],
) {
    for it in hotlines {
        fill(&mut it.source, law_instruments);
    }
    for it in destinations {
        let missions = it.missions.iter_mut().map(|it| &mut it.source);
        let contacts = it.contacts.iter_mut().map(|it| &mut it.source);
        let law = it.law.iter_mut().map(|it| &mut it.source);
        missions.chain(contacts).chain(law).for_each(|source| fill(source, law_instruments));
    }
}

/// The law of two bundles.
pub(super) fn law_from(law_bundle: &[u8], data_bundle: &[u8]) -> Result<Law, CatalogueError> {
    let (law, data) = (unbundle("law bundle", law_bundle)?, unbundle("data bundle", data_bundle)?);
    Ok(LawFiles::parse(&law, &data)?.into_law().0)
}
