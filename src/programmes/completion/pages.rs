//! The page of a cohort's completion: everybody with how they stand, and what can be done for all at once.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Award, Outcome, Purpose, Standing,
    ground::{Ground, Someone},
    store, what_next,
};
use crate::{
    partnership,
    people::{self, Account, Permit},
    plumbing::{
        clock::spoken_day,
        db::Write,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        mail,
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One person as the table lists them.
struct Line {
    href: String,
    name: String,
    note: &'static str,
    attendance: String,
    study: String,
    rule: &'static str,
    look: &'static str,
    decision: String,
    certificate: &'static str,
}

/// What was claimed of one awarding body.
struct Claimed {
    award: Award,
    words: String,
    count: String,
    file: String,
}

#[derive(Template)]
#[template(path = "programmes/completion/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    title: String,
    invented: bool,
    home: String,
    rule: String,
    counts: Vec<String>,
    lines: Vec<Line>,
    asks_study: bool,
    recordable: usize,
    issuable: usize,
    certificates: usize,
    to_write: usize,
    day: String,
    keys: [String; 4],
    claims: Vec<Claimed>,
    claim: (String, String, String, String),
    next: what_next::Summary,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    count: usize,
}

fn people_in_words(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn notice(asked: &Asked) -> Option<String> {
    let people = people_in_words(asked.count);
    match (asked.done.as_str(), asked.count) {
        ("recorded", 0) => Some("Nobody was recorded: everybody who meets the rule had been recorded before.".into()),
        ("recorded", _) => Some(format!("{people} recorded as completed.")),
        ("issued", 0) => Some("No certificate was issued: each of them has one already.".into()),
        ("issued", 1) => Some("1 certificate issued. A letter with the link to it is on its way.".into()),
        ("issued", count) => {
            Some(format!("{count} certificates issued. Letters with the links to them are on their way."))
        }
        ("asked", _) => Some(format!("A link to write the case study is on its way to {people}.")),
        ("claimed", _) => Some(format!("Recorded for {people}.")),
        _ => None,
    }
}

/// What the case studies that are not sent yet wait for: those who have no link, and have a place and an address.
fn to_write(ground: &Ground, sent: &std::collections::BTreeMap<String, String>) -> Vec<Someone> {
    ground
        .people
        .iter()
        .filter(|one| one.has_place && !one.email.is_empty() && one.decision.is_none())
        .filter(|one| {
            one.study.as_ref().is_none_or(|study| study.state().is_open()) && !sent.contains_key(&one.person_id)
        })
        .cloned()
        .collect()
}

fn line(ground: &Ground, one: &Someone) -> Line {
    let asks = ground.version.case_study == 1;
    Line {
        href: ground.page_of(&one.person),
        name: one.name.clone(),
        note: if one.has_place { "" } else { "no place today" },
        attendance: one.came.words(),
        study: match &one.study {
            Some(study) => study.state().name().to_owned(),
            None if asks => "Not begun".to_owned(),
            None => String::new(),
        },
        rule: one.verdict.standing.name(),
        look: match one.verdict.standing {
            Standing::Met => "active",
            Standing::NotYet => "draft",
            Standing::NotMet => "error",
        },
        decision: one.decision.as_ref().map_or_else(
            || "Not decided".to_owned(),
            |decision| {
                let name = Outcome::of(&decision.outcome).map_or("", Outcome::name);
                let against = if decision.against_rule == 1 { ", against the rule" } else { "" };
                format!("{name} on {}{against}", spoken_day(&decision.day))
            },
        ),
        certificate: match (one.certificate(), one.certificates.first()) {
            (Some(_), _) => "Issued",
            (None, Some(_)) => "Revoked",
            (None, None) => "None",
        },
    }
}

fn counts(ground: &Ground) -> Vec<String> {
    let people = &ground.people;
    let count = |test: &dyn Fn(&Someone) -> bool| people.iter().filter(|one| test(one)).count();
    let completed = count(&|one| one.completed());
    let not = count(&|one| one.decision.is_some() && !one.completed());
    let open = count(&|one| one.decision.is_none());
    let ready = count(&|one| one.may_be_recorded());
    let held = ground.meetings.iter().filter(|one| one.held_at.is_some() && one.cancelled_on.is_none()).count();
    let planned = ground.meetings.iter().filter(|one| one.cancelled_on.is_none()).count();
    let mut words = vec![
        format!("{held} of the {planned} meetings planned have been held; only those count."),
        format!(
            "Of {}, {completed} completed, {not} did not complete, and {open} {} not decided.",
            people_in_words(people.len()),
            if open == 1 { "is" } else { "are" }
        ),
    ];
    if ready > 0 {
        let meet = if ready == 1 { "meets" } else { "meet" };
        words.push(format!("{} not decided {meet} the rule.", people_in_words(ready)));
    }
    words
}

impl OverviewPage {
    async fn new(
        weft: &Weft,
        permit: &Permit,
        ground: &Ground,
        errors: FormErrors,
        typed: Option<&Posted>,
    ) -> Result<Self, Problem> {
        let sent = store::sent(&weft.db, &ground.cohort.id, Purpose::CaseStudy).await?;
        let claims = super::lists::claimed(weft, ground).await?;
        let visitor = &permit.visitor;
        let mut keys: [String; 4] = Default::default();
        for key in &mut keys {
            *key = visitor.form_key(weft)?;
        }
        let text = |field: &str| typed.map_or("", |posted| posted.text(field)).to_owned();
        let day = typed.map_or_else(String::new, |posted| posted.text("day").to_owned());
        Ok(Self {
            page: visitor
                .page(format!("Completion: {}", ground.cohort.full_title()))
                .section("programmes")
                .with_errors(!errors.is_empty()),
            crumbs: crumbs(ground),
            errors,
            title: ground.cohort.full_title(),
            invented: ground.cohort.invented == 1,
            home: ground.home(),
            rule: ground.rule(),
            counts: counts(ground),
            lines: ground.people.iter().map(|one| line(ground, one)).collect(),
            asks_study: ground.version.case_study == 1,
            recordable: ground.people.iter().filter(|one| one.may_be_recorded()).count(),
            issuable: ground.people.iter().filter(|one| one.completed() && one.certificate().is_none()).count(),
            certificates: ground.people.iter().filter(|one| one.certificate().is_some()).count(),
            to_write: if ground.version.case_study == 1 { to_write(ground, &sent).len() } else { 0 },
            day: if day.is_empty() { ground.today.clone() } else { day },
            keys,
            claims: claims
                .into_iter()
                .map(|(award, words, count)| Claimed {
                    file: format!("{}/{}", ground.home(), super::lists::file_of(award)),
                    award,
                    words,
                    count,
                })
                .collect(),
            claim: (text("award"), text("step"), text("claimed_on"), text("reference")),
            next: what_next::summary(weft, ground).await?,
        })
    }
}

/// The way back from the pages of a cohort's completion.
pub(super) fn crumbs(ground: &Ground) -> Vec<Crumb> {
    let cohort = &ground.cohort;
    vec![
        Crumb::new("/programmes", "Programmes"),
        Crumb::new(format!("/programmes/{}", cohort.programme), cohort.programme_name.clone()),
        Crumb::new(format!("/cohorts/{}", cohort.key), cohort.title.clone()),
    ]
}

/// The account of somebody the policy has let in.
pub(super) fn account(permit: &Permit) -> Result<Account, Problem> {
    permit.visitor.account.clone().ok_or(Problem::NotFound)
}

/// A day from a form: not after today, and not before the first meeting that was held.
pub(super) fn day_of(ground: &Ground, posted: &Posted, errors: &mut FormErrors) -> String {
    let day = posted.text("day").to_owned();
    let first = ground.meetings.iter().filter(|one| one.held_at.is_some()).map(|one| one.day.as_str()).min();
    if day.parse::<jiff::civil::Date>().is_err() {
        errors.add("day", "Give the day of completion, for example 2026-06-12");
    } else if day > ground.today {
        errors.add("day", "The day of completion cannot lie in the future");
    } else if let Some(first) = first.filter(|first| day.as_str() < *first) {
        errors.add("day", format!("Nobody can have completed before the first meeting on {}", spoken_day(first)));
    }
    day
}

pub(super) async fn overview(
    From(weft): From<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let mut page = OverviewPage::new(&weft, &permit, &ground, FormErrors::default(), None).await?;
    page.page.notice = notice(&asked);
    show_private(&page)
}

/// Records everybody who meets the rule as completed on a day.
pub(super) async fn decide_all(
    From(weft): From<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    posted: Posted,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let day = day_of(&ground, &posted, &mut errors);
    if !errors.is_empty() {
        return again(&weft, &permit, &ground, errors, &posted).await;
    }
    let by = account(&permit)?.id;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let mut count = 0;
    for one in ground.people.iter().filter(|one| one.may_be_recorded()) {
        let new = store::New {
            cohort: &ground.cohort.id,
            person: &one.person_id,
            outcome: Outcome::Completed,
            day: &day,
            against_rule: false,
            facts: &one.verdict.words(),
            reason: "",
            minutes: one.came.minutes,
        };
        count += usize::from(store::decide(&weft, &mut write, &by, &new).await?);
    }
    commit(write, count > 0).await?;
    Ok(see(&format!("{}?done=recorded&count={count}", ground.home())))
}

/// The page once more, with what is wrong and what was typed.
pub(super) async fn again(weft: &Weft, permit: &Permit, ground: &Ground, errors: FormErrors, posted: &Posted) -> Shown {
    show_again(&OverviewPage::new(weft, permit, ground, errors, Some(posted)).await?)
}

/// Commits a write in which something was done; one in which nothing was, leaves nothing behind.
pub(super) async fn commit(write: Write, any: bool) -> Result<(), Problem> {
    if any { Ok(write.commit().await?) } else { Ok(()) }
}

/// Issues the certificates that are still to be issued, some at a time.
pub(super) async fn issue_all(
    From(weft): From<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    posted: Posted,
) -> Shown {
    use super::certificate::{AT_ONCE, issue, print};
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let (by, site) = (account(&permit)?, partnership::name(&weft.db).await?);
    let wanted = ground.people.iter().filter(|one| one.completed() && one.certificate().is_none());
    let mut ready = Vec::new();
    for one in wanted.take(AT_ONCE) {
        ready.push((one, print(&weft, &ground, one, &one.name).await?));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let mut count = 0;
    for (one, ready) in &ready {
        count += usize::from(issue(&weft, &mut write, &by, &ground, one, ready, &site).await?);
    }
    commit(write, count > 0).await?;
    Ok(see(&format!("{}?done=issued&count={count}", ground.home())))
}

/// Sends the link to write a case study to everybody who has none yet.
pub(super) async fn ask_all(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let by = account(&permit)?.id;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let sent = store::sent(&weft.db, &ground.cohort.id, Purpose::CaseStudy).await?;
    let people = to_write(&ground, &sent);
    for one in &people {
        write_to(&weft, &mut write, &by, &ground, one, None).await?;
    }
    commit(write, !people.is_empty()).await?;
    Ok(see(&format!("{}?done=asked&count={}", ground.home(), people.len())))
}

/// Queues the letter that carries the link to a case study, with the question where there is one.
pub(super) async fn write_to(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    ground: &Ground,
    one: &Someone,
    question: Option<&str>,
) -> Result<(), Problem> {
    let token = store::add_link(weft, write, by, &ground.cohort.id, &one.person_id, Purpose::CaseStudy).await?;
    let link = format!("{}/case-study/{token}", weft.settings.public_url);
    let site = partnership::name(&weft.db).await?;
    let office = people::office(&weft.db, &ground.cohort.contact_office).await?;
    let office = office.map(|office| office.title).unwrap_or_default();
    let mut values = vec![
        ("name", one.name.as_str()),
        ("programme", ground.cohort.programme_name.as_str()),
        ("link", &link),
        ("office", &office),
        ("site", &site),
    ];
    values.extend(question.map(|question| ("question", question)));
    let kind = if question.is_some() { "case-study-returned" } else { "case-study" };
    let once = format!("{kind}/{}", weft.new_id()?);
    mail::queue(weft, write, by, &mail::Letter { kind, once: &once, to: &one.email, values: &values }).await?;
    Ok(())
}
