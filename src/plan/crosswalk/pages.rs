//! The crosswalk between two frameworks as a page, and its editing by the officer on the same page.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    KINDS, Link, RELATIONS, faults,
    store::{self, crosswalk},
};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plan::{Found, Framework, pages::readable},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(in crate::plan) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/crosswalk/{other}", page),
        post("/framework/{key}/crosswalk/{other}/links", add),
        post("/framework/{key}/crosswalk/{other}/links/{link}/removal", remove),
    ]
}

/// Two frameworks that a visitor may read, the earlier one first, whichever was named first.
///
/// # Errors
/// [`Problem::Malformed`] where both are the same one.
pub(in crate::plan) async fn pair(
    weft: &Weft,
    visitor: &Visitor,
    key: &str,
    other: &str,
) -> Result<(Found, Found), Problem> {
    let one = readable(weft, visitor, key, None).await?;
    if key == other {
        return Err(Problem::Malformed(
            "A framework cannot be laid beside itself. Choose another framework on its page, under Other frameworks."
                .into(),
        ));
    }
    let two = readable(weft, visitor, other, None).await?;
    let order = |found: &Found| (found.head.first_session.clone(), found.head.key.clone());
    Ok(if order(&one) <= order(&two) { (one, two) } else { (two, one) })
}

/// A part of a framework that a link can join.
struct Part {
    kind: &'static str,
    key: String,
    name: String,
    href: String,
}

fn parts(framework: &Framework) -> Vec<Part> {
    let base = format!("/framework/{}", framework.key);
    let stream = |key: &str| format!("{base}/workstreams/{key}");
    let mut parts: Vec<Part> = Vec::new();
    let priority = |one: &crate::plan::Priority| {
        let number = one.number.map(|number| format!("Priority {number}: ")).unwrap_or_default();
        let place = one.workstream.as_deref().map_or_else(|| base.clone(), stream);
        let (name, href) = (format!("{number}{}", one.title), format!("{place}#priority-{}", one.key));
        Part { kind: "priority", key: one.key.clone(), name, href }
    };
    for one in &framework.workstream {
        let (key, name) = (one.key.clone(), one.name.clone());
        parts.push(Part { kind: "workstream", href: stream(&key), key, name });
        parts.extend(framework.priority.iter().filter(|two| two.workstream.as_ref() == Some(&one.key)).map(priority));
    }
    parts.extend(framework.priority.iter().filter(|one| one.workstream.is_none()).map(priority));
    parts
}

/// One link as the page shows it.
struct LinkShown {
    id: String,
    relation: &'static str,
    to: Option<Crumb>,
    note: String,
    basis: String,
    invented: bool,
}

/// A part with what is said of it.
struct Row {
    kind: &'static str,
    part: Crumb,
    links: Vec<LinkShown>,
}

/// One choice of a question.
struct Choice {
    value: String,
    label: String,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "plan/crosswalk/page.html")]
