//! The form of an expression of interest, and what happens next.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    KEPT_MONTHS, MOST_IN_A_MINUTE,
    store::{self, About, Told},
};
use crate::{
    groups,
    partnership::{self, Named},
    people::Visitor,
    plumbing::{
        clock::zone,
        db::Db,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/get-involved", form), post("/get-involved", send), get("/get-involved/thanks", thanks)]
}

/// How long each answer may be, in characters.
const LONGEST: [(&str, usize, &str); 5] = [
    ("name", 100, "Your name"),
    ("email", 254, "Your email address"),
    ("organisation", 150, "The name of the establishment or organisation"),
    ("job", 100, "What you do"),
    ("message", 2000, "What you would like to tell us"),
];

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    about: String,
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "interest/form.html")]
struct InterestPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    about: Option<Named>,
    about_value: String,
    choices: Vec<Choice>,
    authorities: Vec<Choice>,
    kept: Told,
    authority: String,
    keeping: String,
    message_label: &'static str,
}

/// The group or programme of `groups/KEY` or `programmes/KEY`, where there is such a thing and it has not ended.
async fn about(db: &Db, given: &str) -> Result<Option<About>, Problem> {
    let Some((kind, key)) = given.split_once('/') else { return Ok(None) };
    match kind {
        "groups" => {
            let Some(group) = groups::group(db, key).await? else { return Ok(None) };
            let workstream = match &group.workstream {
                Some(workstream) => Some(partnership::workstream(db, &group.framework, workstream).await?.label),
                None => None,
            };
            let title = group.title(workstream.as_deref());
            Ok(Some(About { kind: "groups", key: group.key, title }))
        }
        "programmes" => Ok(programmes::programme(db, key).await?.map(|found| About {
            kind: "programmes",
            key: found.key,
            title: found.name,
        })),
        _ => Ok(None),
    }
}

/// What one can take part in today: the programmes and groups of the framework of now.
async fn choices(weft: &Weft) -> Result<Vec<Choice>, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let current = partnership.and_then(|found| found.current_framework);
    let runs = |framework: &String| current.as_ref().is_none_or(|current| current == framework);
    let mut choices = Vec::new();
    for programme in programmes::programmes(&weft.db).await? {
        if programme.frameworks.iter().any(runs) {
            let value = format!("programmes/{}", programme.key);
            choices.push(Choice { value, label: format!("Programme: {}", programme.name) });
        }
    }
    for group in groups::groups(&weft.db).await? {
        if runs(&group.framework) && !group.has_ended(&today) {
            let workstream = match &group.workstream {
                Some(key) => Some(partnership::workstream(&weft.db, &group.framework, key).await?.label),
                None => None,
            };
            let label = format!("Group: {}", group.title(workstream.as_deref()));
            choices.push(Choice { value: format!("groups/{}", group.key), label });
        }
    }
    Ok(choices)
}

impl InterestPage {
    async fn new(weft: &Weft, visitor: &Visitor, given: &str, told: Told, errors: FormErrors) -> Result<Self, Problem> {
        let about = about(&weft.db, given).await?;
        let choices = if about.is_some() { Vec::new() } else { choices(weft).await? };
        let authorities = partnership::authorities(&weft.db).await?;
        let mut authorities: Vec<Choice> =
            authorities.into_iter().map(|one| Choice { value: one.key, label: one.name }).collect();
        authorities.push(Choice { value: "none".into(), label: "Another organisation".into() });
        let has_subject = about.is_some();
        let mut crumbs = Vec::new();
        if let Some(about) = &about {
            let list = if about.kind == "groups" { "Groups and networks" } else { "Programmes" };
            crumbs.push(Crumb::new(format!("/{}", about.kind), list));
            crumbs.push(Crumb::new(format!("/{}/{}", about.kind, about.key), &about.title));
        }
        let section = about.as_ref().map_or("", |about| about.kind);
        let page = visitor.page("Get involved").section(section).with_errors(!errors.is_empty());
        Ok(Self {
            page: page.description("Tell the Collaboration Officer which group or programme interests you."),
            crumbs,
            errors,
            form_key: visitor.form_key(weft)?,
            about_value: about.as_ref().map(|about| format!("{}/{}", about.kind, about.key)).unwrap_or_default(),
            about: about
                .map(|about| Named { href: Some(format!("/{}/{}", about.kind, about.key)), label: about.title }),
            choices,
            authorities,
            authority: told.authority.clone().unwrap_or_default(),
            kept: told,
            message_label: if has_subject {
                "What would you like to tell us? (optional)"
            } else {
                "What would you like to work on? (optional if you chose a group or programme)"
            },
            keeping: format!(
                "Your name, address and words are read by the Collaboration Officer alone and are deleted after \
                 {KEPT_MONTHS} months. You can have them deleted sooner; the privacy page says how."
            ),
        })
    }
}

