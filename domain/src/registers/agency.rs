use crate::calendar::implausible;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::words::schema_words! {
    /// What the register says of an agency since a day.
    pub enum Given {
        Active = "active",
        /// Warned, and may go on.
        Warned = "warned",
        Suspended = "suspended",
        Revoked = "revoked",
    }
}

crate::words::schema_words! {
    /// How an agency stands on a day.
    pub enum AgencyState {
        Active = "active",
        /// Warned, and may go on.
        Warned = "warned",
        Suspended = "suspended",
        Revoked = "revoked",
        /// Its licence has run out.
        Expired = "expired",
        /// Its licence begins on a later day.
        NotYet = "not_yet",
    }
}

crate::words::schema_words! {
    /// A way to reach or pay an agency.
    pub enum ContactKind {
        /// In E.164.
        Phone = "phone",
        /// In lower case.
        Email = "email",
        /// Host and path in lower case.
        Web = "web",
        /// In lower case without `@`.
        Social = "social",
        /// Digits.
        BankAccount = "bank_account",
    }
}

/// Something that the register says of an agency, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgencyStatus {
    /// What.
    pub state: Given,
    /// First day.
    #[cfg_attr(feature = "openapi", schema(example = "2026-05-01"))]
    pub from: NaiveDate,
    /// Last day; none: until an `active` entry.
    pub until: Option<NaiveDate>,
    /// What it is limited to, in words; none: everything.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300))]
    pub scope: Option<String>,
    /// Why, and by which act.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 400))]
    pub reason: Option<String>,
}

/// An office of an agency besides its seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// City.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100, example = "Bontang"))]
    pub city: String,
    /// Address.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300, example = "Jl. Contoh 1"))]
    pub address: String,
}

/// A contact of an agency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// Kind.
    pub kind: ContactKind,
    /// In its normal form, as it is compared.
    #[cfg_attr(feature = "openapi", schema(example = "+6281255500101"))]
    pub value: String,
    /// As the register writes it.
    pub shown: String,
}

/// An agency (P3MI), or the government's own body, as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agency {
    /// Number of its licence (SIP3MI).
    pub number: String,
    /// Name.
    pub name: String,
    /// Whether it is the government, which needs no licence.
    pub government: bool,
    /// City of its seat.
    pub city: String,
    /// Address of its seat.
    pub address: Option<String>,
    /// First day of its licence.
    pub licence_from: Option<NaiveDate>,
    /// Last day of its licence.
    pub licence_until: Option<NaiveDate>,
    /// Offices besides its seat.
    pub branches: Vec<Branch>,
    /// Contacts, sorted, each once.
    pub contacts: Vec<Contact>,
    /// What was said of it, in the order of entry.
    pub statuses: Vec<AgencyStatus>,
}

/// How an agency stands, and what of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// How.
    pub state: AgencyState,
    /// The entry that says so; none: the licence alone.
    pub by: Option<&'a AgencyStatus>,
}

impl Standing<'_> {
    /// Whether the agency may place nobody at all. A suspension of a part is said, but closes no order by itself:
    /// its words are for people.
    #[must_use]
    pub fn bars(&self) -> bool {
        match self.state {
            AgencyState::Active | AgencyState::Warned => false,
            AgencyState::Suspended => self.by.is_none_or(|status| status.scope.is_none()),
            AgencyState::Revoked | AgencyState::Expired | AgencyState::NotYet => true,
        }
    }
}

