//! The page of a sheet: what was saved or typed, laid out in seven rows, with what it adds up to.

use std::collections::BTreeMap;

use askama::Template;
use figures::{Message, Reason};

use super::{
    earlier::{self, Question},
    happened::{Happened, happened},
    list::{Choice, href, state},
    row::{Category, Content, Row, Typed},
    said, sending, sheet,
    sheet::{Difference, Rows},
    sheet_page::{Asked, closed},
    steps::{self, Standing, Step},
    store::Sheet,
};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page},
        problem::Problem,
        state::Weft,
    },
};

/// What came back wrong.
pub(super) struct Tried {
    pub typed: BTreeMap<Category, Typed>,
    pub errors: FormErrors,
    pub difference: Option<Difference>,
    pub overtaken: bool,
}

/// One row of the sheet.
pub(super) struct Line {
    /// What the ids of its fields begin with.
    field: &'static str,
    name: String,
    typed: Typed,
    /// What is saved, where somebody else saved meanwhile and it differs from what was typed.
    saved: String,
    /// What stands in it, where nothing can be changed.
    content: String,
    /// What the session before says, and how far this row is from it.
    before: String,
    /// What is asked about it, where it moved unusually far.
    question: String,
    numerator_error: String,
    denominator_error: String,
    reason_error: String,
    note_error: String,
}

impl Line {
    /// Whether anything is wrong in the row; its errors then stand across the whole width above it.
    fn has_error(&self) -> bool {
        [&self.numerator_error, &self.denominator_error, &self.reason_error, &self.note_error]
            .iter()
            .any(|error| !error.is_empty())
    }
}

/// A difference to be confirmed: its four numbers as one word, and the sentence.
pub(super) struct Confirm {
    token: String,
    error: String,
}

/// One question to be answered before the sheet is sent.
pub(super) struct Ask {
    field: String,
    row: String,
    question: String,
    answer: String,
    error: String,
}

#[derive(Template)]
#[template(path = "indicators/counts/sheet.html")]
pub(super) struct SheetPage {
    pub page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    figures: String,
    indicator: String,
    session: String,
    authority: String,
    invented: bool,
    numerator: String,
    denominator: String,
    lines: Vec<Line>,
    reasons: Vec<Choice>,
    total: String,
    coverage: String,
    confirm: Option<Confirm>,
    version: i64,
    pub state: String,
    pub why: String,
    /// Why nothing can be changed; empty where it can.
    closed: String,
    /// Why it came back; empty where it did not.
    returned: String,
    /// Whether it is with those who asked.
    is_sent: bool,
    /// Whether it may be sent as it is saved.
    may_send: bool,
    asks: Vec<Ask>,
    happened: Vec<Happened>,
}

impl SheetPage {
    pub(super) async fn new(
        weft: &Weft,
        permit: &Permit,
        asked: &Asked,
        saved: Option<&Sheet>,
        tried: Option<Tried>,
    ) -> Result<Self, Problem> {
        let empty = Rows::new();
        let rows = saved.map_or(&empty, |sheet| &sheet.rows);
        let (typed, errors, difference, overtaken) = match tried {
            Some(tried) => (tried.typed, tried.errors, tried.difference, tried.overtaken),
            None => {
                let typed = rows.iter().map(|(category, row)| (*category, typed(row))).collect();
                (typed, FormErrors::default(), None, false)
            }
        };
        let shown: Rows =
            typed.iter().filter_map(|(category, typed)| Some((*category, typed.read().ok().flatten()?))).collect();
        let locks = steps::locks(weft.db.read()).await?;
        let closed = closed(locks.get(&asked.about.period()), saved);
        let questions = earlier::questions(asked.session, &shown, &asked.earlier, &asked.measure);
        let title = format!("Counts: {}, {}", asked.measure.short_name, asked.session);
        Ok(Self {
            page: permit.visitor.page(title).section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/counts", "Counts")],
            form_key: permit.visitor.form_key(weft)?,
            action: href(&asked.about),
            figures: format!("/indicators/{}/counts", asked.measure.key),
            indicator: asked.measure.short_name.clone(),
            session: asked.session.to_string(),
            authority: asked.authority.name.clone(),
            invented: asked.measure.invented,
            numerator: asked.measure.numerator.clone(),
            denominator: asked.measure.denominator.clone(),
            lines: Category::EVERY
                .into_iter()
                .map(|category| Line {
                    before: earlier::beside(category, shown.get(&category), &asked.earlier, &asked.measure),
                    question: questions.iter().find(|one| one.category == category).map(in_words).unwrap_or_default(),
                    ..line(category, &typed, rows.get(&category), overtaken, &errors)
                })
                .collect(),
            coverage: coverage(&shown),
            reasons: Reason::ALL
                .into_iter()
                .filter(|reason| reason.may_be_stored())
                .map(|reason| Choice { value: reason.key().into(), label: said(&reason.message()) })
                .collect(),
            total: total(&shown, difference),
            confirm: difference
                .map(|difference| Confirm { token: difference.token(), error: errors.at("confirm").to_owned() }),
            version: saved.map_or(0, |sheet| sheet.version),
            state: said(&state(saved)),
            why: String::new(),
            may_send: closed.is_none() && Step::Sending.hindrance(saved).is_none() && errors.is_empty(),
            closed: closed.map(|why| said(&why)).unwrap_or_default(),
            is_sent: saved.is_some_and(|sheet| sheet.standing == Standing::Sent),
            returned: saved.and_then(came_back).unwrap_or_default(),
            asks: asks(asked, rows, steps::answers(weft.db.read(), saved.map_or("", |sheet| &sheet.id)).await?),
            happened: happened(weft, permit, saved, true).await?,
            errors,
        })
    }

