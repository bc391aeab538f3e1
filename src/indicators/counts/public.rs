//! What everybody sees: the pooled figures as a page, a sentence on the indicator's page, CSV and JSON.

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    response::IntoResponse,
};
use figures::{Coverage, Figure, GapBasis, Message, Unit, grouped};
use serde_json::{Value, json};
use sheets::{Field, write_csv};

use super::{
    beside_page,
    certainty::sure,
    pooled::{Cell, Gap, Pooled, PooledSession, Published, pooled},
    said,
    series::control,
};
use crate::{
    indicators::ControlView,
    people::{Role, Visitor},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, download, show},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One figure as a table shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// What part it is about.
    pub name: String,
    /// The figure with its unit, or the reason in words.
    pub figure: String,
    /// Whether there is a number.
    pub has_value: bool,
    /// The summed numerator; empty where there is no number.
    pub numerator: String,
    /// The summed denominator; empty where there is no number.
    pub denominator: String,
}

/// One session as the page shows it.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// The id of its table.
    pub id: String,
    /// `2023/24`.
    pub session: String,
    /// The version of the definition.
    pub version: i64,
    /// Which version of the figures this is, when it was published and why; empty where none is.
    pub published: String,
    /// All, the quintiles, not known.
    pub lines: Vec<Line>,
    /// Which authorities are in the figure for all, and which are missing.
    pub coverage: String,
    /// The same for the quintiles, where they differ.
    pub parts_coverage: String,
    /// Whether no authority has given anything yet.
    pub is_empty: bool,
    /// The gap in a sentence with both ends; empty where no gap is defined.
    pub gap: String,
    /// Why something is hidden; empty where nothing is.
    pub hidden: String,
    /// How sure the figure is, and whether it changed since the session before, in whole sentences.
    pub sure: Vec<String>,
}

/// Pooled figures in words and formatted numbers, ready for a template.
#[derive(Debug, Clone)]
pub struct PooledView {
    /// The key of the indicator whose counts they are.
    pub counted: String,
    /// Whether the counts are made up for an example.
    pub invented: bool,
    /// Who or what is counted.
    pub numerator: String,
    /// Out of whom or what.
    pub denominator: String,
    /// The collection behind the counts.
    pub source_of_data: String,
    /// The latest session in a sentence; empty where it has no figure.
    pub finding: String,
    /// The sessions, the latest first.
    pub sessions: Vec<SessionView>,
}

/// Puts pooled figures into words for a page. The template is `indicators/counts/pooled_tables.html`, which reads a
/// variable called `pooled`.
pub fn view(pooled: &Pooled) -> PooledView {
    PooledView {
        counted: pooled.counted.clone(),
        invented: pooled.invented,
        numerator: pooled.numerator.clone(),
        denominator: pooled.denominator.clone(),
        source_of_data: pooled.source_of_data.clone(),
        finding: pooled.sessions.iter().find_map(|session| finding(pooled, session)).unwrap_or_default(),
        sessions: pooled
            .sessions
            .iter()
            .enumerate()
            .map(|(at, session)| session_view(pooled, session, pooled.sessions.get(at + 1)))
            .collect(),
    }
}

fn finding(pooled: &Pooled, session: &PooledSession) -> Option<String> {
    let message = if pooled.is_gap {
        let coverage = &session.parts.first()?.coverage;
        let message = Message::new("counts-finding-gap").with("figure", session.gap.as_ref()?.figure.spoken()?);
        areas(message, coverage)
    } else {
        let figure = &session.whole.figure;
        let message = Message::new("counts-finding").with("figure", figure.spoken()?);
        areas(message, &session.whole.coverage).with("counts", super::sheet::spoken(figure.counts?))
    };
    Some(said(&message.with("session", session.session)))
}

/// The message with how many authorities of how many.
fn areas(message: Message, coverage: &Coverage) -> Message {
    let included = coverage.included.len();
    message.with("included", included).with("all", included + coverage.missing.len())
}

