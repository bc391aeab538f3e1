//! Meetings of a cohort: added one by one or as a weekly series, moved, cancelled with a reason.

use askama::Template;
use axum::extract::{Path, State};
use jiff::{ToSpan, civil::Date};

use super::{
    Cohort, CohortMeeting, MODES,
    edit::{crumbs, day, kept, mode, number, text},
    is_time,
    pages::{Choice, today, when},
    session_of, store,
};
use crate::{
    partnership,
    people::Permit,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/meetings/new", new_meeting),
        post("/cohorts/{key}/meetings", add),
        get("/cohorts/{key}/meetings/{number}", one),
        post("/cohorts/{key}/meetings/{number}", save),
        post("/cohorts/{key}/meetings/{number}/cancellation", cancel),
    ]
}

/// The most meetings one form adds.
const MOST_WEEKS: i64 = 40;

#[derive(Template)]
#[template(path = "programmes/cohorts/meeting.html")]
struct MeetingPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cancel_key: String,
    heading: String,
    cohort: Cohort,
    meeting: CohortMeeting,
    /// Text rather than a number: it is shown as typed.
    weeks: String,
    reason: String,
    modes: Vec<Choice>,
    is_new: bool,
    fixed: Option<String>,
}

impl MeetingPage {
    fn new(
        weft: &Weft,
        permit: &Permit,
        cohort: Cohort,
        meeting: CohortMeeting,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let is_new = meeting.number == 0;
        let heading = if is_new { "Add a meeting".to_owned() } else { format!("Meeting {}", meeting.number) };
        let fixed = match (&meeting.cancelled_on, &meeting.held_at) {
            (Some(day), _) => Some(format!(
                "It was cancelled on {}. {} Add another meeting to put one in its place.",
                spoken_day(day),
                meeting.cancelled_reason.clone().unwrap_or_default()
            )),
            (None, Some(_)) => {
                Some("It was held: its register is closed, so day and place stay as they were.".to_owned())
            }
            (None, None) => None,
        };
        Ok(Self {
            page: permit.visitor.page(&heading).section("programmes").with_errors(!errors.is_empty()),
            crumbs: crumbs(&cohort),
            errors,
            form_key: permit.visitor.form_key(weft)?,
            cancel_key: permit.visitor.form_key(weft)?,
            heading,
            cohort,
            meeting,
            weeks: "1".to_owned(),
            reason: String::new(),
            modes: MODES.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
            is_new,
            fixed,
        })
    }

    /// The page with what was typed, however wrong it is.
    fn with_typed(mut self, posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        let typed = CohortMeeting {
            title: text("title"),
            day: text("day"),
            starts: text("starts"),
            ends: text("ends"),
            mode: text("mode"),
            venue: text("venue"),
            link: text("link"),
            ..self.meeting
        };
        (self.meeting, self.weeks) = (typed, text("weeks"));
        self
    }
}

fn time(posted: &Posted, field: &str, what: &str, errors: &mut FormErrors) -> String {
    let given = errors.required(posted, field, &format!("Write the time at which it {what}, such as 16:00")).to_owned();
    if !given.is_empty() && !is_time(&given) {
        errors.add(field, format!("`{given}` is not a time; write it as 16:00"));
    }
    given
}

/// The meeting as the form says it, over what stood before.
fn read(posted: &Posted, cohort: &Cohort, before: CohortMeeting, errors: &mut FormErrors) -> CohortMeeting {
    let title = text(posted, "title", 150, errors);
    errors.required(posted, "day", "Choose the day");
    let day = day(posted, "day", errors).unwrap_or_default();
    check_session(&day, cohort, errors);
    let (starts, ends) = (time(posted, "starts", "begins", errors), time(posted, "ends", "ends", errors));
    if is_time(&starts) && is_time(&ends) && starts >= ends {
        errors.add("ends", "It would end before it begins; write a later time on the same day");
    }
    let link = text(posted, "link", 500, errors);
    if !link.is_empty() && !link.starts_with("https://") {
        errors.add("link", "A link begins with https://; copy it whole");
    }
    let (mode, venue) = (mode(posted, errors), text(posted, "venue", 200, errors));
    CohortMeeting { title, day, starts, ends, mode, venue, link, ..before }
}

fn check_session(day: &str, cohort: &Cohort, errors: &mut FormErrors) {
    let session = session_of(day);
    if day.len() == 10 && !(cohort.first_session <= session && session <= cohort.last_session) {
        errors.add(
            "day",
            format!(
                "{} is not in session {}, in which this cohort runs; choose another day, or change the cohort’s sessions",
                spoken_day(day),
                cohort.spoken_sessions()
            ),
        );
    }
}

