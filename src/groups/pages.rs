//! The directory of groups and networks, and the page of one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{Group, KINDS, store};
use crate::{
    partnership::{self, Named},
    people::{self, Office, Visitor},
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

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![get("/groups", directory), get("/groups/{key}", one), get("/api/v1/groups", super::api::list)]
}

/// What the directory is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    framework: Option<String>,
    workstream: Option<String>,
    kind: Option<String>,
}

/// A group with the name of its workstream, in the order of the directory.
pub(super) struct Placed {
    pub(super) group: Group,
    pub(super) workstream: Option<Named>,
}

/// Every group that was asked for, and the filters as links.
pub(super) async fn narrowed(
    db: &Db,
    asked: &Asked,
    current: Option<String>,
) -> Result<(Vec<Placed>, Vec<Filter>), Problem> {
    let mut placed = Vec::new();
    for group in store::groups(db).await? {
        let workstream = match &group.workstream {
            Some(key) => Some(partnership::workstream(db, &group.framework, key).await?),
            None => None,
        };
        placed.push(Placed { group, workstream });
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
    ];
    let properties: Vec<filters::Properties> = placed
        .iter()
        .map(|Placed { group, .. }| {
            vec![vec![group.framework.clone()], group.workstream.iter().cloned().collect(), vec![group.kind.clone()]]
        })
        .collect();
    let links = filters::links("/groups", &facets, &properties);
    let admitted =
        placed.into_iter().zip(&properties).filter(|(_, record)| filters::admits(&facets, record)).map(|(one, _)| one);
    Ok((admitted.collect(), links))
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
}

async fn directory(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let current = partnership.and_then(|found| found.current_framework);
    let (placed, filters) = narrowed(&weft.db, &asked, current).await?;
    let one_framework = placed.windows(2).all(|pair| pair[0].group.framework == pair[1].group.framework);
    let count = match placed.len() {
        1 => "1 group or network".to_owned(),
        many => format!("{many} groups and networks"),
    };
    let mut sections: Vec<(String, Section)> = Vec::new();
    for Placed { group, workstream } in placed {
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
        sections: sections.into_iter().map(|(_, section)| section).collect(),
    })
}

/// One fact of a group: its name, what is known, or that nobody published it.
struct Fact {
    name: &'static str,
    value: Option<String>,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "groups/one.html")]
struct GroupPage {
    page: Page,
    crumbs: Vec<Crumb>,
    group: Group,
    over: String,
    facts: Vec<Fact>,
    programme: Option<Named>,
    same_thing: bool,
    contact: Option<Office>,
    source: Option<String>,
    ended: Option<String>,
    involved: String,
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let group = store::group(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let workstream = match &group.workstream {
        Some(key) => Some(partnership::workstream(&weft.db, &group.framework, key).await?),
        None => None,
    };
    let programme = match &group.programme {
        Some(key) => search::named(&weft.db, "programme", key).await?,
        None => None,
    };
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let papers = partnership::papers(&weft.db).await?;
    let source = group.paper.as_ref().and_then(|key| papers.into_iter().find(|paper| paper.key == *key));
    let place = workstream.as_ref().map(|named| named.label.clone());
    let title = group.title(place.as_deref());
    let over = place
        .map_or_else(|| group.kind_name().to_owned(), |workstream| format!("{} · {workstream}", group.kind_name()));
    show(&GroupPage {
        page: visitor.page(title).section("groups").description(group.remit.clone().unwrap_or_default()),
        crumbs: vec![Crumb::new("/groups", "Groups and networks")],
        over,
        facts: facts(&group, workstream),
        same_thing: group.programme.as_ref() == Some(&group.key),
        programme: programme.map(|found| Named { label: found.title, href: Some(found.url) }),
        contact: people::office(&weft.db, &group.contact_office).await?,
        source: source.map(|paper| match group.line {
            Some(line) => format!("{}, line {line} of its text", paper.title),
            None => paper.title,
        }),
        ended: group.ends.as_deref().filter(|_| group.has_ended(&today)).map(spoken_day),
        involved: format!("/get-involved?about=groups/{}", group.key),
        group,
    })
}

fn facts(group: &Group, workstream: Option<Named>) -> Vec<Fact> {
    let fact = |name, value: Option<String>| Fact { name, value, href: None };
    let mut facts = vec![fact("Session", Some(partnership::spoken_sessions(&group.framework)))];
    facts.push(match workstream {
        Some(named) => Fact { name: "Workstream", value: Some(named.label), href: named.href },
        None => fact("Workstream", None),
    });
    // What nobody has said is shown only where somebody looked for it and found nothing.
    let mut known = |name, key: &str, value: Option<String>| {
        if value.is_some() || group.lacks(key) {
            facts.push(Fact { name, value, href: None });
        }
    };
    known("Designed for", "designed-for", group.designed_for.clone());
    known("Duration", "duration", group.duration.clone());
    known("Starts", "start", group.starts.as_deref().map(spoken_day));
    known("Ends", "end", group.ends.as_deref().map(spoken_day));
    known("Meeting dates", "meeting-dates", None);
    known("Members", "members", None);
    facts
}
