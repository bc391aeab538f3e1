//! Reach: who took part, counted once. Distinct people, attendances, hours and establishments are four different numbers and
//! are never mixed: one person at six meetings is one person and six attendances.
//!
//! The rule stands in words on every page and with every figure that is kept. People found under two spellings and merged
//! are one; where it is not settled whether two are one, the number of people is a band.

mod api;
pub mod coverage;
mod headcounts;
mod of_one;
mod pages;
mod saved;
mod store;
mod view;
mod written;

pub use of_one::{InProgramme, Whose, names_of, people_of, programmes_of};
pub use pages::session_of;
pub use store::{Places, of_places};
pub use view::{Answer, Line, Reader, answer};
pub use written::{as_csv, as_json, as_table};

use std::collections::BTreeMap;

use figures::{AcademicSession, protect::Hidden};

use crate::plumbing::route::Route;

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), coverage::routes(), saved::routes(), headcounts::routes(), api::routes()].concat()
}

/// The number of the rule below; it moves whenever what is counted changes.
pub const RULE: i64 = 1;

/// What is counted, in words.
pub const RULE_WORDS: &str = "Somebody took part who was marked present or late in the register of a cohort’s meeting, in the \
    room or online, or who was noted as present at a meeting of a group or body, as a member or a substitute, and is known by \
    more than a name. Cancelled meetings, apologies and absences do not count. People: each is counted once, whatever they came \
    to; people found under two spellings and merged are one. Attendances: one for each person and meeting. Hours: the length of \
    each meeting for each person who came; a meeting without an end time adds none. Establishments: those the people worked at \
    on the day. A meeting belongs to the session of its day. Authority, sector and post are those of the day in the register; \
    for groups and bodies, those of the membership or seat, or else where the person works now. Pupils and families are never \
    counted among people; they stand beside as numbers without names.";

/// What reach is broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The authority somebody worked for on the day.
    Authority,
    /// The sector.
    Sector,
    /// The post.
    Post,
    /// The programme.
    Programme,
    /// The workstream.
    Workstream,
    /// In person or online.
    Mode,
    /// Programmes, or groups and bodies.
    Source,
    /// The session of the meeting's day.
    Session,
}

impl By {
    /// Every breakdown, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Authority,
        Self::Sector,
        Self::Post,
        Self::Programme,
        Self::Workstream,
        Self::Mode,
        Self::Source,
        Self::Session,
    ];

    /// The word in addresses and commands.
    pub fn key(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Sector => "sector",
            Self::Post => "post",
            Self::Programme => "programme",
            Self::Workstream => "workstream",
            Self::Mode => "mode",
            Self::Source => "source",
            Self::Session => "session",
        }
    }

    /// The heading of its column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authority => "Authority",
            Self::Sector => "Sector",
            Self::Post => "Post",
            Self::Programme => "Programme",
            Self::Workstream => "Workstream",
            Self::Mode => "In person or online",
            Self::Source => "Programmes or networks",
            Self::Session => "Session",
        }
    }

    /// The breakdown of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.key() == key)
    }

    /// What the line of those without one is called.
    pub fn none(self) -> &'static str {
        match self {
            Self::Authority => "No authority: partners and others",
            Self::Sector => "Sector not recorded",
            Self::Post => "Post not recorded",
            Self::Programme => "Groups, networks and bodies",
            Self::Workstream => "No workstream: bodies and others",
            Self::Mode | Self::Source | Self::Session => "Not recorded",
        }
    }
}

/// What is counted, of all there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only meetings of this session.
    pub session: Option<AcademicSession>,
    /// Only this programme, by key.
    pub programme: Option<String>,
    /// Only this workstream, by key.
    pub workstream: Option<String>,
    /// Only `in-person` or `online`.
    pub mode: Option<String>,
}

impl Filter {
    /// The first and the last day counted.
    pub fn days(&self) -> (String, String) {
        match self.session {
            Some(session) => (format!("{}-08-01", session.start_year()), format!("{}-07-31", session.end_year())),
            None => ("0000-01-01".to_owned(), "9999-12-31".to_owned()),
        }
    }

    /// Whether anything but a session narrows it.
    pub fn is_narrow(&self) -> bool {
        self.programme.is_some() || self.workstream.is_some() || self.mode.is_some()
    }
}

/// The four numbers of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// What the line is about, as a key; nothing for those without one.
    pub part: Option<String>,
    /// Different people.
    pub people: i64,
    /// People times meetings.
    pub attendances: i64,
    /// The same in minutes.
    pub minutes: i64,
    /// Different establishments.
    pub establishments: i64,
}

/// Everything that was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// All of it; never the sum of the lines.
    pub total: Count,
    /// Line by line.
    pub parts: Vec<Count>,
}

/// Minutes as hours with one decimal, half up.
pub fn hours(minutes: i64) -> String {
    let tenths = (minutes * 10 + 30) / 60;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How many fewer people there are if every two of `pairs` were one person, of those who took part.
pub fn fewer(pairs: &[(String, String)]) -> i64 {
    let mut leads: BTreeMap<&str, &str> = BTreeMap::new();
    fn lead<'a>(leads: &BTreeMap<&'a str, &'a str>, of: &'a str) -> &'a str {
        let mut at = of;
        while let Some(next) = leads.get(at) {
            at = next;
        }
        at
    }
    let mut joined = 0;
    for (one, other) in pairs {
        let (one, other) = (lead(&leads, one), lead(&leads, other));
        if one != other {
            leads.insert(other, one);
            joined += 1;
        }
    }
    joined
}

/// Which lines are not shown to a reader who may not see small numbers, and why. `own` is the authority the reader answers for.
pub fn protected(parts: &[Count], own: Option<&str>) -> Vec<Option<Hidden>> {
    let numbers: Vec<i64> = parts.iter().map(|part| part.people).collect();
    let known = own.and_then(|own| parts.iter().position(|part| part.part.as_deref() == Some(own)));
    figures::protect::hidden(&numbers, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(one: &str, other: &str) -> (String, String) {
        (one.to_owned(), other.to_owned())
    }

    #[test]
    fn pairs_that_hang_together_are_one_person_and_not_several() {
        assert_eq!(fewer(&[]), 0);
        assert_eq!(fewer(&[pair("a", "b"), pair("c", "d")]), 2);
        assert_eq!(fewer(&[pair("a", "b"), pair("b", "c"), pair("a", "c")]), 2);
        assert_eq!(fewer(&[pair("b", "a"), pair("d", "c"), pair("a", "d"), pair("b", "c")]), 3);
    }

    #[test]
    fn hours_have_one_decimal() {
        assert_eq!(hours(0), "0.0");
        assert_eq!(hours(90), "1.5");
        assert_eq!(hours(100), "1.7");
    }

    #[test]
    fn a_session_begins_in_august_and_ends_in_july() {
        let filter = Filter { session: "2025-26".parse().ok(), ..Filter::default() };
        assert_eq!(filter.days(), ("2025-08-01".to_owned(), "2026-07-31".to_owned()));
    }

    #[test]
    fn every_breakdown_has_a_word_of_its_own() {
        for by in By::ALL {
            assert_eq!(By::of(by.key()), Some(by));
        }
        assert_eq!(By::of("name"), None);
    }
}
