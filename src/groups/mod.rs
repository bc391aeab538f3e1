//! Groups and networks: people from several authorities who meet about one thing, as each framework lists them.
//!
//! A group belongs to one framework and, where a paper says so, to one of its workstreams. What a paper does not tell is
//! kept as *not published*. The same thing may also be a programme; then both pages lead to each other.

mod api;
mod file;
mod pages;
mod store;

pub use file::{export, import};
pub use pages::routes;
pub use store::{group, groups};

use serde::Serialize;

/// The kinds of group, as files write them and as people say them.
pub const KINDS: &[(&str, &str)] = &[
    ("strategic-group", "Strategic group"),
    ("operational-group", "Operational group"),
    ("group", "Group"),
    ("specialist-network", "Specialist network"),
    ("learning-set", "Learning set"),
    ("coaching", "Coaching"),
    ("collaborative-enquiry", "Collaborative enquiry"),
];

/// A group or network, in the shape of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its key.
    pub key: String,
    /// Its name as printed; several groups may have the same one in different workstreams.
    pub name: String,
    /// The key of the framework that lists it.
    pub framework: String,
    /// The key of its workstream, where a paper says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workstream: Option<String>,
    /// One of [`KINDS`].
    pub kind: String,
    /// What it is for, in our own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remit: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub designed_for: Option<String>,
    /// How long it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The key of the programme that it is, or belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The key of the office that answers for it.
    pub contact_office: String,
    /// Its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<String>,
    /// What else is to be known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The facts that nobody has published.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
    /// Where a paper lists it more than once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listing: Vec<Listing>,
}

/// One place of a paper that lists a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// How the list is called.
    pub list: String,
    /// The name as printed there.
    pub name: String,
    /// The line of the paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

impl Group {
    /// Its kind as people say it.
    pub fn kind_name(&self) -> &str {
        KINDS.iter().find(|(key, _)| *key == self.kind).map_or(&self.kind, |(_, name)| name)
    }

    /// Its name where it stands alone: groups that share one are told apart by their workstream.
    pub fn title(&self, workstream: Option<&str>) -> String {
        match (self.kind.as_str(), workstream) {
            ("strategic-group" | "operational-group", Some(workstream)) => format!("{}, {workstream}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether it has ended by a day.
    pub fn has_ended(&self, today: &str) -> bool {
        self.ends.as_deref().is_some_and(|ends| ends < today)
    }

    /// Whether nobody has published a fact about it.
    pub fn lacks(&self, fact: &str) -> bool {
        self.not_published.iter().any(|lacking| lacking == fact)
    }
}
