//! Editing a section of a draft in the browser, without losing what somebody else wrote meanwhile.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Section, Severity, covers,
    draft_pages::crumbs,
    publish,
    store::{self, SectionRow},
};
use crate::{
    people::{Permit, Visitor},
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
        get("/publications/{key}/draft/sections/{section}", edit),
        post("/publications/{key}/draft/sections/{section}", save),
    ]
}

#[derive(Template)]
#[template(path = "publications/section.html")]
struct SectionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    section: String,
    title: String,
    text: String,
    revision: i64,
    items: Vec<String>,
}

/// The largest section, in characters.
const LONGEST: usize = 100_000;

async fn row(weft: &Weft, key: &str, section: &str) -> Result<SectionRow, Problem> {
    // A council's paper shows the sections of the shared text, which are changed there.
    if covers::of(&weft.db, key).await?.is_some() {
        return Err(Problem::NotFound);
    }
    let rows = store::sections(&weft.db, key).await?;
    rows.into_iter().find(|row| row.key == section).ok_or(Problem::NotFound)
}

async fn page(
    weft: &Weft,
    visitor: &Visitor,
    key: &str,
    row: SectionRow,
    errors: FormErrors,
) -> Result<SectionPage, Problem> {
    let (draft, _, items) = publish::checklist(weft, key).await?;
    let own = items.iter().filter(|item| item.section.as_ref().is_some_and(|(section, _)| *section == row.key));
    let items = own.map(|item| {
        let place = if item.row == 0 { String::new() } else { format!("Row {}, column {}: ", item.row, item.column) };
        let weight = if item.severity == Severity::Error { "To mend. " } else { "To look at. " };
        format!("{weight}{place}{}", item.what)
    });
    Ok(SectionPage {
        page: visitor.page(format!("Edit: {}", row.title)).section("publications").with_errors(!errors.is_empty()),
        crumbs: crumbs(&draft, true),
        items: items.collect(),
        errors,
        form_key: visitor.form_key(weft)?,
        key: key.to_owned(),
        section: row.key,
        title: row.title,
        text: row.body,
        revision: row.revision,
    })
}

async fn edit(State(weft): State<Weft>, visitor: Visitor, Path((key, section)): Path<(String, String)>) -> Shown {
    let row = row(&weft, &key, &section).await?;
    show_private(&page(&weft, &visitor, &key, row, FormErrors::default()).await?)
}

async fn save(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, section)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let stored = row(&weft, &key, &section).await?;
    let mut errors = FormErrors::default();
    errors.required(&posted, "title", "Give the section a title");
    errors.required(&posted, "text", "Write the text of the section, or bring in a record with a directive");
    if posted.text("text").chars().count() > LONGEST {
        errors.add("text", "The text is longer than 100,000 characters. Divide it into sections");
    }
    let revision: i64 = posted.text("revision").parse().unwrap_or_default();
    if revision != stored.revision {
        errors.add("text", "Somebody else changed this section while you had it open. Your text is still below: copy it, open the section again, and put your changes into the newer text");
    }
    let text = format!("{}\n", posted.text("text").replace("\r\n", "\n"));
    if !errors.is_empty() {
        let kept = SectionRow { title: posted.text("title").to_owned(), body: text, revision, ..stored };
        return show_again(&page(&weft, &permit.visitor, &key, kept, errors).await?);
    }
    let changed = Section { key: section, title: posted.text("title").to_owned(), body: text };
    let mut write = weft.db.write().await?;
    let address = format!("/publications/{key}/draft");
    posted.once(&weft, &mut write, &address).await?;
    store::save_section(&weft, &mut write, permit.visitor.named(), (&key, revision), &changed).await?;
    write.commit().await?;
    Ok(see(&format!("{address}?done=saved")))
}
