//! Tables of indicators as a source prints them, and the comparison measures of a source.

use std::collections::{BTreeMap, BTreeSet};

use figures::{AcademicSession, Reason};
use typesetting::model::{Block, Cell, Inline, Marker, Row, Table};

use super::{Desk, column, figure, number_column, words};
use crate::{
    indicators::{ALL, Observation, PARTNERSHIP, Source},
    plumbing::words::say_message,
    publications::text::{Binder, Directive},
};

fn source<'a>(desk: &Desk<'a>, directive: &Directive) -> Result<&'a Source, String> {
    let key = directive
        .named
        .get("source")
        .ok_or_else(|| format!("{} does not say which source. Add source=KEY", directive.written()))?;
    desk.records.book.source(key).ok_or_else(|| {
        let known: Vec<&str> = desk.records.book.sources.iter().map(|source| source.key.as_str()).collect();
        format!("there is no released source {key}. Use one of {}", known.join(", "))
    })
}

/// `{table indicators source=KEY theme=KEY}`: one table for each theme.
pub(super) fn indicators(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &["source", "theme"], "{table indicators source=KEY}, with theme=KEY for one theme")?;
    let source = source(desk, directive)?;
    let mut themes: Vec<Option<&str>> = Vec::new();
    for row in &source.rows {
        if !themes.contains(&row.theme.as_deref()) {
            themes.push(row.theme.as_deref());
        }
    }
    if let Some(wanted) = directive.named.get("theme") {
        themes.retain(|theme| *theme == Some(wanted.as_str()));
        if themes.is_empty() {
            return Err(format!(
                "{} has no rows under the theme {wanted}. Use another theme, or none",
                source.short_title
            ));
        }
    }
    let single = themes.len() == 1;
    let mut tables = Vec::new();
    for theme in themes {
        let name = theme.and_then(|key| desk.records.book.theme(key)).map(|theme| theme.name.as_str());
        tables.push(Block::Table(one_theme(desk, source, theme, name, single)));
    }
    Ok(tables)
}

fn one_theme(desk: &mut Desk<'_>, source: &Source, theme: Option<&str>, name: Option<&str>, single: bool) -> Table {
    let title = source.table_title.as_deref().unwrap_or(&source.short_title);
    let caption = match name {
        Some(name) => format!("{title}: {name}"),
        None => title.to_owned(),
    };
    let mut marks = BTreeSet::new();
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    for printed in source.rows.iter().filter(|row| row.theme.as_deref() == theme) {
        let mut cells = vec![Cell::row_header(words(&printed.label))];
        let mut skip = None;
        for (at, column) in source.columns.iter().enumerate() {
            if skip == Some(column.session) {
                continue;
            }
            let one = desk.records.book.cell(&printed.indicator, &source.key, column.session);
            let Some(one) = one else {
                marks.insert(Reason::NotPublished.shorthand().to_owned());
                cells.push(Cell::data(words(Reason::NotPublished.shorthand())));
                continue;
            };
            let mut cell = Cell::data(cell_content(desk, one, &mut marks));
            let beside = source.columns.get(at + 1).map(|next| next.session);
            if let Some(next) = beside.filter(|next| one.period.first() == column.session && one.period.contains(*next))
            {
                cell.span = 2;
                skip = Some(next);
            }
            cells.push(cell);
            if let Some(note) = &one.note {
                let short = desk
                    .records
                    .book
                    .indicator(&one.indicator)
                    .map_or(printed.label.as_str(), |found| &found.short_name);
                notes.push((short.to_owned(), one.period.to_string(), note.clone()));
            }
        }
        rows.push(Row { cells, total: false });
    }
    let columns = std::iter::once(column("Indicator"))
        .chain(source.columns.iter().map(|column| number_column(heading(column.session, &column.label))))
        .collect();
    let id = desk.name(&format!("table-{}{}", source.key, theme.map(|theme| format!("-{theme}")).unwrap_or_default()));
    let mut table = super::plain_table(id, caption, columns, rows);
    table.legend = legend(desk, source, &marks);
    table.notes = gathered(notes).into_iter().map(words).collect();
    if let Some(note) = source.legend_note.as_ref().filter(|_| single && !table.legend.is_empty()) {
        table.notes.push(words(note));
    }
    table.source = words(&source.title);
    table
}

/// A column's heading: as printed, with a space a line can break at where it says more than the session.
fn heading(session: AcademicSession, label: &str) -> String {
    if label.trim().is_empty() { session.to_string() } else { label.replace(" Value", "") }
}

