//! People's rights: what the record holds about one person, as a file to take away; taking it away altogether; and how long
//! each kind of record is kept.
//!
//! One registry says where people stand (`registry/`): the export shows it, erasing goes through it, and whatever else names
//! the person in a free text is found by looking through every text of every table. Numbers stay: a person erased is one row
//! without a name, so that everybody is counted once as before.

mod classes;
mod erase;
mod export;
mod pages;
pub mod registry;
mod retention;
mod retention_pages;
mod statement;
mod subject;
mod texts;

pub use classes::Class;
pub use erase::{Done, Fate, Line, Preview, erase, preview};
pub use export::{Held, export, gather};
pub use retention::{Due, due, keep, run};
pub use subject::{Subject, find, like};

/// The words that take the place of a name.
pub const NAMELESS: &str = "Former participant";

/// The words that take the place of a name or an address in a text.
pub(crate) const TAKEN_OUT: &str = "[name erased]";

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [pages::routes(), retention_pages::routes()].concat()
}
