//! A form's answers taken in as they are: the CSV file that a survey tool gives out becomes reports of the groups it names.
//! Which column is which is confirmed once and remembered; what would be written is shown before anything is.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State as From};
use serde::Deserialize;
use sheets::{Caps, Row as SheetRow, Table, read_grid};

use super::{Answers, Due, Move, State, ask::Frame, due, link_pages::LONGEST, store};
use crate::{
    groups::{self, Group},
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        matching::{self, Field, Mapping, Question},
        problem::{Problem, Shown},
        reader,
        route::{Route, get, post},
        state::Weft,
        words::say_message,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/progress/responses", bring), post("/progress/responses/check", check), post("/progress/responses", take)]
}

/// What matched columns are remembered under.
const KIND: &str = "progress-responses";

const FIELDS: &[Field] = &[
    Field {
        key: "group",
        label: "Group",
        known_as: &["which group", "your group", "name of your group", "network", "group or network"],
        must: true,
    },
    Field {
        key: "changed",
        label: "What was made or changed?",
        known_as: &["what changed", "made or changed", "progress", "what have you done", "what was done"],
        must: true,
    },
    Field {
        key: "met",
        label: "Did you meet?",
        known_as: &["have you met", "met", "meetings", "how often did you meet"],
        must: false,
    },
    Field {
        key: "people",
        label: "How many people took part?",
        known_as: &["who took part", "how many people", "people", "attendance"],
        must: false,
    },
    Field { key: "who", label: "Who were they?", known_as: &["who were they", "participants"], must: false },
    Field {
        key: "helps",
        label: "What helps or stops it?",
        known_as: &["what helps", "barriers", "challenges", "what gets in the way"],
        must: false,
    },
    Field {
        key: "share",
        label: "One thing to share",
        known_as: &["anything to share", "share", "good news"],
        must: false,
    },
    Field {
        key: "sender",
        label: "Name of whoever answered",
        known_as: &["name", "your name", "full name"],
        must: false,
    },
    Field { key: "post", label: "Their post", known_as: &["job title", "your post", "role"], must: false },
];

/// The most rows that are taken in at once.
const MOST: usize = 500;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "progress/responses.html")]
struct BringPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    pasted: String,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/account", "Your account"), Crumb::new("/progress", "Progress of the groups")]
}

impl BringPage {
    fn new(weft: &Weft, permit: &Permit, pasted: &str, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: permit.visitor.page("Take in a form’s answers").section("groups").with_errors(!errors.is_empty()),
            crumbs: crumbs(),
            errors,
            form_key: permit.visitor.form_key(weft)?,
            pasted: pasted.to_owned(),
        })
    }
}

async fn bring(From(weft): From<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let mut page = BringPage::new(&weft, &permit, "", FormErrors::default())?;
    page.page.notice = (!asked.done.is_empty()).then(|| match asked.done.parse::<u32>() {
        Ok(1) => "One report was taken in. It waits to be accepted.".to_owned(),
        Ok(many) => format!("{many} reports were taken in. They wait to be accepted."),
        Err(_) => "The reports were taken in.".to_owned(),
    });
    show_private(&page)
}

/// What would become of one row.
enum Becomes {
    Report(Box<(Due, Answers)>),
    Stands,
    Fault(String),
}

/// One row as the page shows it.
struct Line {
    number: usize,
    group: String,
    what: String,
    fault: bool,
}

#[derive(Template)]
#[template(path = "progress/responses_check.html")]
struct CheckPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    table: String,
    columns: Vec<Question>,
    remembered: bool,
    lines: Vec<Line>,
    new: usize,
    faults: usize,
    leave_out: bool,
}

/// A table out of what was posted, with why it cannot be read.
async fn table_of(posted: &Posted) -> Result<(Table, String), String> {
    let bytes = match posted.file("file") {
        Some(file) => reader::uploaded(file).await?,
        None => posted.untrimmed("table").as_bytes().to_vec(),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("Choose the form’s CSV file, or paste its rows with their headings".to_owned());
    }
    let caps = Caps { bytes: 1_000_000, rows: MOST, ..Caps::default() };
    let (grid, issues) = read_grid(&bytes, &caps);
    if let Some(issue) = issues.first() {
        return Err(format!("The table cannot be read: {}", say_message(&issue.what)));
    }
    let table = grid.under(0);
    if table.rows.is_empty() {
        return Err(
            "There is no row under the headings; bring the file with its headings and at least one answer".to_owned()
        );
    }
    Ok((table, grid.as_tabs()))
}

