//! Values from a file or a pasted table: entered, checked on a page of their own, and saved only when confirmed.

use askama::Template;
use axum::{extract::State, response::IntoResponse};

use super::parts::Choice;
use crate::{
    indicators::{
        Book, Release, SourceKind, import,
        observations::{self, Fault, Good, Step, write},
        pasted,
        table::shown,
    },
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::Shown,
        state::Weft,
    },
};

const HERE: &str = "/indicator-values";

#[derive(Template)]
#[template(path = "indicators/pages/values.html")]
struct ValuesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    sources: Vec<Choice>,
    source: String,
    pasted: String,
    themes: bool,
}

/// One row that was read, as the check page shows it.
struct Seen {
    row: usize,
    indicator: String,
    sessions: String,
    value: String,
    does: String,
}

#[derive(Template)]
#[template(path = "indicators/pages/check.html")]
struct CheckPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    rows: Vec<Seen>,
    /// The good rows as a values file; empty where they may not be saved.
    csv: String,
    changes: usize,
    because: String,
    /// What was pasted, to be put right here; empty for a file.
    pasted: String,
    source: String,
    themes: bool,
    ask_themes: bool,
}

async fn entry(
    weft: &Weft,
    permit: &Permit,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<ValuesPage, crate::plumbing::problem::Problem> {
    let book = Book::open(weft, Release::Everything, Some("")).await?;
    let kept = |name| posted.map_or_else(String::new, |posted: &Posted| posted.text(name).to_owned());
    Ok(ValuesPage {
        page: permit.visitor.page("Add values").section("indicators").with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/indicators", "Indicators")],
        form_key: permit.visitor.form_key(weft)?,
        sources: book
            .sources
            .iter()
            .filter(|source| source.kind == SourceKind::Table)
            .map(|source| Choice { value: source.key.clone(), label: source.title.clone() })
            .collect(),
        source: kept("source"),
        pasted: kept("pasted"),
        themes: kept("themes") == "yes",
        errors,
    })
}

pub(super) async fn page(State(weft): State<Weft>, permit: Permit) -> Shown {
    show_private(&entry(&weft, &permit, None, FormErrors::default()).await?)
}

pub(super) async fn check(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let book = Book::open(&weft, Release::Everything, None).await?;
    let file = posted.file("file").map(|file| file.bytes.clone());
    let pasted_text = raw(&posted, "pasted");
    let mut errors = FormErrors::default();
    match (&file, pasted_text.trim().is_empty()) {
        (None, true) => errors.add("file", "Choose a CSV file, or paste a table"),
        (Some(_), false) => errors.add("file", "Give a file or a pasted table, not both"),
        _ => {}
    }
    let source = book.source(posted.text("source"));
    if file.is_none() && source.is_none() {
        errors.add("source", "Choose the source that the pasted table comes from");
    }
    let themes = posted.text("themes") == "yes";
    let (rows, faults) = match (file, source) {
        _ if !errors.is_empty() => return show_again(&entry(&weft, &permit, Some(&posted), errors).await?),
        (Some(bytes), _) => observations::read(&bytes, &book, &import::areas(&weft).await?),
        (None, Some(source)) => pasted::read(&pasted_text, &book, source, themes),
        (None, None) => return show_again(&entry(&weft, &permit, Some(&posted), errors).await?),
    };
    let kept = (pasted_text, posted.text("source").to_owned(), themes);
    let view = checked(&weft, &permit, &book, (rows, faults), kept, FormErrors::default())?;
    if view.faults.is_empty() { show_private(&view) } else { show_again(&view) }
}

/// A pasted table with the tabs at the ends of its lines, which a trimmed field would lose.
fn raw(posted: &Posted, name: &str) -> String {
    posted.untrimmed(name).to_owned()
}

fn checked(
    weft: &Weft,
    permit: &Permit,
    book: &Book,
    (rows, faults): (Vec<Good>, Vec<Fault>),
    (pasted, source, themes): (String, String, bool),
    errors: FormErrors,
) -> Result<CheckPage, crate::plumbing::problem::Problem> {
    let (warnings, faults): (Vec<Fault>, Vec<Fault>) = faults.into_iter().partition(|fault| fault.only_warns);
    let ask_themes = !pasted.is_empty() && !themes && !warnings.is_empty();
    let csv = if faults.is_empty() && !ask_themes && !rows.is_empty() {
        String::from_utf8(write(rows.iter().map(|(_, one)| one))).unwrap_or_default()
    } else {
        String::new()
    };
    let mut changes = 0;
    let seen = rows
        .iter()
        .map(|(row, one)| {
            let does = match observations::step(book, one) {
                Step::Add => "New".to_owned(),
                Step::Same => "Recorded already".to_owned(),
                Step::Change(stored) => {
                    changes += 1;
                    format!("Replaces {}", shown(&stored.figure))
                }
            };
            let name = book.indicator(&one.indicator).map_or(one.indicator.as_str(), |found| &found.short_name);
            Seen {
                row: *row,
                indicator: name.to_owned(),
                sessions: one.period.to_string(),
                value: [vec![shown(&one.figure)], one.figure.notes.clone()].concat().join(" "),
                does,
            }
        })
        .collect();
    let failed = !faults.is_empty() || !errors.is_empty();
    Ok(CheckPage {
        page: permit.visitor.page("Check the values").section("indicators").with_errors(failed),
        crumbs: vec![Crumb::new("/indicators", "Indicators"), Crumb::new(HERE, "Add values")],
        form_key: permit.visitor.form_key(weft)?,
        errors,
        faults,
        warnings,
        rows: seen,
        csv,
        changes,
        because: String::new(),
        pasted,
        source,
        themes,
        ask_themes,
    })
}

pub(super) async fn save(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let book = Book::open(&weft, Release::Everything, None).await?;
    let csv = posted.text("csv").to_owned();
    let (rows, faults) = observations::read(csv.as_bytes(), &book, &import::areas(&weft).await?);
    let changes = rows.iter().any(|(_, one)| matches!(observations::step(&book, one), Step::Change(_)));
    let mut errors = FormErrors::default();
    let because = posted.text("because");
    if changes && because.is_empty() {
        errors.add("because", "Enter why the recorded values are corrected; the pages show it");
    }
    if !faults.is_empty() || rows.is_empty() || !errors.is_empty() {
        let kept = (String::new(), String::new(), false);
        return show_again(&checked(&weft, &permit, &book, (rows, faults), kept, errors)?);
    }
    let mut writing = weft.db.write().await?;
    posted.once(&weft, &mut writing, "/indicators").await?;
    let rows = import::Rows { book: &book, rows: &rows, reason: because };
    rows.run(&weft, &mut writing, permit.visitor.named()).await?;
    writing.commit().await?;
    Ok(see("/indicators?done=saved").into_response())
}
