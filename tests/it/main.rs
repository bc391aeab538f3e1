//! The integration tests: the real router on real databases, SQLite and PostgreSQL, in one small named world.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod actions;
mod backup;
mod consultation;
mod counts;
mod crash;
mod description;
mod desk;
mod establishments;
mod governance;
mod group_closing;
mod group_files;
mod group_members;
mod group_pages;
mod groups;
mod indicator_files;
mod indicators;
mod interest;
mod mail;
mod meetings;
mod meetings_files;
mod papers;
mod people;
mod plan;
mod plan_life;
mod plan_year;
mod planner;
mod plumbing;
mod policy;
mod profiles;
mod programmes;
mod progress;
mod publications;
mod site;
mod voices;
mod world;
