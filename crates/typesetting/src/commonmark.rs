//! CommonMark as blocks: what people write in a box of a form, such as minutes or a remit, made ready for the renderers.
//! Nothing is refused. Raw HTML stays the text it is, a picture is its description, a link that leads nowhere is its
//! words, and a list nested too deep goes on at the deepest level that is allowed.

use std::collections::BTreeSet;
use std::iter::Peekable;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::model::{Block, Heading, Inline, Quote, plain_text};

/// How deep blocks and inlines are nested at most: less than the model allows, since the text may stand in a box.
const DEPTH: usize = 5;

/// Reads `text`. Its topmost headings become headings of `level` (1 to 4), deeper ones follow without a gap, and their
/// ids begin with `prefix` and are unique in this text.
#[must_use]
pub fn from_commonmark(text: &str, level: u8, prefix: &str) -> Vec<Block> {
    let topmost = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level as u8),
        _ => None,
    });
    let topmost = topmost.min().unwrap_or(1);
    let level = level.clamp(1, 4);
    let events = Parser::new_ext(text, Options::empty()).peekable();
    let mut reader = Reader { events, topmost, level, above: level - 1, prefix, ids: BTreeSet::new() };
    let mut out = Vec::new();
    while reader.events.peek().is_some() {
        reader.blocks(0, &mut out);
        // An end without a beginning does not occur; it is passed over all the same, so that reading always ends.
        reader.events.next();
    }
    out
}

/// Whether a link is of a kind that every renderer can follow.
#[must_use]
pub fn leads_somewhere(href: &str) -> bool {
    let known =
        ["https://", "http://", "mailto:", "#"].iter().any(|start| href.len() > start.len() && href.starts_with(start));
    let local = href.starts_with('/') && !href.starts_with("//");
    (known || local) && !href.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}

struct Reader<'a> {
    events: Peekable<Parser<'a>>,
    topmost: u8,
    level: u8,
    above: u8,
    prefix: &'a str,
    ids: BTreeSet<String>,
}

