//! What one `[[cohort.meeting]]` of `cohorts.toml` says, and every fault of it.

use std::collections::BTreeSet;

use super::{
    super::{Cohort, CohortMeeting, MODES, instant_of, is_time, session_of},
    read::{Known, cancelled},
    read_version::must_number,
};
use crate::plumbing::{
    clock::{spoken_day, zone},
    toml_records::{Entry, Reading},
};

const MEETING_FIELDS: &[&str] =
    &["number", "title", "day", "starts", "ends", "mode", "venue", "link", "held", "cancelled", "cancelled_reason"];

fn time(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str) -> String {
    let text = reading.must(entry, field);
    if !text.is_empty() && !is_time(&text) {
        reading.fault_at(entry, field, format!("`{text}` is not a time; write it as \"16:00\""));
    }
    text
}

/// A meeting of a cohort.
pub(super) fn meeting(
    reading: &mut Reading<'_>,
    entry: Entry<'_>,
    known: &Known,
    cohort: &Cohort,
    numbers: &mut BTreeSet<i64>,
) -> CohortMeeting {
    reading.only(entry, MEETING_FIELDS);
    let modes: Vec<&str> = MODES.iter().map(|(key, _)| *key).collect();
    let number = must_number(reading, entry);
    if number > 0 && !numbers.insert(number) {
        reading.fault_at(entry, "number", format!("there are two meetings {number} in this cohort; change one"));
    }
    reading.must(entry, "day");
    let mut meeting = CohortMeeting {
        key: format!("{}-{number}", cohort.key),
        number,
        title: reading.text(entry, "title").unwrap_or_default(),
        day: reading.day(entry, "day").unwrap_or_default(),
        starts: time(reading, entry, "starts"),
        ends: time(reading, entry, "ends"),
        zone: known.zone.clone(),
        mode: reading.word(entry, "mode", &modes).unwrap_or_else(|| cohort.mode.clone()),
        venue: reading.text(entry, "venue").unwrap_or_default(),
        link: reading.text(entry, "link").unwrap_or_default(),
        cancelled_on: reading.day(entry, "cancelled"),
        cancelled_reason: reading.text(entry, "cancelled_reason"),
        ..CohortMeeting::default()
    };
    if meeting.starts >= meeting.ends && !meeting.ends.is_empty() {
        reading.fault_at(entry, "ends", "it ends before it begins; write a later time on the same day");
    }
    if !meeting.link.is_empty() && !meeting.link.starts_with("https://") {
        reading.fault_at(entry, "link", "a link begins with https://; copy it whole");
    }
    let session = session_of(&meeting.day);
    if !cohort.first_session.is_empty()
        && meeting.day.len() == 10
        && (session < cohort.first_session || session > cohort.last_session)
    {
        let what = format!("{} is in no session of this cohort; mend the day or `sessions`", spoken_day(&meeting.day));
        reading.fault_at(entry, "day", what);
    }
    cancelled(reading, entry, meeting.cancelled_on.as_ref(), meeting.cancelled_reason.as_ref());
    let before = known.cohorts.get(&cohort.key).and_then(|one| one.meetings.iter().find(|one| one.number == number));
    if meeting.cancelled_on.is_some() && before.is_some_and(|before| before.held_at.is_some()) {
        reading.fault_at(entry, "cancelled", "this meeting was held: its register is closed; it cannot be cancelled");
    }
    if reading.flag(entry, "held") {
        if before.is_some_and(|before| before.cancelled_on.is_some()) {
            reading.fault_at(entry, "held", "this meeting was cancelled; add another with the next number instead");
        }
        if meeting.cancelled_on.is_some() {
            reading.fault_at(entry, "held", "a meeting is held or cancelled, not both; leave one out");
        }
        if meeting.day > known.today {
            let what = format!("{} is yet to come; a meeting is held once its day has come", spoken_day(&meeting.day));
            reading.fault_at(entry, "held", what);
        }
        meeting.held_at = instant_of(&meeting.day, &meeting.ends, &zone(&meeting.zone));
    }
    meeting
}
