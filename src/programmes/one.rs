//! The page of one programme: what it is, what its rules say now and said before, and its cohorts.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Programme,
    cohorts::{
        self, Cohort, Places, Version, Window,
        pages::{dates, place, today},
        store::{Span, held_of_programme, spans_of_programme},
    },
    keeps, store,
};
use crate::{
    partnership::{self, Named},
    people::{self, Office, Visitor},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        search,
        state::Weft,
    },
};

/// One fact of a programme: its name, what is known, or that nobody published it.
struct Fact {
    name: &'static str,
    value: Option<String>,
    href: Option<String>,
}

/// A version that holds no longer, with why the next one came.
struct Earlier {
    from: String,
    version: Version,
    ended: String,
}

/// A cohort as the page lists it.
struct Round {
    href: String,
    title: String,
    window: Window,
    window_said: String,
    places: String,
    dates: String,
    place: String,
}

/// The version that holds on a day, the ones before it, and the day from which a later one holds.
fn versions_on(mut all: Vec<Version>, today: &str) -> (Option<Version>, Vec<Earlier>, Option<String>) {
    // The newest stands first.
    let later = all.iter().take_while(|version| version.from_day.as_str() > today).count();
    let held: Vec<Version> = all.split_off(later);
    let coming = all.last().map(|version| spoken_day(&version.from_day));
    let mut earlier = Vec::new();
    for pair in held.windows(2) {
        if let [after, before] = pair {
            let from = spoken_day(&before.from_day);
            earlier.push(Earlier { from, version: before.clone(), ended: after.reason.clone() });
        }
    }
    (held.into_iter().next(), earlier, coming)
}

fn round(cohort: Cohort, held: &BTreeMap<String, i64>, span: Option<&Span>, today: &str) -> Round {
    let places = Places { total: cohort.places, held: held.get(&cohort.id).copied().unwrap_or_default() };
    let window = cohort.window(today);
    Round {
        href: cohort.url(),
        window,
        window_said: cohort.window_said(today),
        places: if window == Window::Cancelled { String::new() } else { places.said(window) },
        dates: dates(
            span.map_or(0, |span| span.meetings),
            span.map(|span| span.first_day.as_str()),
            span.map(|span| span.last_day.as_str()),
        ),
        place: place(&cohort.mode, &cohort.venue),
        title: cohort.title,
    }
}

/// Whether a cohort is over: its last meeting lies behind, or, where none is planned, its last session.
fn is_over(cohort: &Cohort, span: Option<&Span>, today: &str) -> bool {
    match span {
        Some(span) => span.last_day.as_str() < today,
        None => cohort.cancelled_on.is_some() || cohort.last_session < cohorts::session_of(today),
    }
}

#[derive(Template)]
#[template(path = "programmes/one.html")]
struct ProgrammePage {
    page: Page,
    crumbs: Vec<Crumb>,
    programme: Programme,
    version: Option<Version>,
    coming_version: Option<String>,
    earlier: Vec<Earlier>,
    now: Vec<Round>,
    before: Vec<Round>,
    invented: bool,
    keeper: bool,
    over: String,
    facts: Vec<Fact>,
    group: Option<Named>,
    contact: Option<Office>,
    source: Option<String>,
    involved: Option<String>,
    last_ran: String,
}

