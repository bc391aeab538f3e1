//! The sheet of a register on paper: everybody's name, where they work, and a place to sign; as a page and as PDF from one
//! document.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use typesetting::model::{Alignment, Block, Cell, Column, Day, Document, Inline, KeyFact, Row, Table};

use super::{entries, ground::Ground};
use crate::{
    partnership,
    people::Permit,
    plumbing::{
        layout::{Crumb, Page, download, show_private},
        press,
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/cohorts/{key}/register/{number}/sheet", page), get("/cohorts/{key}/register/{number}/sheet.pdf", pdf)]
}

/// A line to write on. A cell without any words would be silence to whoever hears the table.
const RULE: &str = "____________________";

/// Empty lines at the end, for whoever comes without a place.
const BLANK: usize = 5;

#[derive(Template)]
#[template(path = "programmes/registers/sheet.html")]
struct SheetPage {
    page: Page,
    crumbs: Vec<Crumb>,
    url: String,
    title: String,
    article: String,
}

async fn document(weft: &Weft, ground: &Ground) -> Result<Document, Problem> {
    let organisation = partnership::name(&weft.db).await?;
    let day: jiff::civil::Date = ground.meeting.day.parse().map_err(Problem::broken)?;
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let day =
        Day { year: u16::try_from(day.year()).unwrap_or_default(), month: part(day.month()), day: part(day.day()) };
    let mut document = Document::new(format!("Register: {}", ground.heading()), organisation, day);
    document.cover = false;
    document.contents = false;
    document.address = Some(weft.settings.public_url.clone());
    document.description = Some(format!("The register of a meeting of {}, to be signed on paper", ground.over()));
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let authorities = partnership::authorities(&weft.db).await?;
    let mut rows: Vec<Row> = entries
        .iter()
        .filter(|entry| entry.has_place)
        .map(|entry| {
            let authority = entry.authority.as_ref().and_then(|key| authorities.iter().find(|one| one.key == *key));
            line(&entry.name, authority.map_or("", |authority| &authority.name))
        })
        .collect();
    rows.extend((1..=BLANK).map(|number| line(&format!("Without a place, {number}: {RULE}"), RULE)));
    let column = |heading: &str| Column { heading: vec![Inline::text(heading)], alignment: Alignment::default() };
    let fact = |label: &str, value: String| KeyFact { label: label.into(), value: vec![Inline::text(value)] };
    let mut facts = vec![fact("Of", ground.over()), fact("When and where", ground.when())];
    if ground.cohort.invented == 1 {
        facts.push(fact("Example", "This cohort and everybody in it are invented".to_owned()));
    }
    document.blocks = vec![
        Block::KeyFacts { facts },
        Block::Table(Table {
            id: "register".into(),
            caption: vec![Inline::text("Who came")],
            columns: ["Name", "Authority", "Signature"].map(column).into(),
            groups: Vec::new(),
            rows,
            notes: vec![vec![Inline::text(
                "Whoever came without a place writes their name and email address on one of the empty lines.",
            )]],
            legend: Vec::new(),
            source: Vec::new(),
        }),
    ];
    Ok(document)
}

/// A line high enough to sign on.
fn line(name: &str, authority: &str) -> Row {
    let tall = vec![Inline::text("\u{a0}"), Inline::LineBreak, Inline::text(RULE)];
    let cells = vec![
        Cell::row_header(vec![Inline::text(name)]),
        Cell::data(vec![Inline::text(if authority.is_empty() { "–" } else { authority })]),
        Cell::data(tall),
    ];
    Row { cells, total: false }
}

async fn page(State(weft): State<Weft>, permit: Permit, Path((key, number)): Path<(String, String)>) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let document = document(&weft, &ground).await?;
    show_private(&SheetPage {
        page: permit.visitor.page(document.title.clone()).section("programmes"),
        crumbs: ground.crumbs_below(),
        url: ground.url(),
        article: press::article(&document)?,
        title: document.title,
    })
}

async fn pdf(State(weft): State<Weft>, permit: Permit, Path((key, number)): Path<(String, String)>) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let pdf = press::pdf(document(&weft, &ground).await?).await?;
    let mut response = download(pdf.bytes, "application/pdf", &format!("register-{key}-{number}.pdf"))?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
