//! My learning: one practitioner's own page and record. What they applied for and where it stands, the meetings they are
//! expected at and came to, case studies, completions and certificates, the groups they are in, and the hours by session; a
//! calendar and reminders for what comes; and the record to take away into their own professional learning record.
//!
//! Everything here is read from what the others keep, for one person and those who were merged into them, and shown to nobody
//! else. A meeting counts with its hours once its register was closed: until then it is planned.

mod calendar;
mod files;
mod links;
mod pages;
mod record;
mod reminders;
mod settings;
mod store;
mod view;

pub use reminders::send as send_reminders;

use crate::plumbing::route::Route;

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), files::routes(), settings::routes(), calendar::routes()].concat()
}

/// How long a meeting lasts by its local times, in minutes. Both stand on one day, so that a change to summer time, which
/// comes in the night, is not in between.
fn minutes_between(starts: &str, ends: &str) -> i64 {
    let of = |time: &str| {
        let (hour, minute) = time.split_once(':')?;
        Some(hour.parse::<i64>().ok()? * 60 + minute.get(..2)?.parse::<i64>().ok()?)
    };
    match (of(starts), of(ends)) {
        (Some(starts), Some(ends)) if ends > starts => ends - starts,
        _ => 0,
    }
}

/// Minutes as people say them: `1 hour 30 minutes`.
fn spoken_minutes(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let hours = match hours {
        0 => String::new(),
        1 => "1 hour".to_owned(),
        more => format!("{more} hours"),
    };
    let rest = match rest {
        0 => String::new(),
        1 => "1 minute".to_owned(),
        more => format!("{more} minutes"),
    };
    match (hours.is_empty(), rest.is_empty()) {
        (true, true) => "none".to_owned(),
        (false, false) => format!("{hours} {rest}"),
        _ => format!("{hours}{rest}"),
    }
}

/// The key of the session a day lies in: sessions begin on 1 August.
fn session_of(day: &str) -> String {
    let date = day.parse::<jiff::civil::Date>().ok();
    date.and_then(|date| {
        let year = u16::try_from(date.year()).ok()? - u16::from(date.month() < 8);
        Some(figures::AcademicSession::starting(year).ok()?.key())
    })
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_said_in_words_and_counted_by_the_clock_on_the_wall() {
        assert_eq!(minutes_between("09:30", "12:00"), 150);
        assert_eq!(minutes_between("16:00", "15:00"), 0);
        assert_eq!(minutes_between("", "15:00"), 0);
        assert_eq!(spoken_minutes(150), "2 hours 30 minutes");
        assert_eq!(spoken_minutes(61), "1 hour 1 minute");
        assert_eq!(spoken_minutes(45), "45 minutes");
        assert_eq!(spoken_minutes(0), "none");
    }

    #[test]
    fn a_session_begins_in_august() {
        assert_eq!(session_of("2026-07-31"), "2025-26");
        assert_eq!(session_of("2026-08-01"), "2026-27");
    }
}
