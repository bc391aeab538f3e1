//! The form in which one council's decision is recorded.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{Approval, DECISIONS, NONE, pages::before_councils, store};
use crate::{
    partnership::{self, Authority},
    people::{Permit, Scope, Visitor},
    plan::{Found, life, pages::readable},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One choice of a question.
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// An earlier record of the same council.
struct Earlier {
    when: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "plan/approvals/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    back: String,
    title: String,
    number: i64,
    version: i64,
    decisions: Vec<Choice>,
    asks_reason: bool,
    earlier: Vec<Earlier>,
    decision: String,
    committee: String,
    day: String,
    agenda_item: String,
    words: String,
    paper: String,
    url: String,
    reason: String,
}

/// What a form about one council stands on.
struct Ground {
    found: Found,
    first: String,
    council: Authority,
    records: Vec<Approval>,
}

impl Ground {
    /// The record that counts; one that took another back is none.
    fn before(&self) -> Option<&Approval> {
        self.records.first().filter(|one| one.decision != NONE)
    }
}

async fn ground(weft: &Weft, permit: &Permit, key: &str, authority: &str) -> Result<Ground, Problem> {
    readable(weft, &permit.visitor, key, None).await?;
    let councils = partnership::authorities(&weft.db).await?;
    let council = councils.into_iter().find(|council| council.key == authority).ok_or(Problem::NotFound)?;
    permit.within(&Scope::Authority(council.key.clone()))?;
    let (found, first) = before_councils(weft, key).await?.ok_or_else(|| {
        Problem::Conflict("This framework is a draft. Submit it first; then councils can have it before them.".into())
    })?;
    let records = store::records(&weft.db, key, authority).await?;
    Ok(Ground { found, first, council, records })
}

async fn form(
    weft: &Weft,
    visitor: &Visitor,
    ground: &Ground,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<OnePage, Problem> {
    let before = ground.before();
    // A meeting that was planned is carried into the form; a decision is not: what is recorded next is another one.
    let planned = before.filter(|one| one.decision == "planned");
    let kept = |field: &str, there: Option<&str>| {
        posted.map_or_else(|| there.unwrap_or_default().to_owned(), |posted| posted.text(field).to_owned())
    };
    let partnership = partnership::load(&weft.db).await?;
    let here = zone(partnership.as_ref().map_or("", |one| &one.time_zone));
    let key = &ground.found.head.key;
    let back = format!("/framework/{key}/approvals");
    let mut decisions: Vec<Choice> =
        DECISIONS.iter().map(|(value, label, hint)| Choice { value, label, hint }).collect();
    if before.is_some() {
        decisions.push(Choice { value: NONE, label: "Nothing: what is recorded was a mistake", hint: "" });
    }
    Ok(OnePage {
        page: visitor
            .page(format!("Decision of {}", ground.council.council_name))
            .section("framework")
            .with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{key}"), ground.found.head.sessions()),
            Crumb::new(back.clone(), "Approval by the councils"),
        ],
        errors,
        form_key: visitor.form_key(weft)?,
        action: format!("{back}/{}", ground.council.key),
        back,
        title: ground.found.framework.title.clone(),
        number: ground.records.first().map_or(0, |one| one.number),
        version: ground.found.head.number,
        decisions,
        asks_reason: before.is_some_and(Approval::is_dealt_with),
        earlier: ground
            .records
            .iter()
            .map(|one| Earlier {
                when: format!("Recorded {}", spoken_instant(&one.recorded_at, &here)),
                what: match one.decision.as_str() {
                    NONE => "The record before was taken back".to_owned(),
                    _ => format!("{}: {}, {}", one.decision_name(), one.committee, spoken_day(&one.day)),
                },
                why: one.reason.clone().unwrap_or_default(),
            })
            .collect(),
        decision: kept("decision", None),
        committee: kept("committee", before.map(|one| one.committee.as_str())),
        day: kept("day", planned.map(|one| one.day.as_str())),
        agenda_item: kept("agenda_item", planned.and_then(|one| one.agenda_item.as_deref())),
        words: kept("words", None),
        paper: kept("paper", planned.and_then(|one| one.paper.as_deref())),
        url: kept("url", planned.and_then(|one| one.url.as_deref())),
        reason: kept("reason", None),
    })
}

pub(super) async fn one(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, authority)): Path<(String, String)>,
) -> Shown {
    let ground = ground(&weft, &permit, &key, &authority).await?;
    show_private(&form(&weft, &permit.visitor, &ground, None, FormErrors::default()).await?)
}

pub(super) async fn record(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, authority)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    // The write comes first, so that nobody records meanwhile what is read below.
    let mut write = weft.db.write().await?;
    let ground = ground(&weft, &permit, &key, &authority).await?;
    let back = format!("/framework/{key}/approvals");
    posted.once(&weft, &mut write, &back).await?;
    let last = ground.records.first().map_or(0, |one| one.number);
    if posted.text("number") != last.to_string() {
        return Err(Problem::Conflict(
            "Somebody recorded a decision of this council after this page was shown. Look at it, then record yours."
                .into(),
        ));
    }
    let today = life::today(&weft).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let mut new = Approval {
        framework: key.clone(),
        authority: authority.clone(),
        number: last + 1,
        version: ground.found.head.number,
        committee: posted.text("committee").to_owned(),
        day: posted.text("day").to_owned(),
        agenda_item: given("agenda_item"),
        decision: posted.text("decision").to_owned(),
        words: given("words"),
        paper: given("paper"),
        url: given("url"),
        reason: given("reason"),
        ..Approval::default()
    };
    if new.decision == NONE {
        new.day = today.clone();
    }
    let mut errors = FormErrors::default();
    for (field, what) in super::faults(&new, ground.before(), &ground.first, &today) {
        errors.add(field, what);
    }
    if new.decision == "planned" && new.day < today && errors.at("day").is_empty() {
        errors.add("day", "The day has passed; choose what the committee decided");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&form(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    }
    store::add(&weft, &mut write, permit.visitor.named(), &ground.found.head.framework_id, &new).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=recorded")))
}
