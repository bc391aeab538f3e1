//! The partnership itself: its name and contact, its authorities and partner organisations, the papers its facts were
//! read from, its establishments. All of it is data.

mod establishments;
mod file;
mod naming;
mod stated;
mod store;

pub use establishments::{
    ESTABLISHMENT_SECTORS, ESTABLISHMENTS_PER_PAGE, Establishment, EstablishmentsAsked, SchoolFigures, establishment,
    establishment_names, establishments, establishments_listed, export_establishments, import_establishments,
    open_by_sector, rolls, school_figures, sector_name, successors,
};
pub use file::{PartnershipFile, read};
pub use naming::{Named, Workstreams, spoken_sessions, workstream, workstreams};
pub use stated::{Stated, read_stated, save_stated, stated};
pub use store::{
    Authority, Paper, Partner, Partnership, Theme, authorities, authority, find_authority, load, name, papers,
    partners, save, themes,
};
