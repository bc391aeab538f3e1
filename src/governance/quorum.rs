//! Whether a meeting of a body had its quorum, and which rules of its composition the people present met.

use super::{Seat, rules, store, view};
use crate::plumbing::{db::Db, problem::Problem};

/// What the people present make of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// How many members were present; a person with two seats counts once, a substitute for the member they stand in for.
    pub present: usize,
    /// How many must be, where the body has a quorum.
    pub needed: Option<usize>,
    /// Each rule with whether those present met it.
    pub rules: Vec<RuleMet>,
}

/// A rule of the composition held against the people present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleMet {
    /// The rule in words.
    pub words: String,
    /// Whether those present met it.
    pub met: bool,
    /// What was lacking, in words.
    pub lacks: Vec<String>,
}

impl Quorum {
    /// Whether the quorum was reached; nothing where the body has none.
    pub fn reached(&self) -> Option<bool> {
        self.needed.map(|needed| self.present >= needed)
    }

    /// It in a sentence.
    pub fn sentence(&self) -> String {
        let members =
            if self.present == 1 { "1 member was".to_owned() } else { format!("{} members were", self.present) };
        match (self.needed, self.reached()) {
            (Some(needed), Some(true)) => format!("{members} present; the quorum is {needed}, and it was reached."),
            (Some(needed), _) => format!("{members} present; the quorum is {needed}, and it was not reached."),
            (None, _) => format!("{members} present. This body has set no quorum."),
        }
    }
}

/// Counts who was present at a meeting of a body on a day. Each of `present` is the id of a seat, the key of whoever
/// holds one, or the key of a substitute; others count for nothing.
///
/// # Errors
/// When the database does not answer, or [`Problem::NotFound`] when there is no such body.
pub async fn quorum(db: &Db, body_key: &str, on_day: &str, present: &[&str]) -> Result<Quorum, Problem> {
    let body = store::body(db, body_key).await?.ok_or(Problem::NotFound)?;
    let seats = store::seats(db, body_key, on_day).await?;
    let is_there = |seat: &&Seat| {
        present.iter().any(|key| {
            seat.id == **key || seat.person.as_deref() == Some(*key) || seat.substitute.as_deref() == Some(*key)
        })
    };
    let there: Vec<&Seat> = seats.iter().filter(is_there).collect();
    let names = view::names(db).await?;
    let met = |rule| {
        let finding = rules::evaluate(rule, &there, &names);
        let lacks: Vec<String> = finding.lacks.iter().map(|lack| lack.words.clone()).collect();
        RuleMet { met: finding.met(), words: finding.words, lacks }
    };
    Ok(Quorum {
        present: rules::heads(&body, &there),
        needed: body.quorum.and_then(|needed| usize::try_from(needed).ok()),
        rules: body.rule.iter().map(met).collect(),
    })
}
