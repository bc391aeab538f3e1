//! A table pasted from a paper, turned into rows of values. Every doubt is an issue; nothing is moved or guessed.

use figures::{Cell, Period};
use sheets::{Caps, Rules, read_pasted};

use super::{
    ALL, Book, Indicator, PARTNERSHIP, Source,
    cell::out_of_range,
    observations::{Fault, Good},
    store::Recorded,
};

/// Reads a pasted table as what one source says of the partnership. `themes_confirmed` says that somebody confirmed
/// that a theme holds for the rows below it.
pub(super) fn read(text: &str, book: &Book, source: &Source, themes_confirmed: bool) -> (Vec<Good>, Vec<Fault>) {
    let legend = book.legend(&source.key);
    let rules = Rules { legend: &legend, themes_confirmed, caps: Caps::default() };
    let (table, issues) = read_pasted(text, &rules);
    let mut faults: Vec<Fault> = issues.iter().map(Fault::of).collect();
    let mut rows = Vec::new();
    for session in
        table.sessions.iter().filter(|session| source.columns.iter().all(|column| column.session != **session))
    {
        let what = format!("the table of {} has no column for {}", source.key, session.key());
        faults.push(Fault::new(1, &session.to_string(), what));
    }
    for row in table.rows {
        let Some(indicator) = named(book, source, &row.label) else {
            let what =
                format!("“{}” is no row of {}; copy the label as the source has it", row.label, source.short_title);
            faults.push(Fault::new(row.number, "label", what));
            continue;
        };
        faults.extend(
            other_theme(book, source, indicator, row.theme.as_deref())
                .map(|what| Fault::new(row.number, "theme", what)),
        );
        let mut covered = false;
        for (at, (session, cell)) in table.sessions.iter().zip(&row.cells).enumerate() {
            let blank = *cell == Cell::Blank;
            if blank && covered {
                covered = false;
                continue;
            }
            covered = false;
            let heading = session.to_string();
            if blank {
                let what = "the cell is empty; write the value, or the marker that says why there is none";
                faults.push(Fault::new(row.number, &heading, what.into()));
                continue;
            }
            let Some(mut figure) = cell.clone().into_figure(indicator.unit) else { continue };
            // A raised digit is the mark of a footnote as the source prints it.
            let known = book.footnotes(&source.key);
            for mark in &mut figure.notes {
                match known.iter().find(|one| one.mark == *mark || plain(&one.mark) == *mark) {
                    Some(found) => mark.clone_from(&found.mark),
                    None => {
                        faults.push(Fault::new(row.number, &heading, format!("{mark} is no footnote of this source")))
                    }
                }
            }
            if figure.why().is_some() && !figure.notes.is_empty() {
                faults.push(Fault::new(row.number, &heading, "a marker carries no footnote here".into()));
            }
            if let Some(what) = out_of_range(indicator.unit, &figure) {
                faults.push(Fault::new(row.number, &heading, what));
            }
            let next = table.sessions.get(at + 1).copied();
            let pooled = indicator.is_pooled() && figure.why().is_none();
            let last =
                if pooled { next.filter(|_| row.cells.get(at + 1) == Some(&Cell::Blank)) } else { Some(*session) };
            covered = pooled;
            let period = last.and_then(|last| Period::new(*session, last).ok());
            let version = indicator.version_in(*session);
            match (period, version) {
                (Some(period), Some(version)) => rows.push((
                    row.number,
                    Recorded {
                        indicator: indicator.key.clone(),
                        version: version.number,
                        source: source.key.clone(),
                        area: PARTNERSHIP.into(),
                        breakdown: ALL.into(),
                        category: ALL.into(),
                        period,
                        figure,
                        note: None,
                    },
                )),
                (None, _) => {
                    let what = "a value of this indicator covers two sessions; the cell beside it should be empty";
                    faults.push(Fault::new(row.number, &heading, what.into()));
                }
                (_, None) => {
                    let what = format!("no version of {} covers {}", indicator.key, session.key());
                    faults.push(Fault::new(row.number, &heading, what));
                }
            }
        }
    }
    faults.sort_by_key(|fault| fault.row);
    (rows, faults)
}

/// The indicator whose row in the source has this label, capitals and spaces aside.
fn named<'a>(book: &'a Book, source: &Source, label: &str) -> Option<&'a Indicator> {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let wanted = folded(label);
    let row = source.rows.iter().find(|row| folded(&row.label) == wanted)?;
    book.indicator(&row.indicator)
}

fn other_theme(book: &Book, source: &Source, indicator: &Indicator, given: Option<&str>) -> Option<String> {
    let row = source.rows.iter().find(|row| row.indicator == indicator.key)?;
    let printed = row.theme.as_ref().and_then(|key| book.theme(key))?;
    let given = given?;
    (given.to_lowercase() != printed.name.to_lowercase())
        .then(|| format!("the theme is {given}; the source has this row under {}", printed.name))
}

/// A raised digit at its common height.
fn plain(mark: &str) -> String {
    mark.chars()
        .map(|sign| match sign {
            '\u{b9}' => '1',
            '\u{b2}' => '2',
            '\u{b3}' => '3',
            '\u{2074}'..='\u{2079}' => char::from_digit(u32::from(sign) - 0x2070, 10).unwrap_or(sign),
            other => other,
        })
        .collect()
}
