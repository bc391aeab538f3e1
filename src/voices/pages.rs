//! The public page of voices: what people said and agreed to be heard with, narrowed by links.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{KINDS, Voice, balance, store, usable};
use crate::{
    partnership,
    people::{Role, Visitor},
    plumbing::{
        clock::zone,
        db::Db,
        filters::{self, ANY, Facet, Filter},
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/voices", voices)]
}

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let name = partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    Ok(weft.clock.today(&zone(&name)))
}

/// The most voices on one page.
const ON_A_PAGE: usize = 40;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    session: Option<String>,
    kind: Option<String>,
    workstream: Option<String>,
    page: Option<usize>,
}

/// One voice as the page shows it.
pub(super) struct Heard {
    pub(super) key: String,
    pub(super) quote: bool,
    pub(super) kind: String,
    pub(super) words: String,
    pub(super) question: Option<String>,
    pub(super) edits: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) attribution: String,
    pub(super) session: String,
    pub(super) about: Vec<Crumb>,
    pub(super) printed: Option<String>,
    pub(super) invented: bool,
}

/// What a voice speaks of, as links; what has no public page is left out.
pub(super) async fn about(db: &Db, links: &[(&str, Option<String>)]) -> Result<Vec<Crumb>, Problem> {
    let mut found = Vec::new();
    for (kind, key) in links {
        let Some(key) = key else { continue };
        if let Some(named) = search::named(db, kind, key).await? {
            found.push(Crumb::new(named.url, named.title));
        }
    }
    Ok(found)
}

/// The address of a part of a framework in the search: `2025-26/priority-4`.
pub(super) fn part(framework: Option<&String>, key: Option<&String>) -> Option<String> {
    Some(format!("{}/{}", framework?, key?))
}

async fn heard(db: &Db, voice: Voice, papers: &BTreeMap<String, String>) -> Result<Heard, Problem> {
    let links = [
        ("group", voice.group.clone()),
        ("programme", voice.programme.clone()),
        ("workstream", part(voice.framework.as_ref(), voice.workstream.as_ref())),
        ("priority", part(voice.framework.as_ref(), voice.priority.as_ref())),
        ("outcome", part(voice.framework.as_ref(), voice.outcome.as_ref())),
    ];
    Ok(Heard {
        about: about(db, &links).await?,
        kind: voice.kind_name().to_owned(),
        quote: voice.kind == "quote",
        facts: voice.spotlight.as_ref().map(usable::Spotlight::facts).unwrap_or_default(),
        session: partnership::spoken_sessions(&voice.session),
        printed: voice.printed.map(|(paper, line)| {
            let title = papers.get(&paper).unwrap_or(&paper);
            line.map_or_else(|| title.clone(), |line| format!("{title}, line {line} of its text"))
        }),
        key: voice.key,
        words: voice.words,
        question: voice.question,
        edits: voice.edits,
        attribution: voice.attribution,
        invented: voice.invented,
    })
}

#[derive(Template)]
#[template(path = "voices/public.html")]
struct VoicesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    voices: Vec<Heard>,
    balance: String,
    any: bool,
    invented: bool,
    keeper: bool,
    pagination: Pagination,
}

/// The way through a long list, as `plumbing/pagination.html` reads it.
pub(super) struct Pagination {
    previous: Option<String>,
    next: Option<String>,
    page: usize,
    pages: usize,
    of: &'static str,
}

fn paged(asked: &Asked, of: usize) -> (usize, Pagination) {
    let pages = of.div_ceil(ON_A_PAGE).max(1);
    let page = asked.page.unwrap_or(1).clamp(1, pages);
    let address = |page: usize| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("session", &asked.session), ("kind", &asked.kind), ("workstream", &asked.workstream)] {
            query.append_pair(name, value.as_deref().unwrap_or(ANY));
        }
        format!("/voices?{}&page={page}", query.finish())
    };
    let pagination = Pagination {
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < pages).then(|| address(page + 1)),
        page,
        pages,
        of: "voices",
    };
    ((page - 1) * ON_A_PAGE, pagination)
}

async fn facets(db: &Db, asked: &Asked, voices: &[Voice]) -> Result<[Facet; 3], Problem> {
    let chosen = |asked: &Option<String>| asked.clone().filter(|value| value != ANY && !value.is_empty());
    let mut sessions: Vec<(String, String)> = Vec::new();
    let mut workstreams: Vec<(String, String)> = Vec::new();
    for voice in voices {
        if !sessions.iter().any(|(known, _)| *known == voice.session) {
            sessions.push((voice.session.clone(), partnership::spoken_sessions(&voice.session)));
        }
        if let (Some(framework), Some(key)) = (&voice.framework, &voice.workstream)
            && !workstreams.iter().any(|(known, _)| known == key)
        {
            workstreams.push((key.clone(), partnership::workstream(db, framework, key).await?.label));
        }
    }
    Ok([
        Facet {
            name: "session",
            heading: "Session",
            any: "All sessions",
            values: sessions,
            chosen: chosen(&asked.session),
        },
        Facet {
            name: "kind",
            heading: "Kind",
            any: "All kinds",
            values: KINDS.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect(),
            chosen: chosen(&asked.kind),
        },
        Facet {
            name: "workstream",
            heading: "Workstream",
            any: "All workstreams",
            values: workstreams,
            chosen: chosen(&asked.workstream),
        },
    ])
}

async fn voices(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let every = usable::usable(&weft.db, "website", &today).await?;
    let critical = every.iter().filter(|voice| voice.tone != "positive").count();
    let balance = balance::sentence(store::gathered(&weft.db).await?, every.len(), critical);
    let facets = facets(&weft.db, &asked, &every).await?;
    let properties: Vec<filters::Properties> = every
        .iter()
        .map(|voice| {
            vec![vec![voice.session.clone()], vec![voice.kind.clone()], voice.workstream.iter().cloned().collect()]
        })
        .collect();
    let filters = filters::links("/voices", &facets, &properties);
    let any = !every.is_empty();
    let admitted: Vec<Voice> = every
        .into_iter()
        .zip(&properties)
        .filter(|(_, record)| filters::admits(&facets, record))
        .map(|(voice, _)| voice)
        .collect();
    let (first, pagination) = paged(&asked, admitted.len());
    let papers: BTreeMap<String, String> =
        partnership::papers(&weft.db).await?.into_iter().map(|paper| (paper.key, paper.title)).collect();
    let mut shown = Vec::new();
    for voice in admitted.into_iter().skip(first).take(ON_A_PAGE) {
        shown.push(heard(&weft.db, voice, &papers).await?);
    }
    let keeper = [Role::CollaborationOfficer, Role::EvaluationLead, Role::WorkstreamLead, Role::GroupLead]
        .into_iter()
        .any(|role| visitor.holds(role));
    // Never kept: a consent may end with the day, and nobody writes anything when it does.
    show_private(&VoicesPage {
        page: visitor.page("Voices and spotlights").description(
            "What people said about the work, in their own words and as they agreed, and how practice changed.",
        ),
        crumbs: Vec::new(),
        filters,
        filters_label: "Narrow the voices",
        invented: shown.iter().any(|voice| voice.invented),
        voices: shown,
        balance,
        any,
        keeper,
        pagination,
    })
}
