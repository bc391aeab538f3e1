//! Rolling a framework over to the next session: what continues keeps its key, what ends is left out, the rest is added later.

use std::collections::BTreeSet;

use figures::AcademicSession;

use super::Framework;

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
