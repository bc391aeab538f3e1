//! My learning, as one page.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    record, store,
    view::{self, Applied, Cohort, Coming, GroupLine, Prompt},
};
use crate::{
    partnership,
    people::Visitor,
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/my/learning", show)]
}

/// The key and the name of whoever asks.
pub(super) fn mine(visitor: &Visitor) -> Result<(&str, &str), Problem> {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    Ok((&account.person, &account.name))
}

/// Today where the partnership is.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

#[derive(Template)]
#[template(path = "learning/page.html")]
pub(super) struct LearningPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    email: String,
    form_keys: [String; 3],
    /// For buttons that open something and may be pressed again.
    open_key: String,
    prompts: Vec<Prompt>,
    coming: Vec<Coming>,
    applied: Vec<Applied>,
    cohorts: Vec<Cohort>,
    groups: Vec<GroupLine>,
    hours: Vec<String>,
    rows: usize,
    calendar_made: Option<String>,
    /// The secret address, just made: it is shown once.
    calendar: Option<String>,
    reminders: bool,
    days_before: i64,
}

impl LearningPage {
    /// The page of whoever asks; `calendar` is the secret address that was just made.
    pub(super) async fn new(
        weft: &Weft,
        visitor: &Visitor,
        notice: Option<&str>,
        calendar: Option<String>,
    ) -> Result<Self, Problem> {
        let (person, name) = mine(visitor)?;
        let email = visitor.account.as_ref().map_or("", |account| &account.email);
        let today = today(weft).await?;
        let db = &weft.db;
        let gathered = record::gather(db, person, name, &today).await?;
        let applied = store::applied(db, person, email).await?;
        let studies = store::case_studies(db, person).await?;
        let partnership = partnership::load(db).await?;
        let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
        let mut page = visitor.page("My learning");
        page.notice = notice.map(ToOwned::to_owned);
        Ok(Self {
            page,
            crumbs: vec![Crumb::new("/account", "Your account")],
            name: name.to_owned(),
            email: email.to_owned(),
            open_key: visitor.form_key(weft)?,
            form_keys: [visitor.form_key(weft)?, visitor.form_key(weft)?, visitor.form_key(weft)?],
            prompts: view::prompts(&applied, &gathered, &studies, &today),
            coming: view::coming(&gathered.meetings, &today),
            cohorts: view::cohorts(&gathered, &applied, &studies, &today),
            groups: view::groups(&gathered, &today),
            hours: gathered.record.hours.iter().map(super::files::said).collect(),
            rows: gathered.record.entries.len(),
            applied: view::applied(applied),
            calendar_made: store::calendar_made(db, person).await?.map(|at| spoken_instant(&at, &zone)),
            calendar,
            reminders: store::wants_reminders(db, person).await?,
            days_before: super::reminders::DAYS_BEFORE,
        })
    }

    /// Whether there is nothing to show of learning.
    fn is_empty(&self) -> bool {
        self.applied.is_empty() && self.cohorts.is_empty() && self.groups.is_empty() && self.rows == 0
    }
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show(State(weft): State<Weft>, visitor: Visitor, Query(done): Query<Done>) -> Shown {
    let notice = match done.done.as_deref() {
        Some("reminders-on") => Some("You are reminded of meetings by letter."),
        Some("reminders-off") => Some("You are no longer reminded of meetings."),
        Some("no-calendar") => Some("The address of your calendar no longer works."),
        _ => None,
    };
    show_private(&LearningPage::new(&weft, &visitor, notice, None).await?)
}

/// A day and its times, as people say them: `Thursday 5 February 2026, 09:30 to 12:00`.
pub(super) fn when(day: &str, starts: &str, ends: &str) -> String {
    let week_day = day.parse::<jiff::civil::Date>().map(|date| date.strftime("%A ").to_string()).unwrap_or_default();
    format!("{week_day}{}, {starts} to {ends}", spoken_day(day))
}
