//! Closing a group and reopening it. A group closes only when every open action has gone somewhere: done, dropped, to
//! another group or to somebody.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, action_plan, crumbs, find, permitted, today};
use crate::{
    actions::{self, Action, End, NewAction, Owner},
    groups::{Group, is_day, store},
    people::{Permit, Visitor},
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
    vec![
        get("/groups/{key}/closure", form),
        post("/groups/{key}/closure", close),
        get("/groups/{key}/reopening", reopening_form),
        post("/groups/{key}/reopening", reopen),
    ]
}

/// Where an open action may go when its group closes.
const WAYS: &[(&str, &str)] = &[
    ("done", "It is done"),
    ("dropped", "It is dropped"),
    ("group", "Another group carries it on"),
    ("person", "Somebody carries it on"),
];

/// One open action as the form asks about it.
struct Asked {
    what: String,
    group: String,
    words: String,
    text: String,
    about: String,
    chosen_what: String,
    chosen_group: String,
    chosen_words: String,
    what_error: String,
    group_error: String,
    words_error: String,
}

#[derive(Template)]
#[template(path = "groups/closing.html")]
struct ClosingPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    asked: Vec<Asked>,
    ways: Vec<Choice>,
    groups: Vec<Choice>,
    day: String,
    reason: String,
    left: String,
    carried: String,
}

async fn closing_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    open: &[Action],
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<ClosingPage, Problem> {
    let today = today(weft).await?;
    let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
    let mut groups = Vec::new();
    for one in store::groups(&weft.db).await? {
        if one.key != group.key && !one.has_ended(&today) {
            groups.push(Choice::new(one.key, one.name));
        }
    }
    Ok(ClosingPage {
        page: visitor.page(format!("Close {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        form_key: visitor.form_key(weft)?,
        asked: open
            .iter()
            .map(|action| {
                let [what, group, words] = ["what", "group", "words"].map(|field| format!("{field}-{}", action.id));
                let due = action.due.as_deref().map(|due| format!(", by {}", spoken_day(due))).unwrap_or_default();
                Asked {
                    text: action.text.clone(),
                    about: format!("{}{due}", action.owner_words),
                    chosen_what: kept(&what),
                    chosen_group: kept(&group),
                    chosen_words: kept(&words),
                    what_error: errors.at(&what).to_owned(),
                    group_error: errors.at(&group).to_owned(),
                    words_error: errors.at(&words).to_owned(),
                    what,
                    group,
                    words,
                }
            })
            .collect(),
        ways: Choice::list(WAYS),
        groups,
        day: if posted.is_some() { kept("day") } else { today },
        reason: kept("reason"),
        left: kept("left"),
        carried: kept("carried"),
        errors,
        group,
    })
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    still_goes_on(&weft, &group).await?;
    let open = actions::open_of_holder(&weft.db, "group", &key).await?;
    show_private(&closing_page(&weft, &permit.visitor, group, &open, None, FormErrors::default()).await?)
}

async fn still_goes_on(weft: &Weft, group: &Group) -> Result<(), Problem> {
    if group.has_ended(&today(weft).await?) {
        return Err(Problem::Conflict("This group has ended already. Its page says when, and what it left.".into()));
    }
    Ok(())
}

/// Where an action goes.
enum Goes {
    Ends(End, String),
    ToGroup(Box<Group>, Owner),
    ToPerson(Owner),
}

/// Reads where every open action goes, with an error at each that goes nowhere.
async fn read_ways(
    weft: &Weft,
    group: &Group,
    day: &str,
    open: &[Action],
    posted: &Posted,
    errors: &mut FormErrors,
) -> Result<Vec<Goes>, Problem> {
    let mut ways = Vec::new();
    for action in open {
        let [what, other, words] = ["what", "group", "words"].map(|field| format!("{field}-{}", action.id));
        let said = posted.text(&words).to_owned();
        match posted.text(&what) {
            "done" => ways.push(Goes::Ends(End::Done, said)),
            "dropped" if said.is_empty() => errors.add(words, format!("Say why “{}” is dropped", action.text)),
            "dropped" => ways.push(Goes::Ends(End::Dropped, said)),
            "group" => match store::group(&weft.db, posted.text(&other)).await? {
                Some(found) if found.key != group.key && !found.has_ended(day) => {
                    ways.push(Goes::ToGroup(
                        Box::new(found),
                        Owner { person: action.owner.clone(), words: action.owner_words.clone() },
                    ));
                }
                _ => errors.add(other, format!("Choose the group that carries on “{}”", action.text)),
            },
            "person" if said.is_empty() => errors.add(words, format!("Say who carries on “{}”", action.text)),
            "person" => match action_plan::owner(weft, &group.key, day, &said).await? {
                Ok(owner) => ways.push(Goes::ToPerson(owner)),
                Err(fault) => errors.add(words, fault),
            },
            _ => errors.add(what, format!("This action is open: “{}”. Say what becomes of it.", action.text)),
        }
    }
    Ok(ways)
}

async fn close(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, before) = find(&weft.db, &key).await?;
    permitted(&permit, &before)?;
    still_goes_on(&weft, &before).await?;
    let today = today(&weft).await?;
    let mut errors = FormErrors::default();
    let day = posted.text("day").to_owned();
    if !is_day(&day) {
        errors.add("day", "Enter the last day in the form 2026-01-31");
    } else if day > today {
        errors
            .add("day", "The last day has not come yet. To plan an end, change the group and give its last day there.");
    } else if before.starts.as_ref().is_some_and(|starts| *starts > day) {
        errors.add("day", "The group would end before it starts. Choose a later day.");
    }
    let reason = errors.required(&posted, "reason", "Say in a sentence why the group ends").to_owned();
    let left = errors.required(&posted, "left", "Say what is left of its work, or that nothing is").to_owned();
    let carried =
        errors.required(&posted, "carried", "Say who carries the work on, or that nobody needs to").to_owned();
    let open = actions::open_of_holder(&weft.db, "group", &key).await?;
    let ways = read_ways(&weft, &before, &today, &open, &posted, &mut errors).await?;
    if !errors.is_empty() {
        return show_again(&closing_page(&weft, &permit.visitor, before, &open, Some(&posted), errors).await?);
    }
    let page = format!("/groups/{key}");
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    for (action, goes) in open.iter().zip(ways) {
        match goes {
            Goes::Ends(how, said) => actions::finish(&weft, &mut write, by, &action.id, how, &day, &said).await?,
            Goes::ToPerson(owner) => {
                actions::reassign(&weft, &mut write, by, &action.id, owner.person.as_deref(), &owner.words).await?;
            }
            Goes::ToGroup(other, owner) => {
                let new = NewAction {
                    key: None,
                    holder_kind: "group".into(),
                    holder_key: other.key.clone(),
                    text: action.text.clone(),
                    owner,
                    due: action.due.clone(),
                    meeting: None,
                    framework: action.framework.clone(),
                    priority: action.priority.clone(),
                    agreed_on: day.clone(),
                };
                actions::add(&weft, &mut write, by, &new).await?;
                let said = format!("Carried on by {}", other.name);
                actions::finish(&weft, &mut write, by, &action.id, End::Dropped, &day, &said).await?;
            }
        }
    }
    let after = Group {
        ends: Some(day.clone()),
        end_reason: Some(reason.clone()),
        what_is_left: Some(left),
        carried_on_by: Some(carried),
        still_meets: None,
        still_meets_note: None,
        ..before.clone()
    };
    store::change(&weft, &mut write, by, &id, &before, &after, Some(&reason)).await?;
    store::end_all(&mut write, &id, &day).await?;
    store::note_step(&weft, &mut write, by, &id, "closed", &day, &reason).await?;
    write.commit().await?;
    Ok(see(&page))
}

#[derive(Template)]
#[template(path = "groups/reopening.html")]
struct ReopeningPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    ended: String,
    reason: String,
}

