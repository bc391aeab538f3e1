//! Counts: what each authority knows and the partnership adds up. An authority officer fills a sheet, one row for all
//! and one for each SIMD quintile, with numerators and denominators, never percentages. What leaves this folder is the
//! partnership's pooled figure with the authorities it covers; the rows themselves stay inside.

mod beside;
mod beside_page;
mod certainty;
mod earlier;
mod export;
mod happened;
mod import;
mod list;
mod measures;
mod next;
mod period;
mod pooled;
mod public;
mod review;
mod row;
mod sending;
mod series;
mod sharing;
mod sheet;
mod sheet_page;
mod sheet_view;
mod steps;
mod store;
mod upload;
mod versions;
mod waiting;

pub use export::export;
pub use import::import;
pub use pooled::{Cell, Gap, Pooled, PooledSession, Published, pooled};
pub use public::{PooledView, view};
pub use row::{Category, Content, Row};
pub use waiting::{Lacking, lacking, to_accept};

use figures::{AcademicSession, Message};

use crate::plumbing::{
    problem::Problem,
    route::{Route, get, post},
    state::Weft,
    words,
};

/// The routes of the counts.
pub fn routes() -> Vec<Route> {
    vec![
        get("/counts", list::show),
        post("/counts/requests", list::ask),
        get("/counts/upload", upload::show),
        post("/counts/upload", upload::take),
        get("/counts/{indicator}/{session}/{authority}", sheet_page::show),
        post("/counts/{indicator}/{session}/{authority}", sheet_page::save),
        post("/counts/{indicator}/{session}/{authority}/sending", sending::send),
        get("/counts/{indicator}/{session}/{authority}/review", review::show),
        post("/counts/{indicator}/{session}/{authority}/acceptance", review::accept),
        post("/counts/{indicator}/{session}/{authority}/return", review::send_back),
        get("/counts/{indicator}/{session}", period::show),
        post("/counts/{indicator}/{session}/lock", period::lock),
        post("/counts/{indicator}/{session}/unlocking", period::unlock),
        post("/counts/{indicator}/{session}/versions", period::publish),
        get("/indicators/{key}/counts", public::page),
        get("/indicators/{key}/counts/{session}", beside_page::show),
        post("/indicators/{key}/counts/{session}/sharing", beside_page::agree),
        post("/indicators/{key}/counts/{session}/withdrawal", beside_page::withdraw),
        get("/indicators/{key}/counts.csv", public::csv),
        get("/indicators/{key}/counts.json", public::json),
    ]
}

/// The message in words.
fn said(message: &Message) -> String {
    let args: Vec<(&str, &str)> = message.args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    words::say(message.key, &args)
}

/// The session of a part of an address; anything but `2023-24` is no page.
fn session_of(text: &str) -> Result<AcademicSession, Problem> {
    text.parse().map_err(|_not_a_session| Problem::NotFound)
}

/// An instant as the partnership's people read it.
async fn spoken(weft: &Weft, instant: &str) -> Result<String, Problem> {
    let partnership = crate::partnership::load(&weft.db).await?;
    let zone = crate::plumbing::clock::zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
    Ok(crate::plumbing::clock::spoken_instant(instant, &zone))
}
