//! What may stand in a cell: one value or one reason, in the unit's range, with a mark its source explains.

use figures::{Cell, Content, Decimal, Figure, Legend, Reason, Unit, read_cell};

use super::{Book, Indicator};
use crate::plumbing::words::say_message;

/// One thing that is wrong with a cell, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// `value`, `reason` or `marker`: the column of a file and the field of a form.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// What was typed for a cell; empty texts are none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given<'a> {
    pub(super) value: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) marker: Option<&'a str>,
}

/// Reads what was typed for a cell of a source. Every fault is returned, not only the first.
pub(super) fn read(
    book: &Book,
    indicator: &Indicator,
    source: &str,
    given: Given<'_>,
) -> Result<Figure, Vec<CellFault>> {
    let mut faults = Vec::new();
    let mut fault = |field, message: String| faults.push(CellFault { field, message });
    let figure = match (given.value, given.reason) {
        (Some(_), Some(_)) => {
            fault("value", "give a value or a reason, not both; empty one of the two".into());
            None
        }
        (None, None) => {
            fault("value", "give a value, or the reason why there is none; an empty cell is never nought".into());
            None
        }
        (Some(value), None) => match of_value(indicator, value) {
            Ok(figure) => Some(figure),
            Err(message) => {
                fault("value", message);
                None
            }
        },
        (None, Some(reason)) => match reason.parse::<Reason>() {
            Ok(reason) if reason.may_be_stored() => Some(Figure::reason(reason, indicator.unit)),
            Ok(reason) => {
                fault("reason", format!("{reason} is drawn beside a value of two sessions and never entered"));
                None
            }
            Err(message) => {
                fault("reason", say_message(&message));
                None
            }
        },
    };
    let figure = match (figure, given.marker) {
        (Some(figure), Some(marker)) => match with_mark(book, source, figure, marker) {
            Ok(figure) => Some(figure),
            Err(message) => {
                fault("marker", message);
                None
            }
        },
        (figure, _) => figure,
    };
    match figure {
        Some(figure) if faults.is_empty() => Ok(figure),
        _ => Err(faults),
    }
}

fn of_value(indicator: &Indicator, text: &str) -> Result<Figure, String> {
    let cell = read_cell(text, &Legend::new()).map_err(|message| say_message(&message))?;
    let noted = match &cell {
        Cell::Value { notes, .. } | Cell::Band { notes, .. } => !notes.is_empty(),
        Cell::Marked { .. } | Cell::Blank => false,
    };
    if noted {
        return Err(format!("`{text}` holds the mark of a note; put the mark into the marker column"));
    }
    let figure = cell.into_figure(indicator.unit).ok_or_else(|| "the value is empty".to_owned())?;
    match out_of_range(indicator.unit, &figure) {
        Some(message) => Err(message),
        None => Ok(figure),
    }
}

/// What is wrong with a number in its unit.
pub(super) fn out_of_range(unit: Unit, figure: &Figure) -> Option<String> {
    let hundred = Decimal::ONE_HUNDRED;
    let (lowest, highest) = match &figure.content {
        Content::Value(printed) => (printed.value(), printed.value()),
        Content::Band { low, high } => (*low, *high),
        Content::Reason(_) => return None,
    };
    let sign = matches!(&figure.content, Content::Value(printed) if printed.has_percent_sign());
    match unit {
        Unit::Percent if lowest < Decimal::ZERO || highest > hundred => {
            Some(format!("{} is not between 0 and 100, as a percentage must be", figure.display_short()))
        }
        Unit::PercentagePoints if lowest < -hundred || highest > hundred => {
            Some(format!("{} is not between \u{2212}100 and 100, as a gap must be", figure.display_short()))
        }
        Unit::Count | Unit::Per1000 if lowest < Decimal::ZERO => {
            Some(format!("{} is below nought", figure.display_short()))
        }
        Unit::Count | Unit::Per1000 if sign => {
            Some(format!("{} carries a percent sign, and this indicator is not a percentage", figure.display_short()))
        }
        Unit::Count if lowest.scale() > 0 => {
            Some(format!("{} is not a whole number, as a count must be", figure.display_short()))
        }
        _ => None,
    }
}

fn with_mark(book: &Book, source: &str, figure: Figure, mark: &str) -> Result<Figure, String> {
    let markers = book.markers(source);
    match &figure.content {
        Content::Value(_) => {
            if book.footnotes(source).iter().any(|footnote| footnote.mark == mark) {
                return Ok(figure.with_notes([mark]));
            }
            let known = book.footnotes(source).iter().map(|footnote| footnote.mark.as_str()).collect::<Vec<_>>();
            Err(format!("{mark} is no footnote of this source{}", offered(&known)))
        }
        Content::Band { .. } => Err("a band has no marker; leave the marker empty".into()),
        Content::Reason(reason) => match markers.iter().find(|(marker, _)| marker.mark == mark) {
            Some((marker, _)) if marker.reason == *reason => Ok(figure.with_marker(mark)),
            Some((marker, _)) => Err(format!("{mark} means {} in this source, not {reason}", marker.reason)),
            None => {
                let known = markers.iter().map(|(marker, _)| marker.mark.as_str()).collect::<Vec<_>>();
                Err(format!("{mark} is not in the legend of this source{}", offered(&known)))
            }
        },
    }
}

fn offered(known: &[&str]) -> String {
    if known.is_empty() { "; it has none".into() } else { format!("; use one of {}", known.join(", ")) }
}
