//! Correcting what an application says, by those who run the programme: with a reason, and a history of which facts changed.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Application,
    apply::{
        questions::{self, Choice},
        workplace_of,
    },
    file::works_now,
    frame::Frame,
    letters::Desk,
    list::crumbs,
    one::find,
    store::records,
    workplaces::Workplaces,
};
use crate::{
    people::{self, Permit, Scope},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/applications/{application}/correction", blank),
        post("/cohorts/{key}/applications/{application}/correction", save),
    ]
}

#[derive(Template)]
#[template(path = "programmes/applications/correct.html")]
struct CorrectPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cohort: Cohort,
    application: Application,
    authority: String,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
    workplace: String,
    endorsed: String,
    answers: Vec<Choice>,
    reason: String,
}

impl CorrectPage {
    /// `name` is the one on record: the trail keeps saying it where the form's own is sent empty.
    async fn new(
        weft: &Weft,
        permit: &Permit,
        cohort: Cohort,
        (name, application): (String, Application),
        (endorsed, reason): (&str, &str),
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let workplaces = Workplaces::of(&weft.db).await?;
        let mut trail = crumbs(&cohort);
        let here = format!("/cohorts/{}/applications/{}", cohort.key, application.key);
        trail.push(Crumb::new(here, name));
        let answer = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), hint: "" };
        Ok(Self {
            page: permit.visitor.page("Correct an application").section("programmes").with_errors(!errors.is_empty()),
            crumbs: trail,
            errors,
            form_key: permit.visitor.form_key(weft)?,
            authority: application.authority_key.clone().unwrap_or_else(|| "none".to_owned()),
            authorities: questions::authorities(&workplaces),
            sectors: questions::sectors(),
            workplace: workplace_of(&application, &workplaces),
            endorsed: endorsed.to_owned(),
            answers: vec![answer("yes", "Yes"), answer("no", "No"), answer("", "Not answered")],
            reason: reason.to_owned(),
            cohort,
            application,
        })
    }
}

async fn blank(From(weft): From<Weft>, permit: Permit, Path((key, application)): Path<(String, String)>) -> Shown {
    let (cohort, one, _) = find(&weft.db, &permit, &key, &application).await?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    let endorsed = one.endorsed.clone().unwrap_or_default();
    let named = (one.name.clone(), one);
    show_private(&CorrectPage::new(&weft, &permit, cohort, named, (&endorsed, ""), FormErrors::default()).await?)
}

async fn save(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, application)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (cohort, before, _) = find(&weft.db, &permit, &key, &application).await?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    let mut errors = FormErrors::default();
    let workplaces = Workplaces::of(&weft.db).await?;
    let mut after = before.clone();
    after.name = questions::line(&posted, "name", "Write the name", &mut errors);
    after.email = questions::address(&posted, "email", "Write the email address", &mut errors);
    after.post = questions::line(&posted, "post", "Write what they are at work", &mut errors);
    after.registration = questions::line(&posted, "registration", "", &mut errors);
    questions::work(&posted, &workplaces, &mut after, &mut errors);
    questions::establishment(&posted, &workplaces, &mut after, &mut errors);
    let mut endorsed = before.endorsed.clone().unwrap_or_default();
    if cohort.endorsement == 1 {
        after.endorser_name = questions::line(&posted, "endorser_name", "", &mut errors);
        after.endorser_email = questions::address(&posted, "endorser_email", "", &mut errors);
        endorsed = posted.text("endorsed").to_owned();
    }
    let reason = questions::line(&posted, "reason", "Write why it is corrected", &mut errors);
    if !errors.is_empty() {
        let page = CorrectPage::new(&weft, &permit, cohort, (before.name, after), (&endorsed, &reason), errors).await?;
        return show_again(&page);
    }
    let by = permit.visitor.named();
    let frame = Frame::of(&weft, &cohort).await?;
    let desk = Desk::of(&weft, by, &cohort, &frame).await?;
    let here = format!("/cohorts/{}/applications/{}", cohort.key, before.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    let now = records::of_id_in_write(&mut write, &before.id).await?;
    if after.email != now.email {
        let person =
            people::put_person(&weft, &mut write, by, &after.name, Some(&after.email), now.invented == 1).await?;
        after.person_id = Some(people::root_of_person(&mut write, &person).await?);
    }
    if let Some(person) = &after.person_id {
        if let Some(other) = records::twin(&mut write, &cohort.id, person, &now.id).await? {
            return Err(Problem::Conflict(format!(
                "Somebody with this address applied to the cohort already (application {}). Nothing was changed.",
                other.key
            )));
        }
        works_now(&weft, &mut write, by, person, &after).await?;
    }
    records::save(&weft, &mut write, by, &now, &after, Some(&reason)).await?;
    let answer = Some(endorsed.as_str()).filter(|text| ["yes", "no"].contains(text));
    if answer != now.endorsed.as_deref() {
        records::endorse(&weft, &mut write, by, &now.id, answer, &now.endorsed_words).await?;
    }
    let asks_anew = after.endorser_email != now.endorser_email && !after.endorser_email.is_empty();
    if asks_anew && answer.is_none() && now.state().may_be_endorsed() {
        let whom = format!("{}, {}, has applied", after.name, after.post);
        desk.to_endorser(&mut write, &after, &whom).await?;
    }
    write.commit().await?;
    Ok(see(&here))
}
