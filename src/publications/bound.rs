//! Numbers bound to records: what a published document says, and which record says so.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use typesetting::model::{Block, Document, Inline, Table};

/// One bound number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Bound {
    /// What the document calls it, such as `primary-literacy 2021-22`.
    pub(super) key: String,
    /// What the document prints.
    pub(super) printed: String,
    /// The id of the observation, or the key of the stated figure.
    pub(super) record: String,
    /// The key of the source or paper.
    pub(super) source: String,
    /// What the record holds, digits and marker as stored.
    pub(super) value: String,
}

/// Every bound number that a document prints, as key and printed text.
pub(super) fn printed(document: &Document) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for fact in &document.cover_facts {
        inlines(&fact.value, &mut found);
    }
    blocks(&document.blocks, &mut found);
    for note in &document.notes {
        inlines(&note.content, &mut found);
    }
    found
}

fn blocks(all: &[Block], found: &mut BTreeSet<(String, String)>) {
    for block in all {
        match block {
            Block::Heading(heading) => inlines(&heading.content, found),
            Block::Paragraph { content } => inlines(content, found),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, found)),
            Block::Table(table) => cells(table, found),
            Block::Chart(chart) => {
                inlines(&chart.caption, found);
                inlines(&chart.source, found);
            }
            Block::Quote(quote) => {
                blocks(&quote.blocks, found);
                inlines(&quote.attribution, found);
            }
            Block::KeyFacts { facts } => facts.iter().for_each(|fact| inlines(&fact.value, found)),
            Block::Headlines { items } => {
                for item in items {
                    inlines(&item.value, found);
                    inlines(&item.label, found);
                }
            }
            Block::Callout(callout) => blocks(&callout.blocks, found),
            Block::Poster(poster) => {
                for panel in poster.panels() {
                    inlines(&panel.lead, found);
                    panel.items.iter().for_each(|item| inlines(item, found));
                }
                inlines(&poster.foot, found);
            }
            Block::PageBreak | Block::ThematicBreak => {}
        }
    }
}

fn cells(table: &Table, found: &mut BTreeSet<(String, String)>) {
    inlines(&table.caption, found);
    table.columns.iter().for_each(|column| inlines(&column.heading, found));
    for row in &table.rows {
        row.cells.iter().for_each(|cell| inlines(&cell.content, found));
    }
    table.notes.iter().for_each(|note| inlines(note, found));
}

fn inlines(all: &[Inline], found: &mut BTreeSet<(String, String)>) {
    for inline in all {
        match inline {
            Inline::Figure { printed, key, .. } => {
                found.insert((key.clone(), printed.clone()));
            }
            Inline::Strong { content } | Inline::Emphasis { content } | Inline::Link { content, .. } => {
                inlines(content, found)
            }
            Inline::Text { .. } | Inline::Code { .. } | Inline::LineBreak | Inline::NoteReference { .. } => {}
        }
    }
}
