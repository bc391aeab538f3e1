//! The pieces a line of text is made of.

use serde::{Deserialize, Serialize};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Inline {
    /// Words as they are. Any character may stand here; none has a meaning to a renderer.
    Text {
        /// The words.
        text: String,
    },
    /// Words of weight.
    Strong {
        /// What is strong.
        content: Vec<Inline>,
    },
    /// Stressed words.
    Emphasis {
        /// What is stressed.
        content: Vec<Inline>,
    },
    /// A key, a file name or another piece to be read letter by letter.
    Code {
        /// The letters.
        text: String,
    },
    /// A link: `https:`, `http:`, `mailto:`, a path beginning with `/`, or `#` and the id of a heading, table or chart.
    Link {
        /// Where it leads.
        href: String,
        /// What is shown; it must say where the link leads when read on its own.
        content: Vec<Inline>,
    },
    /// A new line in the same paragraph.
    LineBreak,
    /// A reference to a note of the document.
    NoteReference {
        /// The key of the [`Note`].
        note: String,
    },
    /// A figure bound to a stored record: printed exactly as given, and in HTML a link to where it comes from.
    Figure {
        /// The figure as printed, such as `73.0%` or `not collected`.
        printed: String,
        /// The key it is bound to, such as `attendance-rate 2023-24`.
        key: String,
        /// The page of its source, or nothing when it has none of its own.
        #[serde(default)]
        href: Option<String>,
    },
}

impl Inline {
    /// Plain words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Words of weight.
    #[must_use]
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong { content: vec![Self::text(text)] }
    }

    /// Stressed words.
    #[must_use]
    pub fn emphasis(text: impl Into<String>) -> Self {
        Self::Emphasis { content: vec![Self::text(text)] }
    }

    /// A link whose shown text is plain.
    #[must_use]
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Link { href: href.into(), content: vec![Self::text(text)] }
    }
}

/// A note, printed once however often it is referred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What [`Inline::NoteReference`] names; unique in the document.
    pub key: String,
    /// What the note says.
    pub content: Vec<Inline>,
}

/// The words of a line without their dress, for titles, bookmarks and descriptions. Line breaks become spaces; note
/// references say nothing.
#[must_use]
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    gather(inlines, &mut out);
    out
}

fn gather(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => out.push_str(text),
            Inline::Figure { printed, .. } => out.push_str(printed),
            Inline::Strong { content } | Inline::Emphasis { content } | Inline::Link { content, .. } => {
                gather(content, out);
            }
            Inline::LineBreak => out.push(' '),
            Inline::NoteReference { .. } => {}
        }
    }
}
