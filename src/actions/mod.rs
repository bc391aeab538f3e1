//! Agreed actions: what somebody agreed to do by a day, in a group's action plan, at a meeting, or in answer to a
//! recommendation. One stays open until it is done or dropped, and says what came of it.
//!
//! The holder is a group, a body or a recommendation, known here by kind and key only. The owner is a person of this
//! program or an office in words. Names are for people who have signed in.

mod owner;
mod pages;
mod store;

pub use owner::{Owner, owner_of};
pub use pages::routes;
pub use store::{
    action, add, agreed_at, due_between, ended_between, finish, of_holder, of_priority, open, open_of_holder,
    open_of_person, reassign, reschedule,
};

use crate::people::{Role, Scope, Visitor};

/// What history calls an agreed action.
pub const SUBJECT: &str = "agreed action";

/// The holders an action may have.
pub const HOLDERS: &[&str] = &["group", "body", "recommendation"];

/// One agreed action.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Action {
    /// Its key, by which its address and every function here know it.
    pub id: String,
    /// `group`, `body` or `recommendation`.
    pub holder_kind: String,
    /// The key of the holder.
    pub holder_key: String,
    /// What is to be done.
    pub text: String,
    /// The key of the person who does it.
    pub owner: Option<String>,
    /// The office or the words that say who does it; a person's name where there is a person.
    pub owner_words: String,
    /// The day by which it is to be done.
    pub due: Option<String>,
    /// The key of the meeting it was agreed at.
    pub meeting: Option<String>,
    /// The framework of the priority it serves.
    pub framework: Option<String>,
    /// The key of the priority it serves.
    pub priority: Option<String>,
    /// The day it was agreed.
    pub agreed_on: String,
    /// The day it was done.
    pub done_on: Option<String>,
    /// The day it was dropped.
    pub dropped_on: Option<String>,
    /// What came of it, or why it was dropped.
    pub outcome: Option<String>,
}

/// An action about to be agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAction {
    /// Its key, where a file gives one; otherwise the next number is taken.
    pub key: Option<String>,
    /// `group`, `body` or `recommendation`.
    pub holder_kind: String,
    /// The key of the holder.
    pub holder_key: String,
    /// What is to be done.
    pub text: String,
    /// Who does it: a person or words.
    pub owner: Owner,
    /// The day by which it is to be done.
    pub due: Option<String>,
    /// The key of the meeting it is agreed at.
    pub meeting: Option<String>,
    /// The framework of the priority it serves.
    pub framework: Option<String>,
    /// The key of the priority it serves.
    pub priority: Option<String>,
    /// The day it is agreed.
    pub agreed_on: String,
}

/// How an action comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was done.
    Done,
    /// It will not be done.
    Dropped,
}

/// Where an action stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be done, and in time.
    Open,
    /// To be done, and its day has passed.
    Overdue,
    /// Done.
    Done,
    /// Dropped.
    Dropped,
}

impl State {
    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Overdue => "Overdue",
            Self::Done => "Done",
            Self::Dropped => "Dropped",
        }
    }

    /// The look of its label (docs/pages.md).
    pub fn look(self) -> &'static str {
        match self {
            Self::Open => "active",
            Self::Overdue => "error",
            Self::Done => "achieved",
            Self::Dropped => "draft",
        }
    }
}

impl Action {
    /// Where it stands on a day.
    pub fn state(&self, today: &str) -> State {
        if self.done_on.is_some() {
            State::Done
        } else if self.dropped_on.is_some() {
            State::Dropped
        } else if self.due.as_deref().is_some_and(|due| due < today) {
            State::Overdue
        } else {
            State::Open
        }
    }

    /// Whether it is neither done nor dropped.
    pub fn is_open(&self) -> bool {
        self.done_on.is_none() && self.dropped_on.is_none()
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/actions/{}", self.id)
    }

    /// Whether a visitor may say that it is done, or give it to somebody else: its owner, the lead of the group that
    /// holds it, and the Collaboration Officer; for a recommendation also the evaluation lead.
    pub fn is_in_hands_of(&self, visitor: &Visitor) -> bool {
        let Some(account) = &visitor.account else { return false };
        self.owner.as_ref() == Some(&account.person)
            || account.holds(Role::CollaborationOfficer)
            || (self.holder_kind == "recommendation" && account.holds(Role::EvaluationLead))
            || (self.holder_kind == "group"
                && account
                    .grants
                    .iter()
                    .any(|grant| grant.role == Role::GroupLead && grant.scope == Scope::Group(self.holder_key.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_overdue_on_the_day_after_its_day() {
        let mut action = Action {
            id: "action-1".into(),
            holder_kind: "group".into(),
            holder_key: "maths-and-numeracy".into(),
            text: "Write to the schools".into(),
            owner: None,
            owner_words: "Clerk".into(),
            due: Some("2026-02-02".into()),
            meeting: None,
            framework: None,
            priority: None,
            agreed_on: "2026-01-12".into(),
            done_on: None,
            dropped_on: None,
            outcome: None,
        };
        assert_eq!(action.state("2026-02-02"), State::Open);
        assert_eq!(action.state("2026-02-03"), State::Overdue);
        action.done_on = Some("2026-02-04".into());
        assert_eq!(action.state("2026-03-01"), State::Done);
        assert!(!action.is_open());
    }
}
