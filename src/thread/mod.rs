//! The golden thread: from a priority to what was done for it, what it brought out, what people said, the outcomes it
//! belongs to and the indicators that are watched; and back up from a group or an indicator to the priorities.
//!
//! Nothing here says that one thing caused another. A group *serves* a priority, work *contributes* to an outcome, an
//! indicator is *watched*. What is claimed and has nothing to show, and what was done and serves no claim, is listed.

mod gather;
mod loose;
mod pages;
mod store;

pub use gather::{Gathered, of_priority};
pub use pages::routes;

use crate::partnership::Named;

/// The thread of one priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The key of the framework.
    pub framework: String,
    /// The key of the priority.
    pub priority: String,
    /// The priority as it is called.
    pub title: String,
    /// Its workstream.
    pub workstream: Option<Named>,
    /// The steps of the thread, from what is to be done to what is watched.
    pub steps: Vec<Step>,
}

impl Thread {
    /// How many records stand under one step.
    pub fn count(&self, step: &str) -> usize {
        self.steps.iter().find(|one| one.key == step).map_or(0, |one| one.items.len())
    }

    /// Whether nothing but intentions stands under it: no group, programme, agreed action, output, report, voice,
    /// judgement or indicator.
    pub fn is_bare(&self) -> bool {
        self.steps.iter().filter(|step| !["actions", "outcomes"].contains(&step.key)).all(|step| step.items.is_empty())
    }
}

/// One step of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `actions`, `groups`, `programmes`, `agreed`, `outputs`, `reports`, `voices`, `outcomes` or `indicators`.
    pub key: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What stands under it.
    pub items: Vec<Item>,
    /// What is said where nothing does.
    pub empty: &'static str,
}

/// One record of a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub label: String,
    /// Where it is shown.
    pub href: Option<String>,
    /// What else is to be known of it.
    pub meta: String,
    /// Whether it was made up for an example.
    pub invented: bool,
}

impl Item {
    fn new(label: impl Into<String>, href: Option<String>, meta: impl Into<String>) -> Self {
        Self { label: label.into(), href, meta: meta.into(), invented: false }
    }

    fn invented(mut self, invented: bool) -> Self {
        self.invented = invented;
        self
    }
}
