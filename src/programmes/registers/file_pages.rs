//! A register from a file: the one Teams writes after a meeting, or any table with a column of names. First it is shown who
//! was found, who was not and who may be one of several; then it is saved.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use sheets::{Caps, Grid, Row, Table, read_grid};

use super::{
    Mark, ONLINE, Value,
    entries::{self, Entry},
    ground::Ground,
    take::{self, Asked},
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        attendance_file::{self, Found, Line, lines, participants},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        matching::{self, Field, Mapping, Question},
        problem::{Problem, Shown},
        reader,
        route::{Route, get, post},
        state::Weft,
        words,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/register/{number}/file", form),
        post("/cohorts/{key}/register/{number}/file", check),
        post("/cohorts/{key}/register/{number}/file/confirmation", confirm),
    ]
}

/// What remembered columns of such tables are told apart by.
const KIND: &str = "register";

const FIELDS: &[Field] = &[
    attendance_file::NAME,
    attendance_file::EMAIL,
    Field { key: "mark", label: "Mark", known_as: &["attendance", "status"], must: false },
    Field { key: "mode", label: "In person or online", known_as: &["how attended"], must: false },
];

/// A choice of a list.
struct Choice {
    value: String,
    label: String,
}

/// A line about somebody who was found.
struct Matched {
    name: String,
    line: String,
    by: &'static str,
    /// What stands, and what will stand.
    what: String,
}

/// A line that a person has to decide about.
struct Open {
    field: String,
    line: String,
    value: String,
    hint: &'static str,
    options: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "programmes/registers/file.html")]
struct FilePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    ground: Ground,
    /// The table as text, once a file was read.
    table: String,
    columns: Vec<Question>,
    remembered: bool,
    matched: Vec<Matched>,
    several: Vec<Open>,
    unmatched: Vec<Open>,
    missing: Vec<String>,
    rest_absent: bool,
}

/// A file as it was read.
struct Read {
    table: Table,
    mapping: Mapping,
    lines: Vec<Line>,
}

impl Read {
    fn new(table: Table, mapping: Mapping) -> Self {
        Self { lines: lines(&table, &mapping), table, mapping }
    }

    /// The mark and mode of a line. A file without a column of marks lists those who came.
    fn value(&self, line: &Line, online: bool) -> Result<Value, String> {
        let cell = |field: &str| {
            self.table
                .rows
                .get(line.row)
                .and_then(|row| self.mapping.cell(&self.table, row, field))
                .map(str::to_lowercase)
        };
        let mark = match cell("mark") {
            None => Mark::Present,
            Some(text) => Mark::of(&text).ok_or_else(|| {
                format!("{}: “{text}” is not a mark; write present, late, apologies or absent", line.shown())
            })?,
        };
        let online = match cell("mode").as_deref() {
            None => online,
            Some("online") => true,
            Some("in person" | "in-person") => false,
            Some(text) => return Err(format!("{}: “{text}” is neither in person nor online", line.shown())),
        };
        Ok(Value::new(mark, online))
    }

    /// What the file asks for somebody: without a column of marks, whoever is present or late stays so.
    fn asks(&self, entry: &Entry, value: Value) -> Option<Value> {
        let came = entry.value().is_some_and(|value| value.mark.came());
        let stays = entry.value() == Some(value) || (self.mapping.column("mark").is_none() && came);
        (!stays).then_some(value)
    }
}

/// Whether people joined online, where the file does not say: a file of Teams lists those who did.
fn online(ground: &Ground) -> bool {
    matches!(ground.meeting.mode.as_str(), ONLINE | "both")
}

fn find(entries: &[Entry], line: &Line) -> Found {
    let by_own = entries.iter().position(|entry| !line.email.is_empty() && entry.own_email == line.email);
    match by_own {
        Some(at) => Found::One(at, "by email address"),
        None => attendance_file::find(entries.iter().map(|one| (one.name.as_str(), Some(one.email.as_str()))), line),
    }
}

