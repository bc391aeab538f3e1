//! Calendars that every calendar program reads: one meeting, those of a group or body, and all of the coming ones.
//!
//! A meeting keeps its local day, time and zone; a calendar is given the instant in UTC, which is the same moment in every
//! program on either side of a summer-time change. What a calendar shows is what everybody may know.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use super::{
    Meeting,
    sight::{holder, today},
    store,
};
use crate::plumbing::{
    clock::zone,
    problem::{Problem, Shown},
    route::{Route, get},
    search,
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/meetings.ics", every),
        get("/groups/{key}/meetings.ics", of_group),
        get("/governance/{key}/meetings.ics", of_body),
    ]
}

/// How many meetings one calendar holds at most.
const MOST: i64 = 500;

/// The UTC instant of a local day and time: `20260326T140000Z`.
fn instant(day: &str, time: &str, zone_name: &str) -> Option<String> {
    let local: jiff::civil::DateTime = format!("{day}T{time}:00").parse().ok()?;
    let at = local.to_zoned(zone(zone_name)).ok()?.timestamp();
    Some(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// An hour after a local time, on the same day at the latest.
fn hour_after(time: &str) -> String {
    match time.split_once(':').and_then(|(hour, minute)| Some((hour.parse::<u8>().ok()?, minute))) {
        Some((hour, minute)) if hour < 23 => format!("{:02}:{minute}", hour + 1),
        _ => "23:59".to_owned(),
    }
}

fn event(weft: &Weft, meeting: &Meeting) -> Option<Event> {
    let ends = meeting.ends.clone().unwrap_or_else(|| hour_after(&meeting.time));
    let address = format!("{}{}", weft.settings.public_url, meeting.url());
    let stamp: String = meeting.changed_at.chars().filter(|sign| !"-:".contains(*sign)).take(15).collect();
    let host = weft.settings.public_url.rsplit('/').next().unwrap_or("weft").to_owned();
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", meeting.row))
        .summary(&meeting.title)
        .description(&format!("Agenda and papers: {address}"))
        .add_property("DTSTAMP", format!("{stamp}Z"))
        .add_property("LAST-MODIFIED", format!("{stamp}Z"))
        .add_property("DTSTART", instant(&meeting.day, &meeting.time, &meeting.zone)?)
        .add_property("DTEND", instant(&meeting.day, &ends, &meeting.zone)?)
        .add_property("SEQUENCE", meeting.sequence.to_string())
        .url(&address)
        .status(if meeting.cancelled_on.is_some() { EventStatus::Cancelled } else { EventStatus::Confirmed });
    let place = match meeting.mode.as_str() {
        "online" => "Online".to_owned(),
        "both" if !meeting.venue.is_empty() => format!("{}, and online", meeting.venue),
        _ => meeting.venue.clone(),
    };
    if !place.is_empty() {
        event.location(&place);
    }
    Some(event.done())
}

/// A calendar of meetings.
fn calendar(weft: &Weft, name: &str, meetings: &[Meeting]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name).description("Meetings of the partnership; details and papers on its pages");
    calendar.extend(meetings.iter().filter_map(|meeting| event(weft, meeting)));
    calendar.to_string()
}

fn answer(text: String, name: &str) -> Shown {
    let mut response = text.into_response();
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{name}.ics\"")).map_err(Problem::broken)?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// `GET /meetings/{id}.ics`
pub(super) async fn one(weft: &Weft, id: &str) -> Shown {
    let meeting = store::meeting(&weft.db, id).await?.ok_or(Problem::NotFound)?;
    answer(calendar(weft, &meeting.title, std::slice::from_ref(&meeting)), id)
}

/// `GET /meetings.ics`: every meeting from three months ago on.
async fn every(State(weft): State<Weft>) -> Shown {
    let from = since(&weft).await?;
    let narrow = store::Narrow { from, to: "9999".into(), ..store::Narrow::default() };
    let meetings = store::page(&weft.db, &narrow, MOST, 0).await?;
    answer(calendar(&weft, "Meetings of the partnership", &meetings), "meetings")
}

async fn since(weft: &Weft) -> Result<String, Problem> {
    let today: jiff::civil::Date = today(weft).await?.parse().map_err(Problem::broken)?;
    Ok(today.checked_sub(jiff::Span::new().months(3)).unwrap_or(today).to_string())
}

async fn of_group(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    of_holder(&weft, "group", &key).await
}

async fn of_body(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    of_holder(&weft, "body", &key).await
}

async fn of_holder(weft: &Weft, kind: &str, key: &str) -> Shown {
    if search::named(&weft.db, kind, key).await?.is_none() {
        return Err(Problem::NotFound);
    }
    let narrow = store::Narrow {
        kind: kind.to_owned(),
        key: key.to_owned(),
        from: since(weft).await?,
        to: "9999".into(),
        backwards: false,
    };
    let meetings = store::page(&weft.db, &narrow, MOST, 0).await?;
    answer(calendar(weft, &holder(&weft.db, kind, key).await?.label, &meetings), key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_keeps_its_moment_across_the_change_to_summer_time() {
        let at = |day: &str| instant(day, "14:00", "Europe/London").unwrap();
        assert_eq!(at("2026-03-28"), "20260328T140000Z");
        assert_eq!(at("2026-03-30"), "20260330T130000Z");
        assert_eq!(at("2026-10-26"), "20261026T140000Z");
        assert_eq!(hour_after("14:30"), "15:30");
        assert_eq!(hour_after("23:30"), "23:59");
    }
}
