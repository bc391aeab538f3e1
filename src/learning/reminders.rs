//! Reminders: a few days before a meeting whoever has a place is told of it once, by letter, with what else comes in the same
//! week. A meeting that was moved is told of again.

use jiff::{ToSpan, civil::Date};

use super::{
    pages::when,
    settings::stop_address,
    store::{self, Expected},
    view::place,
};
use crate::{
    partnership,
    plumbing::{
        clock::zone,
        history::COMMAND_LINE,
        mail::{self, Letter},
        problem::Problem,
        state::Weft,
    },
};

/// How many days before a meeting the letter goes out.
pub(super) const DAYS_BEFORE: i64 = 3;
/// From this hour on, where the partnership is.
const HOUR: i8 = 7;

/// Puts the reminders that are due into the outbox, after seven in the morning where the partnership is; otherwise nothing.
/// Says how many letters. Asked again, nothing is sent twice.
///
/// # Errors
/// When the database refused.
pub async fn send(weft: &Weft) -> Result<usize, Problem> {
    let Some(partnership) = partnership::load(&weft.db).await? else { return Ok(0) };
    let now = weft.clock.now().to_zoned(zone(&partnership.time_zone));
    if now.hour() < HOUR {
        return Ok(0);
    }
    let today = now.date();
    let day = |days: i64| today.checked_add(days.days()).unwrap_or(today).to_string();
    let horizon = day(DAYS_BEFORE);
    let expected = store::expected(&weft.db, &today.to_string(), &day(DAYS_BEFORE + 6)).await?;
    let letters = due(&expected, &horizon);
    if letters.is_empty() {
        return Ok(0);
    }
    let mut sent = 0;
    let mut write = weft.db.write().await?;
    for meetings in letters {
        let Some(first) = meetings.first() else { continue };
        let mut fresh = false;
        for one in &meetings {
            fresh |= store::reminded(weft, &mut write, one).await?;
        }
        if !fresh {
            continue;
        }
        let once = format!("meeting-reminder/{}/{}/{}", first.person_id, first.meeting_id, first.day);
        let (subject, said) = (subject(&meetings), said(&meetings));
        let values = [
            ("name", first.name.as_str()),
            ("what", &subject),
            ("meetings", &said),
            ("link", &format!("{}/my/learning", weft.settings.public_url)),
            ("stop", &stop_address(weft, &first.person_id)),
            ("site", &partnership.name),
        ];
        let letter = Letter { kind: "meeting-reminder", once: &once, to: &first.email, values: &values };
        sent += usize::from(mail::queue(weft, &mut write, COMMAND_LINE, &letter).await?);
    }
    if sent > 0 {
        write.commit().await?;
    }
    Ok(sent)
}

/// The Monday of the week a day belongs to.
fn monday_of(day: &str) -> Option<Date> {
    let day: Date = day.parse().ok()?;
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// One letter for each person with a meeting on or before the horizon: that meeting, and the others of the same week.
fn due<'a>(expected: &'a [Expected], horizon: &str) -> Vec<Vec<&'a Expected>> {
    expected
        .chunk_by(|a, b| a.person_id == b.person_id)
        .filter_map(|of_person| {
            let weeks: Vec<Option<Date>> =
                of_person.iter().filter(|one| one.day.as_str() <= horizon).map(|one| monday_of(&one.day)).collect();
            let mut told: Vec<&Expected> = Vec::new();
            for one in of_person.iter().filter(|one| weeks.contains(&monday_of(&one.day))) {
                // Somebody who was two people may have two places in one cohort.
                if told.iter().all(|before| before.meeting_id != one.meeting_id) {
                    told.push(one);
                }
            }
            (!told.is_empty()).then_some(told)
        })
        .collect()
}

fn subject(meetings: &[&Expected]) -> String {
    match meetings {
        [one] => format!("{}: {}", one.programme_name, when(&one.day, &one.starts, &one.ends)),
        many => format!("Your next {} meetings", many.len()),
    }
}

fn said(meetings: &[&Expected]) -> String {
    let one = |one: &&Expected| {
        let join = if one.link.is_empty() { String::new() } else { format!("\n  Join online: {}", one.link) };
        format!(
            "- {}\n  {} ({}, {})\n  {}{join}",
            when(&one.day, &one.starts, &one.ends),
            one.title,
            one.programme_name,
            one.cohort_title,
            place(&one.mode, &one.venue)
        )
    };
    meetings.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(person: &str, meeting: &str, day: &str) -> Expected {
        Expected {
            person_id: person.into(),
            person: person.into(),
            name: person.into(),
            email: format!("{person}@school.example"),
            meeting_id: meeting.into(),
            cohort: "c".into(),
            programme_name: "Questioning".into(),
            cohort_title: "Autumn 2025".into(),
            title: meeting.into(),
            day: day.into(),
            starts: "09:30".into(),
            ends: "12:00".into(),
            mode: "online".into(),
            venue: String::new(),
            link: "https://meet.example/1".into(),
        }
    }

    #[test]
    fn a_second_meeting_of_the_same_week_goes_into_the_same_letter_and_one_of_the_next_does_not() {
        // 2 February 2026 is a Monday.
        let all = [
            expected("ann", "m1", "2026-02-04"),
            expected("ann", "m2", "2026-02-08"),
            expected("ann", "m3", "2026-02-09"),
            expected("ben", "m2", "2026-02-08"),
        ];
        let letters = due(&all, "2026-02-05");
        assert_eq!(letters.len(), 1, "nobody is told earlier than need be");
        assert_eq!(letters[0].iter().map(|one| one.meeting_id.as_str()).collect::<Vec<_>>(), ["m1", "m2"]);
        assert_eq!(subject(&letters[0]), "Your next 2 meetings");
        let text = said(&letters[0][..1]);
        assert!(
            text.starts_with(
                "- Wednesday 4 February 2026, 09:30 to 12:00\n  m1 (Questioning, Autumn 2025)\n  Online\n  Join"
            ),
            "{text}"
        );
    }

    #[test]
    fn the_same_meeting_stands_once_in_a_letter() {
        let all = [expected("ann", "m1", "2026-02-04"), expected("ann", "m1", "2026-02-04")];
        assert_eq!(due(&all, "2026-02-05")[0].len(), 1);
    }
}
