//! The directory of groups and networks, with filters that are links.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::{
    groups::{Group, KINDS, store},
    partnership::{self, Named},
    people::{Role, Visitor},
    plan,
    plumbing::{
        clock::{spoken_day, zone},
        db::Db,
        filters::{self, ANY, Facet, Filter},
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/groups", directory), get("/api/v1/groups", crate::groups::api::list)]
}

/// What the directory is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::groups) struct Asked {
    framework: Option<String>,
    workstream: Option<String>,
    kind: Option<String>,
    priority: Option<String>,
    authority: Option<String>,
    state: Option<String>,
}

/// A group with the name of its workstream, in the order of the directory.
pub(in crate::groups) struct Placed {
    pub(in crate::groups) group: Group,
    pub(in crate::groups) workstream: Option<Named>,
    /// How many people it has today, by authority; of no authority under an empty key.
    pub(in crate::groups) people: BTreeMap<String, i64>,
}

/// The states a group can be narrowed by.
const STATES: &[(&str, &str)] = &[("current", "Goes on"), ("review-due", "Review due"), ("ended", "Has ended")];

/// Every group that was asked for, and the filters as links.
pub(in crate::groups) async fn narrowed(
    db: &Db,
    asked: &Asked,
    current: Option<String>,
    today: &str,
) -> Result<(Vec<Placed>, Vec<Filter>), Problem> {
    let mut placed = Vec::new();
    let mut people = store::member_counts(db, today).await?;
    let named: BTreeMap<String, Named> = search::of_kind(db, "workstream")
        .await?
        .into_iter()
        .map(|found| (found.key, Named { label: found.title, href: Some(found.url) }))
        .collect();
    for group in store::groups(db).await? {
        let workstream = match &group.workstream {
            Some(key) => Some(match named.get(&format!("{}/{key}", group.framework)) {
                Some(named) => named.clone(),
                None => partnership::workstream(db, &group.framework, key).await?,
            }),
            None => None,
        };
        let people = people.remove(&group.key).unwrap_or_default();
        placed.push(Placed { group, workstream, people });
    }
    let frameworks: BTreeSet<&String> = placed.iter().map(|one| &one.group.framework).collect();
    let chosen = |asked: &Option<String>| asked.clone().filter(|value| value != ANY && !value.is_empty());
    let framework = match &asked.framework {
        Some(_) => chosen(&asked.framework),
        None => current.filter(|key| frameworks.contains(key)),
    };
    let mut workstreams: Vec<(String, String)> = Vec::new();
    let shown = placed.iter().filter(|one| framework.is_none() || framework.as_ref() == Some(&one.group.framework));
    for (key, named) in shown.filter_map(|one| Some((one.group.workstream.as_ref()?, one.workstream.as_ref()?))) {
        if !workstreams.iter().any(|(known, _)| known == key) {
            workstreams.push((key.clone(), named.label.clone()));
        }
    }
    let priorities = match &framework {
        Some(key) => plan::records(db, key, "priority")
            .await?
            .into_iter()
            .map(|one| (one.key, spoken_priority(one.number, &one.title)))
            .collect(),
        None => Vec::new(),
    };
    let authorities = partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let facets = [
        Facet {
            name: "framework",
            heading: "Session",
            any: "All sessions",
            values: frameworks.into_iter().rev().map(|key| (key.clone(), partnership::spoken_sessions(key))).collect(),
            chosen: framework,
        },
        Facet {
            name: "workstream",
            heading: "Workstream",
            any: "All workstreams",
            values: workstreams,
            chosen: chosen(&asked.workstream),
        },
        Facet {
            name: "kind",
            heading: "Kind",
            any: "All kinds",
            values: KINDS.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect(),
            chosen: chosen(&asked.kind),
        },
        Facet {
            name: "priority",
            heading: "Priority served",
            any: "All priorities",
            values: priorities,
            chosen: chosen(&asked.priority),
        },
        Facet {
            name: "authority",
            heading: "Authority taking part",
            any: "All authorities",
            values: authorities,
            chosen: chosen(&asked.authority),
        },
        Facet {
            name: "state",
            heading: "State",
            any: "All",
            values: STATES.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect(),
            chosen: chosen(&asked.state),
        },
    ];
    let properties: Vec<filters::Properties> = placed
        .iter()
        .map(|Placed { group, people, .. }| {
            let mut state = vec![if group.has_ended(today) { "ended" } else { "current" }.to_owned()];
            state.extend(group.review_is_overdue(today).then(|| "review-due".to_owned()));
            vec![
                vec![group.framework.clone()],
                group.workstream.iter().cloned().collect(),
                vec![group.kind.clone()],
                group.priorities.clone(),
                people.keys().filter(|key| !key.is_empty()).cloned().collect(),
                state,
            ]
        })
        .collect();
    let links = filters::links("/groups", &facets, &properties);
    let admitted =
        placed.into_iter().zip(&properties).filter(|(_, record)| filters::admits(&facets, record)).map(|(one, _)| one);
    Ok((admitted.collect(), links))
}

