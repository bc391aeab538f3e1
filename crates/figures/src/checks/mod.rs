//! Checks of what papers print: numbers against each other, text against tables, notes against their columns, names
//! against what they count. Each says what it finds; none corrects anything, and any may be overridden with a reason.

mod change;
pub mod claim;
mod jump;
mod labels;
mod lists;
mod notes;
mod parts;
mod people;
mod range;
pub mod rough;
mod share;
mod table;
#[cfg(test)]
mod tests;
mod vintages;

use rust_decimal::Decimal;

use crate::Message;

pub use change::{Direction, stated_change, stated_direction};
pub use claim::Claim;
pub use jump::{FEWEST_POINTS, unusual_jumps};
pub use labels::{labels_differ, misspelt_address, unexplained_markers};
pub use lists::{each_has, lists_differ, number_listed};
pub use notes::{none_before, note_period, stale_note, twice_or_every_second};
pub use parts::{gap_fits, total_fits};
pub use people::{more_people_than_all, more_people_than_attendances, one_name_two_kinds, parts_of_indicator, swings};
pub use range::out_of_range;
pub use rough::{Rough, Said, said_twice};
pub use share::{grim, impossible_mean, impossible_share, share_of_counts};
pub use table::{Extreme, stated_absence, stated_course, stated_extreme, stated_value};
pub use vintages::{Vintage, vintages_disagree};

/// Something that does not agree, or `None` where nothing speaks against it.
pub type Finding = Option<Message>;

/// One unit of the last decimal of the less exact of two numbers.
fn last_place(a: Decimal, b: Decimal) -> Decimal {
    Decimal::new(1, a.scale().min(b.scale()))
}

/// Whether two printed numbers may be the same number: equal where they have the same decimals, otherwise no further
/// apart than half a unit of the last decimal of the less exact one.
fn same_number(a: Decimal, b: Decimal) -> bool {
    if a.scale() == b.scale() {
        return a == b;
    }
    (a - b).abs() * Decimal::TWO <= last_place(a, b)
}
