//! One's own tasks, by date, and whether the weekly letter comes.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{Doer, Task, When, days, sources::Open, store};
use crate::{
    people::Visitor,
    plumbing::{
        clock::spoken_day,
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/my/tasks", show), post("/my/tasks/letter", letter)]
}

/// Tasks under one heading.
struct Part {
    heading: &'static str,
    overdue: bool,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    what: String,
    about: String,
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/tasks.html")]
struct TasksPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    day: String,
    parts: Vec<Part>,
    count: usize,
    overdue: usize,
    wants_letter: bool,
    email: String,
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show(State(weft): State<Weft>, visitor: Visitor, Query(done): Query<Done>) -> Shown {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let (today, week) = days(&weft).await?;
    let open = Open::read(&weft, &today, |role| account.holds(role)).await?;
    let tasks = open.tasks_of(&weft, &Doer::from(account)).await?;
    let count = tasks.len();
    let parts = parts(tasks, &today, &week);
    let mut page = visitor.page("My tasks");
    page.notice = match done.done.as_deref() {
        Some("on") => Some("You get the weekly letter on Mondays when there is something to do.".into()),
        Some("off") => Some("You no longer get the weekly letter.".into()),
        _ => None,
    };
    show_private(&TasksPage {
        page,
        crumbs: vec![Crumb::new("/account", "Your account")],
        form_key: visitor.form_key(&weft)?,
        day: spoken_day(&today),
        overdue: parts.iter().filter(|part| part.overdue).map(|part| part.lines.len()).sum(),
        parts,
        count,
        wants_letter: store::wants_letter(&weft.db, &account.person).await?,
        email: account.email.clone(),
    })
}

fn parts(tasks: Vec<Task>, today: &str, week: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = When::ALL
        .iter()
        .map(|when| Part { heading: when.name(), overdue: *when == When::Overdue, lines: Vec::new() })
        .collect();
    for task in tasks {
        let when = task.when(today, week);
        let at = When::ALL.iter().position(|one| *one == when).unwrap_or_default();
        if let Some(part) = parts.get_mut(at) {
            let day = task.day.as_deref().map(spoken_day);
            part.lines.push(Line { href: task.href, what: task.what, about: task.about, day });
        }
    }
    parts.retain(|part| !part.lines.is_empty());
    parts
}

async fn letter(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let wanted = posted.text("letter") == "on";
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/my/tasks").await?;
    store::want_letter(&weft, &mut write, visitor.named(), &account.person, wanted).await?;
    write.commit().await?;
    Ok(see(if wanted { "/my/tasks?done=on" } else { "/my/tasks?done=off" }))
}
