//! What each source says of one indicator, side by side, and what is said of other areas.

use crate::{
    indicators::{ALL, Book, Indicator, PARTNERSHIP, table::shown},
    plumbing::clock::spoken_day,
};

/// One source's line of the table of sources.
pub(super) struct VintageRow {
    pub(super) source: String,
    pub(super) released: String,
    pub(super) cells: Vec<VintageCell>,
}

/// What a source says for one session.
pub(super) struct VintageCell {
    pub(super) text: String,
    pub(super) span: usize,
    pub(super) aloud: String,
    /// Where it is corrected; empty for those who may not.
    pub(super) correct: String,
    /// What is corrected, for readers by ear.
    pub(super) correct_label: String,
}

/// Another area's values.
pub(super) struct AreaRow {
    pub(super) area: String,
    pub(super) sessions: String,
    pub(super) value: String,
    pub(super) source: String,
    pub(super) note: String,
}

/// Sources side by side: the sessions that any of them covers, and what each says.
pub(super) fn vintages(book: &Book, one: &Indicator, may_correct: bool) -> (Vec<String>, Vec<VintageRow>) {
    let about: Vec<_> = book.sources.iter().filter(|source| !book.vintage(&one.key, &source.key).is_empty()).collect();
    let periods = || about.iter().flat_map(|source| book.vintage(&one.key, &source.key)).map(|found| found.period);
    let (Some(from), Some(to)) = (periods().map(|p| p.first()).min(), periods().map(|p| p.last()).max()) else {
        return (Vec::new(), Vec::new());
    };
    let sessions = from.through(to);
    let rows = about
        .iter()
        .map(|source| {
            let mut cells: Vec<VintageCell> = Vec::new();
            for session in &sessions {
                let found = book.cell(&one.key, &source.key, *session);
                match (found, cells.last_mut()) {
                    (Some(found), Some(before)) if found.period.first() != *session => before.span += 1,
                    (Some(found), _) => cells.push(VintageCell {
                        text: [vec![shown(&found.figure)], found.figure.notes.clone()].concat().join(" "),
                        span: 1,
                        aloud: if found.period.is_two_sessions() {
                            format!("one value for {}", found.period)
                        } else {
                            String::new()
                        },
                        correct: if may_correct {
                            format!("/indicators/{}/observations/{}/correction", one.key, found.id)
                        } else {
                            String::new()
                        },
                        correct_label: format!("the value of {} in {}", found.period, source.short_title),
                    }),
                    (None, _) => cells.push(VintageCell {
                        text: "\u{2013}".into(),
                        span: 1,
                        aloud: "not in this source".into(),
                        correct: String::new(),
                        correct_label: String::new(),
                    }),
                }
            }
            let about = if source.released_approximate { "about " } else { "" };
            let hidden = if source.released > book.today { "not yet released; due " } else { "released " };
            VintageRow {
                source: source.title.clone(),
                released: format!("{hidden}{about}{}", spoken_day(&source.released)),
                cells,
            }
        })
        .collect();
    (sessions.iter().map(ToString::to_string).collect(), rows)
}

/// The comparison area, authorities and breakdowns, where a source says anything about them.
pub(super) fn areas(book: &Book, one: &Indicator) -> Vec<AreaRow> {
    let mut rows = Vec::new();
    for source in &book.sources {
        for found in book.observations.iter().filter(|row| row.indicator == one.key && row.source == source.key) {
            if found.area == PARTNERSHIP && found.breakdown == ALL {
                continue;
            }
            let area = book.areas.get(&found.area).cloned().unwrap_or_else(|| found.area.clone());
            let quintile =
                if found.breakdown == ALL { String::new() } else { format!(", SIMD quintile {}", found.category) };
            rows.push(AreaRow {
                area: format!("{area}{quintile}"),
                sessions: found.period.to_string(),
                value: shown(&found.figure),
                source: source.short_title.clone(),
                note: found.note.clone().unwrap_or_default(),
            });
        }
    }
    rows
}
