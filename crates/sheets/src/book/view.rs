//! Looking at a book: sheets, rows, cells.

use figures::Message;

use super::{Book, BookCell, Kind, Line, Merge, Sheet, column_letters};

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Words, as they stand: spaces around them included.
    Text(&'a str),
    /// A number without the noise of binary fractions: `8458332`, `5.3`, `91.64%`.
    Number(&'a str),
    /// A day or a time: `2024-10-31`, `2024-10-31 12:00`, `18:00`.
    Day(&'a str),
    /// A truth value.
    Flag(bool),
    /// What cannot be read: `#N/A` and other errors of a formula, or what the cell stores.
    Fault(&'a str),
    /// A formula that nobody has worked out: the file keeps no result of it.
    Uncomputed,
    /// A text that is longer than is read.
    TooLong,
}

impl<'a> Value<'a> {
    /// The text of the cell without the spaces around it; empty for an empty cell.
    ///
    /// # Errors
    /// What is wrong with the cell and what to do.
    pub fn text(self) -> Result<&'a str, Message> {
        match self {
            Self::Empty => Ok(""),
            Self::Text(text) => Ok(trimmed(text)),
            Self::Number(text) | Self::Day(text) => Ok(text),
            Self::Flag(yes) => Ok(if yes { "true" } else { "false" }),
            Self::Fault(text) => Err(Message::new("book-cell-error").with("text", text)),
            Self::Uncomputed => Err(Message::new("book-cell-uncomputed")),
            Self::TooLong => Err(Message::new("book-cell-too-long")),
        }
    }

    /// Whether nothing stands in the cell that anybody could see.
    #[must_use]
    pub fn is_blank(self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Text(text) if trimmed(text).is_empty())
    }
}

/// Text without spaces around it, those included that do not break a line or have no width.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}'))
}

/// One sheet of a book.
#[derive(Debug, Clone, Copy)]
pub struct SheetView<'a> {
    book: &'a Book,
    sheet: &'a Sheet,
}

/// One row of a sheet that has cells.
#[derive(Debug, Clone, Copy)]
pub struct RowView<'a> {
    /// The row as a spreadsheet numbers it, from 1.
    pub number: usize,
    book: &'a Book,
    cells: &'a [BookCell],
}

impl Book {
    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> impl ExactSizeIterator<Item = SheetView<'_>> {
        self.sheets.iter().map(|sheet| SheetView { book: self, sheet })
    }

    /// How many cells have something in them, in all sheets.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.cells.len()).sum()
    }
}

impl<'a> SheetView<'a> {
    /// The name on the tab.
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.sheet.name
    }

    /// Whether the tab is hidden.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        self.sheet.hidden
    }

    /// The rows that have cells, from the top; their numbers may have gaps.
    pub fn rows(self) -> impl ExactSizeIterator<Item = RowView<'a>> {
        self.sheet.rows.iter().map(move |line| self.row_of(*line))
    }

    /// The `at`th row that has cells, from 0.
    #[must_use]
    pub fn row(self, at: usize) -> Option<RowView<'a>> {
        self.sheet.rows.get(at).map(|line| self.row_of(*line))
    }

    /// Cells that are merged, those near the top of the sheet.
    #[must_use]
    pub fn merges(self) -> &'a [Merge] {
        &self.sheet.merges
    }

    fn row_of(self, line: Line) -> RowView<'a> {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let cells = self.sheet.cells.get(place(line.first)..place(line.end)).unwrap_or_default();
        RowView { number: place(line.number), book: self.book, cells }
    }
}

impl<'a> RowView<'a> {
    /// The cells that have something in them with their columns, counted from 1.
    pub fn cells(self) -> impl ExactSizeIterator<Item = (usize, Value<'a>)> {
        self.cells.iter().map(move |cell| (usize::from(cell.column), self.value(cell)))
    }

    /// What stands in a column, counted from 1.
    #[must_use]
    pub fn get(self, column: usize) -> Value<'a> {
        let found = self.cells.binary_search_by_key(&column, |cell| usize::from(cell.column));
        found.map_or(Value::Empty, |at| self.value(&self.cells[at]))
    }

    /// Whether nothing stands in the row that anybody could see.
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.cells().all(|(_, value)| value.is_blank())
    }

    /// The last column that has something in it; 0 for none.
    #[must_use]
    pub fn width(self) -> usize {
        self.cells.last().map_or(0, |cell| usize::from(cell.column))
    }

    fn value(self, cell: &BookCell) -> Value<'a> {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let (start, length) = (place(cell.start), place(cell.length));
        let text = self.book.text.get(start..start.saturating_add(length)).unwrap_or_default();
        match cell.kind {
            Kind::Text => Value::Text(text),
            Kind::Number => Value::Number(text),
            Kind::Day => Value::Day(text),
            Kind::Yes => Value::Flag(true),
            Kind::No => Value::Flag(false),
            Kind::Fault => Value::Fault(text),
            Kind::Uncomputed => Value::Uncomputed,
            Kind::TooLong => Value::TooLong,
        }
    }
}

/// A column as people find it: its letters, and its heading where it has one.
#[must_use]
pub fn column_name(column: usize, heading: &str) -> String {
    let letters = column_letters(column);
    let heading: String = trimmed(heading).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
    if heading.is_empty() { letters } else { format!("{letters} ({heading})") }
}
