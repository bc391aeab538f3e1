//! The applicant's own page, behind their link: where the application stands in plain words, and what they can do about it.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Application, State,
    apply::{self, Line, Place, find},
    letters::Desk,
    moves,
    store::{self, records},
    workplaces::Workplaces,
};
use crate::{
    people::Visitor,
    plumbing::{
        clock::{spoken_day, spoken_instant},
        form::Posted,
        layout::{Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/a/{token}", own),
        post("/a/{token}/acceptance", accept),
        post("/a/{token}/declining", decline),
        post("/a/{token}/withdrawal", withdraw),
    ]
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "programmes/applications/draft.html")]
struct DraftPage {
    page: Page,
    place: Place,
    shut: Option<String>,
    begun: bool,
    go_on: String,
    closes: Option<String>,
    ask: String,
}

/// One meeting of the cohort, for those who have a place.
struct Meeting {
    title: String,
    when: String,
    place: String,
    link: String,
}

#[derive(Template)]
#[template(path = "programmes/applications/own.html")]
struct OwnPage {
    page: Page,
    place: Place,
    /// The key of the state, for what is offered on the page.
    state: &'static str,
    state_name: &'static str,
    look: &'static str,
    sent: String,
    until: Option<String>,
    endorsement: Option<String>,
    meetings: Vec<Meeting>,
    lines: Vec<Line>,
    steps: Vec<(String, String)>,
    can_withdraw: bool,
    ask: String,
    keys: [String; 3],
}

async fn own(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let place = find(&weft, &token).await?;
    if place.application.state() == State::Draft {
        return draft(&visitor, place, &asked.done);
    }
    let one = &place.application;
    let state = one.state();
    let mut page = visitor.page(heading(&place, &asked.done));
    page.notice = match (asked.done.as_str(), state) {
        ("accepted", State::Accepted) => Some("Thank you: the place is yours.".to_owned()),
        ("declined", State::Declined) => Some("Thank you for telling us. The place goes to somebody else.".to_owned()),
        ("withdrawn", State::Withdrawn) => Some("Your application is withdrawn.".to_owned()),
        _ => None,
    };
    let at = |instant: &str| spoken_instant(instant, &place.frame.zone);
    let workplaces = Workplaces::of(&weft.db).await?;
    let meetings =
        if state == State::Accepted { cohorts::meetings(&weft.db, &place.cohort.id).await? } else { Vec::new() };
    let steps = records::steps(&weft.db, &one.id).await?;
    show_private(&OwnPage {
        page,
        state: state.key(),
        state_name: state.name(),
        look: state.look(),
        sent: one.submitted_at.as_deref().map(at).unwrap_or_default(),
        until: one.offer_expires_on.as_deref().map(spoken_day),
        endorsement: endorsement(&place),
        meetings: meetings
            .into_iter()
            .filter(|meeting| meeting.cancelled_on.is_none())
            .map(|meeting| Meeting {
                when: format!("{}, {} to {}", spoken_day(&meeting.day), meeting.starts, meeting.ends),
                title: meeting.title,
                place: meeting.venue,
                link: meeting.link,
            })
            .collect(),
        lines: apply::lines(&place.cohort, one, &workplaces),
        steps: steps.iter().map(|step| (at(&step.at), told(&step.to_state))).collect(),
        can_withdraw: state.may_become(State::Withdrawn) && state != State::Offered,
        ask: place.frame.whom_to_ask(),
        keys: [visitor.form_key(&weft)?, visitor.form_key(&weft)?, visitor.form_key(&weft)?],
        place,
    })
}

/// A state as a line of what happened says it.
fn told(state: &str) -> String {
    State::of(state).map_or_else(|| state.to_owned(), |state| state.name().to_owned())
}

