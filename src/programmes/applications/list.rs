//! Who applied to a cohort: for those who run the programme, and for an authority's officer the people of their authority.

use askama::Template;
use axum::{
    extract::{Path, Query, State as From},
    http::Method,
};
use serde::Deserialize;

use super::{
    Application, State,
    allocate::Outcome,
    allocation::{self, Plan},
    apply::workplace_of,
    frame,
    frame::Frame,
    workplaces::{Workplaces, sector_name},
};
use crate::{
    people::{Permit, Scope, policy, satisfies},
    plumbing::{
        clock::spoken_day,
        filters::{self, ANY, Facet, Filter},
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/cohorts/{key}/applications", list)]
}

/// What somebody may see of a cohort's applications.
pub(super) struct Sight {
    /// Whether they run the programme: they decide, and read what somebody needs.
    pub(super) runs: bool,
    /// The authorities whose people they see; nothing means everybody.
    authorities: Option<Vec<String>>,
}

impl Sight {
    /// What the visitor may see.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is nothing.
    pub(super) fn of(permit: &Permit, programme: &str) -> Result<Self, Problem> {
        let scope = Scope::Programme(programme.to_owned());
        let account = permit.visitor.account.as_ref();
        let keepers = policy::rule(&Method::POST, "/cohorts/{key}/applications/allocation");
        let runs =
            keepers.is_some_and(|rule| account.is_some_and(|one| satisfies(&one.grants, &rule.who, Some(&scope))));
        if permit.within(&scope).is_ok() {
            return Ok(Self { runs, authorities: None });
        }
        let own: Vec<String> = account
            .map(|one| one.authorities())
            .unwrap_or_default()
            .into_iter()
            .filter(|key| permit.within(&Scope::Authority((*key).to_owned())).is_ok())
            .map(ToOwned::to_owned)
            .collect();
        if own.is_empty() { Err(Problem::NotFound) } else { Ok(Self { runs: false, authorities: Some(own) }) }
    }

    /// Whether one application is among what they see.
    pub(super) fn holds(&self, one: &Application) -> bool {
        self.authorities
            .as_ref()
            .is_none_or(|own| one.authority_key.as_ref().is_some_and(|authority| own.contains(authority)))
    }
}

/// Where the pages of those who decide stand.
pub(super) fn crumbs(cohort: &Cohort) -> Vec<Crumb> {
    let mut trail = super::apply::crumbs(cohort);
    trail.push(Crumb::new(format!("/cohorts/{}/applications", cohort.key), "Applications"));
    trail
}

#[derive(Deserialize)]
struct Asked {
    state: Option<String>,
    authority: Option<String>,
    endorsed: Option<String>,
    done: Option<String>,
    count: Option<usize>,
    waits: Option<usize>,
}

/// One application as the list shows it.
struct Line {
    href: String,
    name: String,
    post: String,
    workplace: String,
    authority: String,
    sent: String,
    endorsed: &'static str,
    state: &'static str,
    look: &'static str,
    until: Option<String>,
}

/// Whoever would be offered the next place, and the sentence they would read.
struct Next {
    name: String,
    href: String,
    from: String,
    sentence: String,
}

#[derive(Template)]
#[template(path = "programmes/applications/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    cohort: Cohort,
    runs: bool,
    any: bool,
    filters: Vec<Filter>,
    filters_label: &'static str,
    lines: Vec<Line>,
    places: String,
    shares: Vec<(String, String)>,
    shares_note: String,
    undecided: usize,
    next: Option<Next>,
    apply: bool,
    form_key: String,
    invented: bool,
}

/// What is said of an endorsement.
pub(super) fn endorsed_in_words(one: &Application) -> &'static str {
    match one.endorsed.as_deref() {
        Some("yes") => "Yes",
        Some(_) => "No",
        None => "Not answered",
    }
}

/// How many places are held and free, in a sentence.
pub(super) fn places_in_words(cohort: &Cohort, held: i64, accepted: usize) -> String {
    let offered = usize::try_from(held).unwrap_or_default().saturating_sub(accepted);
    match cohort.places {
        None => format!("There is no limit of places. {accepted} accepted, {offered} offered."),
        Some(places) => {
            format!("{places} places: {accepted} accepted, {offered} offered, {} free.", (places - held).max(0))
        }
    }
}

