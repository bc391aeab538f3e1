//! Narrative text: CommonMark with directives in, blocks of the document out, and every fault with its row and column.
//! Raw HTML and pictures are refused, and so is a digit without a record behind it.

pub mod digits;
mod directive;
mod line;
#[cfg(test)]
mod tests;

use std::{iter::Peekable, ops::Range};

use pulldown_cmark::{Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use typesetting::model::{Block, Heading, Inline, Quote, plain_text};

pub use directive::{Directive, IN_A_SENTENCE, ON_A_LINE};
use line::Line;

use crate::plumbing::{ids::key_from, toml_file::place};

/// What directives stand for.
pub trait Binder {
    /// What a directive prints inside a sentence.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    fn in_a_sentence(&mut self, directive: &Directive) -> Result<Vec<Inline>, String>;

    /// What a directive on a line of its own stands for.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    fn on_a_line(&mut self, directive: &Directive) -> Result<Vec<Block>, String>;

    /// A name for a heading that no other heading, table or chart of the document has, made from a wish.
    fn name(&mut self, wish: &str) -> String;
}

/// Something wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1.
    pub row: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// Reads a text that a record holds: its topmost headings, of whatever level, stand one below `title_level`.
pub fn read_inside(
    text: &str,
    labels: &[String],
    title_level: u8,
    binder: &mut dyn Binder,
) -> (Vec<Block>, Vec<Fault>) {
    let levels = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level as u8),
        _ => None,
    });
    let lift = levels.min().map_or(0, |topmost| topmost.saturating_sub(title_level + 1));
    reading(text, labels, (title_level, lift), binder)
}

/// Reads a text. `labels` are names that hold digits and are no figures; `title_level` is the level of the heading that
/// stands over the text, so that its own headings begin one below.
pub fn read(text: &str, labels: &[String], title_level: u8, binder: &mut dyn Binder) -> (Vec<Block>, Vec<Fault>) {
    reading(text, labels, (title_level, 0), binder)
}

fn reading(
    text: &str,
    labels: &[String],
    (level, lift): (u8, u8),
    binder: &mut dyn Binder,
) -> (Vec<Block>, Vec<Fault>) {
    let events = Parser::new_ext(text, Options::empty()).into_offset_iter().peekable();
    let mut reader = Reader { text, labels, events, binder, faults: Vec::new(), level, lift, depth: 0 };
    let blocks = reader.blocks();
    let mut faults = reader.faults;
    faults.sort_by_key(|(byte, _)| *byte);
    let placed = faults.into_iter().map(|(byte, what)| {
        let (row, column) = place(text, byte);
        Fault { row, column, what }
    });
    (blocks, placed.collect())
}

struct Reader<'a, 'b> {
    text: &'a str,
    labels: &'a [String],
    events: Peekable<OffsetIter<'a>>,
    binder: &'b mut dyn Binder,
    faults: Vec<(usize, String)>,
    level: u8,
    lift: u8,
    depth: usize,
}

impl Reader<'_, '_> {
    fn fault(&mut self, at: usize, what: impl Into<String>) {
        self.faults.push((at, what.into()));
    }

