//! Rolling a framework over to the next session: what continues keeps its key, what ends is left out, the rest is added later.

use std::collections::BTreeSet;

use figures::AcademicSession;

use super::{Framework, Record, Said};

/// The session after a stored one.
pub(super) fn next_session(last: &str) -> Option<String> {
    Some(last.parse::<AcademicSession>().ok()?.next()?.key())
}

/// The parts of a framework that can continue or end: kind, key, words.
pub(super) fn parts(framework: &Framework) -> Vec<(&'static str, String, String)> {
    let mut parts = Vec::new();
    let mut add = |kind: &'static str, key: &str, words: &str| parts.push((kind, key.to_owned(), words.to_owned()));
    for one in &framework.workstream {
        add("workstream", &one.key, &one.name);
    }
    for one in &framework.priority {
        add("priority", &one.key, &one.title);
        for action in &one.action {
            add("action", &action.key, &action.text);
        }
    }
    for one in &framework.activity {
        add("activity", &one.key, &one.title);
    }
    for one in &framework.outcome {
        add("outcome", &one.key, &one.text);
    }
    for one in &framework.intended_change {
        add("intended-change", &one.key, &one.text);
    }
    for one in &framework.driver {
        add("driver", &one.key, &one.name);
    }
    for one in &framework.evidence_source {
        add("evidence-source", &one.key, &one.name);
    }
    parts
}

/// What a framework continues, what ended and what is new, in words, against the one it was rolled over from.
pub(super) fn compared(before: &Framework, now: &Framework) -> Vec<(&'static str, Vec<String>)> {
    let (old, new) = (parts(before), parts(now));
    let old_keys: BTreeSet<_> = old.iter().map(|(kind, key, _)| (*kind, key.as_str())).collect();
    let new_keys: BTreeSet<_> = new.iter().map(|(kind, key, _)| (*kind, key.as_str())).collect();
    let words = |(kind, _, words): &(&'static str, String, String)| format!("{}: {words}", super::view::spoken(kind));
    let is = |keys: &BTreeSet<(&str, &str)>, part: &(&'static str, String, String)| {
        keys.contains(&(part.0, part.1.as_str()))
    };
    vec![
        ("New", new.iter().filter(|part| !is(&old_keys, part)).map(words).collect()),
        ("Ended", old.iter().filter(|part| !is(&new_keys, part)).map(words).collect()),
        ("Continues", new.iter().filter(|part| is(&old_keys, part)).map(words).collect()),
    ]
}

/// The framework of the next session: everything that does not end, under the same keys.
///
/// What hangs on something that ends, ends with it. What the old paper said of a record (its line, its note, what it left
/// unpublished) stays with the old framework; dates and judgements of outcomes are given anew; priorities with numbers are
/// numbered again from 1.
pub(super) fn roll(before: &Framework, key: &str, title: &str, ended: &BTreeSet<(String, String)>) -> Framework {
    let ends = |kind: &str, key: &str| ended.contains(&(kind.to_owned(), key.to_owned()));
    let mut now = before.clone();
    now.key = key.to_owned();
    now.title = title.to_owned();
    now.first_session = key.to_owned();
    now.last_session = key.to_owned();
    now.paper = None;
    now.previous = Some(before.key.clone());
    now.continues_from = Some(before.key.clone());
    now.record = Record { status: "draft".into(), ..Record::default() };
    now.workstream.retain(|one| !ends("workstream", &one.key));
    let streams: BTreeSet<String> = now.workstream.iter().map(|one| one.key.clone()).collect();
    let stands = |of: &Option<String>, there: &BTreeSet<String>| of.as_ref().is_none_or(|key| there.contains(key));
    now.priority.retain(|one| !ends("priority", &one.key) && stands(&one.workstream, &streams));
    for (number, one) in (1_i64..).zip(&mut now.priority) {
        one.action.retain(|action| !ends("action", &action.key));
        one.number = one.number.map(|_| number);
    }
    let priorities: BTreeSet<String> = now.priority.iter().map(|one| one.key.clone()).collect();
    now.activity.retain(|one| {
        !ends("activity", &one.key) && stands(&one.workstream, &streams) && stands(&one.priority, &priorities)
    });
    now.driver.retain(|one| !ends("driver", &one.key));
    let drivers: BTreeSet<String> = now.driver.iter().map(|one| one.key.clone()).collect();
    now.outcome.retain(|one| {
        !ends("outcome", &one.key) && stands(&one.workstream, &streams) && stands(&one.priority, &priorities)
    });
    for one in &mut now.outcome {
        one.due = None;
        one.due_label = None;
        one.judgement.clear();
        one.weight.retain(|weight| drivers.contains(&weight.driver));
        one.stands_under = one.stands_under.take().filter(|key| drivers.contains(key));
    }
    now.intended_change.retain(|one| !ends("intended-change", &one.key));
    now.evidence_source.retain(|one| !ends("evidence-source", &one.key));
    forget(&mut now);
    now
}

/// Takes away what was said of records because of the paper they were read from.
fn forget(framework: &mut Framework) {
    framework.said = Said::default();
    macro_rules! clear {
        ($($list:expr),*) => {$( for one in $list.iter_mut() { one.said = Said::default(); } )*};
    }
    clear!(
        framework.value,
        framework.aim,
        framework.section,
        framework.workstream,
        framework.priority,
        framework.activity,
        framework.intended_change,
        framework.outcome,
        framework.driver,
        framework.evidence_source,
        framework.body
    );
    for one in &mut framework.priority {
        clear!(one.focus_area, one.action);
    }
    for one in &mut framework.driver {
        clear!(one.aspect);
    }
}
