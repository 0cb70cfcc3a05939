//! What was given of an offer, in fields or in the text of an advert.

use super::advert::{Advert, AmountUse, FeePurpose};
use crate::law::EmployerKind;
use crate::registers::{ContactKind, JobOrder};
use crate::reports::{MarkKind, contact, page_of};
use crate::text::undressed;
use std::collections::BTreeSet;
use std::iter::successors;

crate::words::schema_words! {
    /// The visa that is offered.
    pub enum VisaKind {
        Work = "work",
        Visit = "visit",
        Tourist = "tourist",
        Pilgrimage = "pilgrimage",
        Student = "student",
        /// To be arranged over there, or none.
        Later = "later",
        Other = "other",
    }
}

crate::words::schema_words! {
    /// Where one is selected.
    pub enum SelectionPlace {
        /// The manpower office or the one-roof service.
        Office = "office",
        /// Only at the agency.
        Agency = "agency",
        /// Only by phone, message or video.
        Online = "online",
        /// At somebody's home, a café, a hotel.
        Private = "private",
    }
}

crate::words::schema_words! {
    /// Who asks for money.
    pub enum AskedBy {
        Agency = "agency",
        Employer = "employer",
        /// Who holds the exam, the clinic, the immigration office.
        Provider = "provider",
        /// A person, whatever they call themselves.
        Person = "person",
    }
}

/// A wage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pay {
    /// ISO 4217.
    pub currency: String,
    /// In minor units.
    pub minor: i64,
    /// Whether it is for a month; of another period it cannot be compared.
    pub monthly: bool,
}

/// Money that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// For what.
    pub purpose: FeePurpose,
    /// By whom.
    pub asked_by: Option<AskedBy>,
    /// How much, in minor units of IDR, where that is known; in another currency it is beyond every limit.
    pub idr_minor: Option<i64>,
}

impl Fee {
    /// What a worker of a post outside the ten may be asked to bear.
    pub(super) fn is_own_cost(self) -> bool {
        match self.purpose {
            FeePurpose::Exam | FeePurpose::Passport | FeePurpose::Medical => true,
            FeePurpose::Placement
            | FeePurpose::Registration
            | FeePurpose::Training
            | FeePurpose::Visa
            | FeePurpose::Ticket
            | FeePurpose::Deposit
            | FeePurpose::Other => false,
        }
    }
}

/// What people write beside a number to say what it is.
const LABELS: [&str; 26] = [
    "wa", "whatsapp", "hp", "telp", "tlp", "tel", "telepon", "phone", "call", "sms", "fax", "kantor", "no",
    "nomor", "rek", "rekening", "norek", "bank", "bca", "bri", "bni", "btn", "bsi", "mandiri", "cimb",
    "permata",
];

/// A contact in an offer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// Kind.
    pub kind: ContactKind,
    /// As it is compared.
    pub value: String,
}

impl Given {
    /// A contact as it is written. What does not read as one stays as it is: it is in no list.
    #[must_use]
    pub fn of(kind: ContactKind, written: &str) -> Self {
        let written = written.trim();
        // Words beside a number say something that the number does not; the address of a chat is all that it says.
        let says_more = match kind {
            ContactKind::Phone => says_more(written) && contact(MarkKind::Link, written).is_none(),
            ContactKind::BankAccount => says_more(written),
            ContactKind::Email | ContactKind::Web | ContactKind::Social => false,
        };
        let read = mark_kind(kind).filter(|_| !says_more).and_then(|mark| contact(mark, written));
        let Some((mark, value)) = read else { return Self { kind, value: written.to_lowercase() } };
        let is_email = mark == MarkKind::Link && value.contains('@') && !value.contains('/');
        if is_email {
            return Self { kind: ContactKind::Email, value };
        }
        let kind = match mark {
            MarkKind::Phone => ContactKind::Phone,
            MarkKind::Link => ContactKind::Web,
            MarkKind::Account | MarkKind::Social | MarkKind::Wording => kind,
        };
        Self { kind, value }
    }

    /// As it is written in registers and answers.
    #[must_use]
    pub fn written(&self) -> String {
        let is_number = !self.value.is_empty() && self.value.chars().all(|c| c.is_ascii_digit());
        if self.kind == ContactKind::Phone && is_number && self.value.len() > 6 {
            format!("+{}", self.value)
        } else {
            self.value.clone()
        }
    }

    /// What it is among the marks of reports; e-mails are none.
    #[must_use]
    pub fn mark_kind(&self) -> Option<MarkKind> {
        mark_kind(self.kind)
    }

    /// A contact of a report, in its normal form; e-mails are written among pages and accounts.
    #[must_use]
    pub fn reported(kind: MarkKind, normal: &str) -> Option<Self> {
        let is_email = normal.contains('@') && !normal.contains('/');
        let kind = match kind {
            MarkKind::Phone => ContactKind::Phone,
            MarkKind::Account => ContactKind::BankAccount,
            MarkKind::Link | MarkKind::Social if is_email => ContactKind::Email,
            MarkKind::Link => ContactKind::Web,
            MarkKind::Social => ContactKind::Social,
            MarkKind::Wording => return None,
        };
        Some(Self { kind, value: normal.to_owned() })
    }

    /// Itself and, of a page, those above it up to its host.
    pub fn above(&self) -> impl Iterator<Item = Self> {
        successors(Some(self.clone()), |it| {
            let (above, _) = it.value.rsplit_once('/').filter(|_| it.kind == ContactKind::Web)?;
            Some(Self { kind: it.kind, value: above.to_owned() })
        })
    }

