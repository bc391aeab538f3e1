//! The rows of a values file: read, checked against definitions and sources, and compared with what stands.

use std::collections::BTreeMap;

use figures::{AcademicSession, Period};
use sheets::{Caps, Column, Field, Row, Sheet, read_csv, write_csv};

use super::{
    ALL, Book, Observation, PARTNERSHIP, SourceKind,
    cell::{self, Given},
    store::Recorded,
};
use crate::plumbing::words::say_message;

/// The columns of a values file, in order.
pub(super) const COLUMNS: [&str; 11] = [
    "indicator",
    "source",
    "area",
    "breakdown",
    "category",
    "first_session",
    "last_session",
    "value",
    "reason",
    "marker",
    "note",
];

/// One thing that is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The row as a spreadsheet numbers it; 1 for the whole file.
    pub(super) row: usize,
    /// The column's name; empty for the whole row.
    pub(super) column: String,
    /// What is wrong and what to do.
    pub(super) what: String,
    /// The shift a damaged row looks like, offered and never applied.
    pub(super) offer: Option<String>,
    /// Whether the rows may be saved all the same.
    pub(super) only_warns: bool,
}

impl Fault {
    pub(super) fn new(row: usize, column: &str, what: String) -> Self {
        Self { row, column: column.to_owned(), what, offer: None, only_warns: false }
    }

    /// What `sheets` found, in words.
    pub(super) fn of(issue: &sheets::Issue) -> Self {
        let offer = issue.suggestion.as_ref().map(|suggestion| {
            format!(
                "{} Then the row would read: {}",
                say_message(&suggestion.shift.message()),
                suggestion.cells.join(" | ")
            )
        });
        Self {
            row: issue.row.unwrap_or(1),
            column: issue.column.clone().unwrap_or_default(),
            what: say_message(&issue.what),
            offer,
            only_warns: issue.severity == sheets::Severity::Warning,
        }
    }
}

/// A good row: where it stood and what it says.
pub(super) type Good = (usize, Recorded);

/// Reads a values file. Every fault of every row is found; the good rows are of use only where there is none.
pub(super) fn read(bytes: &[u8], book: &Book, areas: &dyn Fn(&str) -> Option<String>) -> (Vec<Good>, Vec<Fault>) {
    let expected = COLUMNS.map(Column::required);
    let (sheet, issues) = read_csv(bytes, &expected, &Caps::default());
    let mut faults: Vec<Fault> = issues.iter().map(Fault::of).collect();
    let mut rows: Vec<Good> = Vec::new();
    for row in &sheet.rows {
        match read_row(&sheet, row, book, areas) {
            Ok(recorded) => rows.push((row.number, recorded)),
            Err(found) => faults.extend(found.into_iter().map(|(column, what)| Fault::new(row.number, column, what))),
        }
    }
    faults.extend(clashes(&rows, book));
    faults.sort_by_key(|fault| fault.row);
    (rows, faults)
}

