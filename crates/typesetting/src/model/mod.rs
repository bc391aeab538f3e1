//! The report document: what a publication says, before anyone decides how it looks. The HTML page and the PDF are
//! both drawn from this one value, so neither can say something the other does not. Everything here is plain data
//! that serialises to JSON; nothing is markup, so no text in it can become an instruction to a renderer.

mod blocks;
mod inlines;

pub use blocks::{
    Alignment, Block, Callout, Cell, CellRole, Chart, Column, ColumnGroup, Heading, Headline, KeyFact, Marker, Panel,
    Poster, Quote, Row, Table, Tone,
};
pub use inlines::{Inline, Note, plain_text};

use serde::{Deserialize, Serialize};

/// A whole report, from its cover to its last note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The title, as printed on the cover and kept in the file's own description of itself.
    pub title: String,
    /// A second line on the cover, or nothing.
    #[serde(default)]
    pub subtitle: Option<String>,
    /// The body that publishes the report; it stands on the cover and at the head of every page.
    pub organisation: String,
    /// The offices or persons who wrote it; empty when only the organisation signs.
    #[serde(default)]
    pub authors: Vec<String>,
    /// One sentence on what the report is about, for catalogues and search; not printed.
    #[serde(default)]
    pub description: Option<String>,
    /// The language as a tag of two or three letters with an optional region, such as `en-GB`.
    pub language: String,
    /// The day of publication. It is the only date in the file, so the same report is the same bytes on any day.
    pub date: Day,
    /// Words for catalogues and search; not printed.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// What this edition is called, such as `Version 2` or `Draft for consultation`.
    #[serde(default)]
    pub version: Option<String>,
    /// Label and value lines at the foot of the cover: session, approved by, contact.
    #[serde(default)]
    pub cover_facts: Vec<KeyFact>,
    /// The public address that relative links begin at, without a closing `/`. Without it a relative link in the PDF
    /// is printed as text alone.
    #[serde(default)]
    pub address: Option<String>,
    /// Whether a cover page is drawn. A short paper goes without and begins with its title.
    #[serde(default = "yes")]
    pub cover: bool,
    /// Whether a table of contents is printed.
    #[serde(default = "yes")]
    pub contents: bool,
    /// Whether paragraphs are numbered from 1 through all headings, as committee papers have them. Paragraphs inside
    /// lists, quotes and boxes are not counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub numbered: bool,
    /// The few words a renderer adds of its own.
    #[serde(default)]
    pub words: Words,
    /// The report itself.
    pub blocks: Vec<Block>,
    /// The notes that [`Inline::NoteReference`] points to: foot of the page in the PDF, end of the page in HTML.
    #[serde(default)]
    pub notes: Vec<Note>,
}

fn yes() -> bool {
    true
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// The year, such as 2024.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
}

/// The words a renderer adds around the text. They are data, so that a second language needs no other renderer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// The heading over the table of contents.
    pub contents: String,
    /// What a numbered table is called.
    pub table: String,
    /// What a numbered chart is called.
    pub chart: String,
    /// The foot of each page; `{page}` and `{pages}` are filled in.
    pub page: String,
    /// What stands before a source line.
    pub source: String,
    /// The heading over the list of notes, where notes are listed.
    pub notes: String,
    /// What stands before the key of a table's markers.
    pub legend: String,
    /// The twelve months, for the date on the cover.
    pub months: [String; 12],
}

impl Default for Words {
    fn default() -> Self {
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        Self {
            contents: "Contents".into(),
            table: "Table".into(),
            chart: "Chart".into(),
            page: "Page {page} of {pages}".into(),
            source: "Source".into(),
            notes: "Notes".into(),
            legend: "Key".into(),
            months: months.map(Into::into),
        }
    }
}

impl Document {
    /// A report with the given title, publisher and day: `en-GB`, with cover and contents, and no blocks yet.
    #[must_use]
    pub fn new(title: impl Into<String>, organisation: impl Into<String>, date: Day) -> Self {
        Self {
            title: title.into(),
            subtitle: None,
            organisation: organisation.into(),
            authors: Vec::new(),
            description: None,
            language: "en-GB".into(),
            date,
            keywords: Vec::new(),
            version: None,
            cover_facts: Vec::new(),
            address: None,
            cover: true,
            contents: true,
            numbered: false,
            words: Words::default(),
            blocks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The day in words, such as `22 November 2024`.
    #[must_use]
    pub fn spoken_day(&self) -> String {
        let Day { year, month, day } = self.date;
        let month = usize::from(month).checked_sub(1).and_then(|at| self.words.months.get(at));
        format!("{day} {} {year}", month.map_or("", String::as_str))
    }

    /// Whether the document begins with a poster, which then carries its title.
    #[must_use]
    pub fn is_poster(&self) -> bool {
        !self.cover && !self.contents && matches!(self.blocks.first(), Some(Block::Poster(_)))
    }
}
