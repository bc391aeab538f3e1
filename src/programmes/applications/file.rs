//! `applications.csv` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.
//! Past cohorts come in this way too, with everybody who had a place.

use std::collections::BTreeMap;

use sheets::{Caps, Column, Field, Sheet, read_csv, write_csv};

use super::{
    Application, State, file_rows,
    file_rows::{Before, Known, Read},
    store::{self, records},
};
use crate::{
    people::{self, Practitioner},
    plumbing::{
        db::{Db, Write},
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
pub(super) const HEADER: [&str; 22] = [
    "cohort",
    "application",
    "name",
    "email",
    "post",
    "sector",
    "authority",
    "establishment",
    "workplace",
    "registration",
    "why",
    "needs",
    "endorser",
    "endorser_email",
    "endorsed",
    "endorsed_words",
    "state",
    "sent",
    "decided",
    "offer_until",
    "moved_to",
    "reason",
];

/// Every application that was sent as a file that can be imported again; the same applications always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let or_empty = |text: Option<String>| text.map_or(Field::Empty, Field::from);
    let rows: Vec<Vec<Field>> = records::every(db)
        .await?
        .into_iter()
        .map(|(cohort, one)| {
            vec![
                cohort.into(),
                one.key.into(),
                one.name.into(),
                one.email.into(),
                one.post.into(),
                one.sector.into(),
                or_empty(one.authority_key),
                or_empty(one.establishment_key),
                one.workplace.into(),
                one.registration.into(),
                one.why.into(),
                one.needs.into(),
                one.endorser_name.into(),
                one.endorser_email.into(),
                or_empty(one.endorsed),
                one.endorsed_words.into(),
                one.state.into(),
                or_empty(one.submitted_at),
                one.state_at.into(),
                or_empty(one.offer_expires_on),
                or_empty(one.transferred_to),
                one.sentence.into(),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}

/// The faults of a file, with row and column in words a spreadsheet shows.
pub(super) struct Faults<'a> {
    name: &'a str,
    found: Vec<(usize, String)>,
}

impl Faults<'_> {
    pub(super) fn at(&mut self, row: usize, column: &str, what: &str) {
        self.found.push((row, format!("{}:{row}:{column}: {what}", self.name)));
    }

    fn end(mut self) -> Result<(), Rejected> {
        self.found.sort_by_key(|(row, _)| *row);
        let lines: Vec<String> = self.found.into_iter().map(|(_, line)| line).collect();
        if lines.is_empty() { Ok(()) } else { Err(Rejected::Lines(lines)) }
    }
}

/// Reads a file of applications: those it names are added or changed, all others stay as they are. Nobody gets a letter.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(|name| match name {
        "cohort" | "name" | "email" | "post" | "sector" => Column::required(name),
        other => Column::optional(other),
    });
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults = Faults { name: &file.name, found: Vec::new() };
    for issue in &issues {
        let what = words::say_message(&issue.what);
        faults.at(issue.row.unwrap_or(1), issue.column.as_deref().unwrap_or("1"), &what);
    }
    let rows = read_all(weft, &sheet, &mut faults).await?;
    faults.end()?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for read in &rows {
        let before = match &read.before {
            None => None,
            // What was read before the write began may have changed: the record inside the write is what counts.
            Some(Before { id, .. }) => Some(records::of_id_in_write(&mut write, id).await?),
        };
        match before {
            None => {
                tally.added += 1;
                add(weft, &mut write, by, read).await?;
            }
            Some(before) if change(weft, &mut write, by, &before, read).await? => tally.changed += 1,
            Some(_) => tally.unchanged += 1,
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "applications", mode)])
}

async fn read_all(weft: &Weft, sheet: &Sheet, faults: &mut Faults<'_>) -> Result<Vec<Read>, Problem> {
    let known = Known::of(&weft.db).await?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &sheet.rows {
        let read = file_rows::read(weft, sheet, row, &known, faults);
        let same = match &read.before {
            Some(before) => before.id.clone(),
            None => format!("{} {} {}", read.after.cohort_id, read.after.email, read.after.key),
        };
        if let Some(first) = seen.insert(same, read.row) {
            let what = format!(
                "row {first} has the same cohort and address; one of the two must go, or both say which `application` they are"
            );
            faults.at(read.row, "email", &what);
        }
        rows.push(read);
    }
    file_rows::within_places(&known, &rows, faults);
    Ok(rows)
}

/// The person of an application, found by their address or added, with where they work where nothing is known of it yet.
async fn person(weft: &Weft, write: &mut Write, by: &str, one: &Application) -> Result<String, Problem> {
    let key = people::put_person(weft, write, by, &one.name, Some(&one.email), one.invented == 1).await?;
    let id = people::root_of_person(write, &key).await?;
    if people::practitioner(&weft.db, &id).await?.is_none() {
        people::put_practitioner(weft, write, by, &id, &at_work(one)).await?;
    }
    Ok(id)
}

/// Where somebody works, as their application says.
fn at_work(one: &Application) -> Practitioner {
    Practitioner {
        authority: one.authority_key.clone(),
        establishment: one.establishment_key.clone(),
        sector: Some(one.sector.clone()).filter(|sector| !sector.is_empty()),
        post: one.post.clone(),
        registration: Some(one.registration.clone()).filter(|number| !number.is_empty()),
    }
}

/// Notes where somebody works now, as they have just said; what they left out stays as it was known.
pub(super) async fn works_now(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person: &str,
    one: &Application,
) -> Result<(), Problem> {
    let known = people::practitioner(&weft.db, person).await?.unwrap_or_default();
    people::put_practitioner(weft, write, by, person, &known.after(&at_work(one))).await
}

async fn add(weft: &Weft, write: &mut Write, by: &str, read: &Read) -> Result<(), Problem> {
    let mut one = read.after.clone();
    one.id = weft.new_id()?;
    if one.key.is_empty() {
        one.key = super::new_key(weft)?;
    }
    one.person_id = Some(person(weft, write, by, &one).await?);
    store::add(weft, write, by, &one).await?;
    records::came_from_a_file(weft, write, by, &one).await
}

/// Changes an application to what the file says; says whether anything was different.
async fn change(weft: &Weft, write: &mut Write, by: &str, before: &Application, read: &Read) -> Result<bool, Problem> {
    let mut after = read.after.clone();
    after.person_id = if after.email == before.email && before.person_id.is_some() {
        before.person_id.clone()
    } else {
        Some(person(weft, write, by, &after).await?)
    };
    let mut changed = false;
    let says = |one: &Application| Application {
        state: String::new(),
        state_at: String::new(),
        submitted_at: None,
        sentence: String::new(),
        offer_expires_on: None,
        transferred_to: None,
        endorsed: None,
        endorsed_at: None,
        endorsed_words: String::new(),
        ..one.clone()
    };
    if says(before) != says(&after) {
        records::save(weft, write, by, before, &after, None).await?;
        changed = true;
    }
    if (&before.endorsed, &before.endorsed_words) != (&after.endorsed, &after.endorsed_words) {
        records::endorse(weft, write, by, &before.id, after.endorsed.as_deref(), &after.endorsed_words).await?;
        changed = true;
    }
    if before.state != after.state {
        let next = State::of(&after.state).unwrap_or(State::Submitted);
        store::move_to(weft, write, by, &before.id, next, &after.sentence, after.offer_expires_on.as_deref()).await?;
        changed = true;
    }
    if before.transferred_to != after.transferred_to {
        records::became(write, &before.id, after.transferred_to.as_deref()).await?;
    }
    Ok(changed)
}
