//! What can be wrong with a document, and why a PDF was not made.

use thiserror::Error;

/// Why no PDF was made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The document breaks rules of its own model; every broken rule is listed.
    #[error("the document has {} fault(s); the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Document(Vec<Fault>),
    /// None of the fonts has these characters, so they cannot be printed.
    #[error("no font has the character(s) {}", name_characters(.0))]
    MissingGlyphs(Vec<char>),
    /// A chart's drawing could not be read.
    #[error("the drawing of chart {chart} cannot be read: {message}")]
    Drawing {
        /// The id of the chart.
        chart: String,
        /// What the reader of drawings said.
        message: String,
    },
    /// The document is larger than is allowed.
    #[error("the document has {found} {what}; at most {allowed} are allowed")]
    TooLarge {
        /// What there is too much of: `characters` or `pages`.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much is allowed.
        allowed: usize,
    },
    /// A poster says more than one page holds at a size that can be read.
    #[error("the plan does not fit on one page. Shorten its sentences or take away some lines")]
    Overfull,
    /// A font could not be read, or there is none.
    #[error("font number {0} cannot be read, or there is no font at all")]
    Font(usize),
    /// The typesetter refused the document, or the file would not conform to its standards.
    #[error("the report could not be set: {}", .0.join("; "))]
    Refused(Vec<String>),
    /// The typesetter broke down; this is a defect of the program, not of the document.
    #[error("the typesetter broke down on this document")]
    Broken,
}

fn name_characters(characters: &[char]) -> String {
    let named: Vec<String> =
        characters.iter().take(10).map(|c| format!("U+{:04X} ({})", *c as u32, c.escape_debug())).collect();
    named.join(", ")
}

/// A rule of the document model that is broken, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Something that must say something is empty.
    #[error("{0} is empty")]
    Empty(String),
    /// The language tag is not two or three letters with an optional region of two letters.
    #[error("`{0}` is not a language tag such as en-GB")]
    Language(String),
    /// The date is not a day of the calendar.
    #[error("{year}-{month}-{day} is not a day")]
    Date {
        /// The year given.
        year: u16,
        /// The month given.
        month: u8,
        /// The day given.
        day: u8,
    },
    /// A heading is of a level that does not follow from the one before it.
    #[error("heading {id} is of level {level}, where at most {allowed} is allowed")]
    HeadingLevel {
        /// The heading.
        id: String,
        /// Its level.
        level: u8,
        /// The deepest level that may stand there.
        allowed: u8,
    },
    /// An id or key is not made of lower-case letters, digits and hyphens.
    #[error("`{0}` is not a name of lower-case letters, digits and hyphens")]
    Name(String),
    /// Two things have the same id or key.
    #[error("the name {0} is used twice")]
    Twice(String),
    /// A row, or the headings over several columns, do not fill the table's columns.
    #[error("{place} covers {found} column(s), where the table has {expected}")]
    Columns {
        /// Which row of which table.
        place: String,
        /// How many columns the table has.
        expected: usize,
        /// How many are filled.
        found: usize,
    },
    /// A note is referred to that does not exist, or from a place where no note may be referred to.
    #[error("the reference to note {0} leads nowhere, or stands in a heading, a note or a label")]
    Note(String),
    /// A note that nothing refers to would be lost from the page.
    #[error("nothing refers to note {0}")]
    UnusedNote(String),
    /// A link leads nowhere: an unknown id, or an address of a kind that is not allowed.
    #[error("the link to `{0}` leads nowhere")]
    Link(String),
    /// Blocks or inlines are nested deeper than anyone can follow.
    #[error("blocks are nested more than {0} deep")]
    Depth(usize),
    /// A poster stands inside another block.
    #[error("a plan on a page must stand on its own, not inside a list, a quote or a box")]
    Inside,
    /// A list of the document has nothing to print, such as headlines without items or more than four of them.
    #[error("{place} has {found} item(s), where 1 to {allowed} may stand")]
    Count {
        /// Which list.
        place: String,
        /// How many there are.
        found: usize,
        /// How many are allowed.
        allowed: usize,
    },
}
