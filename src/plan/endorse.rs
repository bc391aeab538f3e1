//! Endorsement by more than one body: which bodies there are to choose from, and the record of a further endorsement.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State as From};
use serde_json::json;

use super::{
    Found, Framework, Move, State, life,
    steps::{self, StepFacts},
    store,
};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        ids::unaccented,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/framework/{key}/endorsements", page), post("/framework/{key}/endorsements", endorse)]
}

/// The bodies that the form of an endorsement offers: those the framework prints and those that have a record of their own.
pub(super) async fn bodies(weft: &Weft, framework: &Framework) -> Result<Vec<String>, Problem> {
    let printed = framework.body.iter().map(|body| body.name.clone());
    let kept = search::of_kind(&weft.db, "body").await?.into_iter().map(|body| body.title);
    let mut seen = BTreeSet::new();
    Ok(printed.chain(kept).filter(|name| seen.insert(folded(name))).collect())
}

/// A name without what two spellings of it differ in.
pub(super) fn folded(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).map(|letter| unaccented(letter).unwrap_or(' '));
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "plan/endorsement.html")]
struct EndorsementPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    title: String,
    version: i64,
    bodies: Vec<String>,
    body: String,
    day: String,
    paper: String,
}

/// The newest version, where a body can endorse it beside the one that came first.
async fn endorsed(weft: &Weft, key: &str) -> Result<Found, Problem> {
    let found = store::newest(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    if found.head.state() >= State::Endorsed {
        return Ok(found);
    }
    Err(Problem::Conflict(
        "The newest version of this framework is not endorsed yet. Record its first endorsement where you work on the draft.".into(),
    ))
}

async fn form(
    weft: &Weft,
    permit: &Permit,
    found: &Found,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<EndorsementPage, Problem> {
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    let key = &found.head.key;
    Ok(EndorsementPage {
        page: permit
            .visitor
            .page("Record the endorsement of another body")
            .section("framework")
            .with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{key}"), found.head.sessions()),
            Crumb::new(format!("/framework/{key}/approvals"), "Approval by the councils"),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        key: key.clone(),
        title: found.framework.title.clone(),
        version: found.head.number,
        bodies: bodies(weft, &found.framework).await?,
        body: kept("body"),
        day: kept("day"),
        paper: kept("paper"),
    })
}

async fn page(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = endorsed(&weft, &key).await?;
    show_private(&form(&weft, &permit, &found, None, FormErrors::default()).await?)
}

async fn endorse(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    let found = endorsed(&weft, &key).await?;
    let back = format!("/framework/{key}/approvals");
    posted.once(&weft, &mut write, &back).await?;
    let mut errors = life::faults(Move::Endorsement, &posted, &life::today(&weft).await?);
    let body = posted.text("body");
    let there = steps::steps(&weft.db, &found.head.id).await?;
    let names = there
        .iter()
        .filter_map(|step| step.endorsing_body.as_deref())
        .chain(found.framework.record.endorsed_by.as_deref());
    if !body.is_empty() && names.into_iter().any(|name| folded(name) == folded(body)) {
        errors.add("body", "The endorsement of this version by this body is recorded already");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&form(&weft, &permit, &found, Some(&posted), errors).await?);
    }
    let by = permit.visitor.named();
    let facts = StepFacts {
        on_day: posted.given("day"),
        endorsing_body: posted.given("body"),
        paper: posted.given("paper"),
        reason: None,
    };
    steps::add_step(&weft, &mut write, by, &found.head.id, Move::Endorsement, facts).await?;
    let change = json!({ "version": found.head.number, "day": facts.on_day, "body": facts.endorsing_body, "paper": facts.paper });
    store::note(&weft, &mut write, (by, "framework endorsement", &found.head.framework_id), None, change).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=endorsed")))
}
