//! Numbers with a decimal comma, as spreadsheets of other countries write them.

use figures::Message;

use crate::csv_in::Row;
use crate::issue::{Issue, Issues};

/// The sign before the decimals in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalSign {
    /// Every number that shows it has a point, or none has decimals.
    Point,
    /// Every number that shows it has a comma.
    Comma,
    /// Some have a point and some a comma.
    Mixed,
}

/// What one cell shows of the decimal sign; `None` for `1,234`, which may be either, and for other text.
fn shows(text: &str) -> Option<DecimalSign> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let number = number.strip_prefix('-').unwrap_or(number);
    let (at, sign) = number.char_indices().rev().find(|(_, letter)| matches!(letter, ',' | '.'))?;
    let (whole, decimals) = (&number[..at], &number[at + 1..]);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let other = if sign == ',' { '.' } else { ',' };
    let groups: Vec<&str> = whole.split(other).collect();
    let grouped = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
    if !digits(decimals) || !groups.iter().all(|group| digits(group)) || (groups.len() > 1 && !grouped) {
        return None;
    }
    let could_be_thousands = !grouped && decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
    (!could_be_thousands).then_some(if sign == ',' { DecimalSign::Comma } else { DecimalSign::Point })
}

/// The decimal sign that the numbers of a file show.
#[must_use]
pub fn decimal_sign<'a>(cells: impl IntoIterator<Item = &'a str>) -> DecimalSign {
    let (mut comma, mut point) = (false, false);
    for cell in cells {
        match shows(cell) {
            Some(DecimalSign::Comma) => comma = true,
            Some(_) => point = true,
            None => {}
        }
    }
    match (comma, point) {
        (true, true) => DecimalSign::Mixed,
        (true, false) => DecimalSign::Comma,
        (false, _) => DecimalSign::Point,
    }
}

/// A number with a decimal comma as one with a point; `None` for other text.
///
/// Only for a file whose sign is [`DecimalSign::Comma`]: there `1,234` is a little more than one.
#[must_use]
pub fn with_point(text: &str) -> Option<String> {
    let whole = text.trim();
    let mut parts = whole.splitn(2, ',');
    let (before, after) = (parts.next()?, parts.next()?);
    let decimals = after.trim_end_matches('%').trim_end();
    let unsigned = before.strip_prefix('-').unwrap_or(before);
    let mut groups = unsigned.split('.');
    let first = groups.next().filter(|first| !first.is_empty())?;
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sound = all_digits(first) && groups.all(|group| group.len() == 3 && all_digits(group)) && all_digits(decimals);
    sound.then(|| format!("{}.{after}", before.replace('.', "")))
}

/// Turns the decimal commas of a file whose cells are parted by another sign, and says where the first
/// stands; where some numbers have a point and some a comma, only says so.
pub(crate) fn turn(rows: &mut [Row], issues: &mut Issues) {
    let sign = decimal_sign(rows.iter().flat_map(|row| row.cells.iter().map(String::as_str)));
    if sign == DecimalSign::Point {
        return;
    }
    let mut said = false;
    for row in rows {
        for (column, cell) in (1..).zip(&mut row.cells) {
            if shows(cell) == Some(DecimalSign::Comma) && !said {
                said = true;
                let key = if sign == DecimalSign::Mixed { "sheet-decimals-mixed" } else { "sheet-decimal-comma" };
                let what = Message::new(key).with("text", cell.trim());
                let column: usize = column;
                issues.add(Issue::cell(row.number, column.to_string(), what).as_warning());
            }
            if sign == DecimalSign::Comma
                && let Some(turned) = with_point(cell)
            {
                *cell = turned;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decimal_sign_of_a_file_is_what_its_numbers_show() {
        for (cells, sign) in [
            (vec!["1,5", "1,234", "x"], DecimalSign::Comma),
            (vec!["1.5", "1,234"], DecimalSign::Point),
            (vec!["1,234", "12,345", "Smith, J", "1,2,3"], DecimalSign::Point),
            (vec!["1.234,5 %"], DecimalSign::Comma),
            (vec!["0,125"], DecimalSign::Comma),
            (vec!["1,5", "2.5"], DecimalSign::Mixed),
            (vec!["31.08.2014", ""], DecimalSign::Point),
        ] {
            assert_eq!(decimal_sign(cells.iter().copied()), sign, "{cells:?}");
        }
    }

    #[test]
    fn a_decimal_comma_becomes_a_point_and_other_text_stays() {
        for (text, turned) in [
            ("74,5", Some("74.5")),
            ("-0,5%", Some("-0.5%")),
            ("1.234,56", Some("1234.56")),
            ("1,234", Some("1.234")),
            ("1,2,3", None),
            ("Smith, J", None),
            (",5", None),
            ("5", None),
            ("12.34,5", None),
        ] {
            assert_eq!(with_point(text).as_deref(), turned, "{text}");
        }
    }
}
