//! The officer's first page of progress: what waits, what is late, what can be asked for, and what is coming.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State as From};
use serde::Deserialize;

use super::{
    Due, State,
    ask::{Frame, may_see},
    due, store,
};
use crate::{
    groups, partnership,
    people::{Permit, Role},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show_private},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/progress", overview)]
}

/// One group as the overview lists it.
struct Line {
    group: String,
    title: String,
    period: String,
    due: String,
    state: &'static str,
    look: &'static str,
    href: Option<String>,
}

/// One part of the overview.
struct Part {
    id: &'static str,
    heading: &'static str,
    says: &'static str,
    lines: Vec<Line>,
    ask: bool,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    count: String,
}

#[derive(Template)]
#[template(path = "progress/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    parts: Vec<Part>,
    nothing: bool,
    remind: Option<(String, usize)>,
    can_ask: bool,
    without_rhythm: usize,
    highlights: Vec<Crumb>,
    judgements: Option<String>,
}

fn line(due: &Due, today: &str) -> Line {
    let (state, look) = match due.state {
        Some(state) => (state.name(), state.look()),
        None if due.is_to_ask(today) => ("Not asked yet", "draft"),
        None => ("Coming", "draft"),
    };
    Line {
        group: due.group.clone(),
        title: due.title.clone(),
        period: due.period(),
        due: spoken_day(&due.due),
        state,
        look,
        href: due.report.as_ref().map(|key| format!("/progress/{key}")),
    }
}

async fn overview(From(weft): From<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let frame = Frame::of(&weft).await?;
    let today = frame.today.as_str();
    let every = groups::groups(&weft.db).await?;
    let titles = due::titles(&weft.db).await?;
    let mut all = due(&weft.db, today).await?;
    all.retain(|one| may_see(&permit, one.workstream.as_deref()));
    let pick =
        |wanted: &dyn Fn(&Due) -> bool| all.iter().filter(|one| wanted(one)).map(|one| line(one, today)).collect();
    let officer = permit.visitor.holds(Role::CollaborationOfficer);
    let stored = |rows: Vec<store::Row>| -> Vec<Line> {
        rows.into_iter()
            .filter(|row| may_see(&permit, row.workstream_key.as_deref()))
            .map(|row| Line {
                title: titles.get(&row.group_key).cloned().unwrap_or_else(|| row.group_key.clone()),
                period: super::spoken_period(&row.period_from, &row.period_to),
                due: spoken_day(&row.due),
                state: row.state().name(),
                look: row.state().look(),
                href: Some(format!("/progress/{}", row.key)),
                group: row.group_key,
            })
            .collect()
    };
    let asked_and_late = |one: &Due| one.state.is_some() && one.is_overdue(today);
    let overdue: Vec<Line> = pick(&|one| asked_and_late(one) && one.state != Some(State::Returned));
    let late = overdue.len();
    let parts = vec![
        Part {
            id: "waiting",
            heading: "Waiting to be accepted",
            says: "Read each, and accept it or return it with a question.",
            lines: stored(store::rows_in(&weft.db, "sent").await?),
            ask: false,
        },
        Part {
            id: "overdue",
            heading: "Overdue",
            says: "Asked for, and their day has passed.",
            lines: overdue,
            ask: false,
        },
        Part {
            id: "to-ask",
            heading: "To be asked",
            says: "Their time has ended, and nobody has asked yet. Choose whom to ask; the next page shows what that asks of each authority.",
            lines: pick(&|one| one.is_to_ask(today)),
            ask: officer,
        },
        Part {
            id: "returned",
            heading: "Returned with a question",
            says: "Back with whoever sent them.",
            lines: pick(&|one| one.state == Some(State::Returned)),
            ask: false,
        },
        Part {
            id: "asked",
            heading: "Asked, and not yet due",
            says: "",
            lines: pick(&|one| matches!(one.state, Some(State::Asked | State::Draft)) && !one.is_overdue(today)),
            ask: false,
        },
        Part {
            id: "coming",
            heading: "Coming",
            says: "Due within the next weeks; their time is still running.",
            lines: pick(&|one| one.state.is_none() && !one.is_to_ask(today)),
            ask: false,
        },
        Part {
            id: "accepted",
            heading: "Accepted lately",
            says: "",
            lines: stored(store::accepted_lately(&weft.db).await?),
            ask: false,
        },
    ];
    let current = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
    let running = every.iter().filter(|group| {
        !group.has_ended(today)
            && current.as_ref().is_none_or(|current| *current == group.framework)
            && may_see(&permit, group.workstream.as_deref())
    });
    let without_rhythm = running.filter(|group| group.rhythm.is_none()).count();
    let mut highlights: Vec<Crumb> = Vec::new();
    if let Some(framework) = &current {
        let keys: BTreeSet<&String> = every
            .iter()
            .filter(|group| group.framework == *framework)
            .filter_map(|group| group.workstream.as_ref())
            .collect();
        for key in keys {
            let named = partnership::workstream(&weft.db, framework, key).await?;
            highlights.push(Crumb::new(format!("/progress/highlights/{framework}/{key}"), named.label));
        }
    }
    let mut page = permit.visitor.page("Progress of the groups").section("groups");
    page.notice = match asked.done.as_str() {
        "asked" => Some(format!("{} asked. The letters go out within a minute.", count_of(&asked.count, "group"))),
        "reminded" => Some(format!("{} reminded.", count_of(&asked.count, "group"))),
        _ => None,
    };
    show_private(&OverviewPage {
        page,
        crumbs: vec![Crumb::new("/account", "Your account")],
        nothing: parts.iter().all(|part| part.lines.is_empty()),
        remind: if officer && late > 0 { Some((permit.visitor.form_key(&weft)?, late)) } else { None },
        parts,
        can_ask: officer,
        without_rhythm,
        highlights,
        judgements: current.map(|framework| format!("/progress/judgements/{framework}")),
    })
}

/// A count with its word: `1 group`, `12 groups`. What is no number is said without one.
fn count_of(count: &str, word: &str) -> String {
    match count.parse::<u32>() {
        Ok(1) => format!("1 {word}"),
        Ok(many) => format!("{many} {word}s"),
        Err(_) => format!("The {word}s"),
    }
}
