//! Forms: putting questions of the bank together, in an order, and seeing the form as it will be asked.

use askama::Template;
use axum::extract::{Path, State};

use super::{Form, MOST_QUESTIONS, OCCASIONS, bank_pages, file_read::form_faults, name_of, pages, pages::Pick, store};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/forms/new", new),
        post("/forms", add),
        get("/forms/{key}", one),
        get("/forms/{key}/edit", edit),
        post("/forms/{key}", save),
    ]
}

/// Keys that are the addresses of other pages.
pub(super) const RESERVED: &[&str] = &["new", "questions", "asked", "results"];

struct Line {
    number: usize,
    words: String,
    help: String,
    answers: String,
    href: String,
}

#[derive(Template)]
#[template(path = "evaluation/form.html")]
struct FormPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form: Form,
    occasion: String,
    lines: Vec<Line>,
    evaluates: bool,
}

async fn one(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let form = store::form(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let bank = store::questions(&weft.db).await?;
    let asked =
        form.questions.iter().filter_map(|key| bank.iter().find(|one| one.key == *key && one.retired_on.is_none()));
    let lines = (1..).zip(asked).map(|(number, question)| Line {
        number,
        words: question.words.clone(),
        help: question.help.clone(),
        answers: bank_pages::answers(question),
        href: format!("/forms/questions/{}", question.key),
    });
    show_private(&FormPage {
        page: permit.visitor.page(form.title.clone()).section("programmes"),
        crumbs: pages::crumbs(),
        occasion: name_of(OCCASIONS, &form.occasion).to_owned(),
        lines: lines.collect(),
        evaluates: pages::evaluates(&permit),
        form,
    })
}

/// One place on the form, with the question that stands in it.
struct Place {
    name: String,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "evaluation/form_edit.html")]
struct EditPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    title: String,
    occasion: String,
    occasions: Vec<Pick>,
    opening: String,
    places: Vec<Place>,
    questions: Vec<Pick>,
    back: String,
}

async fn edit_page(weft: &Weft, permit: &Permit, form: &Form, errors: FormErrors) -> Result<EditPage, Problem> {
    let questions = store::questions(&weft.db).await?;
    let free = questions.into_iter().filter(|one| one.retired_on.is_none());
    let is_new = form.key.is_empty();
    let mut crumbs = pages::crumbs();
    if !is_new {
        crumbs.push(Crumb::new(format!("/forms/{}", form.key), form.title.clone()));
    }
    let title = if is_new { "Put a form together".to_owned() } else { format!("Change “{}”", form.title) };
    Ok(EditPage {
        page: permit.visitor.page(title).section("programmes").with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: permit.visitor.form_key(weft)?,
        action: if is_new { "/forms".to_owned() } else { format!("/forms/{}", form.key) },
        back: if is_new { "/forms".to_owned() } else { format!("/forms/{}", form.key) },
        title: form.title.clone(),
        occasion: form.occasion.clone(),
        occasions: Pick::list(OCCASIONS),
        opening: form.opening.clone(),
        places: (0..MOST_QUESTIONS)
            .map(|at| Place {
                name: format!("question-{}", at + 1),
                label: format!("Question {}", at + 1),
                value: form.questions.get(at).cloned().unwrap_or_default(),
            })
            .collect(),
        questions: free.map(|one| Pick::new(one.key, one.words)).collect(),
    })
}

async fn new(State(weft): State<Weft>, permit: Permit) -> Shown {
    let empty = Form { occasion: "meeting".into(), ..Form::default() };
    show_private(&edit_page(&weft, &permit, &empty, FormErrors::default()).await?)
}

async fn edit(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let form = store::form(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    show_private(&edit_page(&weft, &permit, &form, FormErrors::default()).await?)
}

async fn read(weft: &Weft, posted: &Posted, key: &str, errors: &mut FormErrors) -> Result<Form, Problem> {
    let title = errors.required(posted, "title", "Say what the form is called").to_owned();
    if !OCCASIONS.iter().any(|(known, _)| *known == posted.text("occasion")) {
        errors.add("occasion", "Choose when the form is asked");
    }
    let given = |at: usize| posted.given(&format!("question-{}", at + 1)).map(ToOwned::to_owned);
    let form = Form {
        key: key.to_owned(),
        title,
        occasion: posted.text("occasion").to_owned(),
        opening: posted.text("opening").to_owned(),
        questions: (0..MOST_QUESTIONS).filter_map(given).collect(),
    };
    let bank = store::questions(&weft.db).await?;
    for fault in form_faults(&form, |key| bank.iter().any(|one| one.key == key && one.retired_on.is_none())) {
        errors.add("question-1", format!("This form cannot be saved: {fault}"));
    }
    Ok(form)
}

async fn add(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let mut form = read(&weft, &posted, "", &mut errors).await?;
    let key = key_from(&form.title);
    if !form.title.is_empty() && (RESERVED.contains(&key.as_str()) || store::form(&weft.db, &key).await?.is_some()) {
        errors.add("title", "There is a form of this name; give this one another");
    }
    if !errors.is_empty() {
        return show_again(&edit_page(&weft, &permit, &form, errors).await?);
    }
    form.key = key;
    write(&weft, &permit, &posted, &form).await
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    store::form(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let form = read(&weft, &posted, &key, &mut errors).await?;
    if !errors.is_empty() {
        return show_again(&edit_page(&weft, &permit, &form, errors).await?);
    }
    write(&weft, &permit, &posted, &form).await
}

async fn write(weft: &Weft, permit: &Permit, posted: &Posted, form: &Form) -> Shown {
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, "/forms").await?;
    store::change_form(weft, &mut write, permit.visitor.named(), form).await?;
    write.commit().await?;
    Ok(see("/forms?done=saved"))
}
