//! A school or a department applies for several people at once: said once where they work and why, and a list of people. Each
//! becomes an application of its own with a link of its own; one endorser speaks for all.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;
use sheets::{Caps, read_grid};

use super::{
    Application, State,
    apply::{
        crumbs, not_now,
        questions::{self, Choice},
        sending,
    },
    frame,
    frame::Frame,
    letters::Desk,
    store::{
        self,
        records::{self, Group},
    },
    workplaces::Workplaces,
};
use crate::{
    people::Visitor,
    plumbing::{
        address_list::{self, is_address, plain_name},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/apply/group", blank),
        post("/cohorts/{key}/apply/group/check", check),
        post("/cohorts/{key}/apply/group", send),
        get("/cohorts/{key}/apply/group/thanks", thanks),
    ]
}

/// How many people one group may apply for at once.
const MOST: usize = 60;

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Person {
    name: String,
    email: String,
    post: String,
}

/// What a group application says, read from the form.
struct Read {
    kind: String,
    name: String,
    common: Application,
    people: Vec<Person>,
}

/// The people of a pasted list: name, email address and post, with commas or tabs between, or an address list of a mail
/// program. Faults name the line.
fn people(list: &str, errors: &mut FormErrors) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    let mut faults = Vec::new();
    let rows: Vec<(usize, Vec<String>)> = match address_list::read(list) {
        Some(grid) => grid.rows.into_iter().skip(1).map(|row| (row.number - 1, row.cells)).collect(),
        None => {
            let caps = Caps { rows: 500, ..Caps::default() };
            let (grid, issues) = read_grid(list.as_bytes(), &caps);
            faults.extend(issues.iter().map(|issue| crate::plumbing::words::say_message(&issue.what)));
            grid.rows.into_iter().map(|row| (row.number, row.cells)).collect()
        }
    };
    let mut seen = BTreeSet::new();
    for (number, cells) in rows {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let Some(at) = cells.iter().position(|cell| is_address(cell)) else {
            // A first line without any address is the headings of a table.
            if !(found.is_empty() && faults.is_empty() && number == 1 && cells.len() > 1) {
                faults.push(format!("line {number} has no email address"));
            }
            continue;
        };
        let mut others =
            cells.iter().enumerate().filter(|(place, cell)| *place != at && !cell.is_empty()).map(|(_, cell)| *cell);
        let name = plain_name(others.next().unwrap_or_default());
        let post = others.next().unwrap_or_default().to_owned();
        let email = cells[at].to_lowercase();
        if name.is_empty() {
            faults.push(format!("line {number} has no name"));
        } else if !seen.insert(email.clone()) {
            faults.push(format!("line {number} has an address that stands on the list before"));
        } else {
            found.push(Person { name, email, post });
        }
    }
    if list.trim().is_empty() || (faults.is_empty() && found.is_empty()) {
        errors.add("list", "Write at least one person, each on a line: name, email address, post");
    } else if !faults.is_empty() {
        faults.truncate(10);
        errors
            .add("list", format!("The list cannot be read whole: {}. Put it right and check again", faults.join("; ")));
    } else if found.len() > MOST {
        errors.add("list", format!("These are {} people; at most {MOST} can be put forward at once", found.len()));
    }
    found
}

fn read(posted: &Posted, cohort: &Cohort, workplaces: &Workplaces, errors: &mut FormErrors) -> Read {
    let mut common = Application::default();
    let kind = posted.text("kind").to_owned();
    if !["school", "department"].contains(&kind.as_str()) {
        errors.add("kind", "Choose a school or a department");
    }
    questions::work(posted, workplaces, &mut common, errors);
    questions::establishment(posted, workplaces, &mut common, errors);
    let department = questions::line(posted, "department", "", errors);
    if kind == "department" && department.is_empty() {
        errors.add("department", "Write the name of the department");
    }
    common.why = questions::words(posted, "why", "Write in a line or two why they would like to take part", errors);
    let people = people(posted.untrimmed("list"), errors);
    if cohort.endorsement == 1 {
        questions::endorser(posted, &mut common, errors);
        if people.iter().any(|one| one.email == common.endorser_email) {
            errors.add(
                "endorser_email",
                "Whoever endorses cannot be on the list. Name somebody else, or take them off the list",
            );
        }
    }
    let name =
        if kind == "department" { format!("{department}, {}", common.workplace) } else { common.workplace.clone() };
    Read { kind, name, common, people }
}

#[derive(Template)]
#[template(path = "programmes/applications/group.html")]
struct GroupPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cohort: Cohort,
    shut: Option<String>,
    kinds: Vec<Choice>,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
    typed: Typed,
    /// What was read, on the page where it is checked.
    read: Option<Checked>,
    ask: String,
}

/// What was typed, to be shown again.
#[derive(Default)]
struct Typed {
    kind: String,
    authority: String,
    sector: String,
    workplace: String,
    department: String,
    why: String,
    list: String,
    endorser_name: String,
    endorser_email: String,
}

/// What will happen, on the page where it is checked.
struct Checked {
    name: String,
    people: Vec<Person>,
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            kind: text("kind"),
            authority: text("authority"),
            sector: text("sector"),
            workplace: text("workplace"),
            department: text("department"),
            why: text("why"),
            list: posted.untrimmed("list").to_owned(),
            endorser_name: text("endorser_name"),
            endorser_email: text("endorser_email"),
        }
    }
}

