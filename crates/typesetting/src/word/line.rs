//! A line of text as runs: weight, stress, links that lead somewhere, and notes at the foot of the page.

use std::collections::BTreeMap;

use super::body::Body;
use super::xml::{escaped, field, run};
use crate::model::Inline;

const LINK: &str = "<w:rStyle w:val=\"Hyperlink\"/>";
const NOTE: &str = "<w:rStyle w:val=\"FootnoteReference\"/>";

impl Body<'_> {
    /// The runs of a line.
    pub(super) fn line(&mut self, inlines: &[Inline]) -> String {
        self.dressed(inlines, Dress::default())
    }

    fn dressed(&mut self, inlines: &[Inline], dress: Dress) -> String {
        let mut out = String::new();
        for inline in inlines {
            out.push_str(&self.inline(inline, dress));
        }
        out
    }

    fn inline(&mut self, inline: &Inline, dress: Dress) -> String {
        match inline {
            Inline::Text { text } | Inline::Code { text } => run(&dress.properties(), text),
            Inline::Strong { content } => self.dressed(content, Dress { strong: true, ..dress }),
            Inline::Emphasis { content } => self.dressed(content, Dress { stressed: true, ..dress }),
            Inline::LineBreak => "<w:r><w:br/></w:r>".into(),
            Inline::Link { href, content } if dress.linked => {
                // A link inside a link is not a thing; the outer one holds.
                let _ = href;
                self.dressed(content, dress)
            }
            Inline::Link { href, content } => {
                let runs = self.dressed(content, Dress { linked: true, ..dress });
                self.link(href, &runs).unwrap_or_else(|| self.dressed(content, dress))
            }
            Inline::Figure { printed, .. } => run(&dress.properties(), printed),
            Inline::NoteReference { note } => self.note(note),
        }
    }

    /// Runs that lead to an address or to a place in the document; none where the address needs a site that is not known.
    fn link(&mut self, href: &str, runs: &str) -> Option<String> {
        if let Some(id) = href.strip_prefix('#') {
            let mark = self.mark(id);
            return Some(format!("<w:hyperlink w:anchor=\"{mark}\" w:history=\"1\">{runs}</w:hyperlink>"));
        }
        let whole = match (href.starts_with('/'), &self.document.address) {
            (true, None) => return None,
            (true, Some(address)) => format!("{address}{href}"),
            (false, _) => href.to_owned(),
        };
        let next = self.links.len() + 1;
        let number = *self.links.entry(whole).or_insert(next);
        Some(format!("<w:hyperlink r:id=\"link{number}\" w:history=\"1\">{runs}</w:hyperlink>"))
    }

    /// The first reference carries the note; the others repeat its number.
    fn note(&mut self, key: &str) -> String {
        if let Some(number) = self.noted.get(key) {
            return field(&format!("NOTEREF _note{number} \\h"), NOTE, &number.to_string());
        }
        let number = self.noted.len() + 1;
        self.noted.insert(key.to_owned(), number);
        let document = self.document;
        let content = document.notes.iter().find(|note| note.key == key).map_or(&[][..], |note| &note.content);
        // Links of notes are kept in a file of their own; there they are written out as words.
        let words = self.dressed(content, Dress { linked: true, plain: true, ..Dress::default() });
        self.footnotes.push_str(&format!(
            "<w:footnote w:id=\"{number}\"><w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr>\
             <w:r><w:rPr>{NOTE}</w:rPr><w:footnoteRef/></w:r>{}{words}</w:p></w:footnote>",
            run("", " ")
        ));
        let id = self.next_mark();
        format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"_note{number}\"/><w:r><w:rPr>{NOTE}</w:rPr>\
             <w:footnoteReference w:id=\"{number}\"/></w:r><w:bookmarkEnd w:id=\"{id}\"/>"
        )
    }
}

/// What is laid on a run.
#[derive(Debug, Clone, Copy, Default)]
struct Dress {
    strong: bool,
    stressed: bool,
    linked: bool,
    plain: bool,
}

impl Dress {
    fn properties(self) -> String {
        let mut out = String::new();
        if self.linked && !self.plain {
            out.push_str(LINK);
        }
        if self.strong {
            out.push_str("<w:b/><w:bCs/>");
        }
        if self.stressed {
            out.push_str("<w:i/><w:iCs/>");
        }
        out
    }
}

/// The relations of the links.
pub(super) fn relations(links: &BTreeMap<String, usize>) -> String {
    let mut all: Vec<(&String, &usize)> = links.iter().collect();
    all.sort_by_key(|(_, number)| **number);
    all.iter()
        .map(|(href, number)| {
            format!(
                "<Relationship Id=\"link{number}\" \
                 Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" \
                 Target=\"{}\" TargetMode=\"External\"/>",
                escaped(href)
            )
        })
        .collect()
}
