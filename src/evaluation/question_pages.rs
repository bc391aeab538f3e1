//! Adding a question to the bank, giving it new words with a reason, and retiring it.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, KINDS, LEVELS, Question, bank_pages, pages, pages::Pick, store, yes_and_no};
use crate::{
    partnership,
    people::Permit,
    plan,
    plumbing::{
        form::{FormErrors, Posted},
        ids::{is_key, key_from},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/forms/questions/new", new),
        post("/forms/questions", add),
        post("/forms/questions/{key}/versions", reword),
        post("/forms/questions/{key}/retirement", retire),
    ]
}

/// The fields of a question as they stand on a page.
pub(super) struct Fields {
    pub(super) words: String,
    pub(super) help: String,
    pub(super) kind: String,
    pub(super) kinds: Vec<Pick>,
    pub(super) scale: String,
    pub(super) scales: Vec<Pick>,
    pub(super) options: String,
    pub(super) may_not_apply: bool,
    pub(super) driver: String,
    pub(super) drivers: Vec<Pick>,
    pub(super) level: String,
    pub(super) levels: Vec<Pick>,
    pub(super) measure: String,
    pub(super) reason: String,
}

/// A list of own answers as it is typed: a line each, a star before a top answer.
fn typed_options(choices: &[Choice]) -> String {
    let line = |one: &Choice| format!("{}{}", if one.top_box == 1 { "* " } else { "" }, one.label);
    choices.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl Fields {
    /// The fields filled with a question.
    pub(super) async fn of(weft: &Weft, question: &Question) -> Result<Self, Problem> {
        let scales = store::scales(&weft.db).await?;
        let framework = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
        let mut drivers: Vec<Pick> = match framework {
            Some(key) => plan::records(&weft.db, &key, "driver").await?,
            None => Vec::new(),
        }
        .into_iter()
        .map(|record| Pick::new(record.key, record.title))
        .collect();
        if !question.driver.is_empty() && drivers.iter().all(|known| known.value != question.driver) {
            drivers.push(Pick::new(&question.driver, &question.driver));
        }
        Ok(Self {
            words: question.words.clone(),
            help: question.help.clone(),
            kind: question.kind.clone(),
            kinds: Pick::list(KINDS),
            scale: question.scale_key.clone().unwrap_or_default(),
            scales: scales
                .into_iter()
                .map(|scale| {
                    let labels: Vec<&str> = scale.choices.iter().map(|choice| choice.label.as_str()).collect();
                    Pick::new(&scale.key, format!("{}: {}", scale.name, labels.join(", ")))
                })
                .collect(),
            options: if question.kind == "choice" { typed_options(&question.choices) } else { String::new() },
            may_not_apply: question.may_not_apply == 1,
            driver: question.driver.clone(),
            drivers,
            level: question.level.clone(),
            levels: Pick::list(LEVELS),
            measure: question.measure.clone(),
            reason: String::new(),
        })
    }

    async fn typed(weft: &Weft, posted: &Posted, question: &Question) -> Result<Self, Problem> {
        let mut fields = Self::of(weft, question).await?;
        fields.options = posted.text("options").to_owned();
        fields.scale = posted.text("scale").to_owned();
        fields.reason = posted.text("reason").to_owned();
        Ok(fields)
    }
}

/// The own answers of a question out of their lines.
fn own_options(text: &str, errors: &mut FormErrors) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (label, top_box) = line.strip_prefix('*').map_or((line, 0), |rest| (rest.trim(), 1));
        let key = key_from(label);
        if key == super::NOT_APPLICABLE || choices.iter().any(|known| known.key == key) {
            errors.add("options", format!("“{label}” stands twice, or is the same as “Does not apply”; change it"));
        }
        choices.push(Choice { key, label: label.to_owned(), top_box });
    }
    if choices.len() < 2 {
        errors.add("options", "Write at least two answers, one to a line");
    }
    choices
}

