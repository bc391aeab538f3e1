//! The page that lays two frameworks side by side.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Found,
    compare::{self, Part, Same},
    crosswalk::pair,
};
use crate::{
    people::Visitor,
    plumbing::{
        layout::{Crumb, Page, show},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/framework/{key}/compare/{other}", page)]
}

/// One line as the page shows it.
struct LineShown {
    what: String,
    earlier: String,
    later: String,
    earlier_absent: bool,
    later_absent: bool,
    state: String,
    sign: &'static str,
}

struct PartShown {
    anchor: &'static str,
    title: &'static str,
    counts: String,
    lines: Vec<LineShown>,
    /// Said in place of a table where neither has anything.
    nothing: String,
    has_what: bool,
}

#[derive(Template)]
#[template(path = "plan/compare.html")]
struct ComparePage {
    page: Page,
    crumbs: Vec<Crumb>,
    earlier: Crumb,
    earlier_sessions: String,
    later: Crumb,
    later_sessions: String,
    shares_nothing: bool,
    crosswalk: String,
    parts: Vec<PartShown>,
}

async fn page(From(weft): From<Weft>, visitor: Visitor, Path((key, other)): Path<(String, String)>) -> Shown {
    let (earlier, later) = pair(&weft, &visitor, &key, &other).await?;
    let parts = compare::compared(&earlier.framework, &later.framework);
    let sessions = (earlier.head.sessions(), later.head.sessions());
    let named = parts.iter().filter(|part| !matches!(part.anchor, "vision" | "counts" | "values"));
    let shares_nothing = named.clone().all(|part| part.count(Same::Alike) + part.count(Same::Changed) == 0);
    let crumb = |found: &Found| Crumb::new(format!("/framework/{}", found.head.key), found.framework.title.clone());
    show(&ComparePage {
        page: visitor.page(format!("{} and {} side by side", sessions.0, sessions.1)).section("framework").description(
            "Two frameworks of the partnership side by side: what is the same, what changed, what is new.",
        ),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(
                format!("/framework/{key}"),
                if key == later.head.key { &sessions.1 } else { &sessions.0 }.clone(),
            ),
        ],
        earlier: crumb(&earlier),
        later: crumb(&later),
        crosswalk: format!("/framework/{}/crosswalk/{}", earlier.head.key, later.head.key),
        parts: parts.into_iter().map(|part| shown(part, &sessions)).collect(),
        earlier_sessions: sessions.0,
        later_sessions: sessions.1,
        shares_nothing,
    })
}

fn shown(part: Part, sessions: &(String, String)) -> PartShown {
    let only = |session: &str| format!("Only in {session}");
    let mut counts = Vec::new();
    for (same, words) in [
        (Same::Alike, "the same".to_owned()),
        (Same::Changed, "in other words".to_owned()),
        (Same::Earlier, only(&sessions.0).to_lowercase()),
        (Same::Later, only(&sessions.1).to_lowercase()),
    ] {
        match part.count(same) {
            0 => {}
            count => counts.push(format!("{count} {words}")),
        }
    }
    let has_what = part.lines.iter().any(|line| !line.what.is_empty());
    let nothing = match (part.lines.is_empty(), part.nothing) {
        (false, _) => String::new(),
        (true, ("Not published", _) | (_, "Not published")) => "Not published for either.".to_owned(),
        (true, _) => "Neither has any.".to_owned(),
    };
    let (none_earlier, none_later) = part.nothing;
    let earlier_has_any = part.lines.iter().any(|line| !line.earlier.is_empty());
    let later_has_any = part.lines.iter().any(|line| !line.later.is_empty());
    let lines = part.lines.into_iter().map(|line| {
        let absent = |any: bool, none: &str| if any && !has_what { "Not in it".to_owned() } else { none.to_owned() };
        let (state, sign) = match line.same {
            Same::Alike => ("Same".to_owned(), "="),
            Same::Changed => ("Changed".to_owned(), "≠"),
            Same::Earlier => (only(&sessions.0), "−"),
            Same::Later => (only(&sessions.1), "+"),
            Same::Neither => ("In neither".to_owned(), "·"),
        };
        LineShown {
            what: line.what,
            earlier_absent: line.earlier.is_empty(),
            later_absent: line.later.is_empty(),
            earlier: if line.earlier.is_empty() { absent(earlier_has_any, none_earlier) } else { line.earlier },
            later: if line.later.is_empty() { absent(later_has_any, none_later) } else { line.later },
            state,
            sign,
        }
    });
    let lines = lines.collect();
    let counts = if part.anchor == "counts" { String::new() } else { counts.join(", ") };
    PartShown { anchor: part.anchor, title: part.title, counts, lines, nothing, has_what }
}
