//! Workbooks made for tests: ordinary ones with a spreadsheet writer, hostile ones by hand.
#![expect(dead_code, reason = "each test binary uses a part of it")]

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip of named parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    packed(parts, CompressionMethod::Deflated)
}

/// A zip of named parts that are not packed, which is quicker to make.
pub fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    packed(parts, CompressionMethod::Stored)
}

fn packed(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

pub const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// The parts of a workbook of one sheet, of which any may be replaced.
pub struct Parts {
    pub book: String,
    pub sheet: String,
    pub strings: String,
    pub styles: String,
}

impl Parts {
    /// A workbook whose sheet has these rows, as XML.
    pub fn with_rows(rows: &str) -> Self {
        Self {
            book: BOOK.to_owned(),
            sheet: format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
            strings: "<sst><si><t>shared</t></si></sst>".to_owned(),
            styles: "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned(),
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        zipped(&[
            ("_rels/.rels", RELATIONS.as_bytes()),
            ("xl/workbook.xml", self.book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS.as_bytes()),
            ("xl/sharedStrings.xml", self.strings.as_bytes()),
            ("xl/styles.xml", self.styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", self.sheet.as_bytes()),
        ])
    }
}

/// What a test puts into a cell.
#[derive(Clone)]
pub enum Put {
    Nothing,
    Text(String),
    Number(f64),
    /// A day as `2024-10-31`.
    Day(&'static str),
}

impl From<&str> for Put {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text.to_owned()) }
    }
}

impl From<i32> for Put {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Put {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A row of cells of any kind.
#[macro_export]
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::made::Put::from($cell)),*] };
}

/// Puts rows into a sheet, from its first row down; an empty row is left blank.
pub fn fill(sheet: &mut Worksheet, rows: &[Vec<Put>]) {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (at, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Put::Nothing => continue,
                Put::Text(text) => sheet.write_string(at, column, text),
                Put::Number(number) => sheet.write_number(at, column, *number),
                Put::Day(text) => {
                    let day_of = rust_xlsxwriter::ExcelDateTime::parse_from_str(text).expect("a day");
                    sheet.write_datetime_with_format(at, column, &day_of, &day)
                }
            }
            .expect("a cell");
        }
    }
}

/// A workbook of named sheets.
pub fn workbook(sheets: &[(&str, Vec<Vec<Put>>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        fill(sheet, rows);
    }
    book.save_to_buffer().expect("a workbook")
}
