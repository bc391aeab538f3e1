//! The register of one meeting: a line for each person, four marks side by side. Every sending saves what differs, so it may
//! be sent again, in part, or by two people at once.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Mark, Value,
    entries::{self, Entry},
    ground::{Ground, wants_json},
    store,
    take::{self, Clash, Taken},
};
use crate::{
    partnership,
    people::{self, Permit, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant},
        form::{FormErrors, Posted},
        history,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/cohorts/{key}/register/{number}", form), post("/cohorts/{key}/register/{number}", save)]
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// One mark to choose.
struct Answer {
    id: String,
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

/// One person's line.
struct Row {
    person: String,
    name: String,
    /// Where they work, and why they stand here without a place.
    about: String,
    was: String,
    answers: Vec<Answer>,
    online: bool,
    /// What somebody else set meanwhile, as a question.
    clash: String,
    state: String,
}

/// One thing that happened to the register after it was closed.
struct Past {
    when: String,
    who: String,
    what: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "programmes/registers/one.html")]
struct RegisterPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    ground: Ground,
    rows: Vec<Row>,
    summary: String,
    closed_on: Option<String>,
    may_close: bool,
    reason: String,
    walk_in: WalkIn,
    authorities: Vec<partnership::Authority>,
    past: Vec<Past>,
}

/// What was typed about somebody who came without a place.
#[derive(Debug, Clone, Default)]
pub(super) struct WalkIn {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) authority: String,
    pub(super) note: String,
}

/// What a page says beside the marks themselves.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) errors: FormErrors,
    pub(super) clashes: &'a [Clash],
    /// The sending that could not be saved, so that what was chosen is kept.
    pub(super) kept: Option<&'a Posted>,
    pub(super) walk_in: WalkIn,
    pub(super) notice: Option<String>,
}

/// The register as a page: status 422 where something is to be put right.
pub(super) async fn show(weft: &Weft, visitor: &Visitor, ground: Ground, said: Said<'_>) -> Shown {
    let wrong = !said.errors.is_empty();
    let page = page(weft, visitor, ground, said).await?;
    if wrong { show_again(&page) } else { show_private(&page) }
}

async fn page(weft: &Weft, visitor: &Visitor, ground: Ground, said: Said<'_>) -> Result<RegisterPage, Problem> {
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let authorities = partnership::authorities(&weft.db).await?;
    let keys: BTreeSet<String> = entries.iter().filter_map(|entry| entry.establishment.clone()).collect();
    let places: BTreeMap<String, String> =
        partnership::establishment_names(&weft.db, &keys).await?.into_iter().collect();
    let rows: Vec<Row> = entries.iter().map(|entry| row(entry, &ground, &said, &authorities, &places)).collect();
    let mut page = visitor.page(format!("Register: {}", ground.heading())).section("programmes");
    page.notice = said.notice;
    Ok(RegisterPage {
        page: page.with_errors(!said.errors.is_empty()),
        crumbs: ground.crumbs(),
        form_key: visitor.form_key(weft)?,
        summary: summary(&entries),
        closed_on: ground.meeting.held_at.as_ref().map(|at| spoken_instant(at, &ground.zone)),
        may_close: !ground.is_to_come(),
        reason: said.kept.map(|posted| posted.text("reason").to_owned()).unwrap_or_default(),
        past: past(weft, &ground, &entries).await?,
        errors: said.errors,
        walk_in: said.walk_in,
        authorities,
        rows,
        ground,
    })
}

