//! Sheets: bytes in, rows and issues out. Pure, with caps.
//!
//! A reader never stops at the first bad row: it returns every row that can be read and an
//! [`Issue`] for everything that cannot, each with its row and column. Nothing is ever guessed; a
//! shift a damaged row looks like is offered as a [`Suggestion`] and never applied.

mod csv_in;
mod csv_out;
mod grid;
mod guard;
mod issue;
mod pasted;

pub use csv_in::{Caps, Column, Row, Sheet, read_csv};
pub use csv_out::{Field, write_csv};
pub use figures::Message;
pub use grid::{Grid, Table, read_grid};
pub use issue::{Issue, MOST_ISSUES, Severity, Shift, Suggestion};
pub use pasted::{PastedRow, PastedTable, Rules, read_pasted};
