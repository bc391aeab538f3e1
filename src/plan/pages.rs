//! Reading pages: the framework as a web document, a workstream on its own, an earlier version, the file.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Found, Framework, Head, State, reading, steps, store,
    view::{self, Names, View, WorkstreamView},
};
use crate::{
    partnership,
    people::{self, Role, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        layout::{Crumb, Page, download, show},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

/// The reading routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework", current),
        get("/framework/{key}", one),
        get("/framework/{key}/versions/{number}", one_version),
        get("/framework/{key}/workstreams/{workstream}", workstream),
        get("/framework/{key}/file", file),
    ]
}

/// A line of the history: when, what, why.
pub(super) struct Event {
    pub(super) when: String,
    pub(super) what: String,
    pub(super) why: String,
}

/// A version in the list of versions.
struct VersionLine {
    href: String,
    label: String,
    reason: String,
    here: bool,
}

/// Another framework, to read, to lay beside this one, or to follow what became of things.
struct Other {
    key: String,
    href: String,
    label: String,
}

/// What was carried over from the framework before.
struct Continued {
    from: Crumb,
    lines: Vec<(&'static str, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "plan/framework.html")]
struct FrameworkPage {
    page: Page,
    crumbs: Vec<Crumb>,
    key: String,
    version: i64,
    sessions: String,
    state_key: &'static str,
    state_name: &'static str,
    superseded: Option<(String, String)>,
    view: View,
    endorsed: String,
    published: String,
    versions: Vec<VersionLine>,
    events: Vec<Event>,
    others: Vec<Other>,
    continued: Option<Continued>,
    may_draft: bool,
    draft_exists: bool,
    may_roll_over: bool,
}

#[derive(Template)]
#[template(path = "plan/none.html")]
struct NonePage {
    page: Page,
}

#[derive(Template)]
#[template(path = "plan/workstream.html")]
struct WorkstreamPage {
    page: Page,
    crumbs: Vec<Crumb>,
    key: String,
    title: String,
    sessions: String,
    is_draft: bool,
    stream: WorkstreamView,
    siblings: Vec<Crumb>,
}

#[derive(Deserialize)]
struct Which {
    version: Option<i64>,
}

/// The version a visitor may read: published ones for everybody, the others for people with an account.
pub(super) async fn readable(weft: &Weft, visitor: &Visitor, key: &str, number: Option<i64>) -> Result<Found, Problem> {
    let heads = store::versions(&weft.db, key).await?;
    let inside = visitor.account.is_some();
    let published = |head: &&Head| head.state() == State::Published;
    let head = match number {
        Some(number) => heads.iter().find(|head| head.number == number && (inside || published(head))),
        None => heads.iter().find(published).or_else(|| heads.first().filter(|_| inside)),
    };
    store::body(&weft.db, head.cloned().ok_or(Problem::NotFound)?).await
}

/// Every name that records of a framework point to.
pub(super) async fn names(weft: &Weft, framework: &Framework) -> Result<Names, Problem> {
    let mut names = Names { stated: partnership::stated(&weft.db).await?, ..Names::default() };
    let mut keys = std::collections::BTreeSet::new();
    for one in &framework.workstream {
        keys.extend(one.sponsor.iter().chain(&one.lead).cloned());
    }
    for key in keys {
        if let Some(office) = people::office(&weft.db, &key).await? {
            names.offices.insert(key, office);
        }
    }
    names.partners = partnership::partners(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    Ok(names)
}

async fn current(From(weft): From<Weft>, visitor: Visitor) -> Shown {
    match store::current_key(&weft).await? {
        Some(key) => {
            let found = readable(&weft, &visitor, &key, None).await?;
            document(&weft, &visitor, found, Vec::new()).await
        }
        None => show(&NonePage { page: visitor.page("Framework").section("framework") }),
    }
}

async fn one(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(which): Query<Which>) -> Shown {
    let found = readable(&weft, &visitor, &key, which.version).await?;
    document(&weft, &visitor, found, vec![Crumb::new("/framework", "Framework")]).await
}

async fn one_version(From(weft): From<Weft>, visitor: Visitor, Path((key, number)): Path<(String, i64)>) -> Shown {
    let found = readable(&weft, &visitor, &key, Some(number)).await?;
    let crumbs =
        vec![Crumb::new("/framework", "Framework"), Crumb::new(format!("/framework/{key}"), found.head.sessions())];
    document(&weft, &visitor, found, crumbs).await
}

async fn document(weft: &Weft, visitor: &Visitor, found: Found, crumbs: Vec<Crumb>) -> Shown {
    let Found { head, framework } = found;
    let inside = visitor.account.is_some();
    let every = store::every_version(&weft.db).await?;
    let own: Vec<&Head> =
        every.iter().filter(|one| one.key == head.key && (inside || one.state() == State::Published)).collect();
    let superseded = own.iter().find(|one| one.state() == State::Published && one.number > head.number).map(|later| {
        (
            format!("/framework/{}", head.key),
            later.reason.clone().unwrap_or_else(|| "A later version is published.".into()),
        )
    });
    let mut others: Vec<Other> = Vec::new();
    for one in &every {
        let href = format!("/framework/{}", one.key);
        let may_read = inside || one.state() == State::Published;
        if one.key != head.key && may_read && others.iter().all(|other| other.href != href) {
            let label = format!("{}: {}", one.sessions(), one.title);
            others.push(Other { key: one.key.clone(), href, label });
        }
    }
    let record = &framework.record;
    let endorsed = match (&record.endorsed_by, &record.endorsed_on) {
        (Some(by), Some(on)) => format!("{by}, {}", spoken_day(on)),
        (Some(by), None) => by.clone(),
        _ if record.said.is_unpublished("endorsed-on") => "Not published".into(),
        _ => "Not yet".into(),
    };
    let published = match &record.published_on {
        Some(on) => spoken_day(on),
        None if record.said.is_unpublished("published-on") => "Day not published".into(),
        None => "Not yet".into(),
    };
    let partnership = partnership::load(&weft.db).await?;
    let here = zone(partnership.as_ref().map_or("", |one| &one.time_zone));
    let mut events = Vec::new();
    for one in &own {
        events.extend(events_of(weft, one, inside, &here).await?);
    }
    let next_there =
        super::roll_over::next_session(&head.last_session).is_some_and(|next| every.iter().any(|one| one.key == next));
    let continued = continued(weft, visitor, &framework).await?;
    let names = names(weft, &framework).await?;
    show(&FrameworkPage {
        page: visitor
            .page(framework.title.clone())
            .section("framework")
            .description(framework.vision.clone().unwrap_or_default()),
        crumbs,
        version: head.number,
        sessions: head.sessions(),
        state_key: head.state().key(),
        state_name: head.state().name(),
        superseded,
        view: view::view(&framework, &names),
        endorsed,
        published,
        versions: own
            .iter()
            .map(|one| VersionLine {
                href: format!("/framework/{}/versions/{}", one.key, one.number),
                label: format!("Version {}, {}", one.number, one.state().name().to_lowercase()),
                reason: one.reason.clone().unwrap_or_default(),
                here: one.number == head.number,
            })
            .collect(),
        events,
        others,
        continued,
        may_draft: visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::WorkstreamLead),
        draft_exists: own.first().is_some_and(|newest| newest.state() != State::Published),
        may_roll_over: visitor.holds(Role::CollaborationOfficer) && !next_there && head.state() == State::Published,
        key: head.key,
    })
}

/// What happened to a version, newest first. Names are for people with an account.
async fn events_of(weft: &Weft, head: &Head, inside: bool, here: &jiff::tz::TimeZone) -> Result<Vec<Event>, Problem> {
    let mut events: Vec<Event> = Vec::new();
    for step in steps::steps(&weft.db, &head.id).await? {
        let by = match &step.author {
            Some(name) if inside => format!(" by {name}"),
            _ => String::new(),
        };
        let what = match step.step.as_str() {
            "submission" => "submitted",
            "withdrawal" => "taken back to be changed",
            "endorsement" => "endorsed",
            _ => "published",
        };
        let body = step.endorsing_body.map(|body| format!(" by {body}")).unwrap_or_default();
        let day = step.on_day.as_deref().map(|day| format!(" on {}", spoken_day(day))).unwrap_or_default();
        let paper = step.paper.map(|paper| format!(" ({paper})")).unwrap_or_default();
        events.push(Event {
            when: format!("Recorded {}{by}", spoken_instant(&step.at, here)),
            what: format!("Version {} {what}{body}{day}{paper}", head.number),
            why: step.reason.unwrap_or_default(),
        });
    }
    events.reverse();
    events.push(Event {
        when: format!("Recorded {}", spoken_instant(&head.created_at, here)),
        what: format!("Version {} begun", head.number),
        why: head.reason.clone().unwrap_or_default(),
    });
    Ok(events)
}

/// What a rolled-over framework continued, what ended and what is new, by name.
async fn continued(weft: &Weft, visitor: &Visitor, framework: &Framework) -> Result<Option<Continued>, Problem> {
    let Some(key) = &framework.continues_from else { return Ok(None) };
    let Ok(before) = readable(weft, visitor, key, None).await else { return Ok(None) };
    let lines = super::roll_over::compared(&before.framework, framework);
    Ok(Some(Continued { from: Crumb::new(format!("/framework/{key}"), before.framework.title), lines }))
}

async fn workstream(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((key, workstream)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Shown {
    let Found { head, framework } = readable(&weft, &visitor, &key, which.version).await?;
    let one = framework.workstream.iter().find(|one| one.key == workstream).ok_or(Problem::NotFound)?;
    let names = names(&weft, &framework).await?;
    let href = format!("/framework/{key}");
    show(&WorkstreamPage {
        page: visitor
            .page(one.name.clone())
            .section("framework")
            .description(format!("{}: {}", framework.title, one.name)),
        crumbs: vec![Crumb::new("/framework", "Framework"), Crumb::new(href.clone(), head.sessions())],
        stream: view::workstream(&framework, &names, one),
        siblings: framework
            .workstream
            .iter()
            .filter(|other| other.key != workstream)
            .map(|other| Crumb::new(format!("{href}/workstreams/{}", other.key), other.name.clone()))
            .collect(),
        title: framework.title.clone(),
        sessions: head.sessions(),
        is_draft: head.state() != State::Published,
        key,
    })
}

async fn file(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(which): Query<Which>) -> Shown {
    let found = readable(&weft, &visitor, &key, which.version).await?;
    download(reading::write(&found.framework)?.into_bytes(), "application/toml; charset=utf-8", &format!("{key}.toml"))
}
