//! Setting up a cohort, and changing its days to apply, its places, its mode and its venue.

use askama::Template;
use axum::extract::{Path, State};
use figures::AcademicSession;

use super::{
    Cohort, MODES, OFFER_DAYS, Version,
    pages::{Choice, today},
    session_of, store,
};
use crate::{
    partnership,
    people::{Permit, Scope},
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::{self, Programme},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/programmes/{key}/cohorts/new", new_cohort),
        post("/programmes/{key}/cohorts", add),
        get("/cohorts/{key}/details", details),
        post("/cohorts/{key}/details", save),
    ]
}

/// What a form about a cohort holds as typed, for showing it again.
#[derive(Default)]
struct Typed {
    title: String,
    first_session: String,
    last_session: String,
    opens: String,
    closes: String,
    places: String,
    offer_days: String,
    endorsement: bool,
    mode: String,
    venue: String,
    note: String,
}

impl Typed {
    fn of(cohort: &Cohort) -> Self {
        let text = |day: &Option<String>| day.clone().unwrap_or_default();
        Self {
            title: cohort.title.clone(),
            first_session: cohort.first_session.clone(),
            last_session: cohort.last_session.clone(),
            opens: text(&cohort.opens_on),
            closes: text(&cohort.closes_on),
            places: cohort.places.map(|places| places.to_string()).unwrap_or_default(),
            offer_days: cohort.offer_days.to_string(),
            endorsement: cohort.endorsement == 1,
            mode: cohort.mode.clone(),
            venue: cohort.venue.clone(),
            note: cohort.note.clone(),
        }
    }

    fn posted(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            title: text("title"),
            first_session: text("first_session"),
            last_session: text("last_session"),
            opens: text("opens"),
            closes: text("closes"),
            places: text("places"),
            offer_days: text("offer_days"),
            endorsement: posted.given("endorsement").is_some(),
            mode: text("mode"),
            venue: text("venue"),
            note: text("note"),
        }
    }
}

#[derive(Template)]
#[template(path = "programmes/cohorts/edit.html")]
struct EditPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    heading: String,
    action: String,
    back: String,
    button: &'static str,
    typed: Typed,
    sessions: Vec<Choice>,
    modes: Vec<Choice>,
    rules: String,
    held: Option<String>,
}

/// The sessions a cohort may run in: from two before the one of now to three after it.
fn sessions(today: &str, kept: &[&str]) -> Vec<Choice> {
    let now = session_of(today).parse::<AcademicSession>().ok();
    let year = now.map_or(0, AcademicSession::start_year);
    let mut keys: Vec<String> = (year.saturating_sub(2)..=year + 3)
        .filter_map(|year| AcademicSession::starting(year).ok().map(AcademicSession::key))
        .collect();
    keys.extend(kept.iter().filter(|key| !key.is_empty()).map(|key| (*key).to_owned()));
    keys.sort();
    keys.dedup();
    keys.into_iter().map(|key| Choice::new(key.clone(), partnership::spoken_sessions(&key))).collect()
}

/// A day of a form, or an error at its field.
pub(super) fn day(posted: &Posted, field: &str, errors: &mut FormErrors) -> Option<String> {
    let text = posted.given(field)?;
    if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
        return Some(text.to_owned());
    }
    errors.add(field, format!("`{text}` is not a day; write it as 2026-03-20"));
    None
}

/// A whole number of a form within bounds, or an error at its field.
pub(super) fn number(posted: &Posted, field: &str, least: i64, most: i64, errors: &mut FormErrors) -> Option<i64> {
    let text = posted.given(field)?;
    match text.parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Some(number),
        _ => {
            errors.add(field, format!("`{text}` does not fit here; write a whole number from {least} to {most}"));
            None
        }
    }
}

/// A text of a form that is not too long, or an error at its field.
pub(super) fn text(posted: &Posted, field: &str, most: usize, errors: &mut FormErrors) -> String {
    let text = posted.text(field);
    if text.chars().count() > most {
        errors.add(field, format!("This may have at most {most} characters; shorten it"));
    }
    text.to_owned()
}

