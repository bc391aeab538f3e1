//! Calendars that every calendar program reads: one meeting, those of a group or body, and all of the coming ones.
//!
//! A meeting keeps its local day, time and zone; a calendar is given the instant in UTC, which is the same moment in every
//! program on either side of a summer-time change. What a calendar shows is what everybody may know.

use axum::extract::{Path, State};

use super::{
    Meeting,
    sight::{holder, today},
    store,
};
use crate::plumbing::{
    calendar::{self, Entry, hour_after},
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

fn entry(meeting: &Meeting) -> Entry {
    Entry {
        id: meeting.row.clone(),
        title: meeting.title.clone(),
        description: "Agenda and papers".to_owned(),
        day: meeting.day.clone(),
        starts: meeting.time.clone(),
        ends: meeting.ends.clone().unwrap_or_else(|| hour_after(&meeting.time)),
        zone: meeting.zone.clone(),
        place: calendar::place(&meeting.mode, &meeting.venue),
        path: meeting.url(),
        sequence: meeting.sequence,
        changed_at: meeting.changed_at.clone(),
        cancelled: meeting.cancelled_on.is_some(),
    }
}

/// A calendar of meetings.
fn answer(weft: &Weft, name: &str, meetings: &[Meeting], file: &str) -> Shown {
    let entries: Vec<Entry> = meetings.iter().map(entry).collect();
    calendar::answer(weft, name, "Meetings of the partnership; details and papers on its pages", &entries, file)
}

/// `GET /meetings/{id}.ics`
pub(super) async fn one(weft: &Weft, id: &str) -> Shown {
    let meeting = store::meeting(&weft.db, id).await?.ok_or(Problem::NotFound)?;
    answer(weft, &meeting.title, std::slice::from_ref(&meeting), id)
}

/// `GET /meetings.ics`: every meeting from three months ago on.
async fn every(State(weft): State<Weft>) -> Shown {
    let from = since(&weft).await?;
    let narrow = store::Narrow { from, to: "9999".into(), ..store::Narrow::default() };
    let meetings = store::page(&weft.db, &narrow, MOST, 0).await?;
    answer(&weft, "Meetings of the partnership", &meetings, "meetings")
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
    answer(weft, &holder(&weft.db, kind, key).await?.label, &meetings, key)
}
