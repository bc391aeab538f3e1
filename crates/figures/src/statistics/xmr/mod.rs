//! Control limits for a series: is a value part of the usual ups and downs, or is something else at work?
//!
//! Individuals and moving ranges (XmR) as Making Data Count teaches them in the NHS: mean ± 2.66 × mean moving range;
//! the near limits lie at two thirds of that. No range reaches across a missing value. The rules that find a special
//! cause are those of [`Signals`]. A point that is no number, or larger than 10¹⁵ in size, is a missing value.

mod rules;
mod said;
#[cfg(test)]
mod tests;

pub use rules::{RUN, Signals, Way};
pub use said::possible;

use super::{DUST, verdict::Better};

/// The limits lie this many mean moving ranges from the mean: 3 / 1.128, rounded as Making Data Count does.
pub const LIMIT: f64 = 2.66;

/// A moving range above this many mean ranges is out of the ordinary: 3.267, the factor of range charts.
pub const RANGE_LIMIT: f64 = 3.267;

/// The points from which on limits are firm and a trend may be called. Below it they are trial limits.
pub const ENOUGH: usize = 13;

/// The points from which on a chart of limits is drawn at all.
pub const ENOUGH_TO_DRAW: usize = 8;

/// The largest value, in size, that is read as one.
const LARGEST: f64 = 1e15;

/// Whether unusually large ranges take part in the mean range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Screening {
    /// Every range takes part, as in the Making Data Count workbook.
    #[default]
    None,
    /// Ranges above 3.267 mean ranges are left out, once, and the mean taken anew, as the R package does by default.
    Ranges,
}

/// How much the limits may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Fewer than [`ENOUGH_TO_DRAW`] points: the limits say too little to be drawn.
    TooFew,
    /// Fewer than [`ENOUGH`] points: trial limits, and no word of a trend.
    Trial,
    /// Enough points.
    Firm,
}

impl Standing {
    /// The standing of limits from this many points.
    #[must_use]
    pub fn of(points: usize) -> Self {
        if points < ENOUGH_TO_DRAW {
            Self::TooFew
        } else if points < ENOUGH {
            Self::Trial
        } else {
            Self::Firm
        }
    }
}

/// The limits of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The mean of all values.
    pub mean: f64,
    /// The mean moving range that the limits rest on.
    pub mean_range: f64,
    /// The lower limit: mean − 2.66 mean ranges. It may lie below anything possible.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
    /// The lower near limit, two thirds of the way out.
    pub near_lower: f64,
    /// The upper near limit.
    pub near_upper: f64,
    /// 3.267 times the mean of all ranges, before any screening.
    pub range_limit: f64,
    /// How many values there are.
    pub points: usize,
    /// How many pairs of neighbours have a range.
    pub ranges: usize,
}

/// A series with its limits and what the rules find at each point.
#[derive(Debug, Clone, PartialEq)]
pub struct Xmr {
    /// The limits.
    pub limits: Limits,
    /// What the rules find, one for each point given; `None` where there is no value.
    pub signals: Vec<Option<Signals>>,
}

impl Xmr {
    /// How much the limits may be relied on.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(self.limits.points)
    }

    /// The places of the points that a rule finds.
    #[must_use]
    pub fn special(&self) -> Vec<usize> {
        let special = |signals: &Option<Signals>| signals.is_some_and(Signals::is_special);
        self.signals.iter().enumerate().filter(|(_, signals)| special(signals)).map(|(at, _)| at).collect()
    }

    /// What the limits promise about a target.
    #[must_use]
    pub fn assurance(&self, target: f64, better: Better) -> Assurance {
        assurance(self.limits.lower, self.limits.upper, target, better)
    }
}

/// Whether the process as it is will meet a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies beyond the limits on the good side: it will be met.
    Pass,
    /// The target lies beyond the limits on the bad side: it will not be met by the present process.
    Fail,
    /// The target lies between the limits: it will be met sometimes.
    HitOrMiss,
}

/// What limits promise about a target. A target that is no number is hit or miss.
#[must_use]
pub fn assurance(lower: f64, upper: f64, target: f64, better: Better) -> Assurance {
    match (target > upper, target < lower, better) {
        (true, _, Better::Up) | (_, true, Better::Down) => Assurance::Fail,
        (true, _, Better::Down) | (_, true, Better::Up) => Assurance::Pass,
        _ => Assurance::HitOrMiss,
    }
}

/// The limits of a series and what the rules find in it; `None` where no two neighbours both have a value, since
/// without a range there are no limits.
#[must_use]
pub fn xmr(values: &[Option<f64>], screening: Screening) -> Option<Xmr> {
    xmr_from(values, values.len(), screening)
}

/// As [`xmr`], with limits from the first `baseline` points alone, for limits that were fixed before a known change.
#[must_use]
pub fn xmr_from(values: &[Option<f64>], baseline: usize, screening: Screening) -> Option<Xmr> {
    let values: Vec<Option<f64>> = values.iter().map(|value| value.filter(|number| number.abs() <= LARGEST)).collect();
    let limits = limits(&values[..baseline.min(values.len())], screening)?;
    let mut found = rules::signals(&values.iter().copied().flatten().collect::<Vec<f64>>(), &limits).into_iter();
    let signals = values.iter().map(|value| value.and_then(|_| found.next())).collect();
    Some(Xmr { limits, signals })
}

fn limits(values: &[Option<f64>], screening: Screening) -> Option<Limits> {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let mut ranges: Vec<f64> = values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
    let first = mean(&ranges)?;
    let mean_of_values = mean(&known)?;
    let count = ranges.len();
    if screening == Screening::Ranges {
        ranges.retain(|range| *range <= RANGE_LIMIT * first + DUST);
    }
    let mean_range = mean(&ranges).unwrap_or(first);
    let reach = LIMIT * mean_range;
    Some(Limits {
        mean: mean_of_values,
        mean_range,
        lower: mean_of_values - reach,
        upper: mean_of_values + reach,
        near_lower: mean_of_values - reach * 2.0 / 3.0,
        near_upper: mean_of_values + reach * 2.0 / 3.0,
        range_limit: RANGE_LIMIT * first,
        points: known.len(),
        ranges: count,
    })
}

fn mean(values: &[f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some(values.iter().sum::<f64>() / f64::from(count))
}
