//! How the partnership is steered: the bodies of every session, and the page of one with its rules, seats and history.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Body, EACH_AUTHORITY, SUBJECT, Seat,
    rules::{Finding, Names},
    sector_name, store, view,
};
use crate::{
    partnership::{self, Named},
    people::{Role, Scope, Visitor},
    plumbing::{
        clock::{spoken_day, zone},
        db::Db,
        history,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/governance", structure), get("/governance/{key}", one), get("/api/v1/bodies", super::api::list)]
}

/// Today where the partnership is.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// Whether a visitor may see who sits on a body: its own members, those who lead its workstream or its group, and those
/// who hold the partnership together. An authority's officer sees the names of their own authority.
pub(super) fn sees_names(visitor: &Visitor, body: &Body, authority: Option<&str>) -> bool {
    let Some(account) = &visitor.account else { return false };
    let key = &body.key;
    account.grants.iter().any(|grant| match (grant.role, &grant.scope) {
        (Role::CollaborationOfficer | Role::EvaluationLead, _) => true,
        (Role::BodyMember, Scope::Body(own)) | (Role::GroupLead, Scope::Group(own)) => own == key,
        (Role::WorkstreamLead, Scope::Workstream(own)) => body.workstream.as_ref().is_none_or(|its| its == own),
        (Role::AuthorityOfficer, Scope::Authority(own)) => authority == Some(own),
        _ => false,
    })
}

/// One body as the structure lists it.
struct Line {
    href: String,
    name: String,
    purpose: String,
    rhythm: String,
    seats: String,
    unmet: usize,
    known: bool,
}

/// A body and those that report to it.
struct Branch {
    depth: usize,
    href: String,
    name: String,
}

/// The bodies of one framework.
struct Era {
    anchor: String,
    heading: String,
    framework: String,
    lines: Vec<Line>,
    tree: Vec<Branch>,
    invented: bool,
}

#[derive(Template)]
#[template(path = "governance/structure.html")]
struct StructurePage {
    page: Page,
    crumbs: Vec<Crumb>,
    eras: Vec<Era>,
    may_edit: bool,
}

/// The bodies that report to one another, each after the one it reports to; nothing where none does.
fn tree(bodies: &[&Body]) -> Vec<Branch> {
    let within = |key: &str| bodies.iter().any(|body| body.key == key);
    let mut branches = Vec::new();
    let top = bodies.iter().filter(|body| {
        let reports = body.reports_to.as_deref().is_some_and(within);
        !reports && bodies.iter().any(|other| other.reports_to.as_ref() == Some(&body.key))
    });
    for body in top {
        below(body, bodies, 0, &mut branches);
    }
    branches
}

fn below(body: &Body, bodies: &[&Body], depth: usize, branches: &mut Vec<Branch>) {
    if branches.len() > bodies.len() {
        return;
    }
    let href = format!("/governance/{}", body.key);
    branches.push(Branch { depth, href, name: body.name.clone() });
    for other in bodies.iter().filter(|other| other.reports_to.as_ref() == Some(&body.key)) {
        below(other, bodies, depth + 1, branches);
    }
}

async fn structure(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let (bodies, names) = (store::bodies(&weft.db).await?, view::names(&weft.db).await?);
    let seats = store::every_seat(&weft.db, &today(&weft).await?).await?;
    let frameworks: BTreeSet<&String> = bodies.iter().flat_map(|body| &body.frameworks).collect();
    let mut eras = Vec::new();
    for framework in frameworks.into_iter().rev() {
        let own: Vec<&Body> = bodies.iter().filter(|body| body.frameworks.contains(framework)).collect();
        let lines = own.iter().map(|body| {
            let held: Vec<&Seat> = seats.iter().filter(|seat| seat.body == body.key).collect();
            let unmet = view::findings(body, &held, &names).iter().filter(|finding| !finding.met()).count();
            Line {
                href: format!("/governance/{}", body.key),
                name: body.name.clone(),
                purpose: body.purpose.clone().unwrap_or_default(),
                rhythm: body.rhythm.clone().unwrap_or_default(),
                seats: held.len().to_string(),
                unmet,
                known: body.seats_known(),
            }
        });
        eras.push(Era {
            anchor: format!("of-{framework}"),
            heading: format!("Session {}", partnership::spoken_sessions(framework)),
            framework: format!("/framework/{framework}"),
            lines: lines.collect(),
            tree: tree(&own),
            invented: own.iter().any(|body| body.invented),
        });
    }
    let page = visitor.page("How the partnership is steered").section("about");
    show(&StructurePage {
        page: page.description("The bodies that steer the partnership, what each is for, and who must sit on it."),
        crumbs: vec![Crumb::new("/about", "About")],
        eras,
        may_edit: visitor.holds(Role::CollaborationOfficer),
    })
}

/// One fact of a body: its name, what is known, or that nobody published it.
struct Fact {
    name: &'static str,
    value: Option<String>,
    href: Option<String>,
}

/// One rule with what is lacking.
struct RuleRow {
    words: String,
    attends: bool,
    held: String,
    lacks: Vec<String>,
    known: bool,
    edit: String,
    fill: Vec<Fill>,
}

/// A way to fill a seat of a rule.
struct Fill {
    href: String,
    label: String,
}

/// One term as the page lists it.
pub(super) struct SeatRow {
    pub(super) office: String,
    pub(super) place: String,
    pub(super) since: String,
    pub(super) until: String,
    pub(super) substitute: String,
    pub(super) name: String,
    pub(super) href: String,
}

#[derive(Template)]
#[template(path = "governance/one.html")]
struct BodyPage {
    page: Page,
    crumbs: Vec<Crumb>,
    body: Body,
    over: String,
    facts: Vec<Fact>,
    rules: Vec<RuleRow>,
    seats: Vec<SeatRow>,
    any_substitute: bool,
    past: Vec<SeatRow>,
    coming: Vec<SeatRow>,
    unmet: usize,
    members: String,
    with_names: bool,
    may_edit: bool,
    group: Option<Named>,
    source: Option<String>,
    edit: String,
    changes: Vec<Change>,
}

/// One change of the body's own record.
struct Change {
    when: String,
    what: String,
}

/// What a term speaks for: its authority, sector, partner or other body.
pub(super) fn place(seat: &Seat, body: &Body, names: &Names) -> String {
    let mut parts = Vec::new();
    if let Some(key) = &seat.authority {
        parts.push(names.authority(key).to_owned());
    }
    if let Some(key) = &seat.sector {
        parts.push(format!("{} sector", sector_name(key)));
    }
    if let Some(rule) = body.rule(&seat.rule) {
        if let Some(key) = &rule.partner {
            parts.push(names.partner(key).to_owned());
        }
        if let Some(key) = &rule.of {
            parts.push(names.body(key).to_owned());
        }
        if !rule.is_member() {
            parts.push("in attendance".to_owned());
        }
    }
    parts.join(", ")
}

pub(super) fn seat_row(seat: &Seat, body: &Body, names: &Names, visitor: &Visitor) -> SeatRow {
    let named = sees_names(visitor, body, seat.authority.as_deref());
    SeatRow {
        office: seat.office_title.clone(),
        place: place(seat, body, names),
        since: spoken_day(&seat.from),
        until: seat.to.as_deref().map(spoken_day).unwrap_or_default(),
        substitute: match (&seat.substitute, &seat.substitute_name) {
            (Some(_), Some(name)) if named => name.clone(),
            (Some(_), _) => "Yes".to_owned(),
            (None, _) => String::new(),
        },
        name: seat.name.clone().filter(|_| named).unwrap_or_default(),
        href: format!("/governance/{}/seats/{}", body.key, seat.id),
    }
}

fn rule_row(body: &Body, finding: Finding, names: &Names) -> RuleRow {
    let base = format!("/governance/{}/seats/new?rule={}", body.key, finding.rule);
    let rule = body.rule(&finding.rule);
    let mut fill: Vec<Fill> = finding
        .lacks
        .iter()
        .filter_map(|lack| {
            let (name, query) = match (&lack.authority, &lack.sector) {
                (Some(key), _) => (names.authority(key).to_owned(), format!("&authority={key}")),
                (None, Some(key)) => (format!("{} sector", sector_name(key)), format!("&sector={key}")),
                _ => return None,
            };
            Some(Fill { href: format!("{base}{query}"), label: format!("Fill the seat: {name}") })
        })
        .collect();
    let open = finding.lacks.iter().any(|lack| lack.authority.is_none() && lack.sector.is_none());
    if fill.is_empty() && (open || rule.is_none_or(|rule| rule.kind != EACH_AUTHORITY)) {
        fill.push(Fill { href: base, label: "Fill a seat".to_owned() });
    }
    RuleRow {
        attends: !finding.member,
        held: finding.held.to_string(),
        lacks: finding.lacks.into_iter().map(|lack| lack.words).collect(),
        known: body.seats_known(),
        edit: format!("/governance/{}/rules/{}", body.key, finding.rule),
        words: finding.words,
        fill,
    }
}

async fn facts(db: &Db, body: &Body, names: &Names) -> Result<(Vec<Fact>, Option<String>), Problem> {
    let fact = |name, value: Option<String>| Fact { name, value, href: None };
    let mut facts = Vec::new();
    for framework in &body.frameworks {
        let label = format!("Framework {}", partnership::spoken_sessions(framework));
        facts.push(Fact { name: "Belongs to", value: Some(label), href: Some(format!("/framework/{framework}")) });
    }
    let mut workstream = None;
    if let (Some(key), Some(framework)) = (&body.workstream, body.frameworks.last()) {
        let named = partnership::workstream(db, framework, key).await?;
        workstream = Some(named.label.clone());
        facts.push(Fact { name: "Workstream", value: Some(named.label), href: named.href });
    }
    if let Some(key) = &body.reports_to {
        let href = Some(format!("/governance/{key}"));
        facts.push(Fact { name: "Reports to", value: Some(names.body(key).to_owned()), href });
    }
    if body.chair.is_some() || body.lacks("chair") {
        facts.push(fact("Chair", body.chair.clone()));
    }
    facts.push(fact("Meets", body.rhythm.clone()));
    let quorum = body.quorum.map(|needed| if needed == 1 { "1 member".into() } else { format!("{needed} members") });
    facts.push(fact("Quorum", quorum));
    Ok((facts, workstream))
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let (id, body) = store::with_id(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let (names, today) = (view::names(&weft.db).await?, today(&weft).await?);
    let terms = store::terms(&weft.db, &key).await?;
    let held: Vec<&Seat> = terms.iter().filter(|seat| seat.held_on(&today)).collect();
    let shown = |seats: &mut dyn Iterator<Item = &Seat>| -> Vec<SeatRow> {
        seats.map(|seat| seat_row(seat, &body, &names, &visitor)).collect()
    };
    let findings: Vec<Finding> = body.rule.iter().map(|rule| super::evaluate(rule, &held, &names)).collect();
    let unmet = if body.seats_known() { findings.iter().filter(|finding| !finding.met()).count() } else { 0 };
    let by_rule = |seat: &&Seat| body.rule.iter().position(|rule| rule.key == seat.rule);
    let mut ordered = held.clone();
    let place_of = |seat: &Seat| names.authorities.iter().position(|(key, _)| Some(key) == seat.authority.as_ref());
    ordered.sort_by_key(|seat| (by_rule(seat), place_of(seat)));
    let seats = shown(&mut ordered.into_iter());
    let past = shown(&mut terms.iter().rev().filter(|seat| seat.to.as_deref().is_some_and(|to| to < today.as_str())));
    let coming = shown(&mut terms.iter().filter(|seat| seat.from > today));
    let (facts, workstream) = facts(&weft.db, &body, &names).await?;
    let papers = partnership::papers(&weft.db).await?;
    let paper = body.paper.as_ref().and_then(|key| papers.into_iter().find(|paper| paper.key == *key));
    let group = search::named(&weft.db, "group", &key).await?;
    let with_names = sees_names(&visitor, &body, None)
        || visitor.account.as_ref().is_some_and(|account| account.holds(Role::AuthorityOfficer));
    let may_edit = visitor.holds(Role::CollaborationOfficer);
    let page = BodyPage {
        page: visitor.page(&body.name).section("about").description(body.purpose.clone().unwrap_or_default()),
        crumbs: vec![Crumb::new("/about", "About"), Crumb::new("/governance", "How the partnership is steered")],
        over: workstream.map_or_else(|| "Body".to_owned(), |workstream| format!("Body · {workstream}")),
        facts,
        rules: findings.into_iter().map(|finding| rule_row(&body, finding, &names)).collect(),
        any_substitute: seats.iter().any(|seat| !seat.substitute.is_empty()),
        seats,
        past,
        coming,
        unmet,
        members: super::rules::heads(&body, &held).to_string(),
        with_names,
        may_edit,
        group: group.map(|found| Named { label: found.title, href: Some(found.url) }),
        source: paper.map(|paper| match body.line {
            Some(line) => format!("{}, line {line} of its text", paper.title),
            None => paper.title,
        }),
        edit: format!("/governance/{key}"),
        changes: changes(&weft, &id, may_edit).await?,
        body,
    };
    if visitor.account.is_some() { show_private(&page) } else { show(&page) }
}

/// What was done to the body's record, newest first, for the officer.
async fn changes(weft: &Weft, id: &str, wanted: bool) -> Result<Vec<Change>, Problem> {
    if !wanted {
        return Ok(Vec::new());
    }
    let rows = history::of(&weft.db, SUBJECT, id).await?;
    let change = |row: history::Row| {
        let mut letters = row.act.chars();
        let what = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
        Change { when: spoken_day(row.at.get(..10).unwrap_or_default()), what }
    };
    Ok(rows.into_iter().take(20).map(change).collect())
}
