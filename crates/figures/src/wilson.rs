//! The Wilson interval of a share: where the true share plausibly lies if the same process ran again.
//!
//! With p = x/n and z the normal quantile of the confidence: centre (p + z²/2n) / (1 + z²/n), half-width
//! z / (1 + z²/n) · √(p(1−p)/n + z²/4n²), kept within 0 and 1 (Wilson 1927; the default of the UK Health
//! Security Agency). It says nothing about who did not answer. It is statistics, so it uses binary
//! floating point; what is published of it is rounded once.

use serde::{Deserialize, Serialize};

use crate::{Counts, Message};

/// How sure an interval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// 95%: for reading.
    Reading,
    /// 99.8%: for flags, since many figures are looked at together.
    Flags,
}

impl Confidence {
    /// The normal quantile z: 1.959964 and 3.090232.
    #[must_use]
    pub fn quantile(self) -> f64 {
        match self {
            Self::Reading => 1.959_963_984_540_054,
            Self::Flags => 3.090_232_306_167_813,
        }
    }
}

/// An interval of shares, both ends from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The Wilson interval of `numerator` out of `denominator`.
///
/// # Errors
/// As [`Counts::share`].
pub fn wilson(numerator: i64, denominator: i64, confidence: Confidence) -> Result<Interval, Message> {
    let counts = Counts::share(numerator, denominator)?;
    let n = number(counts.denominator);
    let p = number(counts.numerator) / n;
    let z = confidence.quantile();
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Ok(Interval { lower: (centre - half).max(0.0), upper: (centre + half).min(1.0) })
}

/// A count as a floating-point number; counts are at most a thousand million and fit exactly.
pub(crate) fn number(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::from(i32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x, n, confidence in per cent, lower, upper: values of statsmodels.
    const CASES: &str = include_str!("../tests/fixtures/wilson.csv");

    #[test]
    fn the_interval_agrees_with_the_reference_values() {
        let mut checked = 0;
        for line in CASES.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let confidence = match cells[2] {
                "95" => Confidence::Reading,
                "99.8" => Confidence::Flags,
                other => panic!("no quantile for {other}"),
            };
            let (x, n) = (cells[0].parse().expect("x"), cells[1].parse().expect("n"));
            let (lower, upper): (f64, f64) = (cells[3].parse().expect("lower"), cells[4].parse().expect("upper"));
            let interval = wilson(x, n, confidence).expect("an interval");
            assert!((interval.lower - lower).abs() < 1e-9, "{line}: {interval:?}");
            assert!((interval.upper - upper).abs() < 1e-9, "{line}: {interval:?}");
            checked += 1;
        }
        assert!(checked >= 20, "only {checked} reference values were read");
    }

    #[test]
    fn the_interval_holds_the_share_and_stays_within_zero_and_one() {
        for n in 1..60 {
            for x in 0..=n {
                let Interval { lower, upper } = wilson(x, n, Confidence::Flags).expect("an interval");
                let share = number(x) / number(n);
                assert!(0.0 <= lower && lower <= share + 1e-12);
                assert!(share - 1e-12 <= upper && upper <= 1.0);
            }
        }
    }

    #[test]
    fn impossible_counts_have_no_interval() {
        for (x, n) in [(0, 0), (-1, 4), (5, 4)] {
            assert!(wilson(x, n, Confidence::Reading).is_err());
        }
    }
}
