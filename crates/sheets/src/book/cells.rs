//! The cells of one sheet, read as a stream.

use figures::Message;

use super::package::Inflow;
use super::strings::{Strings, keep};
use super::styles::Styles;
use super::value::{DateSystem, Written, written};
use super::xml::{Piece, Tag, Xml, closes};
use super::{BookCaps, BookCell, Kind, Line, Merge, Sheet};

/// The most merged ranges that are kept of a sheet; they matter near the top, where headings stand.
const MOST_MERGES: usize = 20_000;

/// What is needed to read the cells of any sheet of the book.
pub(super) struct Around<'a> {
    pub caps: &'a BookCaps,
    pub strings: &'a Strings,
    pub styles: &'a Styles,
    pub dates: DateSystem,
}

/// What is known of the cell that is being read.
#[derive(Default)]
struct Open {
    column: usize,
    style: usize,
    kind: Holds,
    /// The text between the tags of its value.
    stored: String,
    has_value: bool,
    has_formula: bool,
}

/// What the type of a cell says it stores.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Holds {
    #[default]
    Number,
    Shared,
    Words,
    Flag,
    Fault,
    Day,
}

/// Reads the cells of a sheet into it; `cells` counts those of the whole book.
///
/// # Errors
/// What is wrong with the whole sheet. The rows before that place are kept.
pub(super) fn read(
    xml: &mut Xml<impl Inflow>,
    around: &Around<'_>,
    sheet: &mut Sheet,
    text: &mut String,
    cells: &mut usize,
    progress: &mut dyn FnMut(usize),
) -> Result<(), Message> {
    let mut row = 0;
    let mut last_column = 0;
    let mut open: Option<Open> = None;
    let mut in_value = false;
    let mut in_aid = false;
    loop {
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "row" => {
                    row = next_row(&tag, row, around.caps)?;
                    last_column = 0;
                    let first = u32::try_from(sheet.cells.len()).unwrap_or(u32::MAX);
                    let number = u32::try_from(row).unwrap_or(u32::MAX);
                    sheet.rows.push(Line { number, first, end: first });
                }
                "c" => open = Some(opened(&tag, row, last_column, around.caps)?),
                "v" => {
                    in_value = true;
                    if let Some(open) = &mut open {
                        open.has_value = true;
                    }
                }
                "t" => in_value = !in_aid,
                "rPh" => in_aid = true,
                "f" => {
                    if let Some(open) = &mut open {
                        open.has_formula = true;
                    }
                }
                "mergeCell" if sheet.merges.len() < MOST_MERGES => {
                    sheet.merges.extend(tag.attribute("ref").and_then(|range| merged(&range)));
                }
                _ => {}
            },
            Piece::Text(run) if in_value => {
                if let Some(open) = &mut open {
                    open.stored.push_str(&run);
                }
            }
            Piece::Close(tag) if closes(&tag, "v") || closes(&tag, "t") => in_value = false,
            Piece::Close(tag) if closes(&tag, "rPh") => in_aid = false,
            Piece::Close(tag) if closes(&tag, "c") => {
                let Some(done) = open.take() else { continue };
                last_column = done.column;
                let Some(cell) = closed(done, around, text)? else { continue };
                *cells += 1;
                if *cells > around.caps.cells {
                    return Err(Message::new("book-too-many-cells").with("most", around.caps.cells));
                }
                sheet.cells.push(cell);
                if cells.is_multiple_of(4096) {
                    progress(*cells);
                }
            }
            Piece::Close(tag) if closes(&tag, "row") => {
                if let Some(line) = sheet.rows.last_mut() {
                    line.end = u32::try_from(sheet.cells.len()).unwrap_or(u32::MAX);
                }
                drop_empty_row(sheet);
            }
            Piece::End => return Ok(()),
            _ => {}
        }
    }
}

/// Takes away the last row where it has no cells, or was not read to its end.
pub(super) fn drop_empty_row(sheet: &mut Sheet) {
    if let Some(line) = sheet.rows.last().filter(|line| line.first == line.end) {
        sheet.cells.truncate(usize::try_from(line.first).unwrap_or(usize::MAX));
        sheet.rows.pop();
    }
}