async fn new_meeting(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let meeting = CohortMeeting { mode: cohort.mode.clone(), ..CohortMeeting::default() };
    show_private(&MeetingPage::new(&weft, &permit, cohort, meeting, FormErrors::default())?)
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let zone = partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    let read = read(&posted, &cohort, CohortMeeting { zone, ..CohortMeeting::default() }, &mut errors);
    let weeks = number(&posted, "weeks", 1, MOST_WEEKS, &mut errors).unwrap_or(1);
    let mut days = Vec::new();
    if errors.is_empty() {
        // A week later is the same local time, whatever summer time does to the hours between.
        let first: Date = read.day.parse().map_err(Problem::broken)?;
        for week in 0..weeks {
            days.push(first.checked_add((week * 7).days()).map_err(Problem::broken)?.to_string());
        }
        if let Some(last) = days.last() {
            check_session(last, &cohort, &mut errors);
        }
    }
    if !errors.is_empty() {
        let page = MeetingPage::new(&weft, &permit, cohort, CohortMeeting::default(), errors)?;
        return show_again(&page.with_typed(&posted));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &cohort.url()).await?;
    let stand = store::meetings_in_write(&mut write, &cohort.id).await?;
    let mut number = stand.iter().map(|meeting| meeting.number).max().unwrap_or_default();
    for day in days {
        number += 1;
        let meeting = CohortMeeting { key: format!("{}-{number}", cohort.key), number, day, ..read.clone() };
        store::add_meeting(&weft, &mut write, permit.visitor.named(), &cohort.id, &meeting).await?;
    }
    write.commit().await?;
    Ok(see(&format!("{}#meetings", cohort.url())))
}

async fn found(weft: &Weft, cohort: &Cohort, number: &str) -> Result<CohortMeeting, Problem> {
    let wanted = number.parse::<i64>().ok();
    let all = store::meetings(&weft.db, &cohort.id).await?;
    all.into_iter().find(|meeting| Some(meeting.number) == wanted).ok_or(Problem::NotFound)
}

async fn one(State(weft): State<Weft>, permit: Permit, Path((key, number)): Path<(String, String)>) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let meeting = found(&weft, &cohort, &number).await?;
    show_private(&MeetingPage::new(&weft, &permit, cohort, meeting, FormErrors::default())?)
}

/// The meeting inside a write, where it may still be changed.
async fn open(write: &mut crate::plumbing::db::Write, found: &CohortMeeting) -> Result<CohortMeeting, Problem> {
    let all = store::meetings_in_write(write, &found.cohort_id).await?;
    let meeting = all.into_iter().find(|meeting| meeting.id == found.id).ok_or(Problem::NotFound)?;
    if meeting.held_at.is_some() || meeting.cancelled_on.is_some() {
        return Err(Problem::Conflict(format!(
            "The meeting of {} was held or cancelled meanwhile, so it stays as it is. Reload its page to see.",
            when(&meeting)
        )));
    }
    Ok(meeting)
}

async fn save(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let stands = found(&weft, &cohort, &number).await?;
    let mut errors = FormErrors::default();
    let read = read(&posted, &cohort, stands.clone(), &mut errors);
    if !errors.is_empty() {
        return show_again(&MeetingPage::new(&weft, &permit, cohort, stands, errors)?.with_typed(&posted));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &cohort.url()).await?;
    let before = open(&mut write, &stands).await?;
    let after = CohortMeeting { sequence: before.sequence, changed_at: before.changed_at.clone(), ..read };
    let moved = (&before.day, &before.starts, &before.ends) != (&after.day, &after.starts, &after.ends);
    let act = if moved { "cohort meeting moved" } else { "cohort meeting changed" };
    store::change_meeting(&weft, &mut write, permit.visitor.named(), act, &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("{}#meetings", cohort.url())))
}

async fn cancel(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let stands = found(&weft, &cohort, &number).await?;
    let mut errors = FormErrors::default();
    errors.required(&posted, "reason", "Say why it is cancelled: those who planned to come will read it");
    let reason = text(&posted, "reason", 500, &mut errors);
    if !errors.is_empty() {
        let mut page = MeetingPage::new(&weft, &permit, cohort, stands, errors)?;
        page.reason = reason;
        return show_again(&page);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &cohort.url()).await?;
    let before = open(&mut write, &stands).await?;
    let today = today(&weft).await?;
    let after = CohortMeeting { cancelled_on: Some(today), cancelled_reason: Some(reason), ..before.clone() };
    let act = "cohort meeting cancelled";
    store::change_meeting(&weft, &mut write, permit.visitor.named(), act, &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("{}#meetings", cohort.url())))
}
