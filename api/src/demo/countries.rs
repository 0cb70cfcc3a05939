//! Changes of status that wait for somebody to decide them.

use super::{COUNTER, Loading};
use crate::http::ApiError;
use chrono::{Duration, NaiveDate};
use domain::law::{Confidence, CountryState, Restriction, Source, Text};
use persistence::Conn;
use persistence::countries::{self, Status};
use persistence::events::{self, Event, Thing};
use uuid::Uuid;

/// Named in the contract's examples: one is approved, one refused.
const WAITING: [(u128, &str); 2] =
    [(0x0192_f000_0000_7000_8000_0000_0000_c711, "RO"), (0x0192_f000_0000_7000_8000_0000_0000_c712, "SK")];

impl Loading<'_> {
    /// Enters them.
    pub(super) fn countries(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let at = self.state.clock.now() - Duration::days(3);
        let (officer, act) = self.officer(COUNTER, at)?;
        for (id, country) in WAITING {
            let note = |text: &str| text.to_owned();
            let status = Status {
                id: Uuid::from_u128(id),
                version: 1,
                row: Restriction {
                    country: country.to_owned(),
                    employer: None,
                    occupations: vec!["7212".to_owned()],
                    state: CountryState::Warned,
                    from: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default(),
                    to: None,
                    note: Text {
                        id: note("Peringatan contoh untuk juru las (data contoh)."),
                        en: note("An example of a warning for welders (demo data)."),
                    },
                    source: Source::notice("Pengumuman contoh (fiktif)".to_owned(), None),
                    confidence: Confidence::Low,
                },
                source_hash: Some(
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
                ),
                replaces: None,
                proposed_by: Some(officer.account),
                proposed_at: at,
                decided_by: None,
                refused_at: None,
                known_from: None,
                known_to: None,
            };
            countries::insert(conn, &status)?;
            let event = Event {
                thing: Thing::Country,
                id: status.id,
                version: 1,
                kind: "country.proposed",
                reason: None,
                payload: None,
            };
            let owner = officer.organisation.as_ref().map_or(Uuid::nil(), |office| office.id);
            events::append_plain(conn, &act, owner, &event)?;
        }
        Ok(())
    }
}
