//! Reading a framework file: every fault with its row and column, all at once, or the document.

use std::collections::{BTreeMap, BTreeSet};

use figures::AcademicSession;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    document::Framework,
    shape::{FRAMEWORK, Field, Is},
};
use crate::plumbing::{
    ids::is_key,
    toml_file::{fault, place},
    words,
};

/// Reads a file; `name` is how the file is called in what is said about it.
///
/// # Errors
/// Lines `FILE:ROW:COLUMN: what is wrong and what to do`, one for each fault found, in the order of the file.
pub fn read(name: &str, text: &str) -> Result<Framework, Vec<String>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| fault(name, text, error)).collect());
    }
    let mut walk = Walk { faults: Vec::new(), keys: keys_of_lists(table.get_ref()), seen: BTreeMap::new() };
    walk.table("", table.get_ref(), 0, FRAMEWORK);
    walk.whole(table.get_ref());
    if walk.faults.is_empty() {
        return toml::from_str(text).map_err(|error| vec![fault(name, text, &error)]);
    }
    walk.faults.sort();
    let say = |(byte, what): &(usize, String)| {
        let (row, column) = place(text, *byte);
        format!("{name}:{row}:{column}: {what}")
    };
    Err(walk.faults.iter().map(say).collect())
}

/// Writes a document as its file.
///
/// # Errors
/// When a text cannot be written as TOML, which no text that was read can cause.
pub fn write(framework: &Framework) -> anyhow::Result<String> {
    Ok(toml::to_string_pretty(framework)?)
}

/// The keys of every list at the top of the file, for references inside it.
fn keys_of_lists(table: &DeTable<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (list, value) in table {
        for entry in value.get_ref().as_array().into_iter().flatten() {
            let key =
                entry.get_ref().as_table().and_then(|entry| entry.get("key")).and_then(|key| key.get_ref().as_str());
            keys.entry(list.get_ref().to_string()).or_default().extend(key.map(ToOwned::to_owned));
        }
    }
    keys
}

struct Walk {
    /// The byte where each fault is, and what it is.
    faults: Vec<(usize, String)>,
    keys: BTreeMap<String, BTreeSet<String>>,
    seen: BTreeMap<String, BTreeSet<String>>,
}

impl Walk {
    fn fault(&mut self, at: usize, what: impl Into<String>) {
        self.faults.push((at, what.into()));
    }

    fn table(&mut self, list: &str, table: &DeTable<'_>, at: usize, shape: &'static [Field]) {
        for (name, value) in table {
            let Some(field) = shape.iter().find(|field| field.name == name.get_ref()) else {
                let known: Vec<&str> = shape.iter().map(|field| field.name).collect();
                self.fault(
                    name.span().start,
                    format!("`{}` is not a field here; the fields are {}", name.get_ref(), known.join(", ")),
                );
                continue;
            };
            self.value(list, field, value);
        }
        for field in shape.iter().filter(|field| field.must && !table.contains_key(field.name)) {
            self.fault(at, format!("`{}` is missing; add it", field.name));
        }
    }

    fn value(&mut self, list: &str, field: &'static Field, value: &Spanned<DeValue<'_>>) {
        let at = value.span().start;
        let name = field.name;
        match &field.is {
            Is::Table(shape) => match value.get_ref().as_table() {
                Some(table) => self.table(name, table, at, shape),
                None => self.fault(at, format!("`{name}` must be a table, written [{name}]")),
            },
            Is::Tables(shape) => {
                let Some(entries) = value.get_ref().as_array() else {
                    return self.fault(at, format!("`{name}` must be a list of tables, each written [[{name}]]"));
                };
                for entry in entries {
                    match entry.get_ref().as_table() {
                        Some(table) => self.table(name, table, entry.span().start, shape),
                        None => self.fault(entry.span().start, format!("`{name}` must hold tables")),
                    }
                }
                if field.must && entries.is_empty() {
                    self.fault(at, format!("at least one [[{name}]] is needed"));
                }
            }
            Is::Texts | Is::KeysElsewhere => {
                let Some(entries) = value.get_ref().as_array() else {
                    return self.fault(at, format!("`{name}` must be a list of texts in square brackets"));
                };
                for entry in entries {
                    match entry.get_ref().as_str() {
                        Some(text) if matches!(field.is, Is::KeysElsewhere) => self.key_form(entry.span().start, text),
                        Some(_) => {}
                        None => self.fault(entry.span().start, format!("`{name}` must hold texts in quotation marks")),
                    }
                }
            }
            Is::Whole(least, most) => {
                let number = value
                    .get_ref()
                    .as_integer()
                    .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
                if !number.is_some_and(|number| (*least..=*most).contains(&number)) {
                    self.fault(at, format!("`{name}` must be a whole number from {least} to {most}"));
                }
            }
            _ => match value.get_ref().as_str() {
                Some(text) => self.text(list, field, at, text),
                None => self.fault(at, format!("`{name}` must be a text in quotation marks")),
            },
        }
    }

