//! Merging: one person found under two spellings becomes one for every count and every page of their own, while both
//! histories stay where they were written. Nothing moves: a merged person points to the one who was kept, so that undoing it
//! restores exactly what stood before.
//!
//! The rules. A merge is between two people as they stand now: whoever was merged before brings or follows along. One person
//! is never merged with themselves. Undoing a merge takes out the one who was merged, with everybody who had been merged into
//! them before, whatever was merged later. Accounts and roles stay with the address they were given to: a merge lets nobody
//! do more than before. Two people told apart are not offered again.

mod alike;
mod pages;
mod store;
mod suggestions;
mod undo_pages;

pub use alike::Reason;
pub use store::{Merge, merge, merges, same_person, tell_apart, undo};
pub use suggestions::{how_many, open_pairs};

/// The routes about merging.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [pages::routes(), undo_pages::routes()].concat()
}
