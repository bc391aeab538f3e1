//! Accessible workbooks: cover, contents, notes, then one marked table a sheet; no merged cells, no symbols for notes.
//!
//! The same record gives the same bytes: the day of making is the day of the newest value, never the clock's.

use std::str::FromStr;

use figures::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Table, TableColumn, Url, Workbook, Worksheet, XlsxError};

use super::problem::Problem;

/// What stands in a cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number with its printed decimals.
    Number(Decimal),
}

impl Value {
    /// Words. They are written as a string, so that a spreadsheet never runs them as a formula.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A sheet with one table.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name on the tab; short.
    pub name: String,
    /// Its title, in the first cell.
    pub title: String,
    /// Lines under the title.
    pub about: Vec<String>,
    /// The headings, each different from the others.
    pub headings: Vec<String>,
    /// The rows, each as wide as the headings.
    pub rows: Vec<Vec<Value>>,
    /// How wide the columns are, in characters; the last holds for the rest.
    pub widths: Vec<u16>,
}

/// What the workbook says of itself.
#[derive(Debug, Clone)]
pub struct About {
    /// Its title, also the first line of the cover.
    pub title: String,
    /// What it is about, for the file's own description of itself.
    pub subject: &'static str,
    /// Who gives it out.
    pub author: String,
    /// Lines of the cover, under the title.
    pub cover: Vec<String>,
    /// The instant of the newest value, as stored.
    pub changed: String,
}

/// The explanation of the shorthand, for the cover.
pub const SHORTHAND: &str = "Shorthand in place of a number: [x] not available, [z] not applicable, [c] held back to protect people. The column “Notes” says in words why.";

/// Writes a workbook. A contents sheet is added; the first of `sheets` should be the notes.
///
/// # Errors
/// [`Problem::Broken`] when the workbook cannot be written.
pub fn write(about: &About, sheets: &[Sheet]) -> Result<Vec<u8>, Problem> {
    build(about, sheets).map_err(Problem::broken)
}

fn build(about: &About, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let instant = about.changed.get(..19).unwrap_or("2000-01-01T00:00:00");
    let properties = DocProperties::new()
        .set_title(&about.title)
        .set_subject(about.subject)
        .set_author(&about.author)
        .set_creation_datetime(&ExcelDateTime::parse_from_str(instant)?);
    book.set_properties(&properties);
    let heading = Format::new().set_bold().set_font_size(16).set_text_wrap();
    let wrap = Format::new().set_text_wrap();
    let cover = book.add_worksheet();
    cover.set_name("Cover")?.set_column_width(0, 90)?;
    cover.write_string_with_format(0, 0, &about.title, &heading)?;
    for (row, line) in (1_u32..).zip(&about.cover) {
        cover.write_string_with_format(row, 0, line, &wrap)?;
    }
    let contents = Sheet {
        name: "Contents".into(),
        title: "Contents".into(),
        about: vec!["This sheet holds one table: the other sheets and what they show.".into()],
        headings: vec!["Sheet".into(), "What it shows".into()],
        rows: sheets.iter().map(|sheet| vec![Value::text(&sheet.name), Value::text(&sheet.title)]).collect(),
        widths: vec![24, 90],
    };
    let page = book.add_worksheet();
    fill(page, &contents, 1, &heading, &wrap)?;
    let first = first_row(&contents);
    for (row, sheet) in (first..).zip(sheets) {
        let link = Url::new(format!("internal:'{}'!A1", sheet.name)).set_text(&sheet.name);
        page.write_url(row, 0, link)?;
    }
    for (number, sheet) in (2_usize..).zip(sheets) {
        fill(book.add_worksheet(), sheet, number, &heading, &wrap)?;
    }
    book.save_to_buffer()
}

/// The row of the first data cell, counted from 0: title, lines, headings stand above.
fn first_row(sheet: &Sheet) -> u32 {
    u32::try_from(sheet.about.len()).unwrap_or_default() + 2
}

fn fill(page: &mut Worksheet, sheet: &Sheet, number: usize, heading: &Format, wrap: &Format) -> Result<(), XlsxError> {
    page.set_name(&sheet.name)?;
    page.write_string_with_format(0, 0, &sheet.title, heading)?;
    for (row, line) in (1_u32..).zip(&sheet.about) {
        page.write_string(row, 0, line)?;
    }
    for column in 0..sheet.headings.len() {
        let width = sheet.widths.get(column).or(sheet.widths.last()).copied().unwrap_or(12);
        page.set_column_width(u16::try_from(column).unwrap_or_default(), width)?;
    }
    let first = first_row(sheet);
    let columns: Vec<TableColumn> = sheet
        .headings
        .iter()
        .map(|text| TableColumn::new().set_header(text).set_header_format(Format::new().set_bold().set_text_wrap()))
        .collect();
    let last_row = first + u32::try_from(sheet.rows.len().max(1)).unwrap_or(1) - 1;
    let last_column = u16::try_from(sheet.headings.len().max(1)).unwrap_or(1) - 1;
    let table = Table::new().set_name(format!("table_{number}")).set_autofilter(false).set_columns(&columns);
    page.add_table(first - 1, 0, last_row, last_column, &table)?;
    for (row, cells) in (first..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Value::Text(text) => page.write_string_with_format(row, column, text, wrap)?,
                Value::Number(number) => {
                    let decimals = usize::try_from(number.scale()).unwrap_or_default();
                    let shape = if decimals == 0 { "#,##0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
                    // A workbook knows binary numbers only; the format keeps the printed decimals.
                    let near = f64::from_str(&number.to_string()).unwrap_or_default();
                    page.write_number_with_format(row, column, near, &Format::new().set_num_format(shape))?
                }
            };
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_a_formula_stays_text_and_a_negative_number_a_number() {
        let dangerous = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\u{feff}=1", "#REF!"];
        let mut rows: Vec<Vec<Value>> =
            dangerous.iter().map(|text| vec![Value::text(*text), Value::Number(Decimal::new(-5, 1))]).collect();
        rows.push(vec![Value::text("plain"), Value::Number(Decimal::new(-3, 0))]);
        let sheet = Sheet {
            name: "Data".into(),
            title: "=Title".into(),
            about: vec!["+About".into()],
            headings: vec!["=Heading".into(), "-Number".into()],
            rows,
            widths: vec![20],
        };
        let about = About {
            title: "=Cover".into(),
            subject: "",
            author: "Somebody".into(),
            cover: vec!["@line".into()],
            changed: "2026-02-02T10:00:00.000Z".into(),
        };
        let bytes = write(&about, &[sheet]).unwrap();
        let (book, issues) = sheets::read_workbook(&bytes, &sheets::BookCaps::default());
        assert_eq!(issues, []);
        let data = book.sheets().find(|sheet| sheet.name() == "Data").unwrap();
        let cells: Vec<(sheets::Value<'_>, sheets::Value<'_>)> =
            data.rows().skip(3).map(|row| (row.get(1), row.get(2))).collect();
        let expected = dangerous.iter().map(|text| (sheets::Value::Text(text), sheets::Value::Number("-0.5")));
        let plain = (sheets::Value::Text("plain"), sheets::Value::Number("-3"));
        assert_eq!(cells, expected.chain([plain]).collect::<Vec<_>>());
        // Nothing in the whole book is a formula.
        let values = book.sheets().flat_map(|sheet| {
            sheet.rows().flat_map(|row| row.cells().map(|cell| cell.1).collect::<Vec<_>>()).collect::<Vec<_>>()
        });
        assert!(values.into_iter().all(|value| !matches!(value, sheets::Value::Uncomputed | sheets::Value::Fault(_))));
    }
}
