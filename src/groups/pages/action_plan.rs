//! A group's short action plan: two or three priorities drawn from what councils already work on, each with its actions.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, authority_names, crumbs, find, keeps, permitted, today};
use crate::{
    actions::{self, Action, NewAction},
    groups::{FocusArea, Group, PlanPriority, is_day, members_file::Known, store},
    people::{Permit, Visitor},
    plan,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/groups/{key}/action-plan", shown),
        get("/groups/{key}/action-plan/edit", edit),
        post("/groups/{key}/action-plan/edit", save),
        post("/groups/{key}/action-plan/actions", add_action),
    ]
}

/// How many priorities a plan has by custom; more are allowed, with a hint.
const CUSTOM: usize = 3;

/// One action as the page shows it.
struct Act {
    text: String,
    href: String,
    who: String,
    due: Option<String>,
    state: &'static str,
    look: &'static str,
    outcome: Option<String>,
}

/// One priority of the plan with its focus areas and actions.
struct Part {
    text: String,
    serves: Option<String>,
    areas: Vec<String>,
    acts: Vec<Act>,
}

/// What was typed about an action to be agreed.
struct Typed {
    action: String,
    under: String,
    owner: String,
    due: String,
}

#[derive(Template)]
#[template(path = "groups/action_plan.html")]
struct PlanPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    keeper: bool,
    ended: bool,
    invented: bool,
    parts: Vec<Part>,
    others: Vec<Act>,
    many: bool,
    choices: Vec<Choice>,
    typed: Typed,
}

/// Who does an action, as far as this visitor may know: an office is for everybody, a name for people who have signed in.
fn who(action: &Action, named: bool) -> String {
    if action.owner.is_none() || named {
        return action.owner_words.clone();
    }
    "A member of the group".to_owned()
}

async fn plan_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<PlanPage, Problem> {
    let db = &weft.db;
    let today = today(weft).await?;
    let names = authority_names(db).await?;
    let keeper = keeps(visitor, &group);
    let plans = store::action_plan(db, &group.key).await?;
    let links = store::links_of_actions(db, &group.key).await?;
    let served = plan::records(db, &group.framework, "priority").await?;
    let every = actions::of_holder(db, "group", &group.key).await?;
    let act = |action: &Action| {
        let state = action.state(&today);
        Act {
            text: action.text.clone(),
            href: action.url(),
            who: who(action, visitor.account.is_some()),
            due: action.due.as_deref().map(spoken_day),
            state: state.name(),
            look: state.look(),
            outcome: action.outcome.clone(),
        }
    };
    let parts = plans
        .iter()
        .map(|one| Part {
            text: one.text.clone(),
            serves: one.priority.as_ref().and_then(|key| {
                let record = served.iter().find(|record| record.key == *key)?;
                Some(match record.number {
                    Some(number) => format!("Priority {number}: {}", record.title),
                    None => record.title.clone(),
                })
            }),
            areas: one.focus_area.iter().map(|area| spoken_area(area, &names)).collect(),
            acts: every.iter().filter(|action| links.get(&action.id) == Some(&one.id)).map(act).collect(),
        })
        .collect();
    let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
    Ok(PlanPage {
        page: visitor.page(format!("Action plan: {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        errors,
        form_key: if keeper { visitor.form_key(weft)? } else { String::new() },
        ended: group.has_ended(&today),
        invented: group.invented.iter().any(|fact| fact == "plan"),
        keeper,
        parts,
        others: every.iter().filter(|action| !links.contains_key(&action.id)).map(act).collect(),
        many: plans.len() > CUSTOM,
        choices: plans.into_iter().map(|one| Choice::new(one.id, one.text)).collect(),
        typed: Typed { action: kept("action"), under: kept("under"), owner: kept("owner"), due: kept("due") },
        group,
    })
}

/// A focus area in words: `Renfrewshire: impact assessments`.
fn spoken_area(area: &FocusArea, names: &std::collections::BTreeMap<String, String>) -> String {
    match area.authority.as_ref() {
        Some(key) => format!("{}: {}", names.get(key).unwrap_or(key), area.text),
        None => area.text.clone(),
    }
}

async fn shown(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    let page = plan_page(&weft, &visitor, group, None, FormErrors::default()).await?;
    if visitor.account.is_some() { show_private(&page) } else { show(&page) }
}

/// One priority as the form asks about it.
struct Asked {
    number: usize,
    id: String,
    text: String,
    priority: String,
    areas: String,
    text_error: String,
    areas_error: String,
}

#[derive(Template)]
#[template(path = "groups/action_plan_edit.html")]
struct EditPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    asked: Vec<Asked>,
    priorities: Vec<Choice>,
    many: bool,
}

async fn edit_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    mut asked: Vec<Asked>,
    errors: FormErrors,
) -> Result<EditPage, Problem> {
    let filled = asked.iter().filter(|one| !one.text.is_empty()).count();
    // There is always room for the custom, and for one more than there are.
    while asked.len() < (filled + 1).max(CUSTOM) {
        asked.push(blank(asked.len() + 1));
    }
    for one in &mut asked {
        one.text_error = errors.at(&format!("text-{}", one.number)).to_owned();
        one.areas_error = errors.at(&format!("areas-{}", one.number)).to_owned();
    }
    let mut trail = crumbs(&group);
    trail.push(Crumb::new(format!("/groups/{}/action-plan", group.key), "Action plan"));
    let served = plan::records(&weft.db, &group.framework, "priority").await?;
    Ok(EditPage {
        page: visitor
            .page(format!("Change the action plan of {}", group.name))
            .section("groups")
            .with_errors(!errors.is_empty()),
        crumbs: trail,
        errors,
        form_key: visitor.form_key(weft)?,
        many: filled > CUSTOM,
        priorities: served
            .into_iter()
            .map(|record| {
                let number = record.number.map(|number| format!("{number}. ")).unwrap_or_default();
                Choice::new(record.key, format!("{number}{}", record.title))
            })
            .collect(),
        asked,
        group,
    })
}

