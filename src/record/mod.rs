//! The history of every record in words: who changed what, when and why.
//!
//! History itself is written by `plumbing::history`; here it is read. Each record's page leads to its history
//! (`people::visitor` puts the link there), and the officers have a list of everything.

mod kinds;
mod pages;
mod store;
mod words;

pub use kinds::{KINDS, Kind, Sight};
pub use pages::routes;
