//! Applying without an account: a page that says what it is, and then one thing to a page behind a link of the applicant's
//! own. What was written is saved with every page; a letter brings the link as soon as the address is known.

pub(super) mod questions;
pub(super) mod sending;

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Application, State, allocate, frame,
    frame::Frame,
    letters::Desk,
    store::{self, links, records},
    workplaces::{Workplaces, sector_name},
};
use crate::{
    people::Visitor,
    plumbing::{
        clock::spoken_day,
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort, Version, Window},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/apply", start),
        post("/cohorts/{key}/apply", begin),
        get("/a/{token}/check", sending::check),
        post("/a/{token}/sending", sending::send),
        get("/a/{token}/{question}", questions::question),
        post("/a/{token}/{question}", questions::save),
    ]
}

/// The questions in order: the name in the address, the question. The last stands only where the cohort asks for endorsement.
pub(super) const QUESTIONS: [(&str, &str); 6] = [
    ("who", "Who are you?"),
    ("work", "Where do you work?"),
    ("place", "Which school or service?"),
    ("why", "Why would you like to take part?"),
    ("needs", "Is there anything you need to take part?"),
    ("endorser", "Who endorses your application?"),
];

/// The questions that a cohort asks.
pub(super) fn asked(cohort: &Cohort) -> &'static [(&'static str, &'static str)] {
    if cohort.endorsement == 1 { &QUESTIONS } else { &QUESTIONS[..5] }
}

/// The application behind a link, and what its pages say around it.
pub(super) struct Place {
    pub(super) token: String,
    pub(super) application: Application,
    pub(super) cohort: Cohort,
    pub(super) version: Version,
    pub(super) frame: Frame,
    /// Whether the link itself has run out.
    pub(super) expired: bool,
}

impl Place {
    pub(super) fn home(&self) -> String {
        format!("/a/{}", self.token)
    }

    /// Whether the application can still be written: a draft, in a window that is open, by a link that works.
    pub(super) fn open(&self) -> bool {
        self.application.state() == State::Draft
            && !self.expired
            && self.cohort.window(&self.frame.today) == Window::Open
    }
}

/// Finds the application of a link. An offer that ran out meanwhile is closed first, so that nobody sees a place they no
/// longer have.
pub(super) async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let link = links::link(&weft.db, token, links::APPLICANT).await?.ok_or(Problem::NotFound)?;
    let mut application = records::of_id(&weft.db, &link.application_id).await?.ok_or(Problem::NotFound)?;
    let cohort = frame::cohort_of(&weft.db, &application).await?;
    let frame = Frame::of(weft, &cohort).await?;
    let ran_out = application.offer_expires_on.as_deref().is_some_and(|day| day < frame.today.as_str());
    if application.state() == State::Offered && ran_out {
        super::expire(weft, Some(&cohort.id)).await?;
        application = records::of_id(&weft.db, &link.application_id).await?.ok_or(Problem::NotFound)?;
    }
    Ok(Place {
        token: token.to_owned(),
        version: cohorts::version_of(&weft.db, &cohort).await?,
        expired: link.expires_at < weft.clock.instant(),
        application,
        cohort,
        frame,
    })
}

/// Why nobody can apply now, in a sentence; nothing while people can.
pub(super) fn not_now(cohort: &Cohort, today: &str) -> Option<String> {
    let day = |day: &Option<String>| day.as_deref().map(spoken_day).unwrap_or_default();
    match cohort.window(today) {
        Window::Open => None,
        Window::Cancelled => Some("This cohort was cancelled, so nobody can apply to it.".to_owned()),
        Window::NotSaid => Some("Nobody has said yet when people can apply.".to_owned()),
        Window::NotYet => Some(format!("Applications open on {}.", day(&cohort.opens_on))),
        Window::Closed => Some(format!("Applications closed on {}.", day(&cohort.closes_on))),
    }
}

#[derive(Template)]
#[template(path = "programmes/applications/start.html")]
struct StartPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    cohort: Cohort,
    version: Version,
    for_whom: Vec<(&'static str, String)>,
    closes: Option<String>,
    places: Option<String>,
    shut: Option<String>,
    ask: String,
}

