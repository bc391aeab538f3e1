//! The run of the document, block by block.

use std::collections::BTreeMap;

use super::numbering::{DOTS, Numberings, PARAGRAPHS};
use super::xml::{Properties, escaped, field, run};
use crate::error::Error;
use crate::model::{Block, Callout, Chart, Document, Inline, Tone, plain_text};
use crate::pdf::Typesetter;

/// Width of the text of an A4 page between margins of 25 mm, in twentieths of a point.
pub(super) const TEXT_WIDTH: usize = 9_070;
/// The same in the units of drawings.
const DRAWING_WIDTH: u64 = 9_070 * 635;
/// How far text stands in under a numbered paragraph.
const UNDER_NUMBER: usize = 567;
const PAGE: &str = "<w:r><w:br w:type=\"page\"/></w:r>";

/// What is written, and what it needs beside it.
pub(super) struct Body<'a> {
    pub(super) document: &'a Document,
    typesetter: &'a Typesetter,
    out: String,
    marks: BTreeMap<String, String>,
    mark: usize,
    pub(super) tables: usize,
    charts: usize,
    pub(super) links: BTreeMap<String, usize>,
    pub(super) noted: BTreeMap<String, usize>,
    pub(super) footnotes: String,
    numberings: Numberings,
    pictures: Vec<Vec<u8>>,
    boxed: Option<(&'static str, &'static str)>,
    indent: usize,
}

/// A finished body with its companions.
pub(super) struct Written {
    pub(super) body: String,
    pub(super) footnotes: String,
    pub(super) numbering: String,
    pub(super) links: String,
    pub(super) pictures: Vec<Vec<u8>>,
}

impl<'a> Body<'a> {
    pub(super) fn new(typesetter: &'a Typesetter, document: &'a Document) -> Self {
        Self {
            document,
            typesetter,
            out: String::new(),
            marks: BTreeMap::new(),
            mark: 0,
            tables: 0,
            charts: 0,
            links: BTreeMap::new(),
            noted: BTreeMap::new(),
            footnotes: String::new(),
            numberings: Numberings::default(),
            pictures: Vec::new(),
            boxed: None,
            indent: 0,
        }
    }

