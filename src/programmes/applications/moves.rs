//! Moving an application on, with the letter that tells the applicant. Which moves there are is for the state machine to say.

use super::{
    Application, State,
    frame::{Frame, days_after},
    letters::Desk,
    store::{self, records},
};
use crate::plumbing::{clock::spoken_day, db::Write, problem::Problem};

/// What somebody who decides does, as the button that does it says: the words of a move.
pub(super) fn verb(from: State, next: State) -> &'static str {
    match (from, next) {
        (State::Accepted, State::Offered) => "Take the acceptance back",
        (_, State::Offered) => "Offer a place",
        (_, State::Waiting) => "Put on the waiting list",
        (_, State::Refused) => "Refuse",
        (_, State::Withdrawn) => "Withdraw for the applicant",
        (_, State::Deferred) => "Defer to a later cohort",
        (_, State::Transferred) => "Move to another cohort",
        (_, State::Merged) => "Set aside: sent twice",
        (_, State::Accepted) => "Accept for the applicant",
        (_, State::Declined) => "Decline for the applicant",
        (_, State::Expired) => "Let the offer run out now",
        (State::Draft, State::Submitted) => "Send",
        (_, State::Submitted | State::Draft) => "Take back to “Sent”",
    }
}

/// What an applicant reads where whoever decided gave no reason of their own.
pub(super) fn usual_sentence(from: State, next: State) -> &'static str {
    match next {
        State::Offered => "You are offered a place.",
        State::Waiting => "All places are offered or taken for now, and you are on the waiting list.",
        State::Accepted => "You have a place.",
        State::Declined => "The place was declined, and goes to somebody else.",
        State::Withdrawn => "The application was withdrawn.",
        State::Expired => "The offer ran out.",
        _ if from == State::Draft => "Nothing is decided yet.",
        _ => "",
    }
}

/// The kind of letter that tells of a move.
fn letter(next: State) -> &'static str {
    match next {
        State::Offered => "place-offered",
        State::Waiting => "waiting-list",
        State::Refused => "place-refused",
        State::Accepted => "place-taken",
        State::Expired => "offer-expired",
        _ => "application-moved",
    }
}

/// Moves an application as somebody decided, and writes to the applicant. An offer stands for as many days as the cohort gives.
pub(super) async fn decide(
    write: &mut Write,
    desk: &Desk<'_>,
    application: &Application,
    next: State,
    sentence: &str,
) -> Result<(), Problem> {
    let last_day = match next {
        State::Offered => Some(days_after(&desk.frame.today, desk.cohort.offer_days)),
        // What ran out, or was accepted in time, keeps its day for whoever asks later.
        State::Accepted | State::Expired => application.offer_expires_on.clone(),
        _ => None,
    };
    let from = application.state();
    let sentence = if sentence.is_empty() { usual_sentence(from, next) } else { sentence };
    store::move_to(desk.weft, write, desk.by, &application.id, next, sentence, last_day.as_deref()).await?;
    let step = records::step_count(write, &application.id).await?;
    let now = Application { offer_expires_on: last_day, ..application.clone() };
    desk.to_applicant(write, letter(next), &now, &step.to_string(), sentence).await
}

/// What an applicant is told who accepts an offer that stands no longer.
pub(super) fn too_late(application: &Application, frame: &Frame) -> Problem {
    let day = application.offer_expires_on.as_deref().map(spoken_day);
    let ran_out =
        day.map_or_else(|| "This offer no longer stands.".to_owned(), |day| format!("This offer ran out on {day}."));
    Problem::Conflict(format!(
        "{ran_out} Nothing was changed. If you still want to take part, write to {}: when a place is free it can be offered \
         to you again.",
        frame.whom_to_ask()
    ))
}
