//! Programmes and other activity: what people can join to learn together, from a course of a few weeks to a project of two
//! sessions, with coaching, learning sets and enquiries among them.
//!
//! A programme may run in several frameworks and is listed under the workstream of the latest. The same thing may also be a
//! group; then both pages lead to each other. Figures that papers print about a programme stand on its page as printed.

mod api;
pub mod applications;
pub mod cohorts;
pub mod completion;
mod file;
mod one;
mod pages;
pub mod registers;
mod store;
pub mod waiting;

pub use file::{export, import};
pub use store::{programme, programmes};

use serde::Serialize;

use crate::{
    people::{Role, Scope, Visitor},
    plumbing::route::Route,
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), cohorts::routes(), applications::routes(), registers::routes()].concat()
}

/// Whether a visitor keeps a programme, for showing or leaving out links: the routes ask again.
pub fn keeps(visitor: &Visitor, programme: &str) -> bool {
    visitor.account.as_ref().is_some_and(|account| {
        account.grants.iter().any(|grant| match (grant.role, &grant.scope) {
            (Role::CollaborationOfficer, _) => true,
            (Role::ProgrammeLead, Scope::Programme(own)) => own == programme,
            _ => false,
        })
    })
}

/// The kinds of activity, as files write them and as people say them.
pub const KINDS: &[(&str, &str)] = &[
    ("cohort-programme", "Cohort programme"),
    ("short-series", "Short series"),
    ("single-session", "Single event"),
    ("professional-learning", "Professional learning"),
    ("coaching", "Coaching"),
    ("learning-set", "Learning set"),
    ("collaborative-enquiry", "Collaborative enquiry"),
    ("school-partnership", "School partnership"),
    ("pupil-project", "Pupil project"),
    ("development", "Development work"),
    ("research", "Research"),
    ("network", "Network"),
];

/// A programme, in the shape of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Names that other papers print.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// One of [`KINDS`], where a paper says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The keys of the frameworks that it runs in, oldest first.
    pub frameworks: Vec<String>,
    /// The key of its workstream in the latest of them.
    pub workstream: String,
    /// Whom it is for, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub designed_for: Option<String>,
    /// How long it takes, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The same in months, where it is a number of months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_months: Option<i64>,
    /// What it works on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<String>,
    /// What it leads to: credits, recognition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub award: Option<String>,
    /// The key of the group that is the same thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The keys of the figures that papers print about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<String>,
    /// The key of the office that answers for it.
    pub contact_office: String,
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
}

impl Programme {
    /// Its kind as people say it; a programme, where no paper says more.
    pub fn kind_name(&self) -> &str {
        match &self.kind {
            Some(kind) => KINDS.iter().find(|(key, _)| key == kind).map_or(kind, |(_, name)| name),
            None => "Programme",
        }
    }

    /// The key of the latest framework that it runs in.
    pub fn latest(&self) -> &str {
        self.frameworks.iter().max().map_or("", String::as_str)
    }

    /// Whether nobody has published a fact about it.
    pub fn lacks(&self, fact: &str) -> bool {
        self.not_published.iter().any(|lacking| lacking == fact)
    }
}
