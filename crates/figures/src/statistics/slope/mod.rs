//! The slope index of inequality: a gap that looks at every group, not at the two outer ones alone.
//!
//! Groups stand from the most deprived to the least, each at the middle of its stretch of the whole population (its
//! midrank, from 0 to 1). A line is laid through their shares by least squares, each group weighing as much as its part
//! of the population. Its slope is the difference between the very bottom and the very top of the scale (Pamuk 1985;
//! Low and Low, Journal of Public Health 26 (2004) 390–395; the UK Health Security Agency computes it so).

#[cfg(test)]
mod tests;

use super::{Estimate, points, share};
use crate::{
    Counts, Message, Unit, grouped,
    wilson::{Confidence, number},
};

/// The fewest groups with people in them through which a line is laid.
pub const FEWEST_GROUPS: usize = 2;

/// A slope index and the line behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The slope, as a difference of shares; above zero where the less deprived do better, as a gap is.
    pub slope: Estimate,
    /// Where the line stands at the most deprived end of the scale. It may lie below 0 or above 1.
    pub most: f64,
    /// Where the line stands at the least deprived end.
    pub least: f64,
}

impl Slope {
    /// The slope in words: `slope-said-less` where the less deprived do clearly better, `slope-said-more` where the more
    /// deprived do, each with `size`, `least`, `most` (the ends of the interval by size); `slope-said-unclear` with `low`
    /// and `high` where the interval includes zero. Percentage points with `decimals` (0 to 6).
    #[must_use]
    pub fn sentence(&self, decimals: u32) -> Message {
        let Estimate { value, lower, upper } = self.slope;
        let size = |value: f64| grouped(points(value.abs(), decimals));
        let (key, least, most) = if self.slope.is_above_zero() {
            ("slope-said-less", lower, upper)
        } else if self.slope.is_below_zero() {
            ("slope-said-more", upper, lower)
        } else {
            return Message::new("slope-said-unclear")
                .with("low", grouped(points(lower, decimals)))
                .with("high", grouped(points(upper, decimals)));
        };
        let size_said = Unit::PercentagePoints.spoken(points(value.abs(), decimals));
        Message::new(key).with("size", size_said).with("least", size(least)).with("most", size(most))
    }
}

/// The slope index of groups from the most deprived to the least, with an interval.
///
/// The slope is a sum of the shares with fixed weights, so its interval is that of Zou, Huang and Zhang
/// (Computational Statistics & Data Analysis 53 (2009) 1080–1085): from each share's Wilson interval outwards, squared
/// and added. It needs no random numbers. Groups without people are left out.
///
/// # Errors
/// As [`Counts::share`] for a group with people; `slope-too-few-groups` with `fewest` and `groups` where fewer than
/// [`FEWEST_GROUPS`] have people.
pub fn slope_index(groups: &[Counts], confidence: Confidence) -> Result<Slope, Message> {
    let places = places(groups)?;
    let spread: f64 = places.iter().map(|place| place.part * (place.rank - 0.5).powi(2)).sum();
    let (mut value, mut below, mut above, mut level) = (0.0, 0.0, 0.0, 0.0);
    for place in &places {
        let weight = place.part * (place.rank - 0.5) / spread;
        let share = share(place.counts, confidence)?;
        value += weight * share.value;
        level += place.part * share.value;
        let ends = [weight * share.lower, weight * share.upper];
        below += (weight * share.value - ends[0].min(ends[1])).powi(2);
        above += (ends[0].max(ends[1]) - weight * share.value).powi(2);
    }
    // Midranks weighted by population lie around one half, so the line passes the overall share there.
    Ok(Slope {
        slope: Estimate { value, lower: value - below.sqrt(), upper: value + above.sqrt() },
        most: level - value / 2.0,
        least: level + value / 2.0,
    })
}

/// The slope index with the line laid through the logits of the shares, for shares far from one half, where a straight
/// line would leave 0 to 1. The ends of the line are turned back into shares; the index is their difference. It has no
/// interval here.
///
/// # Errors
/// As [`slope_index`]; `slope-logit-ends` where the share of a group is 0 or 1 and has no logit.
pub fn slope_index_by_logit(groups: &[Counts]) -> Result<f64, Message> {
    let places = places(groups)?;
    let spread: f64 = places.iter().map(|place| place.part * (place.rank - 0.5).powi(2)).sum();
    let (mut slope, mut level) = (0.0, 0.0);
    for place in &places {
        let Counts { numerator, denominator } = place.counts;
        if numerator == 0 || numerator == denominator {
            return Err(Message::new("slope-logit-ends"));
        }
        let logit = (number(numerator) / number(denominator - numerator)).ln();
        slope += place.part * (place.rank - 0.5) / spread * logit;
        level += place.part * logit;
    }
    let share = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Ok(share(level + slope / 2.0) - share(level - slope / 2.0))
}

/// A group with people: its counts, its part of the population and its midrank, both from 0 to 1.
struct Place {
    counts: Counts,
    part: f64,
    rank: f64,
}

fn places(groups: &[Counts]) -> Result<Vec<Place>, Message> {
    let mut peopled = Vec::new();
    for counts in groups {
        if (counts.numerator, counts.denominator) != (0, 0) {
            peopled.push(Counts::share(counts.numerator, counts.denominator)?);
        }
    }
    if peopled.len() < FEWEST_GROUPS {
        return Err(Message::new("slope-too-few-groups").with("fewest", FEWEST_GROUPS).with("groups", peopled.len()));
    }
    let all: f64 = peopled.iter().map(|counts| number(counts.denominator)).sum();
    let mut before = 0.0;
    let place = |counts: Counts| {
        let part = number(counts.denominator) / all;
        let rank = before + part / 2.0;
        before += part;
        Place { counts, part, rank }
    };
    Ok(peopled.into_iter().map(place).collect())
}
