//! The page on which a framework is rolled over to the next session: one list, each part continues or ends.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State as From};
use serde_json::json;

use super::{Found, Framework, roll_over, store};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of rolling over.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/framework/{key}/next-session", page), post("/framework/{key}/next-session", roll)]
}

/// One part to decide about.
struct Choice {
    name: String,
    words: String,
    depth: &'static str,
    ends: bool,
}

/// The parts of one kind, or of one workstream.
struct Group {
    title: String,
    anchor: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "plan/next_session.html")]
struct NextSessionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    from_title: String,
    next: String,
    title: String,
    groups: Vec<Group>,
}

fn field(kind: &str, key: &str) -> String {
    format!("{kind}.{key}")
}

fn groups(framework: &Framework, ended: &BTreeSet<(String, String)>) -> Vec<Group> {
    let choice = |kind: &str, key: &str, words: String, depth| Choice {
        name: field(kind, key),
        words,
        depth,
        ends: ended.contains(&(kind.to_owned(), key.to_owned())),
    };
    let mut groups = Vec::new();
    let priorities = |of: Option<&str>| {
        let mut list = Vec::new();
        for one in framework.priority.iter().filter(|one| one.workstream.as_deref() == of) {
            let number = one.number.map(|number| format!(" {number}")).unwrap_or_default();
            list.push(choice("priority", &one.key, format!("Priority{number}: {}", one.title), "two"));
            for action in &one.action {
                list.push(choice("action", &action.key, format!("Action: {}", action.text), "three"));
            }
        }
        list
    };
    for one in &framework.workstream {
        let mut choices = vec![choice("workstream", &one.key, format!("Workstream: {}", one.name), "one")];
        choices.extend(priorities(Some(&one.key)));
        for activity in &framework.activity {
            if framework.workstream_of_activity(activity) == Some(one.key.as_str()) {
                choices.push(choice("activity", &activity.key, format!("Activity: {}", activity.title), "two"));
            }
        }
        groups.push(Group { title: one.name.clone(), anchor: format!("group-{}", one.key), choices });
    }
    let loose = priorities(None);
    let rest = |kind: &'static str| {
        roll_over::parts(framework)
            .into_iter()
            .filter(move |(of, _, _)| *of == kind)
            .map(|(kind, key, words)| choice(kind, &key, words, "two"))
            .collect::<Vec<_>>()
    };
    for (title, anchor, choices) in [
        ("Priorities", "group-priorities", loose),
        ("Outcomes", "group-outcomes", rest("outcome")),
        ("Intended changes", "group-changes", rest("intended-change")),
        ("Drivers of improvement", "group-drivers", rest("driver")),
        ("Sources of evidence", "group-evidence", rest("evidence-source")),
    ] {
        if !choices.is_empty() {
            groups.push(Group { title: title.into(), anchor: anchor.into(), choices });
        }
    }
    groups
}

/// The framework to roll over and the session it is rolled over to; refused where that session has a framework.
async fn ready(weft: &Weft, key: &str) -> Result<(Found, String), Problem> {
    let found = store::framework(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let next = roll_over::next_session(&found.head.last_session).ok_or(Problem::NotFound)?;
    if !store::versions(&weft.db, &next).await?.is_empty() {
        return Err(Problem::Conflict(format!(
            "There is a framework for {next} already, so nothing was rolled over. Open /framework/{next}/draft to go on with it."
        )));
    }
    Ok((found, next))
}

fn form(
    weft: &Weft,
    permit: &Permit,
    (found, next): (&Found, &str),
    title: String,
    ended: &BTreeSet<(String, String)>,
    errors: FormErrors,
) -> Result<NextSessionPage, Problem> {
    let spoken = next.replace('-', "/");
    Ok(NextSessionPage {
        page: permit
            .visitor
            .page(format!("Roll over to {spoken}"))
            .section("framework")
            .with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{}", found.head.key), found.head.sessions()),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        key: found.head.key.clone(),
        from_title: found.framework.title.clone(),
        next: spoken,
        title,
        groups: groups(&found.framework, ended),
    })
}

async fn page(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (found, next) = ready(&weft, &key).await?;
    let title = found.framework.title.replace(&found.head.key, &next);
    show_private(&form(&weft, &permit, (&found, &next), title, &BTreeSet::new(), FormErrors::default())?)
}

async fn roll(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    let look_at = super::roll_over::next_session(&key)
        .map_or_else(|| "/framework".into(), |next| format!("/framework/{next}/draft"));
    posted.once(&weft, &mut write, &look_at).await?;
    let (found, next) = ready(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let title = errors.required(&posted, "title", "Enter a title for the new framework").to_owned();
    let mut ended = BTreeSet::new();
    for (kind, part, words) in roll_over::parts(&found.framework) {
        let name = field(kind, &part);
        match posted.text(&name) {
            "continues" => {}
            "ends" => {
                ended.insert((kind.to_owned(), part));
            }
            _ => errors.add(name, format!("Choose whether this continues or ends: {words}")),
        }
    }
    let framework = roll_over::roll(&found.framework, &next, &title, &ended);
    if framework.workstream.is_empty() {
        let first = found.framework.workstream.first().map_or("", |one| &one.key);
        errors.add(
            field("workstream", first),
            "Let at least one workstream continue; a framework needs one to begin with",
        );
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&form(&weft, &permit, (&found, &next), title, &ended, errors)?);
    }
    let by = permit.visitor.named();
    store::create(&weft, &mut write, by, &framework, "framework rolled over").await?;
    let list: Vec<String> = ended.iter().map(|(kind, part)| field(kind, part)).collect();
    let change = json!({ "to": next, "ended": list });
    store::note(&weft, &mut write, (by, "rolled over to the next session", &found.head.framework_id), None, change)
        .await?;
    write.commit().await?;
    Ok(see(&format!("/framework/{next}/draft?done=begun")))
}
