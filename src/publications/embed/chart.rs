//! A line chart of one indicator or several, always with the table of its figures.

use std::collections::BTreeSet;

use figures::{
    AcademicSession, Reason, Unit,
    charts::{LineChart, Point, Series},
};
use typesetting::model::{Block, Chart, Inline};

use super::{Desk, column, figure, number_column, table, words};
use crate::{
    indicators::{Indicator, Observation, PARTNERSHIP},
    plumbing::words::say_message,
    publications::text::{Binder, Directive},
};

/// `{chart INDICATOR …}`
pub(super) fn chart(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=4, &[], "{chart INDICATOR}, or up to four indicators of the same unit")?;
    let book = &desk.records.book;
    let mut indicators: Vec<&Indicator> = Vec::new();
    for key in &directive.words {
        let found = book
            .indicator(key)
            .ok_or_else(|| format!("there is no indicator {key}. Look its key up in the address of its page"))?;
        if indicators.first().is_some_and(|first| first.unit != found.unit) {
            return Err(format!(
                "{} counts something else than the first indicator of this chart. Give it a chart of its own",
                found.short_name
            ));
        }
        indicators.push(found);
    }
    let sources = desk.draft.sources.clone();
    let of_all = |one: &&Observation| {
        directive.words.contains(&one.indicator) && one.area == PARTNERSHIP && sources.contains(&one.source)
    };
    let known: BTreeSet<AcademicSession> =
        book.observations.iter().filter(of_all).flat_map(|one| [one.period.first(), one.period.last()]).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Err(format!(
            "no source of this publication has a value of {}. Add a source that has one",
            directive.words.join(" or ")
        ));
    };
    let sessions = first.through(*last);
    let names: Vec<String> = indicators.iter().map(|one| one.short_name.clone()).collect();
    let title = joined(&names);
    let mut series = Vec::new();
    let mut rows = Vec::new();
    let mut marks = BTreeSet::new();
    let mut used: Vec<String> = Vec::new();
    for indicator in &indicators {
        let mut points = Vec::new();
        let mut cells = Vec::new();
        for session in &sessions {
            let one = figure::observation(desk, &indicator.key, *session, PARTNERSHIP, &sources);
            match one {
                Some(one) => {
                    if !used.contains(&one.source) {
                        used.push(one.source.clone());
                    }
                    let beside = one.period.first() != *session;
                    points.push(if beside {
                        Point::Gap(Reason::IncludedWithOtherSession.message())
                    } else {
                        Point::from(&one.figure)
                    });
                    cells.push(table::cell_content(desk, one, &mut marks));
                }
                None => {
                    points.push(Point::Gap(Reason::NotPublished.message()));
                    marks.insert(Reason::NotPublished.shorthand().to_owned());
                    cells.push(words(Reason::NotPublished.shorthand()));
                }
            }
        }
        series.push(Series { label: indicator.short_name.clone(), points });
        if indicators.len() == 1 {
            // One line stands better as a list of sessions, each with the source it was read from.
            rows = sessions
                .iter()
                .zip(cells)
                .map(|(session, cell)| {
                    let one = figure::observation(desk, &indicator.key, *session, PARTNERSHIP, &sources);
                    let from = one.map(|one| vec![one.source.clone()]).unwrap_or_default();
                    super::row(words(session.to_string()), vec![cell, source_line(desk, &from)])
                })
                .collect();
        } else {
            rows.push(super::row(words(&indicator.short_name), cells));
        }
    }
    let mut breaks: Vec<AcademicSession> = indicators
        .iter()
        .flat_map(|one| one.breaks())
        .filter(|session| sessions.contains(session) && session != first)
        .collect();
    breaks.sort();
    breaks.dedup();
    let unit = indicators.first().map_or(Unit::Count, |one| one.unit);
    let id = desk.name(&format!("chart-{}", directive.words.join("-")));
    let drawing = LineChart {
        key: id.clone(),
        title: title.clone(),
        unit,
        sessions: sessions.clone(),
        series,
        breaks,
        gaps: None,
    };
    let alternative: Vec<String> = drawing.findings(&say_message).iter().map(say_message).collect();
    let source = source_line(desk, &used);
    let drawn = Chart {
        svg: drawing.draw(&say_message),
        alternative: format!("{title}. {}", alternative.join(" ")),
        caption: words(format!("{title}, {}, {first} to {last}", say_message(&unit.message()))),
        source: source.clone(),
        id,
    };
    let columns = if indicators.len() == 1 {
        vec![column("Session"), number_column(title.as_str()), column("Printed in")]
    } else {
        std::iter::once(column("Indicator"))
            .chain(sessions.iter().map(|session| number_column(session.to_string())))
            .collect()
    };
    let id = desk.name(&format!("figures-{}", directive.words.join("-")));
    let mut figures = super::plain_table(id, format!("{title}: the figures of the chart"), columns, rows);
    for key in &used {
        if let Some(source) = desk.records.book.source(key) {
            for marker in table::legend(desk, source, &marks) {
                if figures.legend.iter().all(|known| known.marker != marker.marker) {
                    figures.legend.push(marker);
                }
            }
        }
    }
    figures.source = source;
    Ok(vec![Block::Chart(drawn), Block::Table(figures)])
}

fn source_line(desk: &Desk<'_>, used: &[String]) -> Vec<Inline> {
    let titles: Vec<&str> =
        used.iter().filter_map(|key| desk.records.book.source(key)).map(|source| source.short_title.as_str()).collect();
    words(if titles.is_empty() { super::NOT_PUBLISHED.to_owned() } else { titles.join("; ") })
}

/// Names as a sentence lists them.
fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