async fn form(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let page = InterestPage::new(&weft, &visitor, &asked.about, Told::default(), FormErrors::default()).await?;
    show_private(&page)
}

/// What was posted, and what is wrong with it.
async fn read(db: &Db, posted: &Posted) -> Result<(Told, FormErrors), Problem> {
    let mut errors = FormErrors::default();
    let name = errors.required(posted, "name", "Enter your name").to_owned();
    let email = errors.required(posted, "email", "Enter your work email address").to_owned();
    if !email.is_empty() && !is_address(&email) {
        errors.add("email", "Enter an email address in the form name@school.example");
    }
    let organisation =
        errors.required(posted, "organisation", "Enter the establishment or organisation you work for").to_owned();
    let authority = posted.given("authority").map(ToOwned::to_owned);
    match authority.as_deref() {
        None => errors.add("authority", "Choose an authority, or “Another organisation”"),
        Some("none") => {}
        Some(key) if partnership::authority(db, key).await?.is_none() => {
            errors.add("authority", "Choose an authority from the list");
        }
        Some(_) => {}
    }
    for (field, most, what) in LONGEST {
        let length = posted.text(field).chars().count();
        if length > most {
            errors.add(field, format!("{what} is {length} characters long; at most {most} are kept. Shorten it."));
        }
    }
    if posted.text("consent") != "yes" {
        errors.add("consent", "Tick the box if we may keep this to answer you; without that we cannot");
    }
    let about = about(db, posted.text("about")).await?;
    if about.is_none() && posted.text("message").is_empty() {
        errors.add("message", "Choose a group or programme, or tell us in a few words what you would like to work on");
    }
    let (job, message) = (posted.text("job").to_owned(), posted.text("message").to_owned());
    Ok((Told { about, name, email, organisation, authority, job, message }, errors))
}

/// Whether a text looks like an address somebody can be answered at.
fn is_address(text: &str) -> bool {
    let one_line = !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    one_line
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').all(|part| !part.is_empty())
                && host.contains('.')
        })
}

async fn send(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let (mut told, mut errors) = read(&weft.db, &posted).await?;
    if errors.is_empty() {
        let thanks = match &told.about {
            Some(about) => format!("/get-involved/thanks?about={}/{}", about.kind, about.key),
            None => "/get-involved/thanks".to_owned(),
        };
        told.authority = told.authority.filter(|key| key != "none");
        let mut write = weft.db.write().await?;
        posted.once(&weft, &mut write, &thanks).await?;
        if store::in_the_last_minute(&weft, &mut write).await? < MOST_IN_A_MINUTE {
            store::forget_expired(&weft, &mut write).await?;
            store::add(&weft, &mut write, visitor.named(), &told).await?;
            write.commit().await?;
            return Ok(see(&thanks));
        }
        errors.add(
            "name",
            "Many people are writing just now. Wait a minute and send it again; what you wrote is still here.",
        );
        told.authority = posted.given("authority").map(ToOwned::to_owned);
    }
    show_again(&InterestPage::new(&weft, &visitor, posted.text("about"), told, errors).await?)
}

#[derive(Template)]
#[template(path = "interest/thanks.html")]
struct ThanksPage {
    page: Page,
    about: Option<Named>,
    kept_months: String,
}

async fn thanks(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let about = about(&weft.db, &asked.about).await?;
    show(&ThanksPage {
        page: visitor.page("Thank you"),
        about: about.map(|about| Named { href: Some(format!("/{}/{}", about.kind, about.key)), label: about.title }),
        kept_months: KEPT_MONTHS.to_string(),
    })
}
