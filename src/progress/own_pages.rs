//! A group's reports for its lead, signed in: what was sent, and the form itself without waiting for a letter.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{Report, ask::Frame, due, store};
use crate::{
    groups::{self, Group},
    people::{Permit, Scope},
    plumbing::{
        clock::spoken_day,
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/groups/{key}/progress", own), post("/groups/{key}/progress/link", open_form)]
}

/// One report as the page lists it.
struct Line {
    period: String,
    state: &'static str,
    look: &'static str,
    due: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "progress/own.html")]
struct OwnPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    group: String,
    key: String,
    lines: Vec<Line>,
    next: Option<(String, String, bool)>,
    has_rhythm: bool,
    ended: bool,
}

/// The group, where the visitor leads it, leads its workstream, or holds a role over all.
async fn find(weft: &Weft, permit: &Permit, key: &str) -> Result<Group, Problem> {
    let group = groups::group(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let workstream = group.workstream.clone().map_or(Scope::Partnership, Scope::Workstream);
    permit.within(&Scope::Group(key.to_owned())).or_else(|_| permit.within(&workstream))?;
    Ok(group)
}

fn line(report: Report) -> Line {
    Line {
        period: report.period(),
        state: report.state.name(),
        look: report.state.look(),
        due: spoken_day(&report.due),
        changed: report.answers.map(|answers| answers.changed).unwrap_or_default(),
    }
}

async fn own(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let group = find(&weft, &permit, &key).await?;
    let frame = Frame::of(&weft).await?;
    let reports = store::of_group(&weft.db, &key).await?;
    let newest = match reports.first() {
        Some(report) => store::row(&weft.db, &report.key).await?,
        None => None,
    };
    let next = due::next_of(&group, &frame.today, newest.as_ref());
    let title = search::named(&weft.db, "group", &key).await?.map_or(group.name.clone(), |found| found.title);
    show_private(&OwnPage {
        page: permit.visitor.page(format!("Progress of {title}")).section("groups"),
        crumbs: vec![Crumb::new("/groups", "Groups and networks"), Crumb::new(format!("/groups/{key}"), &title)],
        form_key: permit.visitor.form_key(&weft)?,
        next: next.map(|next| (next.period(), spoken_day(&next.due), next.state.is_some())),
        has_rhythm: group.rhythm.is_some(),
        ended: group.has_ended(&frame.today),
        lines: reports.into_iter().map(line).collect(),
        group: title,
        key,
    })
}

/// Opens the form: the report that is asked for, or the next one that is due, with a link of the visitor's own.
async fn open_form(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let group = find(&weft, &permit, &key).await?;
    let frame = Frame::of(&weft).await?;
    let by = permit.visitor.named();
    let person = permit.visitor.account.as_ref().map(|account| account.person.clone());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/groups/{key}/progress")).await?;
    let newest = store::newest_in(&mut write, &key).await?;
    let row = match newest {
        Some(row) if row.state().is_open() => row,
        newest => {
            let next = due::next_of(&group, &frame.today, newest.as_ref())
                .ok_or_else(|| Problem::Conflict("Nothing is due from this group just now.".into()))?;
            let new = store::NewReport {
                group: &key,
                framework: &next.framework,
                workstream: next.workstream.as_deref(),
                from: &next.from,
                to: &next.to,
                due: &next.due,
                invented: false,
            };
            store::add(&weft, &mut write, by, &new).await?
        }
    };
    let token = store::add_link(&weft, &mut write, by, &row.id, "own", person.as_deref(), None).await?;
    crate::plumbing::history::record(
        &mut write,
        &weft.clock,
        crate::plumbing::history::Act {
            account: by,
            act: "progress form opened",
            subject_kind: super::SUBJECT,
            subject_id: &row.id,
            reason: None,
            change: serde_json::json!({}),
        },
    )
    .await?;
    write.commit().await?;
    Ok(see(&format!("/p/{token}")))
}