fn blank(number: usize) -> Asked {
    let none = String::new;
    Asked { number, id: none(), text: none(), priority: none(), areas: none(), text_error: none(), areas_error: none() }
}

async fn edit(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let names = authority_names(&weft.db).await?;
    let asked = (1..)
        .zip(store::action_plan(&weft.db, &key).await?)
        .map(|(number, one)| Asked {
            id: one.id,
            text: one.text,
            priority: one.priority.unwrap_or_default(),
            areas: one.focus_area.iter().map(|area| spoken_area(area, &names)).collect::<Vec<_>>().join("\n"),
            ..blank(number)
        })
        .collect();
    show_private(&edit_page(&weft, &permit.visitor, group, asked, FormErrors::default()).await?)
}

/// The focus areas of a text, one a line; a line may begin with the authority and a colon.
fn read_areas(text: &str, known: &Known) -> Vec<FocusArea> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match line.split_once(':').map(|(name, rest)| (known.authority(name), rest.trim())) {
            Some((Ok(key), rest)) if !rest.is_empty() => FocusArea { authority: Some(key), text: rest.to_owned() },
            _ => FocusArea { authority: None, text: line.to_owned() },
        })
        .collect()
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let known = Known::of(&weft.db).await?;
    let served = plan::records(&weft.db, &group.framework, "priority").await?;
    let before = store::action_plan(&weft.db, &key).await?;
    let mut errors = FormErrors::default();
    let mut asked = Vec::new();
    let mut after = Vec::new();
    for number in (1..=50).take_while(|number| posted.fields().any(|(name, _)| name == format!("text-{number}"))) {
        let text = |field: &str| posted.text(&format!("{field}-{number}")).to_owned();
        let one = Asked {
            id: text("id"),
            text: text("text"),
            priority: text("priority"),
            areas: text("areas"),
            ..blank(number)
        };
        let areas = read_areas(&one.areas, &known);
        if one.text.is_empty() && !areas.is_empty() {
            errors.add(format!("text-{number}"), "Say what the priority is, or take its focus areas out");
        }
        if one.text.chars().count() > 500 {
            errors.add(format!("text-{number}"), "A priority holds at most 500 characters. Shorten it.");
        }
        if !one.text.is_empty() {
            let priority = Some(one.priority.clone()).filter(|key| served.iter().any(|record| record.key == *key));
            let there = before.iter().find(|known| known.id == one.id);
            let id = there.map_or_else(|| weft.new_id(), |known| Ok(known.id.clone()))?;
            let actions = there.map(|known| known.actions.clone()).unwrap_or_default();
            after.push(PlanPriority { id, text: one.text.clone(), priority, actions, focus_area: areas });
        }
        asked.push(one);
    }
    if !errors.is_empty() {
        return show_again(&edit_page(&weft, &permit.visitor, group, asked, errors).await?);
    }
    let page = format!("/groups/{key}/action-plan");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::put_plan(&weft, &mut write, permit.visitor.named(), &id, &after).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn add_action(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let day = today(&weft).await?;
    let mut errors = FormErrors::default();
    let text = errors.required(&posted, "action", "Say what is to be done").to_owned();
    let plans = store::action_plan(&weft.db, &key).await?;
    let under = posted.given("under").and_then(|id| plans.iter().find(|one| one.id == id));
    let typed =
        errors.required(&posted, "owner", "Say who does it: a member’s name or address, or an office").to_owned();
    let due = posted.given("due").map(ToOwned::to_owned);
    if due.as_deref().is_some_and(|due| !is_day(due)) {
        errors.add("due", "Enter the day in the form 2026-01-31");
    }
    if group.has_ended(&day) {
        errors.add("action", "The group has ended, and nothing new can be agreed in it. Reopen it first.");
    }
    let owner = if typed.is_empty() {
        actions::Owner::default()
    } else {
        match owner(&weft, &key, &day, &typed).await? {
            Ok(owner) => owner,
            Err(what) => {
                errors.add("owner", what);
                actions::Owner::default()
            }
        }
    };
    if !errors.is_empty() {
        return show_again(&plan_page(&weft, &permit.visitor, group, Some(&posted), errors).await?);
    }
    let priority = under.and_then(|one| one.priority.clone());
    let new = NewAction {
        holder_kind: "group".into(),
        holder_key: key.clone(),
        text,
        owner,
        due,
        framework: priority.as_ref().map(|_| group.framework.clone()),
        priority,
        agreed_on: day,
        ..NewAction::default()
    };
    let page = format!("/groups/{key}/action-plan");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let action = actions::add(&weft, &mut write, permit.visitor.named(), &new).await?;
    if let Some(under) = under {
        store::link_action(&mut write, &action, &under.id).await?;
    }
    write.commit().await?;
    Ok(see(&page))
}

/// Who does an action: a member of the group by name, anybody known by address, or an office in words.
pub(super) async fn owner(
    weft: &Weft,
    group: &str,
    day: &str,
    typed: &str,
) -> Result<Result<actions::Owner, String>, Problem> {
    let wanted = typed.to_lowercase();
    let members = store::members(&weft.db, group, day).await?;
    let mut named: Vec<_> = members.into_iter().filter(|one| one.name.to_lowercase() == wanted).collect();
    named.dedup_by(|a, b| a.person == b.person);
    if let [one] = named.as_slice() {
        return Ok(Ok(actions::Owner { person: Some(one.person.clone()), words: one.name.clone() }));
    }
    actions::owner_of(&weft.db, typed).await
}
