//! The life of a version: the page from which a draft is worked on, and the steps to its publication.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;
use serde_json::json;

use super::{
    Found, Framework, Move, Record, State, edit, endorse,
    steps::{self, StepFacts},
    store,
};
use crate::{
    partnership,
    people::{Permit, Role},
    plumbing::{
        clock::zone,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of a version's life.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/draft", draft_page),
        post("/framework/{key}/submission", submission),
        post("/framework/{key}/withdrawal", withdrawal),
        post("/framework/{key}/endorsement", endorsement),
        post("/framework/{key}/publication", publication),
        get("/framework/{key}/amendment", amendment_page),
        post("/framework/{key}/amendment", amendment),
    ]
}

/// One step of the way from draft to published.
struct TrackStep {
    name: &'static str,
    done: bool,
    here: bool,
}

#[derive(Template)]
#[template(path = "plan/draft.html")]
struct DraftPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    title: String,
    sessions: String,
    version: i64,
    revision: i64,
    state: &'static str,
    state_name: &'static str,
    track: Vec<TrackStep>,
    groups: Vec<edit::Group>,
    is_officer: bool,
    bodies: Vec<String>,
    body: String,
    day: String,
    paper: String,
    reason: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// The version of a framework that is being worked on; a published one is none.
pub(super) async fn in_work(weft: &Weft, key: &str) -> Result<Found, Problem> {
    let found = store::newest(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    if found.head.state() == State::Published { Err(Problem::NotFound) } else { Ok(found) }
}

async fn draft_page(
    From(weft): From<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    Query(done): Query<Done>,
) -> Shown {
    let found = in_work(&weft, &key).await?;
    let notice = match done.done.as_str() {
        "begun" => "The draft is ready. Go through it part by part; new parts can be added.",
        "saved" => "Saved.",
        "removed" => "Taken out of the draft.",
        "submission" => "Submitted. Record the endorsement when the body has met.",
        "withdrawal" => "Taken back. It is a draft again.",
        "endorsement" => "The endorsement is recorded. The framework can now be published.",
        _ => "",
    };
    let mut page = work(&weft, &permit, &found, None, FormErrors::default()).await?;
    page.page.notice = Some(notice.to_owned()).filter(|notice| !notice.is_empty());
    show_private(&page)
}

async fn work(
    weft: &Weft,
    permit: &Permit,
    found: &Found,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<DraftPage, Problem> {
    let Found { head, framework } = found;
    let state = head.state();
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    Ok(DraftPage {
        page: permit.visitor.page("Work on the draft").section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{}", head.key), head.sessions()),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        key: head.key.clone(),
        title: framework.title.clone(),
        sessions: head.sessions(),
        version: head.number,
        revision: head.revision,
        state: state.key(),
        state_name: state.name(),
        track: State::ALL
            .into_iter()
            .map(|step| TrackStep { name: step.name(), done: step < state, here: step == state })
            .collect(),
        groups: edit::groups(framework, permit, state == State::Draft),
        is_officer: permit.visitor.holds(Role::CollaborationOfficer),
        bodies: endorse::bodies(weft, framework).await?,
        body: kept("body"),
        day: kept("day"),
        paper: kept("paper"),
        reason: kept("reason"),
    })
}

async fn submission(weft: From<Weft>, permit: Permit, path: Path<String>, posted: Posted) -> Shown {
    step(weft, permit, path, posted, Move::Submission).await
}

async fn withdrawal(weft: From<Weft>, permit: Permit, path: Path<String>, posted: Posted) -> Shown {
    step(weft, permit, path, posted, Move::Withdrawal).await
}

async fn endorsement(weft: From<Weft>, permit: Permit, path: Path<String>, posted: Posted) -> Shown {
    step(weft, permit, path, posted, Move::Endorsement).await
}

async fn publication(weft: From<Weft>, permit: Permit, path: Path<String>, posted: Posted) -> Shown {
    step(weft, permit, path, posted, Move::Publication).await
}

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("", |one| &one.time_zone))))
}

