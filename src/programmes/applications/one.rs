//! One application for those who decide: what it says, how it got where it stands, and every move the state machine allows.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Application, State,
    allocate::Outcome,
    allocation,
    apply::{self, Line, questions::Choice},
    frame,
    frame::Frame,
    letters::Desk,
    list::{Sight, crumbs, endorsed_in_words, places_in_words},
    moves, outside,
    store::{self, records},
    workplaces::Workplaces,
};
use crate::{
    people::{self, Permit, Scope},
    plumbing::{
        clock::{spoken_day, spoken_instant},
        db::{Db, Write},
        form::{FormErrors, Posted},
        history,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/applications/{application}", one),
        post("/cohorts/{key}/applications/{application}/moves", make),
    ]
}

/// The application of a key, if it is to that cohort, with what the visitor may see of it.
pub(super) async fn find(
    db: &Db,
    permit: &Permit,
    key: &str,
    application: &str,
) -> Result<(Cohort, Application, Sight), Problem> {
    let cohort = frame::cohort(db, key).await?;
    let sight = Sight::of(permit, &cohort.programme)?;
    let one = store::application(db, application).await?.ok_or(Problem::NotFound)?;
    if one.cohort_id != cohort.id || one.state() == State::Draft || !sight.holds(&one) {
        return Err(Problem::NotFound);
    }
    Ok((cohort, one, sight))
}

/// One thing that happened.
struct Step {
    at: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "programmes/applications/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cohort: Cohort,
    application: Application,
    runs: bool,
    state_name: &'static str,
    look: &'static str,
    until: Option<String>,
    lines: Vec<Line>,
    outside: Vec<String>,
    took_part: bool,
    endorsement: Option<(String, String)>,
    group: Option<String>,
    moved_to: Option<(String, String)>,
    suggestion: String,
    moves: Vec<Choice>,
    chosen: String,
    reason: String,
    cohorts: Vec<Choice>,
    to: String,
    places: String,
    steps: Vec<Step>,
}

impl OnePage {
    async fn new(
        weft: &Weft,
        permit: &Permit,
        (cohort, one, sight): (Cohort, Application, Sight),
        typed: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let frame = Frame::of(weft, &cohort).await?;
        let plan = allocation::plan(&weft.db, &cohort, &frame.today).await?;
        let workplaces = Workplaces::of(&weft.db).await?;
        let mut lines = apply::lines(&cohort, &one, &workplaces);
        for line in &mut lines {
            line.question = about(line.name);
        }
        if !sight.runs {
            // What somebody needs is for those who run the cohort and nobody else.
            lines.retain(|line| line.name != "needs");
        }
        let state = one.state();
        let others: Vec<Choice> = cohorts::cohorts_of(&weft.db, &cohort.programme)
            .await?
            .into_iter()
            .filter(|other| other.id != cohort.id && other.cancelled_on.is_none())
            .map(|other| Choice { value: other.key, label: other.title, hint: "" })
            .collect();
        let took = records::took_part(&weft.db, &cohort.programme, &cohort.id).await?;
        let text = |field: &str| typed.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        let said = |text: &str| if text.is_empty() { String::new() } else { format!(": “{text}”") };
        let endorsement = (cohort.endorsement == 1).then(|| {
            let at = one.endorsed_at.as_deref().map(|at| format!(", {}", spoken_instant(at, &frame.zone)));
            (endorsed_in_words(&one).to_owned() + at.as_deref().unwrap_or_default(), said(&one.endorsed_words))
        });
        Ok(Self {
            page: permit.visitor.page(one.name.clone()).section("programmes").with_errors(!errors.is_empty()),
            crumbs: crumbs(&cohort),
            errors,
            form_key: permit.visitor.form_key(weft)?,
            runs: sight.runs,
            state_name: state.name(),
            look: state.look(),
            until: if state == State::Offered { one.offer_expires_on.as_deref().map(spoken_day) } else { None },
            lines,
            outside: outside(&cohorts::version_of(&weft.db, &cohort).await?, &one),
            took_part: one.person_id.as_ref().is_some_and(|person| took.contains(person)),
            endorsement,
            group: match &one.group_id {
                Some(id) => records::group(&weft.db, id).await?.map(|group| group.name),
                None => None,
            },
            moved_to: moved_to(&weft.db, &one).await?,
            suggestion: plan.decisions.iter().find(|decision| decision.id == one.id).map_or_else(
                String::new,
                |decision| match decision.outcome {
                    Outcome::Offer => format!("Offer a place. {}", decision.sentence),
                    Outcome::Wait(_) => decision.sentence.clone(),
                },
            ),
            moves: choices(state, others.is_empty()),
            chosen: text("state"),
            reason: text("reason"),
            cohorts: others,
            to: text("to"),
            places: places_in_words(&cohort, plan.terms.held, plan.accepted()),
            steps: steps(weft, &one, &frame).await?,
            cohort,
            application: one,
        })
    }
}

