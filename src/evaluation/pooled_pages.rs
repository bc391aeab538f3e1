//! What practitioners say over a whole session, for everybody: each measure with its definition beside it.

use askama::Template;
use axum::extract::{Query, State};
use figures::{AcademicSession, survey::Showing};
use serde::Deserialize;

use super::{Window, pages, pooled, results::word, store};
use crate::{
    people::Visitor,
    plumbing::{
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
        words::say_message,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms/results", results)]
}

/// Which session is asked for; the newest in which a form has closed where none is.
#[derive(Deserialize)]
pub(super) struct Asked {
    session: Option<String>,
}

impl Asked {
    /// The session asked for.
    ///
    /// # Errors
    /// [`Problem::Malformed`] with what to write instead.
    pub(super) async fn session(&self, weft: &Weft) -> Result<AcademicSession, Problem> {
        let today = pages::today(weft).await?;
        let asked = match self.session.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => text.to_owned(),
            None => {
                let closed =
                    store::askings(&weft.db).await?.into_iter().filter(|one| one.window(&today) == Window::Closed);
                closed.map(|one| one.session).max().or_else(|| super::session_of(&today)).unwrap_or_default()
            }
        };
        asked.parse::<AcademicSession>().map_err(|error| Problem::Malformed(say_message(&error.message())))
    }
}

struct MeasureShown {
    id: String,
    name: String,
    finding: String,
    figure: Option<String>,
    facts: String,
    definition: String,
    breaks: bool,
    version: i64,
    invented: bool,
}

/// A measure's key as words.
fn spoken(key: &str) -> String {
    match key {
        pooled::INCREASE_IN_KNOWLEDGE => "Practitioners reporting an increase in knowledge".to_owned(),
        other => {
            let words = other.replace('-', " ");
            let mut letters = words.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

fn occasions(count: i64) -> String {
    if count == 1 { "1 occasion".to_owned() } else { format!("{count} occasions") }
}

fn measure_shown(at: usize, one: pooled::Measure) -> MeasureShown {
    let finding = match (&one.share, one.showing) {
        (Some(share), _) => format!(
            "{} of {} chose {} ({}%; between {} and {} in 100 if the same were asked of many such people).",
            one.numerator, one.denominator, one.top, share.percent, share.lower, share.upper
        ),
        (None, Showing::Counts) => format!(
            "Of {} who answered, {} chose {}. With fewer than ten answers no percentage is given.",
            word(one.denominator),
            word(one.numerator),
            one.top
        ),
        _ => "Too few answered for anything to be shown.".to_owned(),
    };
    let mut facts = format!("Asked on {}", occasions(one.occasions));
    if one.not_applicable > 0 && one.showing == Showing::Shares {
        facts.push_str(&format!("; it did not apply to {} more people", one.not_applicable));
    }
    if one.left_out > 0 {
        facts.push_str(&format!("; {} with fewer than five answers left out", occasions(one.left_out)));
    }
    facts.push('.');
    MeasureShown {
        id: format!("measure-{at}"),
        name: spoken(&one.measure),
        figure: one.share.as_ref().map(|share| format!("{}%", share.percent)),
        finding,
        facts,
        definition: one.definition(),
        breaks: one.breaks,
        version: one.version,
        invented: one.invented,
    }
}

#[derive(Template)]
#[template(path = "evaluation/results.html")]
struct ResultsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    session: String,
    measures: Vec<MeasureShown>,
    sessions: Vec<Crumb>,
}

async fn results(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let session = asked.session(&weft).await?;
    let mut keys: Vec<String> = store::askings(&weft.db).await?.into_iter().map(|asking| asking.session).collect();
    keys.sort();
    keys.dedup();
    let others = keys.into_iter().rev().filter(|key| *key != session.key()).map(|key| {
        let label = format!("Session {}", key.replacen('-', "/", 1));
        Crumb::new(format!("/forms/results?session={key}"), label)
    });
    let measures = pooled::measures(&weft, &session.key()).await?;
    show(&ResultsPage {
        page: visitor.page(format!("What practitioners say, {session}")).section("programmes").description(
            "Answers to forms after meetings and programmes, counted over a whole session with their definition.",
        ),
        crumbs: vec![Crumb::new("/programmes", "Programmes")],
        session: session.to_string(),
        measures: (1..).zip(measures).map(|(at, one)| measure_shown(at, one)).collect(),
        sessions: others.collect(),
    })
}
