//! The pages on which a participant writes a case study: eight questions, one to a page, saved one by one; then everything
//! once more, and sending. The link is the permission; no account is needed.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Purpose, Study, StudyState, store,
    study::{LONGEST, QUESTIONS, Question, lacks_its_number},
};
use crate::{
    people::{self, Office, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        history,
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort},
};

/// The case study behind a token.
struct Place {
    token: String,
    name: String,
    cohort: Cohort,
    office: Option<Office>,
    study: Study,
    /// Whether anything has been saved.
    begun: bool,
    question: Option<String>,
}

async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let holder = store::holder(&weft.db, token, Purpose::CaseStudy).await?.ok_or(Problem::NotFound)?;
    if holder.expires_at <= weft.clock.instant() {
        return Err(Problem::NotFound);
    }
    let cohort = cohorts::cohort(&weft.db, &holder.cohort).await?.ok_or(Problem::NotFound)?;
    let stored = store::study(&weft.db, &cohort.id, &holder.person_id).await?;
    let question = match &stored {
        Some(study) if study.state() == StudyState::Returned => {
            let steps = store::steps(&weft.db, &study.id).await?;
            steps.into_iter().find(|step| step.to_state == StudyState::Returned.key()).map(|step| step.words)
        }
        _ => None,
    };
    Ok(Place {
        token: token.to_owned(),
        name: holder.name,
        office: people::office(&weft.db, &cohort.contact_office).await?,
        begun: stored.is_some(),
        study: stored.unwrap_or_else(|| Study {
            cohort_id: cohort.id.clone(),
            person_id: holder.person_id,
            state: StudyState::Draft.key().to_owned(),
            ..Study::default()
        }),
        cohort,
        question,
    })
}

impl Place {
    fn home(&self) -> String {
        format!("/case-study/{}", self.token)
    }

