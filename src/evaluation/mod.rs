//! Evaluation: short forms at the end of a meeting or a programme, and what their answers say.
//!
//! Questions stand in a bank with fixed words; a changed word is a new version and breaks the series. A form puts at most
//! ten of them together. Somebody who keeps a programme asks with it: everybody who was there answers by one shared link
//! or a letter of their own, without an account. An answer has no person, no link and no time finer than its day, so that
//! nobody can join it to a name. Results are read once the asking has closed, never under five answers.

mod answering;
mod answers_file;
mod api;
mod asking_pages;
mod bank_pages;
mod closing;
mod file;
mod file_read;
mod form_pages;
mod letters;
mod pages;
mod pooled;
mod pooled_pages;
mod question_pages;
mod results;
mod results_pages;
mod slide;
mod store;
#[cfg(test)]
mod tests;

pub use answers_file::import_answers;
pub use file::{export, export_questions, import, import_questions};
pub use pooled::{INCREASE_IN_KNOWLEDGE, Measure, increase_in_knowledge, measures};

use sqlx::FromRow;

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [
        pages::routes(),
        bank_pages::routes(),
        question_pages::routes(),
        form_pages::routes(),
        asking_pages::routes(),
        closing::routes(),
        letters::routes(),
        slide::routes(),
        answering::routes(),
        results_pages::routes(),
        pooled_pages::routes(),
        api::routes(),
    ]
    .concat()
}

/// The most questions a form may hold: more cost answers.
pub const MOST_QUESTIONS: usize = 10;

/// The longest answer in words, in characters.
pub const LONGEST: usize = 2000;

/// The answer that a question does not apply, as stored and as files write it.
pub const NOT_APPLICABLE: &str = "does-not-apply";

/// What a question may be, as stored and as people say it.
pub const KINDS: &[(&str, &str)] = &[
    ("scale", "A scale of the bank"),
    ("yes-no", "Yes or no"),
    ("choice", "One of its own list"),
    ("number", "A number"),
    ("text", "Words of their own"),
];

/// How far along the chain from a meeting to learners a question looks, as stored and as people say it.
pub const LEVELS: &[(&str, &str)] = &[
    ("reaction", "Reaction: how it was"),
    ("collaboration", "Collaboration"),
    ("learning", "Learning: knowledge and confidence"),
    ("support", "Support to use it"),
    ("use", "Use: what changes in practice"),
    ("learners", "Learners"),
];

/// What a form is asked after, as stored and as people say it.
pub const OCCASIONS: &[(&str, &str)] =
    &[("meeting", "End of a meeting"), ("programme", "End of a programme"), ("other", "Any other occasion")];

/// The name of a key in one of the lists above; the key itself where it is not there.
pub fn name_of<'a>(list: &'a [(&'a str, &'a str)], key: &'a str) -> &'a str {
    list.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// One of the answers a question offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Choice {
    /// Its key, as stored and as files write it.
    pub key: String,
    /// Its words.
    pub label: String,
    /// Whether it counts as one of the top answers (1).
    pub top_box: i64,
}

/// A named list of answers in order, the best first. Its words never change under its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its answers in order.
    pub choices: Vec<Choice>,
}

/// A question in one version of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Question {
    /// The id of this version.
    pub id: String,
    /// The key of the question.
    pub key: String,
    /// The number of the version, 1 for the first.
    pub number: i64,
    /// The question as it is asked.
    pub words: String,
    /// A hint under it; may be empty.
    pub help: String,
    /// A key of [`KINDS`].
    pub kind: String,
    /// The key of its scale, where it has one.
    pub scale_key: Option<String>,
    /// Whether "does not apply" is offered (1).
    pub may_not_apply: i64,
    /// The key of the driver it gives evidence for; may be empty.
    pub driver: String,
    /// A key of [`LEVELS`].
    pub level: String,
    /// The key of the measure it counts towards; empty for most.
    pub measure: String,
    /// Why the words changed; empty for the first version.
    pub reason: String,
    /// The day from which this version is asked.
    pub from_day: String,
    /// The day the question was retired.
    pub retired_on: Option<String>,
    /// Its answers in order; none for a number or words.
    #[sqlx(skip)]
    pub choices: Vec<Choice>,
}

impl Question {
    /// Whether its answers can be counted by choice.
    pub fn has_choices(&self) -> bool {
        !matches!(self.kind.as_str(), "number" | "text")
    }

    /// The name of its field on the answering page.
    pub fn field(&self) -> String {
        format!("q-{}", self.key)
    }

    /// Whether two versions ask the same in the same words with the same answers, so that no new version is needed.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let plain = |one: &Self| Self {
            id: String::new(),
            number: 0,
            reason: String::new(),
            from_day: String::new(),
            retired_on: None,
            ..one.clone()
        };
        plain(self) == plain(other)
    }
}

/// Yes and no, of which yes counts as the top answer.
pub fn yes_and_no() -> Vec<Choice> {
    [("yes", "Yes", 1), ("no", "No", 0)]
        .into_iter()
        .map(|(key, label, top_box)| Choice { key: key.into(), label: label.into(), top_box })
        .collect()
}

/// Some questions put together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// A key of [`OCCASIONS`].
    pub occasion: String,
    /// A sentence above the questions; may be empty.
    pub opening: String,
    /// The keys of its questions in order.
    pub questions: Vec<String>,
}

/// A form asked on one occasion.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Asking {
    /// Its id.
    pub id: String,
    /// Its key, as addresses write it.
    pub key: String,
    /// The key of its form.
    pub form: String,
    /// The title of its form.
    pub form_title: String,
    /// The occasion in words.
    pub title: String,
    /// The key of the programme it belongs to.
    pub programme_key: Option<String>,
    /// The key of the cohort.
    pub cohort_key: Option<String>,
    /// The key of the cohort's meeting.
    pub meeting_key: Option<String>,
    /// The session it counts in, `2025-26`.
    pub session: String,
    /// The first day on which answers are taken.
    pub opens_on: String,
    /// The last day on which answers are taken.
    pub closes_on: String,
    /// How many were invited, as typed; nothing where the register says it, or nobody does.
    pub invited: Option<i64>,
    /// The day it was closed before its last day.
    pub closed_on: Option<String>,
    /// When its answers were put into the order of their random ids.
    pub settled_at: Option<String>,
    /// Whether it is invented (1), as in an example.
    pub invented: i64,
}

/// Whether answers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Not yet.
    NotYet,
    /// Now.
    Open,
    /// No more.
    Closed,
}

impl Asking {
    /// Whether answers are taken on a day.
    pub fn window(&self, today: &str) -> Window {
        if self.closed_on.is_some() || today > self.closes_on.as_str() {
            Window::Closed
        } else if today < self.opens_on.as_str() {
            Window::NotYet
        } else {
            Window::Open
        }
    }

    /// Where it stands.
    pub fn home(&self) -> String {
        format!("/forms/asked/{}", self.key)
    }

    /// The scope of whoever keeps it: its programme, or the whole partnership.
    pub fn scope(&self) -> crate::people::Scope {
        self.programme_key
            .as_ref()
            .map_or(crate::people::Scope::Partnership, |key| crate::people::Scope::Programme(key.clone()))
    }
}

/// The session of a stored day: sessions begin on 1 August.
pub(crate) fn session_of(day: &str) -> Option<String> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let year = u16::try_from(date.year()).ok()? - u16::from(date.month() < 8);
    Some(figures::AcademicSession::starting(year).ok()?.key())
}
