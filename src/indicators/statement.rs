//! What a paper claims about an indicator in words. A claim is kept as a claim; it is compared, never corrected.

use figures::{
    AcademicSession, Message, Printed,
    checks::{self, Claim, Direction},
};
use serde::{Deserialize, Serialize};

use super::definition::session_or_none;

/// Which way a paper says the number moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claimed {
    /// A rise.
    Up,
    /// A fall.
    Down,
    /// No change is claimed.
    None,
}

impl Claimed {
    /// As stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::None => "none",
        }
    }
}

/// One claim; a `[[statement]]` of `statements.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its key.
    pub key: String,
    /// The key of the indicator it is about.
    pub indicator: String,
    /// The session it compares from.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "session_or_none")]
    pub from_session: Option<AcademicSession>,
    /// The session it compares to.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "session_or_none")]
    pub to_session: Option<AcademicSession>,
    /// How the paper names the first, where that is not a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_printed: Option<String>,
    /// How the paper names the last, where that is not a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_printed: Option<String>,
    /// The first number as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_value: Option<Printed>,
    /// The last number as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_value: Option<Printed>,
    /// The size of the change as printed, without a sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Printed>,
    /// Which way it is said to have moved.
    pub direction: Claimed,
    /// How many cases the paper says a value rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<i64>,
    /// The key of the paper.
    pub paper: String,
    /// The line of its plain-text copy.
    pub line: i64,
    /// The claim in our own words.
    pub paraphrase: String,
    /// What does not add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Statement {
    /// The claim in numbers; `is_share` where the indicator is a percentage of a whole.
    pub fn claim(&self, is_share: bool) -> Claim {
        let value = |printed: &Option<Printed>| printed.as_ref().map(Printed::value);
        Claim {
            from_session: self.from_session,
            to_session: self.to_session,
            from_value: value(&self.from_value),
            to_value: value(&self.to_value),
            change: value(&self.change),
            direction: self.direction(),
            n: self.n,
            is_share,
            none_before: None,
        }
    }

    /// What arithmetic finds against the claim by itself: a change that is not the change, a direction that is not the
    /// direction, a percentage that cannot be a share of its n.
    pub fn findings(&self, is_share: bool) -> Vec<Message> {
        self.claim(is_share).by_itself()
    }

    fn direction(&self) -> Option<Direction> {
        match self.direction {
            Claimed::Up => Some(Direction::Up),
            Claimed::Down => Some(Direction::Down),
            Claimed::None => None,
        }
    }

    /// What the values of a table say against the claimed direction.
    pub fn against(&self, from: figures::Decimal, to: figures::Decimal) -> Option<Message> {
        checks::stated_direction(from, to, self.direction()?)
    }
}