/// What an answer is about, for somebody else than the applicant.
fn about(question: &str) -> &'static str {
    match question {
        "who" => "Applicant",
        "work" => "Works in",
        "place" => "School or service",
        "why" => "Why they apply",
        "needs" => "What they need",
        _ => "Endorser",
    }
}

/// The moves from a state as choices; those that take something away say that they need a reason.
fn choices(state: State, alone: bool) -> Vec<Choice> {
    let next = state.next().iter().filter(|next| !matches!(next, State::Merged | State::Expired));
    next.filter(|next| **next != State::Transferred || !alone)
        .map(|next| Choice {
            value: next.key().to_owned(),
            label: moves::verb(state, *next).to_owned(),
            hint: if state.needs_reason(*next) { "Needs a reason" } else { "" },
        })
        .collect()
}

/// The page of the application that this one became, and the title of its cohort.
async fn moved_to(db: &Db, one: &Application) -> Result<Option<(String, String)>, Problem> {
    let Some(key) = one.transferred_to.as_deref().filter(|_| one.state() == State::Transferred) else {
        return Ok(None);
    };
    let Some(new) = store::application(db, key).await? else { return Ok(None) };
    let cohort = frame::cohort_of(db, &new).await?;
    Ok(Some((format!("/cohorts/{}/applications/{}", cohort.key, new.key), cohort.full_title())))
}

async fn steps(weft: &Weft, one: &Application, frame: &Frame) -> Result<Vec<Step>, Problem> {
    let mut found = Vec::new();
    for step in records::steps(&weft.db, &one.id).await? {
        let who = match step.account.as_str() {
            history::PUBLIC => "by the applicant’s link".to_owned(),
            history::COMMAND_LINE if step.from_state.is_empty() => "from a file".to_owned(),
            history::COMMAND_LINE => "by itself".to_owned(),
            account => {
                people::name_of_account(&weft.db, account).await?.map_or_else(String::new, |name| format!("by {name}"))
            }
        };
        let state = State::of(&step.to_state).map_or("", State::name);
        found.push(Step {
            at: spoken_instant(&step.at, &frame.zone),
            what: format!("{state}, {who}"),
            why: step.reason,
        });
    }
    found.reverse();
    Ok(found)
}

async fn one(From(weft): From<Weft>, permit: Permit, Path((key, application)): Path<(String, String)>) -> Shown {
    let (cohort, ..) = find(&weft.db, &permit, &key, &application).await?;
    super::expire(&weft, Some(&cohort.id)).await?;
    let found = find(&weft.db, &permit, &key, &application).await?;
    show_private(&OnePage::new(&weft, &permit, found, None, FormErrors::default()).await?)
}

