//! The pages about indicators: the table, one page for each indicator, corrections, values from a file or pasted.

mod correct;
mod download;
mod facts;
mod history;
mod index;
mod one;
mod parts;
mod spreadsheet;
mod targets;
mod values;
mod view;
mod vintages;

pub(super) use correct::revise;

use super::{Release, api};
use crate::{
    people::Visitor,
    plumbing::route::{Route, get, post},
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/indicators", index::page),
        get("/indicators.csv", download::table_csv),
        get("/indicators.xlsx", download::table_xlsx),
        get("/indicators/{key}", one::page),
        get("/indicators/{key}/observations/{id}/correction", correct::page),
        post("/indicators/{key}/observations/{id}/correction", correct::send),
        get("/indicators/{key}/targets", targets::page),
        post("/indicators/{key}/targets", targets::send),
        get("/indicators/{key}/notes", targets::notes_page),
        post("/indicators/{key}/notes", targets::notes_send),
        get("/indicator-values", values::page),
        post("/indicator-values/check", values::check),
        post("/indicator-values", values::save),
        get("/api/v1/indicators", api::list),
        get("/api/v1/indicators/{key}", api::one),
    ]
}

/// What a visitor may see: unreleased sources are for signed-in people.
pub(super) fn release(visitor: &Visitor) -> Release {
    if visitor.account.is_some() { Release::Everything } else { Release::Released }
}
