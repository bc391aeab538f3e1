//! Check-in: the lead shows a short code for some minutes, and people mark themselves present with it on their own phones.
//! Nobody learns from it whether an address is known: the answer to a right code is the same for every address.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension,
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Attendance, Mark, Value, check_in_store,
    entries::{self, Entry},
    ground::{Ground, heading},
    store,
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        address,
        address_list::is_address,
        clock::{spoken_day, spoken_instant},
        form::{FormErrors, Posted},
        history::{self, Act},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        qr,
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::CohortMeeting,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/register/{number}/check-in", lead),
        post("/cohorts/{key}/register/{number}/check-in", start),
        post("/cohorts/{key}/register/{number}/check-in/end", stop),
        get("/c", enter),
        post("/c", check_in),
    ]
}

/// How long a code holds, in minutes, as long as nobody says otherwise.
const MINUTES: i64 = 15;

/// A code that was just made.
struct Code {
    letters: String,
    drawing: String,
    address: String,
}

#[derive(Template)]
#[template(path = "programmes/registers/check_in.html")]
struct LeadPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    ground: Ground,
    minutes: String,
    /// Until when check-in runs, where it does.
    until: Option<String>,
    code: Option<Code>,
}

impl LeadPage {
    async fn new(weft: &Weft, visitor: &Visitor, ground: Ground, errors: FormErrors) -> Result<Self, Problem> {
        let until = check_in_store::runs_until(weft, &ground.meeting.id).await?;
        Ok(Self {
            page: visitor
                .page(format!("Check-in: {}", ground.heading()))
                .section("programmes")
                .with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            minutes: MINUTES.to_string(),
            until: until.map(|at| spoken_instant(&at, &ground.zone)),
            code: None,
            ground,
        })
    }
}

/// A meeting whose register is open.
async fn open(weft: &Weft, permit: &Permit, key: &str, number: &str) -> Result<Ground, Problem> {
    let ground = Ground::keep(weft, permit, key, number).await?;
    if ground.is_closed() {
        return Err(Problem::Conflict(
            "The register of this meeting is closed, so nobody can check in any more.".into(),
        ));
    }
    if ground.is_to_come() {
        let day = spoken_day(&ground.meeting.day);
        return Err(Problem::Conflict(format!("The meeting is on {day}; people can check in from that day on.")));
    }
    Ok(ground)
}

async fn lead(State(weft): State<Weft>, permit: Permit, Path((key, number)): Path<(String, String)>) -> Shown {
    let ground = open(&weft, &permit, &key, &number).await?;
    show_private(&LeadPage::new(&weft, &permit.visitor, ground, FormErrors::default()).await?)
}

async fn start(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = open(&weft, &permit, &key, &number).await?;
    let given = posted.given("minutes").unwrap_or("15");
    let minutes = given.parse::<i64>().ok().filter(|minutes| (1..=120).contains(minutes));
    let Some(minutes) = minutes else {
        let mut errors = FormErrors::default();
        errors.add("minutes", "Enter a number of minutes from 1 to 120");
        let mut page = LeadPage::new(&weft, &permit.visitor, ground, errors).await?;
        page.minutes = given.to_owned();
        return show_again(&page);
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("{}/check-in", ground.url())).await?;
    let by = permit.visitor.named();
    let (letters, expires) = check_in_store::start(&weft, &mut write, by, &ground.meeting.id, minutes).await?;
    write.commit().await?;
    let address = format!("{}/c", weft.settings.public_url);
    // Only its digest is stored, so this page alone can show the code.
    let mut page = LeadPage::new(&weft, &permit.visitor, ground, FormErrors::default()).await?;
    page.until = Some(spoken_instant(&expires, &page.ground.zone));
    page.code = Some(Code { drawing: qr::svg(&format!("{address}?code={letters}"))?, letters, address });
    show_private(&page)
}

async fn stop(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.url()).await?;
    check_in_store::stop(&weft, &mut write, permit.visitor.named(), &ground.meeting.id).await?;
    write.commit().await?;
    Ok(see(&ground.url()))
}

#[derive(Deserialize)]
struct Brought {
    #[serde(default)]
    code: String,
}

#[derive(Template)]
#[template(path = "programmes/registers/enter.html")]
struct EnterPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    code: String,
    email: String,
    /// The name of whoever is signed in, who types no address.
    signed_in: Option<String>,
    /// The meeting, once a right code was sent.
    meeting: String,
    done: String,
}

impl EnterPage {
    fn new(weft: &Weft, visitor: &Visitor, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: visitor.page("Check in to a meeting").with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            code: String::new(),
            email: String::new(),
            signed_in: visitor.account.as_ref().map(|account| account.name.clone()),
            meeting: String::new(),
            done: String::new(),
        })
    }
}

