//! Editing a draft in the browser, one thing on a page. A lead reaches their own workstream only.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;
use serde_json::json;

use super::{
    Found, State, answers,
    edit::{self, NEW},
    life,
    questions::{self, Ask, Question},
    reading, store,
    view::spoken,
};
use crate::{
    people::{self, Permit},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of editing.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/draft/{kind}/{item}", edit_page),
        post("/framework/{key}/draft/{kind}/{item}", save),
        post("/framework/{key}/draft/{kind}/{item}/removal", remove),
    ]
}

#[derive(Template)]
#[template(path = "plan/edit.html")]
struct EditPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    kind: String,
    item: String,
    parent: String,
    revision: i64,
    questions: Vec<Question>,
    /// What stands in the draft now, where somebody else changed it meanwhile: label and text.
    theirs: Vec<(&'static str, String)>,
    is_new: bool,
    may_remove: bool,
}

#[derive(Deserialize)]
struct In {
    #[serde(default, rename = "in")]
    parent: String,
}

const CLOSED: &str =
    "This framework is submitted and can no longer be changed. The Collaboration Officer can take it back to draft.";

/// The draft, if it may be edited at that part by this visitor.
async fn open(weft: &Weft, permit: &Permit, path: &(String, String, String), parent: &str) -> Result<Found, Problem> {
    let (key, kind, item) = path;
    let found = life::in_work(weft, key).await?;
    permit.within(&edit::scope(&found.framework, kind, item, parent))?;
    if found.head.state() == State::Draft { Ok(found) } else { Err(Problem::Conflict(CLOSED.into())) }
}

fn form(
    weft: &Weft,
    permit: &Permit,
    found: &Found,
    (kind, item, parent): (&str, &str, &str),
    questions: Vec<Question>,
    errors: FormErrors,
) -> Result<EditPage, Problem> {
    let (key, is_new) = (&found.head.key, item == NEW);
    let title = match (kind, is_new) {
        ("about", _) => "Title, vision and purpose".to_owned(),
        ("judgement", _) => "Judge the progress of an outcome".to_owned(),
        (_, true) => format!("Add: {}", spoken(kind).to_lowercase()),
        (_, false) => format!("Change: {}", spoken(kind).to_lowercase()),
    };
    Ok(EditPage {
        page: permit.visitor.page(title).section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{key}"), found.head.sessions()),
            Crumb::new(format!("/framework/{key}/draft"), "Draft"),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        key: key.clone(),
        kind: kind.to_owned(),
        item: item.to_owned(),
        parent: parent.to_owned(),
        revision: found.head.revision,
        questions,
        theirs: Vec::new(),
        is_new,
        may_remove: !is_new && !matches!(kind, "about" | "judgement"),
    })
}

/// The offices that can sponsor or lead: key and title.
async fn offices(weft: &Weft) -> Result<Vec<(String, String)>, Problem> {
    Ok(people::offices(&weft.db).await?.into_iter().map(|office| (office.key, office.title)).collect())
}

async fn edit_page(
    From(weft): From<Weft>,
    permit: Permit,
    Path(path): Path<(String, String, String)>,
    Query(within): Query<In>,
) -> Shown {
    let found = open(&weft, &permit, &path, &within.parent).await?;
    let (_, kind, item) = &path;
    let offices = offices(&weft).await?;
    let questions =
        questions::questions(&found.framework, kind, item, &within.parent, &offices).ok_or(Problem::NotFound)?;
    show_private(&form(&weft, &permit, &found, (kind, item, &within.parent), questions, FormErrors::default())?)
}

