//! The planner's page: three months as tables, narrowed by links, with what clashes said above.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use jiff::{Span, civil::Date};
use serde::Deserialize;

use super::{Entry, KINDS, days};
use crate::{
    partnership,
    people::{Role, Visitor},
    plumbing::{
        clock::zone,
        filters::{ANY, Choice, Filter},
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/planner", planner)]
}

/// How many months one page shows.
const MONTHS: i32 = 3;

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let name = partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    Ok(weft.clock.today(&zone(&name)))
}

/// What the planner is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    /// The first month, `2026-02`.
    from: Option<String>,
    authority: Option<String>,
    kind: Option<String>,
}

fn chosen(asked: &Option<String>) -> Option<&str> {
    asked.as_deref().filter(|value| *value != ANY && !value.is_empty())
}

/// Whether an entry is asked for. What belongs to no authority is everybody's.
pub(super) fn admits(asked: &Asked, entry: &Entry) -> bool {
    chosen(&asked.kind).is_none_or(|kind| entry.kind == kind)
        && chosen(&asked.authority).is_none_or(|key| {
            entry.authorities.is_empty() || entry.authorities.iter().any(|authority| authority == key)
        })
}

fn query(from: Option<&str>, authority: Option<&str>, kind: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("from", from), ("authority", authority), ("kind", kind)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { String::new() } else { format!("?{query}") }
}

fn filters(asked: &Asked, authorities: &[(String, String)], entries: &[Entry]) -> Vec<Filter> {
    let (from, authority, kind) = (chosen(&asked.from), chosen(&asked.authority), chosen(&asked.kind));
    let count = |authority: Option<&str>, kind: Option<&str>| {
        let narrowed =
            Asked { from: None, authority: authority.map(ToOwned::to_owned), kind: kind.map(ToOwned::to_owned) };
        entries.iter().filter(|entry| admits(&narrowed, entry)).count().to_string()
    };
    let choice = |label: &str, (one, other): (Option<&str>, Option<&str>), chosen| Choice {
        label: label.to_owned(),
        href: format!("/planner{}", query(from, one, other)),
        count: count(one, other),
        chosen,
    };
    let mut kinds = vec![choice("Everything", (authority, None), kind.is_none())];
    kinds.extend(KINDS.iter().map(|(key, name)| choice(name, (authority, Some(key)), kind == Some(key))));
    let mut whose = vec![choice("All authorities", (None, kind), authority.is_none())];
    whose
        .extend(authorities.iter().map(|(key, name)| choice(name, (Some(key), kind), authority == Some(key.as_str()))));
    kinds.retain(|one| one.chosen || one.count != "0");
    vec![Filter { heading: "What", choices: kinds }, Filter { heading: "Whose", choices: whose }]
}

/// One line of a month.
struct Line {
    day: String,
    title: String,
    url: Option<String>,
    kind: String,
    note: Option<String>,
    whose: String,
    clashes: Vec<String>,
    invented: bool,
}

/// One month of the page.
struct Month {
    id: String,
    name: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "planner/planner.html")]
struct PlannerPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    months: Vec<Month>,
    span: String,
    earlier: String,
    later: String,
    now: Option<String>,
    ics: String,
    clashes: usize,
    signed_in: bool,
    officer: bool,
    invented: bool,
    any: bool,
}

/// A day in a month's table: `Thu 12`, or `Fri 3 to Fri 17 April`.
fn spoken(entry: &Entry) -> String {
    let date = |day: &str| day.parse::<Date>().ok();
    let Some(first) = date(&entry.day) else { return entry.day.clone() };
    let begins = first.strftime("%a %-d").to_string();
    let time = entry.time.as_ref().map_or_else(String::new, |(begins, ..)| format!(", {begins}"));
    match entry.last_day.as_deref().and_then(date) {
        Some(last) if last.month() == first.month() && last.year() == first.year() => {
            format!("{begins} to {}", last.strftime("%a %-d"))
        }
        Some(last) => format!("{begins} to {}", last.strftime("%a %-d %B")),
        None => format!("{begins}{time}"),
    }
}