async fn step(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted, made: Move) -> Shown {
    // The write comes first, so that what is read below cannot change before it is replaced.
    let mut write = weft.db.write().await?;
    let found = store::newest(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    posted.once(&weft, &mut write, &format!("/framework/{key}")).await?;
    let after = made.from(found.head.state()).map_err(|why| Problem::Conflict(why.into()))?;
    let today = today(&weft).await?;
    let errors = faults(made, &posted, &today);
    if !errors.is_empty() {
        drop(write);
        return show_again(&work(&weft, &permit, &found, Some(&posted), errors).await?);
    }
    if posted.text("revision") != found.head.revision.to_string() {
        return Err(Problem::Conflict(
            "Somebody changed the draft after this page was shown. Look at it again, then repeat the step.".into(),
        ));
    }
    let mut framework = found.framework.clone();
    let by = permit.visitor.named();
    let facts = match made {
        Move::Endorsement => StepFacts {
            on_day: posted.given("day"),
            endorsing_body: posted.given("body"),
            paper: posted.given("paper"),
            reason: None,
        },
        Move::Publication => StepFacts { on_day: Some(&today), ..StepFacts::default() },
        Move::Submission | Move::Withdrawal => StepFacts { reason: posted.given("reason"), ..StepFacts::default() },
    };
    tell(&mut framework.record, after, made, facts);
    store::save(&mut write, &found.head, &framework, after).await?;
    steps::add_step(&weft, &mut write, by, &found.head.id, made, facts).await?;
    let change = json!({
        "version": found.head.number, "state": after.key(), "day": facts.on_day, "body": facts.endorsing_body, "paper": facts.paper
    });
    let act = format!("framework {}", made.key());
    store::note(&weft, &mut write, (by, &act, &found.head.framework_id), facts.reason, change).await?;
    write.commit().await?;
    Ok(match made {
        Move::Publication => see(&format!("/framework/{key}")),
        _ => see(&format!("/framework/{key}/draft?done={}", made.key())),
    })
}

/// What is missing or wrong in the form of a step.
pub(super) fn faults(made: Move, posted: &Posted, today: &str) -> FormErrors {
    let mut errors = FormErrors::default();
    if made == Move::Endorsement {
        errors.required(posted, "body", "Enter the body that endorsed the framework");
        let day = errors.required(posted, "day", "Enter the day of the endorsement");
        if !day.is_empty() && (day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
            errors.add("day", "Enter the day as year, month and day, such as 2026-06-18");
        } else if day > today {
            errors.add("day", "The day lies in the future; record the endorsement once it has happened");
        }
        errors.required(posted, "paper", "Enter the paper that records it, such as the minute of the meeting");
    }
    if made == Move::Withdrawal {
        errors.required(posted, "reason", "Say why the framework is taken back");
    }
    errors
}

/// Writes a step into what the document says of its life.
fn tell(record: &mut Record, after: State, made: Move, facts: StepFacts<'_>) {
    record.status = after.key().to_owned();
    match made {
        Move::Endorsement => {
            record.endorsed_by = facts.endorsing_body.map(ToOwned::to_owned);
            record.endorsed_on = facts.on_day.map(ToOwned::to_owned);
            record.endorsed_in = facts.paper.map(ToOwned::to_owned);
        }
        Move::Publication => record.published_on = facts.on_day.map(ToOwned::to_owned),
        Move::Submission | Move::Withdrawal => {}
    }
}

#[derive(Template)]
#[template(path = "plan/amendment.html")]
struct AmendmentPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    title: String,
    reason: String,
}

fn amendment_form(
    weft: &Weft,
    permit: &Permit,
    found: &Found,
    reason: &str,
    errors: FormErrors,
) -> Result<AmendmentPage, Problem> {
    Ok(AmendmentPage {
        page: permit.visitor.page("Amend this framework").section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{}", found.head.key), found.head.sessions()),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        key: found.head.key.clone(),
        title: found.framework.title.clone(),
        reason: reason.to_owned(),
    })
}

async fn amendment_page(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = store::newest(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    show_private(&amendment_form(&weft, &permit, &found, "", FormErrors::default())?)
}

async fn amendment(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    let found = store::newest(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    posted.once(&weft, &mut write, &format!("/framework/{key}/draft")).await?;
    if found.head.state() != State::Published {
        return Err(Problem::Conflict(
            "An amendment is in work already. Finish that one; only a published framework can be amended.".into(),
        ));
    }
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Say why the framework is amended; readers will see the reason");
    if !errors.is_empty() {
        drop(write);
        return show_again(&amendment_form(&weft, &permit, &found, reason, errors)?);
    }
    let record = Record { status: State::Draft.key().into(), ..Record::default() };
    let framework = Framework { record, ..found.framework };
    let (by, head) = (permit.visitor.named(), &found.head);
    store::add_version(&weft, &mut write, &head.framework_id, head.number + 1, &framework, Some(reason)).await?;
    let change = json!({ "version": head.number + 1 });
    store::note(&weft, &mut write, (by, "framework amendment begun", &head.framework_id), Some(reason), change).await?;
    write.commit().await?;
    Ok(see(&format!("/framework/{key}/draft?done=begun")))
}
