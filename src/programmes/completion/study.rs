//! A case study: what somebody asked, with whom, what was done and measured, what changed and what did not.
//!
//! Pupils appear in it as numbers only. It is written by the participant, read by whoever runs the programme, and moderated
//! by a second reader where the programme's rules ask for one.

use sqlx::FromRow;

/// Where a case study stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Being written.
    Draft,
    /// Sent, and not read yet.
    Submitted,
    /// Back with its writer, with a question.
    Returned,
    /// Accepted by a reader.
    Accepted,
    /// Accepted, and confirmed by a moderator.
    Moderated,
}

impl State {
    /// Every state, in the order in which they are met.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::Returned, Self::Accepted, Self::Moderated];

    /// The state as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Moderated => "moderated",
        }
    }

    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "Being written",
            Self::Submitted => "Sent, to be read",
            Self::Returned => "Back with a question",
            Self::Accepted => "Accepted",
            Self::Moderated => "Moderated",
        }
    }

    /// The state of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The states that may follow. What a reader decided can be reopened with a question.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Draft | Self::Returned => &[Self::Submitted],
            Self::Submitted => &[Self::Returned, Self::Accepted, Self::Draft],
            Self::Accepted => &[Self::Moderated, Self::Returned],
            Self::Moderated => &[Self::Returned],
        }
    }

    /// Whether its writer may still change it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

/// A case study as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Study {
    /// Its id.
    pub id: String,
    /// The id of the cohort.
    pub cohort_id: String,
    /// The id of the person who writes it.
    pub person_id: String,
    /// What was asked.
    pub question: String,
    /// With whom: a stage, a class, a number; never names.
    pub target_group: String,
    /// What was done.
    pub done: String,
    /// What was measured before.
    pub measure_before: String,
    /// The same measured after.
    pub measure_after: String,
    /// What changed.
    pub impact: String,
    /// What did not work.
    pub not_worked: String,
    /// What comes of it.
    pub outcomes: String,
    /// Whether others may ask to share it (1) or not (0).
    pub may_share: i64,
    /// How many questions were reached.
    pub reached: i64,
    /// A key of [`State`].
    pub state: String,
    /// Since when.
    pub state_at: String,
}

impl Study {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Draft)
    }

    /// The text of a question.
    pub fn answer(&self, name: &str) -> &str {
        match name {
            "question" => &self.question,
            "target-group" => &self.target_group,
            "done" => &self.done,
            "before" => &self.measure_before,
            "after" => &self.measure_after,
            "impact" => &self.impact,
            "not-worked" => &self.not_worked,
            _ => &self.outcomes,
        }
    }

    /// Sets the text of a question.
    pub fn put(&mut self, name: &str, text: String) {
        let field = match name {
            "question" => &mut self.question,
            "target-group" => &mut self.target_group,
            "done" => &mut self.done,
            "before" => &mut self.measure_before,
            "after" => &mut self.measure_after,
            "impact" => &mut self.impact,
            "not-worked" => &mut self.not_worked,
            _ => &mut self.outcomes,
        };
        *field = text;
    }
}

/// One question of a case study.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Its name in addresses.
    pub name: &'static str,
    /// What is asked.
    pub title: &'static str,
    /// What helps to answer.
    pub hint: &'static str,
}

/// The questions in order.
pub const QUESTIONS: [Question; 8] = [
    Question {
        name: "question",
        title: "What did you want to find out or improve?",
        hint: "One question, as you would say it to a colleague",
    },
    Question {
        name: "target-group",
        title: "Who was it for?",
        hint: "For example: P5, 24 pupils, 7 of them with additional support needs. Numbers only, no names",
    },
    Question { name: "done", title: "What did you do?", hint: "What you changed, for how long, with whose help" },
    Question {
        name: "before",
        title: "What did you measure before?",
        hint: "What you looked at and what you found. With a number, say how many it was of: 9 of 24 pupils",
    },
    Question {
        name: "after",
        title: "What did you find afterwards?",
        hint: "The same measure again, with how many it was of: 17 of 23 pupils",
    },
    Question { name: "impact", title: "What difference did it make?", hint: "For learners, for you, for your school" },
    Question {
        name: "not-worked",
        title: "What did not work?",
        hint: "As useful to others as what did. If everything did, write “nothing”",
    },
    Question { name: "outcomes", title: "What comes of it?", hint: "What you will keep, pass on or try next" },
];

/// The longest answer, in characters.
pub const LONGEST: usize = 5000;

/// Whether a text gives a figure without saying how many it was of: a percentage, and no `of` or `n` with a number.
pub fn lacks_its_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    if !(lower.contains('%') || lower.contains("per cent") || lower.contains("percent")) {
        return false;
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    let number = |word: &str| word.trim_matches(|sign: char| !sign.is_ascii_digit()).parse::<u32>().is_ok();
    let bare = |word: &str| number(word) && !word.contains('%');
    let told = words.windows(2).any(|pair| matches!(pair[0], "of" | "n" | "=" | "all") && bare(pair[1]))
        || words.iter().any(|word| word.trim_start_matches('(').strip_prefix("n=").is_some_and(bare));
    !told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_must_say_what_it_is_of() {
        assert!(lacks_its_number("82% read at the expected level"));
        assert!(lacks_its_number("rose from 40 per cent to 60 per cent"));
        assert!(lacks_its_number("80% of pupils"));
        for good in [
            "82% (n=23) read",
            "17 of 23 pupils (74%)",
            "74% of 23",
            "74%, n = 23",
            "Better mood in class",
            "12 pupils",
        ] {
            assert!(!lacks_its_number(good), "{good}");
        }
    }

    #[test]
    fn every_state_can_be_left_again() {
        for state in State::ALL {
            assert_eq!(State::of(state.key()), Some(state));
            assert!(!state.next().is_empty() && !state.next().contains(&state));
        }
        assert!(!State::Submitted.next().contains(&State::Moderated), "nothing is moderated before it was accepted");
    }
}
