//! Everything once more before it is sent, and sending it: once, however often the button is pressed, and once for a person.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{Line, Place, find, lines};
use crate::{
    people::{self, Visitor},
    plumbing::{
        clock::spoken_day,
        db::Write,
        form::{FormErrors, Posted},
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    programmes::{
        applications::{
            Application, State,
            file::works_now,
            letters::Desk,
            outside,
            store::{
                self, links,
                records::{self, Group},
            },
            workplaces::Workplaces,
        },
        cohorts::Cohort,
    },
};

#[derive(Template)]
#[template(path = "programmes/applications/check.html")]
struct CheckPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    outside: Vec<String>,
}

impl CheckPage {
    async fn new(weft: &Weft, visitor: &Visitor, place: Place, errors: FormErrors) -> Result<Self, Problem> {
        let workplaces = Workplaces::of(&weft.db).await?;
        Ok(Self {
            page: visitor.page("Check your answers").with_errors(!errors.is_empty()),
            form_key: visitor.form_key(weft)?,
            lines: lines(&place.cohort, &place.application, &workplaces),
            outside: outside(&place.version, &place.application),
            place,
            errors,
        })
    }
}

/// What an application cannot be sent without, each at its line of the page.
fn missing(cohort: &Cohort, one: &Application) -> FormErrors {
    let mut errors = FormErrors::default();
    if one.name.is_empty() || one.email.is_empty() || one.post.is_empty() {
        errors.add("who", "Say who you are: your name, work email address and post");
    }
    if one.sector.is_empty() {
        errors.add("work", "Say where you work: your authority and sector");
    }
    if one.workplace.is_empty() && one.establishment_key.is_none() {
        errors.add("place", "Write the name of your school or service");
    }
    if one.why.is_empty() {
        errors.add("why", "Write in a line or two why you would like to take part");
    }
    if cohort.endorsement == 1 && (one.endorser_name.is_empty() || one.endorser_email.is_empty()) {
        errors.add("endorser", "Say who endorses your application");
    }
    errors
}

pub(super) async fn check(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    if !place.open() {
        return Ok(see(&place.home()));
    }
    // Whoever comes here half-way is led to the first thing that is missing.
    if let Some(first) = missing(&place.cohort, &place.application).iter().next() {
        return Ok(see(&format!("{}/{}", place.home(), first.field)));
    }
    show_private(&CheckPage::new(&weft, &visitor, place, FormErrors::default()).await?)
}

pub(super) async fn send(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    if !place.open() {
        return Ok(see(&place.home()));
    }
    let errors = missing(&place.cohort, &place.application);
    if !errors.is_empty() {
        return show_again(&CheckPage::new(&weft, &visitor, place, errors).await?);
    }
    let by = visitor.named();
    let desk = Desk::of(&weft, by, &place.cohort, &place.frame).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    let now = records::of_id_in_write(&mut write, &place.application.id).await?;
    if now.state() != State::Draft {
        return Ok(see(&place.home()));
    }
    sent(&weft, &mut write, by, &desk, &place.cohort, &now).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=sent", place.home())))
}

/// The sentence of an application that has just arrived.
fn arrived(cohort: &Cohort) -> String {
    let after = cohort.closes_on.as_deref().map_or_else(
        || "You hear from us when places are decided.".to_owned(),
        |day| format!("Applications close on {}; you hear from us after that.", spoken_day(day)),
    );
    format!("Nothing is decided yet. {after}")
}

/// Makes a draft count: finds or adds the person and notes where they work. The second application of one person to one
/// cohort is set aside with a sentence, and a letter leads to the first; then nothing more is said.
async fn counted(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    desk: &Desk<'_>,
    cohort: &Cohort,
    draft: &Application,
) -> Result<Option<Application>, Problem> {
    let key = people::put_person(weft, write, by, &draft.name, Some(&draft.email), draft.invented == 1).await?;
    let person = people::root_of_person(write, &key).await?;
    let after = Application { person_id: Some(person.clone()), ..draft.clone() };
    records::save(weft, write, by, draft, &after, None).await?;
    store::move_to(weft, write, by, &draft.id, State::Submitted, &arrived(cohort), None).await?;
    if let Some(first) = records::twin(write, &cohort.id, &person, &draft.id).await? {
        let day = first.submitted_at.as_deref().and_then(|at| at.get(..10)).map(spoken_day).unwrap_or_default();
        let sentence = format!(
            "You had applied to this cohort on {day}. That application counts, so this one was set aside; a letter to your \
             address leads to the first."
        );
        store::move_to(weft, write, by, &draft.id, State::Merged, &sentence, None).await?;
        desk.to_applicant(write, "application-again", &first, &draft.id, "").await?;
        return Ok(None);
    }
    works_now(weft, write, by, &person, &after).await?;
    Ok(Some(after))
}

async fn sent(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    desk: &Desk<'_>,
    cohort: &Cohort,
    draft: &Application,
) -> Result<(), Problem> {
    let Some(one) = counted(weft, write, by, desk, cohort, draft).await? else { return Ok(()) };
    let said = if cohort.endorsement == 1 {
        format!("{} has been asked to endorse it. {}", one.endorser_name, arrived(cohort))
    } else {
        arrived(cohort)
    };
    desk.to_applicant(write, "application-received", &one, "", &said).await?;
    if cohort.endorsement == 1 {
        desk.to_endorser(write, &one, &format!("{}, {}, has applied", one.name, one.post)).await?;
    }
    Ok(())
}

/// Makes one application of a group count, and says whether it did. The endorser gets one letter for all of them.
#[expect(clippy::too_many_arguments, reason = "one of a list is sent with everything that is said once for all")]
pub(in crate::programmes::applications) async fn sent_by_group(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    desk: &Desk<'_>,
    cohort: &Cohort,
    draft: &Application,
    group: &Group,
    people: usize,
) -> Result<bool, Problem> {
    let Some(one) = counted(weft, write, by, desk, cohort, draft).await? else { return Ok(false) };
    desk.to_applicant(write, "application-entered", &one, "", &group.name).await?;
    if cohort.endorsement == 1 && !links::endorser_was_asked_in(write, &one.id).await? {
        let others = people - 1;
        let whom = match others {
            0 => format!("{} has put {} forward", group.name, one.name),
            1 => format!("{} has put {} and one other person forward", group.name, one.name),
            _ => format!("{} has put {} and {others} other people forward", group.name, one.name),
        };
        desk.to_endorser(write, &one, &whom).await?;
    }
    Ok(true)
}
