//! `offers.toml`: every check, label and flag that the rules know has its words, and none promises that an offer is safe.

use super::{Checked, Known, Unique, text};
use domain::law::Text;
use domain::offers::{CheckKind, KNOWN_FLAGS, Label, OfferRules};

/// The rules of the check of offers.
pub fn offers(rules: &OfferRules, known: &Known<'_>) -> Checked {
    let top = known.top("offers.toml");
    known.source(&rules.zero_cost.source, &top)?;
    for post in &rules.zero_cost.posts {
        text(&post.name, &post.code, &top)?;
        let occupations: Vec<String> = post.occupations.iter().cloned().collect();
        known.occupations(&occupations, &top)?;
    }
    let words = &rules.words;
    for currency in &words.currencies {
        top.demand(
            known.currencies.contains(&currency.code),
            &currency.code,
            "no currency of countries.csv",
        )?;
    }
    for currency in rules.fantastic.most.keys() {
        top.demand(known.currencies.contains(currency), currency, "no currency of countries.csv")?;
    }
    let places = words.places.iter().map(|place| &place.country);
    for country in places.chain(rules.flags.iter().flat_map(|flag| &flag.countries)) {
        known.country(country, &top)?;
    }
    for post in &words.posts {
        known.occupations(std::slice::from_ref(&post.occupation), &top)?;
    }
    let mut codes = Unique::default();
    for (index, flag) in rules.flags.iter().enumerate() {
        let at = top.entry("flag", index);
        codes.add(&flag.code, &at)?;
        text(&flag.title, "title", &at)?;
        known.source(&flag.source, &at)?;
        at.demand(flag.weight > 0, "weight", "a flag of no weight says nothing")?;
    }
    for code in KNOWN_FLAGS {
        top.demand(rules.flags.iter().any(|flag| flag.code == code), code, "a flag that the rule raises")?;
    }
    let named: Vec<CheckKind> = rules.checks.iter().map(|check| check.code).collect();
    top.demand(named == CheckKind::ALL, "check", "the nine checks stand here once, in their order")?;
    let named: Vec<Label> = rules.labels.iter().map(|label| label.code).collect();
    top.demand(named == Label::ALL, "label", "the labels stand here once, in their order")?;
    let mut said: Vec<&Text> = rules.labels.iter().map(|label| &label.text).collect();
    for check in &rules.checks {
        known.source(&check.source, &top)?;
        said.extend([&check.title, &check.matches, &check.differs, &check.breaks, &check.unknown]);
    }
    for (index, step) in rules.steps.iter().enumerate() {
        if let Some(desk) = &step.desk {
            known.desk(desk, &top.entry("step", index))?;
        }
        said.push(&step.text);
    }
    said.into_iter().chain(rules.flags.iter().map(|flag| &flag.title)).try_for_each(|said| {
        text(said, "text", &top)?;
        let mut words =
            said.id.split(|c: char| !c.is_alphabetic()).chain(said.en.split(|c: char| !c.is_alphabetic()));
        let promises = words.any(|word| ["aman", "safe"].iter().any(|it| word.eq_ignore_ascii_case(it)));
        top.demand(!promises, "text", "no answer says that an offer is safe")
    })
}
