//! One question to a page: shown with what is known, read, and saved. Nothing is lost by going back or coming back later.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{Place, asked, find};
use crate::{
    people::Visitor,
    plumbing::{
        address_list::is_address,
        form::{FormErrors, Posted},
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    programmes::applications::{
        Application,
        letters::Desk,
        outside,
        store::records,
        workplaces::{SECTORS, Workplaces},
    },
};

/// The longest answer in words, in characters.
const LONGEST: usize = 2000;

/// The value that stands for no authority in the list of them.
const NO_AUTHORITY: &str = "none";

/// One choice of a list.
pub(in crate::programmes::applications) struct Choice {
    pub(in crate::programmes::applications) value: String,
    pub(in crate::programmes::applications) label: String,
    pub(in crate::programmes::applications) hint: &'static str,
}

/// The sectors as choices.
pub(in crate::programmes::applications) fn sectors() -> Vec<Choice> {
    let hint =
        |key: &str| if key == "other" { "For example a central team, a college or a partner organisation" } else { "" };
    SECTORS
        .iter()
        .map(|(key, name)| Choice { value: (*key).to_owned(), label: (*name).to_owned(), hint: hint(key) })
        .collect()
}

/// The authorities as choices, and none of them last.
pub(in crate::programmes::applications) fn authorities(workplaces: &Workplaces) -> Vec<Choice> {
    let named = workplaces.authorities.iter().map(|one| (one.key.clone(), one.name.clone()));
    named
        .chain([(NO_AUTHORITY.to_owned(), "None of these".to_owned())])
        .map(|(value, label)| Choice { value, label, hint: "" })
        .collect()
}

#[derive(Template)]
#[template(path = "programmes/applications/question.html")]
struct QuestionPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    name: &'static str,
    title: &'static str,
    number: usize,
    of: usize,
    back: String,
    returns: bool,
    application: Application,
    authority: String,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
    workplace: String,
    suggestions: Vec<String>,
    outside: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Came {
    #[serde(default)]
    back: String,
}

fn number_of(place: &Place, name: &str) -> Result<usize, Problem> {
    asked(&place.cohort).iter().position(|(known, _)| *known == name).ok_or(Problem::NotFound)
}

impl QuestionPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: Place,
        at: usize,
        application: Application,
        returns: bool,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let questions = asked(&place.cohort);
        let (name, title) = questions[at];
        let before = at.checked_sub(1).map(|before| format!("{}/{}", place.home(), questions[before].0));
        let workplaces = Workplaces::of(&weft.db).await?;
        let own = application.authority_key.as_deref().unwrap_or_default();
        let suggestions = if name == "place" && !own.is_empty() {
            workplaces.of_authority(own, &application.sector).into_iter().map(|one| one.name.clone()).collect()
        } else {
            Vec::new()
        };
        Ok(Self {
            page: visitor.page(title).with_errors(!errors.is_empty()),
            form_key: visitor.form_key(weft)?,
            number: at + 1,
            of: questions.len(),
            back: if returns { format!("{}/check", place.home()) } else { before.unwrap_or_else(|| place.home()) },
            authority: match &application.authority_key {
                Some(key) => key.clone(),
                // Whoever chose none before has a sector already.
                None if !application.sector.is_empty() => NO_AUTHORITY.to_owned(),
                None => String::new(),
            },
            authorities: authorities(&workplaces),
            sectors: sectors(),
            workplace: super::workplace_of(&application, &workplaces),
            suggestions,
            outside: if name == "why" { outside(&place.version, &application) } else { Vec::new() },
            place,
            errors,
            name,
            title,
            returns,
            application,
        })
    }
}

pub(super) async fn question(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
    Query(came): Query<Came>,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = number_of(&place, &name)?;
    if !place.open() {
        return Ok(see(&place.home()));
    }
    let application = place.application.clone();
    let returns = came.back == "check";
    show_private(&QuestionPage::new(&weft, &visitor, place, at, application, returns, FormErrors::default()).await?)
}

/// Reads a line of a form, with an error where it is missing or too long.
pub(in crate::programmes::applications) fn line(
    posted: &Posted,
    field: &str,
    missing: &str,
    errors: &mut FormErrors,
) -> String {
    let text = posted.text(field).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() && !missing.is_empty() {
        errors.add(field, missing);
    }
    if text.chars().count() > 150 {
        errors.add(field, "This is longer than 150 characters. Shorten it.");
    }
    text
}

/// Reads an address, with an error where it is none.
pub(in crate::programmes::applications) fn address(
    posted: &Posted,
    field: &str,
    missing: &str,
    errors: &mut FormErrors,
) -> String {
    let text = posted.text(field).to_lowercase();
    if text.is_empty() {
        if !missing.is_empty() {
            errors.add(field, missing);
        }
    } else if !is_address(&text) || text.len() > 200 {
        errors.add(field, "This is not an email address. Write it as name@school.example");
    }
    text
}

