//! Instruments, general law, programmes and restrictions.

use super::asked::{self, List};
use super::{Checked, Known, Unique, lists, period, text};
use crate::catalogue::error::CatalogueError;
use crate::catalogue::place::At;
use domain::law::{Instrument, Programme, Wage};

/// Everything that the two bundles hold.
pub fn law(known: &Known<'_>) -> Checked {
    instruments(known)?;
    lists::evidence(known)?;
    lists::remedies(known)?;
    lists::rules(known)?;
    lists::documents(known)?;
    for (file, list) in &known.law.lists {
        let at = known.top(file);
        let list_of = List { at, from: list.from, to: list.to, fields: &[] };
        asked::requirements(list_of, &list.requirements, known)?;
    }
    let is_empty = known.law.lists.iter().all(|(_, list)| list.requirements.is_empty());
    if is_empty {
        return Err(CatalogueError::of_file("law", "holds no requirement"));
    }
    let mut codes = Unique::default();
    for (file, it) in &known.law.programmes {
        codes.add(&it.code, &known.top(file))?;
        programme(file, it, known)?;
    }
    restrictions(known)
}

fn instruments(known: &Known<'_>) -> Checked {
    let mut codes = Unique::default();
    for (file, list) in &known.law.lists {
        for (index, Instrument { code, uri, title, confidence: _ }) in list.instruments.iter().enumerate() {
            let at = known.top(file).entry("instrument", index);
            codes.add(code, &at)?;
            at.demand(uri.starts_with("/akn/id/"), uri, "the uri is none of /akn/id/")?;
            text(title, "title", &at)?;
        }
    }
    Ok(())
}

fn programme(file: &str, it: &Programme, known: &Known<'_>) -> Checked {
    let at = At::top(file, known.files.text(file));
    at.demand(
        file == format!("programmes/{}.toml", it.code),
        &it.code,
        "the file is not named after the code",
    )?;
    text(&it.name, "name", &at)?;
    text(&it.post, "post", &at)?;
    it.notes.iter().try_for_each(|note| text(note, "notes", &at))?;
    it.countries.iter().try_for_each(|country| known.country(country, &at))?;
    known.occupations(&it.occupations, &at)?;
    period(Some(it.from), it.to, "to", &at)?;
    period(it.window.map(|window| window.from), it.window.map(|window| window.to), "window", &at)?;
    let in_order = it.contract_months.is_none_or(|(least, most)| least <= most);
    at.demand(in_order, "contract_months", "the least is above the most")?;
    known.source(&it.source, &at)?;
    let mut fields = Unique::default();
    for (index, field) in it.fields.iter().enumerate() {
        let at = at.entry("fields", index);
        fields.add(&field.code, &at)?;
        text(&field.name, "name", &at)?;
        known.occupations(&field.occupations, &at)?;
    }
    for (index, pay) in it.wages.iter().enumerate() {
        wage(pay, &at.entry("wages", index), known)?;
    }
    asked::requirements(
        List { at, from: Some(it.from), to: it.to, fields: &it.fields },
        &it.requirements,
        known,
    )
}

fn wage(it: &Wage, at: &At<'_>, known: &Known<'_>) -> Checked {
    let is_known = known.currencies.contains(&it.currency);
    at.demand(is_known, &it.currency, format!("{:?} is no currency of countries.csv", it.currency))?;
    let in_order = it.from.zip(it.to).is_none_or(|(least, most)| least <= most);
    at.demand(in_order, "to", "the least is above the most")?;
    period(it.valid_from, it.valid_to, "valid_to", at)?;
    text(&it.note, "note", at)
}

fn restrictions(known: &Known<'_>) -> Checked {
    let mut rows = Unique::default();
    known.law.restrictions.iter().enumerate().try_for_each(|(index, it)| {
        let at = known.top("restrictions.toml").entry("restriction", index);
        known.country(&it.country, &at)?;
        known.occupations(&it.occupations, &at)?;
        let key = format!("{} {:?} {:?} {}", it.country, it.employer, it.occupations, it.from);
        rows.add_as(&key, &it.country, &at)?;
        period(Some(it.from), it.to, "to", &at)?;
        text(&it.note, "note", &at)?;
        known.source(&it.source, &at)
    })
}
