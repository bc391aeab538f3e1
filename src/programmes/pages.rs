//! The directory of programmes: narrowed by session, workstream, kind, and whether people may apply now.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    KINDS, Programme,
    cohorts::{self, Cohort, Window, pages::today},
    store,
};
use crate::{
    partnership::{self, Named},
    people::Visitor,
    plumbing::{
        db::Db,
        filters::{self, ANY, Facet, Filter},
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/programmes", directory),
        get("/programmes/{key}", super::one::one),
        get("/api/v1/programmes", super::api::list),
    ]
}

/// What the directory is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    framework: Option<String>,
    workstream: Option<String>,
    kind: Option<String>,
    applications: Option<String>,
}

/// A programme with the name of its workstream and its cohorts, in the order of the directory.
pub(super) struct Placed {
    pub(super) programme: Programme,
    pub(super) workstream: Named,
    /// Its cohorts, the newest session first.
    pub(super) cohorts: Vec<Cohort>,
    /// Whether one of them takes applications today.
    pub(super) open: bool,
}

/// The word in an address for programmes of which no paper says the kind.
const NO_KIND: &str = "not-published";

/// The word in an address for programmes that take applications now.
const OPEN: &str = "open";

/// Every programme that was asked for on a day, and the filters as links.
pub(super) async fn narrowed(
    db: &Db,
    today: &str,
    asked: &Asked,
    current: Option<String>,
) -> Result<(Vec<Placed>, Vec<Filter>, Option<String>), Problem> {
    let names = partnership::workstreams(db).await?;
    let mut cohorts: BTreeMap<String, Vec<Cohort>> = BTreeMap::new();
    for cohort in cohorts::cohorts(db).await? {
        cohorts.entry(cohort.programme.clone()).or_default().push(cohort);
    }
    let place = |programme: Programme| {
        let cohorts = cohorts.remove(&programme.key).unwrap_or_default();
        Placed {
            workstream: names.named(programme.latest(), &programme.workstream),
            open: cohorts.iter().any(|cohort| cohort.window(today) == Window::Open),
            cohorts,
            programme,
        }
    };
    let placed: Vec<Placed> = store::programmes(db).await?.into_iter().map(place).collect();
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
        Facet {
            name: "applications",
            heading: "Applications",
            any: "Open or not",
            values: vec![(OPEN.to_owned(), "Open for applications".to_owned())],
            chosen: chosen(&asked.applications),
        },
    ];
    let properties: Vec<filters::Properties> = placed
        .iter()
        .map(|Placed { programme, open, .. }| {
            let kind = programme.kind.clone().unwrap_or_else(|| NO_KIND.to_owned());
            vec![
                programme.frameworks.clone(),
                vec![programme.workstream.clone()],
                vec![kind],
                open.then(|| OPEN.to_owned()).into_iter().collect(),
            ]
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
    open: bool,
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
    let (placed, filters, _) = narrowed(&weft.db, &today(&weft).await?, &asked, current).await?;
    let count = match placed.len() {
        1 => "1 programme or other activity".to_owned(),
        many => format!("{many} programmes and other activities"),
    };
    let mut sections: Vec<(String, Section)> = Vec::new();
    for Placed { programme, workstream, open, .. } in placed {
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
                open,
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
