//! Drawing notes together into a theme, and answering it.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    ANSWERS, Answer, Note, Theme,
    edit::{NEW, free_key, scope},
    find::{Choice, Ground, find},
    store,
};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/consultation/themes/{item}", form),
        post("/framework/{key}/consultation/themes/{item}", save),
        post("/framework/{key}/consultation/themes/{item}/answer", answer),
    ]
}

#[derive(Template)]
#[template(path = "consultation/theme.html")]
struct ThemePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    home: String,
    item: String,
    is_new: bool,
    is_answered: bool,
    title: String,
    text: String,
    workstream: String,
    workstreams: Vec<Choice>,
    notes: Vec<Choice>,
    chosen: Vec<String>,
    answer: String,
    answers: Vec<Choice>,
    words: String,
    link: String,
    links: Vec<Choice>,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

fn theme(ground: &Ground, permit: &Permit, item: &str) -> Result<Theme, Problem> {
    if !ground.begun {
        return Err(Problem::Conflict("Begin the consultation first; the Collaboration Officer does it.".into()));
    }
    if item == NEW {
        return Ok(Theme::default());
    }
    let one = ground.told.theme.iter().find(|one| one.key == item).ok_or(Problem::NotFound)?;
    permit.within(&scope(one.workstream.as_deref()))?;
    Ok(one.clone())
}

/// Every note with its conversation's key, as `CONVERSATION/NOTE`.
fn notes(ground: &Ground) -> impl Iterator<Item = (String, &str, &Note)> {
    ground
        .told
        .conversation
        .iter()
        .flat_map(|one| one.note.iter().map(move |note| (format!("{}/{}", one.key, note.key), one.key.as_str(), note)))
}

fn view(
    weft: &Weft,
    permit: &Permit,
    ground: &Ground,
    (item, one): (&str, &Theme),
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<ThemePage, Problem> {
    let is_new = item == NEW;
    let there = one.answer.last();
    let kept = |field: &str, there: Option<&str>| {
        posted.map_or_else(|| there.unwrap_or_default().to_owned(), |posted| posted.text(field).to_owned())
    };
    // A note that belongs to another theme says so; choosing it moves it.
    let offered = notes(ground).map(|(value, _, note)| {
        let other = note.theme.as_ref().filter(|key| **key != one.key || is_new);
        let other = other.and_then(|key| ground.told.theme.iter().find(|theme| theme.key == *key));
        let mut choice = Choice::new(value, &note.text);
        choice.hint = other.map(|theme| format!("Now under: {}", theme.title)).unwrap_or_default();
        choice
    });
    let chosen = match posted {
        Some(posted) => posted.all("notes").map(ToOwned::to_owned).collect(),
        None if is_new => Vec::new(),
        None => notes(ground)
            .filter(|(_, _, note)| note.theme.as_ref() == Some(&one.key))
            .map(|(value, _, _)| value)
            .collect(),
    };
    // Above the form stands the theme as it is, not the title that was just refused.
    let title = ground.told.theme.iter().find(|theme| theme.key == item).map(|theme| theme.title.clone());
    let title = title.unwrap_or_else(|| "Add a theme".to_owned());
    Ok(ThemePage {
        page: permit.visitor.page(title).section("framework").with_errors(!errors.is_empty()),
        crumbs: ground.crumbs(),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        home: ground.home(),
        item: item.to_owned(),
        is_new,
        is_answered: there.is_some(),
        title: one.title.clone(),
        text: one.text.clone().unwrap_or_default(),
        workstream: one.workstream.clone().unwrap_or_default(),
        workstreams: ground.workstreams(),
        notes: offered.collect(),
        chosen,
        answer: kept("answer", there.map(|one| one.answer.as_str())),
        answers: Choice::list(ANSWERS),
        words: kept("words", there.map(|one| one.text.as_str())),
        link: kept("link", there.and_then(|one| one.link.as_deref())),
        links: ground.parts(),
    })
}

async fn form(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Shown {
    let ground = find(&weft, &permit.visitor, &key).await?;
    let one = theme(&ground, &permit, &item)?;
    let mut page = view(&weft, &permit, &ground, (&item, &one), None, FormErrors::default())?;
    page.page.notice =
        (done.done == "saved").then(|| "Saved. Now answer it: what changed, or why nothing did.".to_owned());
    show_private(&page)
}

async fn save(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let before = theme(&ground, &permit, &item)?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let mut one = Theme {
        title: posted.text("title").to_owned(),
        text: given("text"),
        workstream: given("workstream"),
        ..before
    };
    let mut errors = FormErrors::default();
    errors.required(&posted, "title", "Say in a sentence what people said");
    let known = |key: &String| ground.found.framework.workstream.iter().any(|stream| stream.key == *key);
    if one.workstream.as_ref().is_some_and(|key| !known(key)) {
        errors.add("workstream", "Choose a workstream of this framework");
    } else if permit.within(&scope(one.workstream.as_deref())).is_err() {
        errors.add("workstream", "Choose a workstream that you lead");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit, &ground, (&item, &one), Some(&posted), errors)?);
    }
    if item == NEW {
        one.key = free_key(&one.title, ground.told.theme.iter().map(|other| other.key.as_str()));
    }
    let by = permit.visitor.named();
    store::put_theme(&weft, &mut write, by, &key, &one).await?;
    let chosen: Vec<&str> = posted.all("notes").collect();
    for (value, conversation, note) in notes(&ground) {
        let ours = note.theme.as_ref() == Some(&one.key);
        let wanted = chosen.contains(&value.as_str());
        if ours != wanted {
            let moved = Note { theme: wanted.then(|| one.key.clone()), ..note.clone() };
            store::put_note(&weft, &mut write, by, (&key, conversation), &moved).await?;
        }
    }
    write.commit().await?;
    Ok(see(&format!("{}/themes/{}?done=saved", ground.home(), one.key)))
}

async fn answer(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let one = theme(&ground, &permit, &item)?;
    if item == NEW {
        return Err(Problem::NotFound);
    }
    posted.once(&weft, &mut write, &ground.home()).await?;
    let mut errors = FormErrors::default();
    let link = posted.given("link").map(ToOwned::to_owned);
    if !ANSWERS.iter().any(|(key, _)| *key == posted.text("answer")) {
        errors.add("answer", "Choose what came of it");
    }
    errors.required(&posted, "words", "Say what changed, or why nothing did");
    if link.as_ref().is_some_and(|link| !ground.parts().iter().any(|part| part.value == *link)) {
        errors.add("link", "Choose a part of this framework, or leave it open");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit, &ground, (&item, &one), Some(&posted), errors)?);
    }
    let answer = Answer {
        answer: posted.text("answer").to_owned(),
        day: Some(ground.today.clone()),
        text: posted.text("words").to_owned(),
        link,
        ..Answer::default()
    };
    store::answer(&weft, &mut write, permit.visitor.named(), (&key, &item), &answer).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=saved#theme-{item}", ground.home())))
}
