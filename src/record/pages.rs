//! The pages of history: of one record, for whoever sees the names in it; of everything, for the officers.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    kinds::{self, KINDS, Kind, Sight},
    store::{self, Found, Narrowed},
    words::{self, Change},
};
use crate::{
    partnership,
    people::{Permit, Role, Scope, policy},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        filters::{ANY, Choice, Filter},
        history::{COMMAND_LINE, PUBLIC, Row},
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
        words::say,
    },
};

/// How many acts one page shows.
const ON_A_PAGE: usize = 50;

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![get("/history", list), get("/history/{kind}/{id}", one)]
}

/// One act as a page shows it.
struct Line {
    number: String,
    act: String,
    when: String,
    day: String,
    who: String,
    by: String,
    kind: String,
    title: String,
    href: String,
    reason: Option<String>,
    changes: Vec<Change>,
}

/// The words of a kind.
fn kind_words(kind: &str) -> String {
    let key = format!("record-{}", kinds::in_address(kind));
    let words = say(&key, &[]);
    if words == key { kind.to_owned() } else { words }
}

/// Who acted, in words.
fn who(account: &str, names: &BTreeMap<String, String>) -> String {
    match account {
        COMMAND_LINE => say("actor-command-line", &[]),
        PUBLIC => say("actor-public", &[]),
        _ => names.get(account).cloned().unwrap_or_else(|| say("actor-unknown", &[])),
    }
}

fn address(kind: &str, id: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC).to_string();
    format!("/history/{}/{}", kinds::in_address(kind), id.replace("%2D", "-"))
}

async fn lines(weft: &Weft, rows: Vec<Row>) -> Result<Vec<Line>, Problem> {
    let mut wanted: BTreeSet<String> = rows.iter().map(|row| row.account.clone()).collect();
    for row in &rows {
        words::possible_names(&row.change, &mut wanted);
    }
    let names = store::names(&weft.db, &wanted).await?;
    let titles = store::titles(&weft.db, &rows).await?;
    let partnership = partnership::load(&weft.db).await?;
    let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
    Ok(rows
        .into_iter()
        .map(|row| {
            let found = titles.get(&(row.subject_kind.clone(), row.subject_id.clone()));
            let mut letters = row.act.chars();
            Line {
                number: row.seq.to_string(),
                act: letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect()),
                when: spoken_instant(&row.at, &zone),
                day: row.at.get(..10).unwrap_or_default().to_owned(),
                who: who(&row.account, &names),
                kind: kind_words(&row.subject_kind),
                title: found.map(|found| found.title.clone()).unwrap_or_default(),
                href: address(&row.subject_kind, &row.subject_id),
                changes: words::changes(&row.change, &names),
                reason: row.reason.filter(|reason| !reason.trim().is_empty()),
                by: row.account,
            }
        })
        .collect())
}

/// Whether a visitor sees the history of a record of a kind.
async fn may_see(weft: &Weft, permit: &Permit, kind: &Kind, id: &str) -> Result<(), Problem> {
    let holds = |role| permit.visitor.holds(role);
    let officer = holds(Role::CollaborationOfficer) || holds(Role::Administrator);
    let allowed = officer || (kind.sight != Sight::Officers && holds(Role::EvaluationLead));
    if allowed {
        return Ok(());
    }
    if kind.sight == Sight::Keepers {
        for (of, key) in store::scopes(&weft.db, kind, id).await? {
            if permit.within(&Scope::of(&of, &key)).is_ok() {
                return Ok(());
            }
        }
    }
    Err(Problem::NotFound)
}

#[derive(Template)]
#[template(path = "record/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    kind: String,
    title: String,
    record: String,
    lines: Vec<Line>,
    older: Option<String>,
    mixed: bool,
    officer: bool,
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn one(
    State(weft): State<Weft>,
    permit: Permit,
    Path((kind, id)): Path<(String, String)>,
    Query(from): Query<Before>,
) -> Shown {
    let kind = kinds::of(&kind).ok_or(Problem::NotFound)?;
    let mut found = store::find(&weft.db, kind, &id).await?.unwrap_or_else(|| Found {
        id: id.clone(),
        key: id,
        ..Found::default()
    });
    may_see(&weft, &permit, kind, &found.id).await?;
    let grants = permit.visitor.account.as_ref().map_or(&[][..], |account| &account.grants);
    if !policy::leads(grants, &found.page) {
        found.page.clear();
    }
    let subjects = store::subjects(&weft.db, kind, &found).await?;
    let before = from.before.unwrap_or(i64::MAX);
    let mut rows = store::of_subjects(&weft.db, &subjects, before, limit()).await?;
    if rows.is_empty() && found.title.is_empty() && from.before.is_none() {
        // Nothing of the kind was ever recorded under this id.
        return Err(Problem::NotFound);
    }
    let older = cut(&mut rows).map(|seq| format!("{}?before={seq}", address(kind.kind, &found.key)));
    let mut crumbs = Vec::new();
    if permit.visitor.holds(Role::CollaborationOfficer) || permit.visitor.holds(Role::Administrator) {
        crumbs.push(Crumb::new("/history", "History"));
    }
    if !found.page.is_empty() {
        crumbs.push(Crumb::new(found.page.clone(), found.title.clone()));
    }
    let title = if found.title.is_empty() { kind_words(kind.kind) } else { found.title };
    show_private(&OnePage {
        page: permit.visitor.page(format!("History: {title}")),
        officer: crumbs.first().is_some_and(|crumb| crumb.href == "/history"),
        crumbs,
        kind: kind_words(kind.kind),
        title,
        record: found.page,
        mixed: !kind.parts.is_empty(),
        lines: lines(&weft, rows).await?,
        older,
    })
}

