//! The plan: what a partnership sets out to do for a session or for several, in the shape its own papers give it.
//!
//! A framework is drafted, submitted, endorsed by a body and published; each of these is a dated record with its author.
//! Several bodies may endorse a version, and each council approves it through its own committee. A published version never changes: an amendment is a new version with a reason. The next session's framework is
//! rolled over from the one before: what continues keeps its key, what ends is left out, what is new is added.

mod answers;
mod api;
mod approvals;
mod compare;
mod compare_page;
mod crosswalk;
mod document;
mod edit;
mod edit_pages;
mod endorse;
mod file;
mod index;
mod life;
mod next_session;
mod pages;
mod prose;
mod questions;
mod reading;
mod roll_over;
mod shape;
mod steps;
mod store;
mod view;

pub use approvals::{
    Approval, DECISIONS, approvals, approvals_of_authority, export as export_approvals, import as import_approvals,
};
pub use crosswalk::{Link, RELATIONS, crosswalk, export as export_crosswalk, import as import_crosswalk};
pub use document::{
    Action, Activity, Aim, Aspect, Body, Driver, EvidenceSource, FocusArea, Framework, IntendedChange, Judgement,
    Outcome, Priority, Record, Said, Section, Value, Weight, Workstream,
};
pub use file::{export, import};
pub use prose::{html, html_of_page};
pub use steps::{Step, steps};
pub use store::{
    Found, Head, PlanRecord, current_key, framework, frameworks, keys, record, records, records_of_workstream, version,
    versions, workstreams,
};

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [
        pages::routes(),
        next_session::routes(),
        life::routes(),
        endorse::routes(),
        approvals::routes(),
        crosswalk::routes(),
        compare_page::routes(),
        edit_pages::routes(),
        api::routes(),
    ]
    .concat()
}

/// Where a version of a framework stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Being written.
    Draft,
    /// Handed to the body that endorses it.
    Submitted,
    /// Endorsed.
    Endorsed,
    /// Published, and unchanged for ever.
    Published,
}

impl State {
    /// Every state, in the order of a version's life.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Submitted, Self::Endorsed, Self::Published];

    /// The state as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Endorsed => "endorsed",
            Self::Published => "published",
        }
    }

    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Submitted => "Submitted",
            Self::Endorsed => "Endorsed",
            Self::Published => "Published",
        }
    }

    /// The state of a stored key; anything else counts as a draft, which nobody outside sees.
    pub fn of(key: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.key() == key).unwrap_or(Self::Draft)
    }
}

/// What can happen to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The draft is handed in.
    Submission,
    /// What was handed in is taken back to be changed.
    Withdrawal,
    /// A body endorses it.
    Endorsement,
    /// It is published.
    Publication,
}

impl Move {
    /// The move as stored, and the noun of its address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Withdrawal => "withdrawal",
            Self::Endorsement => "endorsement",
            Self::Publication => "publication",
        }
    }

    /// Where a version stands after the move.
    ///
    /// # Errors
    /// The sentence that says why it cannot be done from there, and what comes first.
    pub fn from(self, state: State) -> Result<State, &'static str> {
        match (self, state) {
            (Self::Submission, State::Draft) => Ok(State::Submitted),
            (Self::Withdrawal, State::Submitted) => Ok(State::Draft),
            (Self::Endorsement, State::Submitted) => Ok(State::Endorsed),
            (Self::Publication, State::Endorsed) => Ok(State::Published),
            (Self::Submission, _) => Err("Only a draft can be submitted, and this one is submitted already."),
            (Self::Withdrawal, _) => Err("Only a framework that is submitted and not yet endorsed can be taken back."),
            (Self::Endorsement, State::Draft) => Err("Submit the draft first; then its endorsement can be recorded."),
            (Self::Endorsement, _) => Err("The endorsement of this version is recorded already."),
            (Self::Publication, State::Published) => Err("This version is published already."),
            (Self::Publication, _) => Err("Record the endorsement first; only an endorsed framework is published."),
        }
    }
}

#[cfg(test)]
mod tests;
