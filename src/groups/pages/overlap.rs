//! Overlap and load, for the Collaboration Officer before a new group is agreed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;

use super::{authority_names, today};
use crate::{
    groups::{self, similar::Load},
    people::Permit,
    plumbing::{
        layout::{Crumb, Page, show_private},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/groups/overlap", overlap)]
}

/// A link to a group.
#[derive(Clone)]
struct Link {
    href: String,
    name: String,
}

/// Two groups and what they have in common.
struct Pair {
    one: Link,
    other: Link,
    what: String,
}

/// Somebody in several groups.
struct Several {
    name: String,
    groups: Vec<Link>,
}

/// What is asked of one authority.
struct Asked {
    name: String,
    people: String,
    places: String,
    month: String,
    session: String,
}

#[derive(Template)]
#[template(path = "groups/overlap.html")]
struct OverlapPage {
    page: Page,
    crumbs: Vec<Crumb>,
    asked: Vec<Asked>,
    not_counted: Vec<Link>,
    several: Vec<Several>,
    shared: Vec<Pair>,
    alike: Vec<Pair>,
    more_alike: usize,
}

/// Minutes as whole hours, rounded half up.
fn hours(minutes: i64) -> String {
    ((minutes + 30) / 60).to_string()
}

async fn overlap(State(weft): State<Weft>, permit: Permit) -> Shown {
    let day = today(&weft).await?;
    let both = groups::overlap(&weft.db, &day).await?;
    let (list, found) = &*both;
    let links: BTreeMap<&str, Link> = list
        .iter()
        .map(|group| (group.key.as_str(), Link { href: format!("/groups/{}", group.key), name: group.name.clone() }))
        .collect();
    let link = |key: &str| {
        links.get(key).cloned().unwrap_or_else(|| Link { href: format!("/groups/{key}"), name: key.to_owned() })
    };
    let mut asked = Vec::new();
    let none = Load::default();
    let mut names: Vec<(String, String)> = authority_names(&weft.db).await?.into_iter().collect();
    names.push((String::new(), "Partner organisations".to_owned()));
    for (key, name) in names {
        let load = found.load.get(&key).unwrap_or(&none);
        asked.push(Asked {
            name,
            people: load.people.to_string(),
            places: load.places.to_string(),
            month: hours(load.minutes / 10),
            session: hours(load.minutes),
        });
    }
    let pair = |(one, other, what): (&str, &str, String)| Pair { one: link(one), other: link(other), what };
    show_private(&OverlapPage {
        page: permit.visitor.page("Overlap and load").section("groups"),
        crumbs: vec![Crumb::new("/groups", "Groups and networks")],
        asked,
        not_counted: found.not_counted.iter().map(|key| link(key)).collect(),
        several: found
            .in_several
            .iter()
            .map(|(_, name, groups)| Several {
                name: name.clone(),
                groups: groups.iter().map(|key| link(key)).collect(),
            })
            .collect(),
        shared: found.shared.iter().map(|(a, b, count)| pair((a, b, count.to_string()))).collect(),
        more_alike: found.more_alike,
        alike: found.alike.iter().map(|(a, b, likeness)| pair((a, b, in_words(*likeness)))).collect(),
    })
}

/// A likeness in words: figures would promise more than words can tell.
fn in_words(likeness: u32) -> String {
    match likeness {
        90.. => "In nearly the same words",
        60..90 => "Much alike",
        _ => "Partly alike",
    }
    .to_owned()
}