async fn list(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let sight = Sight::of(&permit, &cohort.programme)?;
    super::expire(&weft, Some(&cohort.id)).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    let plan = allocation::plan(&weft.db, &cohort, &frame.today).await?;
    let workplaces = Workplaces::of(&weft.db).await?;
    let seen: Vec<&Application> = plan.applications.iter().filter(|one| sight.holds(one)).collect();
    let facets = facets(&asked, &cohort, &workplaces);
    let properties: Vec<filters::Properties> = seen
        .iter()
        .map(|one| {
            let authority = one.authority_key.clone().unwrap_or_else(|| "none".to_owned());
            let endorsed = one.endorsed.clone().unwrap_or_else(|| "not-answered".to_owned());
            let all = vec![vec![one.state.clone()], vec![authority], vec![endorsed]];
            all.into_iter().take(facets.len()).collect()
        })
        .collect();
    let here = format!("/cohorts/{}/applications", cohort.key);
    let links = filters::links(&here, &facets, &properties);
    let lines = seen
        .iter()
        .zip(&properties)
        .filter(|(_, record)| filters::admits(&facets, record))
        .map(|(one, _)| line(&cohort, one, &workplaces, &frame))
        .collect();
    let mut page = permit.visitor.page(format!("Applications to {}", cohort.full_title())).section("programmes");
    page.notice = notice(&asked);
    show_private(&ListPage {
        page,
        crumbs: super::apply::crumbs(&cohort),
        runs: sight.runs,
        any: !seen.is_empty(),
        filters: links,
        filters_label: "Narrow the list of applications",
        lines,
        places: places_in_words(&cohort, plan.terms.held, plan.accepted()),
        shares: plan.shares_in_words(),
        shares_note: plan.shares_note(&cohort),
        undecided: plan.applications.iter().filter(|one| one.state() == State::Submitted).count(),
        next: if sight.runs { next(&cohort, &plan) } else { None },
        apply: super::apply::not_now(&cohort, &frame.today).is_none(),
        form_key: permit.visitor.form_key(&weft)?,
        invented: seen.iter().any(|one| one.invented == 1),
        cohort,
    })
}

fn notice(asked: &Asked) -> Option<String> {
    let count = |count: Option<usize>, one: &str, many: &str| match count.unwrap_or_default() {
        1 => one.to_owned(),
        count => format!("{count} {many}"),
    };
    match asked.done.as_deref()? {
        "allocated" => Some(format!(
            "{} offered a place, {} put on the waiting list. Everybody has been written to.",
            count(asked.count, "1 person was", "people were"),
            count(asked.waits, "1 person was", "people were")
        )),
        "moved" => Some("Done. The applicant has been written to.".to_owned()),
        _ => None,
    }
}

fn facets(asked: &Asked, cohort: &Cohort, workplaces: &Workplaces) -> Vec<Facet> {
    let chosen = |asked: &Option<String>| asked.clone().filter(|value| value != ANY && !value.is_empty());
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let states = State::ALL.into_iter().map(|state| (state.key().to_owned(), state.name().to_owned())).collect();
    let mut authorities: Vec<(String, String)> =
        workplaces.authorities.iter().map(|one| (one.key.clone(), one.name.clone())).collect();
    authorities.push(("none".to_owned(), "None of the authorities".to_owned()));
    let mut facets = vec![
        Facet { name: "state", heading: "Where it stands", any: "All", values: states, chosen: chosen(&asked.state) },
        Facet {
            name: "authority",
            heading: "Authority",
            any: "All authorities",
            values: authorities,
            chosen: chosen(&asked.authority),
        },
    ];
    if cohort.endorsement == 1 {
        facets.push(Facet {
            name: "endorsed",
            heading: "Endorsed",
            any: "All answers",
            values: pairs(&[("yes", "Yes"), ("no", "No"), ("not-answered", "Not answered")]),
            chosen: chosen(&asked.endorsed),
        });
    }
    facets
}

fn line(cohort: &Cohort, one: &Application, workplaces: &Workplaces, frame: &Frame) -> Line {
    let sent = one.submitted_at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let state = one.state();
    Line {
        href: format!("/cohorts/{}/applications/{}", cohort.key, one.key),
        name: one.name.clone(),
        post: one.post.clone(),
        workplace: format!("{} ({})", workplace_of(one, workplaces), sector_name(&one.sector)),
        authority: workplaces.authority_name(one.authority_key.as_deref()).to_owned(),
        sent: sent.map_or_else(String::new, |at| spoken_day(&at.to_zoned(frame.zone.clone()).date().to_string())),
        endorsed: endorsed_in_words(one),
        state: state.name(),
        look: state.look(),
        until: if state == State::Offered { one.offer_expires_on.as_deref().map(spoken_day) } else { None },
    }
}

/// Whoever is next, while a place is free.
fn next(cohort: &Cohort, plan: &Plan) -> Option<Next> {
    let first = plan.decisions.first().filter(|one| one.outcome == Outcome::Offer)?;
    let one = plan.applications.iter().find(|one| one.id == first.id)?;
    Some(Next {
        name: one.name.clone(),
        href: format!("/cohorts/{}/applications/{}", cohort.key, one.key),
        from: one.state.clone(),
        sentence: first.sentence.clone(),
    })
}
