//! The site around the records: home, about, search, contact, the statements every public site owes its readers, and
//! the map for search engines. It keeps nothing of its own; it shows what the features keep.

mod about;
mod home;
mod search;
mod sitemap;
mod statements;

pub use statements::{KEPT, Kept};

use crate::plumbing::route::{Route, get};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/", home::home),
        get("/about", about::about),
        get("/contact", about::contact),
        get("/search", search::search),
        get("/accessibility", statements::accessibility),
        get("/privacy", statements::privacy),
        get("/cookies", statements::cookies),
        get("/sitemap.xml", sitemap::sitemap),
        get("/robots.txt", sitemap::robots),
    ]
}