impl Agency {
    /// How it stands on a day. Of entries from the same day the later one corrects the earlier; of those that hold, only
    /// `active` lifts what began before it, and of the rest the hardest counts: a warning ends no suspension. A revocation
    /// comes before the licence, the licence before all else.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Standing<'_> {
        let by_day: BTreeMap<NaiveDate, &AgencyStatus> =
            self.statuses.iter().map(|status| (status.from, status)).collect();
        let held = by_day.range(..=day).rev().map(|(_, status)| *status);
        let held: Vec<&AgencyStatus> =
            held.filter(|status| status.until.is_none_or(|until| day <= until)).collect();
        let lifted = held.iter().position(|status| status.state == Given::Active);
        let standing = held.iter().take(lifted.map_or(held.len(), |at| at + 1)).copied();
        // Of the same weight the one that began last.
        let by = standing.rev().max_by_key(|status| status.weight());
        let given = by.map_or(Given::Active, |status| status.state);
        let alone = |state| Standing { state, by: None };
        if given != Given::Revoked && !self.government {
            if self.licence_until.is_none_or(|until| until < day) {
                return alone(AgencyState::Expired);
            }
            if self.licence_from.is_none_or(|from| day < from) {
                return alone(AgencyState::NotYet);
            }
        }
        let state = match given {
            Given::Active => AgencyState::Active,
            Given::Warned => AgencyState::Warned,
            Given::Suspended => AgencyState::Suspended,
            Given::Revoked => AgencyState::Revoked,
        };
        Standing { state, by }
    }

    /// Adds to the history what it does not say yet; whether it was added.
    pub fn say(&mut self, status: AgencyStatus) -> bool {
        let last = self.statuses.iter().rev().find(|it| it.from == status.from);
        let is_said = last.is_some_and(|it| it.says(&status));
        if !is_said {
            self.statuses.push(status);
        }
        !is_said
    }

    /// Whether it was said once, be it corrected since or not.
    #[must_use]
    pub fn has_said(&self, status: &AgencyStatus) -> bool {
        self.statuses.iter().any(|it| it.says(status))
    }

    /// What is wrong with it in itself: field and code.
    #[must_use]
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let days = [("licence_from", self.licence_from), ("licence_until", self.licence_until)];
        let mut wrong: Vec<_> = implausible(&days).collect();
        if !self.government {
            for (field, day) in days {
                if day.is_none() {
                    wrong.push((field, "required"));
                }
            }
        }
        if self.licence_from.zip(self.licence_until).is_some_and(|(from, until)| until < from) {
            wrong.push(("licence_until", "order"));
        }
        wrong
    }
}

impl AgencyStatus {
    /// How hard it is.
    fn weight(&self) -> u8 {
        match (self.state, &self.scope) {
            (Given::Active, _) => 0,
            (Given::Warned, _) => 1,
            (Given::Suspended, Some(_)) => 2,
            (Given::Suspended, None) => 3,
            (Given::Revoked, _) => 4,
        }
    }

    /// Whether both say the same, for whatever reason.
    fn says(&self, other: &Self) -> bool {
        (self.state, self.from, self.until, &self.scope)
            == (other.state, other.from, other.until, &other.scope)
    }

