//! The partnership itself: its name and contact, its authorities and partner organisations, the papers its facts were
//! read from, its establishments. All of it is data.

mod file;
mod store;

pub use file::{PartnershipFile, read};
pub use store::{Authority, Paper, Partnership, Theme, authorities, authority, load, name, papers, save, themes};
