//! Deciding about everybody at once: a preview of who would get what and why, and exactly that once it is confirmed. Where
//! anything changed in between, nothing is sent and the new preview is shown.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Application, State,
    allocate::{self, Decision, Kept, Outcome, Terms, allocate},
    apply::applicant,
    frame,
    frame::Frame,
    letters::Desk,
    list::{self, endorsed_in_words, places_in_words},
    moves,
    store::{self, records},
    workplaces::{Workplaces, sector_name},
};
use crate::{
    partnership,
    people::{Permit, Scope},
    plumbing::{
        clock::spoken_day,
        db::Db,
        form::Posted,
        ids::sha256,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/applications/allocation", preview),
        post("/cohorts/{key}/applications/allocation", confirm),
    ]
}

/// What the allocator says of a cohort as it stands, with what it was told.
pub(super) struct Plan {
    pub(super) applications: Vec<Application>,
    pub(super) terms: Terms,
    pub(super) decisions: Vec<Decision>,
}

/// Asks the allocator about a cohort as it stands on a day.
pub(super) async fn plan(db: &Db, cohort: &Cohort, today: &str) -> Result<Plan, Problem> {
    let applications = store::of_cohort(db, &cohort.id).await?;
    let took_part = records::took_part(db, &cohort.programme, &cohort.id).await?;
    let authorities = partnership::authorities(db).await?;
    let holders: Vec<&Application> = applications.iter().filter(|one| one.state().holds_a_place()).collect();
    let kept = cohorts::shares(db, &cohort.id)
        .await?
        .into_iter()
        .map(|share| {
            let authority = share.kind == "authority";
            let name = if authority {
                authorities
                    .iter()
                    .find(|one| one.key == share.share_key)
                    .map_or(share.share_key.clone(), |one| one.name.clone())
            } else {
                format!("the sector {}", sector_name(&share.share_key).to_lowercase())
            };
            let held = holders.iter().filter(|one| {
                if authority {
                    one.authority_key.as_ref() == Some(&share.share_key)
                } else {
                    one.sector == share.share_key
                }
            });
            Kept {
                authority,
                name,
                places: share.places,
                held: i64::try_from(held.count()).unwrap_or(0),
                key: share.share_key,
            }
        })
        .collect();
    let terms = Terms {
        places: cohort.places,
        held: i64::try_from(holders.len()).unwrap_or(i64::MAX),
        endorsement: cohort.endorsement == 1,
        kept,
        released: cohort.shares_until.as_deref().is_some_and(|day| today > day),
        kept_until: cohort.shares_until.as_deref().map(spoken_day).unwrap_or_default(),
    };
    let undecided: Vec<allocate::Applicant> = applications
        .iter()
        .filter(|one| matches!(one.state(), State::Submitted | State::Waiting))
        .map(|one| applicant(one, one.person_id.as_ref().is_some_and(|person| took_part.contains(person))))
        .collect();
    let decisions = allocate(&undecided, &terms);
    Ok(Plan { applications, terms, decisions })
}

impl Plan {
    /// How many have a place.
    pub(super) fn accepted(&self) -> usize {
        self.applications.iter().filter(|one| one.state() == State::Accepted).count()
    }

    /// What is kept for whom, and how much of it is used.
    pub(super) fn shares_in_words(&self) -> Vec<(String, String)> {
        let words = |kept: &Kept| format!("{} of {} kept places used", kept.held.min(kept.places), kept.places);
        self.terms.kept.iter().map(|kept| (kept.name.clone(), words(kept))).collect()
    }

    /// Until when places are kept, in a sentence.
    pub(super) fn shares_note(&self, cohort: &Cohort) -> String {
        match (cohort.shares_until.as_deref(), self.terms.released) {
            _ if self.terms.kept.is_empty() => String::new(),
            (Some(day), true) => format!("The places were kept until {}; now they are everybody’s.", spoken_day(day)),
            (Some(day), false) => format!("Kept until {}; what is not used by then is everybody’s.", spoken_day(day)),
            (None, _) => "No day is set on which unused places are released.".to_owned(),
        }
    }

    /// What a preview showed, as one short text: if it is the same, exactly what was shown is done.
    fn seen(&self) -> String {
        let mut text = String::new();
        for one in &self.decisions {
            text.push_str(&format!("{}|{:?}|{}\n", one.id, one.outcome, one.sentence));
        }
        sha256(text.as_bytes())
    }
}

