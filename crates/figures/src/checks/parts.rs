//! Does a gap fit its ends, and a total its parts?

use rust_decimal::Decimal;

use super::{Finding, last_place};
use crate::{Message, grouped};

/// Whether a printed gap fits its printed ends. Exact ends may differ from the rounded ones by up to
/// one unit of the last decimal in all, so only a larger distance is reported.
///
/// Found: `check-gap` with `least`, `most`, `stated`, `computed` (least deprived less most deprived).
#[must_use]
pub fn gap_fits(least_deprived: Decimal, most_deprived: Decimal, stated: Decimal) -> Finding {
    let computed = least_deprived - most_deprived;
    let slack = last_place(least_deprived, most_deprived);
    (stated - computed).abs().gt(&slack).then(|| {
        Message::new("check-gap")
            .with("least", least_deprived)
            .with("most", most_deprived)
            .with("stated", stated)
            .with("computed", computed)
    })
}

/// Whether a printed total fits its printed parts. Whole numbers must add up exactly. Where a number has decimals, or
/// `rounded` is set, each of them may be half a unit of its last decimal away from what it stands for.
///
/// Found: `check-total` with `stated`, `computed`, `parts` (how many). No parts are no finding.
#[must_use]
pub fn total_fits(parts: &[Decimal], total: Decimal, rounded: bool) -> Finding {
    if parts.is_empty() {
        return None;
    }
    let all = parts.iter().chain([&total]);
    let is_rounded = rounded || all.clone().any(|number| number.scale() > 0);
    let slack: Decimal =
        if is_rounded { all.map(|number| Decimal::new(5, number.scale() + 1)).sum() } else { Decimal::ZERO };
    let computed: Decimal = parts.iter().sum();
    (computed - total).abs().gt(&slack).then(|| {
        Message::new("check-total")
            .with("stated", grouped(total))
            .with("computed", grouped(computed))
            .with("parts", parts.len())
    })
}
