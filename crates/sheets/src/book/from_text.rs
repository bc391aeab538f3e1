//! A text file seen as a workbook of one sheet, so that whoever reads a published list need not care which
//! of the two it came as.

use csv::{ReaderBuilder, StringRecord};
use figures::Message;

use super::strings::keep;
use super::{Book, BookCaps, BookCell, Kind, Line, Sheet, read_workbook_watched};
use crate::csv_in::{blank_lines, place};
use crate::encoding::decode;
use crate::issue::{Issue, Issues};
use crate::separator;

/// Reads a workbook or a text file, whichever the first bytes say it is, as [`super::read_workbook`] does.
#[must_use]
pub fn read_book(bytes: &[u8], caps: &BookCaps, progress: &mut dyn FnMut(usize)) -> (Book, Vec<Issue>) {
    let is_text = !bytes.starts_with(b"PK") && !bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) && !bytes.is_empty();
    if !is_text {
        return read_workbook_watched(bytes, caps, progress);
    }
    let mut issues = Issues::default();
    let book = read(bytes, caps, &mut issues, progress).unwrap_or_else(|what| {
        issues.add(Issue::sheet(what));
        Book::default()
    });
    (book, issues.into_list())
}

fn read(bytes: &[u8], caps: &BookCaps, issues: &mut Issues, progress: &mut dyn FnMut(usize)) -> Result<Book, Message> {
    let decoded = decode(bytes, caps.packed)?;
    if let Some(doubt) = decoded.doubt {
        issues.add(Issue::sheet(doubt).as_warning());
    }
    let text = decoded.text;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator::of_lines(&text))
        .from_reader(text.as_bytes());
    let mut book = Book { text: String::new(), sheets: Vec::new() };
    let mut sheet = Sheet::default();
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let start = place(&reader);
        if !reader.read_record(&mut record).map_err(|_unreadable| Message::new("sheet-unreadable-row"))? {
            break;
        }
        number += 1 + blank_lines(&text, start, place(&reader));
        if number > caps.rows {
            return Err(Message::new("sheet-too-many-rows").with("most", caps.rows));
        }
        if record.len() > caps.columns {
            let what = Message::new("sheet-too-many-columns").with("found", record.len());
            return Err(what.with("most", caps.columns));
        }
        let first = sheet.cells.len();
        for (column, cell) in (1_u16..).zip(record.iter()).filter(|(_, cell)| !cell.trim().is_empty()) {
            let kept = keep(cell, caps, &mut book.text)?;
            let kind = if kept.is_some() { Kind::Text } else { Kind::TooLong };
            let (start, length) = kept.unwrap_or_default();
            sheet.cells.push(BookCell { column, kind, start, length });
            if sheet.cells.len() > caps.cells {
                return Err(Message::new("book-too-many-cells").with("most", caps.cells));
            }
            if sheet.cells.len().is_multiple_of(4096) {
                progress(sheet.cells.len());
            }
        }
        if sheet.cells.len() > first {
            let at = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
            sheet.rows.push(Line { number: at(number), first: at(first), end: at(sheet.cells.len()) });
        }
    }
    book.sheets.push(sheet);
    Ok(book)
}
