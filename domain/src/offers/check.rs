//! The check of an offer: what was given, held against what the registers and the law say.
//!
//! With a text an offer is never `verified`: what is found in it can match, its other words cannot be held against anything.

use super::offer::{AskedBy, Fee, Given, Offer, Pay, SelectionPlace, VisaKind};
use super::order::{Label, OrderCode, Verdict, codes};
use super::rules::{CheckKind, CheckResult, OfferRules};
use super::words::split;
use crate::law::{CountryState, EmployerKind, Law, Restriction, Wage, deciding};
use crate::registers::{Agency, AgencyState, ContactKind, JobOrder, OrderState};
use CheckResult::{Breaks, Differs, Matches, Unknown};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Words that the beginning of an address has at least: people leave the city out, not the street.
const ADDRESS: usize = 3;
/// Red flags that fields raise too, beside the words of an advert.
const PRIVATE_RECRUITER: &str = "PRIVATE_RECRUITER";
const FANTASTIC_WAGE: &str = "FANTASTIC_WAGE";
const ADVANCE_FEE: &str = "ADVANCE_FEE";
const PRIVATE_ACCOUNT: &str = "PRIVATE_ACCOUNT";
const NO_CONTRACT: &str = "NO_CONTRACT";
const BYPASS_OFFICE: &str = "BYPASS_OFFICE";
const VISIT_VISA: &str = "VISIT_VISA";
const FREE_DEPARTURE: &str = "FREE_DEPARTURE";

/// The flags that the rule knows by their code: the data must have each.
pub const KNOWN_FLAGS: [&str; 8] = [
    PRIVATE_RECRUITER,
    FANTASTIC_WAGE,
    ADVANCE_FEE,
    PRIVATE_ACCOUNT,
    NO_CONTRACT,
    BYPASS_OFFICE,
    VISIT_VISA,
    FREE_DEPARTURE,
];

/// What the registers know of it.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// Agencies of the list that it names, by name, licence, order or contact.
    pub agencies: Vec<&'a Agency>,
    /// Whether it names an agency that nobody has.
    pub names_unknown_agency: bool,
    /// Whether name and licence are of two agencies, or a text names a company besides.
    pub names_disagree: bool,
    /// Orders that it may be, with their agencies.
    pub orders: Vec<(&'a JobOrder, &'a Agency)>,
    /// Whether it names an order that nobody has.
    pub names_unknown_order: bool,
    /// Contacts that were reported and passed on to the police or KP2MI.
    pub reported: BTreeSet<Given>,
    /// Today: of later days nobody knows what will hold.
    pub today: NaiveDate,
    /// Numbers and pages that help everybody: whoever names them names no recruiter.
    pub public: BTreeSet<Given>,
}

/// One of the nine checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub kind: CheckKind,
    /// What it found.
    pub result: CheckResult,
}

/// A red flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// Its code.
    pub code: String,
    /// Whether it counts here.
    pub counts: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The label and what stands beside it.
    pub verdict: Verdict,
    /// What is wrong with the order, or with the offer as an order.
    pub codes: BTreeSet<OrderCode>,
    /// The nine checks.
    pub findings: Vec<Finding>,
    /// Red flags.
    pub flags: Vec<Raised>,
    /// Contacts that are in no list, or in the list of another agency.
    pub strange: BTreeSet<Given>,
    /// Those of them that were reported. What the register has as the agency's own, no report makes somebody else's.
    pub reported: BTreeSet<Given>,
    /// The row of the law that the country was held against: the one that closes, where one does.
    pub restriction: Option<Restriction>,
}

/// How much a result weighs.
fn rank(result: CheckResult) -> u8 {
    match result {
        Unknown => 0,
        Matches => 1,
        Differs => 2,
        Breaks => 3,
    }
}

/// The worst of several results.
fn worst(results: impl IntoIterator<Item = CheckResult>) -> CheckResult {
    results.into_iter().max_by_key(|it| rank(*it)).unwrap_or(Unknown)
}

struct Case<'a> {
    offer: &'a Offer,
    known: &'a Evidence<'a>,
    law: &'a Law,
    restrictions: &'a [Restriction],
    rules: &'a OfferRules,
    day: NaiveDate,
    /// The one order that was found.
    order: Option<(&'a JobOrder, &'a Agency)>,
    /// Contacts that neither the agencies nor those of the orders have.
    strange: &'a BTreeSet<Given>,
}

