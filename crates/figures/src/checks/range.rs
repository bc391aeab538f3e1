//! Is a value one that its unit can have?

use rust_decimal::Decimal;

use super::Finding;
use crate::{Message, Unit, grouped};

/// Whether a value lies where its unit can lie: a percentage from 0 to 100, a difference of percentages from −100 to 100,
/// a count from 0 and whole, a rate per 1,000 from 0 (one person may be several cases, so it may pass 1,000).
///
/// Found: `check-range-percent`, `check-range-points`, `check-range-below-zero` or `check-range-not-whole`, each with
/// `value`.
#[must_use]
pub fn out_of_range(value: Decimal, unit: Unit) -> Finding {
    let hundred = Decimal::ONE_HUNDRED;
    let key = match unit {
        Unit::Percent if value < Decimal::ZERO || value > hundred => "check-range-percent",
        Unit::PercentagePoints if value.abs() > hundred => "check-range-points",
        Unit::Count | Unit::Per1000 if value < Decimal::ZERO => "check-range-below-zero",
        Unit::Count if !value.fract().is_zero() => "check-range-not-whole",
        Unit::Percent | Unit::PercentagePoints | Unit::Count | Unit::Per1000 => return None,
    };
    Some(Message::new(key).with("value", grouped(value)))
}