/// Reads a question out of a form.
async fn read(weft: &Weft, posted: &Posted, key: &str, errors: &mut FormErrors) -> Result<Question, Problem> {
    let words = errors.required(posted, "words", "Write the question").replace("\r\n", " ");
    if words.chars().count() > 300 {
        errors.add("words", "A question may hold at most 300 characters; shorten it");
    }
    let kind = posted.text("kind").to_owned();
    let mut scale_key = None;
    let choices = match kind.as_str() {
        "scale" => {
            let scales = store::scales(&weft.db).await?;
            match scales.into_iter().find(|scale| scale.key == posted.text("scale")) {
                Some(scale) => {
                    scale_key = Some(scale.key);
                    scale.choices
                }
                None => {
                    errors.add("scale", "Choose the scale on which it is answered");
                    Vec::new()
                }
            }
        }
        "yes-no" => yes_and_no(),
        "choice" => own_options(posted.text("options"), errors),
        "number" | "text" => Vec::new(),
        _ => {
            errors.add("kind", "Choose how it is answered");
            Vec::new()
        }
    };
    if !LEVELS.iter().any(|(known, _)| *known == posted.text("level")) {
        errors.add("level", "Choose how far the question looks");
    }
    for field in ["driver", "measure"] {
        if posted.given(field).is_some_and(|text| !is_key(text)) {
            errors.add(field, "Write a key: lower-case letters, digits and hyphens, such as increase-in-knowledge");
        }
    }
    if posted.given("measure").is_some() && kind != "scale" && kind != "yes-no" && kind != "choice" {
        errors.add("measure", "Only a question with answers to choose from can count towards a measure");
    }
    Ok(Question {
        key: if key.is_empty() { key_from(&words) } else { key.to_owned() },
        words,
        help: posted.text("help").to_owned(),
        kind,
        scale_key,
        may_not_apply: i64::from(posted.text("may_not_apply") == "yes"),
        driver: posted.text("driver").to_owned(),
        level: posted.text("level").to_owned(),
        measure: posted.text("measure").to_owned(),
        reason: posted.text("reason").to_owned(),
        from_day: pages::today(weft).await?,
        choices,
        ..Question::default()
    })
}

#[derive(Template)]
#[template(path = "evaluation/question_new.html")]
struct NewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    edit: Fields,
}

fn new_page(weft: &Weft, permit: &Permit, edit: Fields, errors: FormErrors) -> Result<NewPage, Problem> {
    let mut crumbs = pages::crumbs();
    crumbs.push(Crumb::new("/forms/questions", "The bank of questions"));
    Ok(NewPage {
        page: permit.visitor.page("Add a question").section("programmes").with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: permit.visitor.form_key(weft)?,
        edit,
    })
}

async fn new(State(weft): State<Weft>, permit: Permit) -> Shown {
    let empty = Question { kind: "scale".into(), level: "reaction".into(), ..Question::default() };
    let edit = Fields::of(&weft, &empty).await?;
    show_private(&new_page(&weft, &permit, edit, FormErrors::default())?)
}

async fn add(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let mut question = read(&weft, &posted, "", &mut errors).await?;
    question.reason = String::new();
    let taken = store::question(&weft.db, &question.key).await?.is_some() || question.key == "new";
    if errors.is_empty() && taken {
        errors.add("words", "A question in these words is in the bank already; give that one a new version instead");
    }
    if !errors.is_empty() {
        let edit = Fields::typed(&weft, &posted, &question).await?;
        return show_again(&new_page(&weft, &permit, edit, errors)?);
    }
    let home = format!("/forms/questions/{}", question.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::add_question(&weft, &mut write, permit.visitor.named(), &question).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=added")))
}

async fn reword(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let stands = store::question(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let question = read(&weft, &posted, &key, &mut errors).await?;
    errors.required(&posted, "reason", "Say why the words change; readers of the series see it");
    if errors.is_empty() && stands.asks_the_same(&question) {
        errors.add("words", "Nothing is different from the version that stands");
    }
    if stands.retired_on.is_some() {
        errors.add("words", "This question is retired and is asked no more");
    }
    if !errors.is_empty() {
        let edit = Fields::typed(&weft, &posted, &question).await?;
        return bank_pages::again(&weft, &permit, stands, edit, errors).await;
    }
    let home = format!("/forms/questions/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::add_version(&weft, &mut write, permit.visitor.named(), &question).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=reworded")))
}

async fn retire(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let stands = store::question(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let why = errors.required(&posted, "why", "Say why it is asked no more");
    if !errors.is_empty() {
        let edit = Fields::of(&weft, &stands).await?;
        return bank_pages::again(&weft, &permit, stands, edit, errors).await;
    }
    let home = format!("/forms/questions/{key}");
    let today = pages::today(&weft).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::retire(&weft, &mut write, permit.visitor.named(), &key, &today, why).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=retired")))
}
