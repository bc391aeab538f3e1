//! Reads a table pasted from a document: tab-separated, a header of sessions, one indicator a row.
//!
//! Copying a table out of a document can move cells into the column beside theirs. Such a row is an
//! error that names the row and the column; the shift it looks like is offered and never applied.

mod damage;
#[cfg(test)]
mod tests;

use figures::{AcademicSession, Cell, Legend, Message, SessionError};

use crate::csv_in::{Caps, unfit};
use crate::encoding::decode;
use crate::issue::{Issue, Issues};

/// How a pasted table is to be read.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    /// What the markers of the source mean.
    pub legend: &'a Legend,
    /// Whether somebody confirmed that a theme holds for the rows below it until the next theme.
    pub themes_confirmed: bool,
    /// How much the table may hold.
    pub caps: Caps,
}

/// A table as it was pasted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastedTable {
    /// The sessions of the value columns, in the order of the table.
    pub sessions: Vec<AcademicSession>,
    /// Whether the table has a theme column.
    pub has_themes: bool,
    /// The rows that are sound.
    pub rows: Vec<PastedRow>,
}

/// One sound row of a pasted table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedRow {
    /// The line of the pasted text, from 1.
    pub number: usize,
    /// The label of the indicator as printed.
    pub label: String,
    /// The theme: as printed in the row, or carried down where that was confirmed.
    pub theme: Option<String>,
    /// What each value cell is, one for each session.
    pub cells: Vec<Cell>,
}

/// Reads a pasted table: a header line, then one line for each indicator. Blank lines are passed over.
///
/// The first column is the label. The second is a theme column if its heading does not begin with a
/// digit. Every other heading begins with a session: `2018/19 Value`, `2016-17 Baseline`.
#[must_use]
pub fn read_pasted(text: &str, rules: &Rules<'_>) -> (PastedTable, Vec<Issue>) {
    let mut issues = Issues::default();
    let table = match decode(text.as_bytes(), rules.caps.bytes) {
        Ok(decoded) => read(&decoded.text, rules, &mut issues),
        Err(what) => {
            issues.add(Issue::sheet(what));
            PastedTable::default()
        }
    };
    (table, issues.into_list())
}

/// The header of a pasted table.
struct Header {
    names: Vec<String>,
    sessions: Vec<AcademicSession>,
    has_themes: bool,
}

impl Header {
    /// How many columns stand before the values.
    fn before_values(&self) -> usize {
        1 + usize::from(self.has_themes)
    }
}

fn read(text: &str, rules: &Rules<'_>, issues: &mut Issues) -> PastedTable {
    let mut lines =
        text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty());
    let Some((number, first)) = lines.next() else {
        issues.add(Issue::sheet(Message::new("sheet-empty")));
        return PastedTable::default();
    };
    let Some(header) = read_header(first, number, rules, issues) else {
        return PastedTable::default();
    };
    let mut rows: Vec<PastedRow> = Vec::new();
    let mut themes = Themes::default();
    for (at, (number, line)) in lines.enumerate() {
        if at >= rules.caps.rows {
            let most = Message::new("sheet-too-many-rows").with("most", rules.caps.rows);
            issues.add(Issue::row(number, most));
            break;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        match read_row(&cells, number, &header, rules) {
            Ok(mut row) => {
                if header.has_themes {
                    themes.carry(&mut row, rules.themes_confirmed, &header, issues);
                }
                if rows.iter().any(|earlier| earlier.label == row.label) {
                    let twice = Message::new("paste-label-twice").with("label", &row.label);
                    let issue = Issue::cell(number, header.names[0].clone(), twice);
                    issues.add(issue.as_warning());
                }
                rows.push(row);
            }
            Err(found) => {
                // The damaged row may hold the next theme, so none is carried past it.
                themes.lose();
                for issue in found {
                    issues.add(issue);
                }
            }
        }
    }
    PastedTable { sessions: header.sessions, has_themes: header.has_themes, rows }
}

