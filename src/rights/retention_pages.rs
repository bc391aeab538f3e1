//! The pages of retention: how long each kind of record is kept and why, what is due, and changing a period.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    classes::{CLASSES, Class},
    retention,
};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The longest period, in days: thirty years.
const LONGEST: i64 = 10_950;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/retention", list),
        post("/retention/deletion", delete),
        get("/retention/{class}", one),
        post("/retention/{class}", change),
    ]
}

struct Line {
    key: &'static str,
    what: &'static str,
    from: &'static str,
    then: &'static str,
    why: String,
    days: String,
    changed: String,
    due: String,
    records: Vec<String>,
    more: usize,
    editable: bool,
}

/// How many due records of one class the page names.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "rights/retention.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    lines: Vec<Line>,
    total: usize,
    administrator: bool,
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/account", "Your account")]
}

async fn list(State(weft): State<Weft>, permit: Permit, Query(done): Query<Done>) -> Shown {
    let periods = retention::periods(&weft.db).await?;
    let partnership = partnership::load(&weft.db).await?;
    let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
    let administrator = permit.visitor.holds(Role::Administrator);
    let mut lines = Vec::new();
    let mut total = 0;
    for due in retention::due(&weft).await? {
        let changed = periods.get(due.class.key).and_then(|period| period.changed.clone());
        total += due.records.len();
        lines.push(Line {
            key: due.class.key,
            what: due.class.what,
            from: due.class.from,
            then: due.class.then,
            why: changed.as_ref().map_or_else(|| due.class.why.to_owned(), |(_, reason)| reason.clone()),
            changed: changed.map(|(at, _)| spoken_instant(&at, &zone)).unwrap_or_default(),
            days: due.days.to_string(),
            due: due.records.len().to_string(),
            more: due.records.len().saturating_sub(NAMED),
            records: due.records.into_iter().take(NAMED).map(|(_, words)| words).collect(),
            editable: administrator && !due.class.promised,
        });
    }
    let mut page = permit.visitor.page("Retention");
    page.notice = match done.done.as_deref() {
        Some("changed") => Some("The period was changed.".into()),
        Some("deleted") => Some("What was due was deleted; the history says how much of each kind.".into()),
        _ => None,
    };
    show_private(&ListPage {
        page,
        crumbs: crumbs(),
        form_key: permit.visitor.form_key(&weft)?,
        lines,
        total,
        administrator,
    })
}

async fn delete(State(weft): State<Weft>, permit: Permit, _posted: Posted) -> Shown {
    retention::run(&weft, permit.visitor.named()).await?;
    Ok(see("/retention?done=deleted"))
}

#[derive(Template)]
#[template(path = "rights/period.html")]
struct PeriodPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    class: &'static Class,
    days: String,
    reason: String,
}

fn period_page(
    weft: &Weft,
    visitor: &Visitor,
    class: &'static Class,
    typed: (String, String),
    errors: FormErrors,
) -> Result<PeriodPage, Problem> {
    let mut crumbs = crumbs();
    crumbs.push(Crumb::new("/retention", "Retention"));
    Ok(PeriodPage {
        page: visitor.page(format!("How long to keep: {}", class.what)).with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: visitor.form_key(weft)?,
        class,
        days: typed.0,
        reason: typed.1,
    })
}

fn editable(key: &str) -> Result<&'static Class, Problem> {
    CLASSES.iter().find(|class| class.key == key && !class.promised).ok_or(Problem::NotFound)
}

async fn one(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let class = editable(&key)?;
    let days = retention::periods(&weft.db).await?.get(class.key).map_or(class.days, |period| period.days);
    let typed = (days.to_string(), String::new());
    show_private(&period_page(&weft, &permit.visitor, class, typed, FormErrors::default())?)
}

async fn change(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let class = editable(&key)?;
    let mut errors = FormErrors::default();
    let typed = errors.required(&posted, "days", "Give the number of days");
    let days = typed.parse::<i64>().ok().filter(|days| (1..=LONGEST).contains(days));
    if !typed.is_empty() && days.is_none() {
        errors.add("days", format!("Give a whole number of days from 1 to {LONGEST}, such as 365"));
    }
    let reason = errors.required(&posted, "reason", "Say why it is kept so long; the page and the history show it");
    let Some(days) = days.filter(|_| errors.is_empty()) else {
        let typed = (typed.to_owned(), reason.to_owned());
        return show_again(&period_page(&weft, &permit.visitor, class, typed, errors)?);
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/retention").await?;
    retention::keep(&weft, &mut write, permit.visitor.named(), class.key, days, reason).await?;
    write.commit().await?;
    Ok(see("/retention?done=changed"))
}
