//! One `[[meeting]]` of a file, read and checked.

use std::collections::{BTreeMap, BTreeSet};

use super::example_key;
use crate::{
    meetings::{MODES, Meeting, REASONS, agenda::STANDING, plan::is_time},
    plumbing::toml_records::{Entry, Reading},
};

/// What a file may refer to.
pub(super) struct Known {
    /// `group/KEY` and `body/KEY` with their names.
    pub(super) holders: BTreeMap<String, String>,
    /// Persons by key, with their names.
    pub(super) people: BTreeMap<String, String>,
    /// Meetings that are there already.
    pub(super) meetings: BTreeSet<String>,
}

pub(super) struct Item {
    pub(super) title: String,
    pub(super) brought_by: String,
    pub(super) outcome: Option<String>,
}

pub(super) struct Paper {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) link: String,
    pub(super) closed: Option<String>,
}

pub(super) struct Who {
    pub(super) person: Option<String>,
    pub(super) name: String,
    pub(super) office: String,
    pub(super) presence: String,
    pub(super) substitute_for: Option<String>,
}

pub(super) struct Declared {
    pub(super) person: Option<String>,
    pub(super) name: String,
    pub(super) office: String,
    pub(super) interest: String,
    pub(super) left: bool,
}

pub(super) struct Decided {
    pub(super) text: String,
    pub(super) item: Option<String>,
}

pub(super) struct Agreed {
    pub(super) key: Option<String>,
    pub(super) text: String,
    pub(super) person: Option<String>,
    pub(super) owner: String,
    pub(super) due: Option<String>,
    pub(super) framework: Option<String>,
    pub(super) priority: Option<String>,
    pub(super) done_on: Option<String>,
    pub(super) dropped_on: Option<String>,
    pub(super) outcome: Option<String>,
}

/// One meeting with its record.
pub(super) struct Read {
    pub(super) meeting: Meeting,
    pub(super) items: Vec<Item>,
    pub(super) papers: Vec<Paper>,
    pub(super) attendance: Vec<Who>,
    pub(super) declarations: Vec<Declared>,
    pub(super) none_declared: bool,
    pub(super) decisions: Vec<Decided>,
    pub(super) actions: Vec<Agreed>,
    pub(super) minutes: Option<String>,
    pub(super) approved_at: Option<String>,
    pub(super) approved_on: String,
    pub(super) is_public: bool,
}

const FIELDS: &[&str] = &[
    "key",
    "holder",
    "title",
    "day",
    "time",
    "ends",
    "mode",
    "venue",
    "link",
    "invented",
    "cancelled_on",
    "cancelled_reason",
    "item",
    "paper",
    "attendance",
    "declaration",
    "none_declared",
    "decision",
    "action",
    "minutes",
    "approved_at",
    "approved_on",
    "readers",
];

/// A word that is `true` or absent, written as a text so that a file reads like a form.
fn yes(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str) -> bool {
    reading.word(entry, field, &["yes", "no"]).as_deref() == Some("yes")
}

/// Somebody by key or by name: the key where it is a person, and the name.
fn who(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known) -> (Option<String>, String) {
    if let Some(key) = reading.key(entry, "person") {
        return match known.people.get(&key) {
            Some(name) => (Some(key), name.clone()),
            None => {
                reading.fault_at(entry, "person", format!("there is no person `{key}`; give a `name` instead"));
                (None, String::new())
            }
        };
    }
    (None, reading.must(entry, "name"))
}

