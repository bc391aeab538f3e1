//! The highlights of a workstream: what the accepted reports of a time tell, how far its outcomes have come, and who did
//! not report. The time is chosen by links.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State as From};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Report,
    ask::Frame,
    did_not_report,
    facts::joined,
    judge::{self, Judged},
    store,
};
use crate::{
    groups, partnership,
    people::Visitor,
    plan,
    plumbing::{
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/progress/highlights/{framework}/{workstream}", highlights)]
}

#[derive(Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
}

/// A time to choose.
struct Choice {
    label: String,
    href: String,
    chosen: bool,
}

/// What one group tells.
struct Told {
    group: String,
    href: String,
    period: String,
    met: String,
    changed: Vec<String>,
    helps: Vec<String>,
    invented: bool,
}

/// An outcome of the workstream.
struct Outcome {
    title: String,
    href: String,
    judged: Option<Judged>,
}

#[derive(Template)]
#[template(path = "progress/highlights.html")]
struct HighlightsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    sessions: String,
    period: String,
    choices: Vec<Choice>,
    told: Vec<Told>,
    met: usize,
    shares: usize,
    silent: Option<String>,
    outcomes: Vec<Outcome>,
}

/// The sessions of a framework's key as first days: `2019-22` is August of 2019, 2020 and 2021.
fn first_days(framework: &str) -> Vec<Date> {
    let read = |text: &str| text.parse::<i16>().ok();
    let Some((first, last)) = framework.split_once('-').and_then(|(first, last)| {
        let century = first.get(..2)?;
        Some((read(first)?, read(&format!("{century}{last}"))?))
    }) else {
        return Vec::new();
    };
    (first..last).take(10).filter_map(|year| Date::new(year, 8, 1).ok()).collect()
}

/// The times that can be chosen: each session of the framework, and the quarters of the last one that has begun.
fn times(framework: &str, today: &str) -> Vec<(String, String)> {
    let begun: Vec<Date> =
        first_days(framework).into_iter().filter(|first| first.to_string().as_str() <= today).collect();
    let year = |first: &Date| (first.to_string(), format!("{:04}-07-31", first.year() + 1));
    let mut times: Vec<(String, String)> = begun.iter().map(year).collect();
    if let Some(first) = begun.last() {
        let (now, next) = (first.year(), first.year() + 1);
        for (from, to) in [
            (format!("{now:04}-08-01"), format!("{now:04}-10-31")),
            (format!("{now:04}-11-01"), format!("{next:04}-01-31")),
            (format!("{next:04}-02-01"), format!("{next:04}-04-30")),
            (format!("{next:04}-05-01"), format!("{next:04}-07-31")),
        ] {
            if from.as_str() <= today {
                times.push((from, to));
            }
        }
    }
    times
}

fn told(report: Report, titles: &BTreeMap<String, String>) -> Told {
    let period = report.period();
    let answers = report.answers.unwrap_or_default();
    let text = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).map(ToOwned::to_owned).collect();
    let people = answers.people.map(|count| if count == 1 { "1 person".to_owned() } else { format!("{count} people") });
    let met = match answers.met.as_str() {
        "yes" => "Met",
        "no" => "Did not meet",
        _ => "",
    };
    let parts: Vec<String> =
        [Some(met.to_owned()).filter(|met| !met.is_empty()), people].into_iter().flatten().collect();
    Told {
        href: format!("/groups/{}", report.group),
        group: titles.get(&report.group).cloned().unwrap_or(report.group),
        period,
        met: parts.join("; "),
        changed: text(&answers.changed),
        helps: text(&answers.helps),
        invented: report.invented,
    }
}

async fn highlights(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((framework, workstream)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Shown {
    let known = plan::record(&weft.db, &framework, "workstream", &workstream).await?.is_some();
    let groups = groups::groups(&weft.db).await?;
    let named_by_group =
        groups.iter().any(|group| group.framework == framework && group.workstream.as_ref() == Some(&workstream));
    if !known && !named_by_group {
        return Err(Problem::NotFound);
    }
    let frame = Frame::of(&weft).await?;
    let titles = super::due::titles(&weft.db).await?;
    let times = times(&framework, &frame.today);
    let is_day = |day: &String| day.len() == 10 && day.parse::<Date>().is_ok();
    let chosen = asked.from.filter(is_day).zip(asked.to.filter(is_day)).or_else(|| {
        let sessions = first_days(&framework).len();
        times.get(..sessions.min(times.len())).and_then(<[_]>::last).cloned()
    });
    let (from, to) = chosen.unwrap_or_else(|| (frame.today.clone(), frame.today.clone()));
    let reports = store::accepted(&weft.db, &framework, Some(&workstream), &from, &to).await?;
    let silent = did_not_report(&weft.db, &framework, Some(&workstream), &from, &to).await?;
    let here = format!("/progress/highlights/{framework}/{workstream}");
    let name = partnership::workstream(&weft.db, &framework, &workstream).await?.label;
    let of = |report: &&Report, wanted: fn(&super::Answers) -> bool| report.answers.as_ref().is_some_and(wanted);
    let outcomes = judge::outlook(&weft, &framework)
        .await?
        .into_iter()
        .filter(|line| line.workstream.as_ref() == Some(&workstream))
        .map(|line| Outcome { title: line.title, href: line.href, judged: line.judged })
        .collect();
    show_private(&HighlightsPage {
        page: visitor.page(format!("Highlights of {name}")).section("framework"),
        crumbs: vec![Crumb::new(format!("/framework/{framework}"), "Framework")],
        sessions: partnership::spoken_sessions(&framework),
        period: super::spoken_period(&from, &to),
        choices: times
            .iter()
            .map(|(first, last)| Choice {
                label: super::spoken_period(first, last),
                href: format!("{here}?from={first}&to={last}"),
                chosen: (first, last) == (&from, &to),
            })
            .collect(),
        met: reports.iter().filter(|report| of(report, |answers| answers.met == "yes")).count(),
        shares: reports.iter().filter(|report| of(report, |answers| answers.may_share == 1)).count(),
        told: reports.into_iter().map(|report| told(report, &titles)).collect(),
        silent: Some(joined(&silent)).filter(|names| !names.is_empty()),
        outcomes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_framework_are_its_sessions_and_the_quarters_that_have_begun() {
        let shown: Vec<String> =
            times("2025-26", "2026-02-02").into_iter().map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(
            shown,
            ["2025-08-01 2026-07-31", "2025-08-01 2025-10-31", "2025-11-01 2026-01-31", "2026-02-01 2026-04-30"]
        );
        assert_eq!(times("2019-22", "2026-02-02").len(), 7);
        assert_eq!(times("2025-26", "2025-07-31").len(), 0);
        assert_eq!(times("interim", "2026-02-02").len(), 0);
    }
}
