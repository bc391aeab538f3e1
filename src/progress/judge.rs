//! How far each outcome has come: a word with its reasons, dated, and nothing before it lost. Where a framework prints no
//! outcomes, its priorities are judged in their place.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{Judgement, WORDS, ask::Frame, ask::may_see, store};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plan::{self, PlanRecord},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/progress/judgements/{framework}", list),
        get("/progress/judgements/{framework}/{kind}/{key}", one),
        post("/progress/judgements/{framework}/{kind}/{key}", judge),
    ]
}

/// What is judged in a framework: its outcomes, or where it prints none its priorities.
pub(super) async fn subjects(weft: &Weft, framework: &str) -> Result<Vec<PlanRecord>, Problem> {
    let outcomes = plan::records(&weft.db, framework, "outcome").await?;
    if outcomes.is_empty() { plan::records(&weft.db, framework, "priority").await } else { Ok(outcomes) }
}

/// One judgement as pages show it.
pub(super) struct Judged {
    pub(super) word: String,
    pub(super) look: &'static str,
    pub(super) reasons: String,
    pub(super) by: String,
    pub(super) invented: bool,
}

/// A judgement in words.
fn judged(one: &Judgement) -> Judged {
    Judged {
        word: one.name().to_owned(),
        look: one.look(),
        reasons: one.reasons.clone(),
        by: format!("{}, {}", one.office, spoken_day(&one.day)),
        invented: one.invented == 1,
    }
}

/// One outcome with its latest judgement.
pub(super) struct Line {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) workstream: Option<String>,
    pub(super) judged: Option<Judged>,
}

/// Every outcome of a framework with its latest judgement.
pub(super) async fn outlook(weft: &Weft, framework: &str) -> Result<Vec<Line>, Problem> {
    let judgements = store::judgements(&weft.db, framework).await?;
    let line = |record: PlanRecord| Line {
        href: format!("/progress/judgements/{framework}/{}/{}", record.kind, record.key),
        judged: judgements.iter().find(|one| one.kind == record.kind && one.outcome == record.key).map(judged),
        title: numbered(&record),
        workstream: record.workstream_key,
    };
    Ok(subjects(weft, framework).await?.into_iter().map(line).collect())
}

fn numbered(record: &PlanRecord) -> String {
    record.number.map_or_else(|| record.title.clone(), |number| format!("{number}. {}", record.title))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "progress/judgements.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    sessions: String,
    lines: Vec<Line>,
}

async fn list(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path(framework): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let lines = outlook(&weft, &framework).await?;
    if lines.is_empty() && plan::framework(&weft.db, &framework).await?.is_none() {
        return Err(Problem::NotFound);
    }
    let mut page = visitor.page("How far each outcome has come").section("framework");
    page.notice = (asked.done == "judged").then(|| "The judgement is recorded.".to_owned());
    show_private(&ListPage {
        page,
        crumbs: vec![Crumb::new(format!("/framework/{framework}"), "Framework")],
        sessions: partnership::spoken_sessions(&framework),
        lines,
    })
}

/// One choice of a list in a form.
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "progress/judgement.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: Option<String>,
    title: String,
    over: String,
    history: Vec<Judged>,
    action: String,
    words: Vec<Choice>,
    word: String,
    reasons: String,
    day: String,
}

async fn find(weft: &Weft, framework: &str, kind: &str, key: &str) -> Result<PlanRecord, Problem> {
    if !["outcome", "priority"].contains(&kind) {
        return Err(Problem::NotFound);
    }
    plan::record(&weft.db, framework, kind, key).await?.ok_or(Problem::NotFound)
}

/// Whether a visitor may judge: the officer, the evaluation lead, the lead of its workstream.
fn may_judge(visitor: &Visitor, workstream: Option<&str>) -> bool {
    visitor.account.as_ref().is_some_and(|account| {
        account.grants.iter().any(|grant| match grant.role {
            Role::CollaborationOfficer | Role::EvaluationLead => true,
            Role::WorkstreamLead => {
                workstream.is_some_and(|key| grant.scope == crate::people::Scope::Workstream(key.to_owned()))
            }
            _ => false,
        })
    })
}

impl OnePage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        framework: &str,
        record: &PlanRecord,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        let frame = Frame::of(weft).await?;
        let history = store::of_subject(&weft.db, framework, &record.kind, &record.key).await?;
        let may = may_judge(visitor, record.workstream_key.as_deref());
        Ok(Self {
            page: visitor.page(numbered(record)).section("framework").with_errors(!errors.is_empty()),
            crumbs: vec![
                Crumb::new(format!("/framework/{framework}"), "Framework"),
                Crumb::new(format!("/progress/judgements/{framework}"), "How far each outcome has come"),
            ],
            errors,
            form_key: if may { Some(visitor.form_key(weft)?) } else { None },
            title: numbered(record),
            over: format!(
                "{} of {}",
                if record.kind == "outcome" { "Outcome" } else { "Priority" },
                partnership::spoken_sessions(framework)
            ),
            history: history.iter().map(judged).collect(),
            action: format!("/progress/judgements/{framework}/{}/{}", record.kind, record.key),
            words: WORDS.iter().map(|(value, label, _)| Choice { value, label, hint: "" }).collect(),
            word: kept("word"),
            reasons: kept("reasons"),
            day: if posted.is_some() { kept("day") } else { frame.today },
        })
    }
}

async fn one(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((framework, kind, key)): Path<(String, String, String)>,
) -> Shown {
    let record = find(&weft, &framework, &kind, &key).await?;
    show_private(&OnePage::new(&weft, &visitor, &framework, &record, None, FormErrors::default()).await?)
}

async fn judge(
    From(weft): From<Weft>,
    permit: Permit,
    Path((framework, kind, key)): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    let record = find(&weft, &framework, &kind, &key).await?;
    if !may_see(&permit, record.workstream_key.as_deref()) {
        return Err(Problem::NotFound);
    }
    let today = Frame::of(&weft).await?.today;
    let mut errors = FormErrors::default();
    let word = posted.text("word");
    if WORDS.iter().all(|(known, ..)| *known != word) {
        errors.add("word", "Choose how far it has come");
    }
    let reasons = errors.required(&posted, "reasons", "Say what the judgement rests on");
    if reasons.chars().count() > 2000 {
        errors.add("reasons", "The reasons are longer than 2,000 characters. Shorten them.");
    }
    let day = posted.text("day");
    if day.parse::<jiff::civil::Date>().is_err() || day.len() != 10 {
        errors.add("day", "Write the day as 2026-02-28");
    } else if day > today.as_str() {
        errors.add("day", "The day lies ahead; a judgement is of today or before");
    }
    if !errors.is_empty() {
        return show_again(&OnePage::new(&weft, &permit.visitor, &framework, &record, Some(&posted), errors).await?);
    }
    let roles = [Role::CollaborationOfficer, Role::EvaluationLead, Role::WorkstreamLead];
    let office = roles.into_iter().find(|role| permit.visitor.holds(*role)).map_or("", Role::name);
    let page = format!("/progress/judgements/{framework}?done=judged");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let new = store::NewJudgement {
        framework: &framework,
        kind: &record.kind,
        subject: &record.key,
        word,
        reasons,
        day,
        office,
        invented: false,
    };
    store::add_judgement(&weft, &mut write, permit.visitor.named(), &new).await?;
    write.commit().await?;
    Ok(see(&page))
}
