//! `/indicators/{key}`: one indicator, its values first, and the same as CSV, JSON or XLSX by the ending asked for.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::IntoResponse,
};
use figures::Decimal;
use serde::Deserialize;

use super::{
    download,
    facts::{Claim, Fact, claims, definition, facts, legend, notes, unit_words, versions},
    history::{self, Told},
    release,
    vintages::{AreaRow, VintageRow, areas, vintages},
};
use crate::{
    indicators::{
        Book, ControlView, Indicator, Kind, PARTNERSHIP, Stands, Target, api, control,
        counts::{PooledView, pooled, view},
        latest, line_chart, said, store, summary,
        table::shown,
    },
    people::{Role, Visitor},
    plumbing::{
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        state::Weft,
        words::say_message,
    },
};

/// One session's line of the first table.
struct ValueRow {
    sessions: String,
    class: &'static str,
    value: String,
    marks: String,
    words: String,
    change_class: &'static str,
    change: String,
    source: String,
    note: String,
}

/// A baseline, target or comparator, or the latest value.
struct Mark {
    label: String,
    value: String,
    aside: String,
}

#[derive(Template)]
#[template(path = "indicators/pages/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    key: String,
    kind: String,
    invented: bool,
    name: String,
    summary: String,
    tells_you: String,
    unit: String,
    rows: Vec<ValueRow>,
    chart: String,
    chart_caption: String,
    control: Option<ControlView>,
    marks: Vec<Mark>,
    facts: Vec<Fact>,
    definition: Vec<Fact>,
    versions: Vec<Fact>,
    notes: Vec<Fact>,
    sessions: Vec<String>,
    vintages: Vec<VintageRow>,
    areas: Vec<AreaRow>,
    legend: Vec<Fact>,
    claims: Vec<Claim>,
    history: Vec<Told>,
    counts: Option<PooledView>,
    may_correct: bool,
    may_set: bool,
}

/// What was done before coming here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn page(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(asked): Path<String>,
    Query(done): Query<Done>,
) -> Shown {
    let (key, ending) = asked.rsplit_once('.').unwrap_or((&asked, ""));
    let book = Book::open(&weft, release(&visitor), Some(key)).await?;
    let Some(indicator) = book.indicator(key).cloned() else { return Err(Problem::NotFound) };
    match ending {
        "" => show(&build(&weft, &visitor, &book, &indicator, &done.done).await?),
        "csv" => download::one_csv(&book, &indicator),
        "json" => Ok(axum::Json(api::whole(&weft, &book, &indicator).await?).into_response()),
        "xlsx" => download::one_xlsx(&visitor, &book, &indicator),
        _ => Err(Problem::NotFound),
    }
}

async fn build(weft: &Weft, visitor: &Visitor, book: &Book, one: &Indicator, done: &str) -> Result<OnePage, Problem> {
    let line = latest(book, &one.key, PARTNERSHIP);
    let order: Vec<String> = book.sources.iter().map(|source| source.key.clone()).collect();
    let chart = line_chart(book, &[&one.key], &order);
    let theme = one.theme.as_ref().and_then(|key| book.theme(key)).map(|theme| theme.name.clone());
    let kind = match one.kind {
        Kind::Critical => "Critical indicator",
        Kind::Comparison => "Comparison measure",
    };
    let set = store::targets(&weft.db, &one.key).await?;
    let may_correct = visitor.holds(Role::CollaborationOfficer);
    let mut page = visitor.page(&one.short_name).section("indicators").description(&one.tells_you);
    page.notice = match done {
        "corrected" => Some("The value was corrected. The history below shows what changed and why.".into()),
        "target" => Some("Saved. The history below shows it.".into()),
        "note" => Some("The note was added.".into()),
        _ => None,
    };
    let (sessions, vintages) = vintages(book, one, may_correct);
    Ok(OnePage {
        page,
        crumbs: vec![Crumb::new("/indicators", "Indicators")],
        key: one.key.clone(),
        kind: theme.map_or_else(|| kind.to_owned(), |theme| format!("{kind}: {theme}")),
        invented: one.invented,
        name: one.name.clone(),
        summary: summary(book, one),
        tells_you: one.tells_you.clone(),
        unit: unit_words(one.unit),
        rows: value_rows(book, one, &line),
        chart: chart.as_ref().map_or_else(String::new, |chart| chart.draw(&say_message)),
        chart_caption: format!("{}, by session", one.short_name),
        control: control::view(&control::of_indicator(book, one, target(&set))),
        marks: marks(&set, &line),
        facts: facts(one),
        definition: definition(one),
        versions: versions(one),
        notes: notes(weft, one).await?,
        sessions,
        vintages,
        areas: areas(book, one),
        legend: legend(book, one),
        claims: claims(weft, book, one).await?,
        history: history::of(weft, book, visitor, &one.key).await?,
        counts: pooled(&weft.db, &one.key).await?.filter(|found| !found.sessions.is_empty()).map(|found| view(&found)),
        may_correct,
        may_set: may_correct || visitor.holds(Role::EvaluationLead),
    })
}

