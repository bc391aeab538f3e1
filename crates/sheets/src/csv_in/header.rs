//! Checks the header of a file against the columns it should have.

use csv::StringRecord;
use figures::Message;

use super::{Caps, Column};
use crate::guard::unguarded;
use crate::issue::{Issue, Issues};

/// The names of the columns in lower case, or `None` with an issue for each that is missing, unknown,
/// doubled or without a name.
pub(super) fn read(
    record: &StringRecord,
    row: usize,
    expected: &[Column],
    caps: &Caps,
    issues: &mut Issues,
) -> Option<Vec<String>> {
    if record.len() > caps.columns {
        issues.add(Issue::row(
            row,
            Message::new("sheet-too-many-columns").with("found", record.len()).with("most", caps.columns),
        ));
        return None;
    }
    let names: Vec<String> = record.iter().map(|name| unguarded(name).trim().to_lowercase()).collect();
    let known = || {
        let names: Vec<_> = expected.iter().map(|column| column.name).collect();
        names.join(", ")
    };
    let mut good = true;
    let mut refuse = |column: &str, what: Message| {
        issues.add(Issue::cell(row, column, what));
        good = false;
    };
    for (at, name) in names.iter().enumerate() {
        if name.is_empty() {
            let place = (at + 1).to_string();
            refuse(&place, Message::new("sheet-column-without-name").with("column", at + 1));
        } else if !expected.iter().any(|column| column.name == name) {
            let shown: String = name.chars().take(80).collect();
            refuse(&shown, Message::new("sheet-column-unknown").with("column", &shown).with("known", known()));
        } else if names[..at].contains(name) {
            refuse(name, Message::new("sheet-column-twice").with("column", name));
        }
    }
    for column in expected.iter().filter(|column| column.required) {
        if !names.iter().any(|name| name == column.name) {
            refuse(column.name, Message::new("sheet-column-missing").with("column", column.name));
        }
    }
    good.then_some(names)
}
