//! One question to a page: shown with what is known, read, and saved.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{LONGEST, Place, QUESTIONS, find};
use crate::{
    people::Visitor,
    plumbing::{
        form::{FormErrors, Posted},
        history,
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    progress::{Answers, Move, State, store},
};

#[derive(Template)]
#[template(path = "progress/link_question.html")]
struct QuestionPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    name: &'static str,
    title: &'static str,
    number: usize,
    back: String,
    answers: Answers,
    people: String,
    question: Option<String>,
    prefilled: bool,
    last: bool,
}

fn place_of(name: &str) -> Result<usize, Problem> {
    QUESTIONS.iter().position(|(known, _)| *known == name).ok_or(Problem::NotFound)
}

impl QuestionPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: Place,
        at: usize,
        (answers, reached): (Answers, i64),
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let (name, title) = QUESTIONS[at];
        let back = if reached >= 5 {
            format!("{}/check", place.home())
        } else {
            at.checked_sub(1).map_or_else(|| place.home(), |before| format!("{}/{}", place.home(), QUESTIONS[before].0))
        };
        let known = match name {
            "met" => !answers.met.is_empty(),
            "people" => answers.people.is_some(),
            "changed" => !answers.changed.is_empty(),
            _ => false,
        };
        let returned = place.row.state() == State::Returned;
        Ok(Self {
            page: visitor.page(title).with_errors(!errors.is_empty()),
            question: if returned { store::question(&weft.db, &place.row.id).await? } else { None },
            form_key: visitor.form_key(weft)?,
            people: answers.people.map(|count| count.to_string()).unwrap_or_default(),
            prefilled: known && usize::try_from(reached).is_ok_and(|reached| reached <= at),
            last: at + 1 == QUESTIONS.len(),
            place,
            errors,
            name,
            title,
            number: at + 1,
            back,
            answers,
        })
    }
}

pub(super) async fn question(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let answers = place.answers(&weft).await?;
    show_private(&QuestionPage::new(&weft, &visitor, place, at, answers, FormErrors::default()).await?)
}

/// Reads the answer to one question into the answers.
fn read(posted: &Posted, name: &str, answers: &mut Answers, errors: &mut FormErrors) {
    let mut words = |field: &'static str| {
        let text = posted.text(field).replace("\r\n", "\n");
        let length = text.chars().count();
        if length > LONGEST {
            errors.add(field, format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."));
        }
        text
    };
    match name {
        "met" => {
            answers.met_note = words("met_note");
            answers.met = posted.text("met").to_owned();
            if !["yes", "no"].contains(&answers.met.as_str()) {
                errors.add("met", "Choose yes or no");
            }
        }
        "people" => {
            answers.who = words("who");
            answers.people = None;
            if let Some(typed) = posted.given("people") {
                match typed.parse::<i64>() {
                    Ok(count) if (0..=100_000).contains(&count) => answers.people = Some(count),
                    _ => errors.add("people", "Write how many people as a number, for example 12, or leave it empty"),
                }
            }
        }
        "changed" => answers.changed = words("changed"),
        "helps" => answers.helps = words("helps"),
        _ => {
            answers.share = words("share");
            answers.may_share = i64::from(posted.text("may_share") == "yes");
        }
    }
}

pub(super) async fn save(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let (mut answers, reached) = place.answers(&weft).await?;
    let mut errors = FormErrors::default();
    read(&posted, &name, &mut answers, &mut errors);
    if !errors.is_empty() {
        let mut page = QuestionPage::new(&weft, &visitor, place, at, (answers, reached), errors).await?;
        if name == "people" {
            page.people = posted.text("people").to_owned();
        }
        return show_again(&page);
    }
    let now = reached.max(i64::try_from(at + 1).unwrap_or(5));
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::Saving, "").await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, now).await?;
    write.commit().await?;
    Ok(see(&match (posted.text("then"), QUESTIONS.get(at + 1)) {
        ("later", _) => format!("{}?done=saved", place.home()),
        (_, Some((next, _))) if reached < 5 => format!("{}/{next}", place.home()),
        _ => format!("{}/check", place.home()),
    }))
}
