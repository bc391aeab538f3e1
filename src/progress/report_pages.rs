//! One report for those who accept it: what was sent, its steps, and what can happen next. The officer, the evaluation
//! lead and the lead of the workstream read it; the officer and the lead of the workstream accept it or ask.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Move, Report, State,
    ask::{Frame, may_see},
    letters::{Letter, letters_to, write_letter},
    link_pages::{Line, lines},
    store,
};
use crate::{
    groups,
    people::{self, Permit, Role, Scope},
    plumbing::{
        clock::{spoken_day, spoken_instant},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/progress/{key}", one),
        post("/progress/{key}/acceptance", accept),
        post("/progress/{key}/return", send_back),
        post("/progress/{key}/reopening", reopen),
        post("/progress/{key}/withdrawal", withdraw),
        post("/progress/{key}/letter", another_letter),
    ]
}

/// One step as the page shows it.
struct StepLine {
    at: String,
    what: &'static str,
    note: String,
}

#[derive(Template)]
#[template(path = "progress/report.html")]
struct ReportPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    keys: [String; 2],
    group: String,
    group_href: String,
    period: String,
    due: String,
    overdue: bool,
    report: Report,
    lines: Vec<Line>,
    sender: Option<String>,
    asked: Vec<String>,
    steps: Vec<StepLine>,
    can_decide: bool,
    can_ask: bool,
    /// Where the one thing to share becomes a voice, once the report is accepted.
    voice: Option<String>,
    question: String,
    reason: String,
}

/// The steps as people say them.
fn spoken_step(step: &str) -> &'static str {
    match step {
        "request" => "Asked for",
        "saving" => "Begun",
        "sending" => "Sent",
        "taking-back" => "Taken back by whoever sent it",
        "return" => "Returned with a question",
        "acceptance" => "Accepted",
        "reopening" => "Reopened",
        "withdrawal" => "Request taken back",
        _ => "Changed",
    }
}

