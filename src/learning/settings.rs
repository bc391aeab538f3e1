//! What a practitioner switches for themselves: reminders, and the secret address of their calendar; and the link in a
//! reminder that stops it without signing in.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    links,
    pages::{LearningPage, mine},
    store,
};
use crate::{
    people::Visitor,
    plumbing::{
        form::Posted,
        history,
        ids::{hex, keyed},
        layout::{Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/my/learning/reminders", reminders),
        post("/my/learning/calendar", new_calendar),
        post("/my/learning/calendar-withdrawal", end_calendar),
        post("/my/learning/applications/{key}", open_application),
        post("/my/learning/case-studies/{cohort}", open_case_study),
        get("/my/learning/stop/{person}/{sign}", stop_page),
        post("/my/learning/stop/{person}/{sign}", stop),
    ]
}

async fn reminders(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let (person, _) = mine(&visitor)?;
    let wanted = posted.text("reminders") == "on";
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/my/learning").await?;
    store::want_reminders(&weft, &mut write, visitor.named(), person, wanted).await?;
    write.commit().await?;
    Ok(see(if wanted {
        "/my/learning?done=reminders-on#reminders"
    } else {
        "/my/learning?done=reminders-off#reminders"
    }))
}

/// The address is shown once, in this answer: only its digest is kept.
async fn new_calendar(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let (person, _) = mine(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/my/learning").await?;
    let token = store::new_calendar(&weft, &mut write, visitor.named(), person).await?;
    write.commit().await?;
    let address = format!("{}/my/learning/calendar/{token}.ics", weft.settings.public_url);
    show_private(&LearningPage::new(&weft, &visitor, Some("Your calendar has a new address."), Some(address)).await?)
}

async fn end_calendar(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let (person, _) = mine(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/my/learning").await?;
    store::end_calendar(&weft, &mut write, visitor.named(), person).await?;
    write.commit().await?;
    Ok(see("/my/learning?done=no-calendar#calendar"))
}

/// The applicant's own page of an application. It is opened by links alone; whoever is signed in gets one for the day.
async fn open_application(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(key): Path<String>,
    _posted: Posted,
) -> Shown {
    let (person, _) = mine(&visitor)?;
    let email = visitor.account.as_ref().map_or("", |account| &account.email);
    let mut write = weft.db.write().await?;
    let token = links::application_link(&weft, &mut write, visitor.named(), (person, email), &key).await?;
    write.commit().await?;
    Ok(see(&format!("/a/{token}")))
}

async fn open_case_study(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(cohort): Path<String>,
    _posted: Posted,
) -> Shown {
    let (person, _) = mine(&visitor)?;
    let mut write = weft.db.write().await?;
    let token = links::case_study_link(&weft, &mut write, visitor.named(), person, &cohort).await?;
    write.commit().await?;
    Ok(see(&format!("/case-study/{token}")))
}

/// What proves that a link that stops reminders came from us: 128 bits that only this site can make for this person.
fn sign(weft: &Weft, person: &str) -> String {
    let digest = keyed(&weft.secret, &format!("stop reminders|{person}")).unwrap_or_default();
    hex(&digest[..16])
}

/// The address in a reminder at which they stop.
pub(super) fn stop_address(weft: &Weft, person: &str) -> String {
    format!("{}/my/learning/stop/{person}/{}", weft.settings.public_url, sign(weft, person))
}

/// The key of the person of such a link.
async fn person_of(weft: &Weft, person: &str, given: &str) -> Result<String, Problem> {
    let expected = sign(weft, person);
    let same = expected.len() == 32
        && given.len() == 32
        && expected.bytes().zip(given.bytes()).fold(0_u8, |sum, (a, b)| sum | (a ^ b)) == 0;
    if !same {
        return Err(Problem::NotFound);
    }
    store::person_of_id(&weft.db, person).await?.map(|(key, _)| key).ok_or(Problem::NotFound)
}

#[derive(Template)]
#[template(path = "learning/stop.html")]
struct StopPage {
    page: Page,
    form_key: String,
    stopped: bool,
}

async fn stop_page(State(weft): State<Weft>, visitor: Visitor, Path((person, given)): Path<(String, String)>) -> Shown {
    let key = person_of(&weft, &person, &given).await?;
    show_private(&StopPage {
        page: visitor.page("Reminders of meetings"),
        form_key: visitor.form_key(&weft)?,
        stopped: !store::wants_reminders(&weft.db, &key).await?,
    })
}

async fn stop(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path((person, given)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let key = person_of(&weft, &person, &given).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &visitor.path).await?;
    store::want_reminders(&weft, &mut write, history::PUBLIC, &key, false).await?;
    write.commit().await?;
    Ok(see(&visitor.path))
}