/// One more than a page shows, so that it is known whether there is more.
fn limit() -> i64 {
    i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX)
}

/// Cuts rows to one page and returns the number before which the next page begins.
fn cut(rows: &mut Vec<Row>) -> Option<i64> {
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    rows.last().filter(|_| more).map(|row| row.seq)
}

#[derive(Debug, Deserialize)]
struct Asked {
    kind: Option<String>,
    by: Option<String>,
    day: Option<String>,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "record/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    chosen: Vec<Choice>,
    lines: Vec<Line>,
    newest: Option<String>,
    older: Option<String>,
}

/// The address of the list, narrowed.
fn list_address(narrowed: &Narrowed, before: Option<i64>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("kind", &narrowed.kind), ("by", &narrowed.by), ("day", &narrowed.day)] {
        if let Some(value) = value {
            query.append_pair(name, &if name == "kind" { kinds::in_address(value) } else { value.clone() });
        }
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/history".to_owned() } else { format!("/history?{query}") }
}

impl ListPage {
    /// The kinds there are, with how many acts each has.
    fn kinds(narrowed: &Narrowed, counts: &[(String, i64)]) -> Filter {
        let mut open = narrowed.clone();
        open.kind = None;
        let total: i64 = counts.iter().map(|(_, count)| count).sum();
        let mut choices = vec![Choice {
            label: "Every kind".into(),
            href: list_address(&open, None),
            count: total.to_string(),
            chosen: narrowed.kind.is_none(),
        }];
        for kind in KINDS {
            let Some((_, count)) = counts.iter().find(|(name, _)| name == kind.kind) else { continue };
            let narrower = Narrowed { kind: Some(kind.kind.to_owned()), ..narrowed.clone() };
            choices.push(Choice {
                label: kind_words(kind.kind),
                href: list_address(&narrower, None),
                count: count.to_string(),
                chosen: narrowed.kind.as_deref() == Some(kind.kind),
            });
        }
        Filter { heading: "Kind of record", choices }
    }
}

async fn list(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let given = |value: Option<String>| value.filter(|text| !text.is_empty() && text != ANY);
    let narrowed = Narrowed {
        kind: given(asked.kind).and_then(|name| kinds::of(&name)).map(|kind| kind.kind.to_owned()),
        by: given(asked.by),
        day: given(asked.day).filter(|day| day.parse::<jiff::civil::Date>().is_ok()),
    };
    let mut rows = store::list(&weft.db, &narrowed, asked.before.unwrap_or(i64::MAX), limit()).await?;
    let older = cut(&mut rows).map(|seq| list_address(&narrowed, Some(seq)));
    let lines = lines(&weft, rows).await?;
    let counts = store::counts(&weft.db).await?;
    let mut chosen = Vec::new();
    let leave = |label: String, href: String| Choice { label, href, count: String::new(), chosen: true };
    if let Some(by) = &narrowed.by {
        let names = store::names(&weft.db, &BTreeSet::from([by.clone()])).await?;
        let open = Narrowed { by: None, ..narrowed.clone() };
        chosen.push(leave(who(by, &names), list_address(&open, None)));
    }
    if let Some(day) = &narrowed.day {
        let open = Narrowed { day: None, ..narrowed.clone() };
        chosen.push(leave(spoken_day(day), list_address(&open, None)));
    }
    let lines = lines.into_iter().map(|line| with_links(line, &narrowed)).collect();
    show_private(&ListPage {
        page: permit.visitor.page("History"),
        crumbs: vec![Crumb::new("/account", "Your account")],
        filters: vec![ListPage::kinds(&narrowed, &counts)],
        filters_label: "Narrow the history",
        chosen,
        lines,
        newest: asked.before.map(|_| list_address(&narrowed, None)),
        older,
    })
}

/// Turns the account and the day of a line into the links that narrow the list to them.
fn with_links(mut line: Line, narrowed: &Narrowed) -> Line {
    line.by = list_address(&Narrowed { by: Some(line.by), ..narrowed.clone() }, None);
    line.day = list_address(&Narrowed { day: Some(line.day), ..narrowed.clone() }, None);
    line
}
