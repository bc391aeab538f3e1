//! The handover page: what somebody holds, what is due, whom to know; and the form that passes it on.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    days,
    handover::{self, Held, Item, named, officer_passes},
    pass_on::Passing,
};
use crate::{
    actions,
    people::{self, HeldRole, Permit, Person, Role, Visitor},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/handover", own), get("/handover/{person}", of_person), post("/handover/{person}/reassignment", reassign)]
}

/// One heading with what stands under it.
struct Part {
    heading: &'static str,
    nothing: &'static str,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "desk/handover.html")]
struct HandoverPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    person: Person,
    own: bool,
    looks_up: bool,
    passes: bool,
    parts: Vec<Part>,
    /// What is due, with the way there; another person's pages may be closed to whoever looks.
    due: Vec<(Option<String>, String)>,
    contacts: Vec<(String, String)>,
    day_shown: String,
    successor: String,
    day: String,
    kept: Option<Vec<String>>,
}

impl HandoverPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        person: Person,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let (today, _) = days(weft).await?;
        let held = Held::of(weft, &person.key, &today).await?;
        let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
        let (own, admin) = (account.person == person.key, visitor.holds(Role::Administrator));
        let looks_up = admin || visitor.holds(Role::CollaborationOfficer);
        let due = handover::due(weft, &person.key).await?;
        let due = due.into_iter().filter(|task| !held.actions.iter().any(|action| action.url() == task.href));
        let due = due
            .map(|task| {
                let day = task.day.as_deref().map(|day| format!("{}: ", spoken_day(day))).unwrap_or_default();
                let about = if task.about.is_empty() { String::new() } else { format!(" ({})", task.about) };
                (own.then_some(task.href), format!("{day}{}{about}", task.what))
            })
            .collect();
        let contacts = handover::contacts(weft, &held, &person.key, &today).await?;
        let title = if own { "What I hold".to_owned() } else { format!("What {} holds", person.name) };
        let mut page = visitor.page(title).with_errors(!errors.is_empty());
        page.description = "What somebody holds, what is due and whom to know.".into();
        Ok(Self {
            page,
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/my/tasks", "My tasks")],
            errors,
            form_key: visitor.form_key(weft)?,
            own,
            looks_up,
            passes: looks_up,
            parts: parts(weft, &held, &person.key, admin).await?,
            due,
            contacts,
            day_shown: spoken_day(&today),
            successor: posted.map(|posted| posted.text("successor").to_owned()).unwrap_or_default(),
            day: posted.map_or_else(|| today.clone(), |posted| posted.text("day").to_owned()),
            kept: posted.map(|posted| posted.all("item").map(ToOwned::to_owned).collect()),
            person,
        })
    }

    /// Whether an item is ticked: everything at first, then what was ticked before an error.
    fn ticked(&self, item: &Item) -> bool {
        self.kept.as_ref().is_none_or(|kept| kept.contains(&item.value))
    }
}

fn item(kind: &str, key: &str, words: impl Into<String>, detail: impl Into<String>, href: Option<String>) -> Item {
    Item { value: format!("{kind}:{key}"), words: words.into(), detail: detail.into(), href, guarded: false }
}

/// `since 3 August 2025`, `from … to …`.
fn term(from: &str, to: Option<&str>) -> String {
    match to {
        Some(to) => format!("{} to {}", spoken_day(from), spoken_day(to)),
        None => format!("since {}", spoken_day(from)),
    }
}

async fn parts(weft: &Weft, held: &Held, person: &str, admin: bool) -> Result<Vec<Part>, Problem> {
    let offices = held
        .offices
        .iter()
        .map(|office| {
            let detail = match &office.email {
                Some(email) => format!("mailbox of the office: {email}"),
                None => "the office has no mailbox of its own".to_owned(),
            };
            item("office", &office.key, &office.title, detail, None)
        })
        .collect();
    let mut roles = Vec::new();
    for role in &held.roles {
        let words = role_words(weft, role).await?;
        let mut made = item("role", &role.id, words, term(&role.from, role.to.as_deref()), None);
        made.guarded = !admin && !officer_passes(role);
        roles.push(made);
    }
    let mut groups = Vec::new();
    for one in &held.groups {
        let (name, href) = named(weft, "group", &one.group).await?;
        let detail = format!("{}, {}", one.part_name(), term(&one.from, one.to.as_deref()));
        groups.push(item("group", &one.id, name, detail, href));
    }
    let (mut seats, mut substitute) = (Vec::new(), Vec::new());
    for seat in &held.seats {
        let (name, href) = named(weft, "body", &seat.body).await?;
        let made = item(
            "seat",
            &seat.id,
            format!("{name}: {}", seat.office_title),
            term(&seat.from, seat.to.as_deref()),
            href,
        );
        if seat.person.as_deref() == Some(person) { seats.push(made) } else { substitute.push(made) }
    }
    for one in &mut substitute {
        one.detail = format!("as a substitute, {}", one.detail);
        // A substitute is named by whoever holds the seat.
        one.value.clear();
    }
    seats.append(&mut substitute);
    let mut actions = Vec::new();
    for action in &held.actions {
        let (name, _) = named(weft, &action.holder_kind, &action.holder_key).await?;
        let due = action.due.as_deref().map_or("without a day".to_owned(), |due| format!("by {}", spoken_day(due)));
        actions.push(item("action", &action.id, &action.text, format!("{due}, {name}"), Some(action.url())));
    }
    Ok(vec![
        Part { heading: "Offices", nothing: "No office of the partnership.", items: offices },
        Part { heading: "Roles in this program", nothing: "No role.", items: roles },
        Part { heading: "Groups and networks", nothing: "Not in a group now.", items: groups },
        Part { heading: "Seats on bodies", nothing: "No seat held by name.", items: seats },
        Part { heading: "Open actions", nothing: "No open action.", items: actions },
    ])
}

