//! The pages about practitioners, for the Collaboration Officer: how many are known, and a list brought as it is. Nothing
//! of a list is saved until its columns and what it would do were seen.

use askama::Template;
use axum::extract::State;

use super::{
    file::{self, Faults, Places, read_row},
    plan::{Line, Plan},
    store,
};
use crate::{
    partnership,
    people::{Permit, Visitor, merging},
    plumbing::{
        form::{FormErrors, Posted},
        import::Mode,
        layout::{Crumb, Page, see, show_again, show_private},
        matching::{self, Field, Mapping, Question},
        pasted::{self, Pasted},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(in crate::people) fn routes() -> Vec<Route> {
    vec![
        get("/people", overview),
        get("/people/list", blank),
        post("/people/list/check", check),
        post("/people/list", save),
    ]
}

/// A list longer than this goes through the command line, which shows no page of it.
const MOST_ROWS: usize = 5_000;

/// How many faults and notes a page lists.
const MOST_LINES: usize = 100;

/// What columns are remembered under.
const KIND: &str = "practitioners";

const FIELDS: &[Field] = &[
    Field { key: "name", label: "Name", known_as: &["full name", "display name", "employee", "teacher"], must: true },
    Field {
        key: "email",
        label: "Email address",
        known_as: &["email", "e-mail", "mail", "e-mail address", "work email", "upn"],
        must: false,
    },
    Field {
        key: "authority",
        label: "Authority",
        known_as: &["council", "local authority", "la", "education authority"],
        must: false,
    },
    Field {
        key: "establishment",
        label: "Establishment",
        known_as: &["school", "centre", "nursery", "seed", "seed code", "workplace"],
        must: false,
    },
    Field { key: "sector", label: "Sector", known_as: &["school type", "phase"], must: false },
    Field { key: "post", label: "Post", known_as: &["job title", "role", "position", "designation"], must: false },
    Field {
        key: "registration",
        label: "Registration number",
        known_as: &["gtcs", "gtcs number", "sssc", "registration no", "registered number"],
        must: false,
    },
];

/// A line of the overview: an authority and how many practitioners of it are known.
struct Known {
    authority: String,
    people: String,
}

#[derive(Template)]
#[template(path = "people/practitioners/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    total: String,
    known: Vec<Known>,
    alike: String,
}

fn account_crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/account", "Your account")]
}

pub(in crate::people) fn people_crumbs() -> Vec<Crumb> {
    let mut crumbs = account_crumbs();
    crumbs.push(Crumb::new("/people", "Practitioners"));
    crumbs
}

async fn overview(State(weft): State<Weft>, permit: Permit) -> Shown {
    let authorities = partnership::authorities(&weft.db).await?;
    let counts = store::by_authority(&weft.db).await?;
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let name = |key: &Option<String>| match key {
        Some(key) => authorities.iter().find(|one| one.key == *key).map_or(key.clone(), |one| one.name.clone()),
        None => "Authority not recorded".to_owned(),
    };
    let pairs = merging::how_many(&weft).await?;
    show_private(&OverviewPage {
        page: permit.visitor.page("Practitioners"),
        crumbs: account_crumbs(),
        total: if total == 1 { "1 practitioner is known".into() } else { format!("{total} practitioners are known") },
        known: counts.iter().map(|(key, count)| Known { authority: name(key), people: count.to_string() }).collect(),
        alike: if pairs == 1 { "1 pair may be one person".into() } else { format!("{pairs} pairs may be one person") },
    })
}

#[derive(Template)]
#[template(path = "people/practitioners/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    list: String,
}

fn list_page(weft: &Weft, visitor: &Visitor, list: &str, errors: FormErrors) -> Result<ListPage, Problem> {
    Ok(ListPage {
        page: visitor.page("Bring a list of practitioners").with_errors(!errors.is_empty()),
        crumbs: people_crumbs(),
        errors,
        form_key: visitor.form_key(weft)?,
        list: list.to_owned(),
    })
}

async fn blank(State(weft): State<Weft>, permit: Permit) -> Shown {
    show_private(&list_page(&weft, &permit.visitor, "", FormErrors::default())?)
}

/// A fault or a note of a list as the page shows it.
struct Said {
    row: String,
    column: String,
    what: String,
}

#[derive(Template)]
#[template(path = "people/practitioners/list_check.html")]
struct CheckPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    list: String,
    columns: Vec<Question>,
    remembered: bool,
    rows: usize,
    faults: Vec<Said>,
    more_faults: usize,
    notes: Vec<Said>,
    more_notes: usize,
    added: usize,
    changed: usize,
    unchanged: usize,
}

