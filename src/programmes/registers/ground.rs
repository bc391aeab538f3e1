//! The ground every page of a register stands on: the cohort, the meeting, the day, and who may.

use axum::http::{HeaderMap, header};

use crate::{
    partnership,
    people::{Permit, Scope},
    plumbing::{
        clock::{spoken_day, zone},
        layout::Crumb,
        problem::Problem,
        state::Weft,
    },
    programmes::cohorts::{self, Cohort, CohortMeeting},
};

/// A meeting of a cohort, for those who keep its programme.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) cohort: Cohort,
    pub(super) meeting: CohortMeeting,
    pub(super) today: String,
    pub(super) zone: jiff::tz::TimeZone,
}

/// The cohort of a key, for those who keep its programme; anybody else is answered as if there were none.
pub(super) async fn cohort(weft: &Weft, permit: &Permit, key: &str) -> Result<Cohort, Problem> {
    let cohort = cohorts::cohort(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    Ok(cohort)
}

/// The partnership's time zone.
pub(super) async fn zone_of(weft: &Weft) -> Result<jiff::tz::TimeZone, Problem> {
    Ok(zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone)))
}

impl Ground {
    /// Finds a meeting that the visitor keeps, cancelled or not.
    async fn find(weft: &Weft, permit: &Permit, key: &str, number: &str) -> Result<Self, Problem> {
        let cohort = cohort(weft, permit, key).await?;
        let meeting = cohorts::meetings(&weft.db, &cohort.id).await?;
        let meeting = meeting.into_iter().find(|one| one.number.to_string() == number).ok_or(Problem::NotFound)?;
        let zone = zone_of(weft).await?;
        Ok(Self { cohort, meeting, today: weft.clock.today(&zone), zone })
    }

    /// Finds a meeting that the visitor keeps and that has a register.
    pub(super) async fn keep(weft: &Weft, permit: &Permit, key: &str, number: &str) -> Result<Self, Problem> {
        let ground = Self::find(weft, permit, key, number).await?;
        match (&ground.meeting.cancelled_on, &ground.meeting.cancelled_reason) {
            (None, _) => Ok(ground),
            (Some(day), reason) => Err(Problem::Conflict(format!(
                "This meeting was cancelled on {}, so it has no register. {}",
                spoken_day(day),
                reason.as_deref().unwrap_or_default()
            ))),
        }
    }

    /// The address of the cohort's registers.
    pub(super) fn cohort_url(&self) -> String {
        format!("/cohorts/{}/register", self.cohort.key)
    }

    /// The address of this register.
    pub(super) fn url(&self) -> String {
        format!("{}/{}", self.cohort_url(), self.meeting.number)
    }

    /// Whether the register is closed: the meeting was held.
    pub(super) fn is_closed(&self) -> bool {
        self.meeting.held_at.is_some()
    }

    /// Whether its day is still to come.
    pub(super) fn is_to_come(&self) -> bool {
        self.meeting.day > self.today
    }

    /// Whether somebody who is marked took part online, as long as nobody says otherwise.
    pub(super) fn online(&self) -> bool {
        self.meeting.mode == super::ONLINE
    }

    /// The line over the heading: the cohort.
    pub(super) fn over(&self) -> String {
        self.cohort.full_title()
    }

    /// What meeting it is: `Meeting 3, 14 January 2026: Planning for change`.
    pub(super) fn heading(&self) -> String {
        heading(&self.meeting)
    }

    /// When and where.
    pub(super) fn when(&self) -> String {
        let meeting = &self.meeting;
        let mode = match meeting.mode.as_str() {
            "online" => "online",
            "both" => "in person and online",
            _ => "in person",
        };
        let venue = if meeting.venue.is_empty() { String::new() } else { format!(", {}", meeting.venue) };
        format!("{}, {} to {}, {mode}{venue}", spoken_day(&meeting.day), meeting.starts, meeting.ends)
    }

    /// The way to the register.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = crumbs(&self.cohort);
        crumbs.push(Crumb::new(self.cohort_url(), "Registers"));
        crumbs
    }

    /// The way to a page about the register.
    pub(super) fn crumbs_below(&self) -> Vec<Crumb> {
        let mut crumbs = self.crumbs();
        crumbs.push(Crumb::new(self.url(), format!("Meeting {}", self.meeting.number)));
        crumbs
    }
}

/// The way to a cohort's registers.
pub(super) fn crumbs(cohort: &Cohort) -> Vec<Crumb> {
    vec![
        Crumb::new("/programmes", "Programmes"),
        Crumb::new(format!("/programmes/{}", cohort.programme), cohort.programme_name.clone()),
        Crumb::new(format!("/cohorts/{}", cohort.key), cohort.title.clone()),
    ]
}

/// What meeting it is.
pub(super) fn heading(meeting: &CohortMeeting) -> String {
    let title = if meeting.title.is_empty() { String::new() } else { format!(": {}", meeting.title) };
    format!("Meeting {}, {}{title}", meeting.number, spoken_day(&meeting.day))
}

/// Whether a request came from the script, which wants its answer as data.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value == "application/json")
}
