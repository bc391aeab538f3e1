//! A sheet of a workbook as CSV, for the readers of our own files.

use figures::Message;

use super::{Book, SheetView, column_name};
use crate::guard::guarded;
use crate::issue::{Issue, Issues};

/// The most empty rows in a row that are written as such.
const MOST_EMPTY_ROWS: usize = 10_000;

/// A cell as CSV writes it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

impl Book {
    /// The one sheet that holds a table: the only visible one, or the one with the most rows of two cells or
    /// more. A workbook of our own has its table after a cover and a list of contents.
    #[must_use]
    pub fn main_sheet(&self) -> Option<SheetView<'_>> {
        let rows = |sheet: &SheetView<'_>| sheet.rows().filter(|row| row.cells().len() > 1).count();
        let mut best: Option<SheetView<'_>> = None;
        for sheet in self.sheets().filter(|sheet| !sheet.is_hidden()) {
            if best.is_none_or(|one| rows(&sheet) > rows(&one)) {
                best = Some(sheet);
            }
        }
        best
    }
}

impl SheetView<'_> {
    /// The sheet as CSV in UTF-8 with commas, each row on the line that it has in the sheet, with an issue
    /// for each cell that cannot be read. Rows of one width, as a spreadsheet would save them.
    #[must_use]
    pub fn as_csv(self) -> (Vec<u8>, Vec<Issue>) {
        let mut issues = Issues::default();
        let mut text = String::new();
        let width = self.rows().map(|row| row.width()).max().unwrap_or(0);
        let headings: Vec<String> = self
            .rows()
            .next()
            .map(|row| (1..=width.min(1_000)).map(|at| row.get(at).text().unwrap_or_default().to_owned()).collect())
            .unwrap_or_default();
        let mut line = 1;
        for row in self.rows() {
            if row.number - line > MOST_EMPTY_ROWS || width > 1_000 {
                let what = Message::new("book-cells-far-apart").with("row", row.number);
                issues.add(Issue::row(row.number, what).on(self.name()));
                break;
            }
            text.extend(std::iter::repeat_n('\n', row.number - line));
            line = row.number + 1;
            let mut cells = vec![String::new(); width];
            for (column, value) in row.cells() {
                match value.text() {
                    Ok(text) => cells[column - 1] = quoted(&guarded(text)),
                    Err(what) => {
                        let heading = headings.get(column - 1).map_or("", String::as_str);
                        issues.add(Issue::cell(row.number, column_name(column, heading), what).on(self.name()));
                    }
                }
            }
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        (text.into_bytes(), issues.into_list())
    }
}
