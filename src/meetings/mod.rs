//! Meetings of groups and bodies: planned, prepared, held, minuted and approved at the next one.
//!
//! The agenda rolls: an item stays until it is done at a meeting. Decisions and agreed actions are carried along. Minutes
//! are Markdown that two people may write at once. Everybody sees that a meeting takes place, its agenda, its open papers
//! and its approved minutes, in which offices stand in place of people; names, closed papers and drafts are for members,
//! the lead of the group and the Collaboration Officer (docs/decisions/0014).

mod agenda;
mod agenda_pages;
mod api;
mod approval;
mod calendar;
mod document;
mod file;
mod list;
mod members;
mod merge;
mod minutes;
mod naming;
mod one;
mod paper_pages;
mod plan;
mod record;
mod record_read;
mod record_take;
mod sight;
mod store;
mod teams;

pub use file::{export, import};
pub use members::Member;
pub use store::{
    Attendance, Decision, attendance, between, counts_of_groups, decisions_of, held_by, meeting, of_holder, of_person,
    people_count,
};

use crate::plumbing::route::Route;

/// What history and the search call a meeting.
pub const SUBJECT: &str = "meeting";

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [
        list::routes(),
        one::routes(),
        plan::routes(),
        agenda_pages::routes(),
        paper_pages::routes(),
        record::routes(),
        minutes::routes(),
        approval::routes(),
        calendar::routes(),
        teams::routes(),
        api::routes(),
    ]
    .concat()
}

/// One meeting of a group or a body.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Meeting {
    /// Its key, by which its address and the functions here know it.
    pub id: String,
    /// The id by which history knows it.
    pub(crate) row: String,
    /// `group` or `body`.
    pub holder_kind: String,
    /// The key of the group or body.
    pub holder_key: String,
    /// What it is called: `Overview Group, 12 March 2026`, or a name of its own.
    pub title: String,
    /// The local day.
    pub day: String,
    /// The local time at which it begins, `14:00`.
    pub time: String,
    /// The local time at which it ends.
    pub ends: Option<String>,
    /// The zone of day and time, `Europe/London`.
    pub zone: String,
    /// `in-person`, `online` or `both`.
    pub mode: String,
    /// Where it takes place; empty where nobody has said.
    pub venue: String,
    /// The address under which members join online; never public.
    pub link: String,
    /// How often its arrangements were changed, for calendars.
    pub sequence: i64,
    /// When its arrangements were last changed.
    pub changed_at: String,
    /// The day on which it was cancelled.
    pub cancelled_on: Option<String>,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
    /// Whether somebody asked and nobody declared an interest (1).
    pub none_declared: i64,
    /// Whether it is invented (1), as every meeting of an example is.
    pub invented: i64,
    /// The latest revision of its minutes.
    pub revision: Option<i64>,
    /// The latest approved version of its minutes.
    pub version: Option<i64>,
    /// Whether that version may be read by everybody (1).
    pub is_public: Option<i64>,
}

/// Where a meeting stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its day has not passed, and nothing is minuted.
    Coming,
    /// It was cancelled.
    Cancelled,
    /// Its day has passed and nobody has written minutes.
    ToMinute,
    /// It has minutes that wait for approval.
    Minuted,
    /// Its minutes are approved.
    Approved,
}

impl State {
    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Coming => "Coming",
            Self::Cancelled => "Cancelled",
            Self::ToMinute => "Minutes to be written",
            Self::Minuted => "Minutes to be approved",
            Self::Approved => "Minutes approved",
        }
    }

    /// The state in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Cancelled => "cancelled",
            Self::ToMinute => "held",
            Self::Minuted => "minuted",
            Self::Approved => "approved",
        }
    }

    /// The look of its label (docs/pages.md).
    pub fn look(self) -> &'static str {
        match self {
            Self::Coming => "active",
            Self::Cancelled => "error",
            Self::ToMinute => "submitted",
            Self::Minuted => "checked",
            Self::Approved => "achieved",
        }
    }
}

impl Meeting {
    /// Where it stands on a day.
    pub fn state(&self, today: &str) -> State {
        if self.cancelled_on.is_some() {
            State::Cancelled
        } else if self.version.is_some() {
            State::Approved
        } else if self.revision.is_some() {
            State::Minuted
        } else if self.day.as_str() < today {
            State::ToMinute
        } else {
            State::Coming
        }
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/meetings/{}", self.id)
    }

    /// Day and time as people say them: `12 March 2026, 14:00 to 16:00`.
    pub fn when(&self) -> String {
        let day = crate::plumbing::clock::spoken_day(&self.day);
        match &self.ends {
            Some(ends) => format!("{day}, {} to {ends}", self.time),
            None => format!("{day}, {}", self.time),
        }
    }

    /// How one takes part, as people say it.
    pub fn mode_name(&self) -> &'static str {
        MODES.iter().find(|(key, _)| *key == self.mode).map_or("", |(_, name)| name)
    }
}

/// How one can take part: as stored and as people say it.
pub const MODES: &[(&str, &str)] =
    &[("in-person", "In person"), ("online", "Online"), ("both", "In person and online")];

/// Why a paper can be closed to the public: as stored and as people say it.
pub const REASONS: &[(&str, &str)] = &[
    ("personal", "It is about an identifiable person"),
    ("unreleased", "It holds statistics before their day of release"),
    ("small-numbers", "It holds small numbers that could identify pupils"),
    ("commercial", "It holds terms of a contract or a price that is not settled"),
    ("staffing", "It is about the terms or conduct of staff"),
    ("advice", "It is advice given in confidence before a decision"),
    ("draft", "It is a draft that its authority has not yet agreed to publish"),
];

/// The words of a reason for closing a paper.
pub fn reason_name(key: &str) -> &str {
    REASONS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}
