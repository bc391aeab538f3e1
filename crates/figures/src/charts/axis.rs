//! The scale of a value axis: round steps, and honest about where it starts.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::Unit;

/// The scale from `low` to `high` in steps of `step`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Axis {
    pub(super) low: Decimal,
    pub(super) high: Decimal,
    step: Decimal,
}

impl Axis {
    /// A scale that holds every value. Counts start at zero, and so does anything that comes near it;
    /// a scale never shows less than a few points, so that small changes do not look large.
    pub(super) fn holding(values: &[Decimal], unit: Unit) -> Self {
        let least = values.iter().min().copied().unwrap_or_default();
        let most = values.iter().max().copied().unwrap_or(Decimal::ONE);
        let narrowest = match unit {
            Unit::Percent | Unit::PercentagePoints | Unit::Per1000 => Decimal::TEN,
            Unit::Count => Decimal::ONE,
        };
        let near_zero = least * Decimal::from(2) <= most;
        let mut low = if unit == Unit::Count || near_zero { least.min(Decimal::ZERO) } else { least };
        let mut high = most;
        if high - low < narrowest {
            let short = (narrowest - (high - low)) / Decimal::from(2);
            high += short;
            if !low.is_zero() {
                low -= short;
            }
        }
        let step = round_step((high - low) / Decimal::from(5));
        low = (low / step).floor() * step;
        high = (high / step).ceil() * step;
        if unit == Unit::Percent && most <= Decimal::ONE_HUNDRED {
            high = high.min(Decimal::ONE_HUNDRED);
        }
        if least >= Decimal::ZERO {
            low = low.max(Decimal::ZERO);
        }
        Self { low, high, step }
    }

    /// The values at which the scale is marked, from `low` upwards.
    pub(super) fn ticks(&self) -> Vec<Decimal> {
        let mut ticks = Vec::new();
        let mut at = self.low;
        while at <= self.high && ticks.len() < 20 {
            ticks.push(at.normalize());
            at += self.step;
        }
        ticks
    }

    /// How far up the scale `value` stands: 0 at the low end, 1 at the high end.
    pub(super) fn share(&self, value: Decimal) -> f64 {
        let whole = self.high - self.low;
        if whole.is_zero() {
            return 0.0;
        }
        ((value - self.low) / whole).to_f64().unwrap_or_default()
    }

    /// Whether the scale starts elsewhere than at zero.
    pub(super) fn starts_above_zero(&self) -> bool {
        self.low > Decimal::ZERO
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
fn round_step(least: Decimal) -> Decimal {
    let mut power = Decimal::new(1, 3);
    loop {
        for times in [1, 2, 5] {
            let step = power * Decimal::from(times);
            if step >= least {
                return step;
            }
        }
        power *= Decimal::TEN;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[&str], unit: Unit) -> Vec<String> {
        let values: Vec<_> = values.iter().map(|v| Decimal::from_str_exact(v).expect("a decimal")).collect();
        Axis::holding(&values, unit).ticks().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn steps_are_round_and_hold_every_value() {
        assert_eq!(axis(&["69.7", "74.5"], Unit::Percent), ["66", "68", "70", "72", "74", "76", "78"]);
        assert_eq!(axis(&["2457", "10443"], Unit::Count), ["0", "5000", "10000", "15000"]);
        assert_eq!(axis(&["4.2", "3.5"], Unit::PercentagePoints).first().map(String::as_str), Some("0"));
    }

    #[test]
    fn a_percentage_never_reaches_past_a_hundred_and_nothing_falls_below_zero_unasked() {
        assert_eq!(axis(&["96", "99.5"], Unit::Percent).last().map(String::as_str), Some("100"));
        for values in [["0.1", "0.2"], ["0", "0"], ["3.5", "4.2"], ["9", "10"]] {
            let first = axis(&values, Unit::PercentagePoints)[0].clone();
            assert!(!first.starts_with('-'), "{values:?} starts at {first}");
        }
    }

    #[test]
    fn every_value_lies_on_its_scale() {
        for least in (-50..400).step_by(7) {
            for width in [0, 1, 3, 40, 900] {
                let values = [Decimal::new(least, 1), Decimal::new(least + width, 1)];
                for unit in Unit::ALL {
                    let axis = Axis::holding(&values, unit);
                    assert!(values.iter().all(|v| (0.0..=1.0).contains(&axis.share(*v))), "{values:?} {unit:?}");
                    assert!((2..20).contains(&axis.ticks().len()));
                }
            }
        }
    }
}
