//! The pages of the thread: one priority from intention to indicator, and the overview with what hangs loose.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    Gathered, Item, Thread,
    gather::{self, title},
    store::{self, Link},
};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/thread", overview),
        get("/framework/{key}/thread/{priority}", one),
        post("/framework/{key}/thread/{priority}/indicators", link),
        post("/framework/{key}/thread/{priority}/indicators/{link}/removal", unlink),
    ]
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

/// One link to an indicator, as its form takes it away.
struct Linked {
    id: String,
    name: String,
    form_key: String,
}

#[derive(Template)]
#[template(path = "thread/one.html")]
struct ThreadPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    thread: Thread,
    invented: bool,
    may_link: bool,
    form_key: String,
    action: String,
    indicators: Vec<Choice>,
    linked: Vec<Linked>,
    indicator: String,
    reason: String,
}

async fn page(
    weft: &Weft,
    visitor: &Visitor,
    (key, priority): (&str, &str),
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<ThreadPage, Problem> {
    let gathered = Gathered::of(weft, key).await?.ok_or(Problem::NotFound)?;
    let found = gathered.framework().priority.iter().find(|one| one.key == priority).ok_or(Problem::NotFound)?;
    let may_link = visitor.holds(Role::EvaluationLead) || visitor.holds(Role::CollaborationOfficer);
    let mut linked = Vec::new();
    if may_link {
        for link in gathered.links_of(found) {
            let name = gathered.indicator(&link.indicator_key);
            linked.push(Linked { id: link.id.clone(), name, form_key: visitor.form_key(weft)? });
        }
    }
    let indicators = gathered.every_indicator().map(|(key, name)| Choice { value: key.clone(), label: name.clone() });
    let indicators = if may_link { indicators.collect() } else { Vec::new() };
    let mut thread = gathered.thread(found);
    if visitor.account.is_none() {
        // What people agreed among themselves is for those who have signed in.
        thread.steps.retain(|step| step.key != "agreed");
    }
    let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
    Ok(ThreadPage {
        page: visitor.page(format!("Thread of {}", title(found))).section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new(format!("/framework/{key}"), format!("Framework {}", partnership::spoken_sessions(key))),
            Crumb::new(format!("/framework/{key}/thread"), "Golden thread"),
        ],
        errors,
        invented: thread.steps.iter().flat_map(|step| &step.items).any(|item| item.invented),
        may_link,
        form_key: visitor.form_key(weft)?,
        action: format!("/framework/{key}/thread/{priority}/indicators"),
        indicators,
        linked,
        indicator: kept("indicator"),
        reason: kept("reason"),
        thread,
    })
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path((key, priority)): Path<(String, String)>) -> Shown {
    show_private(&page(&weft, &visitor, (&key, &priority), None, FormErrors::default()).await?)
}

async fn link(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, priority)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    gather::of_priority(&weft, &key, &priority).await?;
    let mut errors = FormErrors::default();
    let indicator = posted.text("indicator").to_owned();
    if search::named(&weft.db, "indicator", &indicator).await?.is_none() {
        errors.add("indicator", "Choose an indicator from the list");
    }
    let reason =
        errors.required(&posted, "reason", "Say in a sentence how work on this priority may contribute").to_owned();
    if reason.chars().count() > 300 {
        errors.add("reason", "At most 300 characters are kept. Shorten it.");
    }
    if !errors.is_empty() {
        return show_again(&page(&weft, &permit.visitor, (&key, &priority), Some(&posted), errors).await?);
    }
    let to = format!("/framework/{key}/thread/{priority}");
    let link = Link {
        id: String::new(),
        framework_key: key,
        part_kind: "priority".to_owned(),
        part_key: priority,
        indicator_key: indicator,
        reason,
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &to).await?;
    store::add(&weft, &mut write, permit.visitor.named(), &link).await?;
    write.commit().await?;
    Ok(see(&to))
}

async fn unlink(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, priority, link)): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    let to = format!("/framework/{key}/thread/{priority}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &to).await?;
    store::end(&weft, &mut write, permit.visitor.named(), &link).await?;
    write.commit().await?;
    Ok(see(&to))
}

/// One priority in the overview.
struct Row {
    href: String,
    title: String,
    counts: Vec<usize>,
}

/// Where somebody came from, and where that leads up to.
struct Up {
    label: String,
    href: Option<String>,
    priorities: Vec<Crumb>,
}

#[derive(Template)]
#[template(path = "thread/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    session: String,
    up: Option<Up>,
    rows: Vec<Row>,
    signed_in: bool,
    claims: Vec<Item>,
    loose: Vec<Item>,
    whole: String,
}

/// The steps the overview counts.
const COUNTED: [&str; 6] = ["groups", "programmes", "outputs", "reports", "voices", "indicators"];

#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// What somebody comes from: `group/gaelic`, `indicator/primary-literacy`.
    from: Option<String>,
}

async fn up(weft: &Weft, gathered: &Gathered, from: &str) -> Result<Option<Up>, Problem> {
    let Some((kind, key)) = from.split_once('/') else { return Ok(None) };
    let framework = &gathered.framework().key;
    let whole = if kind == "outcome" { format!("{framework}/{key}") } else { key.to_owned() };
    let named = search::named(&weft.db, kind, &whole).await?;
    let outcome = gathered.framework().outcome.iter().find(|one| kind == "outcome" && one.key == key);
    let label = match (&named, outcome) {
        (Some(found), _) => found.title.clone(),
        (None, Some(outcome)) => outcome.text.clone(),
        (None, None) if kind == "voice" => "A voice".to_owned(),
        (None, None) => return Ok(None),
    };
    let priorities = gathered
        .up_from(kind, key)
        .into_iter()
        .map(|priority| Crumb::new(format!("/framework/{framework}/thread/{}", priority.key), title(priority)))
        .collect();
    Ok(Some(Up { label, href: named.map(|found| found.url), priorities }))
}

async fn overview(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let gathered = Gathered::of(&weft, &key).await?.ok_or(Problem::NotFound)?;
    let session = partnership::spoken_sessions(&key);
    let row = |thread: Thread| Row {
        href: format!("/framework/{key}/thread/{}", thread.priority),
        counts: COUNTED.iter().map(|step| thread.count(step)).collect(),
        title: thread.title,
    };
    let signed_in = visitor.account.is_some();
    let up = match &asked.from {
        Some(from) => up(&weft, &gathered, from).await?,
        None => None,
    };
    show_private(&OverviewPage {
        page: visitor.page(format!("Golden thread {session}")).section("framework").description(
            "From every priority to what is done for it, what came out, what people said and what is watched.",
        ),
        crumbs: vec![Crumb::new(format!("/framework/{key}"), format!("Framework {session}"))],
        session,
        up,
        rows: gathered.threads().into_iter().map(row).collect(),
        signed_in,
        claims: if signed_in { gathered.claims_without_evidence() } else { Vec::new() },
        loose: if signed_in { gathered.evidence_without_claim() } else { Vec::new() },
        whole: format!("/framework/{key}/thread"),
    })
}
