//! Cancelling a cohort with a reason, and taking that back. Nothing is deleted: applications, registers and meetings stay.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Cohort,
    edit::{crumbs, kept, text},
    pages::today,
    store,
    words::counted,
};
use crate::{
    people::Permit,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::applications,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/cancellation", ask),
        post("/cohorts/{key}/cancellation", cancel),
        post("/cohorts/{key}/cancellation/removal", take_back),
    ]
}

#[derive(Template)]
#[template(path = "programmes/cohorts/cancel.html")]
struct CancelPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cohort: Cohort,
    cancelled: Option<String>,
    held: String,
    reason: String,
}

async fn page(
    weft: &Weft,
    permit: &Permit,
    cohort: Cohort,
    reason: String,
    errors: FormErrors,
) -> Result<CancelPage, Problem> {
    let held = applications::held(&weft.db, &cohort.id).await?;
    let title = if cohort.cancelled_on.is_some() { "Take the cancellation back" } else { "Cancel this cohort" };
    Ok(CancelPage {
        page: permit.visitor.page(title).section("programmes").with_errors(!errors.is_empty()),
        crumbs: crumbs(&cohort),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        cancelled: cohort.cancelled_on.as_deref().map(spoken_day),
        held: if held == 0 { String::new() } else { counted(held, "person has", "people have") },
        cohort,
        reason,
    })
}

async fn ask(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    show_private(&page(&weft, &permit, cohort, String::new(), FormErrors::default()).await?)
}

async fn cancel(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    decide(&weft, &permit, &key, &posted, true).await
}

async fn take_back(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    decide(&weft, &permit, &key, &posted, false).await
}

/// Cancels a cohort or takes that back, with the reason in its history.
async fn decide(weft: &Weft, permit: &Permit, key: &str, posted: &Posted, cancels: bool) -> Shown {
    let cohort = kept(weft, permit, key).await?;
    let mut errors = FormErrors::default();
    let asks = if cancels {
        "Say why it is cancelled: everybody who reads the page will see it"
    } else {
        "Say why it takes place after all"
    };
    errors.required(posted, "reason", asks);
    let reason = text(posted, "reason", 500, &mut errors);
    if !errors.is_empty() {
        return show_again(&page(weft, permit, cohort, reason, errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &cohort.url()).await?;
    let before = store::in_write(&mut write, key).await?.ok_or(Problem::NotFound)?;
    if before.cancelled_on.is_some() == cancels {
        return Err(Problem::Conflict("Somebody else did this meanwhile. Reload the cohort’s page to see.".into()));
    }
    let (act, day, why) = if cancels {
        ("cohort cancelled", Some(today(weft).await?), Some(reason.clone()))
    } else {
        ("cohort cancellation taken back", None, None)
    };
    let after = Cohort { cancelled_on: day, cancelled_reason: why, ..before.clone() };
    store::change(weft, &mut write, permit.visitor.named(), (act, Some(&reason)), &before, &after).await?;
    write.commit().await?;
    Ok(see(&cohort.url()))
}
