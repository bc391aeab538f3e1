//! What a group brings out: added and taken off the list by its keepers; everybody sees it on the group's page.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, crumbs, find, permitted};
use crate::{
    groups::{Group, OUTPUT_KINDS, Output, is_day, is_web_address, store},
    people::{Permit, Visitor},
    plan,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/groups/{key}/outputs", list),
        post("/groups/{key}/outputs", add),
        post("/groups/{key}/outputs/{id}/removal", remove),
    ]
}

/// One output as the page shows it.
struct Line {
    id: String,
    title: String,
    href: Option<String>,
    about: String,
    key: String,
}

#[derive(Template)]
#[template(path = "groups/outputs.html")]
struct OutputsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    lines: Vec<Line>,
    kinds: Vec<Choice>,
    priorities: Vec<Choice>,
    typed: Output,
}

async fn outputs_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    typed: Output,
    errors: FormErrors,
) -> Result<OutputsPage, Problem> {
    let mut lines = Vec::new();
    for one in store::outputs(&weft.db, &group.key).await? {
        let kind = OUTPUT_KINDS.iter().find(|(key, _)| *key == one.kind).map_or("", |(_, name)| name);
        let day = one.day.as_deref().map(|day| format!(", {}", spoken_day(day))).unwrap_or_default();
        let about = format!("{kind}{day}");
        lines.push(Line { about, title: one.title, href: one.url, id: one.id, key: visitor.form_key(weft)? });
    }
    let served = plan::records(&weft.db, &group.framework, "priority").await?;
    Ok(OutputsPage {
        page: visitor.page(format!("Outputs of {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        errors,
        form_key: visitor.form_key(weft)?,
        lines,
        kinds: Choice::list(OUTPUT_KINDS),
        priorities: served
            .into_iter()
            .map(|record| {
                let number = record.number.map(|number| format!("{number}. ")).unwrap_or_default();
                Choice::new(record.key, format!("{number}{}", record.title))
            })
            .collect(),
        typed,
        group,
    })
}

async fn list(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    show_private(&outputs_page(&weft, &permit.visitor, group, Output::default(), FormErrors::default()).await?)
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let mut errors = FormErrors::default();
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let output = Output {
        id: String::new(),
        title: errors.required(&posted, "title", "Say what it is called").to_owned(),
        kind: posted.text("kind").to_owned(),
        url: given("url"),
        day: given("day"),
        priority: given("priority"),
    };
    if output.title.chars().count() > 200 {
        errors.add("title", "A title holds at most 200 characters. Shorten it.");
    }
    if !OUTPUT_KINDS.iter().any(|(key, _)| *key == output.kind) {
        errors.add("kind", "Choose what kind of thing it is");
    }
    if output.url.as_deref().is_some_and(|url| !is_web_address(url)) {
        errors.add("url", "An address begins with https://, or with / for a page of this site");
    }
    if output.day.as_deref().is_some_and(|day| !is_day(day)) {
        errors.add("day", "Enter the day in the form 2026-01-31");
    }
    if let Some(priority) = &output.priority
        && plan::record(&weft.db, &group.framework, "priority", priority).await?.is_none()
    {
        errors.add("priority", "Choose the priority from the list");
    }
    let mut all = store::outputs(&weft.db, &key).await?;
    if all.iter().any(|one| one.title == output.title) {
        errors.add("title", "Something of this title is on the list already");
    }
    if !errors.is_empty() {
        return show_again(&outputs_page(&weft, &permit.visitor, group, output, errors).await?);
    }
    all.push(output);
    let page = format!("/groups/{key}/outputs");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::put_outputs(&weft, &mut write, permit.visitor.named(), &id, &all).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn remove(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, output)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (id, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let mut all = store::outputs(&weft.db, &key).await?;
    let there = all.len();
    all.retain(|one| one.id != output);
    if all.len() == there {
        return Err(Problem::NotFound);
    }
    let page = format!("/groups/{key}/outputs");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::put_outputs(&weft, &mut write, permit.visitor.named(), &id, &all).await?;
    write.commit().await?;
    Ok(see(&page))
}