fn arrangements(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Meeting {
    let holder = reading.must(entry, "holder");
    let title = known.holders.get(&holder).cloned();
    if title.is_none() && !holder.is_empty() {
        let what = format!("there is no `{holder}`; write group/KEY or body/KEY of one that is known");
        reading.fault_at(entry, "holder", what);
    }
    let (kind, holder_key) = holder.split_once('/').unwrap_or_default();
    reading.must(entry, "day");
    let day = reading.day(entry, "day").unwrap_or_default();
    let id = reading.must_key(entry, "key");
    if id == "plan" {
        reading.fault_at(
            entry,
            "key",
            format!("`plan` is taken by a page; write for example {}", example_key(&holder, &day)),
        );
    }
    if !id.is_empty() && !seen.insert(id.clone()) {
        reading.fault_at(entry, "key", format!("the key `{id}` stands twice in this file; change one"));
    }
    let time = reading.must(entry, "time");
    let ends = reading.text(entry, "ends");
    if !time.is_empty() && !is_time(&time) {
        reading.fault_at(entry, "time", format!("`{time}` is not a time; write it as \"14:00\""));
    }
    if let Some(ends) = &ends {
        if !is_time(ends) {
            reading.fault_at(entry, "ends", format!("`{ends}` is not a time; write it as \"15:30\""));
        } else if *ends <= time {
            reading.fault_at(entry, "ends", "the meeting would end before it begins; change one of the two times");
        }
    }
    let modes: Vec<&str> = MODES.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "mode");
    let cancelled_on = reading.day(entry, "cancelled_on");
    let cancelled_reason = reading.text(entry, "cancelled_reason");
    if cancelled_on.is_some() != cancelled_reason.is_some() {
        reading.fault_at(entry, "cancelled_on", "a cancelled meeting has both `cancelled_on` and `cancelled_reason`");
    }
    Meeting {
        id,
        row: String::new(),
        holder_kind: kind.to_owned(),
        holder_key: holder_key.to_owned(),
        title: reading.text(entry, "title").or(title).unwrap_or_default(),
        day,
        time,
        ends,
        zone: String::new(),
        mode: reading.word(entry, "mode", &modes).unwrap_or_default(),
        venue: reading.text(entry, "venue").unwrap_or_default(),
        link: reading.text(entry, "link").unwrap_or_default(),
        sequence: 0,
        changed_at: String::new(),
        cancelled_on,
        cancelled_reason,
        none_declared: 0,
        invented: i64::from(yes(reading, entry, "invented")),
        revision: None,
        version: None,
        is_public: None,
    }
}

fn items(reading: &mut Reading<'_>, entry: Entry<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for one in reading.entries(entry, "item") {
        reading.only(one, &["title", "brought_by", "outcome"]);
        items.push(Item {
            title: reading.must(one, "title"),
            brought_by: reading.text(one, "brought_by").unwrap_or_default(),
            outcome: reading.word(one, "outcome", &["done", "carried"]),
        });
    }
    items
}

fn papers(reading: &mut Reading<'_>, entry: Entry<'_>) -> Vec<Paper> {
    let reasons: Vec<&str> = REASONS.iter().map(|(key, _)| *key).collect();
    let mut papers = Vec::new();
    for one in reading.entries(entry, "paper") {
        reading.only(one, &["title", "text", "link", "closed"]);
        let paper = Paper {
            title: reading.must(one, "title"),
            text: reading.text(one, "text").unwrap_or_default(),
            link: reading.text(one, "link").unwrap_or_default(),
            closed: reading.word(one, "closed", &reasons),
        };
        if paper.text.is_empty() == paper.link.is_empty() {
            reading.fault_at(one, "title", "a paper has either `text` or `link`");
        }
        if !paper.link.is_empty() && !paper.link.starts_with("https://") && !paper.link.starts_with('/') {
            reading.fault_at(one, "link", "a link begins with https://, or with / for a page of this site");
        }
        papers.push(paper);
    }
    papers
}

fn attendance(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known) -> Vec<Who> {
    let mut people = Vec::new();
    for one in reading.entries(entry, "attendance") {
        reading.only(one, &["person", "name", "office", "presence", "substitute_for"]);
        let (person, name) = who(reading, one, known);
        reading.must(one, "presence");
        people.push(Who {
            person,
            name,
            office: reading.text(one, "office").unwrap_or_default(),
            presence: reading.word(one, "presence", &["in-person", "online", "apologies"]).unwrap_or_default(),
            substitute_for: reading.text(one, "substitute_for"),
        });
    }
    people
}

