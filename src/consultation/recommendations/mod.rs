//! Recommendations of evaluations from outside, followed until somebody can say what was done about them.
//!
//! A recommendation is retold with the place where it was read. It is answered by somebody on a day; what was done leads to
//! the priority, group or programme where it can be seen; what is still to do stands as an agreed action.

mod edit;
mod file;
mod pages;
mod store;

use serde::Serialize;

pub use file::{export, import};
pub use store::{recommendation, recommendations};

/// The routes of this part.
pub(super) fn routes() -> Vec<crate::plumbing::route::Route> {
    [pages::routes(), edit::routes()].concat()
}

/// What history, the search and agreed actions call a recommendation.
pub const SUBJECT: &str = "recommendation";

/// What an evaluation can say, as stored and as people say it.
pub const KINDS: &[(&str, &str)] = &[("recommendation", "Recommendation"), ("finding", "Finding")];

/// How a recommendation can be answered.
pub const RESPONSES: &[(&str, &str)] =
    &[("accepted", "Accepted"), ("partly", "Accepted in part"), ("not-accepted", "Not accepted")];

/// The kinds of records that something done can lead to.
pub const LINKS: &[&str] = &["priority", "workstream", "group", "programme", "publication", "framework", "body"];

/// One thing that an evaluation said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    /// Its key.
    pub key: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// The evaluation, as it is called.
    pub evaluation: String,
    /// Who evaluated: an organisation, not a person.
    pub evaluator: String,
    /// The day of it, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// What it says, retold.
    pub text: String,
    /// The framework it fed or speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
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
    /// The response that counts; none while there is none. Earlier ones are kept in the database.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response: Vec<Response>,
    /// What was done, the first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Deed>,
}

/// What the partnership answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Response {
    /// One of [`RESPONSES`].
    pub answer: String,
    /// The body or office that answered.
    pub by: String,
    /// The day, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Why, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
}

/// One thing that was done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// What was done.
    pub text: String,
    /// The day, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Where it can be seen: `KIND/KEY`, one of [`LINKS`] and the record's key; a part of a framework is
    /// `priority/FRAMEWORK/KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Whether it was made up for an example.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
}

impl Recommendation {
    /// Where it stands, in words. `open` is how many agreed actions about it are open.
    pub fn state(&self, open: usize) -> String {
        let done = match self.done.len() {
            0 => String::new(),
            1 => "one thing done".to_owned(),
            many => format!("{many} things done"),
        };
        let open = match open {
            0 => String::new(),
            1 => "one action open".to_owned(),
            many => format!("{many} actions open"),
        };
        let did: Vec<String> = [done, open].into_iter().filter(|words| !words.is_empty()).collect();
        let answered = self.response.last().map(|one| super::name_of(RESPONSES, &one.answer));
        match (answered, did.is_empty()) {
            (None, true) if self.kind == "finding" => "Nothing to answer is recorded".to_owned(),
            (None, true) => "No response recorded".to_owned(),
            (None, false) => format!("No response recorded; {}", did.join(", ")),
            (Some(answer), true) if self.response.last().is_some_and(|one| one.answer == "not-accepted") => {
                answer.to_owned()
            }
            (Some(answer), true) => format!("{answer}; nothing is recorded as done yet"),
            (Some(answer), false) => format!("{answer}; {}", did.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_says_answer_and_deeds_in_words() {
        let mut one = Recommendation { kind: "recommendation".into(), ..Recommendation::default() };
        assert_eq!(one.state(0), "No response recorded");
        one.response.push(Response { answer: "accepted".into(), ..Response::default() });
        assert_eq!(one.state(0), "Accepted; nothing is recorded as done yet");
        one.done.push(Deed::default());
        assert_eq!(one.state(2), "Accepted; one thing done, 2 actions open");
    }
}
