//! The integration tests: the real router on real databases, SQLite and PostgreSQL, in one small named world.

mod backup;
mod crash;
mod people;
mod plan;
mod plumbing;
mod policy;
mod site;
mod world;