/// The agencies whose contacts count: those that are named, and those of the orders.
fn expected<'a>(known: &Evidence<'a>) -> impl Iterator<Item = &'a Agency> {
    known.agencies.iter().copied().chain(known.orders.iter().map(|(_, agency)| *agency))
}

fn strange(offer: &Offer, known: &Evidence<'_>) -> BTreeSet<Given> {
    let is_known = |given: &Given| {
        known.public.contains(given)
            || expected(known).flat_map(|agency| &agency.contacts).any(|own| given.is(own.kind, &own.value))
    };
    offer.contacts.iter().filter(|given| !is_known(given)).cloned().collect()
}

/// Checks an offer on a day, with the restrictions that were in force.
///
/// What is not given is no reason against an offer; what is given and cannot be settled is none for it.
#[must_use]
pub fn check(
    offer: &Offer,
    known: &Evidence<'_>,
    law: &Law,
    restrictions: &[Restriction],
    rules: &OfferRules,
    day: NaiveDate,
) -> Checked {
    let order = match known.orders.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let strange = strange(offer, known);
    let case = Case { offer, known, law, restrictions, rules, day, order, strange: &strange };
    let (country, restriction) = case.country();
    let mut codes = order
        .map(|(order, agency)| codes(order, Some(agency), law, restrictions, &rules.zero_cost, day))
        .unwrap_or_default();
    let findings = CheckKind::ALL
        .iter()
        .map(|&kind| {
            let result = match kind {
                CheckKind::Agency => case.agency(),
                CheckKind::Permit => case.permit(&codes),
                CheckKind::Country => country,
                CheckKind::Partner => case.partner(),
                CheckKind::Wage => case.wage(&codes),
                CheckKind::Cost => case.cost(&codes),
                CheckKind::Visa => case.visa(),
                CheckKind::Selection => case.selection(),
                CheckKind::Contacts => case.contacts(),
            };
            Finding { kind, result }
        })
        .collect::<Vec<_>>();
    case.complete(&mut codes, &findings);
    let flags = case.flags(&codes);
    let verdict = case.verdict(&codes, &findings, &flags);
    let reported = case.reported().cloned().collect();
    let restriction = restriction.cloned();
    Checked { verdict, codes, findings, flags, strange, reported, restriction }
}

