//! Lists: one definition for dots, one for numbers, one for the paragraphs of a committee paper, and for each numbered
//! list a numbering of its own, so that each begins at 1.

use super::xml::escaped;

/// The numberings that are always there.
pub(super) const DOTS: usize = 1;
pub(super) const PARAGRAPHS: usize = 2;
const FIRST_OWN: usize = 3;
const LEVELS: usize = 9;

/// The numbered lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numberings {
    levels: Vec<usize>,
}

impl Numberings {
    /// A new numbered list at this level of nesting.
    pub(super) fn own(&mut self, level: usize) -> usize {
        self.levels.push(level.min(LEVELS - 1));
        FIRST_OWN + self.levels.len() - 1
    }

    /// The part of the file that defines them.
    pub(super) fn part(&self) -> String {
        let dots = levels(|level| ("bullet", ["\u{2022}", "\u{2013}"][level % 2].to_owned(), 360 * (level + 1), 360));
        let numbers = levels(|level| {
            let format = ["decimal", "lowerLetter", "lowerRoman"][level % 3];
            (format, format!("%{}.", level + 1), 360 * (level + 1), 360)
        });
        let paragraphs = levels(|level| ("decimal", format!("%{}.", level + 1), 567 + 360 * level, 567));
        let mut out = String::new();
        for (number, levels) in [(0, dots), (1, numbers), (2, paragraphs)] {
            out.push_str(&format!(
                "<w:abstractNum w:abstractNumId=\"{number}\"><w:multiLevelType w:val=\"multilevel\"/>{levels}</w:abstractNum>"
            ));
        }
        out.push_str(&format!("<w:num w:numId=\"{DOTS}\"><w:abstractNumId w:val=\"0\"/></w:num>"));
        out.push_str(&format!("<w:num w:numId=\"{PARAGRAPHS}\"><w:abstractNumId w:val=\"2\"/></w:num>"));
        for (at, level) in self.levels.iter().enumerate() {
            out.push_str(&format!(
                "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"{level}\">\
                 <w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>",
                FIRST_OWN + at
            ));
        }
        out
    }
}

fn levels(of: impl Fn(usize) -> (&'static str, String, usize, usize)) -> String {
    let mut out = String::new();
    for level in 0..LEVELS {
        let (format, text, left, hanging) = of(level);
        out.push_str(&format!(
            "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{}\"/>\
             <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"{hanging}\"/></w:pPr></w:lvl>",
            escaped(&text)
        ));
    }
    out
}
