//! The registers of a cohort: its meetings with how far their registers are, and who came to what. Meetings that were held
//! and meetings that are planned are kept apart, and so are the counts of both.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Completeness, Mark, Value,
    entries::{self, Noted},
    ground::{self, zone_of},
};
use crate::{
    people::Permit,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show_private},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort, CohortMeeting},
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/cohorts/{key}/register", overview)]
}

/// One meeting as a line.
struct MeetingLine {
    number: i64,
    day: String,
    title: String,
    state: String,
    look: &'static str,
    came: String,
    link: Option<&'static str>,
}

/// A column of the table of people.
struct Column {
    number: i64,
    day: String,
    href: String,
}

/// One person's line.
struct PersonLine {
    name: String,
    note: &'static str,
    came: String,
    held: Vec<&'static str>,
    planned: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "programmes/registers/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    cohort: Cohort,
    url: String,
    completeness: String,
    to_come: String,
    meetings: Vec<MeetingLine>,
    held: Vec<Column>,
    planned: Vec<Column>,
    people: Vec<PersonLine>,
}

/// How many came, as far as anybody is marked.
fn came(marks: &[&Noted]) -> String {
    let count = |test: fn(Mark) -> bool| marks.iter().filter(|mark| Mark::of(&mark.mark).is_some_and(test)).count();
    if marks.is_empty() {
        return "Nobody is marked".to_owned();
    }
    let (came, apologies, absent) =
        (count(Mark::came), count(|mark| mark == Mark::Apologies), count(|mark| mark == Mark::Absent));
    let late = count(|mark| mark == Mark::Late);
    let late = if late == 0 { String::new() } else { format!(" ({late} late)") };
    format!("{came} came{late}, {apologies} sent apologies, {absent} absent")
}

/// Where a meeting stands: its words, its look, and the words of the link to its register.
fn stands(meeting: &CohortMeeting, today: &str) -> (String, &'static str, Option<&'static str>) {
    if let Some(day) = &meeting.cancelled_on {
        return (format!("Cancelled on {}", spoken_day(day)), "draft", None);
    }
    match (&meeting.held_at, meeting.day.as_str().cmp(today)) {
        (Some(_), _) => ("Held, register closed".to_owned(), "published", Some("See the register")),
        (None, std::cmp::Ordering::Less) => {
            ("Past, register still open".to_owned(), "submitted", Some("Finish the register"))
        }
        (None, std::cmp::Ordering::Equal) => ("Today".to_owned(), "active", Some("Take the register")),
        (None, std::cmp::Ordering::Greater) => ("Planned".to_owned(), "draft", Some("Open the register")),
    }
}

async fn overview(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = ground::cohort(&weft, &permit, &key).await?;
    let meetings = cohorts::meetings(&weft.db, &cohort.id).await?;
    let marks = entries::noted_of_cohort(&weft.db, &cohort.id).await?;
    let everybody = entries::everybody(&weft.db, &cohort.id, &marks).await?;
    let today = weft.clock.today(&zone_of(&weft).await?);
    let url = format!("/cohorts/{}/register", cohort.key);
    let mut by_meeting: BTreeMap<&str, Vec<&Noted>> = BTreeMap::new();
    let mut by_person: BTreeMap<(&str, &str), Value> = BTreeMap::new();
    for mark in &marks {
        by_meeting.entry(&mark.meeting_id).or_default().push(mark);
        if let Some(value) = mark.value() {
            by_person.insert((&mark.person_id, &mark.meeting_id), value);
        }
    }
    let lines = meetings.iter().map(|meeting| {
        let (state, look, link) = stands(meeting, &today);
        MeetingLine {
            number: meeting.number,
            day: spoken_day(&meeting.day),
            title: meeting.title.clone(),
            state,
            look,
            came: match &meeting.cancelled_on {
                Some(_) => "No register".to_owned(),
                None => came(by_meeting.get(meeting.id.as_str()).map_or(&[][..], Vec::as_slice)),
            },
            link,
        }
    });
    let open = |meeting: &&CohortMeeting| meeting.cancelled_on.is_none();
    let held: Vec<&CohortMeeting> = meetings.iter().filter(open).filter(|one| one.held_at.is_some()).collect();
    let planned: Vec<&CohortMeeting> = meetings.iter().filter(open).filter(|one| one.held_at.is_none()).collect();
    let column = |meeting: &&CohortMeeting| Column {
        number: meeting.number,
        day: spoken_day(&meeting.day),
        href: format!("{url}/{}", meeting.number),
    };
    let people = everybody.iter().map(|entry| {
        let value = |meeting: &CohortMeeting| -> Option<Value> {
            by_person.get(&(entry.person_id.as_str(), meeting.id.as_str())).copied()
        };
        let cell = |meeting: &&CohortMeeting| match value(meeting) {
            None => "–",
            Some(Value { mark: Mark::Present, online: true }) => "Online",
            Some(Value { mark: Mark::Late, online: true }) => "Late, online",
            Some(value) => value.mark.name(),
        };
        let number = held.iter().filter(|meeting| value(meeting).is_some_and(|value| value.mark.came())).count();
        PersonLine {
            name: entry.name.clone(),
            note: if entry.has_place { "" } else { "no place" },
            came: format!("{number} of {} held", held.len()),
            held: held.iter().map(cell).collect(),
            planned: planned.iter().map(cell).collect(),
        }
    });
    let completeness = Completeness::of(&meetings, &today);
    show_private(&OverviewPage {
        page: permit.visitor.page(format!("Registers: {}", cohort.full_title())).section("programmes"),
        crumbs: ground::crumbs(&cohort),
        completeness: completeness.said(),
        to_come: match completeness.coming {
            0 => String::new(),
            1 => "1 meeting is planned and not counted.".to_owned(),
            many => format!("{many} meetings are planned and not counted."),
        },
        meetings: lines.collect(),
        people: people.collect(),
        held: held.iter().map(column).collect(),
        planned: planned.iter().map(column).collect(),
        cohort,
        url,
    })
}
