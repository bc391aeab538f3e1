//! A year later: one letter, three questions behind its link, and what the answers say together. Under five answers nothing
//! is shown, so that nobody's answer can be told from the others'.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State as From};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use super::{Purpose, ground::Ground, store};
use crate::{
    partnership,
    people::{self, Visitor},
    plumbing::{
        clock::zone,
        form::{FormErrors, Posted},
        history::{self, COMMAND_LINE},
        layout::{Page, see, show_again, show_private},
        mail,
        problem::{Problem, Shown},
        state::Weft,
    },
    programmes::cohorts,
};

/// Fewer answers than these are not shown.
const FEWEST: usize = 5;

/// The longest answer, in characters.
const LONGEST: usize = 2000;

/// For how many days after the year the letter may still go out: longer ago nobody is surprised by a question any more.
const LATEST_DAYS: i64 = 60;

/// What somebody may do now, as stored and as asked.
const DOING: [(&str, &str); 5] = [
    ("another-programme", "I am on another programme"),
    ("leading", "I lead a group, a network or a programme"),
    ("new-post", "I have a new post"),
    ("same", "I do what I did, differently"),
    ("nothing", "None of these"),
];

/// Writes to those who completed a year ago, each once. Says how many letters were put into the outbox.
///
/// # Errors
/// When the database refused.
pub async fn ask_after_a_year(weft: &Weft) -> Result<usize, Problem> {
    let Some(partnership) = partnership::load(&weft.db).await? else { return Ok(0) };
    let today: Date = weft.clock.today(&zone(&partnership.time_zone)).parse().map_err(Problem::broken)?;
    let year_ago = today.saturating_sub(1.year());
    let from = year_ago.saturating_sub(LATEST_DAYS.days());
    let people = store::to_ask(&weft.db, &from.to_string(), &year_ago.to_string()).await?;
    if people.is_empty() {
        return Ok(0);
    }
    let mut write = weft.db.write().await?;
    let mut sent = 0;
    for one in &people {
        if !store::note_asked(weft, &mut write, COMMAND_LINE, &one.completion_id).await? {
            continue;
        }
        let (cohort, person) = (&one.cohort_id, &one.person_id);
        let token = store::add_link(weft, &mut write, COMMAND_LINE, cohort, person, Purpose::WhatNext).await?;
        let link = format!("{}/what-next/{token}", weft.settings.public_url);
        let office = people::office(&weft.db, &one.contact_office).await?.map(|office| office.title);
        let values = [
            ("name", one.name.as_str()),
            ("programme", &one.programme),
            ("link", &link),
            ("office", office.as_deref().unwrap_or_default()),
            ("site", &partnership.name),
        ];
        let once = format!("what-next/{}", one.completion_id);
        let letter = mail::Letter { kind: "what-next", once: &once, to: &one.email, values: &values };
        sent += usize::from(mail::queue(weft, &mut write, COMMAND_LINE, &letter).await?);
    }
    if sent > 0 {
        write.commit().await?;
    }
    Ok(sent)
}

/// What the answers of a cohort say together.
pub(super) struct Summary {
    pub(super) words: Vec<String>,
    pub(super) rows: Vec<(&'static str, usize)>,
    pub(super) changed: Vec<String>,
}

/// Reads the answers of a cohort.
pub(super) async fn summary(weft: &Weft, ground: &Ground) -> Result<Summary, Problem> {
    let all = store::answers(&weft.db, &ground.cohort.id).await?;
    let answered: Vec<_> = all.iter().filter(|one| one.answered_at.is_some()).collect();
    let mut summary = Summary { words: Vec::new(), rows: Vec::new(), changed: Vec::new() };
    if all.is_empty() {
        summary.words.push(
            "Nobody has been asked yet. A year after they completed, people get one letter with three questions."
                .into(),
        );
        return Ok(summary);
    }
    summary.words.push(format!("{} asked, {} answered.", all.len(), answered.len()));
    if answered.len() < FEWEST {
        summary.words.push(format!("Answers are shown once there are {FEWEST}, so that nobody can be told from them."));
        return Ok(summary);
    }
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &answered {
        *counted.entry(one.doing.as_deref().unwrap_or("nothing")).or_default() += 1;
    }
    summary.rows = DOING.iter().map(|(key, name)| (*name, counted.get(key).copied().unwrap_or_default())).collect();
    // Only what somebody agreed to share is read by others.
    summary.changed = answered
        .iter()
        .filter(|one| one.may_share == 1 && !one.changed.is_empty())
        .map(|one| one.changed.clone())
        .collect();
    summary.changed.sort();
    Ok(summary)
}

/// One choice of the second question.
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "programmes/completion/what_next.html")]
struct NextPage {
    page: Page,
    errors: FormErrors,
    token: String,
    programme: String,
    name: String,
    thanks: bool,
    changed: String,
    doing: String,
    may_share: bool,
    choices: Vec<Choice>,
    form_key: String,
}

struct Place {
    holder: store::Holder,
    programme: String,
    answer: store::Answer,
}

async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let holder = store::holder(&weft.db, token, Purpose::WhatNext).await?.ok_or(Problem::NotFound)?;
    if holder.expires_at <= weft.clock.instant() {
        return Err(Problem::NotFound);
    }
    let cohort = cohorts::cohort(&weft.db, &holder.cohort).await?.ok_or(Problem::NotFound)?;
    let answer = store::answer_of(&weft.db, &cohort.key, &holder.person_id).await?.ok_or(Problem::NotFound)?;
    Ok(Place { holder, programme: cohort.programme_name, answer })
}

fn page(
    weft: &Weft,
    visitor: &Visitor,
    token: String,
    place: Place,
    errors: FormErrors,
    thanks: bool,
) -> Result<NextPage, Problem> {
    Ok(NextPage {
        page: visitor.page(format!("A year after {}", place.programme)).with_errors(!errors.is_empty()),
        errors,
        token,
        programme: place.programme,
        name: place.holder.name,
        thanks,
        changed: place.answer.changed,
        doing: place.answer.doing.unwrap_or_default(),
        may_share: place.answer.may_share == 1,
        choices: DOING.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        form_key: visitor.form_key(weft)?,
    })
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let place = find(&weft, &token).await?;
    show_private(&page(&weft, &visitor, token, place, FormErrors::default(), asked.done == "sent")?)
}

pub(super) async fn answer(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path(token): Path<String>,
    posted: Posted,
) -> Shown {
    let mut place = find(&weft, &token).await?;
    let mut errors = FormErrors::default();
    place.answer.changed = posted.text("changed").replace("\r\n", "\n");
    let length = place.answer.changed.chars().count();
    if length > LONGEST {
        errors.add("changed", format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."));
    }
    place.answer.doing = DOING.iter().map(|(key, _)| (*key).to_owned()).find(|key| key == posted.text("doing"));
    if place.answer.doing.is_none() {
        errors.add("doing", "Choose what you are doing now");
    }
    place.answer.may_share = i64::from(posted.text("may_share") == "yes");
    if !errors.is_empty() {
        return show_again(&page(&weft, &visitor, token, place, errors, false)?);
    }
    let home = format!("/what-next/{token}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::save_answer(&weft, &mut write, history::PUBLIC, &place.answer).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=sent")))
}
