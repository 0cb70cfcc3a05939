//! What the text of an advert gives away: numbers, amounts, countries, names, and words that are red flags.

use super::words::split;
use crate::law::EmployerKind;
use crate::text::undressed;
use std::collections::BTreeSet;

crate::words::schema_words! {
    /// What a worker is asked to pay for.
    pub enum FeePurpose {
        /// Placement itself, the agency's service, or "the process".
        Placement = "placement",
        Registration = "registration",
        Training = "training",
        /// Of an examination, to whoever holds it.
        Exam = "exam",
        Passport = "passport",
        Medical = "medical",
        Visa = "visa",
        Ticket = "ticket",
        /// A deposit or pledge.
        Deposit = "deposit",
        Other = "other",
    }
}

crate::words::schema_words! {
    /// What an amount in an advert is for.
    pub enum AmountUse {
        /// Paid to the worker for a month.
        Wage = "wage",
        /// Paid to the worker for another period.
        OtherWage = "other_wage",
        /// To be paid by the worker.
        Fee = "fee",
        /// For an exam, a passport or a medical.
        OwnCost = "own_cost",
        /// Something else.
        Other = "other",
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    /// ISO 4217.
    pub currency: String,
    /// In minor units.
    pub minor: i64,
    /// What it is for.
    pub used: AmountUse,
    /// What the worker pays for, where it is that.
    pub purpose: Option<FeePurpose>,
}

/// What an advert says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advert {
    /// Phones, `+` and digits.
    pub phones: BTreeSet<String>,
    /// Bank accounts, digits.
    pub accounts: BTreeSet<String>,
    /// E-mails.
    pub emails: BTreeSet<String>,
    /// Web addresses.
    pub links: BTreeSet<String>,
    /// Accounts of social networks, without `@`.
    pub social: BTreeSet<String>,
    /// Amounts of money, in the order of the text.
    pub amounts: Vec<Amount>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: BTreeSet<String>,
    /// Occupations, ISCO-08 unit groups.
    pub occupations: BTreeSet<String>,
    /// Who employs, where a post tells.
    pub employer: Option<EmployerKind>,
    /// Numbers that may be those of a licence or an order, in upper case.
    pub numbers: BTreeSet<String>,
    /// Those of them that are said to be orders.
    pub orders: BTreeSet<String>,
    /// Those of them that are said to be licences.
    pub licences: BTreeSet<String>,
    /// Names behind PT or CV, as words.
    pub companies: Vec<Vec<String>>,
    /// Whether it speaks of a way to be reached or paid that could not be read.
    pub unread: bool,
    /// Red flags by their words.
    pub flags: BTreeSet<String>,
    /// All of it, as words.
    pub(super) words: String,
}

/// The words of a listed company's name, without its form and what the list adds in brackets.
#[must_use]
pub fn core(name: &str) -> Vec<String> {
    name_words(name.split('(').next().unwrap_or_default())
}

/// The words of a company's name as somebody gives it, without its form.
#[must_use]
pub fn name_words(name: &str) -> Vec<String> {
    let words = split(&undressed(name));
    let forms: [&[&str]; 3] = [&["pt"], &["p", "t"], &["perseroan", "terbatas"]];
    let form =
        forms.iter().find(|form| words.iter().map(String::as_str).take(form.len()).eq(form.iter().copied()));
    words.into_iter().skip(form.map_or(0, |form| form.len())).filter(|it| it != "tbk" && it != "pt").collect()
}

/// The number of an order or a licence as it is compared: its letters and digits in upper case, however people part them,
/// without the words that say that it is one.
#[must_use]
pub fn core_number(written: &str) -> String {
    let words = split(&undressed(written));
    let is_said = |word: &&String| matches!(word.as_str(), "no" | "nomor" | "order" | "job");
    words.iter().skip_while(is_said).map(|word| word.to_uppercase()).collect()
}

impl Advert {
    /// Whether it names a company of this core name, whole.
    #[must_use]
    pub fn names(&self, core: &[String]) -> bool {
        core.len() > 1 && self.words.contains(&format!(" {} ", core.join(" ")))
    }
}