async fn make(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, application)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (cohort, before, sight) = find(&weft.db, &permit, &key, &application).await?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    let state = before.state();
    let mut errors = FormErrors::default();
    let next = State::of(posted.text("state"));
    let reason: String = posted.text("reason").replace("\r\n", "\n").chars().take(1000).collect();
    let mut target = None;
    match next {
        None => errors.add("state", "Choose what to do"),
        Some(next) => {
            if state.needs_reason(next) && reason.is_empty() {
                errors.add("reason", "Write the reason; the applicant reads it");
            }
            if next == State::Transferred {
                let others = cohorts::cohorts_of(&weft.db, &cohort.programme).await?;
                target = others.into_iter().find(|other| other.key == posted.text("to") && other.id != cohort.id);
                if target.is_none() {
                    errors.add("to", "Choose the cohort to which the application moves");
                }
            }
        }
    }
    let (Some(next), true) = (next, errors.is_empty()) else {
        let found = (cohort, before, sight);
        return show_again(&OnePage::new(&weft, &permit, found, Some(&posted), errors).await?);
    };
    let frame = Frame::of(&weft, &cohort).await?;
    let reason = if next == State::Offered && reason.is_empty() {
        // Whoever offers in the order that the allocator would keep need not say it in words of their own.
        let plan = allocation::plan(&weft.db, &cohort, &frame.today).await?;
        let own = plan.decisions.into_iter().find(|one| one.id == before.id && one.outcome == Outcome::Offer);
        own.map_or(reason, |one| one.sentence)
    } else {
        reason
    };
    let by = permit.visitor.named();
    let desk = Desk::of(&weft, by, &cohort, &frame).await?;
    let here = format!("/cohorts/{}/applications/{}", cohort.key, before.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    let now = records::of_id_in_write(&mut write, &before.id).await?;
    // The form says from where it moves: whoever decided on a page that is out of date decides again.
    if posted.given("from").is_some_and(|from| from != now.state) {
        return Err(Problem::Conflict(format!(
            "Somebody moved this application to “{}” while you had the page open. Nothing was changed: look at it again and \
             decide anew.",
            now.state().name()
        )));
    }
    if now.state() == State::Transferred {
        take_back_the_other(&weft, &mut write, by, &now).await?;
    }
    match target {
        Some(target) => transfer(&weft, &mut write, by, &cohort, &target, &now, &reason).await?,
        None => moves::decide(&mut write, &desk, &now, next, &reason).await?,
    }
    write.commit().await?;
    Ok(see(&format!("/cohorts/{}/applications?done=moved", cohort.key)))
}

/// Moves an application to another cohort of the programme: there it goes on as sent, with its time of sending and what its
/// endorser said.
async fn transfer(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    from: &Cohort,
    to: &Cohort,
    one: &Application,
    reason: &str,
) -> Result<(), Problem> {
    if let Some(person) = &one.person_id
        && records::twin(write, &to.id, person, &one.id).await?.is_some()
    {
        return Err(Problem::Conflict(format!(
            "{} has an application to {} already. Nothing was changed: decide about that one, and withdraw this one.",
            one.name,
            to.full_title()
        )));
    }
    let frame = Frame::of(weft, to).await?;
    let desk = Desk::of(weft, by, to, &frame).await?;
    let now = weft.clock.instant();
    let sentence = format!("Your application moved from {} to {}. {reason}", from.full_title(), to.full_title());
    let new = Application {
        id: weft.new_id()?,
        key: super::new_key(weft)?,
        cohort_id: to.id.clone(),
        group_id: None,
        state: State::Draft.key().to_owned(),
        state_at: now.clone(),
        offer_expires_on: None,
        transferred_to: None,
        sentence: String::new(),
        ..one.clone()
    };
    store::move_to(weft, write, by, &one.id, State::Transferred, &sentence, None).await?;
    records::became(write, &one.id, Some(&new.key)).await?;
    store::add(weft, write, by, &new).await?;
    store::move_to(weft, write, by, &new.id, State::Submitted, &sentence, None).await?;
    desk.to_applicant(write, "application-moved", &new, "moved", &sentence).await
}

/// An application comes back from another cohort: the one it became there is withdrawn, so that nobody stands in both.
async fn take_back_the_other(weft: &Weft, write: &mut Write, by: &str, one: &Application) -> Result<(), Problem> {
    let Some(key) = one.transferred_to.as_deref() else { return Ok(()) };
    if let Some(other) = store::in_write(write, key).await?
        && other.state().may_become(State::Withdrawn)
    {
        let sentence = "This application went back to the cohort it came from.";
        store::move_to(weft, write, by, &other.id, State::Withdrawn, sentence, None).await?;
    }
    records::became(write, &one.id, None).await
}
