//! The page of one group: what it is for, how long it lives, who takes part by authority, what it does and leaves. No names.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};

use super::{authority_names, find, keeps, today};
use crate::{
    actions,
    groups::{COLLABORATION, Group, OUTPUT_KINDS, STILL_MEETS, store},
    partnership::{self, Named},
    people::{self, Office, Role, Visitor},
    plan,
    plumbing::{
        clock::spoken_day,
        db::Db,
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/groups/{key}", one)]
}

/// One fact of a group: its name, what is known, or that nobody published it.
struct Fact {
    name: &'static str,
    value: Option<String>,
    href: Option<String>,
}

/// Something it brought out, as the page shows it.
struct Made {
    title: String,
    href: Option<String>,
    about: String,
}

/// Who takes part, in authorities and counts.
struct TakingPart {
    people: String,
    authorities: Vec<(String, String)>,
    of: String,
    missing: String,
    others: Option<String>,
}

#[derive(Template)]
#[template(path = "groups/one.html")]
struct GroupPage {
    page: Page,
    crumbs: Vec<Crumb>,
    group: Group,
    over: String,
    facts: Vec<Fact>,
    review_overdue: Option<String>,
    priorities: Vec<Named>,
    taking_part: Option<TakingPart>,
    plan: Vec<String>,
    open_actions: String,
    outputs: Vec<Made>,
    steps: Vec<String>,
    programme: Option<Named>,
    same_thing: bool,
    contact: Option<Office>,
    source: Option<String>,
    ended: Option<String>,
    still_meets: Option<&'static str>,
    asks_afterwards: bool,
    invented: Option<String>,
    involved: String,
    keeper: bool,
    member: bool,
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    let today = today(&weft).await?;
    let db = &weft.db;
    let workstream = match &group.workstream {
        Some(key) => Some(partnership::workstream(db, &group.framework, key).await?),
        None => None,
    };
    let programme = match &group.programme {
        Some(key) => search::named(db, "programme", key).await?,
        None => None,
    };
    let papers = partnership::papers(db).await?;
    let source = group.paper.as_ref().and_then(|key| papers.into_iter().find(|paper| paper.key == *key));
    let place = workstream.as_ref().map(|named| named.label.clone());
    let title = group.title(place.as_deref());
    let over = place
        .map_or_else(|| group.kind_name().to_owned(), |workstream| format!("{} · {workstream}", group.kind_name()));
    let ended = group.ends.as_deref().filter(|_| group.has_ended(&today)).map(spoken_day);
    // Of a group that has ended, those are shown who were there on its last day.
    let on_day = group.ends.clone().filter(|_| ended.is_some()).unwrap_or_else(|| today.clone());
    let members = store::members(db, &group.key, &on_day).await?;
    let keeper = keeps(&visitor, &group);
    let member = visitor.account.as_ref().is_some_and(|account| members.iter().any(|one| one.person == account.person));
    let open = actions::open_of_holder(db, "group", &group.key).await?.len();
    let asks_afterwards = keeper && store::afterwards_due(db, &today).await?.iter().any(|due| due.key == group.key);
    let outputs = store::outputs(db, &group.key).await?;
    show(&GroupPage {
        page: visitor.page(title).section("groups").description(group.remit.clone().unwrap_or_default()),
        crumbs: vec![Crumb::new("/groups", "Groups and networks")],
        over,
        review_overdue: group.review.as_deref().filter(|_| group.review_is_overdue(&today)).map(spoken_day),
        priorities: priorities(db, &group).await?,
        taking_part: taking_part(db, &members).await?,
        plan: store::action_plan(db, &group.key).await?.into_iter().map(|one| one.text).collect(),
        open_actions: match open {
            0 => "No action is open.".to_owned(),
            1 => "One action is open.".to_owned(),
            many => format!("{many} actions are open."),
        },
        facts: facts(&group, workstream, !members.is_empty()),
        outputs: outputs.into_iter().map(made).collect(),
        steps: store::steps(db, &group.key)
            .await?
            .into_iter()
            .filter(|step| step.step == "reopened")
            .map(|step| format!("Reopened on {}: {}", spoken_day(&step.day), step.reason))
            .collect(),
        same_thing: group.programme.as_ref() == Some(&group.key),
        programme: programme.map(|found| Named { label: found.title, href: Some(found.url) }),
        contact: people::office(db, &group.contact_office).await?,
        source: source.map(|paper| match group.line {
            Some(line) => format!("{}, line {line} of its text", paper.title),
            None => paper.title,
        }),
        ended,
        still_meets: group
            .still_meets
            .as_ref()
            .and_then(|given| STILL_MEETS.iter().find(|(key, _)| key == given))
            .map(|(_, name)| *name),
        asks_afterwards,
        invented: (!group.invented.is_empty()).then(|| group.invented.join(", ").replace('-', " ")),
        involved: format!("/get-involved?about=groups/{}", group.key),
        member: member || keeper || visitor.holds(Role::CollaborationOfficer),
        keeper,
        group,
    })
}

/// The priorities a group serves, each with its page.
async fn priorities(db: &Db, group: &Group) -> Result<Vec<Named>, Problem> {
    let mut named = Vec::new();
    if group.priorities.is_empty() {
        return Ok(named);
    }
    let known = plan::records(db, &group.framework, "priority").await?;
    for key in &group.priorities {
        let Some(record) = known.iter().find(|record| record.key == *key) else { continue };
        let label = match record.number {
            Some(number) => format!("Priority {number}: {}", record.title),
            None => record.title.clone(),
        };
        let found = search::named(db, "priority", &format!("{}/{key}", group.framework)).await?;
        named.push(Named { label, href: found.map(|found| found.url) });
    }
    Ok(named)
}

async fn taking_part(db: &Db, members: &[crate::groups::Membership]) -> Result<Option<TakingPart>, Problem> {
    if members.is_empty() {
        return Ok(None);
    }
    let names = authority_names(db).await?;
    let of = |authority: Option<&String>| {
        members
            .iter()
            .filter(|one| one.authority.as_ref() == authority)
            .map(|one| one.person.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let mut authorities = Vec::new();
    let mut missing = Vec::new();
    for (key, name) in &names {
        match of(Some(key)) {
            0 => missing.push(name.as_str()),
            count => authorities.push((name.clone(), count.to_string())),
        }
    }
    let people = members.iter().map(|one| one.person.as_str()).collect::<BTreeSet<_>>().len();
    let others = of(None);
    Ok(Some(TakingPart {
        people: if people == 1 { "One person".to_owned() } else { format!("{people} people") },
        of: format!("{} of {} authorities", authorities.len(), names.len()),
        missing: missing.join(", "),
        others: (others > 0).then(|| others.to_string()),
        authorities,
    }))
}

fn made(output: crate::groups::Output) -> Made {
    let kind = OUTPUT_KINDS.iter().find(|(key, _)| *key == output.kind).map_or("Output", |(_, name)| name);
    let day = output.day.as_deref().map(spoken_day);
    let about = day.map_or_else(|| kind.to_owned(), |day| format!("{kind}, {day}"));
    Made { title: output.title, href: output.url, about }
}

fn facts(group: &Group, workstream: Option<Named>, has_members: bool) -> Vec<Fact> {
    let fact = |name, value: Option<String>| Fact { name, value, href: None };
    let mut facts = vec![fact("Session", Some(partnership::spoken_sessions(&group.framework)))];
    facts.push(match workstream {
        Some(named) => Fact { name: "Workstream", value: Some(named.label), href: named.href },
        None => fact("Workstream", None),
    });
    let form = group.collaboration.as_ref().and_then(|given| COLLABORATION.iter().find(|(key, _, _)| key == given));
    // What nobody has said is shown only where somebody looked for it and found nothing.
    let mut known = |name, key: &str, value: Option<String>| {
        if value.is_some() || group.lacks(key) {
            facts.push(Fact { name, value, href: None });
        }
    };
    known("Designed for", "designed-for", group.designed_for.clone());
    known("Duration", "duration", group.duration.clone());
    known("Starts", "start", group.starts.as_deref().map(spoken_day));
    known("Ends", "end", group.ends.as_deref().map(spoken_day));
    known("Next review", "review", group.review.as_deref().map(spoken_day));
    let rhythm = group.rhythm().map(|rhythm| match group.meeting_minutes {
        Some(minutes) => format!("{}, {}", rhythm.name, super::spoken_minutes(minutes)),
        None => rhythm.name.to_owned(),
    });
    if let Some(rhythm) = rhythm {
        known("Meets and reports", "rhythm", Some(rhythm));
    }
    known("Meeting dates", "meeting-dates", None);
    known(
        "Collaboration intended",
        "collaboration",
        form.map(|(_, name, meaning)| format!("{name}: {}", lower(meaning))),
    );
    if !has_members {
        known("Members", "members", None);
    }
    facts
}

/// A sentence as the second half of one.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
