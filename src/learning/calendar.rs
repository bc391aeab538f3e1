//! One's own meetings as a calendar that every calendar program reads, at an address only its owner knows. It holds the
//! addresses at which meetings are joined, which no public calendar does.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use super::{
    pages::today,
    store::{self, Meeting},
    view::place,
};
use crate::plumbing::{
    clock::zone,
    problem::{Problem, Shown},
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/my/learning/calendar/{file}", calendar)]
}

/// The UTC instant of a local day and time: the same moment on either side of a summer-time change.
fn instant(day: &str, time: &str, zone_name: &str) -> Option<String> {
    let local: jiff::civil::DateTime = format!("{day}T{time}:00").parse().ok()?;
    Some(local.to_zoned(zone(zone_name)).ok()?.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string())
}

fn event(weft: &Weft, meeting: &Meeting) -> Option<Event> {
    let address = format!("{}/cohorts/{}", weft.settings.public_url, meeting.cohort);
    let host = weft.settings.public_url.rsplit('/').next().unwrap_or("weft").to_owned();
    let stamp: String = meeting.changed_at.chars().filter(|sign| !"-:".contains(*sign)).take(15).collect();
    let join = if meeting.link.is_empty() { String::new() } else { format!("Join online: {}\n", meeting.link) };
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", meeting.id))
        .summary(&format!("{}: {}", meeting.programme_name, meeting.title))
        .description(&format!("{join}{}, {}: {address}", meeting.programme_name, meeting.cohort_title))
        .add_property("DTSTAMP", format!("{stamp}Z"))
        .add_property("LAST-MODIFIED", format!("{stamp}Z"))
        .add_property("DTSTART", instant(&meeting.day, &meeting.starts, &meeting.zone)?)
        .add_property("DTEND", instant(&meeting.day, &meeting.ends, &meeting.zone)?)
        .add_property("SEQUENCE", meeting.sequence.to_string())
        .url(&address)
        .status(if meeting.cancelled_on.is_some() { EventStatus::Cancelled } else { EventStatus::Confirmed });
    event.location(&place(&meeting.mode, &meeting.venue));
    Some(event.done())
}

/// `GET /my/learning/calendar/{token}.ics`: meetings from a year ago on. An address that was renewed or taken away answers as
/// one that never was.
async fn calendar(State(weft): State<Weft>, Path(file): Path<String>) -> Shown {
    let token = file.strip_suffix(".ics").ok_or(Problem::NotFound)?;
    let person = store::person_of_calendar(&weft.db, token).await?.ok_or(Problem::NotFound)?;
    let today: jiff::civil::Date = today(&weft).await?.parse().map_err(Problem::broken)?;
    let from = today.checked_sub(jiff::Span::new().years(1)).unwrap_or(today).to_string();
    let meetings = store::meetings(&weft.db, &person).await?;
    let mut calendar = Calendar::new();
    calendar
        .name("My learning")
        .description("Meetings of the programmes I take part in. Private: do not pass the address on");
    calendar.extend(meetings.iter().filter(|meeting| meeting.day >= from).filter_map(|meeting| event(&weft, meeting)));
    let mut response = calendar.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"my-learning.ics\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
