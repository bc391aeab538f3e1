//! The planner as a calendar that every calendar program reads, narrowed the same way as the page.

use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use icalendar::{Calendar, Component, Event, Property};

use super::{
    Entry, back,
    days::entries,
    pages::{Asked, admits, today},
};
use crate::plumbing::{
    clock::zone,
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/planner.ics", calendar)]
}

/// A whole day as calendars write it.
fn date(name: &str, day: &str) -> Property {
    let mut property = Property::new(name, day.replace('-', ""));
    property.add_parameter("VALUE", "DATE");
    property
}

/// The UTC instant of a local day and time: the same moment on either side of a summer-time change.
fn instant(day: &str, time: &str, zone_name: &str) -> Option<String> {
    let local: jiff::civil::DateTime = format!("{day}T{time}:00").parse().ok()?;
    Some(local.to_zoned(zone(zone_name)).ok()?.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string())
}

fn event(weft: &Weft, entry: &Entry, stamp: &str, host: &str) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("{}@planner.{host}", entry.key))
        .summary(&entry.title)
        .add_property("DTSTAMP", stamp)
        .add_property("CATEGORIES", entry.kind_name());
    let timed = entry.time.as_ref().and_then(|(begins, ends, zone)| {
        let begins_at = instant(&entry.day, begins, zone)?;
        let ends_at =
            ends.as_ref().and_then(|ends| instant(&entry.day, ends, zone)).unwrap_or_else(|| begins_at.clone());
        Some((begins_at, ends_at))
    });
    match timed {
        Some((begins, ends)) => {
            event.add_property("DTSTART", begins).add_property("DTEND", ends);
        }
        None => {
            // The end of a whole day is the day after it.
            let last = entry.last_day.as_ref().unwrap_or(&entry.day);
            let after = back::beside(last, 1).unwrap_or_else(|| last.clone());
            event.append_property(date("DTSTART", &entry.day)).append_property(date("DTEND", &after));
        }
    }
    if let Some(note) = &entry.note {
        event.description(note);
    }
    if let Some(url) = &entry.url {
        let whole = if url.starts_with('/') { format!("{}{url}", weft.settings.public_url) } else { url.clone() };
        event.url(&whole);
    }
    event.done()
}

/// `GET /planner.ics`: from a month ago to a year from now.
async fn calendar(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let reach = |days: i64| back::beside(&today, days).unwrap_or_else(|| today.clone());
    let found = entries(&weft.db, &reach(-31), &reach(366)).await?;
    let stamp = weft.clock.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let host = weft.settings.public_url.rsplit('/').next().unwrap_or("weft").to_owned();
    let mut calendar = Calendar::new();
    calendar.name("Year planner").description("Committees, deadlines, meetings and holidays of the partnership");
    calendar.extend(found.iter().filter(|entry| admits(&asked, entry)).map(|entry| event(&weft, entry, &stamp, &host)));
    let mut response = calendar.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"planner.ics\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