    fn key_form(&mut self, at: usize, text: &str) {
        if !is_key(text) {
            self.fault(at, format!("`{text}` is not a key; use lower-case letters, digits and hyphens"));
        }
    }

    fn text(&mut self, list: &str, field: &'static Field, at: usize, text: &str) {
        let name = field.name;
        if field.must && text.trim().is_empty() {
            self.fault(at, format!("`{name}` is empty; write something"));
        }
        match &field.is {
            Is::Key => {
                self.key_form(at, text);
                let again = !self.seen.entry(list.to_owned()).or_default().insert(text.to_owned());
                // Aspects belong to their driver, and focus areas to their priority; the same key may stand in two.
                if again && !matches!(list, "aspect" | "focus_area") {
                    self.fault(at, format!("the key `{text}` stands twice among [[{list}]]; give one of them another"));
                }
            }
            Is::KeyElsewhere => self.key_form(at, text),
            Is::KeyOf(of) if !self.keys.get(*of).is_some_and(|keys| keys.contains(text)) => {
                self.fault(at, format!("there is no [[{of}]] with the key `{text}` in this file"));
            }
            Is::Session => {
                if let Err(error) = text.parse::<AcademicSession>() {
                    self.fault(at, said(&error.message()));
                } else if text.len() != 7 || !text.contains('-') {
                    self.fault(at, format!("write the session as `2025-26`, not `{text}`"));
                }
            }
            Is::Day if text.len() != 10 || text.parse::<jiff::civil::Date>().is_err() => {
                self.fault(at, format!("`{text}` is not a day; write it as \"2025-08-18\""));
            }
            Is::Word(known) if !known.contains(&text) => {
                self.fault(at, format!("`{text}` is not known here; write one of {}", known.join(", ")));
            }
            _ => {}
        }
    }

    /// What no field shows alone.
    fn whole(&mut self, table: &DeTable<'_>) {
        let text = |name: &str| table.get(name).and_then(|value| value.get_ref().as_str()).unwrap_or_default();
        if let (Ok(first), Ok(last)) =
            (text("first_session").parse::<AcademicSession>(), text("last_session").parse::<AcademicSession>())
            && last < first
        {
            let at = table.get("last_session").map_or(0, |value| value.span().start);
            self.fault(at, "the last session is before the first; exchange them");
        }
        let lists = |name: &str| table.get(name).and_then(|value| value.get_ref().as_array()).into_iter().flatten();
        let priorities: Vec<_> = lists("priority").collect();
        let numbered =
            |entry: &Spanned<DeValue<'_>>| entry.get_ref().as_table().is_some_and(|table| table.contains_key("number"));
        if priorities.iter().any(|entry| numbered(entry)) {
            for entry in priorities.iter().filter(|entry| !numbered(entry)) {
                self.fault(entry.span().start, "this priority has no number and others have; number all or none");
            }
        }
        for entry in lists("activity") {
            let hangs = |table: &DeTable<'_>| table.contains_key("workstream") || table.contains_key("priority");
            if entry.get_ref().as_table().is_some_and(|table| !hangs(table)) {
                self.fault(entry.span().start, "an activity needs a `workstream`, a `priority` or both");
            }
        }
    }
}

/// A message of the figures in words; one that the word files lack is said plainly.
fn said(message: &figures::Message) -> String {
    let args: Vec<(&str, &str)> = message.args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    words::say(message.key, &args)
}
