//! What the check of offers goes by: the entries of `data/offers.toml`.

use super::Label;
use crate::law::{Confidence, EmployerKind, Source, Text, in_force};
use crate::registers::AgencyState;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

crate::words::schema_words! {
    /// One of the nine checks.
    pub enum CheckKind {
        /// The agency is in the list and may place people.
        Agency = "agency",
        /// The order exists, and its permit covers country, post and day.
        Permit = "permit",
        /// The country is open for employer and post.
        Country = "country",
        /// The mission verified the partner.
        Partner = "partner",
        /// The wage is that of the order and not under the floor.
        Wage = "wage",
        /// No placement fee.
        Cost = "cost",
        /// A work visa.
        Visa = "visa",
        /// Selection at the manpower office.
        Selection = "selection",
        /// Phones, accounts and addresses are those of the list.
        Contacts = "contacts",
    }
}

crate::words::schema_words! {
    /// What a check found.
    pub enum CheckResult {
        /// What was given is what the register or the law says.
        Matches = "matches",
        /// Something differs or cannot be settled, and breaks no rule by itself.
        Differs = "differs",
        /// It goes against the register or the law.
        Breaks = "breaks",
        /// Nothing was given to check.
        Unknown = "unknown",
    }
}

/// A post whose placement costs the worker nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZeroCostPost {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Text,
    /// ISCO-08 unit groups.
    pub occupations: BTreeSet<String>,
}

/// The posts whose placement costs the worker nothing (BP2MI Regulation 9/2020).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZeroCost {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// The posts.
    #[serde(rename = "post")]
    pub posts: Vec<ZeroCostPost>,
}

impl ZeroCost {
    /// Whether placement in this occupation costs the worker nothing on a day.
    #[must_use]
    pub fn holds(&self, occupation: &str, day: NaiveDate) -> bool {
        in_force(self.from, self.to, day)
            && self.posts.iter().any(|post| post.occupations.contains(occupation))
    }
}

/// From when on pay is called fantastic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fantastic {
    /// Per cent of what the order or the best paid programme of the country says.
    pub percent: i64,
    /// A month, in minor units, by currency: where neither an order nor a programme says what is usual.
    pub most: BTreeMap<String, i64>,
}

/// How a currency is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyWords {
    /// ISO 4217.
    pub code: String,
    /// Signs and words, in lower case.
    pub words: Vec<String>,
}

/// Other names of a country and its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceWords {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Names, in lower case.
    pub names: Vec<String>,
    /// Whether these stand in the place of the country's own name, which is also another word.
    #[serde(default)]
    pub only: bool,
}

/// How a post is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostWords {
    /// ISCO-08 unit group.
    pub occupation: String,
    /// Who employs, where the post tells.
    #[serde(default)]
    pub employer: Option<EmployerKind>,
    /// Phrases, in lower case.
    pub phrases: Vec<String>,
}

