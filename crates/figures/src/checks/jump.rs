//! Does a value jump further than its series usually moves?

use rust_decimal::Decimal;

use super::Direction;
use crate::{Message, Period, grouped};

/// The fewest values of a series in which a jump is looked for.
pub const FEWEST_POINTS: usize = 6;

/// A step this many times the median of the others is unusual: 4.5 is three standard deviations of steps that are normally
/// distributed (3 / 0.6745), rounded up.
const TIMES: Decimal = Decimal::from_parts(45, 0, 0, false, 1);

/// The steps of a series that are unusually large: more than 4.5 times the median size of all its other steps, and more
/// than ten units of the last decimal. The median is not moved by the jump itself. Values must be of one definition;
/// sessions without a value are passed over. The way back from a single odd value is not reported again. Fewer than
/// [`FEWEST_POINTS`] values say nothing.
///
/// Each: `check-jump` with `from`, `from_session`, `to`, `to_session`, `step`, `usual` (the median).
#[must_use]
pub fn unusual_jumps(series: &[(Period, Decimal)]) -> Vec<Message> {
    if series.len() < FEWEST_POINTS {
        return Vec::new();
    }
    let mut ordered = series.to_vec();
    ordered.sort_by_key(|(period, _)| *period);
    let steps: Vec<Decimal> = ordered.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).collect();
    let decimals = ordered.iter().map(|(_, value)| value.scale()).min().unwrap_or_default();
    let least = Decimal::new(10, decimals);
    let mut found = Vec::new();
    let mut jumped: Option<Direction> = None;
    for (at, (pair, step)) in ordered.windows(2).zip(&steps).enumerate() {
        let others: Vec<Decimal> =
            steps.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, step)| *step).collect();
        let usual = median(others);
        let way = Direction::of(pair[0].1, pair[1].1);
        let before = jumped.take();
        if *step <= least || *step <= usual * TIMES {
            continue;
        }
        let is_way_back = before.is_some_and(|before| before != way);
        if !is_way_back {
            jumped = Some(way);
            found.push(
                Message::new("check-jump")
                    .with("from", grouped(pair[0].1))
                    .with("from_session", pair[0].0)
                    .with("to", grouped(pair[1].1))
                    .with("to_session", pair[1].0)
                    .with("step", grouped(*step))
                    .with("usual", grouped(usual.normalize())),
            );
        }
    }
    found
}

fn median(mut values: Vec<Decimal>) -> Decimal {
    values.sort_unstable();
    let middle = values.len() / 2;
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    if values.len() % 2 == 1 { at(middle) } else { (at(middle.saturating_sub(1)) + at(middle)) / Decimal::TWO }
}