fn session_view(pooled: &Pooled, session: &PooledSession, before: Option<&PooledSession>) -> SessionView {
    let cells: Vec<&Cell> = std::iter::once(&session.whole).chain(&session.parts).collect();
    let part = session.parts.first().map(|cell| &cell.coverage);
    let is_hidden = |figure: &Figure| figure.why() == Some(figures::Reason::Suppressed);
    SessionView {
        id: format!("counts-{}", session.session.key()),
        session: session.session.to_string(),
        version: session.version,
        published: session.published.as_ref().map(published).unwrap_or_default(),
        coverage: coverage(&session.whole.coverage),
        is_empty: cells.iter().all(|cell| cell.coverage.included.is_empty()),
        parts_coverage: part
            .filter(|part| **part != session.whole.coverage)
            .map(|part| said(&Message::new("counts-parts-coverage").with("coverage", coverage(part))))
            .unwrap_or_default(),
        gap: session.gap.as_ref().map(gap_words).unwrap_or_default(),
        hidden: if cells.iter().any(|cell| is_hidden(&cell.figure)) {
            said(&Message::new("counts-hidden").with("fewest", figures::protect::FEWEST_AREAS))
        } else {
            String::new()
        },
        sure: sure(pooled, session, before),
        lines: cells.into_iter().map(line).collect(),
    }
}

/// Which version the figures are, the day it was published, and why it took the place of the one before.
fn published(version: &Published) -> String {
    let when = spoken_day(version.at.split('T').next().unwrap_or_default());
    let message = |key| Message::new(key).with("number", version.number).with("when", &when);
    said(&match &version.reason {
        Some(reason) => message("counts-version-why").with("reason", reason),
        None => message("counts-version"),
    })
}

fn line(cell: &Cell) -> Line {
    let number = |pick: fn(&figures::Counts) -> i64| {
        cell.figure.counts.as_ref().map(|counts| grouped(pick(counts).into())).unwrap_or_default()
    };
    Line {
        name: said(&cell.category.message()),
        figure: in_words(&cell.figure),
        has_value: cell.figure.counts.is_some(),
        numerator: number(|counts| counts.numerator),
        denominator: number(|counts| counts.denominator),
    }
}

/// A figure as a sentence has it, or its reason.
fn in_words(figure: &Figure) -> String {
    figure.spoken().or_else(|| figure.why().map(|why| said(&why.message()))).unwrap_or_default()
}

fn coverage(coverage: &Coverage) -> String {
    let included = coverage.included.len();
    let name = match (included, coverage.is_complete()) {
        (0, _) => "counts-coverage-none",
        (_, true) => "counts-coverage-all",
        (_, false) => "counts-coverage-part",
    };
    let message = Message::new(name)
        .with("included", included)
        .with("all", included + coverage.missing.len())
        .with("missing", coverage.missing.join(", "));
    said(&message)
}

fn gap_words(gap: &Gap) -> String {
    let basis = match gap.basis {
        GapBasis::Unrounded => "counts-gap-unrounded",
        GapBasis::RoundedEnds => "counts-gap-rounded",
    };
    let key = if gap.figure.decimal().is_some() { "counts-gap" } else { "counts-gap-none" };
    let message = Message::new(key)
        .with("gap", in_words(&gap.figure))
        .with("least", in_words(&gap.least_deprived))
        .with("most", in_words(&gap.most_deprived))
        .with("basis", said(&Message::new(basis)));
    said(&message)
}

#[derive(Template)]
#[template(path = "indicators/counts/pooled.html")]
struct PooledPage {
    page: Page,
    crumbs: Vec<Crumb>,
    key: String,
    name: String,
    pooled: PooledView,
    control: Option<ControlView>,
    beside: Vec<Beside>,
}

/// A link to the page with the authorities beside each other.
struct Beside {
    href: String,
    session: String,
}

/// The sessions in which authorities may be looked at beside each other, for whoever may.
fn beside(visitor: &Visitor, found: &Pooled) -> Vec<Beside> {
    let roles = [Role::AuthorityOfficer, Role::EvaluationLead, Role::CollaborationOfficer];
    if found.unit != Unit::Percent || !roles.into_iter().any(|role| visitor.holds(role)) {
        return Vec::new();
    }
    let shown = found.sessions.iter().filter(|session| session.whole.figure.counts.is_some());
    shown
        .map(|session| Beside {
            href: beside_page::href(&found.counted, session.session),
            session: session.session.to_string(),
        })
        .collect()
}