    /// The page again, with what is missing before it can be sent.
    pub(super) fn not_sent(mut self, errors: FormErrors, posted: &Posted) -> Self {
        for ask in &mut self.asks {
            ask.answer = posted.text(&ask.field).to_owned();
            ask.error = errors.at(&ask.field).to_owned();
        }
        self.page = self.page.with_errors(true);
        self.errors = errors;
        self
    }
}

/// Why a sheet came back.
fn came_back(sheet: &Sheet) -> Option<String> {
    match &sheet.standing {
        Standing::Returned(reason) => Some(reason.clone()),
        _ => None,
    }
}

/// The questions about what is saved, with what was answered when it was sent before.
fn asks(asked: &Asked, rows: &Rows, mut answers: BTreeMap<Category, String>) -> Vec<Ask> {
    earlier::questions(asked.session, rows, &asked.earlier, &asked.measure)
        .into_iter()
        .map(|question| Ask {
            field: sending::field(question.category),
            row: said(&question.category.message()),
            question: said(&question.what),
            answer: answers.remove(&question.category).unwrap_or_default(),
            error: String::new(),
        })
        .collect()
}

/// A question in words.
fn in_words(question: &Question) -> String {
    said(&question.what)
}

/// Which rows have numbers, which have a reason, and which are still empty.
pub(super) fn coverage(rows: &Rows) -> String {
    let names = |wanted: fn(Option<&Row>) -> bool| -> Vec<String> {
        let found = Category::EVERY.into_iter().filter(|category| wanted(rows.get(category)));
        found.map(|category| said(&category.message())).collect()
    };
    let numbers = names(|row| row.is_some_and(|row| row.counts().is_some()));
    let reasons = names(|row| row.is_some_and(|row| row.counts().is_none()));
    let empty = names(|row| row.is_none());
    let mut said_of = vec![said(&Message::new("counts-rows-given").with("given", numbers.len()))];
    for (key, names) in [("counts-rows-reason", reasons), ("counts-rows-empty", empty)] {
        if !names.is_empty() {
            said_of.push(said(&Message::new(key).with("rows", names.join(", "))));
        }
    }
    said_of.join(" ")
}

fn typed(row: &Row) -> Typed {
    let note = row.note.clone().unwrap_or_default();
    match row.content {
        Content::Numbers(counts) => Typed {
            numerator: counts.numerator.to_string(),
            denominator: counts.denominator.to_string(),
            reason: String::new(),
            note,
        },
        Content::Reason(reason) => Typed { reason: reason.key().into(), note, ..Typed::default() },
    }
}

fn line(
    category: Category,
    all: &BTreeMap<Category, Typed>,
    saved: Option<&Row>,
    overtaken: bool,
    errors: &FormErrors,
) -> Line {
    let now = all.get(&category).cloned().unwrap_or_default();
    let differs = overtaken && now != saved.map(typed).unwrap_or_default();
    let content = match saved.map(|row| row.content) {
        Some(Content::Numbers(counts)) => sheet::spoken(counts),
        Some(Content::Reason(reason)) => said(&reason.message()),
        None => said(&Message::new("counts-saved-nothing")),
    };
    let at = |column: &str| errors.at(&format!("{}-{column}", category.field())).to_owned();
    Line {
        field: category.field(),
        name: said(&category.message()),
        typed: now,
        saved: if differs { said(&Message::new("counts-saved-now").with("content", &content)) } else { String::new() },
        content,
        before: String::new(),
        question: String::new(),
        numerator_error: at("numerator"),
        denominator_error: at("denominator"),
        reason_error: at("reason"),
        note_error: at("note"),
    }
}

/// What the parts add up to, and whether that is All; empty while nothing is filled in.
fn total(rows: &Rows, difference: Option<Difference>) -> String {
    if let Some(difference) = difference.or(sheet::check(rows).difference) {
        return said(&difference.message());
    }
    let Some(parts) = sheet::sum(rows) else { return String::new() };
    let every_row = rows.values().filter(|row| row.counts().is_some()).count() == Category::EVERY.len();
    let key = if every_row { "counts-adds-up" } else { "counts-sum-so-far" };
    said(&Message::new(key).with("parts", sheet::spoken(parts)))
}
