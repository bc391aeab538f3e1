//! The list for those who keep voices: where each stands, and whether what is used is like what was gathered.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State as From};
use serde::Deserialize;

use super::{Record, State, balance, pages::today, store};
use crate::{
    partnership,
    people::{Permit, Scope},
    plumbing::{
        clock::spoken_day,
        filters::{self, ANY, Facet, Filter},
        layout::{Crumb, Page, show_private},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/voices/list", list)]
}

/// Whether a keeper may see and change a voice: everything, or what belongs to their own group or workstream.
pub(super) fn may_keep(permit: &Permit, group: Option<&str>, workstream: Option<&str>) -> bool {
    let own = |scope: Scope| permit.within(&scope).is_ok();
    own(Scope::Partnership)
        || group.is_some_and(|key| own(Scope::Group(key.to_owned())))
        || workstream.is_some_and(|key| own(Scope::Workstream(key.to_owned())))
}

#[derive(Debug, Deserialize)]
struct Asked {
    state: Option<String>,
    session: Option<String>,
}

/// One voice in the list.
struct Line {
    href: String,
    title: String,
    kind: String,
    state: &'static str,
    look: &'static str,
    meta: String,
    invented: bool,
}

#[derive(Template)]
#[template(path = "voices/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    lines: Vec<Line>,
    balance: Vec<balance::Part>,
    any: bool,
}

fn line(record: &Record, used: &BTreeMap<String, i64>, today: &str) -> Line {
    let state = record.state(today);
    let mut meta = vec![partnership::spoken_sessions(&record.session)];
    if let Some(last) = record.consent.last() {
        meta.push(match (&last.withdrawn_on, &last.expires_on) {
            (Some(day), _) => format!("withdrawn on {}", spoken_day(day)),
            (None, Some(day)) => format!("agreed until {}", spoken_day(day)),
            (None, None) => "agreed without an end".to_owned(),
        });
    }
    match used.get(&record.key) {
        Some(1) => meta.push("used once".to_owned()),
        Some(times) => meta.push(format!("used {times} times")),
        None => meta.push("not used".to_owned()),
    }
    Line {
        href: format!("/voices/{}", record.key),
        title: record.title(),
        kind: record.kind_name().to_owned(),
        state: state.name(),
        look: state.look(),
        meta: meta.join(" · "),
        invented: record.invented,
    }
}

async fn list(From(weft): From<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let mut records = store::records(&weft.db).await?;
    records.retain(|record| may_keep(&permit, record.group.as_deref(), record.workstream.as_deref()));
    let used: BTreeMap<String, i64> = store::used(&weft.db).await?.into_iter().collect();
    let authorities: BTreeMap<String, String> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let chosen = |asked: &Option<String>| asked.clone().filter(|value| value != ANY && !value.is_empty());
    let mut sessions: Vec<(String, String)> = Vec::new();
    for record in &records {
        if !sessions.iter().any(|(known, _)| *known == record.session) {
            sessions.push((record.session.clone(), partnership::spoken_sessions(&record.session)));
        }
    }
    let facets = [
        Facet {
            name: "state",
            heading: "State",
            any: "All",
            values: State::ALL.iter().map(|state| (state.key().to_owned(), state.name().to_owned())).collect(),
            chosen: chosen(&asked.state),
        },
        Facet {
            name: "session",
            heading: "Session",
            any: "All sessions",
            values: sessions,
            chosen: chosen(&asked.session),
        },
    ];
    let properties: Vec<filters::Properties> = records
        .iter()
        .map(|record| vec![vec![record.state(&today).key().to_owned()], vec![record.session.clone()]])
        .collect();
    let filters = filters::links("/voices/list", &facets, &properties);
    let in_session: Vec<Record> = records
        .iter()
        .filter(|record| facets[1].chosen.as_ref().is_none_or(|chosen| *chosen == record.session))
        .cloned()
        .collect();
    show_private(&ListPage {
        page: permit.visitor.page("All voices with their consents"),
        crumbs: vec![Crumb::new("/voices", "Voices and spotlights")],
        filters,
        filters_label: "Narrow the list",
        balance: balance::of(&in_session, &used, &authorities, &today),
        any: !records.is_empty(),
        lines: records
            .iter()
            .zip(&properties)
            .filter(|(_, record)| filters::admits(&facets, record))
            .map(|(record, _)| line(record, &used, &today))
            .collect(),
    })
}
