//! One workstream as it lives: who works in it, what they bring out, what is said of it. What the plan says of it stands in
//! the framework; the two pages lead to each other and neither repeats the other.

use askama::Template;
use axum::extract::{Path, State};

use super::counted;
use crate::{
    governance, groups, partnership,
    people::Visitor,
    plan,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    programmes, voices,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/workstreams/{framework}/{key}", page)]
}

/// A priority with what serves it.
struct PriorityLine {
    number: String,
    title: String,
    href: String,
    groups: Vec<Crumb>,
}

/// A group of the workstream.
struct GroupLine {
    title: String,
    href: String,
    kind: String,
    people: String,
    authorities: String,
    ended: Option<String>,
}

/// A body that steers the workstream.
struct BodyLine {
    name: String,
    href: String,
    unmet: Vec<String>,
    known: bool,
}

#[derive(Template)]
#[template(path = "profiles/workstream.html")]
struct WorkstreamPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    session: String,
    plan: String,
    title: String,
    priorities: Vec<PriorityLine>,
    groups: Vec<GroupLine>,
    bodies: Vec<BodyLine>,
    programmes: Vec<Crumb>,
    outputs: Vec<(String, Option<String>, String)>,
    quotes: Vec<voices::Voice>,
    others: Vec<Crumb>,
    invented: bool,
}

async fn page(State(weft): State<Weft>, visitor: Visitor, Path((framework, key)): Path<(String, String)>) -> Shown {
    let db = &weft.db;
    let found = plan::framework(db, &framework).await?.ok_or(Problem::NotFound)?;
    let named = found.framework.workstream.iter().find(|one| one.key == key).ok_or(Problem::NotFound)?;
    let (name, today) = (named.name.clone(), super::today(&weft).await?);
    let plan_page = format!("/framework/{framework}/workstreams/{key}");
    let mut all = groups::groups(db).await?;
    all.retain(|group| group.framework == framework && group.workstream.as_ref() == Some(&key));
    let counts = groups::member_counts(db, &today).await?;
    let mut made = groups::every_output(db).await?;
    let (mut lines, mut outputs) = (Vec::new(), Vec::new());
    for group in &all {
        let title = group.title(Some(&name));
        let of = counts.get(&group.key);
        let people: i64 = of.map_or(0, |of| of.values().sum());
        let authorities = of.map_or(0, |of| of.keys().filter(|key| !key.is_empty()).count());
        for output in made.remove(&group.key).unwrap_or_default() {
            outputs.push((output.title, output.url, title.clone()));
        }
        lines.push(GroupLine {
            href: format!("/groups/{}", group.key),
            kind: group.kind_name().to_owned(),
            people: if people == 0 {
                String::new()
            } else {
                counted(usize::try_from(people).unwrap_or(0), "person", "people")
            },
            authorities: if authorities == 0 {
                String::new()
            } else {
                counted(authorities, "authority", "authorities")
            },
            ended: group.ends.as_deref().filter(|_| group.has_ended(&today)).map(spoken_day),
            title,
        });
    }
    let priorities = found.framework.priority.iter().filter(|one| one.workstream.as_ref() == Some(&key));
    let priorities = priorities.map(|one| PriorityLine {
        number: one.number.map(|number| number.to_string()).unwrap_or_default(),
        title: one.title.clone(),
        href: format!("{plan_page}#priority-{}", one.key),
        groups: all
            .iter()
            .filter(|group| group.priorities.contains(&one.key))
            .map(|group| Crumb::new(format!("/groups/{}", group.key), group.title(Some(&name))))
            .collect(),
    });
    let mut bodies = Vec::new();
    for body in governance::bodies(db).await? {
        if body.workstream.as_ref() == Some(&key) && body.frameworks.contains(&framework) {
            let unmet = governance::unmet(db, &body.key, &today).await?;
            let href = format!("/governance/{}", body.key);
            bodies.push(BodyLine { known: body.seats_known(), name: body.name, href, unmet });
        }
    }
    let programmes = programmes::programmes(db)
        .await?
        .into_iter()
        .filter(|programme| programme.workstream == key && programme.frameworks.contains(&framework))
        .map(|programme| Crumb::new(format!("/programmes/{}", programme.key), programme.name));
    let others = found.framework.workstream.iter().filter(|other| other.key != key);
    let session = found.head.sessions();
    let mut quotes = voices::of(db, "workstream", &format!("{framework}/{key}"), "website", &today).await?;
    quotes.truncate(5);
    show(&WorkstreamPage {
        page: visitor
            .page(format!("{name} at work"))
            .section("framework")
            .description(format!("Who works in {name}, what they bring out and what is said of it.")),
        crumbs: vec![Crumb::new("/framework", "Framework"), Crumb::new(format!("/framework/{framework}"), &session)],
        priorities: priorities.collect(),
        groups: lines,
        bodies,
        programmes: programmes.collect(),
        outputs,
        quotes,
        others: others
            .map(|other| Crumb::new(format!("/workstreams/{framework}/{}", other.key), &other.name))
            .collect(),
        invented: partnership::load(db).await?.is_some_and(|found| found.example_note.is_some()),
        title: found.framework.title.clone(),
        plan: plan_page,
        session,
        name,
    })
}
