//! Working backwards: from a day that cannot move to the days by which something must be ready. Days are counted on the
//! calendar, so that neither the change to summer time nor the end of a session moves one.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

/// A deadline worked back from a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Back {
    /// The day by which it must be ready: never a Saturday or a Sunday.
    pub(super) day: String,
    /// The day the rule gives, where that is at a weekend.
    pub(super) instead_of: Option<String>,
}

/// The deadline so many days before a day; at a weekend, the Friday before. Nothing for text that is no day.
pub(super) fn days_before(day: &str, days: i64) -> Option<Back> {
    let last: Date = day.parse().ok()?;
    let ruled = last.checked_sub(Span::new().try_days(days).ok()?).ok()?;
    let back = match ruled.weekday() {
        Weekday::Saturday => 1,
        Weekday::Sunday => 2,
        _ => 0,
    };
    let moved = ruled.checked_sub(Span::new().days(back)).ok()?;
    Some(Back { day: moved.to_string(), instead_of: (back > 0).then(|| ruled.to_string()) })
}

/// The day after or before a stored day.
pub(super) fn beside(day: &str, days: i64) -> Option<String> {
    let date: Date = day.parse().ok()?;
    Some(date.checked_add(Span::new().try_days(days).ok()?).ok()?.to_string())
}