async fn role_words(weft: &Weft, role: &HeldRole) -> Result<String, Problem> {
    let name = role.known().map_or_else(|| role.role.clone(), |known| known.name().to_owned());
    if role.scope_key.is_empty() {
        return Ok(name);
    }
    let place = named(weft, &role.scope_kind, &role.scope_key).await?.0;
    Ok(format!("{name}, {place}"))
}

#[derive(Deserialize)]
struct Asked {
    who: Option<String>,
    done: Option<String>,
}

async fn own(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let looks_up = visitor.holds(Role::Administrator) || visitor.holds(Role::CollaborationOfficer);
    let mut errors = FormErrors::default();
    if let Some(who) = asked.who.as_deref().map(str::trim).filter(|who| looks_up && !who.is_empty()) {
        match actions::owner_of(&weft.db, who).await? {
            Ok(actions::Owner { person: Some(key), .. }) => return Ok(see(&format!("/handover/{key}"))),
            Ok(_) => errors.add("who", format!("Nobody here is called {who}. Give their whole name or their address.")),
            Err(what) => errors.add("who", what),
        }
    }
    let person = handover::person(&weft, &account.person).await?;
    show_private(&HandoverPage::new(&weft, &visitor, person, None, errors).await?)
}

async fn of_person(
    State(weft): State<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let person = handover::person(&weft, &key).await?;
    let mut page = HandoverPage::new(&weft, &permit.visitor, person, None, FormErrors::default()).await?;
    page.page.notice = asked.done.map(|done| match done.as_str() {
        "1" => "One thing was passed on.".to_owned(),
        many => format!("{} things were passed on.", many.parse::<usize>().unwrap_or_default()),
    });
    show_private(&page)
}

async fn reassign(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let person = handover::person(&weft, &key).await?;
    let (today, _) = days(&weft).await?;
    let mut errors = FormErrors::default();
    let typed =
        errors.required(&posted, "successor", "Say who takes over: their address, or their whole name").to_owned();
    let mut successor = None;
    if !typed.is_empty() {
        match actions::owner_of(&weft.db, &typed).await? {
            Ok(actions::Owner { person: Some(found), .. }) => successor = people::person(&weft.db, &found).await?,
            Ok(_) => errors.add(
                "successor",
                format!("Nobody here is called {typed}. Add an account for them first, or check the spelling."),
            ),
            Err(what) => errors.add("successor", what),
        }
    }
    if successor.as_ref().is_some_and(|found| found.key == person.key) {
        errors.add("successor", "This is the same person. Name somebody else.");
    }
    let day = posted.text("day").to_owned();
    if day.parse::<jiff::civil::Date>().is_err() {
        errors.add("day", "Enter the first day of whoever takes over, such as 2026-08-17");
    } else if day < today {
        errors.add("day", "The day has passed. Enter today or a later day.");
    }
    let chosen: Vec<&str> = posted.all("item").filter(|value| !value.is_empty()).collect();
    if chosen.is_empty() {
        errors.add("successor", "Nothing is ticked. Tick what is passed on.");
    }
    let (true, Some(to)) = (errors.is_empty(), successor) else {
        return show_again(&HandoverPage::new(&weft, &permit.visitor, person, Some(&posted), errors).await?);
    };
    let held = Held::of(&weft, &person.key, &today).await?;
    let administrator = permit.visitor.holds(Role::Administrator);
    let back = format!("/handover/{key}");
    if chosen.iter().any(|item| item.starts_with("role:")) {
        permit.visitor.proved(&back)?;
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    let passing = Passing { from: &person, to: &to, day: &day, by: permit.visitor.named(), administrator };
    let count = passing.carry_out(&weft, &mut write, &held, &chosen).await?;
    if count == 0 {
        return Err(Problem::Conflict(
            "Nothing that was ticked is held any longer, or only an administrator passes it on. Reload the page."
                .into(),
        ));
    }
    write.commit().await?;
    Ok(see(&format!("{back}?done={count}")))
}
