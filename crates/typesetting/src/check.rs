//! The rules of the document model, checked before anything is drawn. Every fault is reported, not the first alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Fault;
use crate::model::{Block, Chart, Document, Heading, Inline, Poster, Table, plain_text};

/// How deep blocks may stand in blocks, and inlines in inlines.
const DEPTH: usize = 8;

/// Checks the rules of the model: names unique and well formed, no heading level skipped, tables filled, every link
/// and note leading somewhere, nothing empty that a reader would miss.
///
/// # Errors
/// Every fault found, in the order of the document.
pub fn check(document: &Document) -> Result<(), Vec<Fault>> {
    let mut checker = Checker::default();
    checker.front(document);
    checker.blocks(&document.blocks, 0);
    for note in &document.notes {
        checker.name(&note.key);
        if checker.notes.insert(note.key.clone(), false).is_some() {
            checker.faults.push(Fault::Twice(note.key.clone()));
        }
        checker.spoken(&note.content, || format!("note {}", note.key));
        checker.unnoted(&note.content);
    }
    checker.ends();
    if checker.faults.is_empty() { Ok(()) } else { Err(checker.faults) }
}

#[derive(Default)]
struct Checker {
    faults: Vec<Fault>,
    level: u8,
    ids: BTreeSet<String>,
    anchors: Vec<String>,
    references: Vec<String>,
    notes: BTreeMap<String, bool>,
}

impl Checker {
    fn front(&mut self, document: &Document) {
        self.filled(&document.title, || "the title".into());
        self.filled(&document.organisation, || "the organisation".into());
        let words = &document.words;
        for word in [&words.contents, &words.table, &words.chart, &words.page, &words.source, &words.legend] {
            self.filled(word, || "one of the words a renderer adds".into());
        }
        if !is_language(&document.language) {
            self.faults.push(Fault::Language(document.language.clone()));
        }
        let date = document.date;
        if !is_day(date.year, date.month, date.day) {
            self.faults.push(Fault::Date { year: date.year, month: date.month, day: date.day });
        }
        if let Some(address) = &document.address {
            if !address.starts_with("http") || address.ends_with('/') {
                self.faults.push(Fault::Link(address.clone()));
            }
            self.link(address);
        }
        self.facts(&document.cover_facts);
    }