/// A list that was read, with its columns, the lines that are good, and every fault.
struct Read {
    pasted: Pasted,
    mapping: Mapping,
    lines: Vec<Line>,
    faults: Faults,
}

async fn read(weft: &Weft, posted: &Posted, errors: &mut FormErrors) -> Result<Option<Read>, Problem> {
    let bytes: Vec<u8> = match posted.file("file") {
        Some(file) => file.bytes.to_vec(),
        None => posted.untrimmed("list").as_bytes().to_vec(),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        errors.add("list", "Paste the list, or choose a file");
        return Ok(None);
    }
    let pasted = match pasted::read(&bytes, MOST_ROWS) {
        Ok(pasted) => pasted,
        Err(said) => {
            for what in said.into_iter().take(20) {
                errors.add("list", what);
            }
            return Ok(None);
        }
    };
    let headers = &pasted.table.header;
    let asked = FIELDS.iter().any(|field| posted.fields().any(|(name, _)| name == format!("column-{}", field.key)));
    let mapping = if asked {
        matching::confirmed(posted, headers, FIELDS, errors)
    } else {
        let proposed = matching::propose(&weft.db, KIND, headers, FIELDS).await?;
        for field in proposed.missing(FIELDS) {
            errors.add(format!("column-{}", field.key), format!("Choose the column that holds “{}”", field.label));
        }
        proposed
    };
    let (places, mut faults) = (Places::of(&weft.db).await?, Faults::new());
    let table = &pasted.table;
    let lines = table
        .rows
        .iter()
        .map(|row| read_row(row.number, |field| mapping.cell(table, row, field), &places, &mut faults))
        .collect();
    faults.sort();
    Ok(Some(Read { mapping, lines, faults, pasted }))
}

fn said<'a>(all: impl Iterator<Item = (usize, &'a str, &'a str)>) -> Vec<Said> {
    let label = |column: &str| {
        let field = FIELDS.iter().find(|field| field.key == column);
        field.map_or_else(|| column.to_owned(), |field| field.label.to_owned())
    };
    all.take(MOST_LINES)
        .map(|(row, column, what)| Said { row: row.to_string(), column: label(column), what: what.to_owned() })
        .collect()
}

async fn show_check(weft: &Weft, visitor: &Visitor, posted: &Posted, read: Option<Read>, errors: FormErrors) -> Shown {
    let Some(Read { pasted, mapping, lines, faults }) = read else {
        return show_again(&list_page(weft, visitor, posted.untrimmed("list"), errors)?);
    };
    let rows = lines.len();
    let plan = if faults.is_empty() && errors.is_empty() {
        file::save(weft, visitor.named(), lines, Mode::DryRun, None).await?
    } else {
        Plan::default()
    };
    let page = CheckPage {
        page: visitor.page("Check the list of practitioners").with_errors(!errors.is_empty()),
        crumbs: people_crumbs(),
        form_key: visitor.form_key(weft)?,
        columns: matching::questions(&pasted.table.header, FIELDS, &mapping),
        remembered: mapping.remembered,
        rows,
        more_faults: faults.len().saturating_sub(MOST_LINES),
        faults: said(faults.iter().map(|(row, column, what)| (*row, column.as_str(), what.as_str()))),
        more_notes: plan.notes.len().saturating_sub(MOST_LINES),
        notes: said(plan.notes.iter().map(|(row, column, what)| (*row, *column, what.as_str()))),
        added: plan.tally.added,
        changed: plan.tally.changed,
        unchanged: plan.tally.unchanged,
        list: pasted.grid.as_tabs(),
        errors,
    };
    if page.errors.is_empty() { show_private(&page) } else { show_again(&page) }
}

async fn check(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let read = read(&weft, &posted, &mut errors).await?;
    show_check(&weft, &permit.visitor, &posted, read, errors).await
}

async fn save(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let read = read(&weft, &posted, &mut errors).await?;
    let Some(good) = read.as_ref().filter(|read| errors.is_empty() && read.faults.is_empty()) else {
        if read.is_some() && errors.is_empty() {
            errors.add("list", "Some rows cannot be read; nothing was saved. They are named below");
        }
        return show_check(&weft, &permit.visitor, &posted, read, errors).await;
    };
    let by = permit.visitor.named();
    file::save(&weft, by, good.lines.clone(), Mode::Write, Some((&posted, "/people"))).await?;
    if good.pasted.has_headings {
        let mut write = weft.db.upkeep().await?;
        matching::remember(&mut write, &weft.clock, KIND, &good.pasted.table.header, &good.mapping).await?;
        write.commit().await?;
    }
    Ok(see("/people"))
}
