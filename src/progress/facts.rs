//! What the records know already: the answers a form begins with, so that nobody types what somebody noted before.

use super::{Answers, store::Row};
use crate::{
    actions, groups,
    plumbing::{db::Db, problem::Problem},
};

/// The answers a report begins with: meetings held, who was at them, outputs and actions done in its time.
pub(super) async fn prefilled(db: &Db, row: &Row) -> Result<Answers, Problem> {
    let (group, from, to) = (row.group_key.as_str(), row.period_from.as_str(), row.period_to.as_str());
    let mut answers = Answers::default();
    let mut lines = Vec::new();
    for output in groups::outputs(db, group).await? {
        if output.day.as_deref().is_some_and(|day| (from..=to).contains(&day)) {
            lines.push(output.title);
        }
    }
    for action in actions::of_holder(db, "group", group).await? {
        if action.done_on.as_deref().is_some_and(|day| (from..=to).contains(&day)) {
            lines.push(match action.outcome.filter(|outcome| !outcome.is_empty()) {
                Some(outcome) => format!("{}: {outcome}", action.text.trim_end_matches('.')),
                None => format!("Done: {}", action.text),
            });
        }
    }
    answers.changed = lines.join("\n");
    Ok(answers)
}

/// Words joined as in a sentence: `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
