//! Indicators: what is measured, what each paper printed about it, and how it moved.
//!
//! A definition says what a number means and has versions, because meanings change. A source is a paper or submission
//! with a day of release; what one source says is a vintage. An observation is one printed cell: a value, a band or a
//! reason. A correction never erases: it replaces an observation within its source, with a reason.

mod api;
mod book;
mod cell;
mod chart;
mod control;
pub mod counts;
mod definition;
mod export;
mod import;
mod latest;
mod observations;
mod pages;
mod pasted;
mod said;
mod source;
mod statement;
mod store;
mod table;

pub use book::{Book, Release};
pub use cell::CellFault;
pub use chart::line_chart;
pub use control::{ControlRow, ControlView};
pub use definition::{Better, GapEnds, Indicator, Kind, Version};
pub use export::export;
pub use import::import;
pub use latest::{Stands, latest, series};
pub use pages::routes;
pub use said::{finding, summary};
pub use source::{Column, Footnote, Marker, Source, SourceKind, SourceRow};
pub use statement::{Claimed, Statement};
pub use store::{Note, Observation, Target, statements};
pub use table::{Drawn, LegendEntry, Printed, PrintedCell, PrintedRow, Section, across, comparison, printed};

/// The area of figures about the whole partnership.
pub const PARTNERSHIP: &str = "partnership";

/// The breakdown, and the category, of figures about everybody.
pub const ALL: &str = "all";
