//! The meetings of a cohort for calendar programs: what everybody may know, so without the link to join.

use axum::extract::{Path, State};

use super::{CohortMeeting, store};
use crate::plumbing::{
    calendar::{self, Entry},
    problem::{Problem, Shown},
    state::Weft,
};

/// `GET /cohorts/{key}/meetings.ics`
pub(super) async fn of_cohort(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    let cohort = store::cohort(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let meetings = store::meetings(&weft.db, &cohort.id).await?;
    let entry = |meeting: &CohortMeeting| {
        let venue = if meeting.venue.is_empty() { &cohort.venue } else { &meeting.venue };
        let title = match meeting.title.as_str() {
            "" => cohort.full_title(),
            title => format!("{}: {title}", cohort.programme_name),
        };
        Entry {
            id: meeting.id.clone(),
            title,
            description: format!("Meeting {} of the cohort", meeting.number),
            day: meeting.day.clone(),
            starts: meeting.starts.clone(),
            ends: meeting.ends.clone(),
            zone: meeting.zone.clone(),
            place: calendar::place(&meeting.mode, venue),
            path: cohort.url(),
            sequence: meeting.sequence,
            changed_at: meeting.changed_at.clone(),
            cancelled: meeting.cancelled_on.is_some() || cohort.cancelled_on.is_some(),
        }
    };
    let entries: Vec<Entry> = meetings.iter().map(entry).collect();
    calendar::answer(&weft, &cohort.full_title(), "Meetings of a cohort; details on its page", &entries, &key)
}
