//! The few pieces of XML that everything here is made of.

/// Text as it stands in an element or an attribute. Characters that XML 1.0 cannot hold are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A run of text with the properties given, such as `<w:b/>`.
pub(super) fn run(properties: &str, text: &str) -> String {
    let text = escaped(text);
    if text.is_empty() {
        return String::new();
    }
    format!("<w:r>{}<w:t xml:space=\"preserve\">{text}</w:t></w:r>", wrapped("w:rPr", properties))
}

/// An element around its content, or nothing around nothing.
pub(super) fn wrapped(name: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("<{name}>{content}</{name}>") }
}

/// A field that Word keeps right, with what it says now.
pub(super) fn field(instruction: &str, properties: &str, now: &str) -> String {
    format!("<w:fldSimple w:instr=\" {} \">{}</w:fldSimple>", escaped(instruction), run(properties, now))
}

/// The properties of a paragraph, written in the order the format asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    /// The id of its style; empty for plain text.
    pub(super) style: &'static str,
    /// Stays on the page of what follows.
    pub(super) keep_next: bool,
    /// The numbering and its level.
    pub(super) numbering: Option<(usize, usize)>,
    /// A box around it: colour of its edge and of its ground.
    pub(super) boxed: Option<(&'static str, &'static str)>,
    /// Indented from the left, in twentieths of a point.
    pub(super) indent: usize,
    /// To the right, as numbers stand.
    pub(super) right: bool,
    /// The section that ends with this paragraph, written out.
    pub(super) section: String,
}

impl Properties {
    pub(super) fn style(style: &'static str) -> Self {
        Self { style, ..Self::default() }
    }

    /// A paragraph of these properties.
    pub(super) fn paragraph(&self, runs: &str) -> String {
        let mut inside = String::new();
        if !self.style.is_empty() {
            inside.push_str(&format!("<w:pStyle w:val=\"{}\"/>", self.style));
        }
        if self.keep_next {
            inside.push_str("<w:keepNext/>");
        }
        if let Some((number, level)) = self.numbering {
            inside.push_str(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>"));
        }
        if let Some((edge, ground)) = self.boxed {
            inside.push_str(&format!(
                "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"8\" w:color=\"{edge}\"/></w:pBdr>\
                 <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/>"
            ));
        }
        if self.indent > 0 {
            inside.push_str(&format!("<w:ind w:left=\"{}\"/>", self.indent));
        }
        if self.right {
            inside.push_str("<w:jc w:val=\"right\"/>");
        }
        inside.push_str(&self.section);
        format!("<w:p>{}{runs}</w:p>", wrapped("w:pPr", &inside))
    }
}
