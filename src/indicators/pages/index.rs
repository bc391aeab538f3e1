//! `/indicators`: the table as a paper prints it, or every session with the latest word of each.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{release, view::TableView};
use crate::{
    indicators::{Book, Kind, Printed, Source, SourceKind, across, comparison, printed},
    people::{Role, Visitor},
    plumbing::{
        clock::spoken_day,
        layout::{Page, show},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// The name of the table across all sources in addresses.
pub(super) const LATEST: &str = "latest";

/// Which table is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The key of a source, `latest`, or empty for the newest printed table.
    #[serde(default)]
    pub(super) source: String,
}

/// One way to look at the indicators.
struct Choice {
    href: String,
    label: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "indicators/pages/index.html")]
struct IndexPage {
    page: Page,
    crumbs: Vec<crate::plumbing::layout::Crumb>,
    choices: Vec<Choice>,
    table: Option<TableView>,
    released: String,
    query: String,
    comparison: Option<TableView>,
    may_enter: bool,
}

/// The table that is asked for: of a source, across sources, or the newest printed one.
pub(super) fn table(book: &Book, asked: &str) -> Result<Option<Printed>, Problem> {
    if asked == LATEST {
        return Ok(across(book, Kind::Critical));
    }
    if asked.is_empty() {
        let newest = tables(book).next().and_then(|source| printed(book, &source.key, None));
        return Ok(newest.or_else(|| across(book, Kind::Critical)));
    }
    printed(book, asked, None).map(Some).ok_or(Problem::NotFound)
}

fn tables(book: &Book) -> impl Iterator<Item = &Source> {
    book.sources.iter().filter(|source| source.kind == SourceKind::Table)
}

/// When a source was released, in a sentence.
pub(super) fn released(book: &Book, source: &Source) -> String {
    let day = spoken_day(&source.released);
    let note = source.released_note.clone().unwrap_or_default();
    if source.released > book.today {
        return format!("Not yet released: only signed-in people see it before {day}.");
    }
    let about = if source.released_approximate { "about " } else { "" };
    format!("{}, released {about}{day}. {note}", source.title).trim_end().to_owned()
}

pub(super) async fn page(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let book = Book::open(&weft, release(&visitor), None).await?;
    let shown = table(&book, &asked.source)?;
    let current = shown.as_ref().map_or(LATEST, |table| &table.source);
    let mut choices: Vec<Choice> = tables(&book)
        .map(|source| Choice {
            href: format!("/indicators?source={}", source.key),
            label: source.short_title.clone(),
            current: source.key == current,
        })
        .collect();
    let every = format!("/indicators?source={LATEST}");
    choices.push(Choice { href: every, label: "Every session, latest word".into(), current: current == LATEST });
    let source = book.source(current);
    // Where the paper itself names comparison measures they are shown; otherwise what any paper last said of them.
    let beside = match source {
        Some(source) => comparison(&book, &source.key),
        None => None,
    };
    let beside = beside.or_else(|| across(&book, Kind::Comparison));
    show(&IndexPage {
        page: visitor.page("Indicators").section("indicators").description(
            "The partnership’s critical indicators, as its papers print them, with what every mark means.",
        ),
        crumbs: Vec::new(),
        choices,
        released: source.map_or_else(String::new, |source| released(&book, source)),
        query: if asked.source.is_empty() { String::new() } else { format!("?source={current}") },
        comparison: beside
            .map(|table| TableView::new("comparison", &table, "Percentage of leavers, unless said otherwise")),
        table: shown
            .map(|table| TableView::new("table", &table, "As printed; choose an indicator to see it by itself")),
        may_enter: visitor.holds(Role::CollaborationOfficer),
    })
}
