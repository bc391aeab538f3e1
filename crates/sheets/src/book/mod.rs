//! Workbooks: XLSX bytes in, sheets of cells out, with caps that hold while the file is unpacked.
//!
//! An XLSX file is a zip of XML parts (ECMA-376). Only the parts that hold cells are unpacked, one after
//! the other, and each is read as a stream: a cell far from the others costs as much as any other cell.
//! What is kept of a cell is twelve bytes and its text, which stands in one long string for the book.

mod as_text;
mod cells;
mod from_text;
mod package;
mod parts;
mod read;
mod strings;
mod styles;
mod value;
mod view;
mod xml;

pub use from_text::read_book;
pub use read::{read_workbook, read_workbook_watched};
pub use value::{DateSystem, day_of_serial};
pub(crate) use view::trimmed;
pub use view::{RowView, SheetView, Value, column_name};

/// How much a workbook may hold. What is over a cap is refused with a message that names it.
///
/// The figures are those of docs/decisions/0027; a workbook of the size of the largest that the Scottish
/// Government publishes for schools takes a twentieth of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookCaps {
    /// Bytes of the file as it arrives.
    pub packed: usize,
    /// Bytes of all its parts together when they are unpacked, and of those that are read.
    pub unpacked: u64,
    /// How many times larger the unpacked parts may be than the file. Parts that together are below
    /// [`BookCaps::small`] may be packed as tightly as they like.
    pub ratio: u64,
    /// Unpacked bytes below which the ratio says nothing.
    pub small: u64,
    /// Parts of the zip, those that are never unpacked included.
    pub parts: usize,
    /// Sheets of the workbook.
    pub sheets: usize,
    /// Cells with something in them, in all sheets together, and different texts.
    pub cells: usize,
    /// Columns: the number of the last column a cell may stand in.
    pub columns: usize,
    /// Rows: the number of the last row a cell may stand in.
    pub rows: usize,
    /// Characters of one cell.
    pub text: usize,
}

impl Default for BookCaps {
    /// 25 MB packed, 256 MB unpacked, ratio 100 above 4 MB, 2,000 parts, 255 sheets, 5,000,000 cells,
    /// 16,384 columns, 1,048,576 rows, 32,767 characters a cell (the last three are Excel's own).
    fn default() -> Self {
        Self {
            packed: 25_000_000,
            unpacked: 256_000_000,
            ratio: 100,
            small: 4_000_000,
            parts: 2_000,
            sheets: 255,
            cells: 5_000_000,
            columns: 16_384,
            rows: 1_048_576,
            text: 32_767,
        }
    }
}

/// A workbook, or a text file seen as a workbook of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// The text of every cell, one after the other.
    text: String,
    sheets: Vec<Sheet>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sheet {
    name: String,
    hidden: bool,
    rows: Vec<Line>,
    cells: Vec<BookCell>,
    merges: Vec<Merge>,
}

/// A row and where its cells stand among those of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    number: u32,
    first: u32,
    end: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BookCell {
    column: u16,
    kind: Kind,
    start: u32,
    length: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Day,
    Yes,
    No,
    Fault,
    Uncomputed,
    TooLong,
}

/// Cells that are merged into one; rows and columns from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The first row.
    pub top: usize,
    /// The last row.
    pub bottom: usize,
    /// The first column.
    pub left: usize,
    /// The last column.
    pub right: usize,
}

/// The letters of a column counted from 1: `A`, `Z`, `AA`, `XFD`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}