async fn enter(State(weft): State<Weft>, visitor: Visitor, Query(brought): Query<Brought>) -> Shown {
    let mut page = EnterPage::new(&weft, &visitor, FormErrors::default())?;
    page.code = check_in_store::plain(&brought.code).chars().take(12).collect();
    show_private(&page)
}

async fn check_in(
    State(weft): State<Weft>,
    visitor: Visitor,
    connection: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    posted: Posted,
) -> Shown {
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let address = address::of(&weft.settings, connection.map(|found| found.0), forwarded);
    let mut errors = FormErrors::default();
    let code = errors.required(&posted, "code", "Enter the code that is shown at the meeting");
    let email = posted.text("email");
    if visitor.account.is_none() && !is_address(email) {
        errors.add("email", "Enter the email address you applied with, such as name@school.example");
    }
    let mut too_often = false;
    let mut opened = None;
    if errors.is_empty() {
        too_often = check_in_store::tried_too_often(&weft, &address).await?;
        if !too_often {
            opened = check_in_store::opened_by(&weft, code).await?;
        }
        if too_often {
            errors.add("code", "Too many wrong codes came from here. Wait a quarter of an hour, or tell whoever leads the meeting your name");
        } else if opened.is_none() {
            check_in_store::count_wrong(&weft, &address).await?;
            errors.add("code", "This code is not right, or its time is over. Look at the code again, or tell whoever leads the meeting your name");
        }
    }
    let Some((cohort, number)) = opened else {
        let mut page = EnterPage::new(&weft, &visitor, errors)?;
        (page.code, page.email) = (code.to_owned(), email.to_owned());
        let mut response = show_again(&page)?;
        if too_often {
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        }
        return Ok(response);
    };
    let (cohort, meeting) = check_in_store::meeting(&weft.db, &cohort, number).await?;
    let found = entries::of_meeting(&weft.db, &meeting).await?;
    let lower = email.to_lowercase();
    let mine = |entry: &&Entry| match &visitor.account {
        Some(account) => entry.person == account.person,
        None => entry.email == lower || entry.own_email == lower,
    };
    let entry = found.iter().find(mine);
    if let Some(entry) = entry {
        mark(&weft, visitor.named(), &meeting, entry).await?;
    }
    let mut page = EnterPage::new(&weft, &visitor, FormErrors::default())?;
    page.meeting = format!("{}: {}", cohort.full_title(), heading(&meeting));
    page.done = match (&visitor.account, entry) {
        (Some(_), Some(_)) => "You are marked present.",
        (Some(_), None) => "You are not on the register of this meeting. Tell whoever leads it; they can add you.",
        (None, _) => "If that address is on the register, it is marked present.",
    }
    .to_owned();
    show_private(&page)
}

/// Marks somebody who checked in. Whoever came stays as they are; whoever was marked absent came after that, so late.
async fn mark(weft: &Weft, by: &str, meeting: &CohortMeeting, entry: &Entry) -> Result<(), Problem> {
    let mut write = weft.db.write().await?;
    if store::is_closed(&mut write, &meeting.id).await? {
        return Ok(());
    }
    let standing = store::standing(&mut write, &meeting.id).await?;
    let before = standing.get(&entry.person_id);
    let mark = match before.and_then(|before| Mark::of(&before.mark)) {
        Some(mark) if mark.came() => return Ok(()),
        Some(Mark::Absent) => Mark::Late,
        _ => Mark::Present,
    };
    let value = Value::new(mark, meeting.mode == super::ONLINE);
    let fresh = Attendance {
        meeting_id: meeting.id.clone(),
        person_id: entry.person_id.clone(),
        authority_key: entry.authority.clone(),
        establishment_key: entry.establishment.clone(),
        sector: entry.sector.clone(),
        post: entry.post.clone(),
        ..Attendance::default()
    };
    let from = before.and_then(|before| Value::stored(&before.mark, &before.mode)).map(Value::field);
    let base = before.cloned().unwrap_or(fresh);
    let row = Attendance { mark: mark.key().into(), mode: value.mode().into(), how: "check-in".into(), ..base };
    store::put(weft, &mut write, by, &row).await?;
    let act = Act {
        account: by,
        act: "checked in",
        subject_kind: store::SUBJECT,
        subject_id: &meeting.id,
        reason: None,
        change: json!({ "marks": [{ "person": entry.person_id, "from": from, "to": value.field() }] }),
    };
    history::record(&mut write, &weft.clock, act).await?;
    write.commit().await
}
