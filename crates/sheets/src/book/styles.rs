//! Number formats: which cells hold a day or a share though they store a plain number.

use std::collections::BTreeMap;

use figures::Message;

use super::package::Inflow;
use super::xml::{Piece, Xml, closes};

/// The most formats that are read; Excel keeps fewer than 65,536.
const MOST: usize = 65_536;

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Plain,
    /// A day, with its time where the format shows one.
    Day,
    /// A time of day without a day.
    Time,
    /// A share of one, shown as so many of a hundred.
    Percent,
}

/// How the number of each cell style is shown.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn shown(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or(Shown::Plain)
    }
}

/// Reads the styles of cells.
pub(super) fn read(xml: &mut Xml<impl Inflow>) -> Result<Styles, Message> {
    let mut codes: BTreeMap<u32, Shown> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "numFmt" => {
                let number = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                if let (Some(number), Some(code), true) = (number, tag.attribute("formatCode"), codes.len() < MOST) {
                    codes.insert(number, of_code(&code));
                }
            }
            Piece::Open(tag) if tag.name() == "cellXfs" => in_cells = true,
            Piece::Close(tag) if closes(&tag, "cellXfs") => in_cells = false,
            Piece::Open(tag) if in_cells && tag.name() == "xf" && formats.len() < MOST => {
                formats.push(tag.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0));
            }
            Piece::End => break,
            _ => {}
        }
    }
    let shown = |number: u32| codes.get(&number).copied().unwrap_or_else(|| of_number(number));
    Ok(Styles(formats.into_iter().map(shown).collect()))
}

/// The formats that are known by number (ECMA-376 part 1, 18.8.30).
fn of_number(number: u32) -> Shown {
    match number {
        9 | 10 => Shown::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Shown::Day,
        18..=21 | 32 | 33 | 45..=47 => Shown::Time,
        _ => Shown::Plain,
    }
}

/// What a format code shows: the letters outside of quotation marks, brackets and escapes say it.
fn of_code(code: &str) -> Shown {
    let (mut day, mut time, mut percent) = (false, false, false);
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            // Only the first section counts; the others are for negative numbers, zero and text.
            ';' => break,
            '"' => while letters.next().is_some_and(|inside| inside != '"') {},
            '\\' | '_' | '*' => {
                let _literal = letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|inside| *inside != ']').collect();
                let elapsed = inside.to_ascii_lowercase();
                time |= !elapsed.is_empty() && elapsed.bytes().all(|byte| matches!(byte, b'h' | b'm' | b's'));
            }
            'd' | 'y' => day = true,
            'h' | 's' => time = true,
            'm' => day |= !time && !code.to_ascii_lowercase().contains('h'),
            'g' if code.to_ascii_lowercase().starts_with("general") => break,
            '%' => percent = true,
            _ => {}
        }
    }
    if day {
        Shown::Day
    } else if time {
        Shown::Time
    } else if percent {
        Shown::Percent
    } else {
        Shown::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_says_whether_a_number_is_a_day_a_time_or_a_share() {
        for (code, shown) in [
            ("General", Shown::Plain),
            ("0.0", Shown::Plain),
            ("#,##0;[Red]-#,##0", Shown::Plain),
            ("0\" days\"", Shown::Plain),
            ("\\d0", Shown::Plain),
            ("dd/mm/yyyy", Shown::Day),
            ("[$-809]d mmmm yyyy;@", Shown::Day),
            ("mmm\\-yy", Shown::Day),
            ("yyyy-mm-dd hh:mm", Shown::Day),
            ("hh:mm", Shown::Time),
            ("[h]:mm:ss", Shown::Time),
            ("0.0%", Shown::Percent),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }
}
