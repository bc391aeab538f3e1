//! The year planner: days that cannot move, what must be ready before them, and what stands in the way.
//!
//! A calendar holds days of one kind (meetings of councils' committees, releases of data, steps of a framework) and says
//! what must be ready how many days before each. Meetings of the partnership and councils' decisions on a framework come
//! from their own records. Each authority has its own terms and holidays; what falls into one is said in words.

mod back;
mod clashes;
mod days;
mod edit;
mod file;
mod ics;
mod pages;
mod store;
mod terms;

pub use clashes::Clash;
pub use days::{deadlines, entries};
pub use file::{export, import};
pub use terms::{export_terms, import_terms};

use serde::Serialize;

use crate::plumbing::route::Route;

/// What a day in the planner is, as addresses write it and as people say it.
pub const KINDS: &[(&str, &str)] = &[
    ("committee", "Committee of a council"),
    ("deadline", "Deadline"),
    ("data-release", "Data release"),
    ("framework", "Step of a framework"),
    ("meeting", "Meeting of the partnership"),
    ("event", "Event"),
    ("holiday", "Holidays and in-service days"),
];

/// The kinds that a calendar can hold; the others follow from records.
const CALENDAR_KINDS: [&str; 4] = ["committee", "data-release", "framework", "event"];

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), edit::routes(), ics::routes()].concat()
}

/// One line of the planner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What keeps it the same from one day to the next, for calendar programs.
    pub key: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// What happens or must be ready.
    pub title: String,
    /// The day, as stored.
    pub day: String,
    /// The last day of several.
    pub last_day: Option<String>,
    /// The local time, where there is one: begins, ends, zone.
    pub time: Option<(String, Option<String>, String)>,
    /// The keys of the authorities it belongs to; empty where it is everybody's.
    pub authorities: Vec<String>,
    /// Where to read more.
    pub url: Option<String>,
    /// For a deadline: what it is worked back from. Otherwise what else is to be known.
    pub note: Option<String>,
    /// The group or body that meets: its kind and key.
    pub holder: Option<(String, String)>,
    /// Whether it was made up for an example.
    pub invented: bool,
}

impl Entry {
    /// Its kind as people say it.
    pub fn kind_name(&self) -> &str {
        KINDS.iter().find(|(key, _)| *key == self.kind).map_or(&self.kind, |(_, name)| name)
    }
}

/// A calendar, in the shape of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Calendar {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) invented: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) deadline: Vec<Rule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) day: Vec<Day>,
}

/// What must be ready before every day of a calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Rule {
    pub(crate) title: String,
    pub(crate) days_before: i64,
}

/// One day of a calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Day {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// A term, holiday or in-service day of one authority.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub(crate) struct TermDate {
    #[sqlx(rename = "authority_key")]
    pub(crate) authority: String,
    pub(crate) session: String,
    /// `term`, `holiday` or `in-service`.
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) first_day: String,
    pub(crate) last_day: String,
}

#[cfg(test)]
mod tests;