    fn facts(&mut self, facts: &[crate::model::KeyFact]) {
        for fact in facts {
            self.filled(&fact.label, || "the label of a key fact".into());
            self.spoken(&fact.value, || format!("the value of {}", fact.label));
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        if depth > DEPTH {
            self.faults.push(Fault::Depth(DEPTH));
            return;
        }
        for block in blocks {
            match block {
                Block::Heading(heading) => self.heading(heading),
                Block::Paragraph { content } => self.inlines(content, 0),
                Block::List { items, .. } => {
                    self.count("a list", items.len(), usize::MAX);
                    for item in items {
                        self.count("an item of a list", item.len(), usize::MAX);
                        self.blocks(item, depth + 1);
                    }
                }
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => self.chart(chart),
                Block::Quote(quote) => {
                    self.count("a quote", quote.blocks.len(), usize::MAX);
                    self.blocks(&quote.blocks, depth + 1);
                    self.inlines(&quote.attribution, 0);
                }
                Block::KeyFacts { facts } => {
                    self.count("the key facts", facts.len(), usize::MAX);
                    self.facts(facts);
                }
                Block::Headlines { items } => {
                    self.count("the headlines", items.len(), 4);
                    for item in items {
                        self.spoken(&item.value, || "the value of a headline".into());
                        self.spoken(&item.label, || "the label of a headline".into());
                    }
                }
                Block::Callout(callout) => {
                    self.count("a callout", callout.blocks.len(), usize::MAX);
                    self.blocks(&callout.blocks, depth + 1);
                }
                Block::Poster(poster) => self.poster(poster, depth),
                Block::PageBreak | Block::ThematicBreak => {}
            }
        }
    }

    fn poster(&mut self, poster: &Poster, depth: usize) {
        if depth > 0 {
            self.faults.push(Fault::Inside);
        }
        self.count("the columns of a poster", poster.columns.len(), 8);
        self.count("the bands of a poster", poster.bands.len().max(1), 4);
        for panel in poster.panels() {
            self.id(&panel.id);
            self.spoken(&panel.heading, || format!("heading {}", panel.id));
            self.unnoted(&panel.heading);
            self.inlines(&panel.lead, 0);
            if plain_text(&panel.lead).trim().is_empty() {
                self.count(&format!("panel {}", panel.id), panel.items.len(), usize::MAX);
            }
            panel.items.iter().for_each(|item| self.spoken(item, || format!("an item of panel {}", panel.id)));
        }
        self.inlines(&poster.foot, 0);
        self.level = 1;
    }

    fn heading(&mut self, heading: &Heading) {
        self.id(&heading.id);
        let allowed = (self.level + 1).min(4);
        if heading.level == 0 || heading.level > allowed {
            self.faults.push(Fault::HeadingLevel { id: heading.id.clone(), level: heading.level, allowed });
        }
        self.level = heading.level.clamp(1, 4);
        self.spoken(&heading.content, || format!("heading {}", heading.id));
        self.unnoted(&heading.content);
    }

    fn chart(&mut self, chart: &Chart) {
        self.id(&chart.id);
        self.filled(&chart.alternative, || format!("the alternative text of chart {}", chart.id));
        self.spoken(&chart.caption, || format!("the caption of chart {}", chart.id));
        self.inlines(&chart.source, 0);
    }

    fn table(&mut self, table: &Table) {
        let id = &table.id;
        self.id(id);
        self.spoken(&table.caption, || format!("the caption of table {id}"));
        let expected = table.columns.len();
        self.count(&format!("the columns of table {id}"), expected, 40);
        self.count(&format!("the rows of table {id}"), table.rows.len(), usize::MAX);
        for column in &table.columns {
            self.spoken(&column.heading, || format!("a column heading of table {id}"));
        }
        if !table.groups.is_empty() {
            self.fills(format!("the upper heading of table {id}"), table.groups.iter().map(|g| g.span), expected);
            table.groups.iter().for_each(|group| self.inlines(&group.heading, 0));
        }
        for (number, row) in table.rows.iter().enumerate() {
            let place = format!("row {} of table {id}", number + 1);
            for cell in &row.cells {
                self.spoken(&cell.content, || format!("a cell in {place}"));
            }
            self.fills(place, row.cells.iter().map(|cell| cell.span), expected);
        }
        table.notes.iter().for_each(|note| self.inlines(note, 0));
        for marker in &table.legend {
            self.filled(&marker.marker, || format!("a marker of table {id}"));
            self.inlines(&marker.meaning, 0);
        }
        self.inlines(&table.source, 0);
    }

    /// A span of nothing counts as a fault too, or a cell would vanish.
    fn fills(&mut self, place: String, spans: impl Iterator<Item = u16>, expected: usize) {
        let spans: Vec<usize> = spans.map(usize::from).collect();
        let found = spans.iter().sum();
        if found != expected || spans.contains(&0) {
            self.faults.push(Fault::Columns { place, expected, found });
        }
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        if depth > DEPTH {
            self.faults.push(Fault::Depth(DEPTH));
            return;
        }
        for inline in inlines {
            match inline {
                Inline::Strong { content } | Inline::Emphasis { content } => self.inlines(content, depth + 1),
                Inline::Link { href, content } => {
                    self.link(href);
                    self.spoken(content, || format!("the text of the link to {href}"));
                }
                Inline::Figure { printed, key, href } => {
                    self.filled(printed, || format!("the figure {key}"));
                    href.iter().for_each(|href| self.link(href));
                }
                Inline::NoteReference { note } => self.references.push(note.clone()),
                Inline::Text { .. } | Inline::Code { .. } | Inline::LineBreak => {}
            }
        }
    }

    fn link(&mut self, href: &str) {
        if let Some(id) = href.strip_prefix('#') {
            self.anchors.push(id.to_owned());
            return;
        }
        let known = ["https://", "http://", "mailto:"]
            .iter()
            .any(|start| href.strip_prefix(start).is_some_and(|rest| !rest.is_empty()));
        let local = href.starts_with('/') && !href.starts_with("//");
        if !(known || local) || href.chars().any(|c| c.is_control() || c.is_whitespace()) {
            self.faults.push(Fault::Link(href.to_owned()));
        }
    }

    fn ends(&mut self) {
        for id in std::mem::take(&mut self.anchors) {
            if !self.ids.contains(&id) {
                self.faults.push(Fault::Link(format!("#{id}")));
            }
        }
        for key in std::mem::take(&mut self.references) {
            match self.notes.get_mut(&key) {
                Some(used) => *used = true,
                None => self.faults.push(Fault::Note(key)),
            }
        }
        let unused = self.notes.iter().filter(|(_, used)| !**used).map(|(key, _)| Fault::UnusedNote(key.clone()));
        self.faults.extend(unused);
    }

    fn id(&mut self, id: &str) {
        self.name(id);
        if !self.ids.insert(id.to_owned()) {
            self.faults.push(Fault::Twice(id.to_owned()));
        }
    }

    fn name(&mut self, name: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            self.faults.push(Fault::Name(name.to_owned()));
        }
    }

    fn filled(&mut self, text: &str, place: impl FnOnce() -> String) {
        if text.trim().is_empty() {
            self.faults.push(Fault::Empty(place()));
        }
    }

    fn spoken(&mut self, inlines: &[Inline], place: impl FnOnce() -> String) {
        self.inlines(inlines, 0);
        self.filled(&plain_text(inlines), place);
    }

    /// A note referred to from a heading would be drawn again in the contents; one from a note would never end.
    fn unnoted(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::NoteReference { note } => self.faults.push(Fault::Note(note.clone())),
                Inline::Strong { content } | Inline::Emphasis { content } | Inline::Link { content, .. } => {
                    self.unnoted(content);
                }
                _ => {}
            }
        }
    }

    fn count(&mut self, place: &str, found: usize, allowed: usize) {
        if found == 0 || found > allowed {
            self.faults.push(Fault::Count { place: place.to_owned(), found, allowed });
        }
    }
}

fn is_language(tag: &str) -> bool {
    let (language, region) = match tag.split_once('-') {
        Some((language, region)) => (language, Some(region)),
        None => (tag, None),
    };
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && region.is_none_or(|region| region.len() == 2 && region.bytes().all(|b| b.is_ascii_uppercase()))
}

fn is_day(year: u16, month: u8, day: u8) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1000..=9999).contains(&year) && (1..=days).contains(&day)
}
