//! One indicator in one session, for those who ask: where each authority's sheet stands, the lock of the period, and the
//! next version of the figures with what somebody could work out from it.

use askama::Template;
use axum::extract::{Path, Query, State};
use figures::{AcademicSession, Message};
use serde::Deserialize;

use super::{
    list::{is_given, period_href, state},
    measures::{self, Measure},
    next::{self, Next},
    said,
    sending::needed,
    session_of, spoken, steps,
    store::{self, About, Request},
    versions,
};
use crate::{
    partnership,
    people::{Permit, Role},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One authority's sheet.
struct Line {
    authority: String,
    state: String,
    is_given: bool,
    /// Where it is accepted or returned; empty where nothing is filled in.
    href: String,
}

#[derive(Template)]
#[template(path = "indicators/counts/period.html")]
struct PeriodPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    figures: String,
    indicator: String,
    session: String,
    lines: Vec<Line>,
    /// Since when and why it is locked; empty where it is not.
    locked: String,
    /// The version that is shown; empty where none is.
    shown: String,
    next: Option<Next>,
    is_officer: bool,
    reason: String,
    why: String,
}

/// A period that was asked for.
struct Asked {
    period: Request,
    measure: Measure,
    session: AcademicSession,
}

async fn find(weft: &Weft, indicator: String, session: &str) -> Result<Asked, Problem> {
    let session = session_of(session)?;
    let period = Request { indicator_key: indicator, session: session.key() };
    if !store::requests(&weft.db).await?.contains(&period) {
        return Err(Problem::NotFound);
    }
    let measure = measures::all(&weft.db).await?.into_iter().find(|measure| measure.key == period.indicator_key);
    Ok(Asked { period, measure: measure.ok_or(Problem::NotFound)?, session })
}

impl PeriodPage {
    async fn new(weft: &Weft, permit: &Permit, asked: &Asked, errors: FormErrors) -> Result<Self, Problem> {
        let authorities = partnership::authorities(&weft.db).await?;
        let sheets = store::sheets(weft.db.read(), &asked.period.indicator_key, "").await?;
        let base = period_href(&asked.period);
        let line = |authority: &partnership::Authority| {
            let about = About {
                indicator: asked.period.indicator_key.clone(),
                session: asked.period.session.clone(),
                authority: authority.key.clone(),
            };
            let sheet = sheets.get(&about);
            Line {
                authority: authority.name.clone(),
                state: said(&state(sheet)),
                is_given: is_given(sheet),
                href: sheet.map(|_| format!("{base}/{}/review", authority.key)).unwrap_or_default(),
            }
        };
        let locks = steps::locks(weft.db.read()).await?;
        let locked = match locks.get(&asked.period) {
            Some(lock) => {
                let since = spoken(weft, &lock.locked_at).await?;
                said(&Message::new("counts-locked-since").with("since", since).with("reason", &lock.reason))
            }
            None => String::new(),
        };
        let versions = versions::of(weft.db.read(), &asked.period.indicator_key, &asked.period.session).await?;
        let shown = match versions.get(&asked.period.session).and_then(|versions| versions.last()) {
            Some(version) => said(
                &Message::new("counts-version")
                    .with("number", version.number)
                    .with("when", spoken(weft, &version.at).await?),
            ),
            None => String::new(),
        };
        let title = format!("Counts: {}, {}", asked.measure.short_name, asked.session);
        let mut on = weft.db.read().acquire().await?;
        let next = next::next(&mut on, &asked.period, &asked.measure, asked.session, &authorities).await?;
        drop(on);
        Ok(Self {
            page: permit.visitor.page(title).section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/counts", "Counts")],
            form_key: permit.visitor.form_key(weft)?,
            action: base.clone(),
            figures: format!("/indicators/{}/counts", asked.period.indicator_key),
            indicator: asked.measure.short_name.clone(),
            session: asked.session.to_string(),
            lines: authorities.iter().map(line).collect(),
            locked,
            shown,
            next,
            is_officer: permit.visitor.holds(Role::CollaborationOfficer),
            reason: String::new(),
            why: String::new(),
            errors,
        })
    }
}

type Parts = Path<(String, String)>;

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(weft): State<Weft>,
    permit: Permit,
    Path((indicator, session)): Parts,
    Query(done): Query<Done>,
) -> Shown {
    let asked = find(&weft, indicator, &session).await?;
    let mut page = PeriodPage::new(&weft, &permit, &asked, FormErrors::default()).await?;
    let key = match done.done.as_str() {
        "accepted" => "counts-done-accepted",
        "returned" => "counts-done-returned",
        "locked" => "counts-done-locked",
        "unlocked" => "counts-done-unlocked",
        "published" => "counts-done-published",
        _ => return show_private(&page),
    };
    page.page.notice = Some(said(&Message::new(key)));
    show_private(&page)
}

pub(super) async fn lock(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    turn(&weft, &permit, parts, &posted, true).await
}

pub(super) async fn unlock(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    turn(&weft, &permit, parts, &posted, false).await
}

/// Locks or unlocks a period.
async fn turn(
    weft: &Weft,
    permit: &Permit,
    (indicator, session): (String, String),
    posted: &Posted,
    locks_it: bool,
) -> Shown {
    let asked = find(weft, indicator, &session).await?;
    let mut errors = FormErrors::default();
    let reason = needed(&mut errors, posted, "reason", "counts-lock-why");
    if !errors.is_empty() {
        let mut page = PeriodPage::new(weft, permit, &asked, errors).await?;
        page.reason = reason;
        return show_again(&page);
    }
    let here = period_href(&asked.period);
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &here).await?;
    steps::lock(weft, &mut write, permit.visitor.named(), &asked.period, locks_it, &reason).await?;
    write.commit().await?;
    Ok(see(&format!("{here}?done={}", if locks_it { "locked" } else { "unlocked" })))
}

/// Publishes what is accepted as the next version.
pub(super) async fn publish(
    State(weft): State<Weft>,
    permit: Permit,
    Path((indicator, session)): Parts,
    posted: Posted,
) -> Shown {
    let asked = find(&weft, indicator, &session).await?;
    let here = period_href(&asked.period);
    let authorities = partnership::authorities(&weft.db).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    if let Some(lock) = steps::locks(write.on()).await?.get(&asked.period) {
        return Err(steps::refuse(&steps::locked(lock)));
    }
    let Some(next) = next::next(write.on(), &asked.period, &asked.measure, asked.session, &authorities).await? else {
        return Err(steps::refuse(&Message::new("counts-publish-same")));
    };
    let mut errors = FormErrors::default();
    let why = if next.number > 1 { needed(&mut errors, &posted, "why", "counts-publish-why") } else { String::new() };
    // The tick carries what it was shown with: another sheet accepted meanwhile asks again.
    if !next.told.is_empty() && posted.text("agreed") != next.token {
        errors.add("agreed", said(&Message::new("counts-publish-agree")));
    }
    if !errors.is_empty() {
        drop(write);
        let mut page = PeriodPage::new(&weft, &permit, &asked, errors).await?;
        page.why = why;
        return show_again(&page);
    }
    let reason = Some(why.as_str()).filter(|why| !why.is_empty());
    let by = permit.visitor.named();
    versions::publish(&weft, &mut write, by, &asked.period, reason, &next.told).await?;
    write.commit().await?;
    Ok(see(&format!("{here}?done=published")))
}
