//! The lists beside the law.

use super::{Checked, Known, Unique, text};
use crate::catalogue::error::CatalogueError;
use domain::accounts::{Role, Roles};
use domain::candidates::Status;
use domain::documents::{Need, NeedKind};
use domain::identity::{IdentifierKind, MaritalStatus, Sex};
use domain::law::{
    CountryState, Destination, EmergencyContact, EvidenceCode, EvidenceKind, ReadingKind, RuleText, Text,
};
use domain::organisations::{City, Reason, ServiceStandard};
use domain::outreach::{ENTERED_WITHIN, SignupsKept};
use std::collections::{BTreeMap, BTreeSet};

/// Fields that a need may name.
const FIELDS: &[&str] = &[
    "nik",
    "full_name",
    "birth_place",
    "birth_date",
    "sex",
    "marital_status",
    "street",
    "rt",
    "rw",
    "kelurahan",
    "contact",
    "emergency_contact",
];

/// Codes of evidence, fields of study, words.
pub(super) fn evidence(known: &Known<'_>) -> Checked {
    let top = known.top("evidence.toml");
    let file = &known.law.evidence;
    for (table, list) in [("field", &file.fields), ("word", &file.words)] {
        let mut codes = Unique::default();
        for (index, it) in list.iter().enumerate() {
            let at = top.entry(table, index);
            codes.add(&it.code, &at)?;
            text(&it.name, "name", &at)?;
        }
    }
    let is_word = |word: &str| file.words.iter().any(|it| it.code == word);
    for word in profile_words() {
        top.demand(is_word(word), word, format!("{word:?} has no name among the words"))?;
    }
    let mut codes = Unique::default();
    for (index, it) in file.codes.iter().enumerate() {
        let at = top.entry("code", index);
        codes.add_as(&format!("{} {}", it.kind, it.code), &it.code, &at)?;
        text(&it.name, "name", &at)?;
        it.source.as_ref().map_or(Ok(()), |source| known.source(source, &at))?;
        it.one_of.iter().try_for_each(|code| known.evidence(it.kind, code, &at).map(|_| ()))?;
        code_of_evidence(it, known, index)?;
    }
    Ok(())
}

/// Words of the profile, of identifiers and of countries that findings show.
fn profile_words() -> impl Iterator<Item = &'static str> {
    let sexes = Sex::ALL.iter().map(|it| it.as_str());
    let statuses = MaritalStatus::ALL.iter().map(|it| it.as_str());
    let kinds = IdentifierKind::ALL.iter().map(|it| it.as_str());
    let states = CountryState::ALL.iter().map(|it| it.as_str());
    sexes.chain(statuses).chain(kinds).chain(states).chain(["not_open"])
}

fn code_of_evidence(it: &EvidenceCode, known: &Known<'_>, index: usize) -> Checked {
    let at = known.top("evidence.toml").entry("code", index);
    match it.kind {
        EvidenceKind::Education => at.demand(it.rank.is_some(), &it.code, "schooling needs a rank")?,
        EvidenceKind::Language => at.demand(it.language.is_some(), &it.code, "a test needs its language")?,
        EvidenceKind::Work => return Err(at.error(&it.code, "occupations stand in isco08-en.csv")),
        EvidenceKind::Certificate | EvidenceKind::Health | EvidenceKind::Declaration => {}
    }
    match it.reading {
        ReadingKind::None => at.demand(it.options.is_empty(), &it.code, "no value, but options"),
        ReadingKind::Level => at.demand(!it.options.is_empty(), &it.code, "a level needs options"),
        ReadingKind::Option => {
            at.demand(!it.options.is_empty(), &it.code, "an option needs options")?;
            let is_word = |code: &String| known.law.evidence.words.iter().any(|word| word.code == *code);
            it.options.iter().try_for_each(|code| {
                at.demand(is_word(code), code, format!("{code:?} is no word of this file"))
            })
        }
        ReadingKind::Number => {
            at.demand(it.unit.is_some(), &it.code, "a number needs a unit")?;
            let in_order = it.min.zip(it.max).is_some_and(|(min, max)| min <= max);
            at.demand(in_order, &it.code, "a number needs min and max, in this order")
        }
    }
}