type Found = (&'static str, String);

fn read_row(
    sheet: &Sheet,
    row: &Row,
    book: &Book,
    areas: &dyn Fn(&str) -> Option<String>,
) -> Result<Recorded, Vec<Found>> {
    let text = |name| sheet.cell(row, name);
    let mut faults: Vec<Found> = Vec::new();
    let indicator = text("indicator").and_then(|key| book.indicator(key));
    if indicator.is_none() {
        let given = text("indicator").unwrap_or_default();
        faults.push((
            "indicator",
            format!("there is no indicator `{given}`; import its definition first or correct the key"),
        ));
    }
    let source = text("source").and_then(|key| book.source(key));
    if source.is_none() {
        let given = text("source").unwrap_or_default();
        faults.push(("source", format!("there is no source `{given}`; import it first or correct the key")));
    }
    let area = text("area").and_then(areas);
    if area.is_none() {
        let given = text("area").unwrap_or_default();
        faults.push(("area", format!("`{given}` is no area; write partnership, the comparison area or an authority")));
    }
    let (breakdown, category) = (text("breakdown").unwrap_or_default(), text("category").unwrap_or_default());
    match (breakdown, category) {
        (ALL, ALL) | ("simd_quintile", "1" | "2" | "3" | "4" | "5" | "unknown") => {}
        (ALL, _) => faults.push(("category", format!("`{category}` does not go with the breakdown all; write all"))),
        ("simd_quintile", _) => {
            faults.push(("category", format!("`{category}` is no quintile; write 1 to 5, or unknown")));
        }
        _ => faults.push(("breakdown", format!("`{breakdown}` is no breakdown; write all or simd_quintile"))),
    }
    let period = read_period(text("first_session"), text("last_session"), &mut faults);
    let (Some(indicator), Some(source)) = (indicator, source) else { return Err(faults) };
    let mut version = 0;
    if let Some(period) = period {
        match indicator.version_in(period.first()) {
            Some(found) => version = found.number,
            None => faults.push((
                "first_session",
                format!("no version of {} covers {}; add one to its definition", indicator.key, period.first().key()),
            )),
        }
        faults.extend(placed(book, indicator, source, area.as_deref(), period, text("value").is_some()));
    }
    let given = Given { value: text("value"), reason: text("reason"), marker: text("marker") };
    let figure = match cell::read(book, indicator, &source.key, given) {
        Ok(figure) => Some(figure),
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| (fault.field, fault.message)));
            None
        }
    };
    match (period, area, figure) {
        (Some(period), Some(area), Some(figure)) if faults.is_empty() => Ok(Recorded {
            indicator: indicator.key.clone(),
            version,
            source: source.key.clone(),
            area,
            breakdown: breakdown.to_owned(),
            category: category.to_owned(),
            period,
            figure,
            note: text("note").map(ToOwned::to_owned),
        }),
        _ => Err(faults),
    }
}

fn read_period(first: Option<&str>, last: Option<&str>, faults: &mut Vec<Found>) -> Option<Period> {
    let mut read = |field, text: Option<&str>| match text.unwrap_or_default().parse::<AcademicSession>() {
        Ok(session) => Some(session),
        Err(error) => {
            faults.push((field, say_message(&error.message())));
            None
        }
    };
    let (first, last) = (read("first_session", first), read("last_session", last));
    match Period::new(first?, last?) {
        Ok(period) => Some(period),
        Err(error) => {
            faults.push(("last_session", say_message(&error.message())));
            None
        }
    }
}

/// What is wrong with the place of a cell: a session no column is about, an indicator no row is about, a value over
/// two sessions where one is meant.
fn placed(
    book: &Book,
    indicator: &super::Indicator,
    source: &super::Source,
    area: Option<&str>,
    period: Period,
    has_value: bool,
) -> Vec<Found> {
    let mut faults = Vec::new();
    let _whole = book;
    if source.kind == SourceKind::Table && area == Some(PARTNERSHIP) {
        for (field, session) in [("first_session", period.first()), ("last_session", period.last())] {
            let known = source.columns.iter().any(|column| column.session == session);
            if !known && (field == "first_session" || period.is_two_sessions()) {
                faults.push((field, format!("the table of {} has no column for {}", source.key, session.key())));
            }
        }
        if source.rows.iter().all(|row| row.indicator != indicator.key) {
            faults.push(("indicator", format!("the table of {} has no row for {}", source.key, indicator.key)));
        }
    }
    if period.is_two_sessions() && !indicator.is_pooled() {
        faults.push((
            "last_session",
            format!("a value of {} covers one session; write the same session twice", indicator.key),
        ));
    }
    if !period.is_two_sessions() && indicator.is_pooled() && has_value {
        faults.push((
            "last_session",
            format!("a value of {} covers two sessions; write the session after the first", indicator.key),
        ));
    }
    faults
}

