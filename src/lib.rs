//! Weft: the working memory of an education partnership. One folder for each thing a partnership does.

pub mod plumbing;

pub mod partnership;

pub mod people;

pub mod plan;

pub mod actions;

pub mod groups;

pub mod programmes;

pub mod governance;

pub mod consultation;

pub mod interest;

pub mod progress;

pub mod meetings;

pub mod voices;

pub mod evaluation;

pub mod indicators;

pub mod reach;

pub mod planner;

pub mod profiles;

pub mod thread;

pub mod learning;

pub mod publications;

pub mod desk;

pub mod record;

pub mod rights;

pub mod site;

pub mod app;
