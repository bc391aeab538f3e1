//! What directives stand for: each brings a record into the document, with its source.

mod chart;
mod figure;
mod framework;
mod local;
mod outcomes;
mod people;
pub(super) mod pooled;
mod table;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use typesetting::model::{Block, Cell, Column, Inline, Note, Row, Table};

use super::{Draft, bound::Bound, checklist::Item, records::Records, text};
use crate::plan::Framework;
use text::{Binder, Directive};

/// How deep a text may bring in another text.
const NESTED: usize = 3;

/// What stands where a paper says nothing.
const NOT_PUBLISHED: &str = "not published";

/// The desk a document is put together on: the records at hand, and what has been used of them.
pub(super) struct Desk<'a> {
    pub(super) draft: &'a Draft,
    pub(super) records: &'a Records,
    /// Names that hold digits and are no figures.
    pub(super) labels: &'a [String],
    /// Every number bound so far.
    pub(super) bound: BTreeSet<Bound>,
    /// Things worth a second look in the section being read.
    pub(super) warnings: Vec<String>,
    /// What is wrong in the council's own paragraphs, which stand on the cover and not in the section that calls them.
    pub(super) of_cover: Vec<Item>,
    /// Keys of the recorded voices that the document quotes.
    pub(super) quoted: BTreeSet<String>,
    names: BTreeSet<String>,
    notes: BTreeMap<String, Vec<Inline>>,
    note_order: Vec<String>,
    nested: usize,
}

impl<'a> Desk<'a> {
    pub(super) fn new(draft: &'a Draft, records: &'a Records, labels: &'a [String]) -> Self {
        Self {
            draft,
            records,
            labels,
            bound: BTreeSet::new(),
            warnings: Vec::new(),
            of_cover: Vec::new(),
            quoted: BTreeSet::new(),
            names: BTreeSet::new(),
            notes: BTreeMap::new(),
            note_order: Vec::new(),
            nested: 0,
        }
    }

    /// The notes in the order in which they were first referred to.
    pub(super) fn notes(&mut self) -> Vec<Note> {
        let order = std::mem::take(&mut self.note_order);
        order.into_iter().map(|key| Note { content: self.notes.remove(&key).unwrap_or_default(), key }).collect()
    }

    /// A reference to a note, which is added where it is new.
    fn note(&mut self, key: String, content: impl FnOnce() -> Vec<Inline>) -> Inline {
        if !self.notes.contains_key(&key) {
            self.notes.insert(key.clone(), content());
            self.note_order.push(key.clone());
        }
        Inline::NoteReference { note: key }
    }

    /// The framework of a key.
    fn framework(&self, key: &str) -> Result<&'a Framework, String> {
        self.records.frameworks.get(key).ok_or_else(|| {
            let known: Vec<&str> = self.records.frameworks.keys().map(String::as_str).collect();
            format!("there is no published framework {key}. Use one of {}", known.join(", "))
        })
    }

    /// The framework that a directive names as its first word, or the draft's own.
    fn framework_of(&self, directive: &Directive) -> Result<&'a Framework, String> {
        self.framework(directive.words.first().unwrap_or(&self.draft.framework))
    }

    /// Reads CommonMark that a record holds.
    fn nested(&mut self, whose: &str, body: &str) -> Result<Vec<Block>, String> {
        if self.nested >= NESTED {
            return Err(format!(
                "{whose} brings in a text that brings in a text, and so on. Take one of the directives away"
            ));
        }
        self.nested += 1;
        let labels = self.labels;
        let (blocks, faults) = text::read_inside(body, labels, 1, self);
        self.nested -= 1;
        if faults.is_empty() {
            return Ok(blocks);
        }
        let said: Vec<String> = faults
            .into_iter()
            .map(|fault| format!("in {whose}, row {}, column {}: {}", fault.row, fault.column, fault.what))
            .collect();
        Err(said.join("; "))
    }

    /// The short title of a paper, or its key.
    fn paper(&self, key: &str) -> String {
        self.records.papers.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
}

impl Binder for Desk<'_> {
    fn in_a_sentence(&mut self, directive: &Directive) -> Result<Vec<Inline>, String> {
        match directive.name.as_str() {
            "figure" => figure::figure(self, directive),
            "pooled" => pooled::pooled(self, directive),
            "stated" => figure::stated(self, directive),
            "council" => local::council(self, directive),
            "committee" => local::committee(self, directive),
            _ => local::reach(self, directive),
        }
    }

    fn on_a_line(&mut self, directive: &Directive) -> Result<Vec<Block>, String> {
        match directive.name.as_str() {
            "table" => match directive.words.first().map(String::as_str) {
                Some("indicators") => table::indicators(self, directive),
                Some("comparison") => table::comparison(self, directive),
                Some("groups") => work::groups(self, directive),
                Some("programmes") => work::programmes(self, directive),
                _ => Err("write {table indicators source=KEY}, {table comparison source=KEY}, {table groups framework=KEY} or {table programmes framework=KEY}".into()),
            },
            "chart" => chart::chart(self, directive),
            "map-of-work" => work::map(self, directive),
            "drivers" => outcomes::drivers(self, directive),
            "outcomes" => outcomes::outcomes(self, directive),
            "illustration" => people::illustration(self, directive),
            "voices" => people::voices(self, directive),
            "framework" => framework::part(self, directive),
            "local" => local::place(self, directive),
            "voice" => people::voice(self, directive),
            _ => people::contact(self, directive),
        }
    }

    fn name(&mut self, wish: &str) -> String {
        let mut name = wish.to_owned();
        let mut number = 2;
        while !self.names.insert(name.clone()) {
            name = format!("{wish}-{number}");
            number += 1;
        }
        name
    }
}

/// Plain words as a line.
fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(text)]
}

/// A text, or the words for what nobody published.
fn or_not_published(text: Option<&str>) -> Vec<Inline> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => words(text),
        None => vec![Inline::emphasis(NOT_PUBLISHED)],
    }
}

/// A column of words.
fn column(heading: &str) -> Column {
    Column { heading: words(heading), alignment: typesetting::model::Alignment::Text }
}

/// A column of numbers.
fn number_column(heading: impl Into<String>) -> Column {
    Column { heading: words(heading), alignment: typesetting::model::Alignment::Number }
}

/// A row whose first cell heads it.
fn row(head: Vec<Inline>, cells: Vec<Vec<Inline>>) -> Row {
    let cells = std::iter::once(Cell::row_header(head)).chain(cells.into_iter().map(Cell::data)).collect();
    Row { cells, total: false }
}

/// A table without notes, key or source.
fn plain_table(id: String, caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        id,
        caption: words(caption),
        columns,
        groups: Vec::new(),
        rows,
        notes: Vec::new(),
        legend: Vec::new(),
        source: Vec::new(),
    }
}

/// Texts one under the other in a cell.
fn stacked(texts: &[String]) -> Vec<Inline> {
    let mut out = Vec::new();
    for text in texts {
        if !out.is_empty() {
            out.push(Inline::LineBreak);
        }
        out.push(Inline::text(text));
    }
    out
}

/// A list with dots.
fn list(items: Vec<Vec<Inline>>, ordered: bool) -> Block {
    Block::List { ordered, items: items.into_iter().map(|content| vec![Block::Paragraph { content }]).collect() }
}
