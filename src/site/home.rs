//! The home page: in ten seconds, what the partnership is, what it set out to do, and where to go.

use askama::Template;
use axum::extract::State;

use super::about;
use crate::{
    indicators::{self, Book, Indicator, Kind, PARTNERSHIP, Release},
    partnership::{self, Authority},
    people::{Office, Visitor},
    plan,
    plumbing::{
        layout::{Page, show},
        problem::{Problem, Shown},
        search::{self, Found},
        state::Weft,
    },
};

/// How many indicators of each theme the page shows; the table of all is one link away.
const OF_EACH_THEME: usize = 2;

/// How many publications the page shows.
const LATEST: usize = 3;

/// The framework at a glance.
struct Glance {
    /// `2025/26` or `2019/20 to 2021/22`.
    sessions: String,
    href: String,
    vision: String,
    streams: Vec<Stream>,
}

/// A workstream with its priorities, or the priorities that hang on none.
struct Stream {
    name: String,
    href: String,
    priorities: Vec<Aim>,
}

/// One priority; its number is empty where it has none.
struct Aim {
    number: String,
    title: String,
}

/// An indicator at a glance.
struct Reading {
    name: String,
    href: String,
    theme: String,
    figure: String,
    period: String,
    moved: String,
}

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    page: Page,
    description: String,
    glance: Option<Glance>,
    readings: Vec<Reading>,
    publications: Vec<Found>,
    groups: String,
    programmes: String,
    office: Option<Office>,
    authorities: Vec<Authority>,
    empty: bool,
}

pub(super) async fn home(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let description = partnership.as_ref().map(|found| found.description.clone()).unwrap_or_default();
    let mut publications = search::of_kind(&weft.db, "publication").await?;
    // Their keys end in the session, so the latest come last.
    publications.reverse();
    publications.truncate(LATEST);
    show(&Home {
        page: visitor.page("Home").description(description.clone()),
        description,
        glance: glance(&weft).await?,
        readings: readings(&weft).await?,
        publications,
        groups: search::of_kind(&weft.db, "group").await?.len().to_string(),
        programmes: search::of_kind(&weft.db, "programme").await?.len().to_string(),
        office: about::office(&weft).await?,
        authorities: partnership::authorities(&weft.db).await?,
        empty: partnership.is_none(),
    })
}

async fn glance(weft: &Weft) -> Result<Option<Glance>, Problem> {
    let Some(key) = plan::current_key(weft).await? else { return Ok(None) };
    let Some(found) = plan::framework(&weft.db, &key).await? else { return Ok(None) };
    let href = format!("/framework/{key}");
    let of = |workstream: Option<&str>| -> Vec<Aim> {
        let priorities = found.framework.priority.iter().filter(|one| one.workstream.as_deref() == workstream);
        priorities
            .map(|one| Aim {
                number: one.number.map(|number| number.to_string()).unwrap_or_default(),
                title: one.title.trim_end_matches('.').to_owned(),
            })
            .collect()
    };
    let mut streams: Vec<Stream> = found
        .framework
        .workstream
        .iter()
        .map(|one| Stream {
            name: one.name.clone(),
            href: format!("{href}/workstreams/{}", one.key),
            priorities: of(Some(&one.key)),
        })
        .collect();
    let loose = of(None);
    if !loose.is_empty() {
        streams.push(Stream { name: "Across all workstreams".into(), href: href.clone(), priorities: loose });
    }
    Ok(Some(Glance {
        sessions: found.head.sessions(),
        vision: found.framework.vision.clone().unwrap_or_default(),
        href,
        streams,
    }))
}

/// A few critical indicators of each theme with their latest printed value, those without a value left out.
async fn readings(weft: &Weft) -> Result<Vec<Reading>, Problem> {
    let book = Book::open(weft, Release::Released, None).await?;
    let critical = |one: &&Indicator| one.kind == Kind::Critical && !one.invented && one.ended_session.is_none();
    let mut shown = Vec::new();
    for theme in &book.themes {
        let of_theme = book.indicators.iter().filter(critical).filter(|one| one.theme.as_ref() == Some(&theme.key));
        shown.extend(of_theme.filter_map(|one| reading(&book, one, &theme.name)).take(OF_EACH_THEME));
    }
    Ok(shown)
}

fn reading(book: &Book, one: &Indicator, theme: &str) -> Option<Reading> {
    let line = indicators::latest(book, &one.key, PARTNERSHIP);
    let newest = line.last()?;
    let figure = newest.observation.figure.spoken()?;
    let before = line
        .len()
        .checked_sub(2)
        .and_then(|at| line.get(at))
        .and_then(|stands| Some((stands.observation.period.to_string(), stands.observation.figure.spoken()?)));
    Some(Reading {
        name: one.short_name.clone(),
        href: format!("/indicators/{}", one.key),
        theme: theme.to_owned(),
        figure,
        period: newest.observation.period.to_string(),
        moved: before.map(|(period, figure)| format!("{figure} in {period}")).unwrap_or_default(),
    })
}
