//! How wide a table's columns are, and whether a table may break across pages: decided from the words in it, so that
//! the same table is always drawn the same.

use serde::Serialize;

use crate::model::{Alignment, Table, plain_text};

/// A table of at most this many rows and characters is kept on one page.
const WHOLE_ROWS: usize = 16;
const WHOLE_CHARACTERS: usize = 1_600;
/// A cell longer than this may break across pages, since it might not fit on one.
const TALL_CELL: usize = 1_200;
/// Column shares, in characters.
const NARROWEST: usize = 5;
const WIDEST: usize = 34;

/// What the template needs to know of a table beyond its words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Shape {
    /// The share of each column in the width.
    pub(crate) widths: Vec<usize>,
    /// Whether the table stays on one page.
    pub(crate) whole: bool,
    /// Whether rows may break across pages.
    pub(crate) tall: bool,
}

pub(crate) fn shape(table: &Table) -> Shape {
    let mut widths: Vec<usize> =
        table.columns.iter().map(|column| longest_word(&plain_text(&column.heading))).collect();
    let mut characters = 0;
    let mut tallest = 0;
    for row in &table.rows {
        let mut at = 0;
        for cell in &row.cells {
            let text = plain_text(&cell.content);
            let length = text.chars().count();
            characters += length;
            tallest = tallest.max(length);
            if let (1, Some(width), Some(column)) = (cell.span, widths.get_mut(at), table.columns.get(at)) {
                let wanted = match column.alignment {
                    Alignment::Number => length.min(WIDEST / 2).max(longest_word(&text)),
                    Alignment::Text => length,
                };
                *width = (*width).max(wanted);
            }
            at += usize::from(cell.span);
        }
    }
    Shape {
        // Two characters' worth of every share is the space on both sides of the words.
        widths: widths.into_iter().map(|width| width.clamp(NARROWEST, WIDEST) + 2).collect(),
        whole: table.rows.len() <= WHOLE_ROWS && characters <= WHOLE_CHARACTERS,
        tall: tallest > TALL_CELL,
    }
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}