fn next_row(tag: &Tag<'_>, before: usize, caps: &BookCaps) -> Result<usize, Message> {
    let number = match tag.attribute("r") {
        None => before + 1,
        Some(text) => text.trim().parse().unwrap_or(0),
    };
    if number > caps.rows {
        return Err(Message::new("book-row-too-far").with("row", number).with("most", caps.rows));
    }
    if number <= before {
        return Err(Message::new("book-rows-out-of-order").with("row", before));
    }
    Ok(number)
}

fn opened(tag: &Tag<'_>, row: usize, last: usize, caps: &BookCaps) -> Result<Open, Message> {
    let column = match tag.attribute("r") {
        None => last + 1,
        Some(place) => place_of(&place).filter(|(_, of)| *of == row).map_or(0, |(column, _)| column),
    };
    if column > caps.columns {
        return Err(Message::new("book-column-too-far").with("row", row).with("most", caps.columns));
    }
    if column <= last || row == 0 {
        return Err(Message::new("book-cells-out-of-order").with("row", row));
    }
    let kind = match tag.attribute("t").as_deref() {
        None | Some("n") => Holds::Number,
        Some("s") => Holds::Shared,
        Some("b") => Holds::Flag,
        Some("e") => Holds::Fault,
        Some("d") => Holds::Day,
        Some(_) => Holds::Words,
    };
    let style = tag.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
    Ok(Open { column, style, kind, ..Open::default() })
}

/// The cell as it is kept; `None` where nothing stands in it.
fn closed(open: Open, around: &Around<'_>, text: &mut String) -> Result<Option<BookCell>, Message> {
    let column = u16::try_from(open.column).unwrap_or(u16::MAX);
    let bare = |kind| Ok(Some(BookCell { column, kind, start: 0, length: 0 }));
    let mut kept = |kind, words: &str| {
        Ok(Some(match keep(words, around.caps, text)? {
            Some((start, length)) => BookCell { column, kind, start, length },
            None => BookCell { column, kind: Kind::TooLong, start: 0, length: 0 },
        }))
    };
    let stored = open.stored.trim();
    if open.has_formula && !open.has_value {
        return bare(Kind::Uncomputed);
    }
    if open.stored.is_empty() {
        return Ok(None);
    }
    match open.kind {
        Holds::Shared => match stored.parse().ok().and_then(|index| around.strings.place(index)) {
            Some(Some((_, 0))) => Ok(None),
            Some(Some((start, length))) => Ok(Some(BookCell { column, kind: Kind::Text, start, length })),
            Some(None) => bare(Kind::TooLong),
            None => kept(Kind::Fault, stored),
        },
        Holds::Words => kept(Kind::Text, &open.stored),
        Holds::Flag if matches!(stored, "1" | "true") => bare(Kind::Yes),
        Holds::Flag if matches!(stored, "0" | "false") => bare(Kind::No),
        Holds::Flag | Holds::Fault => kept(Kind::Fault, stored),
        Holds::Day => {
            // Written as `2024-10-31T00:00:00Z`: the day, and the time where it is not midnight.
            let plain = stored.trim_end_matches('Z').replace('T', " ");
            kept(Kind::Day, plain.strip_suffix(" 00:00:00").unwrap_or(&plain))
        }
        Holds::Number => match written(stored, around.styles.shown(open.style), around.dates) {
            Some(Written::Number(number)) => kept(Kind::Number, &number),
            Some(Written::Day(day)) => kept(Kind::Day, &day),
            Some(Written::Unfit) | None => kept(Kind::Fault, stored),
        },
    }
}

/// Column and row of `BC12`, counted from 1.
fn place_of(place: &str) -> Option<(usize, usize)> {
    let digits = place.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = place.split_at(digits);
    if letters.is_empty() || letters.len() > 4 || row.len() > 8 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    Some((column, row.parse().ok()?))
}

fn merged(range: &str) -> Option<Merge> {
    let (first, last) = range.split_once(':')?;
    let ((left, top), (right, bottom)) = (place_of(first)?, place_of(last)?);
    (left <= right && top <= bottom).then_some(Merge { top, bottom, left, right })
}