async fn start(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let version = cohorts::version_of(&weft.db, &cohort).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    let sectors = version.sectors.lines().filter(|line| !line.is_empty()).map(sector_name);
    let posts = version.posts.lines().filter(|line| !line.is_empty());
    show_private(&StartPage {
        page: visitor.page(format!("Apply to {}", cohort.full_title())).section("programmes"),
        crumbs: crumbs(&cohort),
        form_key: visitor.form_key(&weft)?,
        for_whom: [("For", posts.collect::<Vec<_>>().join(", ")), ("Sectors", sectors.collect::<Vec<_>>().join(", "))]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect(),
        closes: cohort.closes_on.as_deref().map(spoken_day),
        places: cohort.places.map(|places| if places == 1 { "1 place".to_owned() } else { format!("{places} places") }),
        shut: not_now(&cohort, &frame.today),
        ask: frame.whom_to_ask(),
        version,
        cohort,
    })
}

/// Where the pages about applying stand.
pub(super) fn crumbs(cohort: &Cohort) -> Vec<Crumb> {
    vec![
        Crumb::new("/programmes", "Programmes"),
        Crumb::new(format!("/programmes/{}", cohort.programme), cohort.programme_name.clone()),
        Crumb::new(format!("/cohorts/{}", cohort.key), cohort.title.clone()),
    ]
}

async fn begin(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    if let Some(why) = not_now(&cohort, &frame.today) {
        return Err(Problem::Conflict(format!("{why} Questions? Write to {}.", frame.whom_to_ask())));
    }
    let now = weft.clock.instant();
    let (name, email) =
        visitor.account.as_ref().map_or_else(Default::default, |one| (one.name.clone(), one.email.to_lowercase()));
    let application = Application {
        id: weft.new_id()?,
        key: super::new_key(&weft)?,
        cohort_id: cohort.id.clone(),
        name,
        email,
        state: State::Draft.key().to_owned(),
        state_at: now.clone(),
        started_at: now,
        invented: cohort.invented,
        ..Application::default()
    };
    let desk = Desk::of(&weft, visitor.named(), &cohort, &frame).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/cohorts/{}/apply", cohort.key)).await?;
    store::add(&weft, &mut write, visitor.named(), &application).await?;
    let token = desk.new_token(&mut write, &application.id).await?;
    write.commit().await?;
    Ok(see(&format!("/a/{token}/{}", QUESTIONS[0].0)))
}

/// One answer, as pages that show a whole application list it.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) question: &'static str,
    pub(super) lines: Vec<String>,
}

/// The answers in the order of the questions, in words.
pub(super) fn lines(cohort: &Cohort, one: &Application, workplaces: &Workplaces) -> Vec<Line> {
    let text = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.trim().is_empty()).map(ToOwned::to_owned).collect()
    };
    let registration =
        if one.registration.is_empty() { String::new() } else { format!("Registration number {}", one.registration) };
    let work = if one.sector.is_empty() {
        Vec::new()
    } else {
        vec![workplaces.authority_name(one.authority_key.as_deref()).to_owned(), sector_name(&one.sector).to_owned()]
    };
    let answers = [
        [text(&one.name), text(&one.email), text(&one.post), text(&registration)].concat(),
        work,
        vec![workplace_of(one, workplaces)].into_iter().filter(|text| !text.is_empty()).collect(),
        text(&one.why),
        text(&one.needs),
        [text(&one.endorser_name), text(&one.endorser_email)].concat(),
    ];
    let asked = asked(cohort);
    asked.iter().zip(answers).map(|((name, question), lines)| Line { name, question, lines }).collect()
}

/// Where somebody works, by the name of the establishment or in their own words.
pub(super) fn workplace_of(one: &Application, workplaces: &Workplaces) -> String {
    let known = one.establishment_key.as_deref().and_then(|key| workplaces.establishment(key));
    known.map_or_else(|| one.workplace.clone(), |found| found.name.clone())
}

/// Whether the allocator would count somebody as endorsed.
pub(super) fn endorsed(one: &Application) -> Option<bool> {
    one.endorsed.as_deref().map(|answer| answer == "yes")
}

/// An application as the allocator sees it.
pub(super) fn applicant(one: &Application, took_part: bool) -> allocate::Applicant {
    allocate::Applicant {
        id: one.id.clone(),
        authority: one.authority_key.clone(),
        sector: one.sector.clone(),
        endorsed: endorsed(one),
        took_part,
        sent: one.submitted_at.clone().unwrap_or_default(),
    }
}
