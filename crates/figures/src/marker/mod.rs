//! Reads a printed cell into what it is: a number, a band, a marker of a known meaning, or blank.
//!
//! What a marker means belongs to the source that prints it: `*` is Covid in a paper of the
//! partnership and a hidden number in a national table. A [`Legend`] says it; without an entry a
//! marker is an error, never a guess.

mod legend;
#[cfg(test)]
mod tests;

pub use legend::Legend;

use rust_decimal::Decimal;

use crate::{Content, Figure, Flags, Message, Printed, Reason, Unit};

/// What a printed cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is printed. What that means depends on the table; it is never zero.
    Blank,
    /// A number.
    Value {
        /// The number as printed, without its notes.
        printed: Printed,
        /// The standing printed after it: `[p]`, `[r]`, `[e]`, `[low]`.
        flags: Flags,
        /// The labels of its notes, in order: `2` for `29.8% ²`.
        notes: Vec<String>,
    },
    /// A band of percentages, both ends included.
    Band {
        /// The lower end, 0 or more.
        low: Decimal,
        /// The upper end, 100 or less.
        high: Decimal,
        /// The band as printed, without its notes: `90+%`.
        printed: String,
        /// The labels of its notes.
        notes: Vec<String>,
    },
    /// A marker that the legend explains.
    Marked {
        /// What the marker means in this source.
        reason: Reason,
        /// The marker as printed; `N/A` and `NA` keep their own spelling.
        marker: String,
        /// The labels of its notes.
        notes: Vec<String>,
    },
}

impl Cell {
    /// The figure of this cell in `unit`; a blank cell is none.
    #[must_use]
    pub fn into_figure(self, unit: Unit) -> Option<Figure> {
        let (content, marker, flags, notes) = match self {
            Self::Blank => return None,
            Self::Value { printed, flags, notes } => (Content::Value(printed), None, flags, notes),
            Self::Band { low, high, printed, notes } => {
                (Content::Band { low, high }, Some(printed), Flags::default(), notes)
            }
            Self::Marked { reason, marker, notes } => (Content::Reason(reason), Some(marker), Flags::default(), notes),
        };
        Some(Figure { marker, notes, flags, ..Figure::new(content, unit) })
    }
}

/// Reads the text of one printed cell.
///
/// Understood are numbers with their `%`, commas between thousands, notes (`29.8% ²`, `79³`, `79 3`,
/// `79 [note 3]`) and standing (`74.5 [r]`); bands (`95-100%`, `90+%`); and the markers of `legend`.
///
/// # Errors
/// One message, with the text as `text`, where the cell is none of these: a marker without a meaning
/// in the legend, a space inside a number, commas out of place, a band outside 0 to 100, or text.
pub fn read_cell(text: &str, legend: &Legend) -> Result<Cell, Message> {
    let whole = text.trim();
    if whole.is_empty() {
        return Ok(Cell::Blank);
    }
    if let Some(reason) = legend.meaning(whole) {
        return Ok(Cell::Marked { reason, marker: whole.to_owned(), notes: Vec::new() });
    }
    let mut flags = Flags::default();
    let mut notes = Vec::new();
    let mut rest = whole;
    while let Some((before, after)) = split_annotation(rest) {
        match after {
            Annotation::Note(label) => notes.insert(0, label),
            Annotation::Flag(set) => set(&mut flags),
        }
        rest = before;
    }
    // A number of one or two digits after a space is a note whose raised digit lost its height.
    if let Some((before, digits)) = rest.rsplit_once(char::is_whitespace) {
        let before = before.trim_end();
        let only_digits = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty();
        let is_core = core(before, legend).is_ok_and(|core| core.is_some());
        if only_digits && is_core {
            if digits.len() > 2 {
                return Err(Message::new("cell-space-in-number").with("text", whole));
            }
            notes.insert(0, digits.to_owned());
            rest = before;
        }
    }
    let with_whole = |mut message: Message| {
        for (name, value) in &mut message.args {
            if *name == "text" {
                whole.clone_into(value);
            }
        }
        message
    };
    match core(rest, legend).map_err(with_whole)? {
        Some(Core::Number(printed)) => Ok(Cell::Value { printed, flags, notes }),
        Some(Core::Band(low, high)) => Ok(Cell::Band { low, high, printed: rest.to_owned(), notes }),
        Some(Core::Marker(reason)) => Ok(Cell::Marked { reason, marker: rest.to_owned(), notes }),
        None => Err(unknown(whole, rest)),
    }
}

