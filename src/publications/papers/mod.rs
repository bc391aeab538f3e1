//! Papers whose form is given: the committee report with its numbered paragraphs, the plan on a page, the highlight
//! report. Each is put together from its draft and the records, and what it must hold is checked here.

pub(super) mod committee;
pub(super) mod gathered;
pub(super) mod highlight;
pub(super) mod poster;

use typesetting::model::{Block, Heading, Inline};

/// A section of a draft as read: its heading and what stands under it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

impl Part {
    /// The heading of the section, then its blocks.
    pub(super) fn headed(self) -> Vec<Block> {
        let title = if self.title.trim().is_empty() { "Untitled" } else { self.title.trim() };
        let mut blocks = vec![heading(1, &self.key, title)];
        blocks.extend(self.blocks);
        blocks
    }
}

/// A heading of plain words.
pub(super) fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading(Heading { level, id: id.to_owned(), content: vec![Inline::text(words)] })
}

/// A paragraph of plain words.
pub(super) fn paragraph(words: impl Into<String>) -> Block {
    Block::Paragraph { content: vec![Inline::text(words)] }
}
