//! One workstream as it lives: who works in it, what they bring out, what is said of it. What the plan says of it stands in
//! the framework; the two pages lead to each other and neither repeats the other.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};

use super::counted;
use crate::{
    governance, groups, partnership,
    people::Visitor,
    plan,
    plumbing::{
        clock::spoken_day,
        db::Db,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    programmes, progress, voices,
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

/// How far an outcome or priority has come.
struct Judged {
    title: String,
    word: String,
    look: &'static str,
    reasons: String,
    day: String,
}

/// The latest judgements of a workstream's outcomes and priorities.
async fn judged(db: &Db, framework: &plan::Framework, workstream: &str) -> Result<Vec<Judged>, Problem> {
    let mut found = Vec::new();
    for judgement in progress::judgements(db, &framework.key).await? {
        let title = if judgement.kind == "priority" {
            let of = framework.priority.iter().find(|one| one.key == judgement.outcome);
            of.filter(|one| one.workstream.as_deref() == Some(workstream)).map(|one| one.title.clone())
        } else {
            let of = framework.outcome.iter().find(|one| one.key == judgement.outcome);
            of.filter(|one| framework.workstream_of_outcome(one) == Some(workstream)).map(|one| one.text.clone())
        };
        if let Some(title) = title {
            let (word, look) = (judgement.name().to_owned(), judgement.look());
            found.push(Judged { title, word, look, reasons: judgement.reasons, day: spoken_day(&judgement.day) });
        }
    }
    Ok(found)
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
    ahead: Vec<(Crumb, String)>,
    judgements: Vec<Judged>,
    reports: Vec<(Crumb, String, String)>,
    highlights: Option<String>,
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
    let mut bodies = governance::bodies(db).await?;
    bodies.retain(|body| body.workstream.as_ref() == Some(&key) && body.frameworks.contains(&framework));
    let counts = groups::member_counts(db, &today).await?;
    let mut made = groups::every_output(db).await?;
    let (mut lines, mut outputs) = (Vec::new(), Vec::new());
    for group in &all {
        let title = group.title(Some(&name));
        let of = counts.get(&group.key);
        let mut people: i64 = of.map_or(0, |of| of.values().sum());
        let mut authorities = of.map_or(0, |of| of.keys().filter(|key| !key.is_empty()).count());
        if people == 0 && bodies.iter().any(|body| body.key == group.key) {
            // A group that is a body has its people as seats (decision 0013).
            let seats = governance::seats(db, &group.key, &today).await?;
            people = i64::try_from(seats.len()).unwrap_or(0);
            authorities = seats.iter().filter_map(|seat| seat.authority.as_ref()).collect::<BTreeSet<_>>().len();
        }
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
    let mut body_lines = Vec::new();
    for body in &bodies {
        let unmet = governance::unmet(db, &body.key, &today).await?;
        let href = format!("/governance/{}", body.key);
        body_lines.push(BodyLine { known: body.seats_known(), name: body.name.clone(), href, unmet });
    }
    let open = programmes::cohorts::open_programmes(db, &today).await?;
    let programmes = programmes::programmes(db)
        .await?
        .into_iter()
        .filter(|programme| programme.workstream == key && programme.frameworks.contains(&framework))
        .map(|programme| {
            let now = if open.contains(&programme.key) { ", open for applications" } else { "" };
            Crumb::new(format!("/programmes/{}", programme.key), format!("{}{now}", programme.name))
        });
    let others = found.framework.workstream.iter().filter(|other| other.key != key);
    let session = found.head.sessions();
    let mut quotes = voices::of(db, "workstream", &format!("{framework}/{key}"), "website", &today).await?;
    quotes.truncate(5);
    // Judgements and reports are read by people with an account, until a publication takes them up.
    let inside = visitor.account.is_some();
    let (mut judgements, mut reports) = (Vec::new(), Vec::new());
    if inside {
        judgements = judged(db, &found.framework, &key).await?;
        let mut accepted = progress::accepted(db, &framework, Some(&key), "0001-01-01", &today).await?;
        accepted.sort_by(|a, b| b.to.cmp(&a.to).then_with(|| a.key.cmp(&b.key)));
        for report in accepted.into_iter().take(5) {
            let title = all.iter().find(|group| group.key == report.group).map(|group| group.title(Some(&name)));
            let group = Crumb::new(format!("/groups/{}", report.group), title.unwrap_or_default());
            let period = report.period();
            reports.push((group, period, report.answers.map(|answers| answers.changed).unwrap_or_default()));
        }
    }
    let shown = WorkstreamPage {
        page: visitor
            .page(format!("{name} at work"))
            .section("framework")
            .description(format!("Who works in {name}, what they bring out and what is said of it.")),
        crumbs: vec![Crumb::new("/framework", "Framework"), Crumb::new(format!("/framework/{framework}"), &session)],
        priorities: priorities.collect(),
        groups: lines,
        bodies: body_lines,
        programmes: programmes.collect(),
        outputs,
        ahead: super::meetings_ahead(db, &today, |kind, holder| match kind {
            "body" => bodies.iter().any(|body| body.key == holder),
            _ => all.iter().any(|group| group.key == holder),
        })
        .await?,
        judgements,
        reports,
        highlights: inside.then(|| format!("/progress/highlights/{framework}/{key}")),
        quotes,
        others: others
            .map(|other| Crumb::new(format!("/workstreams/{framework}/{}", other.key), &other.name))
            .collect(),
        invented: partnership::load(db).await?.is_some_and(|found| found.example_note.is_some()),
        title: found.framework.title.clone(),
        plan: plan_page,
        session,
        name,
    };
    if inside { show_private(&shown) } else { show(&shown) }
}
