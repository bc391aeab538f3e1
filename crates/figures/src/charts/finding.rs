//! What a chart shows, in messages: first, last, highest, lowest, missing.

use rust_decimal::Decimal;

use super::Say;
use super::line::{LineChart, Point, Series};
use crate::printed::grouped;
use crate::{AcademicSession, Message};

/// The sentences of a line chart's description, in order.
pub(super) fn of(chart: &LineChart, say: Say<'_>) -> Vec<Message> {
    let mut found = Vec::new();
    for series in &chart.series {
        values(chart, series, &mut found);
        missing(chart, series, say, &mut found);
    }
    if let Some(gaps) = &chart.gaps {
        let known: Vec<_> =
            chart.sessions.iter().zip(gaps).filter_map(|(session, gap)| gap.map(|gap| (*session, gap))).collect();
        if let (Some(first), Some(last)) = (known.first(), known.last()) {
            found.push(
                Message::new("chart-finding-gap")
                    .with("first", grouped(first.1))
                    .with("first_session", first.0)
                    .with("last", grouped(last.1))
                    .with("last_session", last.0),
            );
        }
    }
    for session in &chart.breaks {
        found.push(Message::new("chart-finding-break").with("session", session));
    }
    found
}

fn values(chart: &LineChart, series: &Series, found: &mut Vec<Message>) {
    let known: Vec<(AcademicSession, Decimal)> = chart
        .sessions
        .iter()
        .zip(&series.points)
        .filter_map(|(session, point)| match point {
            Point::Value(value) => Some((*session, *value)),
            Point::Band { .. } | Point::Gap(_) => None,
        })
        .collect();
    let said = |value: Decimal| chart.unit.spoken(value);
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        found.push(Message::new("chart-finding-none").with("label", &series.label));
        return;
    };
    if known.len() == 1 {
        found.push(
            Message::new("chart-finding-one")
                .with("label", &series.label)
                .with("value", said(first.1))
                .with("session", first.0),
        );
        return;
    }
    found.push(
        Message::new("chart-finding-first-last")
            .with("label", &series.label)
            .with("first", said(first.1))
            .with("first_session", first.0)
            .with("last", said(last.1))
            .with("last_session", last.0),
    );
    // Where several sessions share the highest or lowest value, the earliest is named.
    let highest = known.iter().fold(*first, |best, now| if now.1 > best.1 { *now } else { best });
    let lowest = known.iter().fold(*first, |best, now| if now.1 < best.1 { *now } else { best });
    found.push(
        Message::new("chart-finding-range")
            .with("highest", said(highest.1))
            .with("highest_session", highest.0)
            .with("lowest", said(lowest.1))
            .with("lowest_session", lowest.0),
    );
}

fn missing(chart: &LineChart, series: &Series, say: Say<'_>, found: &mut Vec<Message>) {
    let missing: Vec<_> = chart
        .sessions
        .iter()
        .zip(&series.points)
        .filter_map(|(session, point)| match point {
            Point::Gap(why) => Some(format!("{session} ({})", say(why).to_lowercase())),
            Point::Band { low, high } => Some(format!("{session} ({}\u{2013}{})", grouped(*low), grouped(*high))),
            Point::Value(_) => None,
        })
        .collect();
    if !missing.is_empty() {
        found.push(Message::new("chart-finding-missing").with("sessions", missing.join(", ")));
    }
}