struct CrosswalkPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    base: String,
    compare: String,
    earlier: Crumb,
    later: Crumb,
    earlier_sessions: String,
    later_sessions: String,
    rows: Vec<Row>,
    fresh: Vec<Row>,
    unsaid: Vec<Crumb>,
    any: bool,
    any_invented: bool,
    is_officer: bool,
    from_choices: Vec<Choice>,
    to_choices: Vec<Choice>,
    relations: Vec<Choice>,
    papers: Vec<Choice>,
    from: String,
    to: String,
    relation: String,
    note: String,
    paper: String,
    line: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn page(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((key, other)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Shown {
    let both = pair(&weft, &visitor, &key, &other).await?;
    let mut shown = view(&weft, &visitor, &both, None, FormErrors::default()).await?;
    shown.page.notice = match done.done.as_str() {
        "added" => Some("The link is recorded.".to_owned()),
        "removed" => Some("The link is taken out. The history keeps what it said.".to_owned()),
        _ => None,
    };
    // The officer's page holds a form; what everybody else sees may be kept.
    if shown.is_officer { show_private(&shown) } else { crate::plumbing::layout::show(&shown) }
}

async fn view(
    weft: &Weft,
    visitor: &Visitor,
    (earlier, later): &(Found, Found),
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<CrosswalkPage, Problem> {
    let links = crosswalk(&weft.db, &earlier.head.key, &later.head.key).await?;
    let papers = partnership::papers(&weft.db).await?;
    let is_officer = visitor.holds(Role::CollaborationOfficer);
    let (from, to) = (parts(&earlier.framework), parts(&later.framework));
    let basis = |link: &Link| match &link.paper_key {
        Some(key) => {
            let title =
                papers.iter().find(|paper| paper.key == *key).map_or(key.as_str(), |paper| paper.title.as_str());
            let line = link.line.map(|line| format!(", line {line}")).unwrap_or_default();
            format!("Read in {title}{line}")
        }
        None => "No paper says so: a reading of the partnership’s own".to_owned(),
    };
    let shown = |link: &Link| {
        let part = to.iter().find(|part| part.kind == link.to_kind && part.key == link.to_key);
        LinkShown {
            id: link.id.clone(),
            relation: link.relation_name(),
            to: part.map(|part| Crumb::new(part.href.clone(), part.name.clone())),
            note: link.note.clone().unwrap_or_default(),
            basis: basis(link),
            invented: link.invented != 0,
        }
    };
    let row = |part: &Part, links: Vec<LinkShown>| Row {
        kind: if part.kind == "workstream" { "Workstream" } else { "Priority" },
        part: Crumb::new(part.href.clone(), part.name.clone()),
        links,
    };
    let rows = from
        .iter()
        .map(|part| {
            let of_part = links.iter().filter(|link| link.from_kind == part.kind && link.from_key == part.key);
            row(part, of_part.map(shown).collect())
        })
        .collect();
    let reaches = |part: &Part, link: &Link| link.to_kind == part.kind && link.to_key == part.key;
    let fresh = to
        .iter()
        .filter_map(|part| {
            let new: Vec<LinkShown> =
                links.iter().filter(|link| link.relation == "new" && reaches(part, link)).map(shown).collect();
            (!new.is_empty()).then(|| row(part, new))
        })
        .collect();
    let unsaid = to
        .iter()
        .filter(|part| !links.iter().any(|link| reaches(part, link)))
        .map(|part| Crumb::new(part.href.clone(), part.name.clone()))
        .collect();
    let choice = |part: &Part| Choice {
        value: format!("{}/{}", part.kind, part.key),
        label: if part.kind == "workstream" { format!("Workstream: {}", part.name) } else { part.name.clone() },
        hint: "",
    };
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    let sessions = (earlier.head.sessions(), later.head.sessions());
    let crumb = |found: &Found| Crumb::new(format!("/framework/{}", found.head.key), found.framework.title.clone());
    Ok(CrosswalkPage {
        page: visitor
            .page(format!("From {} to {}", sessions.0, sessions.1))
            .section("framework")
            .description("What became of the workstreams and priorities of one framework in the next.")
            .with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{}", later.head.key), sessions.1.clone()),
        ],
        errors,
        form_key: if is_officer { visitor.form_key(weft)? } else { String::new() },
        base: format!("/framework/{}/crosswalk/{}", earlier.head.key, later.head.key),
        compare: format!("/framework/{}/compare/{}", earlier.head.key, later.head.key),
        earlier: crumb(earlier),
        later: crumb(later),
        rows,
        fresh,
        unsaid,
        any: !links.is_empty(),
        any_invented: links.iter().any(|link| link.invented != 0),
        is_officer,
        from_choices: from.iter().map(choice).collect(),
        to_choices: to.iter().map(choice).collect(),
        relations: RELATIONS
            .iter()
            .map(|(key, name)| Choice { value: (*key).to_owned(), label: (*name).to_owned(), hint: "" })
            .collect(),
        papers: papers
            .iter()
            .map(|paper| Choice { value: paper.key.clone(), label: paper.title.clone(), hint: "" })
            .collect(),
        from: kept("from"),
        to: kept("to"),
        relation: kept("relation"),
        note: kept("note"),
        paper: kept("paper"),
        line: kept("line"),
        earlier_sessions: sessions.0,
        later_sessions: sessions.1,
    })
}

/// The kind and key of an end as a form sends it; empty ones where nothing was chosen.
fn end(framework: &Framework, given: &str, field: &str, errors: &mut FormErrors) -> (String, String) {
    let Some((kind, key)) = given.split_once('/') else { return Default::default() };
    let there = KINDS.contains(&kind) && parts(framework).iter().any(|part| part.kind == kind && part.key == key);
    if !there {
        errors.add(field, "Choose a workstream or priority of this framework");
    }
    (kind.to_owned(), key.to_owned())
}

async fn add(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, other)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let both = pair(&weft, &permit.visitor, &key, &other).await?;
    let (earlier, later) = &both;
    let back = format!("/framework/{}/crosswalk/{}", earlier.head.key, later.head.key);
    posted.once(&weft, &mut write, &back).await?;
    let mut errors = FormErrors::default();
    let (from_kind, from_key) = end(&earlier.framework, posted.text("from"), "from", &mut errors);
    let (to_kind, to_key) = end(&later.framework, posted.text("to"), "to", &mut errors);
    let line = posted.given("line").map(str::parse::<i64>);
    if line.as_ref().is_some_and(|line| !matches!(line, Ok(1..))) {
        errors.add("line", "Enter the line as a whole number, or leave it empty");
    }
    let papers = partnership::papers(&weft.db).await?;
    let paper_key = posted.given("paper").map(ToOwned::to_owned);
    if paper_key.as_ref().is_some_and(|key| !papers.iter().any(|paper| paper.key == *key)) {
        errors.add("paper", "Choose one of the partnership’s papers");
    }
    let link = Link {
        id: String::new(),
        from_framework: earlier.head.key.clone(),
        from_kind,
        from_key,
        to_framework: later.head.key.clone(),
        to_kind,
        to_key,
        relation: posted.text("relation").to_owned(),
        note: posted.given("note").map(ToOwned::to_owned),
        paper_key,
        line: line.and_then(Result::ok),
        invented: 0,
    };
    for (field, what) in faults(&link) {
        errors.add(field, what);
    }
    let ends = |one: &Link| (one.from_kind.clone(), one.from_key.clone(), one.to_kind.clone(), one.to_key.clone());
    let there = crosswalk(&weft.db, &link.from_framework, &link.to_framework).await?;
    if there.iter().any(|one| ends(one) == ends(&link)) {
        errors.add("from", "There is a link between these two already; take it out first to say something else");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit.visitor, &both, Some(&posted), errors).await?);
    }
    store::add(&weft, &mut write, permit.visitor.named(), &earlier.head.framework_id, &link).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=added")))
}

async fn remove(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, other, id)): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let (earlier, later) = pair(&weft, &permit.visitor, &key, &other).await?;
    let back = format!("/framework/{}/crosswalk/{}", earlier.head.key, later.head.key);
    let links = crosswalk(&weft.db, &earlier.head.key, &later.head.key).await?;
    let link = links.iter().find(|link| link.id == id).ok_or(Problem::NotFound)?;
    posted.once(&weft, &mut write, &back).await?;
    store::remove(&weft, &mut write, permit.visitor.named(), &earlier.head.framework_id, link).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=removed")))
}
