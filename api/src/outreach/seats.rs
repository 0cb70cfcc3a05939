use crate::{AppState, ids};
use chrono::{DateTime, Utc};
use domain::outreach::{Door, OutreachRefusal, SignupState, may_give_back};
use persistence::events::{self, Event, Thing};
use persistence::messages::{self, Content, NewMessage, Template};
use persistence::outreach::OutreachEvent;
use persistence::signups::{self, Signup};
use persistence::{Act, Conn, RepoError};
use std::collections::BTreeMap;

use crate::http::{ApiError, Code};

impl From<OutreachRefusal> for ApiError {
    fn from(refusal: OutreachRefusal) -> Self {
        match refusal {
            OutreachRefusal::Closed => Code::OutreachClosed,
            OutreachRefusal::TooEarly => Code::OutreachTooEarly,
            OutreachRefusal::Full => Code::OutreachFull,
            OutreachRefusal::SeatsTaken => Code::OutreachSeatsTaken,
            OutreachRefusal::OtherEvent => Code::OutreachOtherEvent,
            OutreachRefusal::TicketCancelled => Code::OutreachTicketCancelled,
            OutreachRefusal::TicketWaiting => Code::OutreachTicketWaiting,
            OutreachRefusal::Attended => Code::OutreachAttended,
            OutreachRefusal::NotAttended => Code::OutreachNotAttended,
            OutreachRefusal::HasAttendance => Code::OutreachHasAttendance,
        }
        .into()
    }
}

fn seated(conn: &mut Conn, event: &OutreachEvent) -> Result<i64, RepoError> {
    Ok(signups::seated(conn, &[event.id])?.get(&event.id).copied().unwrap_or_default())
}

/// Seats that are left; the meeting is locked.
pub fn left(conn: &mut Conn, event: &OutreachEvent) -> Result<i64, RepoError> {
    Ok(i64::from(event.seats) - seated(conn, event)?)
}

/// The seats as they are at the door now; the meeting is locked.
pub fn door(conn: &mut Conn, event: &OutreachEvent, now: DateTime<Utc>) -> Result<Door, RepoError> {
    Ok(Door {
        seats: event.seats.into(),
        seated: seated(conn, event)?,
        came: signups::came(conn, event.id)?,
        has_begun: now >= event.starts_at,
    })
}

/// A seat, else the last place in line; the meeting is locked. While somebody waits no seat is left.
pub fn place(conn: &mut Conn, event: &OutreachEvent, signup: Signup) -> Result<Signup, RepoError> {
    let version = signup.version + 1;
    if left(conn, event)? > 0 {
        return Ok(Signup { state: SignupState::Seated, version, ..signup });
    }
    let line = Some(signups::last_in_line(conn, event.id)? + 1);
    Ok(Signup { state: SignupState::Waiting, version, line, ..signup })
}

/// Gives seats that are left to the first in line, and tells them; the meeting is locked.
pub fn move_up(state: &AppState, conn: &mut Conn, act: &Act, event: &OutreachEvent) -> Result<(), RepoError> {
    for _ in 0..left(conn, event)? {
        let Some(first) = signups::first_in_line(conn, &state.vault, event.id)? else { break };
        let after = Signup { state: SignupState::Seated, version: first.version + 1, ..first };
        signups::change(conn, &after)?;
        record(conn, act, event, &after, "outreach_signup.moved_up")?;
        tell(state, conn, event, &after, Template::OutreachMovedUp, act.at)?;
    }
    Ok(())
}

/// Takes a seat or a place in line back, until the meeting ends and unless who held it has come: the first in line moves
/// up. The meeting is locked.
///
/// # Errors
///
/// 409 where nothing can be given back any more.
pub fn give_back(
    state: &AppState,
    conn: &mut Conn,
    act: &Act,
    event: &OutreachEvent,
    signup: Signup,
) -> Result<Signup, ApiError> {
    may_give_back(event.state, event.ends_at, act.at, signup.attended_at.is_some())?;
    let after = Signup { state: SignupState::Cancelled, line: None, version: signup.version + 1, ..signup };
    signups::change(conn, &after)?;
    record(conn, act, event, &after, "outreach_signup.cancelled")?;
    move_up(state, conn, act, event)?;
    Ok(after)
}

/// Records a change of a sign-up: it belongs to who holds the meeting, and names nobody.
///
/// # Errors
///
/// If the row cannot be written.
pub fn record(
    conn: &mut Conn,
    act: &Act,
    event: &OutreachEvent,
    signup: &Signup,
    kind: &'static str,
) -> Result<(), RepoError> {
    let change = Event {
        thing: Thing::OutreachSignup,
        id: signup.id,
        version: signup.version,
        kind,
        reason: None,
        payload: None,
    };
    events::append_plain(conn, act, event.organiser, &change)
}

/// Tells everybody who has a seat or waits for one; the meeting is locked.
pub fn tell_all(
    state: &AppState,
    conn: &mut Conn,
    event: &OutreachEvent,
    template: Template,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    for signup in signups::placed(conn, &state.vault, event.id)? {
        tell(state, conn, event, &signup, template, at)?;
    }
    Ok(())
}

/// Tells somebody about a meeting, if there is a way to reach them.
pub fn tell(
    state: &AppState,
    conn: &mut Conn,
    event: &OutreachEvent,
    signup: &Signup,
    template: Template,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    let Some(to) = signup.attendee.contact.clone() else { return Ok(()) };
    let kelurahan = state.catalogue.kelurahan(&event.kelurahan).map(|it| it.name.clone());
    let values = BTreeMap::from([
        ("title".to_owned(), event.title.clone()),
        ("place".to_owned(), event.place.clone()),
        ("kelurahan".to_owned(), kelurahan.unwrap_or_default()),
        ("at".to_owned(), state.clock.said(event.starts_at)),
        ("until".to_owned(), state.clock.said(event.ends_at)),
    ]);
    send(state, conn, signup, template, &Content { to, values }, at)
}

/// Queues a message to somebody who is no person of ours: sealed with the system's key.
pub fn send(
    state: &AppState,
    conn: &mut Conn,
    signup: &Signup,
    template: Template,
    content: &Content,
    at: DateTime<Utc>,
) -> Result<(), RepoError> {
    let message =
        NewMessage { id: ids::new_id(), person: None, template, language: signup.language, content, at };
    messages::queue(conn, state.vault.system(), &message)
}