/// One cell as printed, with the marks beside it.
pub(super) fn cell_content(desk: &mut Desk<'_>, one: &Observation, marks: &mut BTreeSet<String>) -> Vec<Inline> {
    let printed = one.figure.display_short();
    if one.figure.decimal().is_none() {
        marks.insert(printed.clone());
    }
    let mut content = vec![figure::bind(desk, one, printed, None)];
    for mark in &one.figure.notes {
        marks.insert(mark.clone());
        content.push(Inline::text(format!("\u{a0}{mark}")));
    }
    content
}

/// The meaning of each mark that a table uses.
pub(super) fn legend(desk: &Desk<'_>, source: &Source, marks: &BTreeSet<String>) -> Vec<Marker> {
    let book = &desk.records.book;
    let mut found = Vec::new();
    for mark in marks {
        let marker = book.markers(&source.key).into_iter().find(|(marker, _)| marker.mark == *mark);
        let footnote = book.footnotes(&source.key).iter().find(|footnote| footnote.mark == *mark);
        let meaning = match (marker, footnote) {
            (Some((marker, Some(from))), _) => format!("{} (explained in {from})", marker.meaning),
            (Some((marker, None)), _) if !marker.printed => {
                format!("{} (our reading; the paper does not explain it)", marker.meaning)
            }
            (Some((marker, None)), _) => marker.meaning.clone(),
            (None, Some(footnote)) => footnote.text.clone(),
            (None, None) => match Reason::ALL.into_iter().find(|reason| reason.shorthand() == mark) {
                Some(_) => "no figure is given".to_owned(),
                None => continue,
            },
        };
        found.push(Marker { marker: mark.clone(), meaning: words(meaning) });
    }
    found
}

/// Notes on cells, those of equal words together: `Attendance, primary (2019/20, 2021/22): …`.
fn gathered(notes: Vec<(String, String, String)>) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let mut by_text: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    for (name, period, text) in notes {
        if !order.contains(&text) {
            order.push(text.clone());
        }
        let named = by_text.entry(text).or_default();
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, periods)) => periods.push(period),
            None => named.push((name, vec![period])),
        }
    }
    order
        .into_iter()
        .map(|text| {
            let whose: Vec<String> = by_text
                .get(&text)
                .into_iter()
                .flatten()
                .map(|(name, periods)| format!("{name} ({})", periods.join(", ")))
                .collect();
            format!("{}: {text}", whose.join("; "))
        })
        .collect()
}

/// `{table comparison source=KEY}`: every measure that the source names, by session.
pub(super) fn comparison(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &["source"], "{table comparison source=KEY}")?;
    let source = source(desk, directive)?;
    let book = &desk.records.book;
    let all: Vec<&Observation> = book
        .observations
        .iter()
        .filter(|one| one.source == source.key && one.area == PARTNERSHIP && one.breakdown == ALL)
        .collect();
    if all.is_empty() {
        return Err(format!("{} has no values. Use another source", source.short_title));
    }
    let sessions: BTreeSet<AcademicSession> =
        all.iter().flat_map(|one| [one.period.first(), one.period.last()]).collect();
    let mut marks = BTreeSet::new();
    let mut rows = Vec::new();
    for indicator in &book.indicators {
        let own: Vec<&Observation> = all.iter().filter(|one| one.indicator == indicator.key).copied().collect();
        if own.is_empty() {
            continue;
        }
        let mut cells = Vec::new();
        for session in &sessions {
            match own.iter().find(|one| one.period.contains(*session)) {
                Some(one) => cells.push(cell_content(desk, one, &mut marks)),
                None => {
                    marks.insert(Reason::NotPublished.shorthand().to_owned());
                    cells.push(words(Reason::NotPublished.shorthand()));
                }
            }
        }
        rows.push(super::row(words(&indicator.short_name), cells));
    }
    let columns = std::iter::once(column("Measure"))
        .chain(sessions.iter().map(|session| number_column(session.to_string())))
        .collect();
    let id = desk.name(&format!("table-{}", source.key));
    let mut table = super::plain_table(id, "Measures that the report compares, as its text gives them", columns, rows);
    table.legend = legend(desk, source, &marks);
    for marker in &mut table.legend {
        if marker.marker == Reason::NotPublished.shorthand() {
            marker.meaning = words(say_message(&Reason::NotPublished.message()).to_lowercase() + " in this text");
        }
    }
    table.source = words(&source.title);
    Ok(vec![Block::Table(table)])
}
