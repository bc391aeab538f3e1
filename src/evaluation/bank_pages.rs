//! The bank: every question with its newest words, and every version of one question.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{KINDS, LEVELS, Question, name_of, pages, store};
use crate::{
    people::Permit,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms/questions", bank), get("/forms/questions/{key}", one)]
}

/// A question as the bank lists it.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) words: String,
    pub(super) answers: String,
    pub(super) driver: String,
    pub(super) level: &'static str,
    pub(super) version: String,
    pub(super) retired: bool,
}

/// The answers a question offers, in a line.
pub(super) fn answers(question: &Question) -> String {
    let mut text = if question.has_choices() {
        let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
        labels.join(" · ")
    } else {
        name_of(KINDS, &question.kind).to_owned()
    };
    if question.may_not_apply == 1 {
        text.push_str(" · Does not apply");
    }
    text
}

/// The answers that count as top, in words: `“Strongly agree” or “Agree”`.
pub(super) fn top(question: &Question) -> String {
    let labels: Vec<String> = question
        .choices
        .iter()
        .filter(|choice| choice.top_box == 1)
        .map(|choice| format!("“{}”", choice.label))
        .collect();
    labels.join(" or ")
}

fn level(key: &str) -> &'static str {
    LEVELS.iter().find(|(known, _)| *known == key).map_or("", |(_, name)| name)
}

#[derive(Template)]
#[template(path = "evaluation/bank.html")]
struct BankPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
}

async fn bank(State(weft): State<Weft>, permit: Permit) -> Shown {
    let lines = store::questions(&weft.db).await?.into_iter().map(|question| Line {
        href: format!("/forms/questions/{}", question.key),
        answers: answers(&question),
        level: level(&question.level),
        version: question.number.to_string(),
        retired: question.retired_on.is_some(),
        words: question.words,
        driver: question.driver,
    });
    let lines = lines.collect();
    let page = permit.visitor.page("The bank of questions").section("programmes");
    show_private(&BankPage { page, crumbs: pages::crumbs(), lines })
}

struct VersionShown {
    number: i64,
    words: String,
    help: String,
    answers: String,
    top: String,
    from: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "evaluation/question.html")]
struct QuestionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    question: Question,
    level: &'static str,
    versions: Vec<VersionShown>,
    forms: Vec<Crumb>,
    retired: Option<String>,
    form_key: String,
    edit: super::question_pages::Fields,
    errors: crate::plumbing::form::FormErrors,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn one(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let question = store::question(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let edit = super::question_pages::Fields::of(&weft, &question).await?;
    let mut page = page(&weft, &permit, question, edit, crate::plumbing::form::FormErrors::default()).await?;
    page.page.notice = match done.done.as_str() {
        "added" => Some("The question is in the bank.".to_owned()),
        "reworded" => Some("The new version is in the bank. Forms opened from now on ask it.".to_owned()),
        "retired" => Some("The question is retired: no form asks it any more.".to_owned()),
        _ => None,
    };
    show_private(&page)
}

/// The page of a question, with the form for a new version as it was left.
async fn page(
    weft: &Weft,
    permit: &Permit,
    question: Question,
    edit: super::question_pages::Fields,
    errors: crate::plumbing::form::FormErrors,
) -> Result<QuestionPage, Problem> {
    let versions = store::versions(&weft.db, &question.key).await?;
    let forms = store::forms(&weft.db).await?.into_iter().filter(|form| form.questions.contains(&question.key));
    let mut crumbs = pages::crumbs();
    crumbs.push(Crumb::new("/forms/questions", "The bank of questions"));
    Ok(QuestionPage {
        page: permit.visitor.page(question.words.clone()).section("programmes").with_errors(!errors.is_empty()),
        crumbs,
        level: level(&question.level),
        versions: versions
            .into_iter()
            .map(|one| VersionShown {
                number: one.number,
                answers: answers(&one),
                top: top(&one),
                from: spoken_day(&one.from_day),
                words: one.words,
                help: one.help,
                reason: one.reason,
            })
            .collect(),
        forms: forms.map(|form| Crumb::new(format!("/forms/{}", form.key), form.title)).collect(),
        retired: question.retired_on.as_deref().map(spoken_day),
        form_key: permit.visitor.form_key(weft)?,
        question,
        edit,
        errors,
    })
}

/// The page of a question shown again with what is wrong.
pub(super) async fn again(
    weft: &Weft,
    permit: &Permit,
    question: Question,
    edit: super::question_pages::Fields,
    errors: crate::plumbing::form::FormErrors,
) -> Shown {
    crate::plumbing::layout::show_again(&page(weft, permit, question, edit, errors).await?)
}
