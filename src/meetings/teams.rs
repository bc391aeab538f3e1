//! Attendance from the file that Teams writes after a meeting: a summary, then a table of who joined. People are matched by
//! e-mail address, then by their exact name among the members; who matches nobody is shown, and a person decides.

use askama::Template;
use axum::extract::{Path, State};
use sheets::{Caps, Grid, Row, Table, read_grid};

use super::{
    members::{self, Member},
    plan::Choice,
    record::{Expected, expected},
    sight::Ground,
    store::{self, Present},
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
        get("/meetings/{id}/attendance-file", form),
        post("/meetings/{id}/attendance-file", check),
        post("/meetings/{id}/attendance-file/confirmation", confirm),
    ]
}

/// What remembered columns of such tables are told apart by.
const KIND: &str = "attendance";

const FIELDS: &[Field] = &[attendance_file::NAME, attendance_file::EMAIL];

/// Whom a line of the file was found to be.
struct Matched {
    line: String,
    member: String,
    by: &'static str,
}

/// A line that matches nobody, with the choice about it.
struct Unmatched {
    field: String,
    line: String,
    value: String,
    options: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "meetings/teams.html")]
struct TeamsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    url: String,
    heading: String,
    /// The table as text, once a file was read.
    table: String,
    columns: Vec<Question>,
    remembered: bool,
    matched: Vec<Matched>,
    unmatched: Vec<Unmatched>,
    absent: Vec<String>,
}

/// The member a line is about, with how they were found.
fn find(members: &[Member], line: &Line) -> Option<(usize, &'static str)> {
    match attendance_file::find(members.iter().map(|one| (one.name.as_str(), one.email.as_deref())), line) {
        Found::One(at, by) => Some((at, by)),
        Found::Several(_) | Found::Nobody => None,
    }
}

/// A file as it was read: its table, and which column is which.
struct Read {
    table: Table,
    mapping: Mapping,
}

impl TeamsPage {
    fn empty(weft: &Weft, visitor: &Visitor, ground: &Ground, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: visitor.page("Attendance from a Teams file").section("groups").with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            url: ground.meeting.url(),
            heading: ground.heading(),
            table: String::new(),
            columns: Vec::new(),
            remembered: false,
            matched: Vec::new(),
            unmatched: Vec::new(),
            absent: Vec::new(),
        })
    }

    /// The dry run: who would stand as present, who matches nobody, who is not in the file.
    async fn preview(
        weft: &Weft,
        visitor: &Visitor,
        ground: &Ground,
        read: &Read,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let members = of(weft, ground).await?;
        let mut page = Self::empty(weft, visitor, ground, errors)?;
        let head = Row { number: 1, cells: read.table.header.clone() };
        let rows = (2..).zip(&read.table.rows).map(|(number, row)| Row { number, cells: row.cells.clone() });
        page.table = Grid { rows: std::iter::once(head).chain(rows).collect() }.as_tabs();
        page.columns = matching::questions(&read.table.header, FIELDS, &read.mapping);
        page.remembered = read.mapping.remembered;
        let mut there = vec![false; members.len()];
        let lines = lines(&read.table, &read.mapping);
        for line in &lines {
            if let Some((at, by)) = find(&members, line) {
                there[at] = true;
                page.matched.push(Matched { line: line.name.clone(), member: members[at].name.clone(), by });
            }
        }
        let absent = members.iter().zip(&there).filter(|(_, there)| !**there).map(|(member, _)| member);
        page.absent = absent.clone().map(|member| member.name.clone()).collect();
        let options = || {
            let fixed = [("guest", "No member: somebody else who was there"), ("leave", "Leave out")];
            let fixed = fixed.map(|(value, label)| Choice { value: value.into(), label: label.into(), hint: "" });
            let member = |member: &Member| Choice {
                value: format!("member-{}", member.person.as_ref().unwrap_or(&member.name)),
                label: format!("{}, {}", member.name, member.office),
                hint: "",
            };
            fixed.into_iter().chain(absent.clone().map(member)).collect()
        };
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| find(&members, line).is_none()) {
            let field = format!("choice-{number}");
            page.unmatched.push(Unmatched {
                line: line.shown(),
                value: posted.map(|posted| posted.text(&field).to_owned()).unwrap_or_default(),
                field,
                options: options(),
            });
        }
        Ok(page)
    }
}