/// One of a list of words, or an error at its field.
pub(super) fn mode(posted: &Posted, errors: &mut FormErrors) -> String {
    let given = posted.text("mode");
    if !MODES.iter().any(|(key, _)| *key == given) {
        errors.add("mode", "Choose whether people meet in person, online, or both");
    }
    given.to_owned()
}

/// The cohort as the form says it, over what stood before.
fn read(posted: &Posted, before: Cohort, errors: &mut FormErrors) -> Cohort {
    let title = errors.required(posted, "title", "Give the cohort a title, such as Autumn 2026").to_owned();
    if title.chars().count() > 100 {
        errors.add("title", "The title may have at most 100 characters; shorten it");
    }
    let first_session = posted.text("first_session").to_owned();
    if first_session.parse::<AcademicSession>().is_err() {
        errors.add("first_session", "Choose the session in which it begins");
    }
    let last_session = posted.given("last_session").map_or_else(|| first_session.clone(), ToOwned::to_owned);
    if last_session.parse::<AcademicSession>().is_err() {
        errors.add("last_session", "Choose the session in which it ends");
    } else if last_session < first_session {
        errors.add("last_session", "It would end before it begins; choose a later session");
    }
    let (opens_on, closes_on) = (day(posted, "opens", errors), day(posted, "closes", errors));
    if matches!((&opens_on, &closes_on), (Some(opens), Some(closes)) if opens > closes) {
        errors.add("closes", "People could apply until before they may begin; choose a later last day");
    }
    let offer_days = number(posted, "offer_days", 1, 90, errors).unwrap_or(OFFER_DAYS);
    let (places, mode) = (number(posted, "places", 1, 100_000, errors), mode(posted, errors));
    Cohort {
        title,
        first_session,
        last_session,
        opens_on,
        closes_on,
        places,
        offer_days,
        endorsement: i64::from(posted.given("endorsement").is_some()),
        mode,
        venue: text(posted, "venue", 200, errors),
        note: text(posted, "note", 2000, errors),
        ..before
    }
}

/// The version that a cohort set up today follows: the one that holds, or the first there will be.
fn version_of_now(versions: &[Version], today: &str) -> Option<i64> {
    let holds = versions.iter().find(|version| version.from_day.as_str() <= today);
    holds.or(versions.last()).map(|version| version.number)
}

/// A programme, its version for new cohorts, and the permission to keep it.
async fn ground(weft: &Weft, permit: &Permit, key: &str) -> Result<(Programme, i64), Problem> {
    let programme = programmes::programme(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Programme(programme.key.clone()))?;
    let versions = store::versions(&weft.db, key).await?;
    let version = version_of_now(&versions, &today(weft).await?).ok_or_else(|| {
        Problem::Conflict(
            "Nobody has said yet what this programme asks and leads to: say that first on its page.".into(),
        )
    })?;
    Ok((programme, version))
}

async fn new_page(
    weft: &Weft,
    permit: &Permit,
    (programme, version): (Programme, i64),
    typed: Typed,
    errors: FormErrors,
) -> Result<EditPage, Problem> {
    let back = format!("/programmes/{}", programme.key);
    Ok(EditPage {
        page: permit.visitor.page("Set up a cohort").section("programmes").with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/programmes", "Programmes"), Crumb::new(&back, &programme.name)],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        heading: format!("Set up a cohort of {}", programme.name),
        action: format!("{back}/cohorts"),
        button: "Set up the cohort",
        sessions: sessions(&today(weft).await?, &[&typed.first_session, &typed.last_session]),
        modes: MODES.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
        rules: format!("It follows version {version} of the programme’s rules for good, whatever changes later."),
        typed,
        back,
        held: None,
    })
}

