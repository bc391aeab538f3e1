//! What stands between a draft and its publication: errors that stop it, warnings to read before going on.

use figures::Printed;
use typesetting::model::Block;

use super::{
    Draft,
    compile::{Compiled, Edition, compile},
    records::Records,
    store::SectionRow,
};
use crate::plumbing::{clock::spoken_day, words::say_message};

/// Whether an item stops the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It stops the publication.
    Error,
    /// It is worth a second look.
    Warning,
}

/// One thing to mend or to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Whether it stops the publication.
    pub severity: Severity,
    /// The key and title of the section it is in, where it is in one.
    pub section: Option<(String, String)>,
    /// The row of the section's text, from 1; 0 where it has none.
    pub row: usize,
    /// The column, from 1; 0 where it has none.
    pub column: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl Item {
    /// The item as one line: `section:row:column: what`.
    pub fn line(&self, publication: &str) -> String {
        match (&self.section, self.row) {
            (Some((key, _)), 0) => format!("{publication}/{key}: {}", self.what),
            (Some((key, _)), row) => format!("{publication}/{key}:{row}:{}: {}", self.column, self.what),
            (None, _) => format!("{publication}: {}", self.what),
        }
    }
}

/// The checklist of a draft: errors first, each kind in the order of the document.
pub(super) fn of(draft: &Draft, sections: &[SectionRow], records: &Records, today: &str) -> (Compiled, Vec<Item>) {
    let mut compiled = compile(draft, records, Edition::Draft);
    let mut items = std::mem::take(&mut compiled.items);
    let whole = |severity, what: String| Item { severity, section: None, row: 0, column: 0, what };
    // What no section shows alone is asked of the document only when its text is sound: a lost table would be named twice.
    if items.iter().all(|item| item.severity != Severity::Error) {
        if let Err(faults) = typesetting::check(&compiled.document) {
            items.extend(faults.into_iter().map(|fault| {
                whole(Severity::Error, format!("In the document, {fault}. Mend the section where it stands"))
            }));
        }
        items.extend(
            charts_without_table(&compiled.document.blocks).into_iter().map(|what| whole(Severity::Error, what)),
        );
    }
    if draft.title.trim().is_empty() {
        items.push(whole(Severity::Error, "The publication has no title. Give it one".into()));
    }
    if draft.day.as_str() > today {
        items.push(whole(
            Severity::Warning,
            format!("The document is dated {}, which is still to come.", spoken_day(&draft.day)),
        ));
    }
    items.extend(older_than_data(&compiled, sections, records));
    items.extend(claims(draft, records));
    items.sort_by_key(|item| item.severity);
    (compiled, items)
}

/// A drawing is always beside its table or list.
fn charts_without_table(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match block {
            Block::Chart(chart) if !matches!(blocks.get(at + 1), Some(Block::Table(_) | Block::List { .. })) => {
                Some(format!("The chart {} has no table after it. Put the table of its figures there", chart.id))
            }
            _ => None,
        })
        .collect()
}

/// Sections that were last changed before a value they may speak of was recorded.
fn older_than_data(compiled: &Compiled, sections: &[SectionRow], records: &Records) -> Vec<Item> {
    let Some(newest) = sections.iter().map(|section| section.changed_at.as_str()).max() else { return Vec::new() };
    let corrected: Vec<String> = records
        .book
        .observations
        .iter()
        .filter(|one| one.is_revision && one.recorded_at.as_str() > newest)
        .filter(|one| compiled.bound.iter().any(|bound| bound.record == one.id))
        .map(|one| {
            let name = records.book.indicator(&one.indicator).map_or(one.indicator.as_str(), |found| &found.short_name);
            format!("{name} in {}", one.period)
        })
        .collect();
    if corrected.is_empty() {
        return Vec::new();
    }
    let what = format!(
        "Values were corrected after the text was last changed: {}. Make sure that the sentences still hold.",
        corrected.join("; ")
    );
    vec![Item { severity: Severity::Warning, section: None, row: 0, column: 0, what }]
}

/// Claims of the paper that the draft retells which its own numbers or the stored values contradict.
fn claims(draft: &Draft, records: &Records) -> Vec<Item> {
    let mut items = Vec::new();
    for statement in records.statements.iter().filter(|one| Some(&one.paper) == draft.paper.as_ref()) {
        let Some(indicator) = records.book.indicator(&statement.indicator) else { continue };
        let mut found: Vec<String> =
            statement.findings(indicator.unit == figures::Unit::Percent).iter().map(say_message).collect();
        let stored = |session| {
            let about = |key: &String| {
                records.book.cell(&statement.indicator, key, session).and_then(|one| one.figure.decimal())
            };
            draft.sources.iter().find_map(about)
        };
        if let (Some(from), Some(to)) = (statement.from_session.and_then(stored), statement.to_session.and_then(stored))
        {
            found.extend(statement.against(from, to).iter().map(say_message));
            if let Some(change) = statement.change.as_ref().map(Printed::value) {
                found.extend(figures::checks::stated_change(from, to, change, true).iter().map(say_message));
            }
        }
        found.sort();
        found.dedup();
        if !found.is_empty() {
            let what = format!(
                "The paper says in line {}: “{}” {} Make sure that this publication does not repeat it.",
                statement.line,
                statement.paraphrase,
                found.join(" ")
            );
            items.push(Item { severity: Severity::Warning, section: None, row: 0, column: 0, what });
        }
    }
    items
}
