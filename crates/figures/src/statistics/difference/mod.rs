//! The difference of two shares with its interval, of different people or of the same people asked twice, and the
//! change in a gap.
//!
//! All three move outwards from the Wilson intervals of the shares, so they hold at 0 of n and at n of n, where
//! intervals from a variance have no width.

#[cfg(test)]
mod tests;

use super::{Estimate, share};
use crate::{
    Counts, Message,
    wilson::{Confidence, number},
};

/// The share now less the share before, of different people.
///
/// With d = p₁ − p₂ and Wilson intervals (l, u) of each: lower d − √((p₁ − l₁)² + (u₂ − p₂)²), upper
/// d + √((u₁ − p₁)² + (p₂ − l₂)²): method 10 of Newcombe, Statistics in Medicine 17 (1998) 873–890. Both ends lie
/// within −1 and 1.
///
/// # Errors
/// As [`Counts::share`] for either side.
pub fn difference(now: Counts, before: Counts, confidence: Confidence) -> Result<Estimate, Message> {
    Ok(apart(share(now, confidence)?, share(before, confidence)?))
}

/// The first less the second, where they are independent: the square-and-add rule of Newcombe, and of Zou and Donner
/// (2008) for any two estimates with intervals of their own.
fn apart(first: Estimate, second: Estimate) -> Estimate {
    let value = first.value - second.value;
    Estimate {
        value,
        lower: value - first.below().hypot(second.above()),
        upper: value + first.above().hypot(second.below()),
    }
}

/// The two ends of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The least deprived (quintile 5).
    pub least: Counts,
    /// The most deprived (quintile 1).
    pub most: Counts,
}

/// A gap at two times, and how it changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapChange {
    /// The gap before: the share of the least deprived less that of the most deprived.
    pub before: Estimate,
    /// The gap now.
    pub now: Estimate,
    /// The gap now less the gap before; below zero where it became narrower.
    pub change: Estimate,
}

/// How a gap changed: the square-and-add rule on the two Newcombe intervals (MOVER; Zou and Donner, Statistics in
/// Medicine 27 (2008) 1693–1702). It takes the four groups for different people.
///
/// # Errors
/// As [`Counts::share`] for any of the four.
pub fn change_in_gap(now: Ends, before: Ends, confidence: Confidence) -> Result<GapChange, Message> {
    let now = difference(now.least, now.most, confidence)?;
    let before = difference(before.least, before.most, confidence)?;
    Ok(GapChange { before, now, change: apart(now, before) })
}

/// The same people asked twice, by what they answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// Yes both times.
    pub both: i64,
    /// Yes before, no after.
    pub only_before: i64,
    /// No before, yes after.
    pub only_after: i64,
    /// No both times.
    pub neither: i64,
}

impl Pairs {
    /// Those who said yes before, out of all.
    ///
    /// # Errors
    /// As [`Counts::share`]; `counts-negative` where any of the four is below zero.
    pub fn before(self) -> Result<Counts, Message> {
        self.counts(self.only_before)
    }

    /// Those who said yes after, out of all.
    ///
    /// # Errors
    /// As [`Self::before`].
    pub fn after(self) -> Result<Counts, Message> {
        self.counts(self.only_after)
    }

    fn counts(self, only: i64) -> Result<Counts, Message> {
        let four = [self.both, self.only_before, self.only_after, self.neither];
        let all = four.iter().fold(0_i64, |sum, count| sum.saturating_add(*count));
        if let Some(below) = four.into_iter().find(|count| *count < 0) {
            return Counts::share(below, all);
        }
        Counts::share(self.both.saturating_add(only), all)
    }

    /// Newcombe's φ, from −1 to 1: how alike the answers before and after are, with his correction for continuity
    /// where it is above zero; 0 where everybody answered alike at one of the two times.
    fn likeness(self) -> f64 {
        let [e, f, g, h] = [self.both, self.only_before, self.only_after, self.neither].map(number);
        let margins = ((e + f) * (g + h)).sqrt() * ((e + g) * (f + h)).sqrt();
        let product = e * h - f * g;
        if margins <= 0.0 {
            0.0
        } else if product > 0.0 {
            (product - (e + f + g + h) / 2.0).max(0.0) / margins
        } else {
            product / margins
        }
    }
}

/// The share after less the share before, of the same people.
///
/// As [`difference`], less twice φ times the product of the two distances under each root: method 10 of Newcombe,
/// Statistics in Medicine 17 (1998) 2635–2650.
///
/// # Errors
/// As [`Pairs::before`].
pub fn paired(pairs: Pairs, confidence: Confidence) -> Result<Estimate, Message> {
    let (after, before) = (share(pairs.after()?, confidence)?, share(pairs.before()?, confidence)?);
    let likeness = pairs.likeness();
    let reach = |a: f64, b: f64| (a * a - 2.0 * likeness * a * b + b * b).max(0.0).sqrt();
    let value = number(pairs.only_after - pairs.only_before) / number(pairs.before()?.denominator);
    Ok(Estimate {
        value,
        lower: value - reach(after.below(), before.above()),
        upper: value + reach(after.above(), before.below()),
    })
}

/// The two-sided exact probability of McNemar: how likely changes at least as one-sided as these are if either way were
/// equally likely. Twice the lower tail of a binomial with one half, at most 1; 1 where nobody changed.
///
/// # Errors
/// As [`Pairs::before`].
pub fn mcnemar(pairs: Pairs) -> Result<f64, Message> {
    pairs.before()?;
    let changed = pairs.only_before + pairs.only_after;
    let fewer = pairs.only_before.min(pairs.only_after);
    if fewer * 2 == changed {
        return Ok(1.0);
    }
    let (n, k) = (number(changed), number(fewer));
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut at = k;
    while at > 0.0 && term > sum * 1e-17 {
        term *= at / (n - at + 1.0);
        sum += term;
        at -= 1.0;
    }
    let tail = (log_factorial(n) - log_factorial(k) - log_factorial(n - k) - n * std::f64::consts::LN_2).exp() * sum;
    Ok((2.0 * tail).min(1.0))
}

/// The natural logarithm of n!: summed up to 20, beyond by Stirling's series.
fn log_factorial(n: f64) -> f64 {
    if n <= 20.0 {
        let mut sum = 0.0;
        let mut at = 2.0;
        while at <= n {
            sum += f64::ln(at);
            at += 1.0;
        }
        return sum;
    }
    let square = n * n;
    (n + 0.5) * n.ln() - n
        + 0.5 * (2.0 * std::f64::consts::PI).ln()
        + (1.0 - (1.0 - 2.0 / (7.0 * square)) / (30.0 * square)) / (12.0 * n)
}
