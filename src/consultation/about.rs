//! How people are asked: the officer begins a consultation, says how it is held and opens it to comments.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Consultation,
    find::{Ground, find},
    store,
};
use crate::{
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
    vec![get("/framework/{key}/consultation/about", form), post("/framework/{key}/consultation/about", save)]
}

#[derive(Template)]
#[template(path = "consultation/about.html")]
struct AboutPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    home: String,
    comments_from: String,
    comments_to: String,
    about: String,
    synthesis: String,
    finding: String,
    question: String,
}

fn view(
    weft: &Weft,
    visitor: &Visitor,
    ground: &Ground,
    kept: &Consultation,
    errors: FormErrors,
) -> Result<AboutPage, Problem> {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(AboutPage {
        page: visitor.page("How people are asked").section("framework").with_errors(!errors.is_empty()),
        crumbs: ground.crumbs(),
        errors,
        form_key: visitor.form_key(weft)?,
        home: ground.home(),
        comments_from: words(&kept.comments_from),
        comments_to: words(&kept.comments_to),
        about: words(&kept.about),
        synthesis: words(&kept.synthesis),
        finding: words(&kept.finding),
        question: words(&kept.question),
    })
}

async fn form(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let ground = find(&weft, &permit.visitor, &key).await?;
    show_private(&view(&weft, &permit.visitor, &ground, &ground.told, FormErrors::default())?)
}

async fn save(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let one = Consultation {
        about: given("about"),
        synthesis: given("synthesis"),
        finding: given("finding"),
        question: given("question"),
        comments_from: given("comments_from"),
        comments_to: given("comments_to"),
        ..ground.told.clone()
    };
    let mut errors = FormErrors::default();
    errors.required(&posted, "about", "Say in a sentence or two how people are asked");
    for (field, day) in [("comments_from", &one.comments_from), ("comments_to", &one.comments_to)] {
        if day.as_ref().is_some_and(|day| day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
            errors.add(field, "Enter the day as year, month and day, such as 2026-03-12");
        }
    }
    if let (Some(from), Some(to)) = (&one.comments_from, &one.comments_to)
        && from > to
    {
        errors.add("comments_to", "The last day lies before the first; change one of the two");
    }
    if one.comments_to.is_some() && one.comments_from.is_none() {
        errors.add("comments_from", "Enter the first day on which comments are taken, or leave both days empty");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit.visitor, &ground, &one, errors)?);
    }
    store::put_head(&weft, &mut write, permit.visitor.named(), &one, ground.public_title()).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=saved", ground.home())))
}
