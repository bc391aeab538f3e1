//! Answering: all questions on one page, without an account and without script. Nothing must be answered but one question.
//!
//! A form holds ten questions at most, so one page serves: one load on a poor line, nothing kept half-way, and the length is
//! seen from the start.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Asking, LONGEST, NOT_APPLICABLE, Question, Window, pages,
    pages::Pick,
    store::{self, Answer, Given, Taken},
};
use crate::{
    people::Visitor,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        history,
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/f/{token}", form), post("/f/{token}", answer), get("/f/{token}/thanks", thanks)]
}

/// The largest number that is taken.
const LARGEST: i64 = 1_000_000;

/// What a link opens.
struct Place {
    token: String,
    asking: Asking,
    questions: Vec<Question>,
    opening: String,
    /// Whether the link is somebody's own; `None` for the shared link.
    used: Option<bool>,
    today: String,
}

async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let (asking, used) = match store::asking_of_token(&weft.db, token).await? {
        Some(asking) => (asking, None),
        None => {
            let link = store::link_of(&weft.db, token).await?.ok_or(Problem::NotFound)?;
            (store::asking(&weft.db, &link.asking).await?.ok_or(Problem::NotFound)?, Some(link.used == 1))
        }
    };
    let questions = store::version_of_ids(&weft.db, &store::items(&weft.db, &asking.id).await?).await?;
    let opening = store::form(&weft.db, &asking.form).await?.map(|form| form.opening).unwrap_or_default();
    Ok(Place { token: token.to_owned(), asking, questions, opening, used, today: pages::today(weft).await? })
}

/// A question as the page asks it.
struct Asked {
    name: String,
    label: String,
    help: String,
    kind: String,
    picks: Vec<Pick>,
    value: String,
}

#[derive(Template)]
#[template(path = "evaluation/answer.html")]
struct AnswerPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    place: Place,
    asked: Vec<Asked>,
    closes: String,
}

#[derive(Template)]
#[template(path = "evaluation/shut.html")]
struct ShutPage {
    page: Page,
    title: &'static str,
    occasion: String,
    words: Vec<String>,
}

fn shut(visitor: &Visitor, place: &Place, title: &'static str, words: Vec<String>) -> Shown {
    show_private(&ShutPage { page: visitor.page(title), title, occasion: place.asking.title.clone(), words })
}

/// The page that says why nothing can be answered, where that is so.
fn why_not(visitor: &Visitor, place: &Place) -> Option<Shown> {
    match place.asking.window(&place.today) {
        Window::NotYet => {
            let opens = spoken_day(&place.asking.opens_on);
            Some(shut(visitor, place, "This form is not open yet", vec![format!("It takes answers from {opens}. Please come back then.")]))
        }
        Window::Closed => Some(shut(
            visitor,
            place,
            "This form has closed",
            vec!["It takes no more answers. Thank you for wanting to tell us; those who asked are glad to hear from you in person.".into()],
        )),
        Window::Open if place.used == Some(true) => Some(shut(
            visitor,
            place,
            "This link was used already",
            vec![
                "A link from a letter takes one answer, and that was given. If you gave it, thank you: it has arrived.".into(),
                "If somebody passed this link on to you, ask whoever asked you for the shared one.".into(),
            ],
        )),
        Window::Open => None,
    }
}

fn answer_page(
    weft: &Weft,
    visitor: &Visitor,
    place: Place,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<AnswerPage, Problem> {
    let asked = (1..).zip(&place.questions).map(|(number, question)| {
        let name = question.field();
        let mut picks: Vec<Pick> = question.choices.iter().map(Pick::of).collect();
        if question.may_not_apply == 1 && question.has_choices() {
            picks.push(Pick::new(NOT_APPLICABLE, "Does not apply"));
        }
        Asked {
            label: format!("{number}. {}", question.words),
            help: question.help.clone(),
            kind: question.kind.clone(),
            picks,
            value: posted.map(|posted| posted.text(&name).to_owned()).unwrap_or_default(),
            name,
        }
    });
    Ok(AnswerPage {
        asked: asked.collect(),
        page: visitor.page(place.asking.title.clone()).with_errors(!errors.is_empty()),
        errors,
        form_key: visitor.form_key(weft)?,
        closes: spoken_day(&place.asking.closes_on),
        place,
    })
}

async fn form(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    match why_not(&visitor, &place) {
        Some(shown) => shown,
        None => show_private(&answer_page(&weft, &visitor, place, None, FormErrors::default())?),
    }
}

/// What was answered, question by question; what was left out is left out.
fn read(questions: &[Question], posted: &Posted, errors: &mut FormErrors) -> Vec<Answer> {
    let mut answers = Vec::new();
    for question in questions {
        let field = question.field();
        let Some(text) = posted.given(&field) else { continue };
        let given = match question.kind.as_str() {
            "text" => {
                let words = text.replace("\r\n", "\n");
                let length = words.chars().count();
                if length > LONGEST {
                    errors.add(
                        &field,
                        format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."),
                    );
                }
                Given::Words(words)
            }
            "number" => match text.parse::<i64>() {
                Ok(number) if (0..=LARGEST).contains(&number) => Given::Number(number),
                _ => {
                    errors.add(&field, "Write a whole number, for example 12, or leave it empty");
                    continue;
                }
            },
            _ => {
                let known = question.choices.iter().any(|choice| choice.key == text);
                let does_not_apply = question.may_not_apply == 1 && text == NOT_APPLICABLE;
                if !known && !does_not_apply {
                    errors.add(&field, "Choose one of the answers, or none");
                    continue;
                }
                Given::Choice(text.to_owned())
            }
        };
        answers.push((question.id.clone(), given));
    }
    if answers.is_empty()
        && errors.is_empty()
        && let Some(first) = questions.first()
    {
        errors.add(first.field(), "Answer at least one question, whichever you like");
    }
    answers
}

async fn answer(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let thanks = format!("/f/{token}/thanks");
    // Whoever sends a second time from the same page is told that the first time counted, before anything else.
    if place.used != Some(true)
        && let Some(shown) = why_not(&visitor, &place)
    {
        return shown;
    }
    let mut errors = FormErrors::default();
    let answers = read(&place.questions, &posted, &mut errors);
    if !errors.is_empty() {
        return show_again(&answer_page(&weft, &visitor, place, Some(&posted), errors)?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &thanks).await?;
    // It may have been closed, or the link used, since the page was asked for; inside the write nobody comes between.
    let stands = store::asking_in_write(&mut write, &place.asking.key).await?.ok_or(Problem::NotFound)?;
    let closed = stands.window(&place.today) != Window::Open;
    if closed || (place.used.is_some() && store::spend(&mut write, &token).await? == Taken::Before) {
        drop(write);
        let place = find(&weft, &token).await?;
        return why_not(&visitor, &place).unwrap_or(Err(Problem::NotFound));
    }
    store::put(&weft, &mut write, history::PUBLIC, &stands.id, &place.today, &[answers]).await?;
    write.commit().await?;
    Ok(see(&thanks))
}

async fn thanks(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    shut(
        &visitor,
        &place,
        "Thank you",
        vec![
            "Your answers have arrived. They carry no name, and nobody can find out which are yours.".into(),
            "What everybody said together is read once the form has closed, and only from five answers on.".into(),
        ],
    )
}