async fn new_cohort(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let ground = ground(&weft, &permit, &key).await?;
    let typed = Typed {
        first_session: session_of(&today(&weft).await?),
        offer_days: OFFER_DAYS.to_string(),
        endorsement: true,
        ..Typed::default()
    };
    show_private(&new_page(&weft, &permit, ground, typed, FormErrors::default()).await?)
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (programme, version) = ground(&weft, &permit, &key).await?;
    let before = Cohort {
        programme: programme.key.clone(),
        version,
        contact_office: programme.contact_office.clone(),
        ..Cohort::default()
    };
    let mut errors = FormErrors::default();
    let mut cohort = read(&posted, before, &mut errors);
    cohort.key = key_from(&format!("{} {}", programme.key, cohort.title));
    if !cohort.title.is_empty() && store::cohort(&weft.db, &cohort.key).await?.is_some() {
        errors.add("title", "This programme has a cohort of this title already; give this one another");
    }
    if !errors.is_empty() {
        let typed = Typed::posted(&posted);
        return show_again(&new_page(&weft, &permit, (programme, version), typed, errors).await?);
    }
    let page = cohort.url();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::add(&weft, &mut write, permit.visitor.named(), &cohort, &[]).await?;
    write.commit().await?;
    Ok(see(&page))
}

/// The cohort of a key, for those who keep its programme.
pub(super) async fn kept(weft: &Weft, permit: &Permit, key: &str) -> Result<Cohort, Problem> {
    let cohort = store::cohort(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    Ok(cohort)
}

/// The way back up from a page about a cohort.
pub(super) fn crumbs(cohort: &Cohort) -> Vec<Crumb> {
    vec![
        Crumb::new("/programmes", "Programmes"),
        Crumb::new(format!("/programmes/{}", cohort.programme), &cohort.programme_name),
        Crumb::new(cohort.url(), &cohort.title),
    ]
}

async fn details_page(
    weft: &Weft,
    permit: &Permit,
    cohort: &Cohort,
    typed: Typed,
    errors: FormErrors,
) -> Result<EditPage, Problem> {
    let held = programmes::applications::held(&weft.db, &cohort.id).await?;
    Ok(EditPage {
        page: permit.visitor.page("Change this cohort").section("programmes").with_errors(!errors.is_empty()),
        crumbs: crumbs(cohort),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        heading: format!("Change {}", cohort.full_title()),
        action: format!("{}/details", cohort.url()),
        back: cohort.url(),
        button: "Save",
        sessions: sessions(&today(weft).await?, &[&cohort.first_session, &cohort.last_session]),
        modes: MODES.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
        rules: format!("It follows version {} of the programme’s rules.", cohort.version),
        typed,
        held: (held > 0).then(|| held.to_string()),
    })
}

async fn details(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    show_private(&details_page(&weft, &permit, &cohort, Typed::of(&cohort), FormErrors::default()).await?)
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let read = read(&posted, cohort.clone(), &mut errors);
    let mut write = weft.db.write().await?;
    // Counted inside the write, so that no place is offered between the check and the change.
    let before = store::in_write(&mut write, &key).await?.ok_or(Problem::NotFound)?;
    let held = store::held_in_write(&mut write, &before.id).await?;
    if read.places.is_some_and(|places| places < held) {
        errors.add("places", format!("{held} places are offered or taken already; write {held} or more"));
    }
    let shares = store::shares_in_write(&mut write, &before.id).await?;
    let after = Cohort {
        shares_until: before.shares_until.clone(),
        cancelled_on: before.cancelled_on.clone(),
        cancelled_reason: before.cancelled_reason.clone(),
        ..read
    };
    if errors.at("places").is_empty()
        && let Some(refusal) = after.refuses(&shares)
    {
        errors.add("places", format!("{}. The places kept are changed on a page of their own.", refusal.said()));
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&details_page(&weft, &permit, &cohort, Typed::posted(&posted), errors).await?);
    }
    posted.once(&weft, &mut write, &cohort.url()).await?;
    store::change(&weft, &mut write, permit.visitor.named(), ("cohort changed", None), &before, &after).await?;
    write.commit().await?;
    Ok(see(&cohort.url()))
}