async fn find(weft: &Weft, key: &str) -> Result<Pooled, Problem> {
    pooled(&weft.db, key).await?.ok_or(Problem::NotFound)
}

pub(super) async fn page(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &key).await?;
    let title = said(&Message::new("counts-title").with("name", &found.short_name));
    show(&PooledPage {
        page: visitor
            .page(title)
            .section("indicators")
            .description(said(&Message::new("counts-description").with("name", &found.short_name))),
        crumbs: vec![
            Crumb::new("/indicators", "Indicators"),
            Crumb::new(format!("/indicators/{key}"), found.short_name.clone()),
        ],
        name: found.short_name.clone(),
        pooled: view(&found),
        control: control(&found),
        beside: beside(&visitor, &found),
        key,
    })
}

/// One pooled figure as files and the API have it.
struct Record<'a> {
    session: &'a PooledSession,
    breakdown: &'static str,
    category: &'static str,
    figure: &'a Figure,
    coverage: &'a Coverage,
}

fn records(pooled: &Pooled) -> Vec<Record<'_>> {
    let mut records = Vec::new();
    for session in &pooled.sessions {
        for cell in std::iter::once(&session.whole).chain(&session.parts) {
            let (breakdown, category) = cell.category.keys();
            records.push(Record { session, breakdown, category, figure: &cell.figure, coverage: &cell.coverage });
        }
        if let (Some(gap), Some(part)) = (&session.gap, session.parts.first()) {
            let (breakdown, category) = ("simd_quintile", "5-1");
            records.push(Record { session, breakdown, category, figure: &gap.figure, coverage: &part.coverage });
        }
    }
    records
}

/// The columns of the file of pooled figures.
const COLUMNS: [&str; 13] = [
    "indicator",
    "definition_version",
    "session",
    "breakdown",
    "category",
    "value",
    "unit",
    "numerator",
    "denominator",
    "reason",
    "authorities",
    "missing",
    "source",
];

pub(super) async fn csv(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &key).await?;
    let rows: Vec<Vec<Field>> = records(&found)
        .into_iter()
        .map(|record| {
            let counts = record.figure.counts;
            let number = |pick: fn(figures::Counts) -> i64| counts.map_or(Field::Empty, |counts| pick(counts).into());
            vec![
                found.counted.as_str().into(),
                record.session.version.into(),
                record.session.session.key().into(),
                record.breakdown.into(),
                record.category.into(),
                record.figure.plain().map_or(Field::Empty, Field::Number),
                record.figure.unit.key().into(),
                number(|counts| counts.numerator),
                number(|counts| counts.denominator),
                record.figure.why().map_or(Field::Empty, |why| why.key().into()),
                record.coverage.included.join("; ").into(),
                record.coverage.missing.join("; ").into(),
                found.source_of_data.as_str().into(),
            ]
        })
        .collect();
    download(write_csv(&COLUMNS, &rows), "text/csv; charset=utf-8", &format!("{key}-counts.csv"))
}

pub(super) async fn json(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &key).await?;
    let items: Vec<Value> = records(&found)
        .into_iter()
        .map(|record| {
            let cell = match (record.figure.plain(), record.figure.why()) {
                (Some(value), _) => json!({ "value": value }),
                (None, why) => {
                    json!({ "reason": why.map(figures::Reason::key), "marker": record.figure.display_short() })
                }
            };
            let counts = record.figure.counts;
            json!({
                "session": record.session.session.key(),
                "definition_version": record.session.version.to_string(),
                "breakdown": record.breakdown,
                "category": record.category,
                "unit": record.figure.unit.key(),
                "cell": cell,
                "numerator": counts.map(|counts| counts.numerator.to_string()),
                "denominator": counts.map(|counts| counts.denominator.to_string()),
                "authorities": record.coverage.included,
                "missing": record.coverage.missing,
            })
        })
        .collect();
    let body = json!({
        "indicator": key,
        "counted": found.counted,
        "invented": found.invented,
        "unit": Unit::key(found.unit),
        "source": found.source_of_data,
        "items": items,
        "next": null,
    });
    Ok(Json(body).into_response())
}
