//! Do the papers that give one value agree on it?

use rust_decimal::Decimal;

use super::{Finding, same_number};
use crate::{Message, grouped};

/// What one source says of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vintage<'a> {
    /// The name of the source, as it is shown.
    pub source: &'a str,
    /// The value as printed.
    pub value: Decimal,
    /// Whether the source says that the value was revised, which explains a difference from an earlier one.
    pub revised: bool,
}

/// Whether sources agree on one value, in the order of their release. One may print fewer decimals. A value that is said
/// to be revised need not agree with earlier ones.
///
/// Found: `check-vintages` with `first_source`, `first`, `second_source`, `second`, for the first two in a row that differ.
#[must_use]
pub fn vintages_disagree(vintages: &[Vintage<'_>]) -> Finding {
    let differ = |pair: &&[Vintage<'_>]| !pair[1].revised && !same_number(pair[0].value, pair[1].value);
    let pair = vintages.windows(2).find(differ)?;
    Some(
        Message::new("check-vintages")
            .with("first_source", pair[0].source)
            .with("first", grouped(pair[0].value))
            .with("second_source", pair[1].source)
            .with("second", grouped(pair[1].value)),
    )
}