fn row(
    entry: &Entry,
    ground: &Ground,
    said: &Said<'_>,
    authorities: &[partnership::Authority],
    places: &BTreeMap<String, String>,
) -> Row {
    let value = entry.value();
    let clash = said.clashes.iter().find(|clash| clash.person == entry.person);
    // After a clash the page shows what stands; otherwise a refused sending keeps what was chosen.
    let kept = said.kept.filter(|posted| clash.is_none() && !posted.text(&format!("mark-{}", entry.person)).is_empty());
    let chosen = match kept {
        Some(posted) => Mark::of(posted.text(&format!("mark-{}", entry.person))),
        None => value.map(|value| value.mark),
    };
    let online = match (kept, value) {
        (Some(posted), _) => posted.text(&format!("online-{}", entry.person)) == "yes",
        (None, Some(value)) if value.mark.came() => value.online,
        _ => ground.online(),
    };
    let authority = entry.authority.as_ref().and_then(|key| authorities.iter().find(|one| one.key == *key));
    let place = entry.establishment.as_ref().and_then(|key| places.get(key));
    let note = entry.noted.as_ref().map(|noted| noted.note.clone()).filter(|note| !note.is_empty());
    let without = (!entry.has_place).then(|| note.unwrap_or_else(|| "Has no place in the cohort now".to_owned()));
    let about = [
        Some(entry.post.clone()).filter(|post| !post.is_empty()),
        place.cloned().or(authority.map(|authority| authority.name.clone())),
        without,
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    Row {
        answers: Mark::ALL
            .into_iter()
            .map(|mark| Answer {
                // The first carries the field's own id, which the error summary leads to; no key has an underscore.
                id: match mark {
                    Mark::Present => format!("mark-{}", entry.person),
                    other => format!("mark-{}_{}", entry.person, other.key()),
                },
                value: mark.key(),
                label: mark.name(),
                chosen: chosen == Some(mark),
            })
            .collect(),
        clash: clash.map(|clash| question(clash, ground)).unwrap_or_default(),
        state: match &entry.noted {
            Some(noted) if noted.how == "check-in" => "Checked in".to_owned(),
            Some(noted) if noted.how == "file" => "From a file".to_owned(),
            Some(_) => "Saved".to_owned(),
            None => "Not marked".to_owned(),
        },
        person: entry.person.clone(),
        name: entry.name.clone(),
        about: about.join(", "),
        was: value.map(Value::field).unwrap_or_default(),
        online,
    }
}

/// What is asked where two people marked one person differently.
fn question(clash: &Clash, ground: &Ground) -> String {
    format!(
        "{}: you chose {}, but {} was set meanwhile ({}, {}) and stands. Choose again and save if yours is right",
        clash.name,
        clash.asked.said(),
        clash.now.said(),
        clash.by,
        spoken_instant(&clash.taken_at, &ground.zone)
    )
}

/// How many stand under each mark.
fn summary(entries: &[Entry]) -> String {
    let count = |mark: Option<Mark>| entries.iter().filter(|entry| entry.value().map(|one| one.mark) == mark).count();
    let mut parts: Vec<String> =
        Mark::ALL.into_iter().map(|mark| format!("{} {}", count(Some(mark)), mark.name().to_lowercase())).collect();
    parts.push(format!("{} not marked", count(None)));
    format!("{} people: {}.", entries.len(), parts.join(", "))
}

/// What happened since the register was first closed: by whom, what and why.
async fn past(weft: &Weft, ground: &Ground, entries: &[Entry]) -> Result<Vec<Past>, Problem> {
    let mut past = Vec::new();
    for row in history::of(&weft.db, store::SUBJECT, &ground.meeting.id).await? {
        let what = match row.act.as_str() {
            "register closed" => "Closed the register".to_owned(),
            "register reopened" => "Opened the register again".to_owned(),
            "register corrected" => corrections(&row.change, entries),
            _ => continue,
        };
        let who = people::name_of_account(&weft.db, &row.account).await?;
        past.push(Past {
            when: spoken_instant(&row.at, &ground.zone),
            who: who.unwrap_or_else(|| "Somebody with access to the server".to_owned()),
            what,
            reason: row.reason.unwrap_or_default(),
        });
    }
    Ok(past)
}

fn corrections(change: &str, entries: &[Entry]) -> String {
    let change: serde_json::Value = serde_json::from_str(change).unwrap_or_default();
    let said = |value: &serde_json::Value| {
        value.as_str().and_then(Value::written).map_or_else(|| "not marked".to_owned(), |value| value.said())
    };
    let each = change["marks"].as_array().into_iter().flatten().map(|mark| {
        let name = entries.iter().find(|entry| mark["person"] == entry.person_id.as_str());
        let name = name.map_or("Somebody", |entry| entry.name.as_str());
        format!("{name}: {}, was {}", said(&mark["to"]), said(&mark["from"]))
    });
    each.collect::<Vec<_>>().join("; ")
}

async fn form(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let notice = match done.done.as_str() {
        "saved" => Some("The register is saved."),
        "closed" => Some("The register is closed: this meeting was held."),
        "reopened" => Some("The register is open again."),
        "corrected" => Some("The correction is saved."),
        "added" => Some("Added, and marked present."),
        "file" => Some("The attendance of the file is saved."),
        _ => None,
    };
    let said = Said { notice: notice.map(ToOwned::to_owned), ..Said::default() };
    show(&weft, &permit.visitor, ground, said).await
}

/// The errors of a sending, at the marks and in the summary.
pub(super) fn errors(taken: &Taken, ground: &Ground) -> FormErrors {
    let mut errors = FormErrors::default();
    if taken.wants_reason {
        errors.add("reason", "This register is closed. Say why its marks are corrected");
    }
    for clash in &taken.clashes {
        errors.add(format!("mark-{}", clash.person), question(clash, ground));
    }
    if let Some(first) = taken.early.first() {
        let day = spoken_day(&ground.meeting.day);
        errors.add(format!("mark-{first}"), format!("The meeting is on {day}; until then only apologies can be noted"));
    }
    errors
}

async fn save(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    headers: HeaderMap,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let asked = take::read(&posted, &entries, ground.online());
    // The form key is not spent: the same register may be sent again, and then changes nothing.
    let mut write = weft.db.write().await?;
    let by = permit.visitor.named();
    let taken = take::take(&weft, &mut write, by, &ground, &asked, posted.given("reason")).await?;
    if taken.written > 0 {
        write.commit().await?;
    } else {
        drop(write);
    }
    if wants_json(&headers) {
        return as_data(&weft, &ground, &taken).await;
    }
    let errors = errors(&taken, &ground);
    if errors.is_empty() {
        let done = if ground.is_closed() { "corrected" } else { "saved" };
        return Ok(see(&format!("{}?done={done}", ground.url())));
    }
    let said = Said { errors, clashes: &taken.clashes, kept: Some(&posted), ..Said::default() };
    show(&weft, &permit.visitor, ground, said).await
}

/// What the script is told: what stands now, and what waits for a decision.
async fn as_data(weft: &Weft, ground: &Ground, taken: &Taken) -> Result<Response, Problem> {
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let stands: BTreeMap<&str, String> =
        entries.iter().filter_map(|entry| Some((entry.person.as_str(), entry.value()?.field()))).collect();
    let clashes: BTreeMap<&str, String> =
        taken.clashes.iter().map(|clash| (clash.person.as_str(), question(clash, ground))).collect();
    let answer = json!({
        "stands": stands,
        "clashes": clashes,
        "closed": taken.wants_reason,
        "early": taken.early,
        "summary": summary(&entries),
    });
    let status = if taken.wants_reason || !clashes.is_empty() || !taken.early.is_empty() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}