async fn find(weft: &Weft, permit: &Permit, key: &str) -> Result<Report, Problem> {
    let report = store::report(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    if may_see(permit, report.workstream.as_deref()) { Ok(report) } else { Err(Problem::NotFound) }
}

/// Whether the visitor may accept: the officer, or the lead of the workstream. Reading is wider.
fn may_decide(permit: &Permit, workstream: Option<&str>) -> bool {
    let Some(account) = &permit.visitor.account else { return false };
    account.grants.iter().any(|grant| match grant.role {
        Role::CollaborationOfficer => true,
        Role::WorkstreamLead => workstream.is_some_and(|key| grant.scope == Scope::Workstream(key.to_owned())),
        _ => false,
    })
}

impl ReportPage {
    async fn new(
        weft: &Weft,
        permit: &Permit,
        report: Report,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let frame = Frame::of(weft).await?;
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        let named = search::named(&weft.db, "group", &report.group).await?;
        let group = named.map_or_else(|| report.group.clone(), |found| found.title);
        let steps = store::steps(&weft.db, &report.id)
            .await?
            .into_iter()
            .map(|step| StepLine {
                at: spoken_instant(&step.at, &frame.zone),
                what: spoken_step(&step.step),
                note: step.note,
            })
            .collect();
        let mut asked = Vec::new();
        for (person, _) in store::asked(&weft.db, &report.id).await? {
            asked.extend(people::person(&weft.db, &person).await?.map(|person| person.name));
        }
        Ok(Self {
            page: permit.visitor.page(format!("Progress of {group}")).section("groups").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/progress", "Progress of the groups")],
            errors,
            keys: [permit.visitor.form_key(weft)?, permit.visitor.form_key(weft)?],
            group_href: format!("/groups/{}", report.group),
            group,
            period: report.period(),
            due: spoken_day(&report.due),
            overdue: report.is_overdue(&frame.today),
            lines: report.answers.as_ref().map(lines).unwrap_or_default(),
            sender: report.answers.as_ref().map(|sent| {
                let post = if sent.post.is_empty() { String::new() } else { format!(", {}", sent.post) };
                let at = spoken_instant(sent.sent_at.as_deref().unwrap_or_default(), &frame.zone);
                format!("{}{post}; sent on {at}", sent.person_name)
            }),
            asked,
            steps,
            can_decide: may_decide(permit, report.workstream.as_deref()),
            can_ask: permit.visitor.holds(Role::CollaborationOfficer),
            voice: voice_of(&report),
            question: kept("question"),
            reason: kept("reason"),
            report,
        })
    }
}

/// The form of a new voice with what an accepted report shares in it; whoever said it is asked for consent there.
fn voice_of(report: &Report) -> Option<String> {
    let share = report.answers.as_ref().map(|answers| answers.share.trim()).filter(|share| !share.is_empty())?;
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("kind", "quote")
        .append_pair("group", &report.group)
        .append_pair("words", share)
        .finish();
    (report.state == State::Accepted).then(|| format!("/voices/new?{query}"))
}

async fn one(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let report = find(&weft, &permit, &key).await?;
    show_private(&ReportPage::new(&weft, &permit, report, None, FormErrors::default()).await?)
}

/// One move with nothing to it but a reason, where one is asked for.
async fn decide(weft: &Weft, permit: &Permit, key: &str, posted: &Posted, what: Move, field: Option<&str>) -> Shown {
    let report = find(weft, permit, key).await?;
    if !may_decide(permit, report.workstream.as_deref()) {
        return Err(Problem::NotFound);
    }
    let mut errors = FormErrors::default();
    let note = field.map_or("", |field| errors.required(posted, field, "Say why in a few words"));
    if note.chars().count() > 1000 {
        errors.add(field.unwrap_or_default(), "This is longer than 1,000 characters. Shorten it.");
    }
    if !errors.is_empty() {
        return show_again(&ReportPage::new(weft, permit, report, Some(posted), errors).await?);
    }
    let page = report.url();
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &page).await?;
    store::step(weft, &mut write, permit.visitor.named(), &report.id, what, note).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn accept(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    decide(&weft, &permit, &key, &posted, Move::Acceptance, None).await
}

async fn reopen(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    decide(&weft, &permit, &key, &posted, Move::Reopening, Some("reason")).await
}

async fn withdraw(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    decide(&weft, &permit, &key, &posted, Move::Withdrawal, Some("reason")).await
}

/// Whom a further letter goes to: the leads of today, whoever was asked at first.
async fn letters_of(weft: &Weft, frame: &Frame, report: &Report) -> Result<Vec<Letter>, Problem> {
    let mut members = groups::members(&weft.db, &report.group, &frame.today).await?;
    members.retain(|member| member.part == "lead");
    Ok(letters_to(weft, &members).await?.0)
}

async fn send_back(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let report = find(&weft, &permit, &key).await?;
    if !may_decide(&permit, report.workstream.as_deref()) {
        return Err(Problem::NotFound);
    }
    let mut errors = FormErrors::default();
    let question =
        errors.required(&posted, "question", "Write the question, so that they know what is missing").to_owned();
    if question.chars().count() > 1000 {
        errors.add("question", "The question is longer than 1,000 characters. Shorten it.");
    }
    if !errors.is_empty() {
        return show_again(&ReportPage::new(&weft, &permit, report, Some(&posted), errors).await?);
    }
    let frame = Frame::of(&weft).await?;
    let letters = letters_of(&weft, &frame, &report).await?;
    let row = store::row(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let group =
        search::named(&weft.db, "group", &report.group).await?.map_or(report.group.clone(), |found| found.title);
    let by = permit.visitor.named();
    let page = report.url();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::step(&weft, &mut write, by, &report.id, Move::Return, &question).await?;
    for letter in &letters {
        // The form is taken once, so its key tells this return from the next.
        let once = format!("progress-returned/{}/{}/{}", row.id, letter.person, posted.text("form_key"));
        let kind = ("progress-returned", "returned");
        write_letter(&weft, &mut write, by, &frame, kind, &once, &row, &group, letter, &question).await?;
    }
    write.commit().await?;
    Ok(see(&page))
}

async fn another_letter(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let report = find(&weft, &permit, &key).await?;
    if !report.state.is_open() {
        return Err(Problem::Conflict("This report is not open any more, so no link would open it.".into()));
    }
    let frame = Frame::of(&weft).await?;
    let letters = letters_of(&weft, &frame, &report).await?;
    if letters.is_empty() {
        return Err(Problem::Conflict("Nobody who leads this group has an address. See to its members first.".into()));
    }
    let row = store::row(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let group =
        search::named(&weft.db, "group", &report.group).await?.map_or(report.group.clone(), |found| found.title);
    let late = report.is_overdue(&frame.today) && report.state != State::Returned;
    let by = permit.visitor.named();
    let page = report.url();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    for letter in &letters {
        let once = format!("progress-letter/{}/{}/{}", row.id, letter.person, posted.text("form_key"));
        let kind = (if late { "progress-reminder" } else { "progress-request" }, "reminder");
        write_letter(&weft, &mut write, by, &frame, kind, &once, &row, &group, letter, "").await?;
    }
    write.commit().await?;
    Ok(see(&page))
}
