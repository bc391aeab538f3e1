//! The page of forms for those who ask with them: what was asked, what may be asked, and the way into the bank.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{Asking, Choice, Window, name_of, store};
use crate::{
    partnership,
    people::{Permit, Role},
    plumbing::{
        clock::{spoken_day, zone},
        ids::is_key,
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms", overview)]
}

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("", |one| &one.time_zone))))
}

/// One choice of a question of a page.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: String,
}

impl Pick {
    pub(super) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    pub(super) fn list(list: &[(&str, &str)]) -> Vec<Self> {
        list.iter().map(|(key, name)| Self::new(*key, *name)).collect()
    }

    pub(super) fn of(choice: &Choice) -> Self {
        Self::new(&choice.key, &choice.label)
    }
}

/// Whether the visitor works on the bank.
pub(super) fn evaluates(permit: &Permit) -> bool {
    permit.visitor.holds(Role::EvaluationLead) || permit.visitor.holds(Role::CollaborationOfficer)
}

/// The crumbs of every page under `/forms`.
pub(super) fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/forms", "Forms")]
}

/// Finds an asking that the visitor keeps or reads.
pub(super) async fn find(weft: &Weft, permit: &Permit, key: &str) -> Result<Asking, Problem> {
    let asking = store::asking(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&asking.scope())?;
    Ok(asking)
}

/// How an asking stands, in words and as a colour.
pub(super) fn standing(asking: &Asking, today: &str) -> (String, &'static str) {
    match asking.window(today) {
        Window::NotYet => (format!("opens on {}", spoken_day(&asking.opens_on)), "draft"),
        Window::Open => (format!("open until {}", spoken_day(&asking.closes_on)), "active"),
        Window::Closed => {
            let day = asking.closed_on.as_deref().unwrap_or(&asking.closes_on);
            (format!("closed on {}", spoken_day(day)), "achieved")
        }
    }
}

/// How many answered, as far as it may be said.
pub(super) fn answered(count: i64) -> String {
    match figures::survey::showing(count) {
        figures::survey::Showing::Nothing => "fewer than five answers".to_owned(),
        _ => format!("{count} answers"),
    }
}

struct Line {
    href: String,
    title: String,
    form: String,
    standing: String,
    colour: &'static str,
    answered: String,
    invented: bool,
}

struct FormLine {
    href: String,
    title: String,
    about: String,
}

#[derive(Template)]
#[template(path = "evaluation/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
    forms: Vec<FormLine>,
    heading: &'static str,
    evaluates: bool,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
    /// The cohort that is to be asked, from its own page.
    #[serde(default)]
    cohort: String,
}

async fn overview(State(weft): State<Weft>, permit: Permit, Query(done): Query<Done>) -> Shown {
    let today = today(&weft).await?;
    let counts = store::response_counts(&weft.db).await?;
    let mut lines = Vec::new();
    for asking in store::askings(&weft.db).await? {
        if permit.within(&asking.scope()).is_err() {
            continue;
        }
        let (standing, colour) = standing(&asking, &today);
        lines.push(Line {
            href: asking.home(),
            standing,
            colour,
            answered: answered(counts.get(&asking.id).copied().unwrap_or(0)),
            title: asking.title,
            form: asking.form_title,
            invented: asking.invented == 1,
        });
    }
    let asks_cohort = is_key(&done.cohort);
    let forms = store::forms(&weft.db).await?.into_iter().map(|form| FormLine {
        href: if asks_cohort {
            format!("/forms/{}/asking?cohort={}", form.key, done.cohort)
        } else {
            format!("/forms/{}", form.key)
        },
        about: format!("{}, {} questions", name_of(super::OCCASIONS, &form.occasion), form.questions.len()),
        title: form.title,
    });
    let mut page = permit.visitor.page("Forms").section("programmes");
    page.notice = match done.done.as_str() {
        "saved" => Some("The form is saved.".to_owned()),
        _ => None,
    };
    show_private(&OverviewPage {
        page,
        crumbs: Vec::new(),
        lines,
        forms: forms.collect(),
        heading: if asks_cohort { "Choose the form to ask the cohort with" } else { "Ask with a form" },
        evaluates: evaluates(&permit),
    })
}
