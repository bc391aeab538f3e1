//! Finds rows whose cells moved, and the shift each looks like.

use figures::{Cell, Legend, Message, read_cell};

use super::Header;
use crate::issue::{Shift, Suggestion};

/// What one cell looks like, whatever column it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Empty,
    Number,
    Word,
    /// Neither sound nor plainly a word: it is reported as the figures crate says it.
    Broken,
}

fn looks(text: &str, legend: &Legend) -> Looks {
    match read_cell(text, legend) {
        Ok(Cell::Blank) => Looks::Empty,
        Ok(_) => Looks::Number,
        Err(message) if message.key == "cell-unreadable" && !has_digit(text) => Looks::Word,
        Err(_) => Looks::Broken,
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether these cells would be a sound row: label, theme if there is one, then values.
fn is_sound(cells: &[String], header: &Header, legend: &Legend) -> bool {
    let values = header.before_values();
    let theme_is_fit = !header.has_themes
        || cells.get(1).is_some_and(|theme| matches!(looks(theme, legend), Looks::Empty | Looks::Word));
    cells.len() == header.names.len()
        && !cells[0].is_empty()
        && theme_is_fit
        && cells[values..].iter().all(|cell| matches!(looks(cell, legend), Looks::Empty | Looks::Number))
}

fn suggestion(shift: Shift, cells: Vec<String>, header: &Header, legend: &Legend) -> Option<Suggestion> {
    is_sound(&cells, header, legend).then_some(Suggestion { shift, cells })
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// A cell in a column where it cannot belong, in a row of the right width: which column (from 0), what
/// is wrong, and the shift it looks like.
pub(super) fn of_place(
    cells: &[&str],
    header: &Header,
    legend: &Legend,
) -> Option<(usize, Message, Option<Suggestion>)> {
    let first_value = header.before_values();
    if header.has_themes && looks(cells[1], legend) == Looks::Number {
        let what = Message::new("paste-number-in-theme").with("text", cells[1]);
        return Some((1, what, number_in_theme(cells, header, legend)));
    }
    let word = (first_value..cells.len()).find(|at| looks(cells[*at], legend) == Looks::Word)?;
    let what = Message::new("paste-word-in-value").with("text", cells[word]);
    Some((word, what, word_in_value(cells, word, header, legend)))
}

fn number_in_theme(cells: &[&str], header: &Header, legend: &Legend) -> Option<Suggestion> {
    let mut moved = owned(cells);
    if cells.get(2).is_some_and(|cell| cell.is_empty()) {
        // The number stands where the theme should and the empty theme where the number should.
        moved.swap(1, 2);
        return suggestion(Shift::CellMovedLeft { from: 2 }, moved, header, legend);
    }
    if cells.last().is_some_and(|cell| cell.is_empty()) {
        moved.insert(1, String::new());
        moved.pop();
        return suggestion(Shift::CellMissing { column: 2 }, moved, header, legend);
    }
    None
}

fn word_in_value(cells: &[&str], word: usize, header: &Header, legend: &Legend) -> Option<Suggestion> {
    let just_after_theme = header.has_themes && word == 2 && cells[1].is_empty();
    if !just_after_theme {
        return None;
    }
    let mut moved = owned(cells);
    moved.remove(1);
    moved.push(String::new());
    suggestion(Shift::EmptyCellTooMany { column: 2 }, moved, header, legend)
}

/// The shift that a row one cell too short or too long looks like, if just one shift makes it sound.
pub(super) fn of_width(cells: &[&str], header: &Header, legend: &Legend) -> Option<Suggestion> {
    let expected = header.names.len();
    if cells.len() == expected + 1 {
        let empty = (1..cells.len()).filter(|at| cells[*at].is_empty());
        let mut fits = empty.filter_map(|at| {
            let mut moved = owned(cells);
            moved.remove(at);
            let shift = Shift::EmptyCellTooMany { column: at + 1 };
            suggestion(shift, moved, header, legend)
        });
        let first = fits.next()?;
        return fits.all(|other| other.cells == first.cells).then_some(first);
    }
    let theme_is_number = header.has_themes && cells.get(1).is_some_and(|cell| looks(cell, legend) == Looks::Number);
    if cells.len() + 1 == expected && theme_is_number {
        let mut moved = owned(cells);
        moved.insert(1, String::new());
        return suggestion(Shift::CellMissing { column: 2 }, moved, header, legend);
    }
    None
}
