//! Charts of indicators: the same drawing for a page and a publication, gaps left as gaps.

use figures::{
    AcademicSession, Message, Reason,
    charts::{LineChart, Point, Series},
};

use super::{Book, PARTNERSHIP, Stands, series};

/// A chart of one or more indicators of one unit over the sessions that `sources` cover, first choice first; `None`
/// where an indicator is unknown, the units differ, or no value was ever printed.
pub fn line_chart(book: &Book, indicators: &[&str], sources: &[String]) -> Option<LineChart> {
    let definitions = indicators.iter().map(|key| book.indicator(key)).collect::<Option<Vec<_>>>()?;
    let first = definitions.first()?;
    if definitions.iter().any(|one| one.unit != first.unit) {
        return None;
    }
    let lines: Vec<Vec<Stands<'_>>> =
        definitions.iter().map(|one| series(book, &one.key, PARTNERSHIP, sources)).collect();
    let all = || lines.iter().flatten();
    if all().all(|stands| stands.observation.figure.why().is_some()) {
        return None;
    }
    let from = all().map(|stands| stands.observation.period.first()).min()?;
    let to = all().map(|stands| stands.observation.period.last()).max()?;
    let sessions = from.through(to);
    let drawn = definitions
        .iter()
        .zip(&lines)
        .map(|(one, line)| Series {
            label: one.short_name.clone(),
            points: sessions.iter().map(|session| point(line, *session)).collect(),
        })
        .collect();
    let mut breaks: Vec<AcademicSession> = definitions.iter().flat_map(|one| one.breaks()).collect();
    breaks.retain(|session| *session > from && *session <= to);
    breaks.sort_unstable();
    breaks.dedup();
    Some(LineChart {
        key: format!("chart-{}", first.key),
        title: definitions.iter().map(|one| one.short_name.as_str()).collect::<Vec<_>>().join(", "),
        unit: first.unit,
        sessions,
        series: drawn,
        breaks,
        gaps: None,
    })
}

fn point(line: &[Stands<'_>], session: AcademicSession) -> Point {
    let Some(stands) = line.iter().find(|stands| stands.observation.period.contains(session)) else {
        return Point::Gap(Reason::NotPublished.message());
    };
    // A value of two sessions is one point, drawn where the paper prints it: in the first.
    if stands.observation.period.first() != session {
        return Point::Gap(Message::new("reason-included-with-other-session"));
    }
    Point::from(&stands.observation.figure)
}
