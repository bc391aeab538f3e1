//! The integration tests: the real router on real databases, SQLite and PostgreSQL, in one small named world.

mod backup;
mod counts;
mod crash;
mod description;
mod establishments;
mod groups;
mod indicator_files;
mod indicators;
mod interest;
mod people;
mod plan;
mod plan_life;
mod plumbing;
mod policy;
mod programmes;
mod publications;
mod site;
mod world;
