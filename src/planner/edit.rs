//! Where the officer keeps calendars: their days, and what must be ready how many days before each.

use askama::Template;
use axum::extract::{Path, State};

use super::{CALENDAR_KINDS, Calendar, Day, KINDS, Rule, store};
use crate::{
    partnership,
    people::{Permit, Visitor},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/planner/calendars", list),
        get("/planner/calendars/{key}", form),
        post("/planner/calendars/{key}", change),
        post("/planner/calendars/{key}/days", add_day),
        post("/planner/calendars/{key}/days/{day}/removal", remove_day),
    ]
}

/// One calendar in the list.
struct Line {
    href: String,
    title: String,
    meta: String,
}

#[derive(Template)]
#[template(path = "planner/calendars.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
}

fn kind_name(key: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

async fn list(State(weft): State<Weft>, permit: Permit) -> Shown {
    let line = |(_, calendar): (String, Calendar)| Line {
        href: format!("/planner/calendars/{}", calendar.key),
        meta: format!(
            "{} · {} days · {} deadlines before each",
            kind_name(&calendar.kind),
            calendar.day.len(),
            calendar.deadline.len()
        ),
        title: calendar.title,
    };
    show_private(&ListPage {
        page: permit.visitor.page("Calendars of the planner"),
        crumbs: vec![Crumb::new("/planner", "Year planner")],
        lines: store::calendars(&weft.db, "", "9999").await?.into_iter().map(line).collect(),
    })
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

/// One day as the form lists it.
struct DayLine {
    key: String,
    title: String,
    when: String,
    whose: String,
    form_key: String,
}

#[derive(Template)]
#[template(path = "planner/calendar.html")]
struct CalendarPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    day_key: String,
    action: String,
    new: bool,
    heading: String,
    kept_title: String,
    kept_kind: String,
    kept_note: String,
    kept_deadlines: String,
    kinds: Vec<Choice>,
    days: Vec<DayLine>,
    authorities: Vec<Choice>,
    day_title: String,
    day_first: String,
    day_last: String,
    day_authority: String,
}

/// Deadlines as they are typed: one a line, how many days before and what.
fn written(rules: &[Rule]) -> String {
    rules.iter().map(|rule| format!("{} {}", rule.days_before, rule.title)).collect::<Vec<_>>().join("\n")
}

/// Reads deadlines as they are typed, or says which line cannot be read.
fn read_rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = line.split_once(' ').and_then(|(days, title)| Some((days.parse::<i64>().ok()?, title.trim())));
        match read {
            Some((days @ 1..=365, title)) if !title.is_empty() && title.chars().count() <= 120 => {
                rules.push(Rule { title: title.to_owned(), days_before: days });
            }
            _ => {
                return Err(format!(
                    "“{line}” cannot be read. Write how many days before (1 to 365), a space, and what must be ready"
                ));
            }
        }
    }
    Ok(rules)
}

async fn page(
    weft: &Weft,
    visitor: &Visitor,
    calendar: Option<&Calendar>,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<CalendarPage, Problem> {
    let kept = |field: &str| {
        posted
            .filter(|posted| posted.fields().any(|(name, _)| name == field))
            .map(|posted| posted.text(field).to_owned())
    };
    let authorities = partnership::authorities(&weft.db).await?;
    let heading = calendar.map_or_else(|| "Add a calendar".to_owned(), |calendar| calendar.title.clone());
    let mut days = Vec::new();
    for day in calendar.iter().flat_map(|calendar| &calendar.day) {
        days.push(DayLine {
            key: day.key.clone(),
            title: day.title.clone(),
            when: match &day.last_day {
                Some(last) => format!("{} to {}", spoken_day(&day.day), spoken_day(last)),
                None => spoken_day(&day.day),
            },
            whose: authorities
                .iter()
                .find(|one| Some(&one.key) == day.authority.as_ref())
                .map_or_else(String::new, |one| one.name.clone()),
            form_key: visitor.form_key(weft)?,
        });
    }
    Ok(CalendarPage {
        page: visitor.page(&heading).with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/planner", "Year planner"), Crumb::new("/planner/calendars", "Calendars")],
        errors,
        form_key: visitor.form_key(weft)?,
        day_key: visitor.form_key(weft)?,
        action: format!("/planner/calendars/{}", calendar.map_or("new", |calendar| &calendar.key)),
        new: calendar.is_none(),
        heading,
        kept_title: kept("title").or_else(|| calendar.map(|one| one.title.clone())).unwrap_or_default(),
        kept_kind: kept("kind").or_else(|| calendar.map(|one| one.kind.clone())).unwrap_or_default(),
        kept_note: kept("note").or_else(|| calendar.and_then(|one| one.note.clone())).unwrap_or_default(),
        kept_deadlines: kept("deadlines")
            .unwrap_or_else(|| calendar.map(|one| written(&one.deadline)).unwrap_or_default()),
        kinds: CALENDAR_KINDS
            .iter()
            .map(|key| Choice { value: (*key).to_owned(), label: kind_name(key).to_owned() })
            .collect(),
        days,
        authorities: authorities.into_iter().map(|one| Choice { value: one.key, label: one.name }).collect(),
        day_title: kept("day_title").unwrap_or_default(),
        day_first: kept("day_first").unwrap_or_default(),
        day_last: kept("day_last").unwrap_or_default(),
        day_authority: kept("day_authority").unwrap_or_default(),
    })
}

/// The calendar of a key with its id; nothing for the word `new`.
async fn find(weft: &Weft, key: &str) -> Result<Option<(String, Calendar)>, Problem> {
    if key == "new" {
        return Ok(None);
    }
    store::calendar(&weft.db, key).await?.map(Some).ok_or(Problem::NotFound)
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &key).await?;
    let calendar = found.as_ref().map(|(_, calendar)| calendar);
    show_private(&page(&weft, &permit.visitor, calendar, None, FormErrors::default()).await?)
}

