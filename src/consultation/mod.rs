//! Consultation: the conversations in which a plan is talked over, and what became of what people said.
//!
//! A conversation is held by somebody with somebody, on topics; its notes are drawn together into themes, and each theme is
//! answered: you said, we did, or why not. People stand there as groups and numbers, never as names. While a consultation is
//! open, anybody may leave one comment without a name; nothing of it is shown before the officer has read it. What
//! evaluations from outside recommend is followed here too, since it feeds a plan in the same way.

mod about;
mod comment;
mod edit;
mod edit_theme;
mod file;
mod find;
mod pages;
pub mod recommendations;
mod store;

use serde::Serialize;

pub use file::{export, import};
pub use store::of_framework;

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [
        pages::routes(),
        about::routes(),
        edit::routes(),
        edit_theme::routes(),
        comment::routes(),
        recommendations::routes(),
    ]
    .concat()
}

/// What the history calls a consultation.
pub(crate) const SUBJECT: &str = "consultation";

/// What conversations are about, as stored and as people say it.
pub const TOPICS: &[(&str, &str)] = &[
    ("purpose", "Purpose"),
    ("motivation", "Motivation for engagement"),
    ("strengths", "Strengths"),
    ("impact", "Impact, in the words of the drivers"),
    ("developments", "Developments for improvement"),
    ("communications", "Communications"),
];

/// The sectors that somebody can speak from.
pub const SECTORS: &[(&str, &str)] = &[
    ("early-years", "Early years"),
    ("primary", "Primary"),
    ("secondary", "Secondary"),
    ("special", "Special"),
    ("authority", "Authority"),
    ("partner", "Partner organisation"),
];

/// How a theme can be answered.
pub const ANSWERS: &[(&str, &str)] =
    &[("changed", "We changed the plan"), ("partly", "We changed part of it"), ("not-changed", "We did not change it")];

/// The smallest number of people that is shown for one authority.
pub const FEWEST: usize = 5;

/// The name of a key in one of the lists above; the key itself where it is not there.
pub fn name_of<'a>(list: &'a [(&'a str, &'a str)], key: &'a str) -> &'a str {
    list.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// Everything said in the making of one framework.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Consultation {
    /// The framework's key.
    pub framework: String,
    /// How people were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How what they said was drawn together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synthesis: Option<String>,
    /// What it came to, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What the public is asked, where it may comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The first day on which comments are taken; absent where none are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_from: Option<String>,
    /// The last day on which comments are taken; absent while no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_to: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// What no paper says of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
    /// The conversations in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversation: Vec<Conversation>,
    /// The themes in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub theme: Vec<Theme>,
}

/// One conversation, or a round of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Conversation {
    /// Its key, unique in the framework.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The day it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// When it was held, where that is no single day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The offices that held it.
    pub held_by: String,
    /// With whom.
    pub with: String,
    /// Keys of [`TOPICS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The workstream it was about, where it was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workstream: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// What no paper says of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
    /// Who took part, as groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub party: Vec<Party>,
    /// What was noted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<Note>,
}

/// A group of people who took part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Who they are.
    pub words: String,
    /// How many they were, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<i64>,
}

/// One thing that was said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its key, unique in the conversation.
    pub key: String,
    /// What was said, without names.
    pub text: String,
    /// One of [`TOPICS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The key of the theme it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The authority it came from, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The sector it came from, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
}

/// What several people said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// Its key, unique in the framework.
    pub key: String,
    /// What people said, in a sentence.
    pub title: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The workstream it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workstream: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// The answer that counts; none while nobody has answered. Earlier ones are kept in the database.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<Answer>,
}

/// What was done about a theme, or why not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// One of [`ANSWERS`].
    pub answer: String,
    /// The day of the answer, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// What changed, or why nothing did.
    pub text: String,
    /// The part of the framework that changed: `priority/KEY`, `workstream/KEY` or `action/KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
}

impl Consultation {
    /// Whether the public may comment on a day.
    pub fn is_open(&self, today: &str) -> bool {
        self.comments_from.as_deref().is_some_and(|from| from <= today)
            && self.comments_to.as_deref().is_none_or(|to| today <= to)
    }

    /// The notes of a theme.
    pub fn notes_of<'a>(&'a self, theme: &'a str) -> impl Iterator<Item = &'a Note> {
        self.conversation.iter().flat_map(|one| &one.note).filter(move |note| note.theme.as_deref() == Some(theme))
    }
}

/// Counts by authority as the public may see them: an authority stands alone with at least [`FEWEST`], and the rest
/// together (with those who named none) only if it is not so few that subtraction would tell who they are.
pub fn protected(mut counts: Vec<(String, usize)>, unnamed: usize) -> (Vec<(String, usize)>, usize) {
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut rest = unnamed + counts.iter().filter(|one| one.1 < FEWEST).map(|one| one.1).sum::<usize>();
    counts.retain(|one| one.1 >= FEWEST);
    while (1..FEWEST).contains(&rest) {
        let Some((_, least)) = counts.pop() else { break };
        rest += least;
    }
    (counts, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_of_one_authority_are_never_told_apart() {
        let of = |list: &[(&str, usize)]| list.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(protected(of(&[("a", 6), ("b", 4), ("c", 3)]), 0), (of(&[("a", 6)]), 7));
        assert_eq!(protected(of(&[("a", 6), ("b", 9), ("c", 3)]), 0), (of(&[("b", 9)]), 9), "3 left over would tell");
        assert_eq!(protected(of(&[("a", 5)]), 0), (of(&[("a", 5)]), 0));
        assert_eq!(protected(of(&[("a", 2)]), 1), (of(&[]), 3), "a total alone names no authority");
    }

    #[test]
    fn comments_are_taken_from_the_first_to_the_last_day() {
        let one = Consultation {
            comments_from: Some("2026-01-12".into()),
            comments_to: Some("2026-02-02".into()),
            ..Consultation::default()
        };
        assert!(one.is_open("2026-01-12") && one.is_open("2026-02-02"));
        assert!(!one.is_open("2026-01-11") && !one.is_open("2026-02-03"));
        assert!(!Consultation::default().is_open("2026-02-02"));
    }
}
