//! Setting a baseline, target or comparator, and adding a note on an indicator or on some of its sessions.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use figures::{AcademicSession, Figure, Printed};
use serde_json::json;

use super::parts::Choice;
use crate::{
    indicators::{Book, Indicator, Release, cell::out_of_range, import::record, store},
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
        words::say_message,
    },
};

#[derive(Template)]
#[template(path = "indicators/pages/targets.html")]
struct TargetsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    back: String,
    indicator: String,
    kinds: Vec<Choice>,
    kind: String,
    session: String,
    value: String,
    origin: String,
}

#[derive(Template)]
#[template(path = "indicators/pages/notes.html")]
struct NotesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    back: String,
    indicator: String,
    first: String,
    last: String,
    note: String,
}

async fn find(weft: &Weft, key: &str) -> Result<Indicator, Problem> {
    let book = Book::open(weft, Release::Everything, Some(key)).await?;
    book.indicator(key).cloned().ok_or(Problem::NotFound)
}

fn frame(permit: &Permit, one: &Indicator, title: &str, errors: &FormErrors) -> (Page, Vec<Crumb>, String) {
    let back = format!("/indicators/{}", one.key);
    let page = permit.visitor.page(title).section("indicators").with_errors(!errors.is_empty());
    (page, vec![Crumb::new("/indicators", "Indicators"), Crumb::new(&back, &one.short_name)], back)
}

fn form(
    weft: &Weft,
    permit: &Permit,
    one: &Indicator,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<TargetsPage, Problem> {
    let kept = |name| posted.map_or_else(String::new, |posted: &Posted| posted.text(name).to_owned());
    let (page, crumbs, back) = frame(permit, one, "Set a baseline, target or comparator", &errors);
    Ok(TargetsPage {
        page,
        crumbs,
        form_key: permit.visitor.form_key(weft)?,
        action: format!("{back}/targets"),
        back,
        indicator: one.name.clone(),
        kinds: [("baseline", "Baseline"), ("target", "Target"), ("comparator", "Comparator")]
            .into_iter()
            .map(|(value, label)| Choice { value: value.into(), label: label.into() })
            .collect(),
        kind: kept("kind"),
        session: kept("session"),
        value: kept("value"),
        origin: kept("origin"),
        errors,
    })
}

pub(super) async fn page(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let one = find(&weft, &key).await?;
    show_private(&form(&weft, &permit, &one, None, FormErrors::default())?)
}

/// Reads a session from a field, or says at the field what is wrong.
fn session(errors: &mut FormErrors, field: &str, text: &str) -> Option<AcademicSession> {
    match text.parse::<AcademicSession>() {
        Ok(session) => Some(session),
        Err(error) => {
            errors.add(field, say_message(&error.message()));
            None
        }
    }
}

pub(super) async fn send(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let one = find(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let kind = posted.text("kind");
    if !["baseline", "target", "comparator"].contains(&kind) {
        errors.add("kind", "Choose what the number is");
    }
    let session = session(&mut errors, "session", posted.text("session"));
    match Printed::parse(posted.text("value")) {
        Ok(printed) => {
            if let Some(message) = out_of_range(one.unit, &Figure::value(printed, one.unit)) {
                errors.add("value", message);
            }
        }
        Err(message) => errors.add("value", say_message(&message)),
    }
    let origin =
        errors.required(&posted, "origin", "Enter where the number comes from, such as the paper that sets it");
    let (Some(session), true) = (session, errors.is_empty()) else {
        return show_again(&form(&weft, &permit, &one, Some(&posted), errors)?);
    };
    let back = format!("/indicators/{key}");
    let value = posted.text("value");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    let by = permit.visitor.named();
    store::put_target(&weft, &mut write, by, &key, (kind, &session.key(), value, origin)).await?;
    let change = json!({ "kind": kind, "session": session.to_string(), "value": value, "origin": origin });
    record(&weft, &mut write, by, "target set", ("indicator", &key), change).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=target")).into_response())
}

fn notes(
    weft: &Weft,
    permit: &Permit,
    one: &Indicator,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<NotesPage, Problem> {
    let kept = |name| posted.map_or_else(String::new, |posted: &Posted| posted.text(name).to_owned());
    let (page, crumbs, back) = frame(permit, one, "Add a note", &errors);
    Ok(NotesPage {
        page,
        crumbs,
        form_key: permit.visitor.form_key(weft)?,
        action: format!("{back}/notes"),
        back,
        indicator: one.name.clone(),
        first: kept("first"),
        last: kept("last"),
        note: kept("note"),
        errors,
    })
}

pub(super) async fn notes_page(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let one = find(&weft, &key).await?;
    show_private(&notes(&weft, &permit, &one, None, FormErrors::default())?)
}

pub(super) async fn notes_send(
    State(weft): State<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    posted: Posted,
) -> Shown {
    let one = find(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let first = posted.given("first").and_then(|text| session(&mut errors, "first", text));
    let last = posted.given("last").and_then(|text| session(&mut errors, "last", text));
    match (first, last) {
        (Some(first), Some(last)) if last < first => errors.add("last", "The last session is before the first"),
        (None, Some(_)) if posted.given("first").is_none() => errors.add("first", "Enter the first session too"),
        _ => {}
    }
    let note = errors.required(&posted, "note", "Enter the note");
    if !errors.is_empty() {
        return show_again(&notes(&weft, &permit, &one, Some(&posted), errors)?);
    }
    let back = format!("/indicators/{key}");
    let sessions = (first.map(AcademicSession::key), last.or(first).map(AcademicSession::key));
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    let by = permit.visitor.named();
    store::add_note(&weft, &mut write, by, &key, sessions, note).await?;
    record(&weft, &mut write, by, "note added", ("indicator", &key), json!({ "note": note })).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=note")).into_response())
}