    /// What is wrong with it in itself: field and code.
    #[must_use]
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let out_of_range = implausible(&[("from", Some(self.from)), ("until", self.until)]).next();
        let in_order = || self.until.filter(|until| *until < self.from).map(|_| ("until", "order"));
        // What is active again is so whole: of a part, it would lift more than it says.
        let of_part =
            || (self.state == Given::Active && self.scope.is_some()).then_some(("scope", "not_allowed"));
        out_of_range.or_else(in_order).or_else(of_part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn status(state: Given, from: &str, until: Option<&str>, scope: Option<&str>) -> AgencyStatus {
        let scope = scope.map(str::to_owned);
        AgencyStatus { state, from: day(from), until: until.map(day), scope, reason: None }
    }

    fn agency(statuses: Vec<AgencyStatus>) -> Agency {
        Agency {
            number: "SIP3MI-FIKTIF-0003".to_owned(),
            name: "PT Simulasi Karya Luhur (fiktif)".to_owned(),
            government: false,
            city: "Bontang".to_owned(),
            address: None,
            licence_from: Some(day("2024-01-01")),
            licence_until: Some(day("2026-12-31")),
            branches: Vec::new(),
            contacts: Vec::new(),
            statuses,
        }
    }

    #[test]
    fn a_suspension_holds_from_its_first_to_its_last_day() {
        let agency = agency(vec![
            status(Given::Active, "2024-01-01", None, None),
            status(Given::Suspended, "2026-04-15", Some("2026-07-15"), None),
        ]);
        for (on, state) in [
            ("2023-12-31", AgencyState::NotYet),
            ("2026-04-14", AgencyState::Active),
            ("2026-04-15", AgencyState::Suspended),
            ("2026-07-15", AgencyState::Suspended),
            ("2026-07-16", AgencyState::Active),
            ("2026-12-31", AgencyState::Active),
            ("2027-01-01", AgencyState::Expired),
        ] {
            assert_eq!(agency.on(day(on)).state, state, "{on}");
        }
    }

    #[test]
    fn what_was_entered_later_corrects_what_began_on_the_same_day() {
        let mut agency = agency(vec![status(Given::Suspended, "2026-04-15", Some("2026-07-15"), None)]);
        assert!(agency.say(status(Given::Suspended, "2026-04-15", Some("2026-05-15"), None)));
        assert_eq!(agency.on(day("2026-06-01")).state, AgencyState::Active);
        assert!(
            !agency.say(status(Given::Suspended, "2026-04-15", Some("2026-05-15"), None)),
            "said already"
        );
        assert!(agency.say(status(Given::Active, "2026-05-01", None, None)));
        assert_eq!(agency.on(day("2026-05-01")).state, AgencyState::Active);
        assert_eq!(agency.statuses.len(), 3);
    }

    #[test]
    fn nothing_but_an_active_entry_lifts_what_is_harder() {
        let mut agency = agency(vec![
            status(Given::Suspended, "2026-07-01", Some("2026-12-31"), None),
            status(Given::Suspended, "2026-10-01", None, Some("Timur Tengah")),
            status(Given::Warned, "2026-11-01", None, None),
        ]);
        let on = |agency: &Agency, text: &str| {
            let standing = agency.on(day(text));
            (standing.state, standing.bars())
        };
        assert_eq!(on(&agency, "2026-11-15"), (AgencyState::Suspended, true));
        assert_eq!(agency.on(day("2027-01-01")).state, AgencyState::Expired);
        agency.licence_until = Some(day("2028-12-31"));
        assert_eq!(
            on(&agency, "2027-01-01"),
            (AgencyState::Suspended, false),
            "of a part, once the whole is over"
        );
        agency.say(status(Given::Revoked, "2026-01-15", None, None));
        assert_eq!(agency.on(day("2026-11-15")).state, AgencyState::Revoked, "whatever began later");
        agency.say(status(Given::Active, "2026-11-20", None, None));
        assert_eq!(on(&agency, "2026-11-19"), (AgencyState::Revoked, true));
        assert_eq!(on(&agency, "2026-11-20"), (AgencyState::Active, false));
        agency.say(status(Given::Warned, "2026-12-01", None, None));
        assert_eq!(agency.on(day("2026-12-01")).state, AgencyState::Warned);
    }

    #[test]
    fn revoked_comes_before_the_licence_and_a_government_has_none() {
        let mut agency = agency(vec![status(Given::Revoked, "2026-01-01", None, None)]);
        assert_eq!(agency.on(day("2027-06-01")).state, AgencyState::Revoked);
        agency.statuses.clear();
        agency.licence_until = None;
        assert_eq!(agency.on(day("2026-06-01")).state, AgencyState::Expired, "a licence without end is none");
        assert_eq!(agency.wrong(), [("licence_until", "required")]);
        agency.government = true;
        assert_eq!(agency.on(day("2036-06-01")).state, AgencyState::Active);
        assert!(agency.wrong().is_empty());
    }

    #[test]
    fn a_suspension_of_a_part_is_said_and_bars_not_all() {
        let part = agency(vec![status(Given::Suspended, "2026-01-01", None, Some("Timur Tengah"))]);
        assert_eq!(part.on(day("2026-06-01")).state, AgencyState::Suspended);
        assert!(!part.on(day("2026-06-01")).bars());
        assert!(
            agency(vec![status(Given::Suspended, "2026-01-01", None, None)]).on(day("2026-06-01")).bars()
        );
        assert!(!agency(vec![status(Given::Warned, "2026-01-01", None, None)]).on(day("2026-06-01")).bars());
    }

    #[test]
    fn days_in_the_wrong_order_are_refused() {
        let agency = Agency { licence_until: Some(day("2023-12-31")), ..agency(Vec::new()) };
        assert_eq!(agency.wrong(), [("licence_until", "order")]);
        let wrong = status(Given::Suspended, "2026-04-15", Some("2026-04-14"), None);
        assert_eq!(wrong.wrong(), Some(("until", "order")));
        let part = status(Given::Active, "2026-04-15", None, Some("Timur Tengah"));
        assert_eq!(part.wrong(), Some(("scope", "not_allowed")));
    }

    #[test]
    fn days_that_no_register_holds_are_refused() {
        let agency = Agency {
            licence_from: Some(day("1989-12-31")),
            licence_until: Some(day("2101-01-01")),
            ..agency(Vec::new())
        };
        assert_eq!(agency.wrong(), [("licence_from", "out_of_range"), ("licence_until", "out_of_range")]);
        for (from, until, wrong) in [
            ("1990-01-01", Some("2100-12-31"), None),
            ("0001-01-01", None, Some(("from", "out_of_range"))),
            ("2026-01-01", Some("9999-12-31"), Some(("until", "out_of_range"))),
        ] {
            assert_eq!(status(Given::Warned, from, until, None).wrong(), wrong, "{from}");
        }
    }
}
