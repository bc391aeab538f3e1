//! One person's completion: the facts, the case study to be read, the decision, the certificate, what was claimed.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Award, Outcome, StudyState,
    ground::{Ground, Someone},
    no_award_on, pages, store,
    study::QUESTIONS,
};
use crate::{
    people::{self, Permit},
    plumbing::{
        clock::{spoken_day, spoken_instant},
        form::{FormErrors, Posted},
        history,
        layout::{Crumb, Page, download, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One fact of the rule.
struct FactLine {
    words: String,
    state: &'static str,
    look: &'static str,
}

/// One answer of the case study.
struct AnswerLine {
    question: &'static str,
    lines: Vec<String>,
}

/// A certificate as the page lists it.
struct CertificateLine {
    number: String,
    words: String,
    stands: bool,
}

/// What may be claimed, and what was.
struct ClaimLine {
    key: &'static str,
    name: &'static str,
    words: String,
    steps: Vec<String>,
    why_not: Option<String>,
}

/// One thing that happened.
struct StepLine {
    at: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "programmes/completion/person.html")]
pub(super) struct PersonPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    home: String,
    name: String,
    cohort: String,
    place: &'static str,
    standing: &'static str,
    look: &'static str,
    facts: Vec<FactLine>,
    decision: Option<String>,
    against: Option<String>,
    completed: bool,
    meets: bool,
    took_part: bool,
    study_state: Option<&'static str>,
    study_key: &'static str,
    study: Vec<AnswerLine>,
    may_share: bool,
    asks_study: bool,
    asks_moderation: bool,
    own_reading: bool,
    standing_number: Option<String>,
    certificates: Vec<CertificateLine>,
    claims: Vec<ClaimLine>,
    history: Vec<StepLine>,
    day: String,
    typed: Typed,
    keys: [String; 6],
}

/// What was typed into the forms of the page, for showing it again.
#[derive(Default)]
struct Typed {
    outcome: String,
    reason: String,
    question: String,
    moderation: String,
    certificate_name: String,
    certificate_reason: String,
    step: String,
    claimed_on: String,
    reference: String,
}

fn look(standing: super::Standing) -> (&'static str, &'static str) {
    match standing {
        super::Standing::Met => ("Met", "active"),
        super::Standing::NotYet => ("Not yet", "draft"),
        super::Standing::NotMet => ("Not met", "error"),
    }
}

/// Who is behind an account in a history, for those who keep the programme.
async fn whose(weft: &Weft, account: &str) -> Result<String, Problem> {
    Ok(match account {
        history::PUBLIC => "the participant".to_owned(),
        history::COMMAND_LINE => "the command line".to_owned(),
        account => people::name_of_account(&weft.db, account).await?.unwrap_or_else(|| "a former account".to_owned()),
    })
}

async fn happened(weft: &Weft, ground: &Ground, one: &Someone) -> Result<Vec<StepLine>, Problem> {
    let mut steps: Vec<(String, String, String)> = Vec::new();
    for past in store::past(&weft.db, &ground.cohort.id, &one.person_id).await? {
        let outcome = Outcome::of(&past.outcome).map_or("", Outcome::name);
        let by = whose(weft, &past.account).await?;
        let facts = past.facts.replace('\n', ". ");
        let why = if past.reason.is_empty() { facts } else { format!("{} ({facts})", past.reason) };
        steps.push((past.at, format!("{outcome} on {}, recorded by {by}", spoken_day(&past.day)), why));
        if let (Some(at), Some(by)) = (past.taken_back_at, past.taken_back_by) {
            let by = whose(weft, &by).await?;
            steps.push((at, format!("Decision taken back by {by}"), past.taken_back_reason.unwrap_or_default()));
        }
    }
    if let Some(study) = &one.study {
        for step in store::steps(&weft.db, &study.id).await? {
            let state = StudyState::of(&step.to_state).map_or("", StudyState::name);
            let by = whose(weft, &step.account).await?;
            steps.push((step.at, format!("Case study: {}, by {by}", state.to_lowercase()), step.words));
        }
    }
    for certificate in &one.certificates {
        let by = whose(weft, &certificate.account).await?;
        let what = format!("Certificate {} issued by {by}", certificate.number);
        steps.push((certificate.issued_at.clone(), what, String::new()));
    }
    steps.sort_by(|a, b| b.0.cmp(&a.0));
    let line =
        |(at, what, why): (String, String, String)| StepLine { at: spoken_instant(&at, &ground.zone), what, why };
    Ok(steps.into_iter().map(line).collect())
}

async fn claims(weft: &Weft, ground: &Ground, one: &Someone) -> Result<Vec<ClaimLine>, Problem> {
    let Some(decision) = one.decision.as_ref().filter(|decision| decision.is_completed()) else {
        return Ok(Vec::new());
    };
    let all = store::claims(&weft.db, &ground.cohort.id).await?;
    let lines = Award::ALL.into_iter().filter_map(|award| {
        let words = award.words(&ground.version)?;
        let steps = all.iter().filter(|step| step.completion_id == decision.id && step.award == award.key());
        let steps = steps.map(super::lists::step_in_words).collect();
        let why_not = no_award_on(&ground.version, &decision.day);
        Some(ClaimLine { key: award.key(), name: award.name(), words, steps, why_not })
    });
    Ok(lines.collect())
}

impl PersonPage {
    pub(super) async fn new(
        weft: &Weft,
        permit: &Permit,
        ground: &Ground,
        one: &Someone,
        errors: FormErrors,
        typed: Option<&Posted>,
    ) -> Result<Self, Problem> {
        let visitor = &permit.visitor;
        let mut keys: [String; 6] = Default::default();
        for key in &mut keys {
            *key = visitor.form_key(weft)?;
        }
        let text = |field: &str| typed.map_or("", |posted| posted.text(field)).to_owned();
        let (standing, look_of_it) = look(one.verdict.standing);
        let state = one.study.as_ref().map(super::Study::state);
        let steps = match &one.study {
            Some(study) => store::steps(&weft.db, &study.id).await?,
            None => Vec::new(),
        };
        let accepted_by =
            steps.iter().find(|step| step.to_state == StudyState::Accepted.key()).map(|step| &step.account);
        let own_reading = accepted_by.is_some_and(|by| by.as_str() == visitor.named());
        let given = text("certificate_name");
        Ok(Self {
            page: visitor
                .page(format!("{}: completion", one.name))
                .section("programmes")
                .with_errors(!errors.is_empty()),
            crumbs: [pages::crumbs(ground), vec![Crumb::new(ground.home(), "Completion")]].concat(),
            errors,
            home: ground.page_of(&one.person),
            name: one.name.clone(),
            cohort: ground.cohort.full_title(),
            place: if one.has_place { "" } else { "They have no place in this cohort today." },
            standing,
            look: look_of_it,
            facts: one
                .verdict
                .facts
                .iter()
                .map(|fact| {
                    let (state, look) = look(fact.standing);
                    FactLine { words: fact.words.clone(), state, look }
                })
                .collect(),
            decision: one.decision.as_ref().map(|decision| {
                let outcome = Outcome::of(&decision.outcome).map_or("", Outcome::name);
                format!("{outcome} on {}", spoken_day(&decision.day))
            }),
            against: one.decision.as_ref().filter(|one| one.against_rule == 1).map(|one| one.reason.clone()),
            completed: one.completed(),
            meets: one.verdict.standing == super::Standing::Met,
            took_part: one.has_taken_part(),
            study_state: state.map(StudyState::name),
            study_key: state.map_or("", StudyState::key),
            study: match &one.study {
                Some(study) if !study.state().is_open() => QUESTIONS
                    .iter()
                    .map(|question| AnswerLine {
                        question: question.title,
                        lines: study.answer(question.name).lines().map(ToOwned::to_owned).collect(),
                    })
                    .collect(),
                _ => Vec::new(),
            },
            may_share: one.study.as_ref().is_some_and(|study| study.may_share == 1),
            asks_study: ground.version.case_study == 1,
            asks_moderation: ground.version.moderated == 1,
            own_reading,
            standing_number: one.certificate().map(|certificate| certificate.number.clone()),
            certificates: one
                .certificates
                .iter()
                .map(|certificate| CertificateLine {
                    number: certificate.number.clone(),
                    stands: certificate.stands(),
                    words: certificate_in_words(certificate),
                })
                .collect(),
            claims: claims(weft, ground, one).await?,
            history: happened(weft, ground, one).await?,
            day: Some(text("day")).filter(|day| !day.is_empty()).unwrap_or_else(|| ground.today.clone()),
            typed: Typed {
                outcome: text("outcome"),
                reason: text("reason"),
                question: text("question"),
                moderation: text("moderation"),
                certificate_name: if given.is_empty() { one.name.clone() } else { given },
                certificate_reason: text("certificate_reason"),
                step: text("step"),
                claimed_on: text("claimed_on"),
                reference: text("reference"),
            },
            keys,
        })
    }
}

fn certificate_in_words(certificate: &super::certificate::Certificate) -> String {
    let issued = format!("issued on {} to {}", spoken_day(&certificate.issued_on), certificate.name);
    match (&certificate.revoked_on, &certificate.replaced_by) {
        (None, _) => format!("{issued}; it stands"),
        (Some(day), by) => {
            let how = by.as_ref().map_or_else(|| "revoked".to_owned(), |number| format!("replaced by {number}"));
            let reason = certificate.revoked_reason.as_deref().unwrap_or_default();
            format!("{issued}; {how} on {}: {reason}", spoken_day(day))
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

fn notice(done: &str) -> Option<String> {
    let words = match done {
        "decided" => "The decision was recorded.",
        "taken-back" => "The decision was taken back.",
        "accepted" => "The case study was accepted.",
        "returned" => "The question is on its way to the participant.",
        "moderated" => "The case study was moderated.",
        "issued" => "The certificate was issued. A letter with the link to it is on its way.",
        "stood" => "A certificate stands already; no second one was issued.",
        "revoked" => "The certificate was revoked. Its public page says so from now on.",
        "reissued" => "A new certificate was issued; the old one says that it was replaced.",
        "claimed" => "It was recorded.",
        _ => return None,
    };
    Some(words.to_owned())
}

pub(super) async fn show(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, person)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let mut page = PersonPage::new(&weft, &permit, &ground, one, FormErrors::default(), None).await?;
    page.page.notice = notice(&asked.done);
    show_private(&page)
}

/// The certificate that stands, as PDF.
pub(super) async fn pdf(From(weft): From<Weft>, permit: Permit, Path((key, person)): Path<(String, String)>) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let certificate = ground.someone(&person)?.certificate().ok_or(Problem::NotFound)?;
    send(&weft, certificate).await
}

/// A certificate's own bytes, never kept by a browser's cache of public pages.
pub(super) async fn send(weft: &Weft, certificate: &super::certificate::Certificate) -> Shown {
    let bytes = store::certificate_file(&weft.db, &certificate.number).await?.ok_or(Problem::NotFound)?;
    let mut response = download(bytes, "application/pdf", &certificate.file_name())?;
    let never = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, never);
    Ok(response)
}