async fn change(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let title = errors.required(&posted, "title", "Enter what the calendar is called").to_owned();
    let kind = posted.text("kind").to_owned();
    if !CALENDAR_KINDS.contains(&kind.as_str()) {
        errors.add("kind", "Choose what its days are");
    }
    let rules = read_rules(posted.text("deadlines")).unwrap_or_else(|fault| {
        errors.add("deadlines", fault);
        Vec::new()
    });
    let before = found.as_ref().map(|(_, calendar)| calendar.clone());
    let new_key = key_from(&title);
    if before.is_none()
        && (new_key.is_empty() || new_key == "new" || store::calendar(&weft.db, &new_key).await?.is_some())
    {
        errors.add("title", "There is a calendar of that name already. Change that one, or choose another name");
    }
    if !errors.is_empty() {
        return show_again(&page(&weft, &permit.visitor, before.as_ref(), Some(&posted), errors).await?);
    }
    let calendar = Calendar {
        title,
        kind,
        note: posted.given("note").map(ToOwned::to_owned),
        deadline: rules,
        ..before.unwrap_or_else(|| Calendar { key: new_key, ..Calendar::default() })
    };
    let to = format!("/planner/calendars/{}", calendar.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &to).await?;
    store::save(&weft, &mut write, permit.visitor.named(), found.as_ref(), &calendar).await?;
    write.commit().await?;
    Ok(see(&to))
}

async fn add_day(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let title = errors.required(&posted, "day_title", "Enter what happens on the day").to_owned();
    let is_day = |text: &str| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    let (first, last) = (posted.text("day_first").to_owned(), posted.given("day_last").map(ToOwned::to_owned));
    if !is_day(&first) {
        errors.add("day_first", "Enter a day such as 2026-03-12");
    }
    if last.as_ref().is_some_and(|last| !is_day(last) || *last < first) {
        errors.add("day_last", "Enter a day that is not before the first, or leave it empty");
    }
    let authority = posted.given("day_authority").map(ToOwned::to_owned);
    if let Some(key) = &authority
        && partnership::authority(&weft.db, key).await?.is_none()
    {
        errors.add("day_authority", "Choose an authority from the list");
    }
    if !errors.is_empty() {
        return show_again(&page(&weft, &permit.visitor, Some(&found.1), Some(&posted), errors).await?);
    }
    let mut calendar = found.1.clone();
    let base = format!("{}-{first}", key_from(&title));
    let taken = |key: &str| calendar.day.iter().any(|day| day.key == key);
    let key_of_day =
        (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") }).find(|key| !taken(key));
    let day = Day { key: key_of_day.unwrap_or(base), title, day: first, last_day: last, authority, ..Day::default() };
    calendar.day.push(day);
    let to = format!("/planner/calendars/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &to).await?;
    store::save(&weft, &mut write, permit.visitor.named(), Some(&found), &calendar).await?;
    write.commit().await?;
    Ok(see(&to))
}

async fn remove_day(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, day)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let found = find(&weft, &key).await?.ok_or(Problem::NotFound)?;
    let mut calendar = found.1.clone();
    calendar.day.retain(|one| one.key != day);
    if calendar.day.len() == found.1.day.len() {
        return Err(Problem::NotFound);
    }
    let to = format!("/planner/calendars/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &to).await?;
    store::save(&weft, &mut write, permit.visitor.named(), Some(&found), &calendar).await?;
    write.commit().await?;
    Ok(see(&to))
}