    /// Reads blocks up to the end of what contains them.
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Paragraph) => {
                    self.events.next();
                    self.paragraph(range.start, &mut out);
                    self.events.next();
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    self.events.next();
                    self.heading(level, range.start, &mut out);
                    self.events.next();
                }
                Event::Start(Tag::List(first)) => {
                    self.events.next();
                    if first.is_some_and(|first| first != 1) {
                        self.fault(range.start, "a numbered list begins at 1. Number its first item 1");
                    }
                    let list = self.list(first.is_some());
                    out.push(list);
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    self.events.next();
                    self.depth += 1;
                    let blocks = self.blocks();
                    self.depth -= 1;
                    self.events.next();
                    if !blocks.is_empty() {
                        out.push(Block::Quote(Quote { blocks, attribution: Vec::new() }));
                    }
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    self.fault(
                        range.start,
                        "a block of code cannot stand here. Take away the spaces at the beginning of the line",
                    );
                    self.skip();
                }
                Event::Start(Tag::HtmlBlock) => {
                    self.fault(
                        range.start,
                        "HTML is not read here. Write plain text, with *stars* for stress and # for headings",
                    );
                    self.skip();
                }
                Event::Rule => {
                    self.events.next();
                    out.push(Block::ThematicBreak);
                }
                // The text of a tight list item stands there without a paragraph around it.
                _ => {
                    let before = self.events.peek().map(|(_, range)| range.clone());
                    self.paragraph(range.start, &mut out);
                    if self.events.peek().map(|(_, range)| range.clone()) == before {
                        self.events.next();
                    }
                }
            }
        }
        out
    }

    /// Passes over an element with everything in it.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }

    fn list(&mut self, ordered: bool) -> Block {
        let mut items = Vec::new();
        self.depth += 1;
        while let Some((Event::Start(Tag::Item), range)) = self.events.peek().cloned() {
            self.events.next();
            let before = self.faults.len();
            let item = self.blocks();
            self.events.next();
            if item.is_empty() && self.faults.len() == before {
                self.fault(range.start, "this item of the list is empty. Write something or take it away");
            } else if !item.is_empty() {
                items.push(item);
            }
        }
        self.depth -= 1;
        self.events.next();
        Block::List { ordered, items }
    }

    fn paragraph(&mut self, at: usize, out: &mut Vec<Block>) {
        let line = self.line();
        if line.blocks.is_empty() {
            if !line.inlines.is_empty() {
                out.push(Block::Paragraph { content: line.inlines });
            }
            return;
        }
        let alone = line.blocks.len() == 1 && plain_text(&line.inlines).trim().is_empty() && self.depth == 0;
        if !alone {
            for (directive, at) in line.blocks {
                let what =
                    "must stand on a line of its own, with an empty line before and after, outside lists and quotes";
                self.fault(at, format!("{} {what}", directive.written()));
            }
            return;
        }
        for (directive, _) in line.blocks {
            match self.binder.on_a_line(&directive) {
                Ok(blocks) => out.extend(blocks),
                Err(what) => self.fault(at, what),
            }
        }
    }

    fn heading(&mut self, level: HeadingLevel, at: usize, out: &mut Vec<Block>) {
        let line = self.line();
        let level = (level as u8).saturating_sub(self.lift);
        let before = self.faults.len();
        for (directive, at) in line.blocks {
            self.fault(at, format!("{} cannot stand in a heading. Put it on a line of its own", directive.written()));
        }
        let words = plain_text(&line.inlines);
        if words.trim().is_empty() {
            // A heading that holds a directive and nothing else was named for that already.
            if self.faults.len() > before {
                return;
            }
            return self.fault(at, "this heading is empty. Write its words or take it away");
        }
        if level == 1 {
            return self.fault(
                at,
                "headings begin with ## here, since the title of the section stands above them. Write ## instead of #",
            );
        }
        if level > 4 || level > self.level + 1 {
            let deepest = (self.level + 1).min(4);
            return self
                .fault(at, format!("this heading skips a level. Write {} at most", "#".repeat(usize::from(deepest))));
        }
        self.level = level;
        let id = self.binder.name(&key_from(&words));
        out.push(Block::Heading(Heading { level, id, content: line.inlines }));
    }

    /// Reads running text up to the end of its element or the next block.
    fn line(&mut self) -> Line {
        let mut line = Line::default();
        while let Some((event, range)) = self.events.peek().cloned() {
            match event {
                Event::Text(words) => line.text(self.text, &words, range),
                Event::SoftBreak => line.space(range.start),
                Event::HardBreak => line.hard_break(),
                Event::Code(words) => line.code(&words, range.start),
                Event::Start(Tag::Emphasis | Tag::Strong) => line.open(None),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let href = dest_url.to_string();
                    if !leads_somewhere(&href) {
                        self.fault(range.start, format!(
                            "the link to {href} cannot be followed. Begin it with https://, mailto: or / for a page of this site"
                        ));
                    }
                    line.open(Some(href));
                }
                Event::Start(Tag::Image { .. }) => {
                    self.fault(range.start, "pictures cannot stand here yet. Describe in words what it shows");
                    self.skip();
                    continue;
                }
                Event::End(TagEnd::Emphasis) => line.close(|content| Inline::Emphasis { content }),
                Event::End(TagEnd::Strong) => line.close(|content| Inline::Strong { content }),
                Event::End(TagEnd::Link) => line.close_link(),
                Event::Html(_) | Event::InlineHtml(_) => {
                    self.fault(range.start, "HTML is not read here. Write plain text; to print <, write \\<");
                }
                _ => break,
            }
            self.events.next();
        }
        for (at, what) in line.finish(&mut *self.binder) {
            self.faults.push((at, what));
        }
        self.digits(&line);
        line
    }

    fn digits(&mut self, line: &Line) {
        let letters: Vec<char> = line.flat.iter().map(|(letter, _)| *letter).collect();
        for Range { start, end } in digits::stray(&letters, self.labels) {
            let number: String = letters[start..end].iter().collect();
            let at = line.flat[start].1;
            self.fault(at, format!(
                "{number} is a number without a record behind it. Bind it with {{figure KEY SESSION}} or {{stated KEY}}, write it as a word, or add the name it belongs to to the labels of the publication"
            ));
        }
    }
}

/// Whether a link is of a kind that both renderers can follow.
fn leads_somewhere(href: &str) -> bool {
    let known =
        ["https://", "http://", "mailto:", "#"].iter().any(|start| href.len() > start.len() && href.starts_with(start));
    let local = href.starts_with('/') && !href.starts_with("//");
    (known || local) && !href.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}