    /// Whether it is one of these, or a page below one.
    #[must_use]
    pub fn is_under(&self, all: &BTreeSet<Self>) -> bool {
        self.above().any(|it| all.contains(&it))
    }

    /// Of an account's own page on a platform, that account: the register does not say on which platform it is.
    #[must_use]
    pub fn account(&self) -> Option<Self> {
        let handle = page_of(&self.value).filter(|_| self.kind == ContactKind::Web)?;
        Some(Self { kind: ContactKind::Social, value: handle.to_owned() })
    }

    /// Whether a register's contact is this one: of a page, its host is enough. Of an account the register does not say on
    /// which platform it is, so no page there is it.
    #[must_use]
    pub fn is(&self, kind: ContactKind, value: &str) -> bool {
        let known = Self::of(kind, value);
        // A bare platform is everybody's.
        let is_somebodys = mark_kind(kind).is_none_or(|mark| contact(mark, value).is_some());
        *self == known || (is_somebodys && self.above().any(|it| it == known))
    }
}

/// Whether something stands beside a number that says more than what it is.
fn says_more(written: &str) -> bool {
    let plain = undressed(written).to_lowercase();
    let mut words =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(char::is_alphabetic));
    plain.contains(|c: char| c.is_numeric() && !c.is_ascii()) || !words.all(|word| LABELS.contains(&word))
}

fn mark_kind(kind: ContactKind) -> Option<MarkKind> {
    match kind {
        ContactKind::Phone => Some(MarkKind::Phone),
        ContactKind::BankAccount => Some(MarkKind::Account),
        ContactKind::Web => Some(MarkKind::Link),
        ContactKind::Social => Some(MarkKind::Social),
        ContactKind::Email => None,
    }
}

/// An offer: what was given of it, in fields or in the text of an advert.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: BTreeSet<String>,
    /// The occupation, ISCO-08.
    pub occupation: Option<String>,
    /// Who employs.
    pub employer: Option<EmployerKind>,
    /// Occupations and employer as an advert's words have it: good enough for the law's lists, too rough to be compared.
    pub read_posts: BTreeSet<String>,
    /// See there.
    pub read_employer: Option<EmployerKind>,
    /// Wages.
    pub wages: Vec<Pay>,
    /// Money asked for.
    pub fees: Vec<Fee>,
    /// Money that is neither wage nor fee.
    pub has_other_money: bool,
    /// The visa.
    pub visa: Option<VisaKind>,
    /// Where one is selected.
    pub selection: Option<SelectionPlace>,
    /// Whether a contract was shown.
    pub contract: Option<bool>,
    /// Contacts.
    pub contacts: BTreeSet<Given>,
    /// Whether there is a way to be reached or paid that could not be read.
    pub unread: bool,
    /// Whether there is an advert: nobody reads every word of it, so it can never match wholly.
    pub has_text: bool,
    /// An address.
    pub address: Option<String>,
    /// Red flags by words of the advert.
    pub flags: BTreeSet<String>,
}

impl Offer {
    /// The posts that are meant: the one that was given, else those that were read.
    #[must_use]
    pub fn posts(&self) -> Vec<String> {
        match &self.occupation {
            Some(occupation) => vec![occupation.clone()],
            None => self.read_posts.iter().cloned().collect(),
        }
    }

    /// Whether an order is what was given, as far as that tells.
    #[must_use]
    pub fn fits(&self, order: &JobOrder) -> bool {
        (self.countries.is_empty() || self.countries.contains(&order.country))
            && self.occupation.as_ref().is_none_or(|it| *it == order.occupation)
            && self.employer.is_none_or(|it| it == order.employer)
            && (self.wages.is_empty()
                || self.wages.iter().any(|it| it.currency != order.currency || it.minor == order.wage_minor))
    }

    /// Adds what an advert says.
    pub fn take(&mut self, advert: &Advert) {
        self.countries.extend(advert.countries.iter().cloned());
        self.read_posts.extend(advert.occupations.iter().cloned());
        self.read_employer = advert.employer;
        for amount in &advert.amounts {
            let pay = |monthly| Pay { currency: amount.currency.clone(), minor: amount.minor, monthly };
            match amount.used {
                AmountUse::Wage => self.wages.push(pay(true)),
                AmountUse::OtherWage => self.wages.push(pay(false)),
                AmountUse::Fee | AmountUse::OwnCost if amount.minor > 0 => {
                    self.fees.push(Fee {
                        purpose: amount.purpose.unwrap_or(FeePurpose::Other),
                        asked_by: None,
                        idr_minor: Some(if amount.currency == "IDR" { amount.minor } else { i64::MAX }),
                    });
                }
                AmountUse::Fee | AmountUse::OwnCost => {}
                AmountUse::Other => self.has_other_money = true,
            }
        }
        let of = |kind, all: &BTreeSet<String>| all.iter().map(|it| Given::of(kind, it)).collect::<Vec<_>>();
        self.contacts.extend(of(ContactKind::Phone, &advert.phones));
        self.contacts.extend(of(ContactKind::BankAccount, &advert.accounts));
        self.contacts.extend(of(ContactKind::Email, &advert.emails));
        self.contacts.extend(of(ContactKind::Web, &advert.links));
        self.contacts.extend(of(ContactKind::Social, &advert.social));
        self.flags.extend(advert.flags.iter().cloned());
        self.unread |= advert.unread;
        self.has_text = true;
    }
}
