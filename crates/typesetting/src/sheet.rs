//! The document as the template reads it: the model's own JSON, with what a page needs and the model leaves open —
//! shares of the columns, addresses made whole, notes by key — and with words too long for a line given places to break.
//! Every character that will be printed passes through here, so this is also where they are counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::Error;
use crate::model::{Block, Document, Inline, KeyFact};
use crate::widths::{Shape, shape};

/// Words up to these lengths fit in a line of the page, or in a cell of a table.
const LINE_WORD: usize = 60;
const CELL_WORD: usize = 24;

#[derive(Serialize)]
pub(crate) struct Sheet {
    #[serde(flatten)]
    document: Document,
    lang: String,
    region: Option<String>,
    family: String,
    shapes: BTreeMap<String, Shape>,
    noted: BTreeMap<String, Vec<Inline>>,
    #[serde(skip)]
    characters: BTreeSet<char>,
    #[serde(skip)]
    printed: usize,
}

impl Sheet {
    /// Makes the sheet of a document that has passed its checks.
    pub(crate) fn new(document: &Document, family: &str) -> Self {
        let mut document = document.clone();
        let mut dresser = Dresser { address: document.address.clone(), ..Dresser::default() };
        let head = [&mut document.title, &mut document.organisation];
        for text in
            head.into_iter().chain(&mut document.subtitle).chain(&mut document.version).chain(&mut document.authors)
        {
            dresser.soften(text, CELL_WORD);
        }
        let words = &mut document.words;
        let fixed = [&mut words.contents, &mut words.table, &mut words.chart, &mut words.page];
        for text in fixed.into_iter().chain([&mut words.source, &mut words.legend]).chain(&mut words.months) {
            dresser.soften(text, CELL_WORD);
        }
        dresser.facts(&mut document.cover_facts);
        dresser.blocks(&mut document.blocks);
        let mut noted = BTreeMap::new();
        for mut note in std::mem::take(&mut document.notes) {
            dresser.inlines(&mut note.content, LINE_WORD);
            noted.insert(note.key, note.content);
        }
        let (lang, region) = match document.language.split_once('-') {
            Some((lang, region)) => (lang.to_owned(), Some(region.to_owned())),
            None => (document.language.clone(), None),
        };
        let Dresser { shapes, characters, printed, .. } = dresser;
        Self { document, lang, region, family: family.to_owned(), shapes, noted, characters, printed }
    }

    /// Every character that has a shape on the page.
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        self.characters.iter().copied()
    }

    /// How many characters are printed, drawings counted as their source.
    pub(crate) fn printed(&self) -> usize {
        self.printed
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(|cause| Error::Refused(vec![cause.to_string()]))
    }
}

#[derive(Default)]
struct Dresser {
    address: Option<String>,
    seen: BTreeSet<String>,
    shapes: BTreeMap<String, Shape>,
    characters: BTreeSet<char>,
    printed: usize,
}

impl Dresser {
    fn facts(&mut self, facts: &mut [KeyFact]) {
        for fact in facts {
            self.soften(&mut fact.label, CELL_WORD);
            self.inlines(&mut fact.value, LINE_WORD / 2);
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.inlines(&mut heading.content, CELL_WORD),
                Block::Paragraph { content } => self.inlines(content, LINE_WORD),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(item)),
                Block::Table(table) => {
                    self.shapes.insert(table.id.clone(), shape(table));
                    self.inlines(&mut table.caption, LINE_WORD);
                    table.groups.iter_mut().for_each(|group| self.inlines(&mut group.heading, CELL_WORD));
                    table.columns.iter_mut().for_each(|column| self.inlines(&mut column.heading, CELL_WORD));
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        self.inlines(&mut cell.content, CELL_WORD);
                    }
                    for marker in &mut table.legend {
                        self.soften(&mut marker.marker, CELL_WORD);
                        self.inlines(&mut marker.meaning, LINE_WORD);
                    }
                    table.notes.iter_mut().for_each(|note| self.inlines(note, LINE_WORD));
                    self.inlines(&mut table.source, LINE_WORD);
                }
                Block::Chart(chart) => {
                    self.printed += chart.svg.len();
                    self.characters.extend(chart.svg.chars().filter(|c| !c.is_ascii()));
                    self.inlines(&mut chart.caption, LINE_WORD);
                    self.inlines(&mut chart.source, LINE_WORD);
                }
                Block::Quote(quote) => {
                    self.blocks(&mut quote.blocks);
                    self.inlines(&mut quote.attribution, LINE_WORD);
                }
                Block::KeyFacts { facts } => self.facts(facts),
                Block::Headlines { items } => {
                    for item in items {
                        self.inlines(&mut item.value, CELL_WORD / 2);
                        self.inlines(&mut item.label, CELL_WORD);
                    }
                }
                Block::Callout(callout) => {
                    callout.title.iter_mut().for_each(|title| self.soften(title, LINE_WORD / 2));
                    self.blocks(&mut callout.blocks);
                }
                Block::Poster(poster) => {
                    for panel in poster.panels_mut() {
                        self.inlines(&mut panel.heading, CELL_WORD);
                        self.inlines(&mut panel.lead, CELL_WORD);
                        panel.items.iter_mut().for_each(|item| self.inlines(item, CELL_WORD));
                    }
                    self.inlines(&mut poster.foot, LINE_WORD);
                }
                Block::PageBreak | Block::ThematicBreak => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &mut [Inline], word: usize) {
        for inline in inlines {
            match inline {
                Inline::Text { text } | Inline::Code { text } => self.soften(text, word),
                Inline::Strong { content } | Inline::Emphasis { content } => self.inlines(content, word),
                Inline::Link { href, content } => {
                    *href = self.whole(href).unwrap_or_default();
                    self.inlines(content, word);
                }
                Inline::Figure { printed, href, .. } => {
                    self.soften(printed, word);
                    *href = href.take().and_then(|href| self.whole(&href));
                }
                // The first reference carries the note; the others point to it.
                Inline::NoteReference { note } => {
                    if !self.seen.insert(note.clone()) {
                        *note = format!("again:{note}");
                    }
                }
                Inline::LineBreak => {}
            }
        }
    }

    /// The address a link leads to from a file that may lie anywhere.
    fn whole(&self, href: &str) -> Option<String> {
        if href.starts_with('/') {
            self.address.as_ref().map(|address| format!("{address}{href}"))
        } else {
            Some(href.to_owned())
        }
    }
    /// Puts the text on one line, with a place to break (U+200B) inside every word longer than `longest` characters.
    fn soften(&mut self, text: &mut String, longest: usize) {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for character in text.chars() {
            // Other control characters have no shape; they are left for the check of the fonts to refuse.
            let character = if matches!(character, '\n' | '\r' | '\t') { ' ' } else { character };
            run = if character.is_whitespace() { 0 } else { run + 1 };
            // Marks stay with the letter they stand on.
            if run > longest && character.is_alphanumeric() {
                out.push('\u{200b}');
                run = 1;
            }
            out.push(character);
            self.characters.insert(character);
            self.printed += 1;
        }
        *text = out;
    }
}
