//! Funnel limits: how far a unit may lie from the average by chance alone, which depends on how many people it has.
//!
//! With p₀ = ΣN/ΣD and n people: p₀ ± z·√(p₀(1−p₀)/n), the values whose Wilson interval just reaches p₀ (Spiegelhalter,
//! Statistics in Medicine 24 (2005) 1185–1202; the UK Health Security Agency's funnels). Below [`EXACT_BELOW`] people
//! the limits are those of the exact binomial with Spiegelhalter's interpolation. A funnel is no ranking.

mod said;
#[cfg(test)]
mod tests;

use super::DUST;
use crate::{
    Counts, Message,
    wilson::{Confidence, Interval, number},
};

/// The number of people below which the limits come from the exact binomial.
pub const EXACT_BELOW: i64 = 20;

/// The fewest units from which the spread between them is estimated.
pub const FEWEST_FOR_SPREAD: usize = 10;

/// Where a unit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// It has nobody in it.
    Nobody,
    /// Within the 95% limits.
    Within,
    /// Above the 95% limits and within the 99.8% limits: to be expected of one unit in twenty.
    Above,
    /// Below the 95% limits and within the 99.8% limits.
    Below,
    /// Above the 99.8% limits: worth a question.
    FarAbove,
    /// Below the 99.8% limits: worth a question.
    FarBelow,
}

impl Position {
    /// Whether it lies outside the 99.8% limits.
    #[must_use]
    pub fn is_far(self) -> bool {
        matches!(self, Self::FarAbove | Self::FarBelow)
    }
}

/// How much more the units differ than chance alone explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// φ: the mean of the squared, winsorised z-scores; above 1 where they differ more than by chance.
    pub phi: f64,
    /// τ²: the variance between units on the arcsine scale that explains it; 0 where φ needs none.
    pub tau_squared: f64,
}

/// Some units around their common share.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// p₀: all numerators over all denominators, from 0 to 1.
    pub centre: f64,
    /// The counts of each unit, in the order given.
    pub units: Vec<Counts>,
    /// Where each unit lies, in the same order.
    pub positions: Vec<Position>,
    /// How much more they differ than by chance; `None` for fewer than [`FEWEST_FOR_SPREAD`] units with people, where
    /// it would be a guess.
    pub spread: Option<Spread>,
}

/// Places units around their common share.
///
/// # Errors
/// As [`Counts::share`] for a unit (0 of 0 is allowed: it has nobody), and for their sums.
pub fn funnel(units: &[Counts]) -> Result<Funnel, Message> {
    let sum = |pick: fn(&Counts) -> i64| units.iter().map(pick).fold(0_i64, i64::saturating_add);
    let all = Counts { numerator: sum(|counts| counts.numerator), denominator: sum(|counts| counts.denominator) };
    funnel_about(units, all)
}

/// Places units around the share of `all`, of whom they may be only some.
///
/// # Errors
/// As [`funnel`].
pub fn funnel_about(units: &[Counts], all: Counts) -> Result<Funnel, Message> {
    for counts in units.iter().filter(|counts| (counts.numerator, counts.denominator) != (0, 0)) {
        Counts::share(counts.numerator, counts.denominator)?;
    }
    Counts::share(all.numerator, all.denominator)?;
    let centre = number(all.numerator) / number(all.denominator);
    let positions = units.iter().map(|counts| position(*counts, centre)).collect();
    Ok(Funnel { centre, units: units.to_vec(), positions, spread: spread(units, centre) })
}

fn position(counts: Counts, centre: f64) -> Position {
    if counts.denominator == 0 {
        return Position::Nobody;
    }
    if is_beyond(counts, centre, Confidence::Flags, true) {
        Position::FarAbove
    } else if is_beyond(counts, centre, Confidence::Flags, false) {
        Position::FarBelow
    } else if is_beyond(counts, centre, Confidence::Reading, true) {
        Position::Above
    } else if is_beyond(counts, centre, Confidence::Reading, false) {
        Position::Below
    } else {
        Position::Within
    }
}

/// Whether a unit lies beyond its upper or lower limit. The interpolated limits of few people lie between two counts, so
/// that a count just beyond may be quite likely (one of one, where every second is expected): of few people a unit is
/// beyond only where the exact probability of lying there or further out is within the tail as well.
fn is_beyond(counts: Counts, centre: f64, confidence: Confidence, above: bool) -> bool {
    let (x, n) = (number(counts.numerator), number(counts.denominator));
    let Interval { lower, upper } = limits(centre, counts.denominator, confidence);
    let beyond = if above { x / n > upper + DUST } else { x / n < lower - DUST };
    if !beyond || counts.denominator >= EXACT_BELOW {
        return beyond;
    }
    let (least, chance) = if above { (n - x, 1.0 - centre) } else { (x, centre) };
    up_to(least, n, chance) <= tail(confidence) + DUST
}

