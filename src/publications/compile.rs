//! From a draft and the records to a document: every section read, every number bound, every fault with its place.

use std::collections::BTreeSet;

use typesetting::model::{Block, Callout, Day, Document, Inline, KeyFact, Tone};

use super::{
    Draft, Kind,
    bound::Bound,
    checklist::{Item, Severity},
    embed::Desk,
    papers::{Part, committee, highlight, poster},
    records::Records,
    text::{self, Binder},
};
use crate::plumbing::clock::spoken_day;

/// The line of a correction on the cover.
const NEW_VERSION: &str = "Why there is a new version";

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
    /// Keys of the recorded voices it quotes.
    pub(super) quoted: BTreeSet<String>,
}

/// Puts a draft together.
pub(super) fn compile(draft: &Draft, records: &Records, edition: Edition<'_>) -> Compiled {
    let labels: Vec<String> = draft.labels.iter().chain(&records.names).cloned().collect();
    let mut desk = Desk::new(draft, records, &labels);
    // Headings, tables and charts are named after the sections, which keep their keys as names.
    for section in &draft.sections {
        desk.name(&section.key);
    }
    desk.name(committee::AGAIN);
    if draft.kind == Kind::Highlight {
        highlight::NAMES.iter().for_each(|name| drop(desk.name(name)));
    }
    let mut items = Vec::new();
    let mut parts = Vec::new();
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
        // What a council leaves out may leave a section of the shared text without a word; it is then left out too.
        if inside.is_empty() && clean && !section.body.contains("{local ") {
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
        // A committee report and the words before a highlight report speak of the records that stand around them.
        let alone = matches!(draft.kind, Kind::EvaluationReport | Kind::CollaborativeFramework);
        if alone && desk.bound.len() == before && !lists && clean {
            items.push(item(Severity::Warning, 0, 0, "No figure and no record stands in this section. Make sure that it claims nothing that a record could show".into()));
        }
        parts.push(Part { key: section.key.clone(), title: section.title.clone(), blocks: inside });
    }
    items.append(&mut desk.of_cover);
    let mut blocks: Vec<Block> = match draft.kind {
        Kind::CommitteeReport => {
            items.extend(committee::items(draft));
            committee::assemble(draft, parts)
        }
        Kind::PlanOnAPage => {
            items.extend(poster::items(draft, records));
            poster::blocks(draft, records)
        }
        Kind::Highlight => {
            if let Some(highlights) = &records.highlights {
                items.extend(highlight::items(draft, highlights, &records.today));
                desk.quoted.extend(highlights.voices.iter().map(|voice| voice.key.clone()));
                parts.extend(highlight::parts(highlights));
            }
            parts.into_iter().flat_map(Part::headed).collect()
        }
        Kind::EvaluationReport | Kind::CollaborativeFramework => parts.into_iter().flat_map(Part::headed).collect(),
    };
    if let Some(about) = draft.about.as_ref().filter(|_| draft.kind != Kind::PlanOnAPage) {
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
    let quoted = std::mem::take(&mut desk.quoted);
    Compiled { document, bound: bound.into_iter().collect(), items, quoted }
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
                facts.push(KeyFact { label: NEW_VERSION.into(), value: vec![Inline::text(reason)] });
            }
        }
    }
    document.cover_facts = facts;
    match draft.kind {
        Kind::EvaluationReport | Kind::CollaborativeFramework => {}
        Kind::CommitteeReport => {
            (document.cover, document.contents, document.numbered) = (false, false, true);
            let correction = document.cover_facts.pop().filter(|fact| fact.label == NEW_VERSION);
            document.cover_facts = committee::facts(draft);
            document.cover_facts.extend(correction);
            if let Some(cover) = &draft.cover {
                document.organisation.clone_from(&cover.council);
                document.authors = Some(cover.office.clone()).filter(|office| !office.is_empty()).into_iter().collect();
            }
        }
        Kind::PlanOnAPage => {
            (document.cover, document.contents) = (false, false);
            document.cover_facts.retain(|fact| fact.label == NEW_VERSION);
        }
        Kind::Highlight => {
            (document.cover, document.contents) = (false, false);
            let period = format!("{} to {}", spoken_day(&draft.extent.from), spoken_day(&draft.extent.to));
            document.cover_facts.insert(0, KeyFact { label: "Time".into(), value: vec![Inline::text(period)] });
        }
    }
    document
}
