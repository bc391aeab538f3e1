//! `registers.csv` (docs/formats.md): marks of meetings of cohorts; read, checked as a whole, written in one transaction or
//! not at all; and written out. Whether a meeting was held stands in `cohorts.toml`, not here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use sheets::{Caps, Column, Field, Row, Sheet, read_csv, write_csv};

use super::{
    Attendance, Mark, Value,
    file_known::{Known, Meeting, Person},
    store,
};
use crate::{
    partnership, people,
    plumbing::{
        address_list::is_address,
        clock::spoken_day,
        db::{Db, Write},
        history::{self, Act},
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
const HEADER: [&str; 12] = [
    "cohort",
    "meeting",
    "email",
    "name",
    "mark",
    "mode",
    "authority",
    "establishment",
    "sector",
    "post",
    "how",
    "note",
];

/// How a mark may have been taken.
const HOW: [&str; 3] = ["register", "check-in", "file"];

/// Every mark as a file that can be imported again; the same marks always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let or_empty = |text: Option<String>| text.filter(|text| !text.is_empty()).map_or(Field::Empty, Field::from);
    let rows = store::every_mark(db).await?.into_iter().map(|one| {
        vec![
            one.cohort.into(),
            one.number.into(),
            or_empty(one.email),
            one.name.into(),
            one.mark.into(),
            one.mode.into(),
            or_empty(one.authority_key),
            or_empty(one.establishment_key),
            or_empty(Some(one.sector)),
            or_empty(Some(one.post)),
            one.how.into(),
            or_empty(Some(one.note)),
        ]
    });
    Ok(write_csv(&HEADER, &rows.collect::<Vec<_>>()))
}

/// The faults of a file, with row and column in words a spreadsheet shows.
struct Faults<'a> {
    name: &'a str,
    found: Vec<(usize, String)>,
}

impl Faults<'_> {
    fn at(&mut self, row: usize, column: &str, what: &str) {
        self.found.push((row, format!("{}:{row}:{column}: {what}", self.name)));
    }

    fn end(mut self) -> Result<(), Rejected> {
        self.found.sort_by_key(|(row, _)| *row);
        let lines: Vec<String> = self.found.into_iter().map(|(_, line)| line).collect();
        if lines.is_empty() { Ok(()) } else { Err(Rejected::Lines(lines)) }
    }
}

/// Whom a row is about.
#[derive(Debug, Clone)]
enum Who {
    /// Somebody who is known.
    Known(Box<Person>),
    /// Somebody who is not: their name and address.
    New(String, String),
}

/// One row that was found good.
struct Good {
    meeting: Meeting,
    who: Who,
    value: Value,
    mode: &'static str,
    authority: Option<String>,
    establishment: Option<String>,
    sector: Option<String>,
    post: Option<String>,
    how: &'static str,
    note: Option<String>,
}

fn meeting(sheet: &Sheet, row: &Row, known: &Known, faults: &mut Faults<'_>) -> Option<Meeting> {
    let at = row.number;
    let mut must = |column: &str| match sheet.cell(row, column) {
        Some(text) => Some(text.to_owned()),
        None => {
            faults.at(at, column, "this cell is empty and must be filled");
            None
        }
    };
    let (cohort, number) = (must("cohort")?, must("meeting")?);
    let Some(meetings) = known.cohorts.get(&cohort) else {
        let what = format!("there is no cohort `{cohort}`; write its key, the last part of its page’s address");
        faults.at(at, "cohort", &what);
        return None;
    };
    let Some(meeting) = number.parse::<i64>().ok().and_then(|number| meetings.get(&number)) else {
        let list: Vec<String> = meetings.keys().map(ToString::to_string).collect();
        let what = format!("cohort `{cohort}` has no meeting `{number}`; its meetings are {}", list.join(", "));
        faults.at(at, "meeting", &what);
        return None;
    };
    if meeting.cancelled {
        faults.at(at, "meeting", "this meeting was cancelled, so it has no register");
        return None;
    }
    Some(meeting.clone())
}

