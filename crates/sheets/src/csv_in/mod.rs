//! Reads CSV: a header row whose names are known, in any encoding and with any separator that can be
//! recognised, within caps.

mod header;
#[cfg(test)]
mod tests;

use csv::{Reader, ReaderBuilder, StringRecord};
use figures::Message;

use crate::encoding::decode;
use crate::guard::unguarded;
use crate::issue::{Issue, Issues};
use crate::{decimals, separator};

/// How much a sheet may hold. What is over a cap is refused with a message that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of the whole file.
    pub bytes: usize,
    /// Rows, the header apart.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Characters of one cell.
    pub cell: usize,
}

impl Default for Caps {
    /// 10 MB, 50,000 rows, 100 columns, 10,000 characters a cell.
    fn default() -> Self {
        Self { bytes: 10_000_000, rows: 50_000, columns: 100, cell: 10_000 }
    }
}

/// A column that a sheet is expected to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// Whether the header must have it.
    pub required: bool,
}

impl Column {
    /// A column the header must have.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// A column the header may have.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }
}

/// The rows of a sheet under its header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns, in the order of the file, in lower case.
    pub header: Vec<String>,
    /// The rows as wide as the header. Rows without any text are left out.
    pub rows: Vec<Row>,
}

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row as a spreadsheet numbers it: the header is 1, blank lines count.
    pub number: usize,
    /// Its cells, in the order of the file.
    pub cells: Vec<String>,
}

impl Sheet {
    /// The text of `row` in the column called `name`, without the spaces around it. An empty cell is
    /// not given, as is a column the file does not have: `None`.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row, name: &str) -> Option<&'a str> {
        let at = self.header.iter().position(|column| column == name)?;
        let text = row.cells.get(at)?.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// This stands alone after the last line. If a quotation mark was left open, it is swallowed with the
/// rest of the file, which is how an open quotation mark is found.
pub(crate) const END: &str = "\n\u{1}\n";

/// Reads a CSV file whose header has the `expected` columns, in any order.
///
/// Returned are the rows that could be read and every issue found. The encoding is recognised
/// ([`crate::decode`]), and the separator is the one under which the header has the expected names; where
/// that is not a comma, decimal commas are read as points. What was recognised without being certain is a
/// warning. Where the encoding, the size or the header is at fault there are no rows.
#[must_use]
pub fn read_csv(bytes: &[u8], expected: &[Column], caps: &Caps) -> (Sheet, Vec<Issue>) {
    let mut issues = Issues::default();
    let sheet = match decode(bytes, caps.bytes) {
        Ok(decoded) => {
            if let Some(doubt) = decoded.doubt {
                issues.add(Issue::sheet(doubt).as_warning());
            }
            read_text(&decoded.text, expected, caps, &mut issues)
        }
        Err(what) => {
            issues.add(Issue::sheet(what));
            Sheet::default()
        }
    };
    (sheet, issues.into_list())
}

fn read_text(text: &str, expected: &[Column], caps: &Caps, issues: &mut Issues) -> Sheet {
    let mut sheet = Sheet::default();
    let whole = format!("{text}{END}");
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = separator::of_header(first, expected.iter().map(|column| column.name));
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(whole.as_bytes());
    let mut record = StringRecord::new();
    let mut number = 0;
    let mut read = 0;
    let mut closed = false;
    loop {
        let start = place(&reader);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => {
                issues.add(Issue::row(number + 1, Message::new("sheet-unreadable-row")));
                break;
            }
        }
        number += 1 + blank_lines(&whole, start, place(&reader));
        if record.len() == 1 && record.get(0) == Some("\u{1}") && place(&reader) == whole.len() {
            closed = true;
            break;
        }
        if record.iter().any(|cell| cell.ends_with("\n\u{1}\n")) {
            break;
        }
        if sheet.header.is_empty() {
            match header::read(&record, number, expected, caps, issues) {
                Some(names) => sheet.header = names,
                None => return Sheet::default(),
            }
            continue;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        read += 1;
        if read > caps.rows {
            issues.add(Issue::row(number, Message::new("sheet-too-many-rows").with("most", caps.rows)));
            return sheet;
        }
        if let Some(row) = read_row(&record, number, &sheet.header, caps, issues) {
            sheet.rows.push(row);
        }
    }
    if delimiter != b',' {
        decimals::turn(&mut sheet.rows, issues);
    }
    if !closed {
        issues.add(Issue::row(number, Message::new("sheet-open-quote")));
    } else if sheet.header.is_empty() {
        issues.add(Issue::sheet(Message::new("sheet-empty")));
    }
    sheet
}

/// The byte at which the reader stands.
pub(crate) fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// How many blank lines stand before the record that was read from `start` to `end`. The reader passes
/// over them, but a spreadsheet numbers them.
pub(crate) fn blank_lines(whole: &str, start: usize, end: usize) -> usize {
    let bytes = whole.as_bytes().get(start..end).unwrap_or_default();
    let ends = bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let mut last = start.checked_sub(1).and_then(|at| whole.as_bytes().get(at));
    let mut lines = 0;
    for byte in ends {
        // The line feed of a Windows line end belongs to the carriage return before it.
        if !(*byte == b'\n' && last == Some(&b'\r')) {
            lines += 1;
        }
        last = Some(byte);
    }
    lines
}

fn read_row(record: &StringRecord, number: usize, header: &[String], caps: &Caps, issues: &mut Issues) -> Option<Row> {
    if record.len() != header.len() {
        issues.add(Issue::row(
            number,
            Message::new("sheet-row-width").with("found", record.len()).with("expected", header.len()),
        ));
        return None;
    }
    let mut good = true;
    let mut cells = Vec::with_capacity(record.len());
    for (cell, name) in record.iter().zip(header) {
        if let Some(what) = unfit(cell, caps) {
            issues.add(Issue::cell(number, name, what));
            good = false;
        }
        cells.push(unguarded(cell).to_owned());
    }
    good.then_some(Row { number, cells })
}

/// Why a cell cannot be kept: too long, or with characters nobody can see.
pub(crate) fn unfit(cell: &str, caps: &Caps) -> Option<Message> {
    let length = cell.chars().count();
    if length > caps.cell {
        return Some(Message::new("sheet-cell-too-long").with("length", length).with("most", caps.cell));
    }
    cell.chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        .then(|| Message::new("sheet-control-character"))
}