async fn of(weft: &Weft, ground: &Ground) -> Result<Vec<Member>, Problem> {
    let meeting = &ground.meeting;
    members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await
}

/// A meeting whose record may still be written.
async fn open(weft: &Weft, permit: &Permit, id: &str) -> Result<Ground, Problem> {
    let ground = Ground::keep(weft, permit, id).await?;
    if ground.meeting.version.is_some() || ground.meeting.cancelled_on.is_some() {
        return Err(Problem::Conflict(
            "The record of this meeting is closed, so its attendance cannot be changed.".into(),
        ));
    }
    Ok(ground)
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let ground = open(&weft, &permit, &id).await?;
    show_private(&TeamsPage::empty(&weft, &permit.visitor, &ground, FormErrors::default())?)
}

async fn check(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = open(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let table = match posted.file("file") {
        None => {
            errors.add("file", "Choose the attendance file that Teams gave you");
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
                errors.add(
                    "file",
                    "No line of this file names a column “Name” or “Full Name”. Export the attendance from Teams again",
                );
            }
            table
        }
    };
    let (true, Some(table)) = (errors.is_empty(), table) else {
        return show_again(&TeamsPage::empty(&weft, &permit.visitor, &ground, errors)?);
    };
    let mapping = matching::propose(&weft.db, KIND, &table.header, FIELDS).await?;
    let read = Read { table, mapping };
    show_private(&TeamsPage::preview(&weft, &permit.visitor, &ground, &read, None, FormErrors::default()).await?)
}

async fn confirm(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = open(&weft, &permit, &id).await?;
    let (grid, _) = read_grid(posted.untrimmed("table").as_bytes(), &Caps::default());
    let table = grid.under(0);
    let mut errors = FormErrors::default();
    let mapping = matching::confirmed(&posted, &table.header, FIELDS, &mut errors);
    let members = of(&weft, &ground).await?;
    let mut present = Vec::new();
    for (number, line) in lines(&table, &mapping).iter().enumerate() {
        let field = format!("choice-{number}");
        let member = match find(&members, line) {
            Some((at, _)) => Some(&members[at]),
            None => match posted.text(&field) {
                "leave" => continue,
                "guest" => None,
                chosen => {
                    let key = chosen.strip_prefix("member-").unwrap_or_default();
                    let found = members.iter().find(|member| member.person.as_deref().unwrap_or(&member.name) == key);
                    if found.is_none() {
                        errors.add(&field, format!("Say who {} is", line.name));
                    }
                    found
                }
            },
        };
        present.push(match member {
            Some(member) => Present {
                person: member.person.clone(),
                name: member.name.clone(),
                office: member.office.clone(),
                presence: "online".into(),
                substitute_for: None,
            },
            None => Present { name: line.name.clone(), presence: "online".into(), ..Present::default() },
        });
    }
    let read = Read { table, mapping };
    if !errors.is_empty() {
        let shown = TeamsPage::preview(&weft, &permit.visitor, &ground, &read, Some(&posted), errors).await?;
        return show_again(&shown);
    }
    let by = permit.visitor.named();
    let page = format!("{}/record", ground.meeting.url());
    let (known, guests) = expected(members, store::attendance(&weft.db, &ground.meeting.id).await?);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    matching::remember(&mut write, &weft.clock, KIND, &read.table.header, &read.mapping).await?;
    let mut written: Vec<String> = guests.into_iter().map(|guest| guest.name).collect();
    let mut changed = false;
    for one in present.iter().filter(|one| !one.name.is_empty()) {
        let before =
            known.iter().find(|known: &&Expected| known.member.name == one.name).and_then(|known| known.row.as_ref());
        // Somebody noted as in the room stays there; nobody is noted twice.
        if written.contains(&one.name) || before.is_some_and(super::Attendance::is_present) {
            continue;
        }
        written.push(one.name.clone());
        changed = true;
        let row = before.map(|row| row.id.as_str());
        store::put_attendance(&weft, &mut write, by, &ground.meeting, one, row).await?;
    }
    if changed {
        write.commit().await?;
    }
    Ok(see(&format!("{page}?saved=yes#attendance")))
}