/// The groups that an answer can be about: the one of its key, or those of its name.
fn named<'a>(groups: &'a [Group], typed: &str, today: &str) -> Vec<&'a Group> {
    let wanted = key_from(typed);
    let running: Vec<&Group> = groups.iter().filter(|group| !group.has_ended(today)).collect();
    let by_key: Vec<&Group> = running.iter().copied().filter(|group| group.key == wanted).collect();
    if by_key.is_empty() {
        running.into_iter().filter(|group| key_from(&group.name) == wanted).collect()
    } else {
        by_key
    }
}

fn answers_of(mapping: &Mapping, table: &Table, row: &SheetRow) -> Answers {
    let cell =
        |field: &str| -> String { mapping.cell(table, row, field).unwrap_or_default().chars().take(LONGEST).collect() };
    let (met, people) = (cell("met"), cell("people"));
    let lower = met.to_lowercase();
    let yes = lower.starts_with('y') || lower.parse::<u32>().is_ok_and(|times| times > 0);
    let no = lower.starts_with("no") || lower == "n" || lower == "0";
    let digits: String =
        people.chars().skip_while(|sign| !sign.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let bare = people.trim() == digits;
    let who = cell("who");
    Answers {
        met: if no {
            "no".into()
        } else if yes || !met.is_empty() {
            "yes".into()
        } else {
            String::new()
        },
        met_note: if ["yes", "no", "y", "n"].contains(&lower.as_str()) { String::new() } else { met },
        people: digits.parse().ok().filter(|count| *count <= 100_000),
        who: if who.is_empty() && !bare { people } else { who },
        changed: cell("changed"),
        helps: cell("helps"),
        share: cell("share"),
        may_share: 0,
        person_name: Some(cell("sender"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "Somebody, by a form".into()),
        post: cell("post"),
        sent_at: None,
    }
}

/// What would become of every row.
async fn preview(weft: &Weft, table: &Table, mapping: &Mapping) -> Result<Vec<(usize, String, Becomes)>, Problem> {
    let frame = Frame::of(weft).await?;
    let every = groups::groups(&weft.db).await?;
    let due = due(&weft.db, &frame.today).await?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in &table.rows {
        let typed = mapping.cell(table, row, "group").unwrap_or_default().to_owned();
        let answers = answers_of(mapping, table, row);
        let matches = named(&every, &typed, &frame.today);
        let becomes = match matches.as_slice() {
            _ if typed.is_empty() => Becomes::Fault("The row names no group".into()),
            [] => Becomes::Fault(format!("No running group is called “{typed}”")),
            [_, _, ..] => Becomes::Fault(format!(
                "Several groups are called “{typed}”; write the key that stands in the group’s address"
            )),
            [group] => {
                let stands =
                    store::of_group(&weft.db, &group.key).await?.into_iter().filter_map(|report| report.answers);
                let same = |sent: Answers| Answers { sent_at: None, ..sent } == answers;
                let next = due
                    .iter()
                    .find(|one| one.group == group.key && (one.state.is_some() || one.is_to_ask(&frame.today)));
                if stands.into_iter().any(same) {
                    Becomes::Stands
                } else if answers.changed.is_empty() {
                    Becomes::Fault("The row says nothing of what was made or changed".into())
                } else if !seen.insert(group.key.clone()) {
                    Becomes::Fault("Two rows tell of this group; keep one".into())
                } else {
                    match next {
                        Some(next) => Becomes::Report(Box::new((next.clone(), answers))),
                        None => Becomes::Fault("Nothing is due from this group just now".into()),
                    }
                }
            }
        };
        found.push((row.number, matches.first().map_or(typed, |group| group.name.clone()), becomes));
    }
    Ok(found)
}

impl CheckPage {
    async fn new(
        weft: &Weft,
        permit: &Permit,
        (table, text): (&Table, String),
        mapping: &Mapping,
        leave_out: bool,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let rows = if mapping.missing(FIELDS).is_empty() { preview(weft, table, mapping).await? } else { Vec::new() };
        let lines: Vec<Line> = rows
            .into_iter()
            .map(|(number, group, becomes)| {
                let (what, fault) = match becomes {
                    Becomes::Report(report) => (format!("A report about {}", report.0.period()), false),
                    Becomes::Stands => ("Taken in before; nothing changes".to_owned(), false),
                    Becomes::Fault(sentence) => (sentence, true),
                };
                Line { number, group, what, fault }
            })
            .collect();
        Ok(Self {
            page: permit.visitor.page("Check a form’s answers").section("groups").with_errors(!errors.is_empty()),
            crumbs: crumbs(),
            errors,
            form_key: permit.visitor.form_key(weft)?,
            table: text,
            columns: matching::questions(&table.header, FIELDS, mapping),
            remembered: mapping.remembered,
            new: lines.iter().filter(|line| line.what.starts_with("A report")).count(),
            faults: lines.iter().filter(|line| line.fault).count(),
            lines,
            leave_out,
        })
    }
}

async fn check(From(weft): From<Weft>, permit: Permit, posted: Posted) -> Shown {
    let (table, text) = match table_of(&posted).await {
        Ok(read) => read,
        Err(sentence) => {
            let mut errors = FormErrors::default();
            errors.add("file", sentence);
            return show_again(&BringPage::new(&weft, &permit, posted.untrimmed("table"), errors)?);
        }
    };
    let mapping = matching::propose(&weft.db, KIND, &table.header, FIELDS).await?;
    show_private(&CheckPage::new(&weft, &permit, (&table, text), &mapping, false, FormErrors::default()).await?)
}

async fn take(From(weft): From<Weft>, permit: Permit, posted: Posted) -> Shown {
    let (table, text) = table_of(&posted).await.map_err(Problem::Malformed)?;
    let mut errors = FormErrors::default();
    let mapping = matching::confirmed(&posted, &table.header, FIELDS, &mut errors);
    let leave_out = posted.text("leave_out") == "yes";
    if posted.text("then") == "check" || !errors.is_empty() {
        let page = CheckPage::new(&weft, &permit, (&table, text), &mapping, leave_out, errors).await?;
        return if page.errors.is_empty() { show_private(&page) } else { show_again(&page) };
    }
    let rows = preview(&weft, &table, &mapping).await?;
    let faults = rows.iter().filter(|(.., becomes)| matches!(becomes, Becomes::Fault(_))).count();
    let reports: Vec<&(Due, Answers)> = rows
        .iter()
        .filter_map(|(.., becomes)| match becomes {
            Becomes::Report(report) => Some(report.as_ref()),
            _ => None,
        })
        .collect();
    if faults > 0 && !leave_out {
        errors.add(
            "leave_out",
            "Some rows cannot be taken in. Mend the file and bring it again, or tick that they are left out",
        );
    } else if reports.is_empty() {
        errors.add("leave_out", "No row would become a report, so there is nothing to take in");
    }
    if !errors.is_empty() {
        return show_again(&CheckPage::new(&weft, &permit, (&table, text), &mapping, leave_out, errors).await?);
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/progress").await?;
    matching::remember(&mut write, &weft.clock, KIND, &table.header, &mapping).await?;
    let mut count = 0_usize;
    for (due, answers) in reports {
        let row = match store::newest_in(&mut write, &due.group).await? {
            Some(row) if row.state().is_open() => row,
            // Somebody sent it meanwhile.
            Some(row) if row.period_to >= due.to && row.state() != State::Withdrawn => continue,
            _ => {
                let new = store::NewReport {
                    group: &due.group,
                    framework: &due.framework,
                    workstream: due.workstream.as_deref(),
                    from: &due.from,
                    to: &due.to,
                    due: &due.due,
                    invented: false,
                };
                store::add(&weft, &mut write, by, &new).await?
            }
        };
        store::save(&weft, &mut write, by, &row.id, answers, 5).await?;
        store::step(&weft, &mut write, by, &row.id, Move::Sending, "Taken in from a form").await?;
        store::mark_sent(&mut write, &row.id, &weft.clock.instant()).await?;
        count += 1;
    }
    if count == 0 {
        return Err(Problem::Conflict("Every one of these reports was sent meanwhile.".into()));
    }
    write.commit().await?;
    Ok(see(&format!("/progress/responses?done={count}")))
}