fn read_header(line: &str, number: usize, rules: &Rules<'_>, issues: &mut Issues) -> Option<Header> {
    let names: Vec<String> = line.split('\t').map(|name| name.trim().to_owned()).collect();
    if names.len() > rules.caps.columns {
        let what = Message::new("sheet-too-many-columns").with("found", names.len()).with("most", rules.caps.columns);
        issues.add(Issue::row(number, what));
        return None;
    }
    if names.len() < 2 {
        issues.add(Issue::row(number, Message::new("paste-not-a-table")));
        return None;
    }
    let has_themes = !names[1].starts_with(|c: char| c.is_ascii_digit());
    let first_value = 1 + usize::from(has_themes);
    let mut sessions = Vec::new();
    let mut good = true;
    for (at, name) in names.iter().enumerate().skip(first_value) {
        let place = if name.is_empty() { (at + 1).to_string() } else { name.chars().take(80).collect() };
        let mut refuse = |what| {
            issues.add(Issue::cell(number, place.clone(), what));
            good = false;
        };
        let written = name.split_whitespace().next().unwrap_or_default();
        match written.parse::<AcademicSession>() {
            Ok(session) if sessions.contains(&session) => {
                refuse(Message::new("paste-session-twice").with("session", session.key()));
            }
            Ok(session) => sessions.push(session),
            Err(SessionError::Empty) => refuse(Message::new("paste-heading-empty").with("column", at + 1)),
            Err(error) => refuse(error.message()),
        }
    }
    if names.len() == first_value {
        issues.add(Issue::row(number, Message::new("paste-no-sessions")));
        return None;
    }
    good.then_some(Header { names, sessions, has_themes })
}

fn read_row(cells: &[&str], number: usize, header: &Header, rules: &Rules<'_>) -> Result<PastedRow, Vec<Issue>> {
    if cells.len() != header.names.len() {
        let what = Message::new("paste-row-width").with("found", cells.len()).with("expected", header.names.len());
        let suggestion = damage::of_width(cells, header, rules.legend);
        return Err(vec![Issue::row(number, what).suggesting(suggestion)]);
    }
    let mut found = Vec::new();
    for (cell, name) in cells.iter().zip(&header.names) {
        if let Some(what) = unfit(cell, &rules.caps) {
            found.push(Issue::cell(number, name, what));
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    if let Some((column, what, suggestion)) = damage::of_place(cells, header, rules.legend) {
        let issue = Issue::cell(number, &header.names[column], what);
        return Err(vec![issue.suggesting(suggestion)]);
    }
    if cells[0].is_empty() {
        let what = Message::new("paste-label-missing");
        found.push(Issue::cell(number, &header.names[0], what));
    }
    let first_value = header.before_values();
    let mut values = Vec::new();
    for (text, name) in cells.iter().zip(&header.names).skip(first_value) {
        match figures::read_cell(text, rules.legend) {
            Ok(cell) => values.push(cell),
            Err(what) => found.push(Issue::cell(number, name, what)),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let theme = (header.has_themes && !cells[1].is_empty()).then(|| cells[1].to_owned());
    Ok(PastedRow { number, label: cells[0].to_owned(), theme, cells: values })
}

/// The theme that is carried down, and what was already said about it.
#[derive(Default)]
struct Themes {
    current: Option<String>,
    lost: bool,
    asked: bool,
}

impl Themes {
    fn lose(&mut self) {
        self.current = None;
        self.lost = true;
    }

    fn carry(&mut self, row: &mut PastedRow, confirmed: bool, header: &Header, issues: &mut Issues) {
        if row.theme.is_some() {
            self.current.clone_from(&row.theme);
            self.lost = false;
            return;
        }
        let mut warn = |key| {
            let issue = Issue::cell(row.number, &header.names[1], Message::new(key));
            issues.add(issue.as_warning());
        };
        if confirmed && self.lost {
            warn("paste-theme-lost");
        } else if confirmed {
            row.theme.clone_from(&self.current);
        } else if !self.asked {
            self.asked = true;
            warn("paste-themes-unconfirmed");
        }
    }
}