/// A cell without its notes and standing.
enum Core {
    Number(Printed),
    Band(Decimal, Decimal),
    Marker(Reason),
}

fn core(text: &str, legend: &Legend) -> Result<Option<Core>, Message> {
    if let Some(reason) = legend.meaning(text) {
        return Ok(Some(Core::Marker(reason)));
    }
    match Printed::parse(text) {
        Ok(printed) => return Ok(Some(Core::Number(printed))),
        Err(message) if message.key == "number-thousands" => return Err(message),
        Err(_) => {}
    }
    Ok(band(text)?.map(|(low, high)| Core::Band(low, high)))
}

/// Says whether unreadable text looks like a marker that needs a legend, or like words.
fn unknown(whole: &str, rest: &str) -> Message {
    let key = if legend::looks_like_a_marker(rest) { "cell-marker-without-meaning" } else { "cell-unreadable" };
    Message::new(key).with("text", whole)
}

enum Annotation {
    Note(String),
    Flag(fn(&mut Flags)),
}

/// Takes the last note or standing off the end of a cell; what is left is never empty.
fn split_annotation(text: &str) -> Option<(&str, Annotation)> {
    if let Some(open) = text.strip_suffix(']').and_then(|t| t.rfind('[')) {
        let inside = text[open + 1..text.len() - 1].trim().to_lowercase();
        let before = text[..open].trim_end();
        let annotation = match inside.as_str() {
            "p" => Annotation::Flag(|flags| flags.provisional = true),
            "r" => Annotation::Flag(|flags| flags.revised = true),
            "e" => Annotation::Flag(|flags| flags.estimated = true),
            "low" => Annotation::Flag(|flags| flags.low = true),
            other => Annotation::Note(other.strip_prefix("note ")?.trim().to_owned()),
        };
        return (!before.is_empty()).then_some((before, annotation));
    }
    let before = text.trim_end_matches(|c| superscript(c).is_some());
    if before.is_empty() || before.len() == text.len() {
        return None;
    }
    let label = text[before.len()..].chars().filter_map(superscript);
    Some((before.trim_end(), Annotation::Note(label.collect())))
}

fn superscript(c: char) -> Option<char> {
    match c {
        '\u{b9}' => Some('1'),
        '\u{b2}' => Some('2'),
        '\u{b3}' => Some('3'),
        '\u{2070}' => Some('0'),
        '\u{2074}'..='\u{2079}' => char::from_digit(u32::from(c) - 0x2070, 10),
        _ => None,
    }
}

/// Reads `95-100%`, `95% - 100%`, `90+%` and `90%+`. A range without a percent sign is not a band:
/// `20-21` may be a session.
fn band(text: &str) -> Result<Option<(Decimal, Decimal)>, Message> {
    let plus = text.strip_suffix("+%").or_else(|| text.strip_suffix("%+")).or_else(|| text.strip_suffix("+ %"));
    let ends = match plus {
        Some(low) => plain_number(low).map(|low| (low, Decimal::ONE_HUNDRED)),
        None => text.strip_suffix('%').and_then(|range| {
            let (low, high) = range.split_once(['-', '\u{2013}', '\u{2014}'])?;
            let low = low.trim_end();
            Some((plain_number(low.strip_suffix('%').unwrap_or(low))?, plain_number(high)?))
        }),
    };
    match ends {
        Some((low, high)) if high < low || high > Decimal::ONE_HUNDRED => {
            Err(Message::new("cell-band-out-of-range").with("text", text))
        }
        ends => Ok(ends),
    }
}

fn plain_number(text: &str) -> Option<Decimal> {
    let number = Printed::parse(text).ok()?;
    let plain = !number.has_percent_sign() && !number.value().is_sign_negative();
    plain.then(|| number.value())
}
