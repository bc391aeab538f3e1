//! The directory of programmes, and the page of one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{KINDS, Programme, store};
use crate::{
    partnership::{self, Named},
    people::{self, Office, Visitor},
    plumbing::{
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
    let own =
        vec![get("/programmes", directory), get("/programmes/{key}", one), get("/api/v1/programmes", super::api::list)];
    [own, super::applications::routes()].concat()
}

/// What the directory is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    framework: Option<String>,
    workstream: Option<String>,
    kind: Option<String>,
}

/// A programme with the name of its workstream, in the order of the directory.
pub(super) struct Placed {
    pub(super) programme: Programme,
    pub(super) workstream: Named,
}

/// The word in an address for programmes of which no paper says the kind.
const NO_KIND: &str = "not-published";

/// Every programme that was asked for, and the filters as links.
pub(super) async fn narrowed(
    db: &Db,
    asked: &Asked,
    current: Option<String>,
) -> Result<(Vec<Placed>, Vec<Filter>, Option<String>), Problem> {
    let mut placed = Vec::new();
    for programme in store::programmes(db).await? {
        let workstream = partnership::workstream(db, programme.latest(), &programme.workstream).await?;
        placed.push(Placed { programme, workstream });
    }
    let frameworks: BTreeSet<&String> = placed.iter().flat_map(|one| &one.programme.frameworks).collect();
    let chosen = |asked: &Option<String>| asked.clone().filter(|value| value != ANY && !value.is_empty());
    let framework = match &asked.framework {
        Some(_) => chosen(&asked.framework),
        None => current.filter(|key| frameworks.contains(key)),
    };
    let mut workstreams: Vec<(String, String)> = Vec::new();
    for one in &placed {
        if !workstreams.iter().any(|(known, _)| *known == one.programme.workstream) {
            workstreams.push((one.programme.workstream.clone(), one.workstream.label.clone()));
        }
    }
    let mut kinds: Vec<(String, String)> =
        KINDS.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    kinds.push((NO_KIND.to_owned(), "Kind not published".to_owned()));
    let facets = [
        Facet {
            name: "framework",
            heading: "Session",
            any: "All sessions",
            values: frameworks.into_iter().rev().map(|key| (key.clone(), partnership::spoken_sessions(key))).collect(),
            chosen: framework.clone(),
        },
        Facet {
            name: "workstream",
            heading: "Workstream",
            any: "All workstreams",
            values: workstreams,
            chosen: chosen(&asked.workstream),
        },
        Facet { name: "kind", heading: "Kind", any: "All kinds", values: kinds, chosen: chosen(&asked.kind) },
    ];
    let properties: Vec<filters::Properties> = placed
        .iter()
        .map(|Placed { programme, .. }| {
            let kind = programme.kind.clone().unwrap_or_else(|| NO_KIND.to_owned());
            vec![programme.frameworks.clone(), vec![programme.workstream.clone()], vec![kind]]
        })
        .collect();
    let links = filters::links("/programmes", &facets, &properties);
    let admitted =
        placed.into_iter().zip(&properties).filter(|(_, record)| filters::admits(&facets, record)).map(|(one, _)| one);
    Ok((admitted.collect(), links, framework))
}

/// One programme as the directory lists it.
struct Line {
    href: String,
    name: String,
    facts: String,
    designed_for: Option<String>,
    duration: Option<String>,
}

/// The programmes of one workstream.
struct Section {
    heading: String,
    href: Option<String>,
    count: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "programmes/directory.html")]
struct DirectoryPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    count: String,
    sections: Vec<Section>,
}