/// Remedies.
pub(super) fn remedies(known: &Known<'_>) -> Checked {
    let mut codes = Unique::default();
    known.law.remedies.iter().enumerate().try_for_each(|(index, it)| {
        let at = known.top("remedies.toml").entry("remedy", index);
        codes.add(&it.code, &at)?;
        text(&it.action, "action", &at)?;
        it.desk.as_ref().map_or(Ok(()), |desk| known.desk(desk, &at))?;
        it.bring.iter().try_for_each(|document| known.document(document, &at))
    })
}

/// What one should know of destinations.
pub fn destinations(all: &[Destination], known: &Known<'_>) -> Checked {
    let top = known.top("countries.toml");
    let mut codes = Unique::default();
    all.iter().enumerate().try_for_each(|(index, it)| {
        let at = top.entry("country", index);
        codes.add(&it.code, &at)?;
        known.country(&it.code, &at)?;
        let names = it.missions.iter().map(|it| (&it.name, &it.source));
        let names = names.chain(it.contacts.iter().map(|it| (&it.name, &it.source)));
        for (said, source) in names.chain(it.law.iter().map(|it| (&it.text, &it.source))) {
            text(said, &it.code, &at)?;
            known.source(source, &at)?;
        }
        let is_bare = it.missions.is_empty() || it.contacts.is_empty() || it.law.is_empty();
        at.demand(!is_bare, &it.code, "a destination has missions, contacts and law")
    })
}

/// Whom one calls at home.
pub fn hotlines(all: &[EmergencyContact], known: &Known<'_>) -> Checked {
    all.iter().enumerate().try_for_each(|(index, it)| {
        let at = known.top("countries.toml").entry("hotline", index);
        text(&it.name, "name", &at)?;
        at.demand(it.number.is_some(), "number", "a hotline has a number")?;
        known.source(&it.source, &at)
    })
}

/// Texts of the rules.
pub(super) fn rules(known: &Known<'_>) -> Checked {
    let mut codes = Unique::default();
    known.law.rules.iter().enumerate().try_for_each(|(index, it)| {
        let at = known.top("rules.toml").entry("rule", index);
        codes.add(&it.code, &at)?;
        let RuleText { code: _, title, description, met, not_met, unknown, warning, remedy } = it;
        let said = [
            ("title", title),
            ("description", description),
            ("met", met),
            ("not_met", not_met),
            ("unknown", unknown),
        ];
        for (word, sentence) in said.into_iter().chain(warning.as_ref().map(|it| ("warning", it))) {
            text(sentence, word, &at)?;
            at.demand(places_are_known(sentence), word, "a sentence holds {seen} and {required} only")?;
        }
        known.remedy(remedy.as_deref(), &at)
    })
}

fn places_are_known(text: &Text) -> bool {
    [&text.id, &text.en].into_iter().all(|said| {
        let rest = said.replace("{seen}", "").replace("{required}", "");
        !rest.contains(['{', '}'])
    })
}

/// Kinds of documents, and what a file needs.
pub(super) fn documents(known: &Known<'_>) -> Checked {
    let top = known.top("documents.toml");
    let mut codes = Unique::default();
    for (index, it) in known.law.documents.documents.iter().enumerate() {
        let at = top.entry("document", index);
        codes.add(&it.code, &at)?;
        text(&it.name, "name", &at)?;
        text(&it.description, "description", &at)?;
        known.source(&it.source, &at)?;
        let is_nik = it.identifier == Some(IdentifierKind::Nik);
        at.demand(!is_nik, "identifier", "a NIK is verified with the whole file, not with one document")?;
    }
    let mut codes = Unique::default();
    for (index, it) in known.law.documents.needs.iter().enumerate() {
        let at = top.entry("need", index);
        let Need { kind, pointer, what, name, source, confidence: _ } = it;
        codes.add(what, &at)?;
        text(name, "name", &at)?;
        known.source(source, &at)?;
        at.demand(pointer.starts_with('/'), pointer, "the pointer does not begin with /")?;
        match kind {
            NeedKind::Document => known.document(what, &at)?,
            NeedKind::Field => {
                let is_known = FIELDS.contains(&what.as_str());
                at.demand(is_known, what, format!("{what:?} is no field that a file can need"))?;
            }
            NeedKind::FamilyPermission => {}
        }
    }
    Ok(())
}

