//! Reads a workbook: its directory, its shared texts and formats, then one sheet after the other.

use figures::Message;

use super::cells::{self, Around};
use super::package::Package;
use super::strings::{self, Strings};
use super::styles::{self, Styles};
use super::{Book, BookCaps, Sheet, parts};
use crate::issue::{Issue, Issues};

/// Reads an XLSX workbook.
///
/// Returned are the sheets that could be read and every issue found. A file that is no workbook, is
/// locked with a password, is in the old `.xls` or another format, or is over a cap gives an issue that
/// says so and no sheets; a damaged sheet gives an issue that names it and its rows before the damage.
/// What is wrong with a single cell stands in the cell ([`super::Value`]), for whoever needs that cell.
#[must_use]
pub fn read_workbook(bytes: &[u8], caps: &BookCaps) -> (Book, Vec<Issue>) {
    read_workbook_watched(bytes, caps, &mut |_| {})
}

/// Reads an XLSX workbook as [`read_workbook`] does and tells `progress` now and then how many cells or
/// shared texts were read, so that whoever waits can tell slow from stuck.
#[must_use]
pub fn read_workbook_watched(bytes: &[u8], caps: &BookCaps, progress: &mut dyn FnMut(usize)) -> (Book, Vec<Issue>) {
    let mut issues = Issues::default();
    let mut book = Book::default();
    if let Err(what) = read(bytes, caps, &mut book, &mut issues, progress) {
        issues.add(Issue::sheet(what));
        book = Book::default();
    }
    (book, issues.into_list())
}

fn read(
    bytes: &[u8],
    caps: &BookCaps,
    book: &mut Book,
    issues: &mut Issues,
    progress: &mut dyn FnMut(usize),
) -> Result<(), Message> {
    let mut package = Package::open(bytes, caps)?;
    let parts = parts::read(&mut package, caps)?;
    let mut shared = Strings::default();
    if let Some(part) = &parts.strings
        && let Some(mut xml) = package.part(part)?
    {
        shared = strings::read(&mut xml, caps, &mut book.text, progress)?;
    }
    let mut formats = Styles::default();
    if let Some(part) = &parts.styles
        && let Some(mut xml) = package.part(part)?
    {
        formats = styles::read(&mut xml)?;
    }
    let around = Around { caps, strings: &shared, styles: &formats, dates: parts.dates };
    let mut count = 0;
    for part in parts.sheets {
        let mut sheet = Sheet { name: part.name, hidden: part.hidden, ..Sheet::default() };
        let Some(mut xml) = package.part(&part.part)? else {
            issues.add(Issue::sheet(Message::new("book-sheet-missing")).on(&sheet.name));
            continue;
        };
        progress(count);
        match cells::read(&mut xml, &around, &mut sheet, &mut book.text, &mut count, progress) {
            Ok(()) => {}
            // Over a cap of the whole book, there is no use in going on.
            Err(what) if matches!(what.key, "book-too-many-cells" | "book-unpacked-larger-than-said") => {
                return Err(what);
            }
            Err(what) => issues.add(Issue::sheet(what).on(&sheet.name)),
        }
        cells::drop_empty_row(&mut sheet);
        book.sheets.push(sheet);
    }
    Ok(())
}
