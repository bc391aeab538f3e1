//! The document as HTML: headings in order, tables with captions and scopes, drawings with their words, numbered notes
//! that lead there and back. The same document gives the same bytes.

use std::collections::BTreeMap;

use askama::Template;
use typesetting::model::{
    Alignment, Block, CellRole, Document, Heading, Inline, Panel, Poster, Table, Tone, plain_text,
};

use crate::plumbing::{clock::spoken_day, problem::Problem};

/// What one block shows; what stands inside it is rendered already.
#[derive(Template)]
#[template(path = "plumbing/press/piece.html")]
enum Piece {
    Heading { level: u8, id: String, words: String },
    Paragraph { words: String },
    Numbered { number: usize, words: String },
    List { ordered: bool, items: Vec<String> },
    Table(TablePiece),
    Chart { id: String, caption: String, label: String, svg: String, source: String },
    Quote { words: String, attribution: String },
    Facts { facts: Vec<(String, String)> },
    Headlines { items: Vec<(String, String)> },
    Callout { class: &'static str, title: String, words: String },
    Poster { statement: PanelPiece, columns: Vec<PanelPiece>, bands: Vec<PanelPiece>, foot: String },
    Rule,
}

struct PanelPiece {
    id: String,
    heading: String,
    lead: String,
    items: Vec<String>,
}

struct TablePiece {
    id: String,
    caption: String,
    groups: Vec<(String, u16)>,
    columns: Vec<(String, bool)>,
    rows: Vec<(bool, Vec<CellPiece>)>,
    legend: Vec<(String, String)>,
    notes: Vec<String>,
    source: String,
}

struct CellPiece {
    heads: bool,
    number: bool,
    span: u16,
    words: String,
}

#[derive(Template)]
#[template(path = "plumbing/press/document.html")]
struct Article {
    facts: Vec<(String, String)>,
    contents: Vec<(String, String)>,
    body: String,
    notes_heading: String,
    notes: Vec<NotePiece>,
}

struct NotePiece {
    number: usize,
    id: String,
    words: String,
    back: Vec<String>,
}

#[derive(Template)]
#[template(path = "plumbing/press/standalone.html")]
struct Standalone<'a> {
    language: &'a str,
    title: &'a str,
    organisation: &'a str,
    description: &'a str,
    subtitle: String,
    style: String,
    article: String,
}

/// The text of the document as it stands inside a page, in an `article`.
///
/// # Errors
/// [`Problem::Broken`] when a template fails.
pub fn article(document: &Document) -> Result<String, Problem> {
    let mut writer = Writer::new(document);
    let facts = document.cover_facts.iter().map(|fact| (fact.label.clone(), writer.line(&fact.value))).collect();
    let body = writer.body(document)?;
    let contents = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) if heading.level == 1 => Some((heading.id.clone(), plain_text(&heading.content))),
        _ => None,
    });
    let contents = contents.filter(|_| document.contents);
    let notes = writer.notes(document);
    let article =
        Article { facts, contents: contents.collect(), body, notes_heading: document.words.notes.clone(), notes };
    Ok(article.render()?)
}

/// The whole document as one file.
///
/// # Errors
/// [`Problem::Broken`] when a template fails.
pub fn standalone(document: &Document, article: &str) -> Result<String, Problem> {
    let day = format!("{:04}-{:02}-{:02}", document.date.year, document.date.month, document.date.day);
    let subtitle: Vec<String> = [document.version.clone(), Some(spoken_day(&day))]
        .into_iter()
        .flatten()
        .chain(document.authors.iter().cloned())
        .collect();
    // Pages of the site are addressed in full here: a file on somebody's desk has no site around it.
    let address = document.address.as_deref().unwrap_or_default();
    // Reports that were published before papers and posters were there keep their bytes.
    let newer = document.numbered || document.blocks.iter().any(|block| matches!(block, Block::Poster(_)));
    let page = Standalone {
        language: &document.language,
        title: &document.title,
        organisation: &document.organisation,
        description: document.description.as_deref().unwrap_or_default(),
        subtitle: subtitle.join(" · "),
        style: format!(
            "<style>\n{}{}</style>",
            include_str!("standalone.css"),
            if newer { include_str!("papers.css") } else { "" }
        ),
        article: article.replace("href=\"/", &format!("href=\"{address}/")),
    };
    Ok(page.render()?)
}

