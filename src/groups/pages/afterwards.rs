//! The one question after a group has ended: do its people still meet? It is asked once, and the answer stays.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, crumbs, find, permitted, today};
use crate::{
    groups::{Group, STILL_MEETS, store},
    people::{Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/groups/{key}/afterwards", form), post("/groups/{key}/afterwards", answer)]
}

#[derive(Template)]
#[template(path = "groups/afterwards.html")]
struct AfterwardsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    answers: Vec<Choice>,
    answer: String,
    note: String,
}

fn afterwards_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<AfterwardsPage, Problem> {
    let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
    Ok(AfterwardsPage {
        page: visitor.page(format!("After {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        errors,
        form_key: visitor.form_key(weft)?,
        group,
        answers: Choice::list(STILL_MEETS),
        answer: kept("answer"),
        note: kept("note"),
    })
}

/// The question stands only for a group that has ended and was not asked yet.
async fn asked(weft: &Weft, group: &Group) -> Result<(), Problem> {
    if !group.has_ended(&today(weft).await?) {
        return Err(Problem::NotFound);
    }
    match group.still_meets {
        Some(_) => {
            Err(Problem::Conflict("This was answered already. It is asked once; the group’s page shows it.".into()))
        }
        None => Ok(()),
    }
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    asked(&weft, &group).await?;
    show_private(&afterwards_page(&weft, &permit.visitor, group, None, FormErrors::default())?)
}

async fn answer(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, before) = find(&weft.db, &key).await?;
    permitted(&permit, &before)?;
    asked(&weft, &before).await?;
    let mut errors = FormErrors::default();
    if !STILL_MEETS.iter().any(|(key, _)| *key == posted.text("answer")) {
        errors.add("answer", "Choose one of the answers");
    }
    if !errors.is_empty() {
        return show_again(&afterwards_page(&weft, &permit.visitor, before, Some(&posted), errors)?);
    }
    let after = Group {
        still_meets: posted.given("answer").map(ToOwned::to_owned),
        still_meets_note: posted.given("note").map(ToOwned::to_owned),
        ..before.clone()
    };
    let page = format!("/groups/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::change(&weft, &mut write, permit.visitor.named(), &id, &before, &after, None).await?;
    write.commit().await?;
    Ok(see(&page))
}