impl FilePage {
    fn empty(weft: &Weft, visitor: &Visitor, ground: Ground, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: visitor
                .page(format!("From a file: {}", ground.heading()))
                .section("programmes")
                .with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            ground,
            table: String::new(),
            columns: Vec::new(),
            remembered: false,
            matched: Vec::new(),
            several: Vec::new(),
            unmatched: Vec::new(),
            missing: Vec::new(),
            rest_absent: false,
        })
    }

    /// The dry run.
    fn preview(mut self, read: &Read, entries: &[Entry], posted: Option<&Posted>) -> Self {
        let head = Row { number: 1, cells: read.table.header.clone() };
        let rows = (2..).zip(&read.table.rows).map(|(number, row)| Row { number, cells: row.cells.clone() });
        self.table = Grid { rows: std::iter::once(head).chain(rows).collect() }.as_tabs();
        self.columns = matching::questions(&read.table.header, FIELDS, &read.mapping);
        self.remembered = read.mapping.remembered;
        self.rest_absent = posted.is_some_and(|posted| posted.text("rest-absent") == "yes");
        let mut there = vec![false; entries.len()];
        for line in &read.lines {
            let Found::One(at, by) = find(entries, line) else { continue };
            there[at] = true;
            let entry = &entries[at];
            let stands = entry.value().map_or_else(|| "not marked".to_owned(), Value::said);
            let what = match read.value(line, online(&self.ground)) {
                Err(fault) => fault,
                Ok(value) => match read.asks(entry, value) {
                    None => format!("{stands}, stays"),
                    Some(value) => format!("{}, was {}", value.said(), stands.to_lowercase()),
                },
            };
            self.matched.push(Matched { name: entry.name.clone(), line: line.shown(), by, what });
        }
        let missing = || entries.iter().zip(&there).filter(|(_, there)| !**there).map(|(entry, _)| entry);
        self.missing = missing().filter(|entry| entry.has_place).map(|entry| entry.name.clone()).collect();
        for (number, line) in read.lines.iter().enumerate() {
            let person = |entry: &Entry| Choice {
                value: format!("person-{}", entry.person),
                label: if entry.email.is_empty() {
                    entry.name.clone()
                } else {
                    format!("{}, {}", entry.name, entry.email)
                },
            };
            let leave = Choice { value: "leave".into(), label: "Leave out".into() };
            let field = format!("choice-{number}");
            let value = posted.map(|posted| posted.text(&field).to_owned()).unwrap_or_default();
            match find(entries, line) {
                Found::One(..) => {}
                Found::Several(places) => {
                    let options = std::iter::once(leave).chain(places.iter().map(|at| person(&entries[*at]))).collect();
                    let hint = "Several people share this name, and the file has no address that tells them apart";
                    self.several.push(Open { field, line: line.shown(), value, hint, options });
                }
                Found::Nobody => {
                    let options = std::iter::once(leave).chain(missing().map(person)).collect();
                    let hint = "Whoever has no place is added on the register itself";
                    self.unmatched.push(Open { field, line: line.shown(), value, hint, options });
                }
            }
        }
        self
    }
}

/// A meeting whose register is open and whose day has come.
async fn open(weft: &Weft, permit: &Permit, key: &str, number: &str) -> Result<(Ground, Vec<Entry>), Problem> {
    let ground = Ground::keep(weft, permit, key, number).await?;
    if ground.is_closed() || ground.is_to_come() {
        return Err(Problem::Conflict(
            "A file is taken from the day of the meeting on, until its register is closed. Open the register again to \
             take one now."
                .into(),
        ));
    }
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    Ok((ground, entries))
}

async fn form(State(weft): State<Weft>, permit: Permit, Path((key, number)): Path<(String, String)>) -> Shown {
    let (ground, _) = open(&weft, &permit, &key, &number).await?;
    show_private(&FilePage::empty(&weft, &permit.visitor, ground, FormErrors::default())?)
}

