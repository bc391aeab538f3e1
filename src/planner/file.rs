//! `planner.toml` (docs/formats.md): calendars with their deadlines and days, read, checked as a whole, and written out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{CALENDAR_KINDS, Calendar, Day, Rule, store};
use crate::{
    partnership,
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records::{self, Entry, Reading},
    },
};

fn read_one(
    reading: &mut Reading<'_>,
    entry: Entry<'_>,
    authorities: &BTreeSet<String>,
    seen: &mut BTreeSet<String>,
) -> Calendar {
    reading.only(entry, &["key", "title", "kind", "note", "invented", "deadline", "day"]);
    reading.must(entry, "kind");
    let calendar = Calendar {
        key: reading.must_key(entry, "key"),
        title: reading.must(entry, "title"),
        kind: reading.word(entry, "kind", &CALENDAR_KINDS).unwrap_or_default(),
        note: reading.text(entry, "note"),
        invented: reading.flag(entry, "invented"),
        deadline: reading
            .entries(entry, "deadline")
            .into_iter()
            .map(|rule| {
                reading.only(rule, &["title", "days_before"]);
                let days_before = reading.whole(rule, "days_before").unwrap_or_default();
                if !(1..=365).contains(&days_before) {
                    reading.fault_at(rule, "days_before", "write how many days before, from 1 to 365");
                }
                Rule { title: reading.must(rule, "title"), days_before }
            })
            .collect(),
        day: reading.entries(entry, "day").into_iter().map(|day| read_day(reading, day, authorities)).collect(),
    };
    let mut keys = BTreeSet::new();
    if let Some(twice) = calendar.day.iter().find(|day| !keys.insert(&day.key)) {
        reading.fault_at(entry, "day", format!("the key `{}` stands twice among the days; change one", twice.key));
    }
    if !calendar.key.is_empty() && (calendar.key == "new" || !seen.insert(calendar.key.clone())) {
        reading.fault_at(
            entry,
            "key",
            format!("the key `{}` cannot stand here or stands twice; change it", calendar.key),
        );
    }
    calendar
}

fn read_day(reading: &mut Reading<'_>, entry: Entry<'_>, authorities: &BTreeSet<String>) -> Day {
    reading.only(entry, &["key", "title", "day", "last_day", "authority", "url", "note"]);
    reading.must(entry, "day");
    let day = Day {
        key: reading.must_key(entry, "key"),
        title: reading.must(entry, "title"),
        day: reading.day(entry, "day").unwrap_or_default(),
        last_day: reading.day(entry, "last_day"),
        authority: reading.key(entry, "authority"),
        url: reading.text(entry, "url"),
        note: reading.text(entry, "note"),
    };
    if day.last_day.as_ref().is_some_and(|last| *last < day.day) {
        reading.fault_at(entry, "last_day", "it would end before it begins; change one of the two days");
    }
    if let Some(key) = day.authority.as_ref().filter(|key| !authorities.contains(*key)) {
        reading.fault_at(entry, "authority", format!("there is no authority `{key}`; write the key of one"));
    }
    if day.url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with('/')) {
        reading.fault_at(entry, "url", "write an address that begins with https://");
    }
    day
}

/// Reads a file of calendars: those it names are added or put in place of what stood there; others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let authorities = partnership::authorities(&weft.db).await?.into_iter().map(|one| one.key).collect();
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "calendar", |reading, entry| {
        Some(read_one(reading, entry, &authorities, &mut seen))
    })?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for calendar in &read {
        let before = store::calendar(&weft.db, &calendar.key).await?;
        let mut calendar = calendar.clone();
        calendar.day.sort_by(|a, b| (&a.day, &a.key).cmp(&(&b.day, &b.key)));
        match &before {
            Some((_, same)) if *same == calendar => tally.unchanged += 1,
            before => {
                if before.is_some() {
                    tally.changed += 1
                } else {
                    tally.added += 1
                }
                store::save(weft, &mut write, by, before.as_ref(), &calendar).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "calendars", mode)])
}

#[derive(Serialize)]
struct Written {
    calendar: Vec<Calendar>,
}

/// Every calendar as a file that can be imported again; the same calendars always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let calendar = store::calendars(db, "", "9999").await?.into_iter().map(|(_, calendar)| calendar).collect();
    Ok(toml::to_string_pretty(&Written { calendar }).map_err(Problem::broken)?.into_bytes())
}