    /// The whole document, front first.
    pub(super) fn all(&mut self) -> Result<(), Error> {
        if !self.document.is_poster() {
            self.front();
        }
        let document = self.document;
        for (at, block) in document.blocks.iter().enumerate() {
            match block {
                Block::Paragraph { content } if document.numbered => {
                    let runs = self.line(content);
                    let numbering = Some((PARAGRAPHS, 0));
                    self.raw(&Properties { numbering, ..Properties::style("NumberedParagraph") }.paragraph(&runs));
                }
                Block::Poster(poster) => {
                    self.poster(poster, document.is_poster() && at == 0, at + 1 == document.blocks.len())
                }
                Block::List { .. } | Block::Quote(_) | Block::Callout(_) if document.numbered => {
                    self.indent = UNDER_NUMBER;
                    self.block(block, 0)?;
                    self.indent = 0;
                }
                block => self.block(block, 0)?,
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Written {
        Written {
            body: self.out,
            footnotes: self.footnotes,
            numbering: self.numberings.part(),
            links: super::line::relations(&self.links),
            pictures: self.pictures,
        }
    }

    /// The lines under the title: edition, day and who wrote it.
    pub(super) fn imprint(&self) -> String {
        let document = self.document;
        document
            .version
            .iter()
            .cloned()
            .chain([document.spoken_day()])
            .chain(document.authors.iter().cloned())
            .collect::<Vec<_>>()
            .join(" \u{b7} ")
    }

    fn front(&mut self) {
        let document = self.document;
        self.push("Organisation", &run("", &document.organisation));
        self.push("Title", &run("", &document.title));
        if let Some(subtitle) = &document.subtitle {
            self.push("Subtitle", &run("", subtitle));
        }
        let imprint = self.imprint();
        self.push("Imprint", &run("", &imprint));
        self.facts(&document.cover_facts);
        if document.contents {
            self.contents();
        }
        if document.cover {
            self.push("", PAGE);
        }
    }

    /// The contents as Word makes them, already filled, so that nobody is asked to bring them up to date first.
    fn contents(&mut self) {
        let document = self.document;
        let headings: Vec<(u8, &str, String)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading(heading) if heading.level <= 3 => {
                    Some((heading.level, heading.id.as_str(), plain_text(&heading.content)))
                }
                _ => None,
            })
            .collect();
        if headings.is_empty() {
            return;
        }
        self.push("TOCHeading", &run("", &document.words.contents));
        let last = headings.len() - 1;
        for (at, (level, id, words)) in headings.into_iter().enumerate() {
            let mut runs = String::new();
            if at == 0 {
                runs.push_str(
                    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \
                     TOC \\o &quot;1-3&quot; \\h \\n \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
                );
            }
            let mark = self.mark(id);
            runs.push_str(&format!(
                "<w:hyperlink w:anchor=\"{mark}\" w:history=\"1\">{}</w:hyperlink>",
                run("", &words)
            ));
            if at == last {
                runs.push_str("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
            }
            self.push(["TOC1", "TOC2", "TOC3"][usize::from(level.clamp(1, 3)) - 1], &runs);
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Result<(), Error> {
        blocks.iter().try_for_each(|block| self.block(block, depth))
    }

    fn block(&mut self, block: &Block, depth: usize) -> Result<(), Error> {
        match block {
            Block::Heading(heading) => {
                let runs = self.line(&heading.content);
                let style =
                    ["Heading1", "Heading2", "Heading3", "Heading4"][usize::from(heading.level.clamp(1, 4)) - 1];
                let runs = self.marked(&heading.id, &runs);
                self.push(style, &runs);
            }
            Block::Paragraph { content } => {
                let runs = self.line(content);
                self.push("BodyText", &runs);
            }
            Block::List { ordered, items } => self.list(*ordered, items, depth)?,
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart)?,
            Block::Quote(quote) => {
                let (indent, before) = (self.indent + UNDER_NUMBER, self.indent);
                self.indent = indent;
                self.blocks(&quote.blocks, depth)?;
                if !quote.attribution.is_empty() {
                    let runs = run("", "\u{2014} ") + &self.line(&quote.attribution);
                    self.push("Source", &runs);
                }
                self.indent = before;
            }
            Block::KeyFacts { facts } => self.facts(facts),
            Block::Headlines { items } => {
                for item in items {
                    let words = plain_text(&item.value);
                    let runs = run(
                        "<w:b/><w:bCs/><w:color w:val=\"002D54\"/><w:sz w:val=\"36\"/><w:szCs w:val=\"36\"/>",
                        &words,
                    ) + &run("", " ")
                        + &self.line(&item.label);
                    self.push("BodyText", &runs);
                }
            }
            Block::Callout(callout) => self.callout(callout, depth)?,
            Block::Poster(_) => {}
            Block::PageBreak => self.push("", PAGE),
            Block::ThematicBreak => self.push("Rule", ""),
        }
        Ok(())
    }

    fn callout(&mut self, callout: &Callout, depth: usize) -> Result<(), Error> {
        let before = self.boxed.replace(match callout.tone {
            Tone::Summary => ("0065BD", "E8F1F9"),
            Tone::Note => ("7A848D", "F2F3F4"),
            Tone::Warning => ("B35900", "FDF2E3"),
        });
        if let Some(title) = &callout.title {
            self.push("CalloutTitle", &run("", title));
        }
        self.blocks(&callout.blocks, depth)?;
        self.boxed = before;
        Ok(())
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>], depth: usize) -> Result<(), Error> {
        let level = depth.min(8);
        let number = if ordered { self.numberings.own(level) } else { DOTS };
        let style = if ordered { "ListNumber" } else { "ListBullet" };
        for item in items {
            let (first, rest) = match item.split_first() {
                Some((Block::Paragraph { content }, rest)) => (self.line(content), rest),
                _ => (String::new(), item.as_slice()),
            };
            // The indent of the level is given by the numbering unless the whole list stands further in.
            let indent = if self.indent > 0 { self.indent + 360 * (level + 1) } else { 0 };
            let boxed = self.boxed;
            let numbering = Some((number, level));
            self.raw(&Properties { numbering, boxed, indent, ..Properties::style(style) }.paragraph(&first));
            for block in rest {
                match block {
                    Block::Paragraph { content } => {
                        let runs = self.line(content);
                        let indent = self.indent + 360 * (level + 1);
                        self.raw(&Properties { boxed, indent, ..Properties::style("BodyText") }.paragraph(&runs));
                    }
                    block => self.block(block, depth + 1)?,
                }
            }
        }
        Ok(())
    }

    fn chart(&mut self, chart: &Chart) -> Result<(), Error> {
        self.charts += 1;
        let (word, number) = (self.document.words.chart.clone(), self.charts);
        let caption = self.line(&chart.caption);
        self.caption(&chart.id, "Chart", &word, number, &caption);
        let png = self.typesetter.png(&chart.svg, 2.0).map_err(|cause| match cause {
            Error::Drawing { message, .. } => Error::Drawing { chart: chart.id.clone(), message },
            other => other,
        })?;
        let height = DRAWING_WIDTH * u64::from(png.height) / u64::from(png.width.max(1));
        self.pictures.push(png.bytes);
        let at = self.pictures.len();
        let size = format!("cx=\"{DRAWING_WIDTH}\" cy=\"{height}\"");
        let words = escaped(&chart.alternative);
        self.push(
            "",
            &format!(
                "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent {size}/>\
                 <wp:docPr id=\"{at}\" name=\"{} {number}\" descr=\"{words}\"/><a:graphic>\
                 <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
                 <pic:cNvPr id=\"{at}\" name=\"picture{at}.png\" descr=\"{words}\"/><pic:cNvPicPr/></pic:nvPicPr>\
                 <pic:blipFill><a:blip r:embed=\"picture{at}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
                 <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext {size}/></a:xfrm>\
                 <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
                 </wp:inline></w:drawing></w:r>",
                escaped(&word)
            ),
        );
        self.sourced(&chart.source);
        Ok(())
    }

    /// A caption that Word counts and that a link can lead to.
    pub(super) fn caption(&mut self, id: &str, sequence: &str, word: &str, number: usize, runs: &str) {
        let counted = field(&format!("SEQ {sequence} \\* ARABIC"), "", &number.to_string());
        let runs = format!("{}{counted}{}{runs}", run("", &format!("{word} ")), run("", ": "));
        let runs = self.marked(id, &runs);
        self.raw(&Properties { keep_next: true, ..Properties::style("Caption") }.paragraph(&runs));
    }

    pub(super) fn sourced(&mut self, source: &[Inline]) {
        if !source.is_empty() {
            let runs = run("", &format!("{}: ", self.document.words.source)) + &self.line(source);
            self.push("Source", &runs);
        }
    }

    pub(super) fn marked(&mut self, id: &str, runs: &str) -> String {
        let (name, number) = (self.mark(id), self.next_mark());
        format!("<w:bookmarkStart w:id=\"{number}\" w:name=\"{name}\"/>{runs}<w:bookmarkEnd w:id=\"{number}\"/>")
    }

    /// The bookmark of an id: Word's own names know no hyphen and end after 40 letters.
    pub(super) fn mark(&mut self, id: &str) -> String {
        let next = self.marks.len() + 1;
        self.marks.entry(id.to_owned()).or_insert_with(|| format!("_place{next}")).clone()
    }

    pub(super) fn next_mark(&mut self) -> usize {
        self.mark += 1;
        self.mark
    }

    /// A paragraph of a style, in the box and as far in as its surroundings are.
    pub(super) fn push(&mut self, style: &'static str, runs: &str) {
        let (boxed, indent) = (self.boxed, self.indent);
        let made = Properties { boxed, indent, ..Properties::style(style) }.paragraph(runs);
        self.raw(&made);
    }

    pub(super) fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
        self.out.push('\n');
    }
}