fn who(sheet: &Sheet, row: &Row, meeting: &Meeting, known: &Known, faults: &mut Faults<'_>) -> Option<Who> {
    let at = row.number;
    let name = sheet.cell(row, "name").unwrap_or_default().to_owned();
    let Some(email) = sheet.cell(row, "email").map(str::to_lowercase) else {
        let found = known.by_name(meeting, &name);
        match &found[..] {
            [one] => return Some(Who::Known(Box::new(one.clone()))),
            [] if name.is_empty() => {
                faults.at(at, "email", "give an email address, or the name of somebody with a place")
            }
            [] => faults.at(at, "email", &format!("nobody called {name} has a place in this cohort; give the address")),
            _ => faults.at(at, "email", &format!("{} people here are called {name}; give the address", found.len())),
        }
        return None;
    };
    if !is_address(&email) {
        faults.at(at, "email", &format!("`{email}` is not an address; write it as name@school.example"));
        return None;
    }
    match known.by_email(meeting, &email) {
        Some(person) => Some(Who::Known(Box::new(person))),
        None if name.is_empty() => {
            faults.at(at, "name", &format!("nobody is known by `{email}`; give their name, so that they can be added"));
            None
        }
        None => Some(Who::New(name, email)),
    }
}

fn read_row(sheet: &Sheet, row: &Row, known: &Known, faults: &mut Faults<'_>) -> Option<Good> {
    let at = row.number;
    let meeting = meeting(sheet, row, known, faults)?;
    let who = who(sheet, row, &meeting, known, faults);
    let cell = |column: &str| sheet.cell(row, column).map(ToOwned::to_owned);
    let mark = match cell("mark") {
        Some(text) => match Mark::of(&text.to_lowercase()) {
            Some(mark) => Some(mark),
            None => {
                let list = Mark::ALL.map(Mark::key).join(", ");
                faults.at(at, "mark", &format!("`{text}` is not a mark; write one of {list}"));
                None
            }
        },
        None => {
            faults.at(at, "mark", "this cell is empty and must be filled");
            None
        }
    };
    if mark.is_some_and(|mark| mark != Mark::Apologies) && meeting.day.as_str() > known.today.as_str() {
        let what = format!("the meeting is on {}; until then only apologies can be noted", spoken_day(&meeting.day));
        faults.at(at, "mark", &what);
    }
    let mode = match cell("mode").as_deref() {
        None if meeting.mode == super::ONLINE => super::ONLINE,
        None | Some("in-person") => "in-person",
        Some("online") => super::ONLINE,
        Some(text) => {
            faults.at(at, "mode", &format!("`{text}` is not a mode; write in-person or online"));
            super::ONLINE
        }
    };
    let how = match cell("how") {
        None => "file",
        Some(text) => HOW.into_iter().find(|how| *how == text).unwrap_or_else(|| {
            faults.at(at, "how", &format!("`{text}` is not a way; write one of {}", HOW.join(", ")));
            "file"
        }),
    };
    let authority = cell("authority").and_then(|text| {
        let found = partnership::find_authority(&known.authorities, &text).map(|one| one.key.clone());
        if found.is_none() {
            let what = format!("`{text}` is no authority of this partnership; write its code, key, name or alias");
            faults.at(at, "authority", &what);
        }
        found
    });
    let establishment = cell("establishment").map(|text| text.to_lowercase().replace('+', "-"));
    if let Some(key) = establishment.as_ref().filter(|key| !known.establishments.contains(*key)) {
        let what = format!("there is no establishment `{key}`; write its SEED code and department, as in 9900011+P");
        faults.at(at, "establishment", &what);
    }
    Some(Good {
        meeting,
        who: who?,
        value: Value::new(mark?, mode == super::ONLINE),
        mode,
        authority,
        establishment,
        sector: cell("sector"),
        post: cell("post"),
        how,
        note: cell("note"),
    })
}

