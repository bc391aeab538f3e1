//! Closing a form for good, and saying how many were invited.

use std::collections::BTreeSet;

use axum::extract::{Path, State};

use super::{Asking, Window, asking_pages::invited, pages, results_pages, store};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::see,
        problem::{Problem, Shown},
        route::{Route, post},
        state::Weft,
    },
    programmes::{applications, cohorts, registers},
};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/forms/asked/{key}/closing", close), post("/forms/asked/{key}/invited", count)]
}

/// How many were invited, and who says so.
pub(super) struct Invited {
    pub(super) count: Option<i64>,
    pub(super) said: String,
}

/// The ids of those who came to a meeting of a cohort.
pub(super) async fn came(weft: &Weft, cohort: &str, meeting: &str) -> Result<BTreeSet<String>, Problem> {
    let meetings = cohorts::meetings(&weft.db, cohort).await?;
    let Some(meeting) = meetings.into_iter().find(|one| one.key == meeting) else { return Ok(BTreeSet::new()) };
    let marks = registers::of_cohort(&weft.db, cohort).await?;
    let came = |mark: &str| registers::Mark::of(mark).is_some_and(registers::Mark::came);
    Ok(marks
        .into_iter()
        .filter(|one| one.meeting_id == meeting.id && came(&one.mark))
        .map(|one| one.person_id)
        .collect())
}

/// How many were invited: as typed, or those in the register of the meeting, or those with a place in the cohort.
pub(super) async fn invited_to(weft: &Weft, asking: &Asking) -> Result<Invited, Problem> {
    if let Some(count) = asking.invited {
        return Ok(Invited { count: Some(count), said: format!("{count} were invited, as whoever asked says") });
    }
    let unknown = || Invited { count: None, said: "Nobody has said how many were invited".to_owned() };
    let Some(key) = &asking.cohort_key else { return Ok(unknown()) };
    let Some(cohort) = cohorts::cohort(&weft.db, key).await? else { return Ok(unknown()) };
    let (people, said) = match &asking.meeting_key {
        Some(meeting) => (came(weft, &cohort.id, meeting).await?.len(), "came, as the register says"),
        None => (applications::participants(&weft.db, &cohort.id).await?.len(), "have a place in the cohort"),
    };
    Ok(match i64::try_from(people) {
        Ok(count) if count > 0 => Invited { count: Some(count), said: format!("{count} {said}") },
        _ => Invited { count: None, said: "The register is empty, so nobody knows how many were invited".to_owned() },
    })
}

async fn close(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    let today = pages::today(&weft).await?;
    let home = asking.home();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    if asking.window(&today) != Window::Closed {
        store::close(&weft, &mut write, permit.visitor.named(), &asking, &today).await?;
        store::settle(&weft, &mut write, permit.visitor.named(), &asking).await?;
        write.commit().await?;
    }
    Ok(see(&format!("{home}?done=closed")))
}

/// Puts the answers of a form that closed by its day into the order of their random ids, once.
pub(super) async fn settle_when_due(weft: &Weft, by: &str, asking: &Asking, today: &str) -> Result<(), Problem> {
    if asking.settled_at.is_some() || asking.window(today) != Window::Closed {
        return Ok(());
    }
    let mut write = weft.db.write().await?;
    // Somebody else may have looked at the same moment.
    let stands = store::asking_in_write(&mut write, &asking.key).await?;
    if stands.is_some_and(|stands| stands.settled_at.is_none()) {
        store::settle(weft, &mut write, by, asking).await?;
        write.commit().await?;
    }
    Ok(())
}

async fn count(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let count = invited(&posted, &mut errors);
    if !errors.is_empty() {
        return results_pages::again(&weft, &permit, &asking, errors, posted.text("invited")).await;
    }
    let home = asking.home();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::invite(&weft, &mut write, permit.visitor.named(), &asking, count).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=counted")))
}
