//! What every page and letter about applications needs to know around them: today, the partnership's name, whom to ask.

use super::Application;
use crate::{
    partnership,
    people::{self, Office},
    plumbing::{
        clock::{stored, zone},
        db::Db,
        problem::Problem,
        state::Weft,
    },
    programmes::cohorts::{self, Cohort},
};

/// Today, the name of the partnership, and the office that answers for a cohort.
pub(super) struct Frame {
    pub(super) today: String,
    pub(super) site: String,
    pub(super) office: Option<Office>,
    pub(super) zone: jiff::tz::TimeZone,
}

impl Frame {
    pub(super) async fn of(weft: &Weft, cohort: &Cohort) -> Result<Self, Problem> {
        let partnership = partnership::load(&weft.db).await?;
        let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
        let office = match people::office(&weft.db, &cohort.contact_office).await? {
            Some(office) => Some(office),
            None => match &partnership {
                Some(found) => people::office(&weft.db, &found.contact_office).await?,
                None => None,
            },
        };
        Ok(Self {
            today: weft.clock.today(&zone),
            site: partnership.map(|found| found.name).unwrap_or_default(),
            office,
            zone,
        })
    }

    /// The office by its title.
    pub(super) fn office_title(&self) -> &str {
        self.office.as_ref().map_or("Collaboration Officer", |office| &office.title)
    }

    /// Whom to write to, in words: the office, with its mailbox where it has one.
    pub(super) fn whom_to_ask(&self) -> String {
        match self.office.as_ref().and_then(|office| office.email.as_ref()) {
            Some(email) => format!("the {} at {email}", self.office_title()),
            None => format!("the {}", self.office_title()),
        }
    }
}

/// The cohort of a key.
pub(super) async fn cohort(db: &Db, key: &str) -> Result<Cohort, Problem> {
    cohorts::cohort(db, key).await?.ok_or(Problem::NotFound)
}

/// The cohort of an application.
pub(super) async fn cohort_of(db: &Db, application: &Application) -> Result<Cohort, Problem> {
    let key = super::store::records::cohort_key(db, &application.cohort_id).await?;
    cohort(db, &key).await
}

/// A day so many days after another.
pub(super) fn days_after(day: &str, days: i64) -> String {
    let date = day.parse::<jiff::civil::Date>().ok();
    date.and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok())
        .map_or_else(|| day.to_owned(), |date| date.to_string())
}

/// The instant until which the links of a cohort work: a month after its last meeting or its last session, whichever is later.
pub(super) async fn links_until(weft: &Weft, cohort: &Cohort) -> Result<String, Problem> {
    let meetings = cohorts::meetings(&weft.db, &cohort.id).await?;
    let session_end = cohort.last_session.get(..4).and_then(|year| year.parse::<i16>().ok()).unwrap_or(9000) + 1;
    let last = meetings.iter().map(|meeting| meeting.day.clone()).max().unwrap_or_default();
    let end = last.max(format!("{session_end:04}-07-31"));
    let until = end
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|day| day.checked_add(jiff::Span::new().months(1)).ok())
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    Ok(until.map_or_else(|| format!("{end}T23:59:59.999Z"), |until| stored(until.timestamp())))
}
