//! What goes into the workbooks: a table with a column for each session, or one indicator with a row for each value.

use figures::{Figure, Period};

use crate::{
    indicators::{Book, Drawn, Indicator, Printed, said},
    plumbing::{
        clock::spoken_day,
        problem::Problem,
        workbook::{About, SHORTHAND, Sheet, Value, write},
    },
};

/// Numbered notes, each told once.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    /// The reference to a note: `[note 1]`.
    fn refer(&mut self, text: &str) -> String {
        let at = self.0.iter().position(|known| known == text).unwrap_or_else(|| {
            self.0.push(text.to_owned());
            self.0.len() - 1
        });
        format!("[note {}]", at + 1)
    }

    fn sheet(&self) -> Sheet {
        let rows: Vec<Vec<Value>> =
            (1..).zip(&self.0).map(|(at, text)| vec![Value::text(format!("note {at}")), Value::text(text)]).collect();
        let none = vec![vec![Value::text("none"), Value::text("There are no notes.")]];
        Sheet {
            name: "Notes".into(),
            title: "Notes".into(),
            about: vec!["This sheet holds one table: the notes that the other sheets refer to.".into()],
            headings: vec!["Note".into(), "Text".into()],
            rows: if rows.is_empty() { none } else { rows },
            widths: vec![12, 100],
        }
    }
}

fn number(figure: &Figure) -> Value {
    match (figure.decimal(), figure.why()) {
        (Some(decimal), _) => Value::Number(decimal),
        (None, Some(reason)) => Value::text(reason.shorthand()),
        (None, None) => Value::text(figure.display_short()),
    }
}

/// What is said about a cell in words and notes; empty where nothing is.
fn remarks(book: &Book, notes: &mut Notes, figure: &Figure, source: &str, note: Option<&str>) -> String {
    let mut said: Vec<String> = Vec::new();
    if figure.why().is_some() {
        let meaning = figure.marker.as_ref().and_then(|mark| {
            let markers = book.markers(source);
            markers.into_iter().find(|(marker, _)| marker.mark == *mark).map(|(marker, _)| marker.meaning.clone())
        });
        let reference = meaning.map_or_else(String::new, |text| format!(" {}", notes.refer(&text)));
        said.push(format!("{}{reference}", said::spoken(figure)));
    }
    for mark in &figure.notes {
        if let Some(found) = book.footnotes(source).iter().find(|one| one.mark == *mark) {
            said.push(notes.refer(&found.text));
        }
    }
    said.extend(figure.flags.shorthand().into_iter().map(ToOwned::to_owned));
    said.extend(note.map(|text| notes.refer(text)));
    said.join(" ")
}

fn about(title: &str, author: &str, what: &str, changed: &str) -> About {
    About {
        title: title.to_owned(),
        subject: "Indicators of an education partnership",
        author: author.to_owned(),
        cover: vec![
            what.to_owned(),
            format!(
                "Published by {author}. The newest value was recorded on {}.",
                spoken_day(changed.get(..10).unwrap_or(changed))
            ),
            SHORTHAND.to_owned(),
            "Notes are written as [note 1] and stand on the sheet Notes.".to_owned(),
        ],
        changed: changed.to_owned(),
    }
}

/// The workbook of a whole table: one row for each indicator, one column for each session.
pub(super) fn of_table(book: &Book, table: &Printed, author: &str, changed: &str) -> Result<Vec<u8>, Problem> {
    let mut notes = Notes::default();
    let mut rows = Vec::new();
    for section in &table.sections {
        for row in &section.rows {
            let theme = section.theme.as_ref().map_or("not printed", |(_, name)| name);
            let mut cells =
                vec![Value::text(&row.label), Value::text(theme), Value::text(row.unit.key().replace('_', " "))];
            let mut words = Vec::new();
            for (cell, column) in row.cells.iter().zip(&table.columns) {
                match &cell.drawn {
                    Drawn::Figure { figure, period, source, note } => {
                        cells.push(number(figure));
                        let said = remarks(book, &mut notes, figure, source, note.as_deref());
                        if period.is_two_sessions() {
                            words.push(format!("{}: one value for both sessions", both(*period)));
                        }
                        if !said.is_empty() {
                            words.push(format!("{}: {said}", column.session));
                        }
                    }
                    Drawn::Beside => cells.push(Value::text("[z]")),
                    Drawn::Nothing => cells.push(Value::text("[x]")),
                }
            }
            cells.push(Value::text(words.join("; ")));
            rows.push(cells);
        }
    }
    let mut headings: Vec<String> = ["Indicator", "Theme", "Unit"].map(ToOwned::to_owned).to_vec();
    headings.extend(table.columns.iter().map(|column| column.session.to_string()));
    headings.push("Notes".into());
    let mut widths = vec![60, 16, 18];
    widths.extend(table.columns.iter().map(|_| 10));
    widths.push(60);
    let data = Sheet {
        name: "Indicators".into(),
        title: table.title.clone(),
        about: vec!["This sheet holds one table: one row for each indicator, one column for each session.".into()],
        headings,
        rows,
        widths,
    };
    let what = book.source(&table.source).map_or_else(
        || "Every session, each with the value that the latest paper prints.".to_owned(),
        |source| format!("Source: {}.", source.title),
    );
    write(&about(&table.title, author, &what, changed), &[notes.sheet(), data])
}

fn both(period: Period) -> String {
    format!("{} and {}", period.first(), period.last())
}

/// The workbook of one indicator: one row for each value that any source gives.
pub(super) fn of_one(book: &Book, one: &Indicator, author: &str, changed: &str) -> Result<Vec<u8>, Problem> {
    let mut notes = Notes::default();
    let mut rows = Vec::new();
    for source in &book.sources {
        for found in book.observations.iter().filter(|row| row.indicator == one.key && row.source == source.key) {
            let area = book.areas.get(&found.area).cloned().unwrap_or_else(|| found.area.clone());
            rows.push(vec![
                Value::text(&source.title),
                Value::text(area),
                Value::text(if found.breakdown == "all" {
                    "everybody".into()
                } else {
                    format!("SIMD quintile {}", found.category)
                }),
                Value::text(found.period.first().to_string()),
                Value::text(found.period.last().to_string()),
                number(&found.figure),
                Value::text(remarks(book, &mut notes, &found.figure, &source.key, found.note.as_deref())),
            ]);
        }
    }
    if rows.is_empty() {
        let nothing = ["none", "none", "none", "none", "none", "[x]", "No value has been recorded."];
        rows.push(nothing.map(Value::text).to_vec());
    }
    let data = Sheet {
        name: "Values".into(),
        title: one.name.clone(),
        about: vec![
            "This sheet holds one table: one row for each value that a paper gives.".into(),
            format!("Unit: {}. {}", one.unit.key().replace('_', " "), one.definition),
        ],
        headings: ["Source", "Area", "Breakdown", "First session", "Last session", "Value", "Notes"]
            .map(ToOwned::to_owned)
            .to_vec(),
        rows,
        widths: vec![48, 24, 20, 14, 14, 12, 60],
    };
    write(&about(&one.short_name, author, &one.tells_you, changed), &[notes.sheet(), data])
}