fn heading(place: &Place, done: &str) -> String {
    let title = place.cohort.full_title();
    match place.application.state() {
        State::Submitted if done == "sent" => "Thank you: your application has arrived".to_owned(),
        State::Offered => format!("You are offered a place in {title}"),
        State::Accepted => format!("You have a place in {title}"),
        State::Merged => "You had applied already".to_owned(),
        _ => format!("Your application to {title}"),
    }
}

/// What the endorser said, or that they were asked, in a sentence.
fn endorsement(place: &Place) -> Option<String> {
    let one = &place.application;
    if place.cohort.endorsement == 0 || matches!(one.state(), State::Merged) {
        return None;
    }
    let name = &one.endorser_name;
    Some(match one.endorsed.as_deref() {
        Some("yes") => format!("{name} endorses your application."),
        Some(_) => format!("{name} does not endorse your application."),
        None => format!("{name} was asked by letter to endorse your application, and has not answered yet."),
    })
}

fn draft(visitor: &Visitor, place: Place, done: &str) -> Shown {
    let one = &place.application;
    let shut = if place.expired {
        Some("This link no longer works.".to_owned())
    } else {
        apply::not_now(&place.cohort, &place.frame.today)
    };
    let title = match &shut {
        Some(_) => "This application can no longer be sent".to_owned(),
        None => format!("Your application to {}", place.cohort.full_title()),
    };
    let mut page = visitor.page(title);
    page.notice = (done == "saved").then(|| "Saved. Come back with the same link whenever you like.".to_owned());
    show_private(&DraftPage {
        page,
        shut,
        begun: !one.post.is_empty(),
        // The check leads on to the first question that is not answered.
        go_on: format!("/a/{}/check", place.token),
        closes: place.cohort.closes_on.as_deref().map(spoken_day),
        ask: place.frame.whom_to_ask(),
        place,
    })
}

/// The application inside a write, as it stands now.
async fn now(
    weft: &Weft,
    posted: &Posted,
    place: &Place,
) -> Result<(crate::plumbing::db::Write, Application), Problem> {
    if place.expired {
        return Err(Problem::Conflict(format!("This link no longer works. Write to {}.", place.frame.whom_to_ask())));
    }
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &place.home()).await?;
    let one = records::of_id_in_write(&mut write, &place.application.id).await?;
    Ok((write, one))
}

async fn accept(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let desk = Desk::of(&weft, visitor.named(), &place.cohort, &place.frame).await?;
    let (mut write, one) = now(&weft, &posted, &place).await?;
    if one.state() == State::Accepted {
        return Ok(see(&format!("{}?done=accepted", place.home())));
    }
    let in_time = one.offer_expires_on.as_deref().is_some_and(|day| day >= place.frame.today.as_str());
    if one.state() != State::Offered || !in_time {
        return Err(moves::too_late(&one, &place.frame));
    }
    let sentence = "You accepted the place.";
    moves::decide(&mut write, &desk, &one, State::Accepted, sentence).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=accepted", place.home())))
}

async fn decline(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let (mut write, one) = now(&weft, &posted, &place).await?;
    if one.state() != State::Offered {
        return Err(moves::too_late(&one, &place.frame));
    }
    let sentence = in_own_words("You declined the place", &posted);
    store::move_to(&weft, &mut write, visitor.named(), &one.id, State::Declined, &sentence, None).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=declined", place.home())))
}

async fn withdraw(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let (mut write, one) = now(&weft, &posted, &place).await?;
    if one.state() == State::Withdrawn {
        return Ok(see(&format!("{}?done=withdrawn", place.home())));
    }
    let sentence = in_own_words("You withdrew the application", &posted);
    store::move_to(&weft, &mut write, visitor.named(), &one.id, State::Withdrawn, &sentence, None).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=withdrawn", place.home())))
}

/// What the applicant did, with the reason they may have given.
fn in_own_words(what: &str, posted: &Posted) -> String {
    let reason: String = posted.text("reason").chars().take(500).collect();
    if reason.is_empty() { format!("{what}.") } else { format!("{what}: {reason}") }
}