/// Reads several lines of words, with an error where they are missing or too long.
pub(in crate::programmes::applications) fn words(
    posted: &Posted,
    field: &str,
    missing: &str,
    errors: &mut FormErrors,
) -> String {
    let text = posted.text(field).replace("\r\n", "\n");
    let length = text.chars().count();
    if length == 0 && !missing.is_empty() {
        errors.add(field, missing);
    } else if length > LONGEST {
        errors.add(field, format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."));
    }
    text
}

/// Reads where somebody works: their authority, or that it is none of the partnership's, and their sector.
pub(in crate::programmes::applications) fn work(
    posted: &Posted,
    workplaces: &Workplaces,
    one: &mut Application,
    errors: &mut FormErrors,
) {
    let before = one.authority_key.take();
    match posted.text("authority") {
        NO_AUTHORITY => {}
        key if workplaces.authorities.iter().any(|known| known.key == key) => one.authority_key = Some(key.to_owned()),
        _ => errors.add("authority", "Choose your authority, or “None of these”"),
    }
    if one.authority_key != before {
        one.establishment_key = None;
    }
    one.sector = posted.text("sector").to_owned();
    if SECTORS.iter().all(|(key, _)| *key != one.sector) {
        one.sector = String::new();
        errors.add("sector", "Choose the sector you work in");
    }
}

/// Reads the establishment: one of the authority's where the words name one, else the words themselves.
pub(in crate::programmes::applications) fn establishment(
    posted: &Posted,
    workplaces: &Workplaces,
    one: &mut Application,
    errors: &mut FormErrors,
) {
    let missing = "Write the name of your school or service";
    one.workplace = line(posted, "workplace", missing, errors);
    let found = workplaces.find(&one.workplace, one.authority_key.as_deref());
    one.establishment_key = found.ok().flatten().map(|found| found.key.clone());
}

fn read(posted: &Posted, name: &str, workplaces: &Workplaces, one: &mut Application, errors: &mut FormErrors) {
    match name {
        "who" => {
            one.name = line(posted, "name", "Write your name", errors);
            one.email = address(posted, "email", "Write your work email address", errors);
            one.post = line(posted, "post", "Write what you are at work, for example class teacher", errors);
            one.registration = line(posted, "registration", "", errors);
        }
        "work" => work(posted, workplaces, one, errors),
        "place" => establishment(posted, workplaces, one, errors),
        "why" => one.why = words(posted, "why", "Write in a line or two why you would like to take part", errors),
        "needs" => one.needs = words(posted, "needs", "", errors),
        _ => endorser(posted, one, errors),
    }
}

/// Reads who endorses: somebody else than the applicant.
pub(in crate::programmes::applications) fn endorser(posted: &Posted, one: &mut Application, errors: &mut FormErrors) {
    one.endorser_name = line(posted, "endorser_name", "Write the name of your line manager or headteacher", errors);
    one.endorser_email = address(posted, "endorser_email", "Write their work email address", errors);
    if !one.endorser_email.is_empty() && one.endorser_email == one.email {
        errors.add("endorser_email", "This is your own address. Somebody else has to endorse: write theirs");
    }
}

pub(super) async fn save(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = number_of(&place, &name)?;
    if !place.open() {
        return Ok(see(&place.home()));
    }
    let mut errors = FormErrors::default();
    let mut after = place.application.clone();
    let workplaces = Workplaces::of(&weft.db).await?;
    read(&posted, &name, &workplaces, &mut after, &mut errors);
    let returns = posted.text("back") == "check";
    if !errors.is_empty() {
        return show_again(&QuestionPage::new(&weft, &visitor, place, at, after, returns, errors).await?);
    }
    let by = visitor.named();
    let desk = Desk::of(&weft, by, &place.cohort, &place.frame).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    let now = records::of_id_in_write(&mut write, &after.id).await?;
    if now.state != place.application.state {
        return Ok(see(&place.home()));
    }
    // Another page of the same application may have been saved meanwhile: only this answer is put into it.
    let mut after = now.clone();
    read(&posted, &name, &workplaces, &mut after, &mut FormErrors::default());
    records::save(&weft, &mut write, by, &now, &after, None).await?;
    if name == "who" {
        desk.begun(&mut write, &after, &place.token).await?;
    }
    write.commit().await?;
    Ok(see(&match (posted.text("then"), asked(&place.cohort).get(at + 1)) {
        ("later", _) => format!("{}?done=saved", place.home()),
        (_, Some((next, _))) if !returns => format!("{}/{next}", place.home()),
        _ => format!("{}/check", place.home()),
    }))
}
