//! The endorser's page, behind a link of their own: yes or no, with words where they like. Until something is decided they
//! can change the answer. Where a school or department applied, one answer is for all of its people.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Application,
    apply::workplace_of,
    frame,
    frame::Frame,
    store::{links, records},
    workplaces::Workplaces,
};
use crate::{
    people::Visitor,
    plumbing::{
        clock::spoken_instant,
        form::{FormErrors, Posted},
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/e/{token}", ask), post("/e/{token}", answer)]
}

/// The applications behind an endorser's link.
struct Place {
    token: String,
    cohort: Cohort,
    frame: Frame,
    all: Vec<Application>,
    group: Option<String>,
    expired: bool,
}

async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let link = links::link(&weft.db, token, links::ENDORSER).await?.ok_or(Problem::NotFound)?;
    let first = records::of_id(&weft.db, &link.application_id).await?.ok_or(Problem::NotFound)?;
    let cohort = frame::cohort_of(&weft.db, &first).await?;
    let group = match &first.group_id {
        Some(id) => records::group(&weft.db, id).await?,
        None => None,
    };
    let all = match &group {
        // Whoever has since been given another endorser is for that one to speak about.
        Some(group) => {
            let all = records::of_group(&weft.db, &group.id).await?;
            all.into_iter().filter(|one| one.endorser_email == first.endorser_email).collect()
        }
        None => vec![first],
    };
    Ok(Place {
        token: token.to_owned(),
        frame: Frame::of(weft, &cohort).await?,
        cohort,
        group: group.map(|group| group.name),
        all,
        expired: link.expires_at < weft.clock.instant(),
    })
}

impl Place {
    /// The applications about which nothing is decided yet.
    fn open(&self) -> Vec<&Application> {
        let open = |one: &&Application| !self.expired && one.state().may_be_endorsed();
        self.all.iter().filter(open).collect()
    }
}

/// One applicant as the endorser sees them.
struct Line {
    name: String,
    post: String,
    workplace: String,
}

#[derive(Template)]
#[template(path = "programmes/applications/endorse.html")]
struct EndorsePage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    token: String,
    cohort: String,
    programme: String,
    group: Option<String>,
    lines: Vec<Line>,
    why: String,
    open: bool,
    answered: Option<String>,
    answer: String,
    words: String,
    ask: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

impl EndorsePage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: &Place,
        typed: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let workplaces = Workplaces::of(&weft.db).await?;
        let Some(first) = place.all.first() else { return Err(Problem::NotFound) };
        let title = match (&place.group, place.all.len()) {
            (Some(group), many) if many > 1 => format!("Do you endorse the applications from {group}?"),
            _ => format!("Do you endorse the application of {}?", first.name),
        };
        let answered = first.endorsed_at.as_deref().map(|at| {
            let said = if first.endorsed.as_deref() == Some("yes") { "yes" } else { "no" };
            format!("You said {said} on {}.", spoken_instant(at, &place.frame.zone))
        });
        let (answer, words) = match typed {
            Some(posted) => (posted.text("answer").to_owned(), posted.text("words").to_owned()),
            None => (first.endorsed.clone().unwrap_or_default(), first.endorsed_words.clone()),
        };
        Ok(Self {
            page: visitor.page(title).with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            token: place.token.clone(),
            cohort: place.cohort.full_title(),
            programme: place.cohort.programme.clone(),
            group: place.group.clone(),
            lines: place
                .all
                .iter()
                .map(|one| Line {
                    name: one.name.clone(),
                    post: one.post.clone(),
                    workplace: workplace_of(one, &workplaces),
                })
                .collect(),
            why: first.why.clone(),
            open: !place.open().is_empty(),
            answered,
            answer,
            words,
            ask: place.frame.whom_to_ask(),
        })
    }
}

async fn ask(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let place = find(&weft, &token).await?;
    let mut page = EndorsePage::new(&weft, &visitor, &place, None, FormErrors::default()).await?;
    page.page.notice =
        (asked.done == "answered").then(|| "Thank you. Your answer is noted, and the applicant can see it.".to_owned());
    show_private(&page)
}

async fn answer(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let mut errors = FormErrors::default();
    let answer = posted.text("answer");
    if !["yes", "no"].contains(&answer) {
        errors.add("answer", "Choose yes or no");
    }
    let words = posted.text("words").replace("\r\n", "\n");
    if words.chars().count() > 1000 {
        errors.add("words", "This is longer than 1,000 characters. Shorten it.");
    }
    if !errors.is_empty() {
        return show_again(&EndorsePage::new(&weft, &visitor, &place, Some(&posted), errors).await?);
    }
    let page = format!("/e/{token}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let mut noted = 0;
    for one in place.open() {
        // A decision may have come between: then the answer comes too late for this one.
        if records::of_id_in_write(&mut write, &one.id).await?.state().may_be_endorsed() {
            records::endorse(&weft, &mut write, visitor.named(), &one.id, Some(answer), &words).await?;
            noted += 1;
        }
    }
    if noted == 0 {
        return Err(Problem::Conflict(format!(
            "This application has been decided already, so the answer can no longer be changed. Write to {} if it matters.",
            place.frame.whom_to_ask()
        )));
    }
    write.commit().await?;
    Ok(see(&format!("{page}?done=answered")))
}
