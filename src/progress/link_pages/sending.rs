//! Everything once more before it is sent; sending it, and taking it back.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{Line, Place, Shut, find, lines};
use crate::{
    people::Visitor,
    plumbing::{
        form::{FormErrors, Posted},
        history,
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    progress::{Answers, Move, store},
};

#[derive(Template)]
#[template(path = "progress/link_check.html")]
struct CheckPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    sender: String,
    post: String,
}

impl CheckPage {
    fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: Place,
        answers: &Answers,
        who: Option<(&str, &str)>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        // Most often whoever was asked is who answers; the name is theirs to change.
        let sender = Some(answers.person_name.clone()).filter(|name| !name.is_empty()).or(place.asked.clone());
        let (sender, post) = match who {
            Some((sender, post)) => (sender.to_owned(), post.to_owned()),
            None => (sender.unwrap_or_default(), answers.post.clone()),
        };
        Ok(Self {
            page: visitor.page("Check your answers").with_errors(!errors.is_empty()),
            form_key: visitor.form_key(weft)?,
            lines: lines(answers),
            place,
            errors,
            sender,
            post,
        })
    }
}

pub(super) async fn check(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let (answers, _) = place.answers(&weft).await?;
    show_private(&CheckPage::new(&weft, &visitor, place, &answers, None, FormErrors::default())?)
}

pub(super) async fn send(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    if place.shut.is_some_and(|shut| shut != Shut::Sent) {
        return Ok(see(&place.home()));
    }
    let (mut answers, _) = place.answers(&weft).await?;
    let mut errors = FormErrors::default();
    if answers.met.is_empty() {
        errors.add("met", "Say whether you met");
    }
    if answers.changed.is_empty() {
        errors.add("changed", "Say what was made or changed; if it was nothing yet, write “nothing yet”");
    }
    let sender = errors.required(&posted, "sender", "Write your name").to_owned();
    let post = posted.text("post").to_owned();
    for (field, text) in [("sender", &sender), ("post", &post)] {
        if text.chars().count() > 150 {
            errors.add(field, "This is longer than 150 characters. Shorten it.");
        }
    }
    if !errors.is_empty() {
        return show_again(&CheckPage::new(&weft, &visitor, place, &answers, Some((&sender, &post)), errors)?);
    }
    let page = format!("{}?done=sent", place.home());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::Sending, "").await?;
    (answers.person_name, answers.post) = (sender, post);
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, 5).await?;
    store::mark_sent(&mut write, &place.row.id, &weft.clock.instant()).await?;
    write.commit().await?;
    Ok(see(&page))
}

pub(super) async fn take_back(From(weft): From<Weft>, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let (answers, _) = place.answers(&weft).await?;
    let reason: String = posted.text("reason").chars().take(500).collect();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::TakingBack, &reason).await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, 5).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=taken-back", place.home())))
}
