//! Sheets: bytes in, rows and issues out. Pure, with caps.
//!
//! A reader never stops at the first bad row: it returns every row that can be read and an
//! [`Issue`] for everything that cannot, each with its row and column. Nothing is ever guessed; a
//! shift a damaged row looks like is offered as a [`Suggestion`] and never applied.

mod book;
mod csv_in;
mod csv_out;
mod days;
mod decimals;
mod encoding;
mod grid;
mod guard;
mod headings;
mod issue;
pub mod official;
mod pasted;
mod separator;

pub use book::{
    Book, BookCaps, DateSystem, Merge, RowView, SheetView, Value, column_letters, column_name, day_of_serial,
    read_book, read_workbook, read_workbook_watched,
};
pub use csv_in::{Caps, Column, Row, Sheet, read_csv};
pub use csv_out::{Field, write_csv};
pub use days::{DayOrder, day_within, read_day};
pub use decimals::{DecimalSign, decimal_sign, with_point};
pub use encoding::{Decoded, Encoding, decode};
pub use figures::Message;
pub use grid::{Grid, Table, read_grid};
pub use headings::{FoundColumn, Header, Heading, Year, find_header};
pub use issue::{Issue, MOST_ISSUES, Severity, Shift, Suggestion};
pub use pasted::{PastedRow, PastedTable, Rules, read_pasted};
