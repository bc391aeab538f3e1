//! What an indicator shows in plain words, and what does not agree with a claim about it.

use figures::{Content, Decimal, Figure, Unit, grouped};

use super::{Better, Book, Indicator, PARTNERSHIP, Stands, Statement, latest};
use crate::plumbing::words::say_message;

/// A figure as a sentence says it: the number with its unit, or the reason why there is none.
pub(super) fn spoken(figure: &Figure) -> String {
    match (figure.spoken(), figure.why()) {
        (Some(text), _) => text,
        (None, Some(reason)) => lower_first(&say_message(&reason.message())),
        (None, None) => String::new(),
    }
}

/// A sentence or two: the latest value, how it moved, and what must be kept in mind.
pub fn summary(book: &Book, indicator: &Indicator) -> String {
    let line = latest(book, &indicator.key, PARTNERSHIP);
    let Some(newest) = line.last() else {
        return "No value has been recorded for this indicator yet.".into();
    };
    let valued: Vec<&Stands<'_>> = line.iter().filter(|stands| stands.observation.figure.why().is_none()).collect();
    let mut sentences = Vec::new();
    let Some(last) = valued.last() else {
        return format!("No value was printed for any session: {}.", spoken(&newest.observation.figure));
    };
    sentences.push(format!(
        "In {} the figure for the partnership was {}.",
        last.observation.period,
        spoken(&last.observation.figure)
    ));
    if let Some(before) = valued.len().checked_sub(2).and_then(|at| valued.get(at)) {
        sentences.extend(moved(indicator, before, last));
    }
    if last.observation.id != newest.observation.id {
        let why = spoken(&newest.observation.figure);
        sentences.push(format!("For {} there is no value: {why}.", newest.observation.period));
    }
    sentences.join(" ")
}

fn moved(indicator: &Indicator, before: &Stands<'_>, last: &Stands<'_>) -> Option<String> {
    let (from, to) = (before.observation.figure.decimal()?, last.observation.figure.decimal()?);
    let since = before.observation.period;
    if before.observation.version != last.observation.version {
        return Some(format!(
            "In {since} it was {}, but the definition has changed since and the two cannot simply be compared.",
            spoken(&before.observation.figure)
        ));
    }
    let change = to - from;
    if change.is_zero() {
        return Some(format!("It was the same in {since}."));
    }
    let better = (change > Decimal::ZERO) == (indicator.better == Better::Up);
    let way = if change > Decimal::ZERO { "higher" } else { "lower" };
    let judged = if better { "which is better" } else { "which is worse" };
    Some(format!("That is {} {way} than in {since}, {judged}.", points(indicator.unit, change.abs())))
}

/// The size of a change: points for a percentage, otherwise the unit's own words.
pub(super) fn points(unit: Unit, size: Decimal) -> String {
    match unit {
        Unit::Percent | Unit::PercentagePoints => Unit::PercentagePoints.spoken(size),
        Unit::Count => grouped(size),
        Unit::Per1000 => Unit::Per1000.spoken(size),
    }
}

/// What does not agree with a claim: arithmetic by itself, and the values that the latest papers print. Empty where
/// nothing speaks against it.
pub fn finding(book: &Book, statement: &Statement) -> Vec<String> {
    let Some(indicator) = book.indicator(&statement.indicator) else { return Vec::new() };
    let is_share = indicator.unit == Unit::Percent;
    let mut found: Vec<String> = statement.findings(is_share).iter().map(say_message).collect();
    let line = latest(book, &statement.indicator, PARTNERSHIP);
    let value = |session| {
        let stands = line.iter().find(|stands| stands.observation.period.contains(session))?;
        Some((stands.observation.figure.decimal()?, stands))
    };
    let (from, to) = (statement.from_session.and_then(value), statement.to_session.and_then(value));
    if from.is_none() && to.is_none() {
        // A course without sessions is claimed of every step of the line.
        let table: Vec<_> = line
            .iter()
            .filter_map(|stands| Some((stands.observation.period, stands.observation.figure.decimal()?)))
            .collect();
        found.extend(statement.claim(is_share).against(&table).iter().map(say_message));
    }
    for (claimed, printed) in [(&statement.from_value, &from), (&statement.to_value, &to)] {
        let (Some(claimed), Some((decimal, stands))) = (claimed, printed) else { continue };
        if claimed.value() != *decimal {
            found.push(format!(
                "The claim says {}; {} prints {} for {}.",
                claimed.text(),
                stands.source.short_title,
                stands.observation.figure.display_short(),
                stands.observation.period
            ));
        }
    }
    if let (Some((from, _)), Some((to, _))) = (from, to) {
        let stated_alone = statement.from_value.is_none() || statement.to_value.is_none();
        if let Some(message) = statement.against(from, to).filter(|_| stated_alone) {
            found.push(format!("In the tables: {}", lower_first(&say_message(&message))));
        }
    }
    found
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The class and words of a change on a page: never by colour alone.
pub(super) fn change_words(indicator: &Indicator, from: &Figure, to: &Figure) -> Option<(&'static str, String)> {
    let (Content::Value(from), Content::Value(to)) = (&from.content, &to.content) else { return None };
    let change = to.value() - from.value();
    if change.is_zero() {
        return Some(("", "no change".into()));
    }
    let up = change > Decimal::ZERO;
    let class = if up == (indicator.better == Better::Up) { "weft-change--better" } else { "weft-change--worse" };
    let arrow = if up { "\u{25b2}" } else { "\u{25bc}" };
    Some((class, format!("{arrow} {}", points(indicator.unit, change.abs()))))
}