async fn directory(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let current = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
    let (placed, filters, _) = narrowed(&weft.db, &asked, current).await?;
    let count = match placed.len() {
        1 => "1 programme or other activity".to_owned(),
        many => format!("{many} programmes and other activities"),
    };
    let mut sections: Vec<(String, Section)> = Vec::new();
    for Placed { programme, workstream } in placed {
        let place = programme.workstream.clone();
        if !sections.iter().any(|(known, _)| *known == place) {
            let (heading, href) = (workstream.label, workstream.href);
            sections.push((place.clone(), Section { heading, href, count: String::new(), lines: Vec::new() }));
        }
        if let Some((_, section)) = sections.iter_mut().find(|(known, _)| *known == place) {
            let sessions: Vec<String> =
                programme.frameworks.iter().map(|key| partnership::spoken_sessions(key)).collect();
            let mut facts = format!("{} · {}", programme.kind_name(), sessions.join(" and "));
            if programme.group.is_some() {
                facts.push_str(" · also a group");
            }
            section.lines.push(Line {
                href: format!("/programmes/{}", programme.key),
                name: programme.name,
                facts,
                designed_for: programme.designed_for,
                duration: programme.duration,
            });
            section.count = section.lines.len().to_string();
        }
    }
    let page = visitor.page("Programmes").section("programmes");
    show(&DirectoryPage {
        page: page
            .description("What practitioners and leaders can join: whom it is for, how long it takes, whom to ask."),
        crumbs: Vec::new(),
        filters,
        filters_label: "Narrow the list of programmes",
        count,
        sections: sections.into_iter().map(|(_, section)| section).collect(),
    })
}

/// One fact of a programme: its name, what is known, or that nobody published it.
struct Fact {
    name: &'static str,
    value: Option<String>,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "programmes/one.html")]
struct ProgrammePage {
    page: Page,
    crumbs: Vec<Crumb>,
    programme: Programme,
    over: String,
    facts: Vec<Fact>,
    group: Option<Named>,
    contact: Option<Office>,
    source: Option<String>,
    involved: Option<String>,
    last_ran: String,
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let programme = store::programme(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let workstream = partnership::workstream(&weft.db, programme.latest(), &programme.workstream).await?;
    let group = match &programme.group {
        Some(key) => search::named(&weft.db, "group", key).await?,
        None => None,
    };
    let current = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
    let runs = current.as_ref().is_none_or(|key| programme.frameworks.contains(key));
    let papers = partnership::papers(&weft.db).await?;
    let source = programme.paper.as_ref().and_then(|key| papers.into_iter().find(|paper| paper.key == *key));
    let description = programme.designed_for.clone().unwrap_or_default();
    show(&ProgrammePage {
        page: visitor.page(programme.name.clone()).section("programmes").description(description),
        crumbs: vec![Crumb::new("/programmes", "Programmes")],
        over: format!("{} · {}", programme.kind_name(), workstream.label),
        facts: facts(&programme, workstream),
        group: group.map(|found| Named { label: found.title, href: Some(found.url) }),
        contact: people::office(&weft.db, &programme.contact_office).await?,
        source: source.map(|paper| match programme.line {
            Some(line) => format!("{}, line {line} of its text", paper.title),
            None => paper.title,
        }),
        involved: runs.then(|| format!("/get-involved?about=programmes/{}", programme.key)),
        last_ran: partnership::spoken_sessions(programme.latest()),
        programme,
    })
}

fn facts(programme: &Programme, workstream: Named) -> Vec<Fact> {
    let sessions: Vec<String> = programme.frameworks.iter().map(|key| partnership::spoken_sessions(key)).collect();
    let mut facts = Vec::new();
    // What nobody has said is shown only where somebody looked for it and found nothing.
    let mut known = |name, key: &str, value: Option<String>| {
        if value.is_some() || programme.lacks(key) {
            facts.push(Fact { name, value, href: None });
        }
    };
    known("Designed for", "designed-for", programme.designed_for.clone());
    known("Duration", "duration", programme.duration.clone());
    known("Works on", "focus", programme.focus.clone());
    known("Awards and recognition", "award", programme.award.clone());
    known("Sessions", "", Some(sessions.join(" and ")));
    known("Dates", "dates", None);
    known("Places", "places", None);
    known("Fee", "fee", None);
    known("People taking part", "number-of-participants", None);
    facts.push(Fact { name: "Workstream", value: Some(workstream.label), href: workstream.href });
    if !programme.other_names.is_empty() {
        facts.push(Fact { name: "Also printed as", value: Some(programme.other_names.join(", ")), href: None });
    }
    facts
}