/// Reads a file of marks: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(|name| match name {
        "cohort" | "meeting" | "mark" => Column::required(name),
        other => Column::optional(other),
    });
    let (sheet, issues) =
        read_csv(&file.bytes, &columns, &Caps { rows: 200_000, bytes: 40_000_000, ..Caps::default() });
    let mut faults = Faults { name: &file.name, found: Vec::new() };
    for issue in &issues {
        let what = words::say_message(&issue.what);
        faults.at(issue.row.unwrap_or(1), issue.column.as_deref().unwrap_or("1"), &what);
    }
    let known = Known::of(weft).await?;
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &sheet.rows {
        let Some(good) = read_row(&sheet, row, &known, &mut faults) else { continue };
        let who = match &good.who {
            Who::Known(person) => person.id.clone(),
            Who::New(_, email) => email.clone(),
        };
        if let Some(first) = seen.insert((good.meeting.id.clone(), who), row.number) {
            let what = format!("row {first} marks the same person at the same meeting; one of the two must go");
            faults.at(row.number, "email", &what);
        }
        rows.push(good);
    }
    faults.end()?;
    let open: BTreeSet<String> =
        rows.iter().filter(|row| !row.meeting.held).map(|row| row.meeting.id.clone()).collect();
    let mut write = weft.db.write().await?;
    let (tally, mut said) = save(weft, &mut write, by, rows).await?;
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    if !open.is_empty() {
        said.push(format!(
            "{}: the registers of {} of these meetings are open, so they do not count as held; close them on their pages, or \
             say so in cohorts.toml",
            file.name,
            open.len()
        ));
    }
    said.push(tally.line(&file.name, "marks", mode));
    Ok(said)
}

async fn save(weft: &Weft, write: &mut Write, by: &str, rows: Vec<Good>) -> Result<(Tally, Vec<String>), Problem> {
    let mut tally = Tally::default();
    let mut said = Vec::new();
    let mut standing: BTreeMap<String, BTreeMap<String, (Attendance, String)>> = BTreeMap::new();
    let mut new_people: BTreeMap<String, String> = BTreeMap::new();
    let mut changes: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for row in rows {
        let meeting = row.meeting.id.clone();
        if !standing.contains_key(&meeting) {
            standing.insert(meeting.clone(), store::standing_with_notes(write, &meeting).await?);
        }
        let (person, works) = match row.who {
            Who::Known(person) => (person.id.clone(), person.works),
            Who::New(name, email) => {
                if !new_people.contains_key(&email) {
                    let key = people::put_person(weft, write, by, &name, Some(&email), row.meeting.invented).await?;
                    new_people.insert(email.clone(), store::works_at(write, &key).await?.0);
                    said.push(format!("{email} is added as a new person"));
                }
                (new_people[&email].clone(), Attendance::default())
            }
        };
        let before = standing.get(&meeting).and_then(|marks| marks.get(&person));
        // What the file leaves open stays as it was noted; for a new mark it is where the person works.
        let base = before.map_or_else(
            || (Attendance { meeting_id: meeting.clone(), person_id: person.clone(), ..works }, String::new()),
            Clone::clone,
        );
        let after = Attendance {
            mark: row.value.mark.key().into(),
            mode: row.mode.into(),
            how: row.how.into(),
            authority_key: row.authority.or(base.0.authority_key),
            establishment_key: row.establishment.or(base.0.establishment_key),
            sector: row.sector.unwrap_or(base.0.sector),
            post: row.post.unwrap_or(base.0.post),
            meeting_id: meeting.clone(),
            person_id: person.clone(),
        };
        let after = (after, row.note.unwrap_or(base.1));
        match before {
            Some(before) if *before == after => {
                tally.unchanged += 1;
                continue;
            }
            Some(_) => tally.changed += 1,
            None => tally.added += 1,
        }
        let from = before.and_then(|(one, _)| Value::stored(&one.mark, &one.mode)).map(Value::field);
        store::put(weft, write, by, &after.0).await?;
        if !after.1.is_empty() {
            store::note(write, &meeting, &person, &after.1).await?;
        }
        changes.entry(meeting).or_default().push(json!({
            "person": person, "from": from, "to": row.value.field(),
        }));
    }
    for (meeting, marks) in changes {
        let act = Act {
            account: by,
            act: "register imported",
            subject_kind: store::SUBJECT,
            subject_id: &meeting,
            reason: None,
            change: json!({ "marks": marks }),
        };
        history::record(write, &weft.clock, act).await?;
    }
    Ok((tally, said))
}