/// A priority in a few words: its number, and as much of its title as fits a link.
fn spoken_priority(number: Option<i64>, title: &str) -> String {
    let mut short: String = title.chars().take(60).collect();
    if short.len() < title.len() {
        short = format!("{}…", short.rsplit_once(' ').map_or(short.as_str(), |(whole, _)| whole));
    }
    number.map_or_else(|| short.clone(), |number| format!("{number}. {short}"))
}

/// One group as the directory lists it.
struct Line {
    href: String,
    name: String,
    kind: String,
    remit: Option<String>,
    designed_for: Option<String>,
    programme: &'static str,
    ended: Option<String>,
    review: Option<String>,
    taking_part: Option<String>,
}

/// The groups of one workstream of one framework.
struct Section {
    heading: String,
    href: Option<String>,
    count: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "groups/directory.html")]
struct DirectoryPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    count: String,
    sections: Vec<Section>,
    may_add: bool,
    officer: bool,
}

async fn directory(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let current = partnership.and_then(|found| found.current_framework);
    let (placed, filters) = narrowed(&weft.db, &asked, current, &today).await?;
    let one_framework = placed.windows(2).all(|pair| pair[0].group.framework == pair[1].group.framework);
    let count = match placed.len() {
        1 => "1 group or network".to_owned(),
        many => format!("{many} groups and networks"),
    };
    let authorities = partnership::authorities(&weft.db).await?.len();
    let mut sections: Vec<(String, Section)> = Vec::new();
    for Placed { group, workstream, people } in placed {
        let from = people.keys().filter(|key| !key.is_empty()).count();
        let place = format!("{}/{}", group.framework, group.workstream.as_deref().unwrap_or_default());
        if !sections.iter().any(|(known, _)| *known == place) {
            let named =
                workstream.unwrap_or_else(|| Named { label: "Workstream not published".to_owned(), href: None });
            let session = partnership::spoken_sessions(&group.framework);
            let heading = if one_framework { named.label } else { format!("{}, {session}", named.label) };
            let section = Section { heading, href: named.href, count: String::new(), lines: Vec::new() };
            sections.push((place.clone(), section));
        }
        if let Some((_, section)) = sections.iter_mut().find(|(known, _)| *known == place) {
            section.lines.push(Line {
                href: format!("/groups/{}", group.key),
                kind: group.kind_name().to_owned(),
                programme: match &group.programme {
                    Some(key) if *key == group.key => " · also a programme",
                    Some(_) => " · part of a programme",
                    None => "",
                },
                review: group.review.as_deref().filter(|_| group.review_is_overdue(&today)).map(spoken_day),
                taking_part: (from > 0).then(|| format!("{from} of {authorities} authorities")),
                ended: group.ends.as_deref().filter(|_| group.has_ended(&today)).map(spoken_day),
                name: group.name,
                remit: group.remit,
                designed_for: group.designed_for,
            });
            section.count = section.lines.len().to_string();
        }
    }
    let page = visitor.page("Groups and networks").section("groups");
    show(&DirectoryPage {
        page: page.description("Who works together across the partnership, on what, and how to take part."),
        crumbs: Vec::new(),
        filters,
        filters_label: "Narrow the list of groups",
        count,
        may_add: visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::WorkstreamLead),
        officer: visitor.holds(Role::CollaborationOfficer),
        sections: sections.into_iter().map(|(_, section)| section).collect(),
    })
}