/// One application as the preview shows it.
struct Line {
    name: String,
    href: String,
    authority: String,
    sector: String,
    endorsed: &'static str,
    sentence: String,
}

/// Those who would be offered a place, or those who would wait.
struct Part {
    id: &'static str,
    caption: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "programmes/applications/allocation.html")]
struct PreviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    cohort: Cohort,
    form_key: String,
    seen: String,
    changed: bool,
    places: String,
    shares: Vec<(String, String)>,
    shares_note: String,
    parts: [Part; 2],
    until: String,
    endorsement: bool,
}

impl PreviewPage {
    async fn new(weft: &Weft, permit: &Permit, cohort: Cohort, frame: &Frame, changed: bool) -> Result<Self, Problem> {
        let plan = plan(&weft.db, &cohort, &frame.today).await?;
        let workplaces = Workplaces::of(&weft.db).await?;
        let by_id: BTreeMap<&str, &Application> = plan.applications.iter().map(|one| (one.id.as_str(), one)).collect();
        let line = |decision: &Decision| {
            let one = by_id.get(decision.id.as_str())?;
            Some(Line {
                name: one.name.clone(),
                href: format!("/cohorts/{}/applications/{}", cohort.key, one.key),
                authority: workplaces.authority_name(one.authority_key.as_deref()).to_owned(),
                sector: sector_name(&one.sector).to_owned(),
                endorsed: endorsed_in_words(one),
                sentence: decision.sentence.clone(),
            })
        };
        let (offers, waits): (Vec<&Decision>, Vec<&Decision>) =
            plan.decisions.iter().partition(|one| one.outcome == Outcome::Offer);
        Ok(Self {
            page: permit.visitor.page("Who would get a place").section("programmes"),
            crumbs: list::crumbs(&cohort),
            form_key: permit.visitor.form_key(weft)?,
            seen: plan.seen(),
            changed,
            places: places_in_words(&cohort, plan.terms.held, plan.accepted()),
            shares: plan.shares_in_words(),
            shares_note: plan.shares_note(&cohort),
            parts: [
                Part {
                    id: "offers",
                    caption: "Would be offered a place",
                    lines: offers.into_iter().filter_map(line).collect(),
                },
                Part {
                    id: "waits",
                    caption: "Would be on the waiting list",
                    lines: waits.into_iter().filter_map(line).collect(),
                },
            ],
            until: spoken_day(&frame::days_after(&frame.today, cohort.offer_days)),
            endorsement: cohort.endorsement == 1,
            cohort,
        })
    }
}

async fn preview(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    super::expire(&weft, Some(&cohort.id)).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    show_private(&PreviewPage::new(&weft, &permit, cohort, &frame, false).await?)
}

async fn confirm(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = frame::cohort(&weft.db, &key).await?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    super::expire(&weft, Some(&cohort.id)).await?;
    let frame = Frame::of(&weft, &cohort).await?;
    let by = permit.visitor.named();
    let desk = Desk::of(&weft, by, &cohort, &frame).await?;
    let here = format!("/cohorts/{}/applications", cohort.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    // While this write is open nobody else writes: what is read now is what will be written to.
    let plan = plan(&weft.db, &cohort, &frame.today).await?;
    if plan.seen() != posted.text("seen") {
        drop(write);
        return show_again(&PreviewPage::new(&weft, &permit, cohort, &frame, true).await?);
    }
    let by_id: BTreeMap<&str, &Application> = plan.applications.iter().map(|one| (one.id.as_str(), one)).collect();
    let (mut offers, mut waits) = (0, 0);
    for decision in &plan.decisions {
        let Some(one) = by_id.get(decision.id.as_str()) else { continue };
        let next = match decision.outcome {
            Outcome::Offer => State::Offered,
            Outcome::Wait(_) => State::Waiting,
        };
        if next == one.state() {
            // Whoever waits already hears nothing new, but their page says where they stand now.
            records::say(&mut write, &one.id, &decision.sentence).await?;
            continue;
        }
        if next == State::Offered {
            offers += 1
        } else {
            waits += 1
        }
        moves::decide(&mut write, &desk, one, next, &decision.sentence).await?;
    }
    records::allocated(&weft, &mut write, by, &cohort.id, (offers, waits)).await?;
    write.commit().await?;
    Ok(see(&format!("{here}?done=allocated&count={offers}&waits={waits}")))
}
