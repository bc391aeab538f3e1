//! Downloads: the whole table and one indicator, as CSV and as an accessible workbook.

use axum::extract::{Query, State};
use sheets::{Field, write_csv};

use super::{
    index::{Asked, table},
    release, spreadsheet,
};
use crate::{
    indicators::{Book, Drawn, Indicator, Printed, observations, store},
    people::Visitor,
    plumbing::{
        layout::download,
        problem::{Problem, Shown},
        state::Weft,
        words::say_message,
    },
};

/// One row of a download: an indicator in a session, number and words in columns of their own.
const COLUMNS: [&str; 10] =
    ["indicator", "label", "theme", "unit", "first_session", "last_session", "value", "reason", "marker", "source"];

/// The rows of a table with one cell a row.
fn long(book: &Book, table: &Printed) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    for section in &table.sections {
        for row in &section.rows {
            for cell in &row.cells {
                let Drawn::Figure { figure, period, source, .. } = &cell.drawn else { continue };
                let reason = figure.why().map_or_else(String::new, |reason| say_message(&reason.message()));
                let source = book.source(source).map_or("", |found| found.short_title.as_str());
                let text = |text: &str| if text.is_empty() { Field::Empty } else { Field::Text(text.to_owned()) };
                rows.push(vec![
                    text(&row.indicator),
                    text(&row.label),
                    text(section.theme.as_ref().map_or("", |(_, name)| name)),
                    text(row.unit.key()),
                    text(&period.first().key()),
                    text(&period.last().key()),
                    match figure.plain() {
                        Some(number) => Field::Number(number),
                        None if figure.why().is_none() => text(&figure.display_short()),
                        None => Field::Empty,
                    },
                    text(&reason),
                    text(observations::mark_text(figure)),
                    text(source),
                ]);
            }
        }
    }
    rows
}

pub(super) async fn table_csv(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let book = Book::open(&weft, release(&visitor), None).await?;
    let table = table(&book, &asked.source)?.ok_or(Problem::NotFound)?;
    let name = format!("indicators-{}.csv", table.source);
    download(write_csv(&COLUMNS, &long(&book, &table)), "text/csv; charset=utf-8", &name)
}

/// Every observation of one indicator in the form in which values are imported.
pub(super) fn one_csv(book: &Book, one: &Indicator) -> Shown {
    let mut rows: Vec<store::Recorded> = Vec::new();
    for source in &book.sources {
        let own = book.observations.iter().filter(|row| row.source == source.key && row.indicator == one.key);
        rows.extend(own.map(store::Recorded::from));
    }
    let bytes = observations::write(rows.iter());
    download(bytes, "text/csv; charset=utf-8", &format!("{}.csv", one.key))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn table_xlsx(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let book = Book::open(&weft, release(&visitor), None).await?;
    let table = table(&book, &asked.source)?.ok_or(Problem::NotFound)?;
    let changed = changed(&book);
    let bytes = spreadsheet::of_table(&book, &table, &visitor.site_name, &changed)?;
    download(bytes, XLSX, &format!("indicators-{}.xlsx", table.source))
}

/// One indicator as a workbook.
pub(super) fn one_xlsx(visitor: &Visitor, book: &Book, one: &Indicator) -> Shown {
    let bytes = spreadsheet::of_one(book, one, &visitor.site_name, &changed(book))?;
    download(bytes, XLSX, &format!("{}.xlsx", one.key))
}

/// The instant of the newest value in the book; workbooks carry it in place of the time of making.
fn changed(book: &Book) -> String {
    let newest = book.observations.iter().map(|one| one.recorded_at.as_str()).max();
    newest.unwrap_or("2000-01-01T00:00:00.000Z").to_owned()
}
