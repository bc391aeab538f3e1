//! Calendars that every calendar program reads, made of meetings of any kind.
//!
//! A meeting keeps its local day, time and zone; a calendar is given the instant in UTC, which is the same moment in every
//! program on either side of a summer-time change. What a calendar shows is what everybody may know.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use super::{
    clock::zone,
    problem::{Problem, Shown},
    state::Weft,
};

/// One meeting as a calendar shows it.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// What tells it apart for good, whatever is changed.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What else is said; the address is added to it.
    pub description: String,
    /// The local day.
    pub day: String,
    /// The local time at which it begins, `16:00`.
    pub starts: String,
    /// The local time at which it ends.
    pub ends: String,
    /// The zone of both.
    pub zone: String,
    /// Where it is; may be empty.
    pub place: String,
    /// Its page, from the site's own address on.
    pub path: String,
    /// How often it was changed.
    pub sequence: i64,
    /// When it was last changed, as stored.
    pub changed_at: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// The UTC instant of a local day and time: `20260326T140000Z`.
fn instant(day: &str, time: &str, zone_name: &str) -> Option<String> {
    let local: jiff::civil::DateTime = format!("{day}T{time}:00").parse().ok()?;
    let at = local.to_zoned(zone(zone_name)).ok()?.timestamp();
    Some(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// An hour after a local time, on the same day at the latest.
pub fn hour_after(time: &str) -> String {
    match time.split_once(':').and_then(|(hour, minute)| Some((hour.parse::<u8>().ok()?, minute))) {
        Some((hour, minute)) if hour < 23 => format!("{:02}:{minute}", hour + 1),
        _ => "23:59".to_owned(),
    }
}

fn event(weft: &Weft, entry: &Entry) -> Option<Event> {
    let address = format!("{}{}", weft.settings.public_url, entry.path);
    let stamp: String = entry.changed_at.chars().filter(|sign| !"-:".contains(*sign)).take(15).collect();
    let host = weft.settings.public_url.rsplit('/').next().unwrap_or("weft").to_owned();
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", entry.id))
        .summary(&entry.title)
        .description(&format!("{}: {address}", entry.description))
        .add_property("DTSTAMP", format!("{stamp}Z"))
        .add_property("LAST-MODIFIED", format!("{stamp}Z"))
        .add_property("DTSTART", instant(&entry.day, &entry.starts, &entry.zone)?)
        .add_property("DTEND", instant(&entry.day, &entry.ends, &entry.zone)?)
        .add_property("SEQUENCE", entry.sequence.to_string())
        .url(&address)
        .status(if entry.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !entry.place.is_empty() {
        event.location(&entry.place);
    }
    Some(event.done())
}

/// Where a meeting is, for a calendar.
pub fn place(mode: &str, venue: &str) -> String {
    match mode {
        "online" => "Online".to_owned(),
        "both" if !venue.is_empty() => format!("{venue}, and online"),
        _ => venue.to_owned(),
    }
}

/// A calendar of meetings as the answer to a request, under a plain file name without its ending.
///
/// # Errors
/// When the name cannot stand in a header.
pub fn answer(weft: &Weft, name: &str, about: &str, entries: &[Entry], file: &str) -> Shown {
    let mut calendar = Calendar::new();
    calendar.name(name).description(about);
    calendar.extend(entries.iter().filter_map(|entry| event(weft, entry)));
    let mut response = calendar.to_string().into_response();
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{file}.ics\"")).map_err(Problem::broken)?;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
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
