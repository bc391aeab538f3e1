//! The lines of the planner, gathered from its own calendars and from the records of others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Calendar, Clash, Day, Entry, TermDate, back, clashes, store};
use crate::{
    governance, groups, meetings, partnership, plan,
    plumbing::{clock::spoken_day, db::Db, problem::Problem},
};

/// Deadlines reach back this many days at most from a day of a calendar.
const FURTHEST: i64 = 400;

/// Terms are read this many days beyond what is shown, so that the holiday between two of them is seen.
const AROUND: i64 = 120;

fn around(day: &str, days: i64) -> String {
    back::beside(day, days).unwrap_or_else(|| day.to_owned())
}

fn own(calendar: &Calendar, day: &Day) -> Entry {
    Entry {
        key: format!("{}-{}", calendar.key, day.key),
        kind: calendar.kind.clone(),
        title: day.title.clone(),
        day: day.day.clone(),
        last_day: day.last_day.clone(),
        authorities: day.authority.iter().cloned().collect(),
        url: day.url.clone(),
        note: day.note.clone(),
        invented: calendar.invented,
        ..Entry::default()
    }
}

fn worked_back(calendar: &Calendar, day: &Day) -> Vec<Entry> {
    let one = |(place, rule): (usize, &super::Rule)| {
        let found = back::days_before(&day.day, rule.days_before)?;
        let days = if rule.days_before == 1 { "1 day".to_owned() } else { format!("{} days", rule.days_before) };
        let mut note = format!("{days} before {}, {}", day.title, spoken_day(&day.day));
        if let Some(ruled) = &found.instead_of {
            note.push_str(&format!("; brought forward from the weekend of {}", spoken_day(ruled)));
        }
        Some(Entry {
            key: format!("{}-{}-{}", calendar.key, day.key, place + 1),
            kind: "deadline".to_owned(),
            title: rule.title.clone(),
            day: found.day,
            authorities: day.authority.iter().cloned().collect(),
            url: day.url.clone(),
            note: Some(note),
            invented: calendar.invented,
            ..Entry::default()
        })
    };
    calendar.deadline.iter().enumerate().filter_map(one).collect()
}

/// The deadlines between two days, both included, by day.
///
/// # Errors
/// When the database does not answer.
pub async fn deadlines(db: &Db, from: &str, to: &str) -> Result<Vec<Entry>, Problem> {
    let calendars = store::calendars(db, from, &around(to, FURTHEST)).await?;
    let mut found: Vec<Entry> = calendars
        .iter()
        .flat_map(|(_, calendar)| calendar.day.iter().flat_map(|day| worked_back(calendar, day)))
        .filter(|entry| entry.day.as_str() >= from && entry.day.as_str() <= to)
        .collect();
    found.sort_by(|a, b| (&a.day, &a.key).cmp(&(&b.day, &b.key)));
    Ok(found)
}

/// Everything between two days, both included, by day: days of calendars, deadlines, meetings, decisions of councils on
/// frameworks, holidays.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(db: &Db, from: &str, to: &str) -> Result<Vec<Entry>, Problem> {
    let mut found = deadlines(db, from, to).await?;
    for (_, calendar) in store::calendars(db, from, to).await? {
        found.extend(calendar.day.iter().map(|day| own(&calendar, day)));
    }
    found.extend(meetings(db, from, to).await?);
    found.extend(approvals(db, from, to).await?);
    let dates = store::term_dates(db, &around(from, -AROUND), &around(to, AROUND)).await?;
    found.extend(holidays(&dates, from, to));
    found.sort_by(|a, b| (&a.day, &a.time, &a.kind, &a.key).cmp(&(&b.day, &b.time, &b.kind, &b.key)));
    Ok(found)
}

async fn meetings(db: &Db, from: &str, to: &str) -> Result<Vec<Entry>, Problem> {
    let met = meetings::between(db, from, to).await?;
    let entry = |one: meetings::Meeting| Entry {
        key: format!("meeting-{}", one.id),
        kind: "meeting".to_owned(),
        url: Some(one.url()),
        day: one.day,
        time: Some((one.time, one.ends, one.zone)),
        holder: Some((one.holder_kind, one.holder_key)),
        invented: one.invented == 1,
        title: one.title,
        ..Entry::default()
    };
    Ok(met.into_iter().filter(|one| one.cancelled_on.is_none()).map(entry).collect())
}

async fn approvals(db: &Db, from: &str, to: &str) -> Result<Vec<Entry>, Problem> {
    let mut found = Vec::new();
    for head in plan::frameworks(db).await? {
        for one in plan::approvals(db, &head.key).await? {
            if one.day.as_str() >= from && one.day.as_str() <= to {
                found.push(Entry {
                    key: format!("approval-{}-{}-{}", one.framework, one.authority, one.number),
                    kind: "framework".to_owned(),
                    title: format!("{} on the framework of {}", one.committee, head.sessions()),
                    day: one.day,
                    authorities: vec![one.authority],
                    url: Some(format!("/framework/{}", head.key)),
                    note: one.agenda_item.map(|item| format!("Agenda item {item}")),
                    invented: one.invented == 1,
                    ..Entry::default()
                });
            }
        }
    }
    Ok(found)
}

/// Holidays that are the same for several authorities stand in one line.
fn holidays(dates: &[TermDate], from: &str, to: &str) -> Vec<Entry> {
    let mut lines: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
    for date in clashes::closed(dates) {
        if date.first_day.as_str() > to || date.last_day.as_str() < from {
            continue;
        }
        let same = (date.first_day.clone(), date.last_day.clone(), date.title.clone());
        let line = lines.entry(same).or_insert_with(|| Entry {
            key: format!("{}-{}", crate::plumbing::ids::key_from(&date.title), date.first_day),
            kind: "holiday".to_owned(),
            title: date.title.clone(),
            last_day: Some(date.last_day.clone()).filter(|last| *last != date.first_day),
            day: date.first_day.clone(),
            ..Entry::default()
        });
        line.authorities.push(date.authority);
    }
    lines.into_values().collect()
}

/// What clashes among these entries. Reads members only where two meetings share a day.
pub(super) async fn clashes(db: &Db, entries: &[Entry], from: &str, to: &str) -> Result<Vec<Clash>, Problem> {
    let names: Vec<(String, String)> =
        partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let dates = store::term_dates(db, &around(from, -AROUND), &around(to, AROUND)).await?;
    let mut found = clashes::in_holidays(entries, &clashes::closed(&dates), &names);
    found.extend(clashes::at_weekends(entries));
    let mut days: BTreeMap<&str, BTreeSet<&(String, String)>> = BTreeMap::new();
    for entry in entries {
        days.entry(&entry.day).or_default().extend(&entry.holder);
    }
    let holders: BTreeSet<&(String, String)> =
        days.values().filter(|holders| holders.len() > 1).flatten().copied().collect();
    if !holders.is_empty() {
        let mut people: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for member in groups::current_memberships(db, from).await? {
            people.entry(("group".to_owned(), member.group)).or_default().insert(member.person);
        }
        for (kind, key) in holders.into_iter().filter(|(kind, _)| kind == "body") {
            let seats = governance::seats(db, key, from).await?;
            people
                .entry((kind.clone(), key.clone()))
                .or_default()
                .extend(seats.into_iter().filter_map(|seat| seat.person));
        }
        found.extend(clashes::on_one_day(entries, &people));
    }
    found.sort_by(|a, b| (&a.day, &a.what).cmp(&(&b.day, &b.what)));
    Ok(found)
}