fn actions(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, day: &str) -> Vec<Agreed> {
    let mut agreed = Vec::new();
    for one in reading.entries(entry, "action") {
        reading.only(
            one,
            &["key", "text", "person", "owner", "due", "framework", "priority", "done_on", "dropped_on", "outcome"],
        );
        let key = reading.key(one, "key");
        let text = reading.must(one, "text");
        let person = reading.key(one, "person");
        let owner = match &person {
            Some(key) => known.people.get(key).cloned().unwrap_or_else(|| {
                reading.fault_at(one, "person", format!("there is no person `{key}`; give an `owner` in words"));
                String::new()
            }),
            None => reading.must(one, "owner"),
        };
        let due = reading.day(one, "due");
        if due.as_deref().is_some_and(|due| due < day) {
            reading.fault_at(one, "due", "this day lies before the meeting; give a later one");
        }
        agreed.push(Agreed {
            key,
            text,
            person,
            owner,
            due,
            framework: reading.key(one, "framework"),
            priority: reading.key(one, "priority"),
            done_on: reading.day(one, "done_on"),
            dropped_on: reading.day(one, "dropped_on"),
            outcome: reading.text(one, "outcome"),
        });
    }
    agreed
}

/// Reads one meeting.
pub(super) fn meeting(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Read {
    reading.only(entry, FIELDS);
    let meeting = arrangements(reading, entry, known, seen);
    let items = items(reading, entry);
    let mut declarations = Vec::new();
    for one in reading.entries(entry, "declaration") {
        reading.only(one, &["person", "name", "office", "interest", "left"]);
        let (person, name) = who(reading, one, known);
        declarations.push(Declared {
            person,
            name,
            office: reading.text(one, "office").unwrap_or_default(),
            interest: reading.must(one, "interest"),
            left: yes(reading, one, "left"),
        });
    }
    let mut decisions = Vec::new();
    for one in reading.entries(entry, "decision") {
        reading.only(one, &["text", "item"]);
        let decision = Decided { text: reading.must(one, "text"), item: reading.text(one, "item") };
        let named = |item: &String| {
            items.iter().any(|one| one.title == *item) || STANDING.iter().any(|(key, _)| *key == item.as_str())
        };
        if let Some(item) = decision.item.as_ref().filter(|item| !named(item)) {
            reading.fault_at(one, "item", format!("`{item}` is not on the agenda of this meeting"));
        }
        decisions.push(decision);
    }
    let minutes = reading.text(entry, "minutes");
    let approved_at = reading.key(entry, "approved_at");
    let approved_on = reading.day(entry, "approved_on");
    if let Some(at) = &approved_at {
        if !seen.contains(at) && !known.meetings.contains(at) {
            let what = format!("there is no meeting `{at}`; it must stand before this one in the file, or be known");
            reading.fault_at(entry, "approved_at", what);
        }
        if minutes.is_none() {
            reading.fault_at(entry, "approved_at", "there are no `minutes` that could have been approved");
        }
        if approved_on.is_none() {
            reading.fault_at(entry, "approved_at", "`approved_on` is missing; write the day of approval");
        }
        for item in items.iter().filter(|item| item.outcome.is_none()) {
            let what =
                format!("the item “{}” is still open; give its `outcome`, or leave the minutes unapproved", item.title);
            reading.fault_at(entry, "approved_at", what);
        }
    }
    Read {
        papers: papers(reading, entry),
        attendance: attendance(reading, entry, known),
        actions: actions(reading, entry, known, &meeting.day),
        none_declared: yes(reading, entry, "none_declared"),
        is_public: reading.word(entry, "readers", &["everybody", "members"]).as_deref() != Some("members"),
        meeting,
        items,
        declarations,
        decisions,
        minutes,
        approved_at,
        approved_on: approved_on.unwrap_or_default(),
    }
}