impl GroupPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        cohort: Cohort,
        typed: Typed,
        read: Option<Checked>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let frame = Frame::of(weft, &cohort).await?;
        let workplaces = Workplaces::of(&weft.db).await?;
        let title = match &read {
            Some(_) => "Check whom you put forward".to_owned(),
            None => format!("Apply for a school or department: {}", cohort.full_title()),
        };
        let kind = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), hint: "" };
        let mut trail = crumbs(&cohort);
        trail.push(Crumb::new(format!("/cohorts/{}/apply", cohort.key), "Apply"));
        Ok(Self {
            page: visitor.page(title).section("programmes").with_errors(!errors.is_empty()),
            crumbs: trail,
            errors,
            form_key: visitor.form_key(weft)?,
            shut: not_now(&cohort, &frame.today),
            kinds: vec![kind("school", "A school or service"), kind("department", "A department of a school")],
            authorities: questions::authorities(&workplaces),
            sectors: questions::sectors(),
            cohort,
            typed,
            read,
            ask: frame.whom_to_ask(),
        })
    }
}

async fn blank(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    show_private(&GroupPage::new(&weft, &visitor, cohort, Typed::default(), None, FormErrors::default()).await?)
}

async fn check(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let mut errors = FormErrors::default();
    let read = read(&posted, &cohort, &Workplaces::of(&weft.db).await?, &mut errors);
    let typed = Typed::of(&posted);
    if !errors.is_empty() {
        return show_again(&GroupPage::new(&weft, &visitor, cohort, typed, None, errors).await?);
    }
    if posted.text("then") == "change" {
        return show_private(&GroupPage::new(&weft, &visitor, cohort, typed, None, errors).await?);
    }
    let checked = Checked { name: read.name, people: read.people };
    show_private(&GroupPage::new(&weft, &visitor, cohort, typed, Some(checked), errors).await?)
}

async fn send(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    if let Some(why) = not_now(&cohort, &frame.today) {
        return Err(Problem::Conflict(format!("{why} Nothing was sent. Questions? Write to {}.", frame.whom_to_ask())));
    }
    let mut errors = FormErrors::default();
    let read = read(&posted, &cohort, &Workplaces::of(&weft.db).await?, &mut errors);
    if !errors.is_empty() {
        return show_again(&GroupPage::new(&weft, &visitor, cohort, Typed::of(&posted), None, errors).await?);
    }
    let by = visitor.named();
    let desk = Desk::of(&weft, by, &cohort, &frame).await?;
    let now = weft.clock.instant();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/cohorts/{}/apply/group", cohort.key)).await?;
    let group = Group {
        id: weft.new_id()?,
        key: super::new_key(&weft)?,
        cohort_id: cohort.id.clone(),
        name: read.name,
        kind: read.kind,
        establishment_key: read.common.establishment_key.clone(),
        made_at: now.clone(),
    };
    records::add_group(&weft, &mut write, by, &group).await?;
    let mut made = 0;
    for person in &read.people {
        let one = Application {
            id: weft.new_id()?,
            key: super::new_key(&weft)?,
            cohort_id: cohort.id.clone(),
            group_id: Some(group.id.clone()),
            name: person.name.clone(),
            email: person.email.clone(),
            post: person.post.clone(),
            state: State::Draft.key().to_owned(),
            state_at: now.clone(),
            started_at: now.clone(),
            invented: cohort.invented,
            ..read.common.clone()
        };
        store::add(&weft, &mut write, by, &one).await?;
        if sending::sent_by_group(&weft, &mut write, by, &desk, &cohort, &one, &group, read.people.len()).await? {
            made += 1;
        }
    }
    write.commit().await?;
    let twice = read.people.len() - made;
    Ok(see(&format!("/cohorts/{}/apply/group/thanks?made={made}&twice={twice}", cohort.key)))
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    made: u16,
    #[serde(default)]
    twice: u16,
}

#[derive(Template)]
#[template(path = "programmes/applications/group_thanks.html")]
struct ThanksPage {
    page: Page,
    crumbs: Vec<Crumb>,
    cohort: Cohort,
    made: u16,
    twice: u16,
    ask: String,
}

async fn thanks(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(sent): Query<Sent>) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    show_private(&ThanksPage {
        page: visitor.page("Thank you: the applications have arrived").section("programmes"),
        crumbs: crumbs(&cohort),
        ask: frame.whom_to_ask(),
        made: sent.made,
        twice: sent.twice,
        cohort,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_list(list: &str) -> (Vec<Person>, FormErrors) {
        let mut errors = FormErrors::default();
        (people(list, &mut errors), errors)
    }

    #[test]
    fn a_list_is_read_with_commas_with_tabs_and_from_a_mail_program() {
        let whole = Person { name: "Anna Reid".into(), email: "anna@a.example".into(), post: "Teacher".into() };
        let (found, errors) = read_list("Anna Reid, Anna@a.example, Teacher\n\nBen Orr,ben@b.example");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((found.len(), &found[0]), (2, &whole));
        let (found, errors) = read_list("Name\tEmail\tPost\nAnna Reid\tanna@a.example\tTeacher");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(found, [whole]);
        assert_eq!(read_list("Anna Reid <anna@a.example>; Ben Orr <ben@b.example>").0.len(), 2);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let (_, errors) = read_list("Anna Reid, anna@a.example\nSomebody, Teacher\nAnna R, anna@a.example");
        let said = errors.at("list");
        assert!(said.contains("line 2 has no email address") && said.contains("line 3 has an address"), "{said}");
        assert!(read_list(" \n").1.at("list").contains("at least one person"));
    }
}