    fn go_on(&self) -> String {
        let reached = usize::try_from(self.study.reached).unwrap_or_default();
        let next = QUESTIONS.get(reached).map_or("check", |question| question.name);
        format!("{}/{next}", self.home())
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

/// One answer, as pages that show all of them list it.
struct Line {
    name: &'static str,
    question: &'static str,
    lines: Vec<String>,
}

fn lines(study: &Study) -> Vec<Line> {
    let line = |question: &Question| Line {
        name: question.name,
        question: question.title,
        lines: study
            .answer(question.name)
            .lines()
            .map(ToOwned::to_owned)
            .filter(|text| !text.trim().is_empty())
            .collect(),
    };
    QUESTIONS.iter().map(line).collect()
}

#[derive(Template)]
#[template(path = "programmes/completion/study_start.html")]
struct StartPage {
    page: Page,
    place: Place,
    go_on: String,
    lines: Vec<Line>,
    state: &'static str,
    open: bool,
    can_take_back: bool,
    form_key: String,
}

pub(super) async fn start(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let place = find(&weft, &token).await?;
    let state = place.study.state();
    let mut page = visitor.page(format!("Your case study for {}", place.cohort.programme_name));
    page.notice = match asked.done.as_str() {
        "saved" => Some("Saved. Come back with the same link whenever you like.".to_owned()),
        "taken-back" => Some("It is yours again: change it and send it once more.".to_owned()),
        "sent" => Some("Thank you. Your case study was sent.".to_owned()),
        _ => None,
    };
    show_private(&StartPage {
        page,
        go_on: place.go_on(),
        lines: if state.is_open() { Vec::new() } else { lines(&place.study) },
        state: state.name(),
        open: state.is_open(),
        can_take_back: state == StudyState::Submitted,
        form_key: visitor.form_key(&weft)?,
        place,
    })
}

#[derive(Template)]
#[template(path = "programmes/completion/study_question.html")]
struct QuestionPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    question: Question,
    number: usize,
    count: usize,
    back: String,
    answer: String,
    last: bool,
}

fn place_of(name: &str) -> Result<usize, Problem> {
    QUESTIONS.iter().position(|question| question.name == name).ok_or(Problem::NotFound)
}

fn page_of(
    weft: &Weft,
    visitor: &Visitor,
    place: Place,
    at: usize,
    answer: String,
    errors: FormErrors,
) -> Result<QuestionPage, Problem> {
    let question = QUESTIONS[at];
    let reached = usize::try_from(place.study.reached).unwrap_or_default();
    let back = if reached >= QUESTIONS.len() {
        format!("{}/check", place.home())
    } else {
        at.checked_sub(1).map_or_else(|| place.home(), |before| format!("{}/{}", place.home(), QUESTIONS[before].name))
    };
    Ok(QuestionPage {
        page: visitor.page(question.title).with_errors(!errors.is_empty()),
        form_key: visitor.form_key(weft)?,
        question,
        number: at + 1,
        count: QUESTIONS.len(),
        back,
        answer,
        last: at + 1 == QUESTIONS.len(),
        place,
        errors,
    })
}

pub(super) async fn question(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if !place.study.state().is_open() {
        return Ok(see(&place.home()));
    }
    let answer = place.study.answer(&name).to_owned();
    show_private(&page_of(&weft, &visitor, place, at, answer, FormErrors::default())?)
}

/// What is wrong with an answer, where something is. A number of pupils alone is no answer to what was measured: it must
/// say of how many.
fn fault(name: &str, text: &str) -> Option<String> {
    let length = text.chars().count();
    if length > LONGEST {
        return Some(format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it"));
    }
    (matches!(name, "before" | "after" | "impact") && lacks_its_number(text))
        .then(|| "Say how many each percentage is of, for example 17 of 23 pupils (74%)".to_owned())
}

pub(super) async fn save(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if !place.study.state().is_open() {
        return Ok(see(&place.home()));
    }
    let text = posted.text("answer").replace("\r\n", "\n");
    if let Some(fault) = fault(&name, &text) {
        let mut errors = FormErrors::default();
        errors.add("answer", fault);
        return show_again(&page_of(&weft, &visitor, place, at, text, errors)?);
    }
    let before = place.study.reached;
    place.study.put(&name, text);
    place.study.reached = before.max(i64::try_from(at + 1).unwrap_or_default());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.study).await?;
    write.commit().await?;
    let all = i64::try_from(QUESTIONS.len()).unwrap_or_default();
    Ok(see(&match (posted.text("then"), QUESTIONS.get(at + 1)) {
        ("later", _) => format!("{}?done=saved", place.home()),
        (_, Some(next)) if before < all => format!("{}/{}", place.home(), next.name),
        _ => format!("{}/check", place.home()),
    }))
}

#[derive(Template)]
#[template(path = "programmes/completion/study_check.html")]
struct CheckPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    may_share: bool,
}

fn check_page(weft: &Weft, visitor: &Visitor, place: Place, errors: FormErrors) -> Result<CheckPage, Problem> {
    Ok(CheckPage {
        page: visitor.page("Check your case study").with_errors(!errors.is_empty()),
        form_key: visitor.form_key(weft)?,
        lines: lines(&place.study),
        may_share: place.study.may_share == 1,
        place,
        errors,
    })
}

pub(super) async fn check(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    if !place.study.state().is_open() {
        return Ok(see(&place.home()));
    }
    show_private(&check_page(&weft, &visitor, place, FormErrors::default())?)
}

pub(super) async fn send(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let mut place = find(&weft, &token).await?;
    let mut errors = FormErrors::default();
    for question in &QUESTIONS {
        if place.study.answer(question.name).is_empty() {
            errors.add(question.name, format!("Answer the question “{}”", question.title));
        }
    }
    if posted.text("no_names") != "yes" {
        errors.add("no_names", "Read it once more: pupils may stand in it as numbers only. Then tick the box");
    }
    place.study.may_share = i64::from(posted.text("may_share") == "yes");
    if !errors.is_empty() && place.study.state().is_open() {
        return show_again(&check_page(&weft, &visitor, place, errors)?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("{}?done=sent", place.home())).await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.study).await?;
    store::move_to(&weft, &mut write, history::PUBLIC, &place.study.id, StudyState::Submitted, "").await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=sent", place.home())))
}

/// Takes a case study back that nobody has read yet.
pub(super) async fn take_back(From(weft): From<Weft>, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::move_to(&weft, &mut write, history::PUBLIC, &place.study.id, StudyState::Draft, "").await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=taken-back", place.home())))
}
