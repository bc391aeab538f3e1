//! The pieces a report is made of, from headings to tables.

use serde::{Deserialize, Serialize};

use super::Inline;

/// One piece of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A heading. The first in a document is of level 1, and no level is skipped on the way down.
    Heading(Heading),
    /// A paragraph.
    Paragraph {
        /// Its text.
        content: Vec<Inline>,
    },
    /// A list with dots or with numbers.
    List {
        /// Numbers instead of dots.
        ordered: bool,
        /// Each item is a run of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A table of data with its caption, notes and key.
    Table(Table),
    /// A drawing with its alternative text.
    Chart(Chart),
    /// Somebody's words.
    Quote(Quote),
    /// Label and value lines.
    KeyFacts {
        /// The lines.
        facts: Vec<KeyFact>,
    },
    /// Two to four figures in large type over their meaning, side by side.
    Headlines {
        /// The figures.
        items: Vec<Headline>,
    },
    /// A box beside the run of the text: a summary, a note, a warning.
    Callout(Callout),
    /// A plan on a page: one landscape page of its own, A3.
    Poster(Poster),
    /// What follows begins on a new page; HTML draws nothing.
    PageBreak,
    /// A line across, where the subject changes without a heading.
    ThematicBreak,
}

/// A heading of level 1 to 4; the document's title is not one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 4.
    pub level: u8,
    /// The name links use, unique in the document: lower-case letters, digits and hyphens.
    pub id: String,
    /// The words.
    pub content: Vec<Inline>,
}

/// A table. Every row's cells, with their spans, fill the same number of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The name links use, unique in the document.
    pub id: String,
    /// What the table shows. The renderer numbers it.
    pub caption: Vec<Inline>,
    /// The columns with their headings.
    pub columns: Vec<Column>,
    /// Headings over several columns, from the left, filling all columns; empty when there is one row of headings.
    #[serde(default)]
    pub groups: Vec<ColumnGroup>,
    /// The rows under the headings.
    pub rows: Vec<Row>,
    /// Notes printed under the table, in order.
    #[serde(default)]
    pub notes: Vec<Vec<Inline>>,
    /// What the markers in this table's cells mean.
    #[serde(default)]
    pub legend: Vec<Marker>,
    /// Where the values come from.
    #[serde(default)]
    pub source: Vec<Inline>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading with its unit; never empty.
    pub heading: Vec<Inline>,
    /// How its cells stand.
    #[serde(default)]
    pub alignment: Alignment,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Words: from the left.
    #[default]
    Text,
    /// Numbers: to the right, with digits of one width.
    Number,
}

/// A heading over several columns. One without words leaves its columns to their own headings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnGroup {
    /// The words, or none.
    pub heading: Vec<Inline>,
    /// How many columns it covers; at least 1.
    pub span: u16,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The cells from the left.
    pub cells: Vec<Cell>,
    /// Whether the row sums the others up, and is drawn with more weight.
    #[serde(default)]
    pub total: bool,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Whether it heads its row or holds data.
    #[serde(default)]
    pub role: CellRole,
    /// What it says. A missing figure says its marker or its reason.
    pub content: Vec<Inline>,
    /// How many columns it covers; 1 unless given.
    #[serde(default = "one")]
    pub span: u16,
}

fn one() -> u16 {
    1
}

/// What a cell is to somebody who hears the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellRole {
    /// Data.
    #[default]
    Data,
    /// The heading of its row.
    RowHeader,
}

impl Cell {
    /// A cell of data.
    #[must_use]
    pub fn data(content: Vec<Inline>) -> Self {
        Self { role: CellRole::Data, content, span: 1 }
    }

    /// A cell that heads its row.
    #[must_use]
    pub fn row_header(content: Vec<Inline>) -> Self {
        Self { role: CellRole::RowHeader, content, span: 1 }
    }
}

/// A marker of a table and its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The marker as it stands in the cells, such as `[c]`.
    pub marker: String,
    /// What it means.
    pub meaning: Vec<Inline>,
}

/// A drawing, always beside the table it is drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// The name links use, unique in the document.
    pub id: String,
    /// The drawing as one complete SVG document, without references to other files.
    pub svg: String,
    /// What the drawing shows, for readers who do not see it; never empty.
    pub alternative: String,
    /// What the chart shows. The renderer numbers it.
    pub caption: Vec<Inline>,
    /// Where the values come from.
    #[serde(default)]
    pub source: Vec<Inline>,
}

/// Somebody's words, with who said them as far as they agreed to be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What was said.
    pub blocks: Vec<Block>,
    /// Who said it, such as `Class teacher, primary`.
    #[serde(default)]
    pub attribution: Vec<Inline>,
}

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFact {
    /// What the line is about.
    pub label: String,
    /// What it says.
    pub value: Vec<Inline>,
}

/// A figure in large type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// The figure.
    pub value: Vec<Inline>,
    /// What it counts.
    pub label: Vec<Inline>,
}

/// A box beside the run of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callout {
    /// What sort of box it is.
    pub tone: Tone,
    /// Its first line, or nothing. It is no heading and does not appear in the contents.
    #[serde(default)]
    pub title: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// What sort of box a callout is. The words must carry it too: the colour never stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// What the reader takes away if they read nothing else.
    Summary,
    /// Something worth knowing.
    Note,
    /// Something the reader must mind, such as a break in a series.
    Warning,
}

/// A plan on one landscape page (A3, and still readable printed at A4): a statement above, columns side by side, bands
/// along the foot. It stands between other blocks, not inside one; a document that begins with it, without a cover and
/// without contents, has its title drawn on it. Its panels are headings of the first level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poster {
    /// What stands over everything, such as the vision.
    pub statement: Panel,
    /// One to eight columns, such as a workstream each.
    pub columns: Vec<Panel>,
    /// Up to four panels along the foot, such as the drivers and the change intended.
    #[serde(default)]
    pub bands: Vec<Panel>,
    /// A line in small type at the foot, such as where the whole plan is.
    #[serde(default)]
    pub foot: Vec<Inline>,
}

/// A headed part of a poster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// The name links use, unique in the document.
    pub id: String,
    /// The heading.
    pub heading: Vec<Inline>,
    /// A sentence under the heading, or nothing.
    #[serde(default)]
    pub lead: Vec<Inline>,
    /// What the panel lists, each a line or a few; may be empty where there is a sentence.
    #[serde(default)]
    pub items: Vec<Vec<Inline>>,
}

impl Poster {
    /// Its panels as they are read: the statement, the columns from the left, the bands.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        std::iter::once(&self.statement).chain(&self.columns).chain(&self.bands)
    }

    pub(crate) fn panels_mut(&mut self) -> impl Iterator<Item = &mut Panel> {
        std::iter::once(&mut self.statement).chain(&mut self.columns).chain(&mut self.bands)
    }
}
