//! Members from a pasted list or a file: columns matched and remembered, every row's outcome shown, then saved together.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Choice, crumbs, find,
    pasted_rows::{self, Does, FIELDS, ForAll, Planned},
    permitted, today,
};
use crate::{
    groups::{Group, PARTS, is_day, store},
    people::{self, Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        matching::{self, Mapping, Question},
        pasted::{self, Pasted},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/groups/{key}/members/list", blank),
        post("/groups/{key}/members/list/check", check),
        post("/groups/{key}/members/list", save),
    ]
}

/// A longer list is no list of members of one group.
const MOST_ROWS: usize = 500;

/// What columns are remembered under.
const KIND: &str = "members";

#[derive(Template)]
#[template(path = "groups/pasted.html")]
struct PastePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    parts: Vec<Choice>,
    part: String,
    from: String,
    list: String,
}

async fn blank(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let from = today(&weft).await?;
    show_private(&paste_page(&weft, &permit.visitor, group, "member", from, "", FormErrors::default())?)
}

fn paste_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    part: &str,
    from: String,
    list: &str,
    errors: FormErrors,
) -> Result<PastePage, Problem> {
    let mut trail = crumbs(&group);
    trail.push(Crumb::new(format!("/groups/{}/members", group.key), "Members"));
    Ok(PastePage {
        page: visitor
            .page(format!("Paste members of {}", group.name))
            .section("groups")
            .with_errors(!errors.is_empty()),
        crumbs: trail,
        errors,
        form_key: visitor.form_key(weft)?,
        group,
        parts: Choice::list(PARTS),
        part: part.to_owned(),
        from,
        list: list.to_owned(),
    })
}

/// One row as the page of the check shows it.
struct Line {
    row: String,
    name: String,
    email: String,
    said: String,
    fault: bool,
}

#[derive(Template)]
#[template(path = "groups/pasted_check.html")]
struct CheckPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    part: String,
    from: String,
    list: String,
    columns: Vec<Question>,
    remembered: bool,
    lines: Vec<Line>,
    adds: usize,
    faults: usize,
}

/// A list that was read, the columns chosen for it, and what every row would do.
struct Read {
    pasted: Pasted,
    mapping: Mapping,
    plans: Vec<Planned>,
}

/// Reads what was posted. Where the list itself cannot be read, the errors say why and there is nothing else.
async fn read(weft: &Weft, group: &Group, posted: &Posted, errors: &mut FormErrors) -> Result<Option<Read>, Problem> {
    let bytes: Vec<u8> = match posted.file("file") {
        Some(file) => file.bytes.to_vec(),
        None => posted.untrimmed("list").as_bytes().to_vec(),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        errors.add("list", "Paste the list, or choose a file");
        return Ok(None);
    }
    let from = posted.text("from");
    if !is_day(from) {
        errors.add("from", "Enter the day from which they are members, in the form 2026-01-31");
    }
    let pasted = match pasted::read(&bytes, MOST_ROWS) {
        Ok(pasted) => pasted,
        Err(said) => {
            for what in said.into_iter().take(20) {
                errors.add("list", what);
            }
            return Ok(None);
        }
    };
    let headers = &pasted.table.header;
    let asked = FIELDS.iter().any(|field| posted.fields().any(|(name, _)| name == format!("column-{}", field.key)));
    let mapping = if asked {
        matching::confirmed(posted, headers, FIELDS, errors)
    } else {
        matching::propose(&weft.db, KIND, headers, FIELDS).await?
    };
    if !asked {
        for field in mapping.missing(FIELDS) {
            errors.add(format!("column-{}", field.key), format!("Choose the column that holds “{}”", field.label));
        }
    }
    let members = store::members(&weft.db, &group.key, &today(weft).await?).await?;
    let all = ForAll { part: posted.text("part"), from };
    let plans = pasted_rows::plan(&weft.db, group, &members, &pasted.table, &mapping, &all).await?;
    Ok(Some(Read { pasted, mapping, plans }))
}

async fn show_check(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    posted: &Posted,
    read: Option<Read>,
    errors: FormErrors,
) -> Shown {
    let (part, from) = (posted.text("part").to_owned(), posted.text("from").to_owned());
    let Some(Read { pasted, mapping, plans }) = read else {
        return show_again(&paste_page(weft, visitor, group, &part, from, posted.untrimmed("list"), errors)?);
    };
    let mut trail = crumbs(&group);
    trail.push(Crumb::new(format!("/groups/{}/members", group.key), "Members"));
    let again = !errors.is_empty();
    let page = CheckPage {
        page: visitor.page(format!("Check members of {}", group.name)).section("groups").with_errors(again),
        crumbs: trail,
        form_key: visitor.form_key(weft)?,
        columns: matching::questions(&pasted.table.header, FIELDS, &mapping),
        remembered: mapping.remembered,
        adds: plans.iter().filter(|plan| matches!(plan.does, Does::Adds { .. })).count(),
        faults: plans.iter().filter(|plan| matches!(plan.does, Does::Fault)).count(),
        lines: plans
            .into_iter()
            .map(|plan| Line {
                row: plan.row.to_string(),
                fault: matches!(plan.does, Does::Fault),
                name: plan.name,
                email: plan.email,
                said: plan.said,
            })
            .collect(),
        list: pasted.grid.as_tabs(),
        errors,
        group,
        part,
        from,
    };
    if again { show_again(&page) } else { show_private(&page) }
}

async fn check(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let mut errors = FormErrors::default();
    let read = read(&weft, &group, &posted, &mut errors).await?;
    show_check(&weft, &permit.visitor, group, &posted, read, errors).await
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let mut errors = FormErrors::default();
    let read = read(&weft, &group, &posted, &mut errors).await?;
    if let Some(read) = &read {
        let faults: Vec<&Planned> = read.plans.iter().filter(|plan| matches!(plan.does, Does::Fault)).collect();
        for plan in faults.iter().take(20) {
            errors.add("list", format!("Row {}: {}", plan.row, plan.said));
        }
    }
    let Some(good) = read.as_ref().filter(|_| errors.is_empty()) else {
        return show_check(&weft, &permit.visitor, group, &posted, read, errors).await;
    };
    let page = format!("/groups/{key}/members");
    let by = permit.visitor.named();
    let mut added = 0_usize;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    for plan in &good.plans {
        let Does::Adds { person } = &plan.does else { continue };
        let email = Some(plan.email.as_str()).filter(|email| !email.is_empty());
        let mut new = plan.new.clone();
        new.person = match person {
            Some(key) => key.clone(),
            None => people::put_person(&weft, &mut write, by, &plan.name, email, false).await?,
        };
        store::add_membership(&weft, &mut write, by, &new).await?;
        added += 1;
    }
    if added > 0 {
        if good.pasted.has_headings {
            matching::remember(&mut write, &weft.clock, KIND, &good.pasted.table.header, &good.mapping).await?;
        }
        write.commit().await?;
    }
    Ok(see(&page))
}
