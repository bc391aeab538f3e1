//! Two sessions put together where one alone has too few people, and the guard against counting a session twice.
//!
//! The numerators and the denominators are added; percentages are never averaged. Windows that share a session are not
//! independent points: no interval, trend or verdict may set one against the other.

#[cfg(test)]
mod tests;

use crate::{AcademicSession, Counts, Message, Period};

/// The counts of two sessions together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoSessions {
    /// Both sessions.
    pub period: Period,
    /// (N₁ + N₂) of (D₁ + D₂).
    pub counts: Counts,
}

/// Puts two sessions in a row together, in either order. A session with nobody in it (0 of 0) is in it all the same.
///
/// # Errors
/// `pool-session-twice` with `session` where both are the same, `period-not-consecutive` where they do not follow each
/// other, otherwise as [`Counts::share`], for a session (with `session`) and for the sums.
pub fn two_sessions(one: (AcademicSession, Counts), other: (AcademicSession, Counts)) -> Result<TwoSessions, Message> {
    let (first, last) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    if first.0 == last.0 {
        return Err(Message::new("pool-session-twice").with("session", first.0));
    }
    let period = Period::new(first.0, last.0).map_err(|error| error.message())?;
    for (session, counts) in [first, last] {
        if (counts.numerator, counts.denominator) != (0, 0) {
            Counts::share(counts.numerator, counts.denominator).map_err(|why| why.with("session", session))?;
        }
    }
    let sum = |a: i64, b: i64| a.saturating_add(b);
    let counts = Counts::share(sum(first.1.numerator, last.1.numerator), sum(first.1.denominator, last.1.denominator))?;
    Ok(TwoSessions { period, counts })
}

/// Whether no two of these periods share a session, so that they may be compared and drawn as points of one series.
///
/// # Errors
/// `pool-overlap` with `first`, `second` and the `session` they share, for the first two that do.
pub fn independent(periods: &[Period]) -> Result<(), Message> {
    for (at, first) in periods.iter().enumerate() {
        for second in &periods[at + 1..] {
            if first.overlaps(*second) {
                let shared = if second.contains(first.first()) { first.first() } else { first.last() };
                return Err(Message::new("pool-overlap")
                    .with("first", first)
                    .with("second", second)
                    .with("session", shared));
            }
        }
    }
    Ok(())
}

/// The places of the periods that may stand beside each other: from the latest backwards, each that shares no session
/// with one taken already. In the order given.
#[must_use]
pub fn independent_from_latest(periods: &[Period]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..periods.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse((periods[*at].last(), periods[*at].first(), *at)));
    let mut taken: Vec<usize> = Vec::new();
    for at in order {
        if taken.iter().all(|other| !periods[*other].overlaps(periods[at])) {
            taken.push(at);
        }
    }
    taken.sort_unstable();
    taken
}
