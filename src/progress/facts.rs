//! What the records know already: the answers a form begins with, so that nobody types what somebody noted before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answers, store::Row};
use crate::{
    actions, groups, meetings, partnership,
    plumbing::{clock::spoken_day, db::Db, problem::Problem},
};

/// The answers a report begins with: meetings held, who was at them, outputs and actions done in its time.
pub(super) async fn prefilled(db: &Db, row: &Row) -> Result<Answers, Problem> {
    let (group, from, to) = (row.group_key.as_str(), row.period_from.as_str(), row.period_to.as_str());
    let held = meetings::held_by(db, "group", group, from, to).await?;
    let mut answers = Answers::default();
    if !held.is_empty() {
        let days: Vec<String> = held.iter().map(|meeting| spoken_day(&meeting.day)).collect();
        answers.met = "yes".into();
        answers.met_note = match days.as_slice() {
            [one] => format!("Once, on {one}"),
            many => format!("{} times: {}", many.len(), joined(many)),
        };
        let people = meetings::people_count(db, "group", group, from, to).await?;
        answers.people = Some(people).filter(|count| *count > 0);
        answers.who = who(db, group, to, &held).await?;
    }
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

/// The authorities of the members who were there, in words.
async fn who(db: &Db, group: &str, on: &str, held: &[meetings::Meeting]) -> Result<String, Problem> {
    let of_person: BTreeMap<String, String> = groups::members(db, group, on)
        .await?
        .into_iter()
        .filter_map(|member| Some((member.person, member.authority?)))
        .collect();
    let mut keys = BTreeSet::new();
    for meeting in held {
        let there = meetings::attendance(db, &meeting.id).await?;
        let persons = there.into_iter().filter(meetings::Attendance::is_present).filter_map(|one| one.person);
        keys.extend(persons.filter_map(|person| of_person.get(&person).cloned()));
    }
    let names: Vec<String> = partnership::authorities(db)
        .await?
        .into_iter()
        .filter(|authority| keys.contains(&authority.key))
        .map(|authority| authority.name)
        .collect();
    Ok(if names.is_empty() { String::new() } else { format!("People from {}", joined(&names)) })
}

/// Words joined as in a sentence: `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
