//! From a draft and the records to a document: every section read, every number bound, every fault with its place.

use std::collections::BTreeSet;

use typesetting::model::{Block, Callout, Day, Document, Heading, Inline, KeyFact, Tone};

use super::{
    Draft,
    bound::Bound,
    checklist::{Item, Severity},
    embed::Desk,
    records::Records,
    text::{self, Binder},
};

/// What this edition of a document is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edition<'a> {
    /// Not published yet.
    Draft,
    /// A published version, from 1, with the reason of a correction.
    Published { number: i64, reason: Option<&'a str> },
}

/// A draft put together.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    /// The document.
    pub(super) document: Document,
    /// Every number it binds.
    pub(super) bound: Vec<Bound>,
    /// What is wrong in the text of its sections, and what is worth a second look, in the order of the document.
    pub(super) items: Vec<Item>,
}

/// Puts a draft together.
pub(super) fn compile(draft: &Draft, records: &Records, edition: Edition<'_>) -> Compiled {
    let labels: Vec<String> = draft.labels.iter().chain(&records.names).cloned().collect();
    let mut desk = Desk::new(draft, records, &labels);
    // Headings, tables and charts are named after the sections, which keep their keys as names.
    for section in &draft.sections {
        desk.name(&section.key);
    }
    let mut items = Vec::new();
    let mut blocks = Vec::new();
    for section in &draft.sections {
        let before = desk.bound.len();
        let (inside, faults) = text::read(&section.body, &labels, 1, &mut desk);
        let item = |severity, row, column, what: String| Item {
            severity,
            section: Some((section.key.clone(), section.title.clone())),
            row,
            column,
            what,
        };
        let clean = faults.is_empty();
        items.extend(faults.into_iter().map(|fault| item(Severity::Error, fault.row, fault.column, fault.what)));
        if section.title.trim().is_empty() {
            items.push(item(Severity::Error, 0, 0, "The section has no title. Give it one".into()));
        }
        if inside.is_empty() && clean {
            items.push(item(
                Severity::Error,
                0,
                0,
                "The section is empty. Write its text, or bring in a record with a directive".into(),
            ));
        }
        for warning in std::mem::take(&mut desk.warnings) {
            items.push(item(Severity::Warning, 0, 0, warning));
        }
        let lists = inside.iter().any(|block| {
            matches!(
                block,
                Block::Table(_)
                    | Block::Chart(_)
                    | Block::KeyFacts { .. }
                    | Block::List { .. }
                    | Block::Quote(_)
                    | Block::Callout(_)
            )
        });
        if desk.bound.len() == before && !lists && clean {
            items.push(item(Severity::Warning, 0, 0, "No figure and no record stands in this section. Make sure that it claims nothing that a record could show".into()));
        }
        blocks.push(Block::Heading(Heading {
            level: 1,
            id: section.key.clone(),
            content: vec![Inline::text(if section.title.trim().is_empty() {
                "Untitled"
            } else {
                section.title.trim()
            })],
        }));
        blocks.extend(inside);
    }
    if let Some(about) = &draft.about {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Note,
            title: Some("About this edition".into()),
            blocks: vec![Block::Paragraph { content: vec![Inline::text(about)] }],
        }));
    }
    let mut document = front(draft, records, edition);
    document.blocks = blocks;
    document.notes = desk.notes();
    let bound: BTreeSet<Bound> = std::mem::take(&mut desk.bound);
    Compiled { document, bound: bound.into_iter().collect(), items }
}

fn front(draft: &Draft, records: &Records, edition: Edition<'_>) -> Document {
    let day: jiff::civil::Date = draft.day.parse().unwrap_or(jiff::civil::Date::MIN);
    let date = Day {
        year: u16::try_from(day.year()).unwrap_or(1),
        month: u8::try_from(day.month()).unwrap_or(1),
        day: u8::try_from(day.day()).unwrap_or(1),
    };
    let mut document = Document::new(&draft.title, &records.organisation, date);
    document.language.clone_from(&records.language);
    document.description = Some(draft.summary.clone());
    document.address = Some(records.address.clone()).filter(|address| address.starts_with("http"));
    document.keywords = vec![draft.kind.name().to_owned(), format!("session {}", draft.session_shown())];
    let office = records.offices.get(&draft.issued_by);
    document.authors = office.map(|office| office.title.clone()).into_iter().collect();
    let mut facts = vec![KeyFact { label: "Session".into(), value: vec![Inline::text(draft.session_shown())] }];
    if let Some(email) = office.and_then(|office| office.email.as_ref()) {
        facts.push(KeyFact { label: "Contact".into(), value: vec![Inline::link(format!("mailto:{email}"), email)] });
    }
    if let Some(note) = &draft.day_note {
        facts.push(KeyFact { label: "Date".into(), value: vec![Inline::text(note)] });
    }
    match edition {
        Edition::Draft => document.version = Some("Draft, not published".into()),
        Edition::Published { number: 1, .. } => document.version = None,
        Edition::Published { number, reason } => {
            document.version = Some(format!("Version {number}"));
            if let Some(reason) = reason {
                facts.push(KeyFact { label: "Why there is a new version".into(), value: vec![Inline::text(reason)] });
            }
        }
    }
    document.cover_facts = facts;
    document
}