/// The probability of at most `most` of `n`, each with this chance.
fn up_to(most: f64, n: f64, chance: f64) -> f64 {
    let mut mass = (1.0 - chance).powf(n);
    let mut sum = mass;
    let mut r = 0.0;
    while r < most {
        mass *= (n - r) / (r + 1.0) * chance / (1.0 - chance);
        r += 1.0;
        sum += mass;
    }
    sum
}

/// The part of chance that lies beyond one limit.
fn tail(confidence: Confidence) -> f64 {
    match confidence {
        Confidence::Reading => 0.025,
        Confidence::Flags => 0.001,
    }
}

/// Between which shares a unit of `people` lies by chance, where the common share is `centre` (0 to 1). Both ends lie
/// within 0 and 1; for nobody they are 0 and 1; where the common share is 0 or 1 they are that share.
#[must_use]
pub fn limits(centre: f64, people: i64, confidence: Confidence) -> Interval {
    if people <= 0 {
        return Interval { lower: 0.0, upper: 1.0 };
    }
    let centre = if centre.is_nan() { 0.5 } else { centre.clamp(0.0, 1.0) };
    if centre <= 0.0 || centre >= 1.0 {
        return Interval { lower: centre, upper: centre };
    }
    if people < EXACT_BELOW {
        let tail = tail(confidence);
        return Interval { lower: exact(centre, people, tail), upper: exact(centre, people, 1.0 - tail) };
    }
    let half = confidence.quantile() * (centre * (1.0 - centre) / number(people)).sqrt();
    Interval { lower: (centre - half).max(0.0), upper: (centre + half).min(1.0) }
}

/// (r − a)/n: r is the least number with P(R ≤ r) above `tail`, a how far `tail` lies back towards r − 1 (Spiegelhalter
/// 2005, appendix A.1.1).
fn exact(centre: f64, people: i64, tail: f64) -> f64 {
    let n = number(people);
    let mut r = 0.0;
    let mut mass = (1.0 - centre).powf(n);
    let mut up_to = mass;
    while up_to <= tail && r < n {
        mass *= (n - r) / (r + 1.0) * centre / (1.0 - centre);
        r += 1.0;
        up_to += mass;
    }
    let back = if mass > 0.0 { (up_to - tail) / mass } else { 0.0 };
    ((r - back) / n).clamp(0.0, 1.0)
}

/// The limits where units differ by more than chance: chance and `tau_squared` together on the arcsine scale,
/// sin²(asin√p₀ ± z·√(1/4n + τ²)).
#[must_use]
pub fn limits_with_spread(centre: f64, people: i64, tau_squared: f64, confidence: Confidence) -> Interval {
    if people <= 0 || !tau_squared.is_finite() {
        return Interval { lower: 0.0, upper: 1.0 };
    }
    let middle = centre.clamp(0.0, 1.0).sqrt().asin();
    let half = confidence.quantile() * (1.0 / (4.0 * number(people)) + tau_squared.max(0.0)).sqrt();
    let back = |angle: f64| angle.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
    Interval { lower: back(middle - half), upper: back(middle + half) }
}

/// φ and τ² on the arcsine scale: z = (asin√p − asin√p₀)·2√n, the outer 10% on each side drawn in to the quantiles
/// there; τ² = max(0, (kφ − (k − 1)) / (Σw − Σw²/Σw)) with w = 4n (Spiegelhalter, Statistics in Medicine 24 (2005);
/// the quantiles are interpolated between neighbours).
fn spread(units: &[Counts], centre: f64) -> Option<Spread> {
    let peopled: Vec<&Counts> = units.iter().filter(|counts| counts.denominator > 0).collect();
    if peopled.len() < FEWEST_FOR_SPREAD {
        return None;
    }
    let middle = centre.sqrt().asin();
    let scores: Vec<f64> = peopled
        .iter()
        .map(|counts| {
            let share = number(counts.numerator) / number(counts.denominator);
            (share.sqrt().asin() - middle) * 2.0 * number(counts.denominator).sqrt()
        })
        .collect();
    let mut sorted = scores.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, 0.1), quantile(&sorted, 0.9));
    let k = number(i64::try_from(scores.len()).unwrap_or(i64::MAX));
    let phi = scores.iter().map(|score| score.clamp(low, high.max(low)).powi(2)).sum::<f64>() / k;
    let weights: Vec<f64> = peopled.iter().map(|counts| 4.0 * number(counts.denominator)).collect();
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let tau_squared = ((k * phi - (k - 1.0)) / (sum - squares / sum)).max(0.0);
    Some(Spread { phi, tau_squared })
}

/// The quantile of sorted numbers, interpolated between the two beside it.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let last = number(i64::try_from(sorted.len().saturating_sub(1)).unwrap_or(i64::MAX));
    let place = part * last;
    let mut at = 0_usize;
    let mut whole = 0.0;
    while whole + 1.0 <= place {
        whole += 1.0;
        at += 1;
    }
    let first = sorted.get(at).copied().unwrap_or_default();
    let next = sorted.get(at + 1).copied().unwrap_or(first);
    first + (next - first) * (place - whole)
}
