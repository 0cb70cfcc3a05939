//! Reports of invented recruiters.

use super::Loading;
use crate::http::ApiError;
use crate::reports::{self as area, Contacts, ReportInput};
use chrono::Duration;
use domain::reports::ReportKind;
use persistence::Conn;
use persistence::events::{self, Event, Thing};
use persistence::reports::{self, Report};
use persistence::vault::Place;
use uuid::Uuid;

/// Groups and a report that the contract's examples name.
const GROUPS: [u128; 2] =
    [0x0192_f000_0000_4000_8000_0000_0000_a001, 0x0192_f000_0000_4000_8000_0000_0000_a002];
const REPORTS: [(u128, &str); 2] = [
    (0x0192_f000_0000_4000_8000_0000_0000_a011, "1000200030004000"),
    (0x0192_f000_0000_4000_8000_0000_0000_a012, "1000200030004001"),
];

impl Loading<'_> {
    /// Enters them.
    pub(super) fn reports(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let state = self.state;
        let day = state.clock.day_of(state.clock.now() - Duration::days(5));
        let act = self.officer(super::DESK, state.clock.now())?.1;
        let owner = state.organisation(&state.catalogue.city.verifying_desk).map_or(Uuid::nil(), |it| it.id);
        for ((group, (report, code)), number) in GROUPS.into_iter().zip(REPORTS).zip(["0777", "0778"]) {
            let (group, report) = (Uuid::from_u128(group), Uuid::from_u128(report));
            let input = ReportInput {
                kind: ReportKind::Offer,
                text: "Ditawari kerja di luar negeri lewat pesan, diminta membayar biaya pendaftaran (data contoh)."
                    .to_owned(),
                contacts: Contacts { phones: vec![format!("0812-5550-{number}")], ..Contacts::default() },
                agency: None,
                country: Some("KH".to_owned()),
            };
            reports::open(conn, group, day)?;
            let place = Place { table: "offer_report", column: "sealed", row: report };
            let row = Report {
                id: report,
                kind: input.kind,
                group: Some(group),
                received_on: day,
                code_hash: state.vault.keyed_hash("report code", &[code.as_bytes()]),
                sealed: state.vault.system().seal_json(place, &input)?,
                answer: None,
                answered_on: None,
            };
            reports::insert(conn, &row, &area::marks(&state.vault, &input.contacts, None))?;
            for (thing, id, kind) in [
                (Thing::OfferReport, report, "offer_report.received"),
                (Thing::ReportGroup, group, "report_group.grown"),
            ] {
                let event = Event { thing, id, version: 1, kind, reason: None, payload: None };
                events::append_plain(conn, &act, owner, &event)?;
            }
        }
        Ok(())
    }
}
