//! Disclosure control: which numbers of a release must be hidden so that nobody can work out a small one.
//!
//! A release is a [`Table`] of counts with the [relations](table::Relation) between them; [`Grid`] builds tables of areas
//! and categories, and [`CountsGrid`] those of numerators and denominators. [`protect`] hides every count that is too
//! small by the [`Rule`], then whatever would give it away, and proves the result by an [`audit`] that can be run on its
//! own on any table, alone or [joined](Table::join) with what was released before.
//!
//! The words of the field: a *primary* cell is hidden for itself, a *complementary* one to protect it (Hundepool and
//! others, *Statistical Disclosure Control*, 2012, chapter 4). What the reader is taken to know, and how whole numbers are
//! decided, stands in `docs/decisions/0027-what-a-reader-may-work-out.md`.

mod asking;
pub mod audit;
mod complement;
pub mod grid;
mod improve;
pub mod protect;
pub mod rule;
mod search;
mod solver;
mod sums;
pub mod table;

pub use audit::{Audit, Depth, Range, Reader, audit};
pub use grid::{Counted, CountsGrid, Grid, Hierarchy, Outcomes};
pub use protect::{Hidden, Protection, Why, protect, protect_cells};
pub use rule::{Need, Primary, Rule, Standard, Zeros};
pub use table::{CellId, Pair, Relation, Table, TableCell, Visibility};