pub(super) async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let programme = store::programme(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let workstream = partnership::workstream(&weft.db, programme.latest(), &programme.workstream).await?;
    let group = match &programme.group {
        Some(key) => search::named(&weft.db, "group", key).await?,
        None => None,
    };
    let current = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
    let runs = current.as_ref().is_none_or(|key| programme.frameworks.contains(key));
    let papers = partnership::papers(&weft.db).await?;
    let source = programme.paper.as_ref().and_then(|key| papers.into_iter().find(|paper| paper.key == *key));
    let description = programme.designed_for.clone().unwrap_or_default();
    let today = today(&weft).await?;
    let (version, earlier, coming_version) = versions_on(cohorts::versions(&weft.db, &key).await?, &today);
    let (held, spans) = (held_of_programme(&weft.db, &key).await?, spans_of_programme(&weft.db, &key).await?);
    let all = cohorts::cohorts_of(&weft.db, &key).await?;
    let any = !all.is_empty();
    let invented = all.iter().any(|cohort| cohort.invented == 1);
    let (before, now): (Vec<Cohort>, Vec<Cohort>) =
        all.into_iter().partition(|cohort| is_over(cohort, spans.get(&cohort.id), &today));
    let rounds = |cohorts: Vec<Cohort>| -> Vec<Round> {
        let one = |cohort: Cohort| {
            let span = spans.get(&cohort.id);
            round(cohort, &held, span, &today)
        };
        cohorts.into_iter().map(one).collect()
    };
    let page = ProgrammePage {
        version,
        coming_version,
        earlier,
        now: rounds(now),
        before: rounds(before),
        invented,
        keeper: keeps(&visitor, &key),
        page: visitor.page(programme.name.clone()).section("programmes").description(description),
        crumbs: vec![Crumb::new("/programmes", "Programmes")],
        over: format!("{} · {}", programme.kind_name(), workstream.label),
        facts: facts(&programme, workstream, any),
        group: group.map(|found| Named { label: found.title, href: Some(found.url) }),
        contact: people::office(&weft.db, &programme.contact_office).await?,
        source: source.map(|paper| match programme.line {
            Some(line) => format!("{}, line {line} of its text", paper.title),
            None => paper.title,
        }),
        involved: runs.then(|| format!("/get-involved?about=programmes/{}", programme.key)),
        last_ran: partnership::spoken_sessions(programme.latest()),
        programme,
    };
    if visitor.account.is_some() { show_private(&page) } else { show(&page) }
}

fn facts(programme: &Programme, workstream: Named, runs: bool) -> Vec<Fact> {
    let sessions: Vec<String> = programme.frameworks.iter().map(|key| partnership::spoken_sessions(key)).collect();
    let mut facts = Vec::new();
    // What nobody has said is shown only where somebody looked for it and found nothing.
    let mut known = |name, key: &str, value: Option<String>| {
        if value.is_some() || programme.lacks(key) {
            facts.push(Fact { name, value, href: None });
        }
    };
    known("Designed for", "designed-for", programme.designed_for.clone());
    known("Duration", "duration", programme.duration.clone());
    known("Works on", "focus", programme.focus.clone());
    known("Awards and recognition", "award", programme.award.clone());
    known("Sessions", "", Some(sessions.join(" and ")));
    // Where there are cohorts, they say when it runs and how many places there are.
    if !runs {
        known("Dates", "dates", None);
        known("Places", "places", None);
    }
    known("Fee", "fee", None);
    known("People taking part", "number-of-participants", None);
    facts.push(Fact { name: "Workstream", value: Some(workstream.label), href: workstream.href });
    if !programme.other_names.is_empty() {
        facts.push(Fact { name: "Also printed as", value: Some(programme.other_names.join(", ")), href: None });
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_today_stands_apart_from_earlier_and_later_ones() {
        let version = |number: i64, from: &str| Version {
            number,
            from_day: from.into(),
            reason: format!("reason {number}"),
            ..Version::default()
        };
        let all = || vec![version(3, "2026-08-01"), version(2, "2025-04-01"), version(1, "2022-08-01")];
        let (now, earlier, coming) = versions_on(all(), "2026-02-02");
        assert_eq!(now.unwrap().number, 2);
        assert_eq!((earlier[0].version.number, earlier[0].ended.as_str()), (1, "reason 2"));
        assert_eq!(coming.as_deref(), Some("1 August 2026"));
        let (now, earlier, coming) = versions_on(all(), "2020-01-01");
        assert!(now.is_none() && earlier.is_empty());
        assert_eq!(coming.as_deref(), Some("1 August 2022"));
    }
}