async fn save(
    From(weft): From<Weft>,
    permit: Permit,
    Path(path): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    // The write comes first, so that what is read below cannot change before it is replaced.
    let mut write = weft.db.write().await?;
    let parent = posted.text("in").to_owned();
    let found = open(&weft, &permit, &path, &parent).await?;
    let (key, kind, item) = &path;
    let offices = offices(&weft).await?;
    let now = questions::questions(&found.framework, kind, item, &parent, &offices).ok_or(Problem::NotFound)?;
    posted.once(&weft, &mut write, &format!("/framework/{key}/draft")).await?;
    let mut errors = FormErrors::default();
    for one in &now {
        let text = posted.text(one.name);
        if one.must && text.is_empty() {
            errors.add(one.name, format!("Answer: {}", one.label));
        } else if one.ask == Ask::Day
            && !text.is_empty()
            && (text.len() != 10 || text.parse::<jiff::civil::Date>().is_err())
        {
            errors.add(one.name, "Enter the day as year, month and day, such as 2027-06-30");
        } else if one.ask == Ask::Choice && !text.is_empty() && one.choices.iter().all(|choice| choice.value != text) {
            errors.add(one.name, "Choose one of the list");
        }
    }
    let first = now.first().map_or("", |one| one.name);
    let changed_meanwhile = posted.text("revision") != found.head.revision.to_string();
    if changed_meanwhile {
        errors.add(
            first,
            "Somebody else changed this draft meanwhile. Your answers are kept below, with what the draft says now. Save again to put yours in its place.",
        );
    }
    let mut framework = found.framework.clone();
    if errors.is_empty() {
        let before = match &framework.continues_from {
            Some(from) => store::framework(&weft.db, from).await?.map(|found| found.framework),
            None => None,
        };
        answers::apply(&mut framework, before.as_ref(), kind, item, &parent, &posted);
        // A lead cannot move a part into a workstream that is not theirs.
        let moved = posted.given("workstream").unwrap_or(&parent);
        let to = if matches!(kind.as_str(), "priority" | "activity" | "outcome") && item == NEW {
            edit::scope(&framework, kind, NEW, moved)
        } else {
            edit::scope(&framework, kind, item, &parent)
        };
        if permit.within(&to).is_err() {
            errors.add("workstream", "Choose your own workstream; the Collaboration Officer can move it to another");
        }
        if let Err(faults) = reading::read("draft", &reading::write(&framework)?) {
            let said =
                faults.first().and_then(|fault| fault.splitn(4, ':').nth(3)).unwrap_or_default().trim().to_owned();
            errors.add(first, format!("This cannot be saved: {said}"));
        }
    }
    if !errors.is_empty() {
        drop(write);
        let theirs = now
            .iter()
            .filter(|one| changed_meanwhile && !one.value.is_empty())
            .map(|one| (one.label, one.value.clone()));
        let theirs = theirs.collect();
        let kept = now.iter().cloned().map(|one| Question { value: posted.text(one.name).to_owned(), ..one }).collect();
        let mut page = form(&weft, &permit, &found, (kind, item, &parent), kept, errors)?;
        page.theirs = theirs;
        return show_again(&page);
    }
    let by = permit.visitor.named();
    store::save(&mut write, &found.head, &framework, State::Draft).await?;
    let old = now.iter().map(|one| (one.name.to_owned(), json!(one.value))).collect::<serde_json::Map<_, _>>();
    let new =
        now.iter().map(|one| (one.name.to_owned(), json!(posted.text(one.name)))).collect::<serde_json::Map<_, _>>();
    let change = json!({ "version": found.head.number, "part": format!("{kind}/{item}"), "old": old, "new": new });
    store::note(&weft, &mut write, (by, "draft changed", &found.head.framework_id), None, change).await?;
    write.commit().await?;
    Ok(see(&format!("/framework/{key}/draft?done=saved")))
}

async fn remove(
    From(weft): From<Weft>,
    permit: Permit,
    Path(path): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let found = open(&weft, &permit, &path, "").await?;
    let (key, kind, item) = &path;
    posted.once(&weft, &mut write, &format!("/framework/{key}/draft")).await?;
    if posted.text("revision") != found.head.revision.to_string() {
        return Err(Problem::Conflict(
            "Somebody else changed this draft meanwhile. Look at it again before taking anything out.".into(),
        ));
    }
    let mut framework = found.framework.clone();
    if !answers::remove(&mut framework, kind, item) {
        return Err(Problem::NotFound);
    }
    if framework.workstream.is_empty() {
        return Err(Problem::Conflict(
            "A framework needs at least one workstream. Add another one before taking this out.".into(),
        ));
    }
    let by = permit.visitor.named();
    store::save(&mut write, &found.head, &framework, State::Draft).await?;
    let change = json!({ "version": found.head.number, "part": format!("{kind}/{item}") });
    store::note(&weft, &mut write, (by, "part of a draft taken out", &found.head.framework_id), None, change).await?;
    write.commit().await?;
    Ok(see(&format!("/framework/{key}/draft?done=removed")))
}