fn value_rows(book: &Book, one: &Indicator, line: &[Stands<'_>]) -> Vec<ValueRow> {
    let breaks = one.breaks();
    let last = line.iter().rposition(|stands| stands.observation.figure.why().is_none());
    let mut before: Option<&Stands<'_>> = None;
    let mut rows = Vec::new();
    for (at, stands) in line.iter().enumerate() {
        let found = stands.observation;
        let breaks_here = breaks.iter().any(|session| found.period.contains(*session)) && at > 0;
        let change = before
            .filter(|earlier| earlier.observation.version == found.version)
            .and_then(|earlier| said::change_words(one, &earlier.observation.figure, &found.figure));
        let (change_class, change) = change.unwrap_or_default();
        let mut note: Vec<String> = Vec::new();
        if breaks_here {
            note.push("The definition changes here; compare with earlier sessions with care.".into());
        }
        note.extend(found.figure.notes.iter().filter_map(|mark| {
            let texts = book.footnotes(&found.source);
            texts.iter().find(|footnote| footnote.mark == *mark).map(|footnote| footnote.text.clone())
        }));
        note.extend(found.note.clone());
        rows.push(ValueRow {
            sessions: found.period.to_string(),
            class: if Some(at) == last { " weft-latest" } else { "" },
            value: shown(&found.figure),
            marks: found.figure.notes.join(" "),
            words: found.figure.marker.as_ref().map_or_else(String::new, |_| said::spoken(&found.figure)),
            change_class,
            change,
            source: stands.source.short_title.clone(),
            note: note.join(" "),
        });
        if found.figure.why().is_none() {
            before = Some(stands);
        }
    }
    rows
}

/// The target as a number, where one is set.
fn target(set: &[Target]) -> Option<Decimal> {
    set.iter().find(|target| target.kind == "target")?.value.parse().ok()
}

fn marks(set: &[Target], line: &[Stands<'_>]) -> Vec<Mark> {
    let of = |kind: &str, label: &str| {
        set.iter().find(|target| target.kind == kind).map(|target| {
            let session: String = target
                .session
                .parse()
                .map_or_else(|_| target.session.clone(), |found: figures::AcademicSession| found.to_string());
            Mark {
                label: label.to_owned(),
                value: target.value.clone(),
                aside: format!("{session}. {}", target.origin),
            }
        })
    };
    let newest = line.iter().rfind(|stands| stands.observation.figure.why().is_none()).map(|stands| Mark {
        label: "Latest".into(),
        value: shown(&stands.observation.figure),
        aside: stands.observation.period.to_string(),
    });
    let printed = line.iter().find_map(|stands| {
        let period = stands.observation.period;
        let column = stands.source.columns.iter().find(|column| column.baseline && period.contains(column.session))?;
        Some(Mark {
            label: "Baseline".into(),
            value: shown(&stands.observation.figure),
            aside: format!("{}, as printed in {}", column.session, stands.source.short_title),
        })
    });
    let baseline = of("baseline", "Baseline").or(printed);
    [baseline, newest, of("target", "Target"), of("comparator", "Compared with")].into_iter().flatten().collect()
}
