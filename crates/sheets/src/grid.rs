//! Reads any table as it comes out of another program: lines of cells, whatever its header.
//!
//! In any encoding that can be recognised; cells parted by tabs, commas or semicolons, whichever the first lines show.
//! Nothing is known beforehand about the columns: whoever asked matches them to what they need. For the same reason a
//! decimal comma stays: `1,3` may as well be two answers.

use csv::{Reader, ReaderBuilder, StringRecord};
use figures::Message;

use crate::csv_in::{Caps, END, Row, blank_lines, place, unfit};
use crate::encoding::decode;
use crate::guard::unguarded;
use crate::issue::{Issue, Issues};
use crate::separator;

/// The lines of a table that have any text, each with its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The lines in order; a gap in their numbers is an empty line.
    pub rows: Vec<Row>,
}

/// A header and the rows under it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The headings as printed, without the spaces around them.
    pub header: Vec<String>,
    /// The rows under them; one may be shorter or longer than the header.
    pub rows: Vec<Row>,
}

impl Grid {
    /// The table whose header is the `at`th line, down to the end of the file.
    #[must_use]
    pub fn under(&self, at: usize) -> Table {
        self.part(at, |_, _| true)
    }

    /// The table whose header is the `at`th line, down to the next empty line.
    #[must_use]
    pub fn block(&self, at: usize) -> Table {
        self.part(at, |before, row| row == before + 1)
    }

    fn part(&self, at: usize, goes_on: impl Fn(usize, usize) -> bool) -> Table {
        let Some(first) = self.rows.get(at) else { return Table::default() };
        let mut before = first.number;
        let rows = self.rows[at + 1..].iter().take_while(|row| {
            let more = goes_on(before, row.number);
            before = row.number;
            more
        });
        let header = first.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        Table { header, rows: rows.cloned().collect() }
    }

    /// The same lines with tabs between the cells, to be carried through a form: [`read_grid`] reads them back.
    #[must_use]
    pub fn as_tabs(&self) -> String {
        let mut text = String::new();
        let mut line = 1;
        for row in &self.rows {
            while line < row.number {
                text.push('\n');
                line += 1;
            }
            let cells: Vec<String> =
                row.cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ").replace('"', "\u{201d}")).collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
            line += 1;
        }
        text
    }
}

impl Table {
    /// The text of a row in a column, without the spaces around it; `None` where nothing stands.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row, column: usize) -> Option<&'a str> {
        row.cells.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }
}

/// Reads the lines of a file or of pasted text, with everything that cannot be read.
#[must_use]
pub fn read_grid(bytes: &[u8], caps: &Caps) -> (Grid, Vec<Issue>) {
    let mut issues = Issues::default();
    let grid = match decode(bytes, caps.bytes) {
        Ok(decoded) => {
            if let Some(doubt) = decoded.doubt {
                issues.add(Issue::sheet(doubt).as_warning());
            }
            read(&decoded.text, caps, &mut issues)
        }
        Err(what) => {
            issues.add(Issue::sheet(what));
            Grid::default()
        }
    };
    (grid, issues.into_list())
}

fn read(text: &str, caps: &Caps, issues: &mut Issues) -> Grid {
    let mut grid = Grid::default();
    let whole = format!("{text}{END}");
    let delimiter = separator::of_lines(text);
    let mut reader: Reader<&[u8]> =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(whole.as_bytes());
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let start = place(&reader);
        if !matches!(reader.read_record(&mut record), Ok(true)) {
            issues.add(Issue::row(number, Message::new("sheet-open-quote")));
            break;
        }
        number += 1 + blank_lines(&whole, start, place(&reader));
        if record.len() == 1 && record.get(0) == Some("\u{1}") {
            break;
        }
        if record.iter().any(|cell| cell.ends_with("\n\u{1}\n")) {
            issues.add(Issue::row(number, Message::new("sheet-open-quote")));
            break;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if grid.rows.len() > caps.rows {
            issues.add(Issue::row(number, Message::new("sheet-too-many-rows").with("most", caps.rows)));
            break;
        }
        if record.len() > caps.columns {
            let what = Message::new("sheet-too-many-columns").with("found", record.len()).with("most", caps.columns);
            issues.add(Issue::row(number, what));
            continue;
        }
        let mut good = true;
        for (column, what) in (1..).zip(record.iter()).filter_map(|(at, cell)| Some((at, unfit(cell, caps)?))) {
            issues.add(Issue::cell(number, column.to_string(), what));
            good = false;
        }
        if good {
            grid.rows.push(Row { number, cells: record.iter().map(|cell| unguarded(cell).to_owned()).collect() });
        }
    }
    if grid.rows.is_empty() && issues.is_empty() {
        issues.add(Issue::sheet(Message::new("sheet-empty")));
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(grid: &Grid) -> Vec<(usize, Vec<&str>)> {
        grid.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn a_file_of_utf_16_with_a_summary_above_its_table_is_read_line_by_line() {
        let text =
            "1. Summary\r\nMeeting title\tLiteracy\r\n\r\n2. Participants\r\nName\tEmail\r\nAnna\ta@x.example\r\n";
        for (mark, bytes) in [
            ([0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            ([0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
        ] {
            let (grid, issues) = read_grid(&[&mark[..], &bytes].concat(), &Caps::default());
            assert!(issues.is_empty(), "{issues:?}");
            let expected: Vec<(usize, Vec<&str>)> = vec![
                (1, vec!["1. Summary"]),
                (2, vec!["Meeting title", "Literacy"]),
                (4, vec!["2. Participants"]),
                (5, vec!["Name", "Email"]),
                (6, vec!["Anna", "a@x.example"]),
            ];
            assert_eq!(cells(&grid), expected);
            let table = grid.block(3);
            assert_eq!(table.header, ["Name", "Email"]);
            assert_eq!(table.cell(&table.rows[0], 1), Some("a@x.example"));
            assert_eq!(cells(&read_grid(grid.as_tabs().as_bytes(), &Caps::default()).0), expected);
        }
    }

    #[test]
    fn a_block_ends_at_the_next_empty_line_and_a_file_goes_on() {
        let (grid, _) = read_grid(b"name,email\na,1\n\nb,2\n", &Caps::default());
        assert_eq!(grid.block(0).rows.len(), 1);
        assert_eq!(grid.under(0).rows.len(), 2);
        let (semicolons, _) = read_grid(b"name;email\n\"a;b\";1\n", &Caps::default());
        assert_eq!(semicolons.rows[1].cells, ["a;b", "1"]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (bytes, key) in [
            (&b"a,\"b\nc"[..], "sheet-open-quote"),
            (b"", "sheet-empty"),
            (b"PK\x03\x04", "sheet-is-a-workbook"),
            (b"a\xff\x00", "sheet-not-utf-8"),
        ] {
            let (_, issues) = read_grid(bytes, &Caps::default());
            assert_eq!(issues.iter().map(|issue| issue.what.key).collect::<Vec<_>>(), [key]);
        }
        let few = Caps { rows: 1, ..Caps::default() };
        assert_eq!(read_grid(b"a\nb\nc\nd", &few).1[0].what.key, "sheet-too-many-rows");
    }
}