/// Rows of the file that take the same cell, or part of a cell of two sessions.
fn clashes(rows: &[Good], book: &Book) -> Vec<Fault> {
    let mut seen: BTreeMap<(&str, &str, &str, &str, &str), Vec<(usize, Period)>> = BTreeMap::new();
    let mut faults = Vec::new();
    for (number, one) in rows {
        let place = (
            one.indicator.as_str(),
            one.source.as_str(),
            one.area.as_str(),
            one.breakdown.as_str(),
            one.category.as_str(),
        );
        let earlier = seen.entry(place).or_default();
        if let Some((row, period)) = earlier.iter().find(|(_, period)| period.overlaps(one.period)) {
            let what = if *period == one.period {
                format!("row {row} gives the same cell; keep one of the two")
            } else {
                format!("row {row} covers a session of this row too; a session stands in one value only")
            };
            faults.push(Fault::new(*number, "first_session", what));
        }
        earlier.push((*number, one.period));
        let stored =
            book.observations.iter().find(|stored| same_place(stored, one) && stored.period.overlaps(one.period));
        if let Some(stored) = stored.filter(|stored| stored.period != one.period) {
            let what =
                format!("a value for {} is recorded already and covers a session of this row", stored.period.key());
            faults.push(Fault::new(*number, "first_session", what));
        }
    }
    faults
}

fn same_place(stored: &Observation, one: &Recorded) -> bool {
    stored.indicator == one.indicator
        && stored.source == one.source
        && stored.area == one.area
        && stored.breakdown == one.breakdown
        && stored.category == one.category
}

/// What a good row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The cell is empty so far.
    Add,
    /// It holds exactly this.
    Same,
    /// It holds something else: a correction, which needs a reason.
    Change(&'a Observation),
}

/// What a good row would do to what stands.
pub(super) fn step<'a>(book: &'a Book, one: &Recorded) -> Step<'a> {
    let stands = book.observations.iter().find(|stored| same_place(stored, one) && stored.period == one.period);
    match stands {
        None => Step::Add,
        Some(stored) if stored.figure == one.figure && stored.note == one.note => Step::Same,
        Some(stored) => Step::Change(stored),
    }
}

/// The printed text of the value column: the number or band with its standing; nothing for a reason.
pub(super) fn value_text(figure: &figures::Figure) -> String {
    if figure.why().is_some() {
        return String::new();
    }
    let flags = figure.flags.shorthand();
    let mut text = figure.display_short();
    for flag in flags {
        text.push(' ');
        text.push_str(flag);
    }
    text
}

/// The marker column: the mark of a footnote beside a value, or the marker in place of one.
pub(super) fn mark_text(figure: &figures::Figure) -> &str {
    match &figure.content {
        figures::Content::Value(_) => figure.notes.first().map_or("", String::as_str),
        figures::Content::Band { .. } => "",
        figures::Content::Reason(_) => figure.marker.as_deref().unwrap_or_default(),
    }
}

/// Rows as a values file, the same bytes for the same rows.
pub(super) fn write<'a>(rows: impl Iterator<Item = &'a Recorded>) -> Vec<u8> {
    let text = |text: &str| if text.is_empty() { Field::Empty } else { Field::Text(text.to_owned()) };
    let rows: Vec<Vec<Field>> = rows
        .map(|one| {
            let value = value_text(&one.figure);
            vec![
                text(&one.indicator),
                text(&one.source),
                text(&one.area),
                text(&one.breakdown),
                text(&one.category),
                text(&one.period.first().key()),
                text(&one.period.last().key()),
                if value.is_empty() { Field::Empty } else { Field::Number(value) },
                text(one.figure.why().map_or("", figures::Reason::key)),
                text(mark_text(&one.figure)),
                text(one.note.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    write_csv(&COLUMNS, &rows)
}

impl From<&Observation> for Recorded {
    fn from(one: &Observation) -> Self {
        Self {
            indicator: one.indicator.clone(),
            version: one.version,
            source: one.source.clone(),
            area: one.area.clone(),
            breakdown: one.breakdown.clone(),
            category: one.category.clone(),
            period: one.period,
            figure: one.figure.clone(),
            note: one.note.clone(),
        }
    }
}
