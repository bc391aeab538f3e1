//! The pages of groups and networks: the directory, one group, and everything its keepers do with it.

mod action_plan;
mod afterwards;
mod closing;
mod directory;
mod edit;
mod edit_form;
mod leadership;
mod members;
mod one;
mod outputs;
mod overlap;
mod pasted;
mod pasted_rows;

pub(super) use directory::{Asked, Placed, narrowed};

use std::collections::BTreeMap;

use super::{Group, store};
use crate::{
    partnership,
    people::{Permit, Scope, Visitor, policy, satisfies},
    plumbing::{clock::zone, db::Db, layout::Crumb, problem::Problem, route::Route, state::Weft},
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [
        directory::routes(),
        edit::routes(),
        overlap::routes(),
        one::routes(),
        members::routes(),
        pasted::routes(),
        leadership::routes(),
        action_plan::routes(),
        outputs::routes(),
        closing::routes(),
        afterwards::routes(),
    ]
    .concat()
}

/// One choice of a question.
#[derive(Debug, Clone)]
struct Choice {
    value: String,
    label: String,
    hint: &'static str,
}

impl Choice {
    fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: "" }
    }

    fn list(pairs: &[(&str, &str)]) -> Vec<Self> {
        pairs.iter().map(|(value, label)| Self::new(*value, *label)).collect()
    }
}

/// Today in the partnership's zone.
async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// The group of a key with its id.
async fn find(db: &Db, key: &str) -> Result<(String, Group), Problem> {
    store::with_id(db, key).await?.ok_or(Problem::NotFound)
}

/// Lets in those who keep this group: its own lead, the lead of its workstream, the officer.
fn permitted(permit: &Permit, group: &Group) -> Result<(), Problem> {
    let own = permit.within(&Scope::Group(group.key.clone()));
    match &group.workstream {
        Some(workstream) if own.is_err() => permit.within(&Scope::Workstream(workstream.clone())),
        _ => own,
    }
}

/// Whether a visitor keeps this group, for showing or leaving out what only its keepers do. The route asks again.
fn keeps(visitor: &Visitor, group: &Group) -> bool {
    let Some(account) = &visitor.account else { return false };
    let own = Scope::Group(group.key.clone());
    let workstream = group.workstream.clone().map(Scope::Workstream);
    satisfies(&account.grants, &policy::GROUP_KEEPERS, Some(&own))
        || workstream.is_some_and(|scope| satisfies(&account.grants, &policy::GROUP_KEEPERS, Some(&scope)))
}

/// The crumbs of a page below a group's.
fn crumbs(group: &Group) -> Vec<Crumb> {
    vec![Crumb::new("/groups", "Groups and networks"), Crumb::new(format!("/groups/{}", group.key), group.name.clone())]
}

/// The names of the authorities by key.
async fn authority_names(db: &Db) -> Result<BTreeMap<String, String>, Problem> {
    Ok(partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect())
}

/// A length of time as people say it: `1 hour 30 minutes`.
fn spoken_minutes(minutes: i64) -> String {
    let hours = match minutes / 60 {
        0 => None,
        1 => Some("1 hour".to_owned()),
        many => Some(format!("{many} hours")),
    };
    let rest = match minutes % 60 {
        0 => None,
        1 => Some("1 minute".to_owned()),
        many => Some(format!("{many} minutes")),
    };
    hours.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}
