//! Plumbing: the machinery every room of the house stands on, and nothing the partnership itself would name.

pub mod address;
pub mod address_list;
pub mod attendance_file;
pub mod cache;
pub mod calendar;
pub mod clock;
pub mod db;
pub mod filters;
pub mod form;
pub mod history;
pub mod ids;
pub mod import;
mod kept;
pub mod layout;
pub mod mail;
pub mod matching;
pub mod pasted;
pub mod press;
pub mod problem;
pub mod qr;
pub mod route;
pub mod search;
pub mod state;
pub mod toml_file;
pub mod toml_records;
pub mod words;
pub mod workbook;
