//! Writes rows as CSV that a spreadsheet can open without running anything in it.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::guard::guarded;

/// One cell to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Text. Where a spreadsheet might run it, it gets an apostrophe before it.
    Text(String),
    /// The digits of a number, written as they are: `-0.5`, `73.0`. Anything that is not a plain
    /// number is written as text.
    Number(String),
    /// Nothing.
    Empty,
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Field {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

/// Writes a header and rows as UTF-8 with commas and line feeds. The same input always gives the same
/// bytes, and [`crate::read_csv`] reads them back as they were.
#[must_use]
pub fn write_csv(header: &[&str], rows: &[Vec<Field>]) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(Vec::new());
    let names = header.iter().map(|name| guarded(name)).collect();
    let cells = rows.iter().map(|row| row.iter().map(text_of).collect());
    for record in std::iter::once(names).chain(cells) {
        let record: Vec<String> = record;
        // Writing to memory does not fail, and rows of any width are allowed.
        let _in_memory = writer.write_record(&record);
    }
    writer.into_inner().unwrap_or_default()
}

fn text_of(field: &Field) -> String {
    match field {
        Field::Empty => String::new(),
        Field::Number(number) if is_plain_number(number) => number.clone(),
        Field::Number(text) | Field::Text(text) => guarded(text),
    }
}

fn is_plain_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}
