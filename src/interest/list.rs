//! The Collaboration Officer's list of expressions of interest: read, answered, closed.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    OUTCOMES, State,
    store::{self, Interest},
};
use crate::{
    partnership,
    people::{Permit, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        filters::{self, ANY, Facet, Filter},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/interest", list),
        get("/interest/{key}", one),
        post("/interest/{key}/answer", answer),
        post("/interest/{key}/closure", close),
    ]
}

/// The longest note, in characters.
const LONGEST_NOTE: usize = 2000;

#[derive(Deserialize)]
struct Asked {
    state: Option<String>,
}

/// One expression of interest as pages show it.
struct Shows {
    href: String,
    action: String,
    who: String,
    email: Option<String>,
    job: String,
    organisation: String,
    authority: String,
    about: String,
    about_href: Option<String>,
    message: String,
    received: String,
    keep_until: String,
    state: &'static str,
    look: &'static str,
    outcome: Option<String>,
    closed: Option<String>,
    closing_note: Option<String>,
}

/// What is needed to show times and names: the zone, today, the authorities' names.
struct Frame {
    zone: jiff::tz::TimeZone,
    today: String,
    authorities: Vec<partnership::Authority>,
}

impl Frame {
    async fn of(weft: &Weft) -> Result<Self, Problem> {
        let partnership = partnership::load(&weft.db).await?;
        let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
        let authorities = partnership::authorities(&weft.db).await?;
        Ok(Self { today: weft.clock.today(&jiff::tz::TimeZone::UTC), zone, authorities })
    }

    fn shows(&self, one: Interest) -> Shows {
        let forgotten = one.forgotten_at.is_some();
        let state = one.state();
        let authority =
            one.authority_key.as_ref().and_then(|key| self.authorities.iter().find(|known| known.key == *key));
        let outcome = one.outcome.as_ref();
        Shows {
            href: format!("/interest/{}", one.key),
            action: format!("/interest/{}", one.key),
            who: if forgotten { "Somebody whose details have been deleted".to_owned() } else { one.name },
            email: Some(one.email).filter(|email| !email.is_empty()),
            job: one.job,
            organisation: one.organisation,
            authority: authority.map_or_else(|| "Another organisation".to_owned(), |known| known.name.clone()),
            about_href: one.about_kind.as_ref().zip(one.about_key.as_ref()).map(|(kind, key)| format!("/{kind}/{key}")),
            about: one.about_title.unwrap_or_else(|| "Not sure yet".to_owned()),
            message: one.message,
            received: spoken_instant(&one.received_at, &self.zone),
            keep_until: spoken_day(&one.keep_until),
            state: state.name(),
            look: state.look(),
            outcome: outcome.map(|outcome| {
                OUTCOMES.iter().find(|(key, _)| key == outcome).map_or(outcome.clone(), |(_, name)| (*name).to_owned())
            }),
            closed: one.closed_at.map(|at| spoken_instant(&at, &self.zone)),
            closing_note: one.closing_note.filter(|note| !note.is_empty()),
        }
    }
}

#[derive(Template)]
#[template(path = "interest/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    lines: Vec<Shows>,
    any: bool,
}

async fn list(From(weft): From<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let frame = Frame::of(&weft).await?;
    let every = store::list(&weft.db, &frame.today).await?;
    let facets = [Facet {
        name: "state",
        heading: "State",
        any: "All",
        values: State::ALL.iter().map(|state| (state.key().to_owned(), state.name().to_owned())).collect(),
        chosen: asked.state.filter(|state| state != ANY && !state.is_empty()),
    }];
    let records: Vec<filters::Properties> = every.iter().map(|one| vec![vec![one.state().key().to_owned()]]).collect();
    let filters = filters::links("/interest", &facets, &records);
    let any = !every.is_empty();
    let lines = every
        .into_iter()
        .zip(&records)
        .filter(|(_, record)| filters::admits(&facets, record))
        .map(|(one, _)| frame.shows(one))
        .collect();
    show_private(&ListPage {
        page: permit.visitor.page("Expressions of interest"),
        crumbs: vec![Crumb::new("/account", "Your account")],
        filters,
        filters_label: "Narrow the list",
        lines,
        any,
    })
}

/// One answer as the page shows it.
struct AnswerShown {
    at: String,
    note: String,
}

/// One choice of a list in a form.
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "interest/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    close_key: String,
    shows: Shows,
    answers: Vec<AnswerShown>,
    open: bool,
    note: String,
    outcome: String,
    outcomes: Vec<Choice>,
    closing_note: String,
}

impl OnePage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        one: Interest,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        let frame = Frame::of(weft).await?;
        let answers = store::answers(&weft.db, &one.id)
            .await?
            .into_iter()
            .filter(|answer| !answer.note.is_empty() && one.forgotten_at.is_none())
            .map(|answer| AnswerShown { at: spoken_instant(&answer.at, &frame.zone), note: answer.note })
            .collect();
        let open = one.outcome.is_none();
        let shows = frame.shows(one);
        Ok(Self {
            page: visitor.page(format!("Interest in {}", shows.about)).with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/interest", "Expressions of interest")],
            errors,
            form_key: visitor.form_key(weft)?,
            close_key: visitor.form_key(weft)?,
            shows,
            answers,
            open,
            note: kept("note"),
            outcome: kept("outcome"),
            outcomes: OUTCOMES.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
            closing_note: kept("closing_note"),
        })
    }
}

async fn find(weft: &Weft, key: &str) -> Result<Interest, Problem> {
    let today = weft.clock.today(&jiff::tz::TimeZone::UTC);
    store::one(&weft.db, key, &today).await?.ok_or(Problem::NotFound)
}

async fn one(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &key).await?;
    show_private(&OnePage::new(&weft, &permit.visitor, found, None, FormErrors::default()).await?)
}

/// The longest-note rule, the same for both forms.
fn check_length(posted: &Posted, field: &str, errors: &mut FormErrors) {
    let length = posted.text(field).chars().count();
    if length > LONGEST_NOTE {
        errors
            .add(field, format!("The note is {length} characters long; at most {LONGEST_NOTE} are kept. Shorten it."));
    }
}

async fn answer(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let note = errors.required(&posted, "note", "Note in a few words what you answered").to_owned();
    check_length(&posted, "note", &mut errors);
    if found.outcome.is_some() {
        errors.add("note", "This one is closed; nothing can be added to it");
    }
    if !errors.is_empty() {
        return show_again(&OnePage::new(&weft, &permit.visitor, found, Some(&posted), errors).await?);
    }
    let page = format!("/interest/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::answer(&weft, &mut write, permit.visitor.named(), &found.id, &note).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn close(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &key).await?;
    let mut errors = FormErrors::default();
    let outcome = OUTCOMES.iter().find(|(key, _)| *key == posted.text("outcome")).map(|(key, _)| *key);
    if outcome.is_none() {
        errors.add("outcome", "Choose how it ended");
    }
    check_length(&posted, "closing_note", &mut errors);
    if found.outcome.is_some() {
        errors.add("outcome", "This one is closed already");
    }
    let (true, Some(outcome)) = (errors.is_empty(), outcome) else {
        return show_again(&OnePage::new(&weft, &permit.visitor, found, Some(&posted), errors).await?);
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/interest").await?;
    let note = posted.text("closing_note");
    store::close(&weft, &mut write, permit.visitor.named(), &found.id, outcome, note).await?;
    write.commit().await?;
    Ok(see("/interest"))
}
