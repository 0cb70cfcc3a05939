//! Reports of invented recruiters, grouped as real ones are; some groups passed on or closed.

use super::{DESK, Loading};
use crate::http::{ApiError, IfMatch};
use crate::ids;
use crate::reports::{
    self as area, Becomes, ContactLink, ContactText, Contacts, PassRequest, ReportIds, ReportInput,
};
use chrono::{Duration, NaiveDate};
use domain::reports::ReportKind;
use persistence::{Conn, reports};
use serde::Deserialize;
use uuid::Uuid;

/// The code of the first report, which an example names; those of the others follow.
const FIRST_CODE: u64 = 1000_2000_3000_4000;
/// When an officer sits down to reports.
const OFFICE_HOUR: Duration = Duration::hours(10);

/// An entry of `data/demo/reports.json`, which the test of grouping reads, too.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    /// Named in the contract's examples.
    id: Option<Uuid>,
    /// The group that it opens, likewise.
    group: Option<Uuid>,
    /// Who is behind it; null: somebody of whom nobody else reports. The test asks for it.
    #[serde(rename = "recruiter")]
    _recruiter: Option<String>,
    day: NaiveDate,
    text: String,
    phones: Vec<ContactText>,
    accounts: Vec<ContactText>,
    links: Vec<ContactLink>,
    country: Option<String>,
    agency: Option<String>,
    answer: Option<String>,
    then: Option<Then>,
}

/// What becomes of its group.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    Pass(PassRequest),
    Close { day: NaiveDate, reason: String },
}

impl Loading<'_> {
    /// Enters them.
    pub(super) fn reports(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let state = self.state;
        let mut decided = Vec::new();
        for (code, reported) in (FIRST_CODE..).zip(self.file::<Vec<Reported>>("reports.json")?) {
            let code = code.to_string();
            let ids = ReportIds {
                report: reported.id.unwrap_or_else(ids::random_id),
                group: reported.group.unwrap_or_else(ids::random_id),
            };
            let Reported { phones, accounts, links, .. } = reported;
            let input = ReportInput {
                kind: ReportKind::Offer,
                text: reported.text,
                contacts: Contacts { phones, accounts, links, social: Vec::new() },
                agency: reported.agency,
                country: reported.country,
            };
            area::enter(state, conn, &input, &code, reported.day, ids)?;
            if let Some(then) = reported.then {
                decided.push((ids.report, code, then, reported.answer));
            }
        }
        for (report, code, then, answer) in decided {
            let (day, becomes) = match then {
                Then::Pass(to) => (to.passed_on, Becomes::Passed(to)),
                Then::Close { day, reason } => (day, Becomes::Closed(reason)),
            };
            let (_, act) = self.officer(DESK, state.clock.begin_of(day) + OFFICE_HOUR)?;
            let (_, group) = reports::of_code(conn, &area::code_hash(state, &code))?;
            let group = group.ok_or_else(|| ApiError::internal("a demo report without group"))?;
            area::decide(state, conn, &act, group.id, &IfMatch::Any, becomes)?;
            if let Some(answer) = answer {
                area::answer(state, conn, &act, report, &answer)?;
            }
        }
        Ok(())
    }
}