/// The words of adverts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdvertWords {
    /// Short forms and what they mean.
    pub plain: BTreeMap<String, String>,
    /// Behind these a phrase does not count.
    pub negations: BTreeSet<String>,
    /// A sentence with one of these warns.
    pub warnings: Vec<String>,
    /// An amount in a clause with one of these is borne by others.
    pub borne: Vec<String>,
    /// Beside one of these an amount is no exam's, passport's or medical's alone.
    pub not_own: BTreeSet<String>,
    /// A clause with one of these says what is not done,
    pub denials: Vec<String>,
    /// unless it goes on with one of these.
    pub contrasts: BTreeSet<String>,
    /// Before what is paid to the worker.
    pub wage: BTreeSet<String>,
    /// Before what the worker is to pay.
    pub fee: BTreeSet<String>,
    /// Before money that is promised or lent.
    pub promise: BTreeSet<String>,
    /// Behind a wage that is one of a month.
    pub monthly: BTreeSet<String>,
    /// Behind a wage of another period.
    pub otherwise: BTreeSet<String>,
    /// An exam's fee.
    pub exam: BTreeSet<String>,
    /// A passport's.
    pub passport: BTreeSet<String>,
    /// A medical's.
    pub medical: BTreeSet<String>,
    /// Before the number of a bank account.
    pub account: BTreeSet<String>,
    /// Before the number of a paper, with its digits (none: any): it is no contact.
    pub papers: BTreeMap<String, BTreeSet<usize>>,
    /// Behind these a number is a phone.
    pub call: BTreeSet<String>,
    /// Between these two things are named.
    pub other: BTreeSet<String>,
    /// Ways to be reached or paid.
    pub reach: BTreeSet<String>,
    /// Behind the form of a company these begin no name.
    pub no_name: BTreeSet<String>,
    /// Words about a curriculum vitae, which is no company.
    pub resume: BTreeSet<String>,
    /// Words that names of companies end in: one more of them makes it another company.
    pub name_endings: BTreeSet<String>,
    /// Names of the government body.
    pub government: BTreeSet<String>,
    /// Before the name of a country that means its language.
    pub language: BTreeSet<String>,
    /// Currencies.
    #[serde(rename = "currency")]
    pub currencies: Vec<CurrencyWords>,
    /// Places.
    #[serde(rename = "place")]
    pub places: Vec<PlaceWords>,
    /// Posts.
    #[serde(rename = "post")]
    pub posts: Vec<PostWords>,
}

/// A red flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRule {
    /// Its code.
    pub code: String,
    /// How much it says.
    pub weight: u32,
    /// What it is.
    pub title: Text,
    /// Where that stands.
    pub source: Source,
    /// How sure we are.
    pub confidence: Confidence,
    /// Phrases that raise it.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Phrases in the same clause that say the opposite.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Destinations that raise it.
    #[serde(default)]
    pub countries: BTreeSet<String>,
}

/// The words of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWords {
    /// Which.
    pub code: CheckKind,
    /// What is checked.
    pub title: Text,
    /// What the check rests on.
    pub source: Source,
    /// What is said of each result.
    pub matches: Text,
    /// See there.
    pub differs: Text,
    /// See there.
    pub breaks: Text,
    /// See there.
    pub unknown: Text,
}

impl CheckWords {
    /// What is said of a result.
    #[must_use]
    pub fn of(&self, result: CheckResult) -> &Text {
        match result {
            CheckResult::Matches => &self.matches,
            CheckResult::Differs => &self.differs,
            CheckResult::Breaks => &self.breaks,
            CheckResult::Unknown => &self.unknown,
        }
    }
}

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelWords {
    /// Which.
    pub code: Label,
    /// In words.
    pub text: Text,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// Its code.
    pub code: String,
    /// After which labels; empty: all.
    pub labels: BTreeSet<Label>,
    /// Only where an agency of the list was found.
    #[serde(default)]
    pub needs_agency: bool,
    /// Only where no one order was found.
    #[serde(default)]
    pub without_order: bool,
    /// Only where there is the text of an advert.
    #[serde(default)]
    pub needs_text: bool,
    /// Only where an agency of the list stands so.
    #[serde(default)]
    pub agency_state: Option<AgencyState>,
    /// The desk that helps.
    #[serde(default)]
    pub desk: Option<String>,
    /// The operation or page that helps.
    #[serde(default)]
    pub path: Option<String>,
    /// In words.
    pub text: Text,
}

/// Everything that the check of offers goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferRules {
    /// Flags that count reach this: suspicious.
    pub threshold: u32,
    /// A worker's own cost (exam, passport, medical) beyond this is not settled; IDR, in main units.
    pub own_cost_idr: i64,
    /// Fantastic pay.
    pub fantastic: Fantastic,
    /// Posts that cost nothing.
    pub zero_cost: ZeroCost,
    /// Words of adverts.
    pub words: AdvertWords,
    /// Red flags.
    #[serde(rename = "flag")]
    pub flags: Vec<FlagRule>,
    /// The nine checks.
    #[serde(rename = "check")]
    pub checks: Vec<CheckWords>,
    /// Labels.
    #[serde(rename = "label")]
    pub labels: Vec<LabelWords>,
    /// What to do next.
    #[serde(rename = "step")]
    pub steps: Vec<NextStep>,
}