fn line(entry: &Entry, authorities: &[(String, String)], clashes: &BTreeMap<&str, Vec<String>>) -> Line {
    let names: Vec<String> =
        authorities.iter().filter(|(key, _)| entry.authorities.contains(key)).map(|(_, name)| name.clone()).collect();
    Line {
        day: spoken(entry),
        title: entry.title.clone(),
        url: entry.url.clone(),
        kind: entry.kind_name().to_owned(),
        note: entry.note.clone(),
        whose: if names.len() == authorities.len() && names.len() > 1 {
            format!("All {} authorities", names.len())
        } else {
            super::clashes::listed(&names)
        },
        clashes: clashes.get(entry.key.as_str()).cloned().unwrap_or_default(),
        invented: entry.invented,
    }
}

/// The first day of the month that is asked for; that of today where nothing readable is.
fn first_day(asked: Option<&str>, today: &str) -> Option<Date> {
    let asked = asked.filter(|month| month.len() == 7).and_then(|month| format!("{month}-01").parse::<Date>().ok());
    asked.or_else(|| today.parse::<Date>().ok()).map(Date::first_of_month)
}

async fn planner(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let first = first_day(chosen(&asked.from), &today).ok_or(Problem::NotFound)?;
    let month = |number: i32| first.checked_add(Span::new().months(number)).unwrap_or(first);
    let (from, to) = (first.to_string(), month(MONTHS - 1).last_of_month().to_string());
    let authorities: Vec<(String, String)> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let every = days::entries(&weft.db, &from, &to).await?;
    let shown: Vec<Entry> = every.iter().filter(|entry| admits(&asked, entry)).cloned().collect();
    let signed_in = visitor.account.is_some();
    // Whoever plans has an account; a passer-by wants the days.
    let found = if signed_in { days::clashes(&weft.db, &shown, &from, &to).await? } else { Vec::new() };
    let mut clashes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for clash in &found {
        clashes.entry(&clash.entry).or_default().push(clash.what.clone());
    }
    let months = (0..MONTHS)
        .map(|number| {
            let (begins, ends) = (month(number).to_string(), month(number).last_of_month().to_string());
            // What began before the page does stands in its first month.
            let here = |entry: &&Entry| entry.day <= ends && (number == 0 || entry.day >= begins);
            Month {
                id: month(number).strftime("%Y-%m").to_string(),
                name: month(number).strftime("%B %Y").to_string(),
                lines: shown.iter().filter(here).map(|entry| line(entry, &authorities, &clashes)).collect(),
            }
        })
        .collect();
    let (authority, kind) = (chosen(&asked.authority), chosen(&asked.kind));
    let at = |date: Date| format!("/planner{}", query(Some(&date.strftime("%Y-%m").to_string()), authority, kind));
    let now = today.parse::<Date>().map(Date::first_of_month).is_ok_and(|now| now == first);
    // Never kept: the page begins with the month of today.
    show_private(&PlannerPage {
        page: visitor.page("Year planner").description(
            "Committees of the councils, deadlines, data releases, meetings and holidays, month by month.",
        ),
        crumbs: Vec::new(),
        filters: filters(&asked, &authorities, &every),
        filters_label: "Narrow the planner",
        span: format!("{} to {}", first.strftime("%B %Y"), month(MONTHS - 1).strftime("%B %Y")),
        earlier: at(month(-MONTHS)),
        later: at(month(MONTHS)),
        now: (!now).then(|| format!("/planner{}", query(None, authority, kind))),
        ics: format!("/planner.ics{}", query(None, authority, kind)),
        clashes: found.len(),
        signed_in,
        officer: visitor.holds(Role::CollaborationOfficer),
        invented: shown.iter().any(|entry| entry.invented),
        any: !shown.is_empty(),
        months,
    })
}
