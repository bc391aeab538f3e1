//! Offers that run out: a task of `weft serve`, and every page that shows offers, closes those whose last day has passed.

use std::collections::BTreeMap;

use super::{
    Application, State, frame,
    frame::{Frame, days_after},
    letters::Desk,
    moves,
    store::records,
};
use crate::{
    partnership,
    plumbing::{
        clock::{spoken_day, zone},
        history::COMMAND_LINE,
        mail,
        problem::Problem,
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

/// For how many days before the last one an applicant is reminded.
const REMIND_DAYS: i64 = 2;

async fn today(weft: &Weft) -> Result<String, Problem> {
    let name = partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    Ok(weft.clock.today(&zone(&name)))
}

/// Closes the offers whose last day has passed, of one cohort (by its id) where it is named, and says how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn expire(weft: &Weft, cohort: Option<&str>) -> Result<usize, Problem> {
    let run_out = records::run_out(&weft.db, &today(weft).await?, cohort).await?;
    let mut by_cohort: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (application, cohort) in run_out {
        by_cohort.entry(cohort).or_default().push(application);
    }
    let mut closed = 0;
    for (id, applications) in by_cohort {
        let cohort = frame::cohort(&weft.db, &records::cohort_key(&weft.db, &id).await?).await?;
        closed += close(weft, &cohort, &applications).await?;
    }
    Ok(closed)
}

async fn close(weft: &Weft, cohort: &Cohort, applications: &[String]) -> Result<usize, Problem> {
    let frame = Frame::of(weft, cohort).await?;
    let desk = Desk::of(weft, COMMAND_LINE, cohort, &frame).await?;
    let mut closed = 0;
    let mut write = weft.db.write().await?;
    for id in applications {
        let one: Application = records::of_id_in_write(&mut write, id).await?;
        // Somebody may have accepted, or another copy of the program closed it, before this write began.
        let Some(day) = one.offer_expires_on.as_deref().filter(|day| *day < frame.today.as_str()) else { continue };
        if one.state() != State::Offered {
            continue;
        }
        let sentence = format!(
            "You were offered a place in {} until {}, and we had no answer by then. The offer has run out.",
            cohort.full_title(),
            spoken_day(day)
        );
        moves::decide(&mut write, &desk, &one, State::Expired, &sentence).await?;
        closed += 1;
    }
    if closed > 0 {
        write.commit().await?;
    }
    Ok(closed)
}

/// Reminds those whose offer runs out within two days, once for each offer, and says how many letters were written.
///
/// # Errors
/// When the database does not answer.
pub async fn remind(weft: &Weft) -> Result<usize, Problem> {
    const KIND: &str = "offer-reminder";
    let today = today(weft).await?;
    let mut written = 0;
    for one in records::running_out(&weft.db, &today, &days_after(&today, REMIND_DAYS)).await? {
        let about = one.offer_expires_on.clone().unwrap_or_default();
        // An offer made yesterday for two days would be followed by its reminder at once.
        let fresh = one.state_at.get(..10).is_some_and(|day| days_after(day, REMIND_DAYS) >= today);
        if fresh || mail::was_queued(&weft.db, &format!("{KIND}/{}/{about}", one.id)).await? {
            continue;
        }
        let cohort = frame::cohort_of(&weft.db, &one).await?;
        let frame = Frame::of(weft, &cohort).await?;
        let desk = Desk::of(weft, COMMAND_LINE, &cohort, &frame).await?;
        let mut write = weft.db.write().await?;
        desk.to_applicant(&mut write, KIND, &one, &about, "").await?;
        write.commit().await?;
        written += 1;
    }
    Ok(written)
}
