//! Preparing a meeting: what is brought to its agenda, and the papers for it.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    REASONS, agenda,
    one::{PaperShown, papers_shown},
    plan::Choice,
    sight::Ground,
    store,
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/meetings/{id}/preparation", prepare),
        post("/meetings/{id}/agenda", bring),
        post("/meetings/{id}/agenda/{item}/withdrawal", take_off),
    ]
}

#[derive(Template)]
#[template(path = "meetings/prepare.html")]
pub(super) struct PreparePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_keys: Vec<String>,
    url: String,
    heading: String,
    agenda: Vec<agenda::Line>,
    papers: Vec<PaperShown>,
    reasons: Vec<Choice>,
    accesses: Vec<Choice>,
    title: String,
    brought_by: String,
    paper_title: String,
    body: String,
    link: String,
    access: String,
    reason: String,
}

impl PreparePage {
    pub(super) async fn new(
        weft: &Weft,
        visitor: &Visitor,
        ground: &Ground,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        let (papers, _) = papers_shown(ground, &store::papers(&weft.db, &ground.meeting).await?);
        let mut form_keys = Vec::new();
        let agenda = agenda::of(&weft.db, &ground.meeting).await?;
        for _ in 0..papers.len() + agenda.len() + 2 {
            form_keys.push(visitor.form_key(weft)?);
        }
        let choice = |value: &str, label: &str, hint| Choice { value: value.into(), label: label.into(), hint };
        Ok(Self {
            page: visitor.page("Agenda and papers").section("groups").with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_keys,
            url: ground.meeting.url(),
            heading: ground.heading(),
            agenda,
            papers,
            reasons: REASONS.iter().map(|(key, name)| choice(key, name, "")).collect(),
            accesses: vec![
                choice("open", "Everybody", "It stands on the public page and in the pack"),
                choice("closed", "Members only", "Say below why; the reason is public, the title is not"),
            ],
            title: kept("title"),
            brought_by: kept("brought_by"),
            paper_title: kept("paper_title"),
            body: kept("body"),
            link: kept("link"),
            access: Some(kept("access")).filter(|access| !access.is_empty()).unwrap_or_else(|| "open".to_owned()),
            reason: kept("reason"),
        })
    }
}

async fn prepare(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    show_private(&PreparePage::new(&weft, &permit.visitor, &ground, None, FormErrors::default()).await?)
}

async fn bring(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let title = errors.required(&posted, "title", "Say what the item is about").to_owned();
    if title.chars().count() > 200 {
        errors.add("title", "An item has at most 200 characters. Put the rest into a paper");
    }
    if ground.meeting.version.is_some() {
        errors.add("title", "The minutes of this meeting are approved. Bring the item to the next meeting");
    }
    if !errors.is_empty() {
        return show_again(&PreparePage::new(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    }
    let page = format!("{}/preparation", ground.meeting.url());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let by = permit.visitor.named();
    store::add_item(&weft, &mut write, by, &ground.meeting, &title, posted.text("brought_by")).await?;
    write.commit().await?;
    Ok(see(&page))
}

/// Takes an item off that was put on the agenda by mistake; one that was done is marked as done instead.
async fn take_off(
    State(weft): State<Weft>,
    permit: Permit,
    Path((id, item)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let field = format!("off-{item}");
    let reason = errors.required(&posted, &field, "Say in a few words why the item is taken off the agenda");
    if reason.chars().count() > 300 {
        errors.add(&field, "The reason has at most 300 characters. Shorten it");
    }
    if ground.meeting.version.is_some() {
        errors.add(&field, "The minutes of this meeting are approved, and its agenda stays as it was");
    }
    if !errors.is_empty() {
        return show_again(&PreparePage::new(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    }
    let page = format!("{}/preparation", ground.meeting.url());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    if !store::take_off(&weft, &mut write, permit.visitor.named(), &ground.meeting, &item, reason).await? {
        return Err(Problem::Conflict(
            "This item was settled or decided on at this meeting or a later one, or is not on its agenda. Nothing was changed."
                .into(),
        ));
    }
    write.commit().await?;
    Ok(see(&page))
}