struct Writer {
    numbers: BTreeMap<String, usize>,
    uses: BTreeMap<String, usize>,
    tables: usize,
    charts: usize,
    words: typesetting::model::Words,
}

impl Writer {
    fn new(document: &Document) -> Self {
        let numbers = document.notes.iter().enumerate().map(|(at, note)| (note.key.clone(), at + 1)).collect();
        Self { numbers, uses: BTreeMap::new(), tables: 0, charts: 0, words: document.words.clone() }
    }

    fn notes(&mut self, document: &Document) -> Vec<NotePiece> {
        let mut notes = Vec::new();
        for (at, note) in document.notes.iter().enumerate() {
            let uses = self.uses.get(&note.key).copied().unwrap_or_default();
            let back = (1..=uses).map(|number| reference(&note.key, number)).collect();
            notes.push(NotePiece {
                number: at + 1,
                id: format!("note-{}", note.key),
                words: self.line(&note.content),
                back,
            });
        }
        notes
    }

    /// The blocks of the document, its own paragraphs numbered where it asks for that.
    fn body(&mut self, document: &Document) -> Result<String, Problem> {
        if !document.numbered {
            return self.blocks(&document.blocks);
        }
        let mut out = String::new();
        let mut number = 0;
        for block in &document.blocks {
            if let Block::Paragraph { content } = block {
                number += 1;
                let piece = Piece::Numbered { number, words: self.line(content) };
                out.push_str(piece.render()?.trim());
                out.push('\n');
            } else {
                out.push_str(&self.blocks(std::slice::from_ref(block))?);
            }
        }
        Ok(out)
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<String, Problem> {
        let mut out = String::new();
        for block in blocks {
            if let Some(piece) = self.piece(block)? {
                out.push_str(piece.render()?.trim());
                out.push('\n');
            }
        }
        Ok(out)
    }

    fn piece(&mut self, block: &Block) -> Result<Option<Piece>, Problem> {
        Ok(Some(match block {
            Block::Heading(Heading { level, id, content }) => {
                // The title of the document is the only heading of the first level on the page.
                Piece::Heading { level: level + 1, id: id.clone(), words: self.line(content) }
            }
            Block::Paragraph { content } => Piece::Paragraph { words: self.line(content) },
            Block::List { ordered, items } => {
                let mut rendered = Vec::new();
                for item in items {
                    rendered.push(match item.as_slice() {
                        [Block::Paragraph { content }] => self.line(content),
                        item => self.blocks(item)?,
                    });
                }
                Piece::List { ordered: *ordered, items: rendered }
            }
            Block::Table(table) => Piece::Table(self.table(table)),
            Block::Chart(chart) => {
                self.charts += 1;
                let words = self.line(&chart.caption);
                let caption = format!("<strong>{} {}:</strong> {words}", escaped(&self.words.chart), self.charts);
                Piece::Chart {
                    id: chart.id.clone(),
                    caption,
                    label: plain_text(&chart.caption),
                    svg: chart.svg.clone(),
                    source: self.source(&chart.source),
                }
            }
            Block::Quote(quote) => {
                Piece::Quote { words: self.blocks(&quote.blocks)?, attribution: self.line(&quote.attribution) }
            }
            Block::KeyFacts { facts } => {
                Piece::Facts { facts: facts.iter().map(|fact| (fact.label.clone(), self.line(&fact.value))).collect() }
            }
            Block::Headlines { items } => Piece::Headlines {
                items: items.iter().map(|item| (self.line(&item.value), self.line(&item.label))).collect(),
            },
            Block::Callout(callout) => Piece::Callout {
                class: match callout.tone {
                    Tone::Summary => "weft-callout",
                    Tone::Note => "weft-callout weft-callout--note",
                    Tone::Warning => "weft-callout weft-callout--warning",
                },
                title: callout.title.clone().unwrap_or_default(),
                words: self.blocks(&callout.blocks)?,
            },
            Block::Poster(poster) => self.poster(poster),
            Block::ThematicBreak => Piece::Rule,
            Block::PageBreak => return Ok(None),
        }))
    }

    fn poster(&mut self, poster: &Poster) -> Piece {
        let mut panel = |panel: &Panel| PanelPiece {
            id: panel.id.clone(),
            heading: self.line(&panel.heading),
            lead: self.line(&panel.lead),
            items: panel.items.iter().map(|item| self.line(item)).collect(),
        };
        let statement = panel(&poster.statement);
        let columns = poster.columns.iter().map(&mut panel).collect();
        let bands = poster.bands.iter().map(&mut panel).collect();
        Piece::Poster { statement, columns, bands, foot: self.line(&poster.foot) }
    }

    fn source(&mut self, source: &[Inline]) -> String {
        let words = self.line(source);
        if words.is_empty() { words } else { format!("{}: {words}", escaped(&self.words.source)) }
    }

    fn table(&mut self, table: &Table) -> TablePiece {
        self.tables += 1;
        let words = self.line(&table.caption);
        let caption = format!("<strong>{} {}:</strong> {words}", escaped(&self.words.table), self.tables);
        let number = |at: usize| table.columns.get(at).is_some_and(|column| column.alignment == Alignment::Number);
        let mut rows = Vec::new();
        for row in &table.rows {
            let mut at = 0;
            let mut cells = Vec::new();
            for cell in &row.cells {
                let heads = cell.role == CellRole::RowHeader;
                cells.push(CellPiece {
                    heads,
                    number: number(at) && !heads,
                    span: cell.span,
                    words: self.line(&cell.content),
                });
                at += usize::from(cell.span);
            }
            rows.push((row.total, cells));
        }
        TablePiece {
            id: table.id.clone(),
            caption,
            groups: table.groups.iter().map(|group| (self.line(&group.heading), group.span)).collect(),
            columns: table
                .columns
                .iter()
                .map(|column| (self.line(&column.heading), column.alignment == Alignment::Number))
                .collect(),
            rows,
            legend: table.legend.iter().map(|marker| (marker.marker.clone(), self.line(&marker.meaning))).collect(),
            notes: table.notes.iter().map(|note| self.line(note)).collect(),
            source: self.source(&table.source),
        }
    }

    fn line(&mut self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        for inline in inlines {
            self.inline(inline, &mut out);
        }
        out
    }

    fn inline(&mut self, inline: &Inline, out: &mut String) {
        match inline {
            Inline::Text { text } => out.push_str(&escaped(text)),
            Inline::Strong { content } => out.push_str(&format!("<strong>{}</strong>", self.line(content))),
            Inline::Emphasis { content } => out.push_str(&format!("<em>{}</em>", self.line(content))),
            Inline::Code { text } => out.push_str(&format!("<code>{}</code>", escaped(text))),
            Inline::Link { href, content } => {
                out.push_str(&format!("<a href=\"{}\">{}</a>", escaped(href), self.line(content)));
            }
            Inline::LineBreak => out.push_str("<br>"),
            Inline::NoteReference { note } => {
                let number = self.numbers.get(note).copied().unwrap_or_default();
                let used = self.uses.entry(note.clone()).or_insert(0);
                *used += 1;
                let id = reference(note, *used);
                let note = escaped(note);
                out.push_str(&format!(
                    "<sup><a id=\"{id}\" href=\"#note-{note}\" role=\"doc-noteref\" aria-label=\"Note {number}\">{number}</a></sup>"
                ));
            }
            Inline::Figure { printed, href, .. } => match href {
                Some(href) => out.push_str(&format!("<a href=\"{}\">{}</a>", escaped(href), escaped(printed))),
                None => out.push_str(&escaped(printed)),
            },
        }
    }
}

/// The id of one place that refers to a note.
fn reference(note: &str, number: usize) -> String {
    if number == 1 { format!("ref-{}", escaped(note)) } else { format!("ref-{}-{number}", escaped(note)) }
}

/// Text as HTML has it, inside an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
