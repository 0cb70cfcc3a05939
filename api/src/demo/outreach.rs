//! Meetings: some past, with who came and what they thought, some to come.

use super::{COUNTER, Loading};
use crate::http::ApiError;
use crate::ids;
use crate::outreach::{self, OutreachEventInput};
use chrono::{DateTime, Duration, Utc};
use domain::information::Topic;
use domain::law::Language;
use domain::outreach::SignupState;
use persistence::outreach::OutreachEvent;
use persistence::signups::{self, Attendee, CodeOf, Signup};
use persistence::{Act, Conn};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long before it a meeting is planned.
const PLANNED: Duration = Duration::days(60);
/// How long the code of an example holds.
const EXAMPLE: Duration = Duration::days(30);

/// An entry of `data/demo/outreach.json`; days count from the day on which the demo is loaded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meeting {
    id: Uuid,
    title: String,
    topic: Topic,
    kelurahan: String,
    place: String,
    speaker: String,
    days: i64,
    hour: i64,
    hours: i64,
    seats: i32,
    articles: Vec<String>,
    #[serde(default)]
    attended: BTreeMap<String, u32>,
    #[serde(default)]
    without_kelurahan: u32,
    /// Of the first who came.
    #[serde(default)]
    ratings: Vec<i32>,
    /// Words of the first of those.
    #[serde(default)]
    comments: Vec<String>,
    #[serde(default)]
    signups: Vec<Example>,
}

/// A sign-up that examples of the contract name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    id: Uuid,
    name: String,
    contact: String,
    kelurahan: Option<String>,
    ticket: Option<String>,
    code: Option<String>,
    #[serde(default)]
    attended: bool,
}

impl Loading<'_> {
    /// Enters them.
    pub(super) fn outreach(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let now = self.state.clock.now();
        let today = self.state.clock.begin_of(self.state.clock.day_of(now));
        for meeting in self.file::<Vec<Meeting>>("outreach.json")? {
            let starts_at = today + Duration::days(meeting.days) + Duration::hours(meeting.hour);
            let (officer, act) = self.officer(COUNTER, starts_at.min(now) - PLANNED)?;
            let organiser = officer.organisation.as_ref().map_or(Uuid::nil(), |office| office.id);
            let input = OutreachEventInput {
                title: meeting.title.clone(),
                topic: meeting.topic,
                kelurahan: meeting.kelurahan.clone(),
                place: meeting.place.clone(),
                speaker: meeting.speaker.clone(),
                starts_at,
                ends_at: starts_at + Duration::hours(meeting.hours),
                seats: meeting.seats,
                articles: meeting.articles.iter().cloned().map(outreach::ArticleSlug).collect(),
            };
            let event = input.event(self.state, conn, (meeting.id, organiser), &[])?;
            outreach::plan(conn, &act, &event)?;
            let (_, act) = self.officer(COUNTER, starts_at.min(now))?;
            self.attendance(conn, &act, &event, &meeting)?;
            for example in meeting.signups {
                self.example(conn, &act, &event, example, now)?;
            }
        }
        Ok(())
    }

    /// Those who came, and what the first of them thought.
    fn attendance(
        &self,
        conn: &mut Conn,
        act: &Act,
        event: &OutreachEvent,
        meeting: &Meeting,
    ) -> Result<(), ApiError> {
        let homes = meeting.attended.iter().map(|(code, count)| (Some(code.clone()), *count));
        let homes = homes.chain([(None, meeting.without_kelurahan)]);
        let everybody = homes.flat_map(|(code, count)| (0..count).map(move |_| code.clone()));
        let (mut ratings, mut comments) = (meeting.ratings.iter(), meeting.comments.iter());
        for (index, kelurahan) in everybody.enumerate() {
            let attendee = Attendee { name: format!("Peserta Contoh {}", index + 1), contact: None };
            let came = Signup { kelurahan, attended_at: Some(act.at), ..seated(event, attendee) };
            let Some(rating) = ratings.next() else {
                outreach::enter(conn, &self.state.vault, act, event, &came)?;
                continue;
            };
            // Only who has a ticket can say what it was like.
            let ticket = outreach::ticket_hash(self.state, &ids::random_id().to_string());
            let signup = Signup { at_door: false, ticket_hash: Some(ticket), ..came };
            outreach::enter(conn, &self.state.vault, act, event, &signup)?;
            let after = Signup { version: 2, ..signup };
            signups::change(conn, &after)?;
            let comment = comments.next().map(String::as_str);
            signups::rate(conn, &self.state.vault, &after, *rating, comment)?;
            outreach::record(conn, act, event, &after, "outreach_signup.rated")?;
        }
        Ok(())
    }

    fn example(
        &self,
        conn: &mut Conn,
        act: &Act,
        event: &OutreachEvent,
        example: Example,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let (state, vault) = (self.state, &self.state.vault);
        let attendee = Attendee { name: example.name, contact: Some(example.contact) };
        let signup = Signup {
            id: example.id,
            kelurahan: example.kelurahan,
            ticket_hash: example.ticket.map(|ticket| outreach::ticket_hash(state, &ticket)),
            at_door: false,
            attended_at: example.attended.then_some(act.at),
            ..seated(event, attendee)
        };
        match example.code {
            None => outreach::enter(conn, vault, act, event, &signup)?,
            Some(code) => {
                let hash = outreach::code_hash(state, signup.id, &code);
                let code = CodeOf { hash: &hash, expires_at: now + EXAMPLE };
                let pending = Signup { state: SignupState::Pending, ..signup };
                signups::insert(conn, vault, &pending, Some(&code))?;
            }
        }
        Ok(())
    }
}

/// Somebody with a seat, entered at the door.
fn seated(event: &OutreachEvent, attendee: Attendee) -> Signup {
    Signup {
        event: event.id,
        id: ids::new_id(),
        version: 1,
        attendee,
        contact_hash: None,
        language: Language::Id,
        kelurahan: None,
        state: SignupState::Seated,
        line: None,
        ticket_hash: None,
        at_door: true,
        attended_at: None,
    }
}