/// The city; `villages` are the names of all villages by code.
pub fn city(city: &City, villages: &BTreeMap<String, String>, known: &Known<'_>) -> Checked {
    let top = known.top("city.toml");
    text(&city.name, "name", &top)?;
    top.demand(!city.zone.is_empty(), "zone", "the zone is empty")?;
    known.desk(&city.verifying_desk, &top)?;
    let prefix = &city.receipt_prefix;
    let is_letters = (2..=5).contains(&prefix.len()) && prefix.bytes().all(|it| it.is_ascii_uppercase());
    top.demand(is_letters, prefix, "the prefix of receipts is two to five capital letters")?;
    top.demand(!city.kelurahan.is_empty(), "kelurahan", "the city has no kelurahan")?;
    let mut codes = Unique::default();
    for (index, desk) in city.desks.iter().enumerate() {
        let at = top.entry("desk", index);
        codes.add(&desk.code, &at)?;
        text(&desk.name, "name", &at)?;
        text(&desk.tasks, "tasks", &at)?;
        known.source(&desk.source, &at)?;
    }
    for (index, kelurahan) in city.kelurahan.iter().enumerate() {
        let (code, at) = (&kelurahan.code, top.entry("kelurahan", index));
        codes.add(code, &at)?;
        let is_inside = code.strip_prefix(&city.region).is_some_and(|rest| rest.starts_with('.'));
        at.demand(is_inside, code, format!("{code:?} is not in region {}", city.region))?;
        let is_known = villages.get(code).is_some_and(|name| *name == kelurahan.name);
        at.demand(is_known, code, format!("{code:?} of this name is in no list of villages"))?;
        at.demand(!kelurahan.district.is_empty(), "district", "the district is empty")?;
    }
    Ok(())
}

/// Reasons.
pub fn reasons(reasons: &[Reason], known: &Known<'_>) -> Checked {
    let mut codes = Unique::default();
    reasons.iter().enumerate().try_for_each(|(index, it)| {
        let at = known.top("reasons.toml").entry("reason", index);
        codes.add(&it.code, &at)?;
        text(&it.text, "text", &at)?;
        at.demand(!it.uses.is_empty(), "uses", "the reason can be given for nothing")
    })
}

/// Service standards, one for each status in which a file waits for an office; and how long names of sign-ups are kept.
pub fn services(services: &[ServiceStandard], kept: &SignupsKept, known: &Known<'_>) -> Checked {
    signups(kept, known)?;
    let mut statuses = Unique::default();
    for (index, it) in services.iter().enumerate() {
        let at = known.top("services.toml").entry("service", index);
        statuses.add(it.status.as_str(), &at)?;
        at.demand(it.working_days > 0, "working_days", "no office works in no time")?;
        known.source(&it.source, &at)?;
        it.note.as_ref().map_or(Ok(()), |note| text(note, "note", &at))?;
    }
    for status in [Status::Submitted, Status::Noted] {
        if !services.iter().any(|service| service.status == status) {
            let reason = format!("status {:?} has no service standard", status.as_str());
            return Err(CatalogueError::of_file("services.toml", reason));
        }
    }
    Ok(())
}

/// The period for which names of those who signed up for meetings are kept.
fn signups(kept: &SignupsKept, known: &Known<'_>) -> Checked {
    let at = known.top("services.toml").entry("signups", 0);
    let is_enough = u64::from(kept.days) > ENTERED_WITHIN;
    at.demand(is_enough, "days", "names go before the lists on paper are entered")?;
    known.source(&kept.source, &at)?;
    kept.note.as_ref().map_or(Ok(()), |note| text(note, "note", &at))
}

/// The table of rights: every role once for each place, none without a right.
pub fn roles(roles: &Roles, known: &Known<'_>) -> Checked {
    let mut rows = BTreeSet::new();
    for (index, grant) in roles.grants.iter().enumerate() {
        let at = known.top("roles.toml").entry("grant", index);
        let role = grant.role.as_str();
        at.demand(!grant.scopes.is_empty(), "scopes", format!("{role:?} is granted nothing"))?;
        let is_new = rows.insert((grant.role, grant.organisation, grant.desk.as_deref()));
        at.demand(is_new, role, format!("{role:?} stands here twice for the same place"))?;
        grant.desk.as_ref().map_or(Ok(()), |desk| known.desk(desk, &at))?;
    }
    for role in Role::ALL {
        if !roles.grants.iter().any(|grant| grant.role == *role) {
            let reason = format!("role {:?} has no grant", role.as_str());
            return Err(CatalogueError::of_file("roles.toml", reason));
        }
    }
    Ok(())
}
