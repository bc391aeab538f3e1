//! A change as history keeps it, JSON with people as ids, said in words: the field, what it was, what it became.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plumbing::{clock::spoken_day, words::say};

/// How many lines one change shows at most.
const LINES: usize = 40;

/// How many letters of a text are shown.
const LETTERS: usize = 300;

/// One changed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field, in words; empty for what has no name.
    pub field: String,
    /// What it was, where the history says.
    pub from: Option<String>,
    /// What it became, or what was noted.
    pub to: String,
}

/// The lines of a change. `names` tells whose id or key a text is.
pub fn changes(change: &str, names: &BTreeMap<String, String>) -> Vec<Change> {
    let value: Value = serde_json::from_str(change).unwrap_or_default();
    let mut lines = Vec::new();
    walk(&value, "", names, &mut lines);
    if lines.len() > LINES {
        let more = (lines.len() - LINES).to_string();
        lines.truncate(LINES);
        lines.push(Change { field: String::new(), from: None, to: say("change-more", &[("number", &more)]) });
    }
    lines
}

fn walk(value: &Value, path: &str, names: &BTreeMap<String, String>, lines: &mut Vec<Change>) {
    match value {
        Value::Object(fields) => {
            let pair = fields.len() == 2 && fields.contains_key("from") && fields.contains_key("to");
            if let (true, Some(from), Some(to)) = (pair && !path.is_empty(), fields.get("from"), fields.get("to")) {
                lines.push(Change { field: path.to_owned(), from: Some(told(from, names)), to: told(to, names) });
                return;
            }
            for (name, inner) in fields {
                walk(inner, &join(path, &field(name, names)), names, lines);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (number, item) in (1..).zip(items) {
                let path = if items.len() == 1 { path.to_owned() } else { join(path, &format!("{number}")) };
                walk(item, &path, names, lines);
            }
        }
        _ => lines.push(Change { field: path.to_owned(), from: None, to: told(value, names) }),
    }
}

fn join(path: &str, next: &str) -> String {
    if path.is_empty() { next.to_owned() } else { format!("{path}, {}", next.to_lowercase()) }
}

/// A field's name in words: `from_day` is *From day*.
fn field(name: &str, names: &BTreeMap<String, String>) -> String {
    if let Some(known) = names.get(name) {
        return known.clone();
    }
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A value in words, for one line.
fn told(value: &Value, names: &BTreeMap<String, String>) -> String {
    match value {
        Value::Null => say("change-nothing", &[]),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => say("change-nothing", &[]),
        Value::String(text) => match names.get(text) {
            Some(name) => name.clone(),
            None => shortened(&spoken_day(text)),
        },
        Value::Array(items) if items.is_empty() => say("change-nothing", &[]),
        Value::Array(items) => shortened(&items.iter().map(|item| told(item, names)).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => shortened(
            &fields
                .iter()
                .map(|(name, inner)| format!("{} {}", field(name, names).to_lowercase(), told(inner, names)))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LETTERS).collect();
    short.push('…');
    short
}

/// Every text of a change that could be an id or a key.
pub fn possible_names(change: &str, found: &mut BTreeSet<String>) {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => keep(text, found),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    keep(name, found);
                    walk(inner, found);
                }
            }
            _ => {}
        }
    }
    fn keep(text: &str, found: &mut BTreeSet<String>) {
        let shape = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.contains('-') && text.len() <= 120 && text.bytes().all(shape) {
            found.insert(text.to_owned());
        }
    }
    walk(&serde_json::from_str(change).unwrap_or_default(), found);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(change: &str) -> Vec<(String, Option<String>, String)> {
        let names = BTreeMap::from([("person-1".to_owned(), "Morag Bain".to_owned())]);
        changes(change, &names).into_iter().map(|line| (line.field, line.from, line.to)).collect()
    }

    #[test]
    fn a_change_says_the_field_what_it_was_and_what_it_became() {
        assert_eq!(
            lines(r#"{"to_day":{"from":null,"to":"2026-02-02"}}"#),
            [("To day".into(), Some("nothing".into()), "2 February 2026".into())]
        );
    }

    #[test]
    fn people_are_named_also_inside_lists() {
        assert_eq!(
            lines(r#"{"marks":[{"person":"person-1","from":null,"to":"present"}]}"#),
            [
                ("Marks, from".into(), None, "nothing".into()),
                ("Marks, person".into(), None, "Morag Bain".into()),
                ("Marks, to".into(), None, "present".into()),
            ]
        );
        assert_eq!(lines(r#"{"people":["person-1","person-2"]}"#)[0].2, "Morag Bain, person-2");
    }

    #[test]
    fn a_long_change_says_how_much_more_there_is() {
        let fields: Vec<String> = (0..50).map(|n| format!("\"f{n}\":{n}")).collect();
        let lines = lines(&format!("{{{}}}", fields.join(",")));
        assert_eq!((lines.len(), lines[LINES].2.as_str()), (LINES + 1, "and 10 more"));
    }

    #[test]
    fn only_what_looks_like_an_id_or_a_key_is_looked_up() {
        let mut found = BTreeSet::new();
        possible_names(r#"{"person":"person-1","words":"Some words","n":1}"#, &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["person-1"]);
    }
}