impl Reader<'_> {
    /// Reads blocks up to the end of what contains them.
    fn blocks(&mut self, depth: usize, out: &mut Vec<Block>) {
        while let Some(event) = self.events.peek() {
            match event {
                Event::End(_) => return,
                Event::Start(Tag::Paragraph) => {
                    self.events.next();
                    self.paragraph(out);
                    self.events.next();
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = *level as u8;
                    self.events.next();
                    self.heading(level, depth, out);
                    self.events.next();
                }
                Event::Start(Tag::List(first)) => {
                    let ordered = first.is_some();
                    self.events.next();
                    self.list(ordered, depth, out);
                    self.events.next();
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    self.events.next();
                    let mut blocks = Vec::new();
                    self.blocks(depth + 1, &mut blocks);
                    self.events.next();
                    if depth >= DEPTH {
                        out.append(&mut blocks);
                    } else if !blocks.is_empty() {
                        out.push(Block::Quote(Quote { blocks, attribution: Vec::new() }));
                    }
                }
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                    let code = matches!(event, Event::Start(Tag::CodeBlock(_)));
                    self.events.next();
                    self.verbatim(code, out);
                    self.events.next();
                }
                Event::Rule => {
                    self.events.next();
                    out.push(Block::ThematicBreak);
                }
                // The text of a tight list item stands there without a paragraph around it.
                _ => {
                    let before = out.len();
                    let content = self.line(0);
                    push_paragraph(content, out);
                    if out.len() == before
                        && !matches!(self.events.peek(), Some(Event::Start(_) | Event::End(_)) | None)
                    {
                        self.events.next();
                    }
                }
            }
        }
    }

    fn paragraph(&mut self, out: &mut Vec<Block>) {
        let content = self.line(0);
        push_paragraph(content, out);
    }

    fn heading(&mut self, level: u8, depth: usize, out: &mut Vec<Block>) {
        let content = self.line(0);
        let words = plain_text(&content);
        if words.trim().is_empty() {
            return;
        }
        if depth > 0 {
            // A heading inside a list or a quote would break the order of the document's own.
            out.push(Block::Paragraph { content: vec![Inline::Strong { content }] });
            return;
        }
        let level = (level - self.topmost + self.level).min(self.above + 1).min(4);
        self.above = level;
        let id = self.name(&words);
        out.push(Block::Heading(Heading { level, id, content }));
    }

    fn name(&mut self, words: &str) -> String {
        let mut slug = String::new();
        for letter in words.to_lowercase().chars().take(60) {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter);
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        let parts: Vec<&str> =
            [self.prefix, slug.trim_end_matches('-')].into_iter().filter(|part| !part.is_empty()).collect();
        let wish = if parts.is_empty() { "part".to_owned() } else { parts.join("-") };
        let mut name = wish.clone();
        let mut number = 2;
        while !self.ids.insert(name.clone()) {
            name = format!("{wish}-{number}");
            number += 1;
        }
        name
    }

    fn list(&mut self, ordered: bool, depth: usize, out: &mut Vec<Block>) {
        let mut items = Vec::new();
        while matches!(self.events.peek(), Some(Event::Start(Tag::Item))) {
            self.events.next();
            let mut item = Vec::new();
            self.blocks(depth + 1, &mut item);
            self.events.next();
            if !item.is_empty() {
                items.push(item);
            }
        }
        if depth >= DEPTH {
            items.into_iter().for_each(|mut item| out.append(&mut item));
        } else if !items.is_empty() {
            out.push(Block::List { ordered, items });
        }
    }

    /// Lines as they were typed.
    fn verbatim(&mut self, code: bool, out: &mut Vec<Block>) {
        let mut text = String::new();
        while let Some(event) = self.events.peek() {
            match event {
                Event::Text(words) | Event::Html(words) => text.push_str(words),
                Event::End(_) => break,
                _ => {}
            }
            self.events.next();
        }
        let mut content = Vec::new();
        for line in text.trim_matches('\n').lines() {
            if !content.is_empty() {
                content.push(Inline::LineBreak);
            }
            content.push(if code { Inline::Code { text: line.to_owned() } } else { Inline::text(line) });
        }
        push_paragraph(content, out);
    }

    /// Reads running text up to the end of its element or the next block.
    fn line(&mut self, depth: usize) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        while let Some(event) = self.events.peek().cloned() {
            match event {
                Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => push_text(&words, &mut out),
                Event::SoftBreak => push_text(" ", &mut out),
                Event::HardBreak => out.push(Inline::LineBreak),
                Event::Code(words) => out.push(Inline::Code { text: words.to_string() }),
                Event::Start(tag @ (Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })) => {
                    self.events.next();
                    let content = self.line(depth + 1);
                    self.events.next();
                    let flat = depth >= DEPTH || plain_text(&content).trim().is_empty();
                    match tag {
                        _ if flat => push_text(&plain_text(&content), &mut out),
                        Tag::Emphasis => out.push(Inline::Emphasis { content }),
                        Tag::Strong => out.push(Inline::Strong { content }),
                        // A name in the same text is no address in a document made of several.
                        Tag::Link { dest_url, .. } if leads_somewhere(&dest_url) && !dest_url.starts_with('#') => {
                            out.push(Inline::Link { href: dest_url.to_string(), content });
                        }
                        _ => out.extend(content),
                    }
                    continue;
                }
                _ => break,
            }
            self.events.next();
        }
        out
    }
}

fn push_text(words: &str, out: &mut Vec<Inline>) {
    let words = words.replace(['\r', '\n'], " ");
    match out.last_mut() {
        Some(Inline::Text { text }) => text.push_str(&words),
        _ if words.is_empty() => {}
        _ => out.push(Inline::Text { text: words }),
    }
}

fn push_paragraph(content: Vec<Inline>, out: &mut Vec<Block>) {
    if !plain_text(&content).trim().is_empty() {
        out.push(Block::Paragraph { content });
    }
}