impl Case<'_> {
    fn posts(&self) -> Vec<String> {
        self.order.map_or_else(|| self.offer.posts(), |(order, _)| vec![order.occupation.clone()])
    }

    fn is_zero_cost(&self) -> bool {
        self.posts().iter().any(|occupation| self.rules.zero_cost.holds(occupation, self.day))
    }

    fn agency(&self) -> CheckResult {
        if self.known.names_unknown_agency {
            return Breaks;
        }
        let standing = |agency: &&Agency| {
            let standing = agency.on(self.day);
            match standing.state {
                _ if standing.bars() => Breaks,
                AgencyState::Suspended => Differs,
                AgencyState::Active
                | AgencyState::Warned
                | AgencyState::Revoked
                | AgencyState::Expired
                | AgencyState::NotYet => Matches,
            }
        };
        let named = worst(self.known.agencies.iter().map(standing));
        let other =
            self.order.is_some_and(|(_, own)| self.known.agencies.iter().any(|it| it.number != own.number));
        let differs = if other || self.known.names_disagree { Differs } else { Unknown };
        let own = self.order.map_or(Unknown, |(_, agency)| standing(&agency));
        worst([named, own, differs])
    }

    fn permit(&self, codes: &BTreeSet<OrderCode>) -> CheckResult {
        let Some((order, agency)) = self.order else {
            let is_asked = !self.known.orders.is_empty() || !self.known.agencies.is_empty();
            return if self.known.names_unknown_order {
                Breaks
            } else if is_asked {
                Differs
            } else {
                Unknown
            };
        };
        let is_closed = order.on(self.day, &agency.on(self.day), agency.government) == OrderState::Closed;
        let is_mixed = if self.known.names_unknown_order { Breaks } else { Unknown };
        let own = if is_closed || codes.contains(&OrderCode::Permit) { Breaks } else { Matches };
        let other = self.offer.occupation.as_ref().is_some_and(|given| *given != order.occupation)
            || self.offer.employer.is_some_and(|given| given != order.employer);
        worst([own, is_mixed, if other { Differs } else { Unknown }])
    }

    /// The result, and the row that it rests on.
    fn country(&self) -> (CheckResult, Option<&Restriction>) {
        let judged = |country: &str, employer: Option<EmployerKind>, posts: &[String]| {
            let row = deciding(self.restrictions, country, employer, posts, self.day);
            let result = match row {
                None => Differs,
                Some(row) if !row.is_open(posts) => Breaks,
                Some(row) if row.state == CountryState::Warned => Differs,
                Some(_) => Matches,
            };
            (result, row)
        };
        let order = self.order.map(|(order, _)| order);
        let of_order = order.map(|it| judged(&it.country, Some(it.employer), &self.posts()));
        // What the offer says itself is judged by itself: an order beside it makes nothing better.
        let employer = self.offer.employer.or(self.offer.read_employer);
        let said = self.offer.countries.iter().map(|country| {
            let order = order.filter(|order| order.country == *country);
            let posts = self.offer.posts();
            let posts = if posts.is_empty() { self.posts() } else { posts };
            judged(country, employer.or(order.map(|it| it.employer)), &posts)
        });
        let all: Vec<_> = said.chain(of_order).collect();
        let differs = order.is_some_and(|own| self.offer.countries.iter().any(|it| *it != own.country));
        let result = worst(all.iter().map(|it| it.0).chain([if differs { Differs } else { Unknown }]));
        let row = all.into_iter().filter(|it| it.1.is_some()).max_by_key(|it| rank(it.0));
        (result, row.and_then(|it| it.1))
    }

    fn partner(&self) -> CheckResult {
        self.order.map_or(Unknown, |(order, agency)| {
            let is_verified = order.partner_verified_on.is_some_and(|on| on <= self.day);
            if is_verified || agency.government { Matches } else { Differs }
        })
    }

    /// The lowest floor that a programme of these countries has in this currency.
    fn floor(&self, currency: &str) -> Option<i64> {
        let posts = self.posts();
        let own = self.order.map(|(order, _)| &order.country);
        let programmes = self.law.programmes.iter().filter(|programme| {
            programme.countries.iter().any(|it| self.offer.countries.contains(it) || own == Some(it))
                && (posts.is_empty() || programme.occupations.iter().any(|it| posts.contains(it)))
        });
        let wages = programmes.flat_map(|programme| &programme.wages);
        let holds = |wage: &&Wage| wage.floor && wage.currency == currency && wage.holds_on(self.day);
        wages.filter(holds).filter_map(|wage| wage.from).min()
    }

    fn wage(&self, codes: &BTreeSet<OrderCode>) -> CheckResult {
        let own = if codes.contains(&OrderCode::Wage) { Breaks } else { Unknown };
        let given = self.offer.wages.iter().map(|pay| match self.order {
            Some((order, _))
                if pay.monthly && pay.currency == order.currency && pay.minor == order.wage_minor =>
            {
                Matches
            }
            _ if pay.monthly && self.floor(&pay.currency).is_some_and(|least| pay.minor < least) => Breaks,
            Some(_) | None => Differs,
        });
        worst(given.chain([own]))
    }

    fn cost(&self, codes: &BTreeSet<OrderCode>) -> CheckResult {
        let own = codes.contains(&OrderCode::CostZero) || codes.contains(&OrderCode::CostFee);
        let is_post_known = !self.posts().is_empty();
        let own_costs =
            self.offer.fees.iter().filter(|fee| fee.is_own_cost()).filter_map(|fee| fee.idr_minor);
        let is_small =
            own_costs.fold(0_i64, i64::saturating_add) <= self.rules.own_cost_idr.saturating_mul(100);
        let given = self.offer.fees.iter().map(|fee| match (fee.is_own_cost(), is_post_known) {
            (true, true) if self.is_zero_cost() => Breaks,
            // To whoever holds the exam, not to who recruits.
            (true, true) if matches!(fee.asked_by, Some(AskedBy::Agency | AskedBy::Employer)) => Differs,
            (true, true) if is_small => Matches,
            (true, _) => Differs,
            (false, _) => Breaks,
        });
        let other = if self.offer.has_other_money { Differs } else { Unknown };
        worst(given.chain([if own { Breaks } else { Unknown }, other]))
    }

    fn visa(&self) -> CheckResult {
        if self.offer.flags.contains(VISIT_VISA) {
            return Breaks;
        }
        match self.offer.visa {
            None => Unknown,
            Some(VisaKind::Work) => Matches,
            Some(VisaKind::Other) => Differs,
            Some(
                VisaKind::Visit
                | VisaKind::Tourist
                | VisaKind::Pilgrimage
                | VisaKind::Student
                | VisaKind::Later,
            ) => Breaks,
        }
    }

    fn selection(&self) -> CheckResult {
        match self.offer.selection {
            None if self.offer.flags.contains(BYPASS_OFFICE) => Differs,
            None => Unknown,
            Some(SelectionPlace::Office) => Matches,
            Some(SelectionPlace::Agency) => Differs,
            Some(SelectionPlace::Online | SelectionPlace::Private) => Breaks,
        }
    }

    /// Strange contacts that were reported. A page of an own account may be the agency's, on whichever platform it is.
    fn reported(&self) -> impl Iterator<Item = &Given> {
        let is_own = |account: Given| {
            let mut contacts = expected(self.known).flat_map(|agency| &agency.contacts);
            contacts.any(|own| account.is(own.kind, &own.value))
        };
        let reported = self.known.reported.intersection(self.strange);
        reported.filter(move |given| !given.account().is_some_and(is_own))
    }

    fn contacts(&self) -> CheckResult {
        let of = |given: &Given| match given.kind {
            _ if !self.strange.contains(given) => Matches,
            _ if self.reported().any(|it| it == given) => Breaks,
            // A page may be anybody's: an article, a form, a map.
            ContactKind::Web => Differs,
            ContactKind::Phone | ContactKind::Email | ContactKind::Social | ContactKind::BankAccount => {
                Breaks
            }
        };
        let address = self.offer.address.as_ref().map(|given| {
            let words = split(given);
            let has_number =
                |words: &[String]| words.iter().any(|it| it.contains(|c: char| c.is_ascii_digit()));
            let is_own = |text: &String| {
                let own = split(text);
                own == words
                    || (words.len() >= ADDRESS
                        && own.starts_with(&words)
                        && (has_number(&words) || !has_number(&own)))
            };
            let known = expected(self.known).any(|agency| {
                agency.address.as_ref().is_some_and(is_own)
                    || agency.branches.iter().any(|it| is_own(&it.address))
            });
            if known { Matches } else { Differs }
        });
        let unread = if self.offer.unread { Differs } else { Unknown };
        worst(self.offer.contacts.iter().map(of).chain(address).chain([unread]))
    }

    /// Codes that the offer earns beside those of the order.
    fn complete(&self, codes: &mut BTreeSet<OrderCode>, findings: &[Finding]) {
        let breaks = |kind| findings.iter().any(|it| it.kind == kind && it.result == Breaks);
        if breaks(CheckKind::Agency) {
            codes.insert(OrderCode::Agency);
            // What an agency in no list offers has no permit either; its bare name offers nothing.
            if self.known.names_unknown_agency && self.is_offered() {
                codes.insert(OrderCode::Permit);
            }
        }
        if breaks(CheckKind::Country) {
            codes.insert(OrderCode::CountryClosed);
        }
        if breaks(CheckKind::Wage) {
            codes.insert(OrderCode::Wage);
        }
        if breaks(CheckKind::Cost) {
            codes.insert(if self.is_zero_cost() { OrderCode::CostZero } else { OrderCode::CostFee });
        }
    }

    /// Pay far beyond what the order says or, without one, the best paid programme of the country.
    fn is_fantastic(&self, pay: &Pay) -> bool {
        let usual = match self.order {
            Some((order, _)) => (order.currency == pay.currency).then_some(order.wage_minor),
            None => self
                .law
                .programmes
                .iter()
                .filter(|it| it.countries.iter().any(|country| self.offer.countries.contains(country)))
                .flat_map(|it| &it.wages)
                .filter(|wage| wage.currency == pay.currency && wage.holds_on(self.day))
                .filter_map(|wage| wage.to.or(wage.from))
                .max(),
        };
        match usual {
            Some(usual) => pay.minor > usual.saturating_mul(self.rules.fantastic.percent) / 100,
            None => self.rules.fantastic.most.get(&pay.currency).is_some_and(|most| pay.minor >= *most),
        }
    }

    fn flags(&self, codes: &BTreeSet<OrderCode>) -> Vec<Raised> {
        let offer = self.offer;
        let is_listed = self.known.agencies.iter().any(|agency| !agency.on(self.day).bars());
        let is_reachable =
            offer.contacts.iter().any(|it| it.kind != ContactKind::Web && !self.known.public.contains(it));
        let by_person = |fee: &Fee| fee.asked_by == Some(AskedBy::Person);
        let is_raised = |code: &str| match code {
            PRIVATE_RECRUITER => {
                is_reachable
                    && self.known.agencies.is_empty()
                    && self.order.is_none()
                    && !self.known.names_unknown_agency
            }
            FANTASTIC_WAGE => offer.wages.iter().any(|pay| self.is_fantastic(pay)),
            ADVANCE_FEE => offer.fees.iter().any(|fee| !fee.is_own_cost()),
            PRIVATE_ACCOUNT => offer.fees.iter().any(by_person),
            NO_CONTRACT => offer.contract == Some(false),
            BYPASS_OFFICE => {
                matches!(offer.selection, Some(SelectionPlace::Online | SelectionPlace::Private))
            }
            VISIT_VISA => self.visa() == Breaks,
            _ => false,
        };
        let rules = self.rules.flags.iter().filter(|rule| {
            offer.flags.contains(&rule.code)
                || rule.countries.iter().any(|country| offer.countries.contains(country))
                || is_raised(&rule.code)
        });
        rules
            .map(|rule| {
                // Free placement is the law for ten kinds of posts, and what a listed agency should offer.
                let is_lawful = rule.code == FREE_DEPARTURE && (is_listed || self.is_zero_cost());
                let is_lawful = is_lawful && !codes.contains(&OrderCode::Agency);
                Raised { code: rule.code.clone(), counts: !is_lawful }
            })
            .collect()
    }

    /// The first label that applies.
    fn verdict(&self, codes: &BTreeSet<OrderCode>, findings: &[Finding], flags: &[Raised]) -> Verdict {
        let found = |kind, result| findings.iter().any(|it| it.kind == kind && it.result == result);
        let weights: BTreeMap<&str, u32> =
            self.rules.flags.iter().map(|rule| (rule.code.as_str(), rule.weight)).collect();
        let weight: u32 =
            flags.iter().filter(|it| it.counts).filter_map(|it| weights.get(it.code.as_str())).sum();
        let barred = self
            .known
            .agencies
            .iter()
            .copied()
            .chain(self.order.map(|(_, agency)| agency))
            .map(|agency| agency.on(self.day))
            .find(crate::registers::Standing::bars);
        let rules_broken = codes
            .iter()
            .any(|code| matches!(code, OrderCode::Wage | OrderCode::CostZero | OrderCode::CostFee));
        let is_strange = [CheckKind::Visa, CheckKind::Selection, CheckKind::Contacts]
            .into_iter()
            .any(|kind| found(kind, Breaks))
            || weight >= self.rules.threshold;
        let is_missing = self.known.names_unknown_agency || self.known.names_unknown_order;
        let is_settled = self.order.is_some()
            && findings.iter().all(|it| matches!(it.result, Matches | Unknown))
            && !flags.iter().any(|it| it.counts)
            && !self.offer.has_text
            && self.day <= self.known.today;
        let label = match barred.map(|standing| standing.state) {
            _ if is_missing => Label::NotFound,
            Some(AgencyState::Expired | AgencyState::NotYet) => Label::Expired,
            Some(
                AgencyState::Active | AgencyState::Warned | AgencyState::Suspended | AgencyState::Revoked,
            ) => Label::Suspended,
            None if codes.contains(&OrderCode::CountryClosed) => Label::Blocked,
            None if is_strange || rules_broken => Label::Suspicious,
            None if found(CheckKind::Permit, Breaks) => Label::Expired,
            None if is_settled => Label::Verified,
            None => Label::Unconfirmed,
        };
        Verdict {
            label,
            is_suspicious: match label {
                Label::NotFound => is_strange || rules_broken || codes.contains(&OrderCode::CountryClosed),
                Label::Suspended | Label::Expired | Label::Blocked => is_strange,
                Label::Verified | Label::Unconfirmed | Label::Suspicious => false,
            },
            is_full: codes.contains(&OrderCode::Quota),
        }
    }

    /// Whether more than a name was given.
    fn is_offered(&self) -> bool {
        !self.offer.countries.is_empty() || !self.offer.wages.is_empty() || !self.offer.fees.is_empty()
    }
}
