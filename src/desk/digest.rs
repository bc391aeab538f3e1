//! The weekly letter: on Monday mornings everybody who has something to do is told what, once.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{Doer, Task, When, days_after, sources::Open, store};
use crate::{
    partnership,
    people::{self, Role},
    plumbing::{
        clock::{spoken_day, zone},
        history::COMMAND_LINE,
        mail::{self, Letter},
        problem::Problem,
        state::Weft,
    },
};

/// From this hour on Mondays, where the partnership is.
const HOUR: i8 = 7;
/// At most so many tasks stand in a letter; the rest is counted.
const MOST: usize = 25;

/// Puts the letters of this week into the outbox, where it is Monday after seven in the partnership's zone; otherwise
/// nothing. Says how many. Asked again, nothing is sent twice.
///
/// # Errors
/// When the database refused.
pub async fn send_weekly(weft: &Weft) -> Result<usize, Problem> {
    let Some(partnership) = partnership::load(&weft.db).await? else { return Ok(0) };
    let now = weft.clock.now().to_zoned(zone(&partnership.time_zone));
    if now.weekday() == Weekday::Monday && now.hour() >= HOUR { send(weft).await } else { Ok(0) }
}

/// Puts the letters of the week that today belongs to into the outbox. Says how many were put there now.
///
/// # Errors
/// When the database refused.
pub async fn send(weft: &Weft) -> Result<usize, Problem> {
    let Some(partnership) = partnership::load(&weft.db).await? else { return Ok(0) };
    let today = weft.clock.today(&zone(&partnership.time_zone));
    let monday = monday_of(&today);
    let week = days_after(&today, 6);
    let accounts = people::open_accounts(&weft.db, &today).await?;
    let off = store::without_letter(&weft.db).await?;
    let roles: BTreeSet<Role> = accounts.iter().flat_map(|account| &account.grants).map(|grant| grant.role).collect();
    let open = Open::read(weft, &today, |role| roles.contains(&role)).await?;
    let address = &weft.settings.public_url;
    let (link, stop) = (format!("{address}/my/tasks"), format!("{address}/my/tasks#letter"));
    let mut letters = Vec::new();
    for account in accounts.iter().filter(|account| !off.contains(&account.person)) {
        let tasks = open.tasks_of(weft, &Doer::from(account)).await?;
        if !tasks.is_empty() {
            letters.push((account, said(&tasks, &today, &week, address)));
        }
    }
    let week = format!("the week of {}", spoken_day(&monday));
    let mut sent = 0;
    let mut write = weft.db.write().await?;
    for (account, tasks) in &letters {
        let once = format!("weekly-digest/{}/{monday}", account.id);
        let values = [
            ("name", account.name.as_str()),
            ("week", &week),
            ("tasks", tasks),
            ("link", &link),
            ("stop", &stop),
            ("site", &partnership.name),
        ];
        let letter = Letter { kind: "weekly-digest", once: &once, to: &account.email, values: &values };
        if mail::queue(weft, &mut write, COMMAND_LINE, &letter).await? {
            sent += 1;
        }
    }
    if sent > 0 {
        write.commit().await?;
    }
    Ok(sent)
}

/// The Monday of the week a day belongs to.
fn monday_of(day: &str) -> String {
    let monday = day.parse::<Date>().ok().and_then(|day| {
        let since = i64::from(day.weekday().to_monday_zero_offset());
        day.checked_sub(since.days()).ok()
    });
    monday.map_or_else(|| day.to_owned(), |day| day.to_string())
}

/// The tasks as plain text, under their headings, one to a line with its address below.
fn said(tasks: &[Task], today: &str, week: &str, address: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    for task in tasks.iter().take(MOST) {
        let when = task.when(today, week);
        if before != Some(when) {
            out.push_str(&format!("{}{}\n", if before.is_some() { "\n" } else { "" }, heading(when)));
            before = Some(when);
        }
        let day = task.day.as_deref().map(|day| format!("{}: ", spoken_day(day))).unwrap_or_default();
        let about = if task.about.is_empty() { String::new() } else { format!(" ({})", task.about) };
        out.push_str(&format!("- {day}{}{about}\n  {address}{}\n", task.what, task.href));
    }
    if tasks.len() > MOST {
        out.push_str(&format!("\nand {} more.\n", tasks.len() - MOST));
    }
    out.trim_end().to_owned()
}

fn heading(when: When) -> String {
    when.name().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        assert_eq!(monday_of("2026-02-02"), "2026-02-02");
        assert_eq!(monday_of("2026-02-08"), "2026-02-02");
        assert_eq!(monday_of("2026-03-01"), "2026-02-23");
    }

    #[test]
    fn a_letter_names_what_is_overdue_first_and_ends_in_a_count() {
        let task = |n: usize, day: Option<&str>| Task {
            day: day.map(Into::into),
            what: format!("Write paper {n}"),
            about: "Maths".into(),
            href: "/actions/action-1".into(),
        };
        let mut tasks = vec![task(1, Some("2026-01-30")), task(2, Some("2026-02-03"))];
        tasks.extend((3..40).map(|n| task(n, None)));
        let text = said(&tasks, "2026-02-02", "2026-02-08", "https://weft.example");
        assert!(text.starts_with("OVERDUE\n- 30 January 2026: Write paper 1 (Maths)\n  https://weft.example/actions/action-1\n\nIN THE NEXT"), "{text}");
        assert!(text.ends_with("and 14 more."), "{text}");
    }
}