async fn check(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (ground, entries) = open(&weft, &permit, &key, &number).await?;
    let mut errors = FormErrors::default();
    let table = match posted.file("file") {
        None => {
            errors.add("file", "Choose the attendance file of the meeting");
            None
        }
        Some(file) => {
            let bytes = reader::uploaded(file).await.unwrap_or_else(|what| {
                errors.add("file", what);
                Vec::new()
            });
            let (grid, issues) = read_grid(&bytes, &Caps::default());
            let table = participants(&grid);
            if !errors.is_empty() {
                // What is wrong with the workbook is said already.
            } else if let Some(issue) = issues.first() {
                errors.add("file", words::say_message(&issue.what));
            } else if table.is_none() {
                let what = "No line of this file names a column “Name” or “Full Name”. Add that heading, or export the attendance from Teams again";
                errors.add("file", what);
            }
            table
        }
    };
    let (true, Some(table)) = (errors.is_empty(), table) else {
        return show_again(&FilePage::empty(&weft, &permit.visitor, ground, errors)?);
    };
    let mapping = matching::propose(&weft.db, KIND, &table.header, FIELDS).await?;
    let page = FilePage::empty(&weft, &permit.visitor, ground, errors)?;
    show_private(&page.preview(&Read::new(table, mapping), &entries, None))
}

async fn confirm(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (ground, entries) = open(&weft, &permit, &key, &number).await?;
    let (grid, _) = read_grid(posted.untrimmed("table").as_bytes(), &Caps::default());
    let table = grid.under(0);
    let mut errors = FormErrors::default();
    let mapping = matching::confirmed(&posted, &table.header, FIELDS, &mut errors);
    let read = Read::new(table, mapping);
    let asked = asked(&read, &entries, &ground, &posted, &mut errors);
    if !errors.is_empty() {
        let page = FilePage::empty(&weft, &permit.visitor, ground, errors)?;
        return show_again(&page.preview(&read, &entries, Some(&posted)));
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.url()).await?;
    matching::remember(&mut write, &weft.clock, KIND, &read.table.header, &read.mapping).await?;
    let taken = take::take(&weft, &mut write, by, &ground, &asked, None).await?;
    if !taken.clashes.is_empty() || taken.wants_reason {
        return Err(Problem::Conflict(
            "Somebody changed this register while you looked at the file. Nothing was saved; send the file again."
                .into(),
        ));
    }
    if taken.written > 0 {
        write.commit().await?;
    }
    Ok(see(&format!("{}?done=file", ground.url())))
}

/// What the file asks, line by line, with the choices made about those who were not found.
fn asked<'a>(
    read: &Read,
    entries: &'a [Entry],
    ground: &Ground,
    posted: &Posted,
    errors: &mut FormErrors,
) -> Vec<Asked<'a>> {
    let mut asked = Vec::new();
    let mut there: BTreeSet<&str> = BTreeSet::new();
    let ask = |entry: &'a Entry, value| Asked {
        entry,
        was: entry.value(),
        value: Some(value),
        if_unmarked: false,
        how: "file",
    };
    for (number, line) in read.lines.iter().enumerate() {
        let field = format!("choice-{number}");
        let entry = match find(entries, line) {
            Found::One(at, _) => &entries[at],
            Found::Several(_) | Found::Nobody => match posted.text(&field) {
                "leave" => continue,
                chosen => {
                    let person = chosen.strip_prefix("person-").unwrap_or_default();
                    match entries.iter().find(|entry| entry.person == person) {
                        Some(entry) => entry,
                        None => {
                            errors.add(&field, format!("Say who {} is, or leave the line out", line.shown()));
                            continue;
                        }
                    }
                }
            },
        };
        match read.value(line, online(ground)) {
            Err(fault) => errors.add("column-mark", fault),
            // Somebody who stands in the file twice is taken as on the first of the two lines.
            Ok(_) if !there.insert(&entry.person) => {}
            Ok(value) => asked.extend(read.asks(entry, value).map(|value| ask(entry, value))),
        }
    }
    if posted.text("rest-absent") == "yes" {
        let rest = entries.iter().filter(|entry| !there.contains(entry.person.as_str()) && entry.noted.is_none());
        asked.extend(rest.map(|entry| ask(entry, Value::new(Mark::Absent, false))));
    }
    asked
}
