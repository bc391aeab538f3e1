//! Honest statistics: intervals of differences, change in a gap, inequality over all quintiles, control limits,
//! funnels, two years put together, and verdicts in four phrases.
//!
//! Shares run from 0 to 1 and differences of shares from −1 to 1, as binary floating point; what is shown of them
//! is rounded once, by [`points`]. No result is ever not a number: what cannot be computed is a [`crate::Message`]
//! that says why.

pub mod difference;
pub mod funnel;
pub mod pooling;
pub mod slope;
pub mod verdict;
pub mod xmr;

use crate::{
    Counts, Decimal, Message, Unit, grouped,
    rounding::{rate, round},
    wilson::{Confidence, Interval, number, wilson},
};

/// Differences smaller than this are the dust of binary floating point, never a finding.
pub(crate) const DUST: f64 = 1e-12;

/// A value with the interval around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value observed.
    pub value: f64,
    /// The lower end of its interval, never above `value`.
    pub lower: f64,
    /// The upper end of its interval, never below `value`.
    pub upper: f64,
}

impl Estimate {
    /// Whether the whole interval lies above zero.
    #[must_use]
    pub fn is_above_zero(self) -> bool {
        self.lower > DUST
    }

    /// Whether the whole interval lies below zero.
    #[must_use]
    pub fn is_below_zero(self) -> bool {
        self.upper < -DUST
    }

    /// How far the value lies above the lower end.
    pub(crate) fn below(self) -> f64 {
        self.value - self.lower
    }

    /// How far the value lies below the upper end.
    pub(crate) fn above(self) -> f64 {
        self.upper - self.value
    }
}

/// The share of some counts, from 0 to 1, with its Wilson interval.
///
/// # Errors
/// As [`Counts::share`].
pub fn share(counts: Counts, confidence: Confidence) -> Result<Estimate, Message> {
    let Interval { lower, upper } = wilson(counts.numerator, counts.denominator, confidence)?;
    let value = number(counts.numerator) / number(counts.denominator);
    // At 0 and at n the end of the interval is the share itself, but for dust.
    Ok(Estimate { value, lower: lower.min(value), upper: upper.max(value) })
}

/// A share in one sentence with its 95% interval and how many it is of: `interval-said` with `value`, `n`, `lower`, `upper`;
/// percentages with `decimals` (0 to 6). Of fewer than ten, `verdict-few-cases` instead: an interval would say too little.
///
/// # Errors
/// As [`Counts::share`], but for 0 of 0, which is too few.
pub fn share_sentence(counts: Counts, decimals: u32) -> Result<Message, Message> {
    let is_nobody = (counts.numerator, counts.denominator) == (0, 0);
    if !is_nobody {
        Counts::share(counts.numerator, counts.denominator)?;
    }
    if counts.denominator < verdict::FEWEST_CASES {
        return Ok(verdict::Shortage::Cases.message());
    }
    let found = share(counts, Confidence::Reading)?;
    let percent = |share: f64| Unit::Percent.spoken(points(share, decimals));
    Ok(Message::new("interval-said")
        .with("value", Unit::Percent.spoken(rate(counts.numerator, counts.denominator, decimals)?))
        .with("n", grouped(counts.denominator.into()))
        .with("lower", percent(found.lower))
        .with("upper", percent(found.upper)))
}

/// A share or a difference of shares times 100, rounded half away from zero to `decimals`: per cent or points.
#[must_use]
pub fn points(share: f64, decimals: u32) -> Decimal {
    shown(share * 100.0, decimals)
}

/// A number as it is shown, rounded half away from zero to `decimals`. Binary floating point leaves a dust far below
/// what is shown; it must not decide a half. A number too large for a decimal is shown as zero and cannot arise from
/// counts.
#[must_use]
pub fn shown(value: f64, decimals: u32) -> Decimal {
    round(Decimal::from_f64_retain(value).unwrap_or_default().round_dp(9), decimals.min(9))
}
