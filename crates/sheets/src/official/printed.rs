//! Cells of the published statistics: numbers, bands and markers.

use figures::{Cell, Legend, Message, Reason, read_cell};

use crate::book::Value;

/// What the markers of the Scottish Government's school statistics mean: the letters alone, as they stand
/// in the workbooks since 2019, and in square brackets, as the Government Analysis Function asks for.
///
/// `*` and `C` are suppressed, `#` and `z` not applicable, `..`, `x` and `low` without a number; `w` was
/// not recorded. `NA`, `N/A` and `-` are not in it: lists use them in more than one sense.
#[must_use]
pub fn official_legend() -> Legend {
    let meanings = [
        ("c", Reason::Suppressed),
        ("[c]", Reason::Suppressed),
        ("*", Reason::Suppressed),
        ("z", Reason::NotApplicable),
        ("[z]", Reason::NotApplicable),
        ("#", Reason::NotApplicable),
        ("x", Reason::NotAvailable),
        ("[x]", Reason::NotAvailable),
        ("..", Reason::NotAvailable),
        ("low", Reason::NotAvailable),
        ("[low]", Reason::NotAvailable),
        ("w", Reason::NotCollected),
        ("[w]", Reason::NotCollected),
    ];
    // No marker of the list is empty, a number or given twice.
    Legend::of(meanings).unwrap_or_default()
}

/// A cell of a table of statistics.
///
/// # Errors
/// What is wrong with it, where it is neither a number nor a band nor a marker of the legend.
pub(super) fn printed(value: Value<'_>, legend: &Legend) -> Result<Cell, Message> {
    read_cell(value.text()?, legend)
}

/// The whole number of a cell, where it is one and not below zero.
#[must_use]
pub fn count_of(cell: &Cell) -> Option<u32> {
    match cell {
        Cell::Value { printed, .. } if !printed.has_percent_sign() => {
            let value = printed.value();
            (value == value.trunc()).then(|| value.normalize().to_string().parse().ok()).flatten()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_explains_the_markers_of_every_year() {
        let legend = official_legend();
        for (text, reason) in [
            ("c", Reason::Suppressed),
            ("C", Reason::Suppressed),
            ("c  ", Reason::Suppressed),
            ("[c]", Reason::Suppressed),
            ("*", Reason::Suppressed),
            ("z", Reason::NotApplicable),
            ("#", Reason::NotApplicable),
            ("[x]", Reason::NotAvailable),
            ("low", Reason::NotAvailable),
        ] {
            match read_cell(text, &legend) {
                Ok(Cell::Marked { reason: read, .. }) => assert_eq!(read, reason, "{text}"),
                other => panic!("{text} is {other:?}"),
            }
        }
        assert!(read_cell("N/A", &legend).is_err());
        assert!(matches!(read_cell("90 - 100%", &legend), Ok(Cell::Band { .. })));
        for (text, count) in
            [("229", Some(229)), ("1,229", Some(1_229)), ("0", Some(0)), ("45%", None), ("22.5", None), ("-1", None)]
        {
            assert_eq!(count_of(&read_cell(text, &legend).expect("a number")), count, "{text}");
        }
    }
}