fn reopening_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    reason: String,
    errors: FormErrors,
) -> Result<ReopeningPage, Problem> {
    Ok(ReopeningPage {
        page: visitor.page(format!("Reopen {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        errors,
        form_key: visitor.form_key(weft)?,
        ended: group.ends.as_deref().map(spoken_day).unwrap_or_default(),
        group,
        reason,
    })
}

/// The last day of a group that has ended.
async fn last_day(weft: &Weft, group: &Group) -> Result<String, Problem> {
    let today = today(weft).await?;
    group
        .ends
        .clone()
        .filter(|_| group.has_ended(&today))
        .ok_or_else(|| Problem::Conflict("This group goes on; there is nothing to reopen.".into()))
}

async fn reopening_form(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    last_day(&weft, &group).await?;
    show_private(&reopening_page(&weft, &permit.visitor, group, String::new(), FormErrors::default())?)
}

async fn reopen(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, before) = find(&weft.db, &key).await?;
    permitted(&permit, &before)?;
    let ended = last_day(&weft, &before).await?;
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Say why the group goes on after all").to_owned();
    if !errors.is_empty() {
        return show_again(&reopening_page(&weft, &permit.visitor, before, reason, errors)?);
    }
    let page = format!("/groups/{key}");
    let by = permit.visitor.named();
    let today = today(&weft).await?;
    // What was said at the closing stays in the history; of the group that goes on it is no longer true.
    let after = Group {
        ends: None,
        end_reason: None,
        what_is_left: None,
        carried_on_by: None,
        still_meets: None,
        still_meets_note: None,
        ..before.clone()
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::change(&weft, &mut write, by, &id, &before, &after, Some(&reason)).await?;
    store::reopen_all(&mut write, &id, &ended).await?;
    store::note_step(&weft, &mut write, by, &id, "reopened", &today, &reason).await?;
    write.commit().await?;
    Ok(see(&page))
}
