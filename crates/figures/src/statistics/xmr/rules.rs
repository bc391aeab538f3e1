//! The four rules of Making Data Count for a special cause.
//!
//! They look at the values there are, in order: a missing value has no range but does not end a run.

use super::Limits;
use crate::statistics::verdict::Better;

/// The points in a row on one side of the mean, or rising or falling, that a rule asks for.
pub const RUN: usize = 7;

/// Which way something lies or moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Above, or upwards.
    Up,
    /// Below, or downwards.
    Down,
}

/// What the four rules find at one point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// On which side of the mean the point lies; `None` on the mean itself.
    pub side: Option<Way>,
    /// The point lies outside the limits.
    pub outside: bool,
    /// It is one of seven or more points in a row on one side of the mean.
    pub shift: bool,
    /// It is one of seven or more points in a row that only rise or only fall; equal neighbours end the row.
    pub trend: Option<Way>,
    /// It is one of at least two of three points in a row beyond the near limit but not outside the limits, all three
    /// on one side of the mean.
    pub two_of_three: bool,
}

impl Signals {
    /// Whether any rule finds the point.
    #[must_use]
    pub fn is_special(self) -> bool {
        self.outside || self.shift || self.trend.is_some() || self.two_of_three
    }

    /// Which way the point is special: the side it lies on, or, where only a trend finds it, the way of the trend.
    #[must_use]
    pub fn way(self) -> Option<Way> {
        if self.outside || self.shift {
            self.side
        } else if self.trend.is_some() {
            self.trend
        } else if self.two_of_three {
            self.side
        } else {
            None
        }
    }

    /// Whether the point is special in the good way (`true`) or the bad way; `None` where it is not special.
    #[must_use]
    pub fn is_good(self, better: Better) -> Option<bool> {
        self.way().map(|way| (way == Way::Up) == (better == Better::Up))
    }
}

/// What the rules find at each value.
pub(super) fn signals(values: &[f64], limits: &Limits) -> Vec<Signals> {
    // The mean of equal numbers may miss them by the dust of binary floating point.
    let largest = values.iter().fold(limits.mean.abs(), |most, value| most.max(value.abs()));
    let dust = largest * 1e-12;
    let sides: Vec<Option<Way>> = values.iter().map(|value| way(value - limits.mean, dust)).collect();
    let outside = |value: &f64| *value > limits.upper + dust || *value < limits.lower - dust;
    let near = |value: &f64| *value > limits.near_upper + dust || *value < limits.near_lower - dust;
    let near: Vec<bool> = values.iter().map(|value| near(value) && !outside(value)).collect();
    let shifts = shifts(&sides);
    let trends = trends(values, dust);
    let pairs = two_of_three(&near, &sides);
    (0..values.len())
        .map(|at| Signals {
            side: sides[at],
            outside: outside(&values[at]),
            shift: shifts[at],
            trend: trends[at],
            two_of_three: pairs[at],
        })
        .collect()
}

fn way(difference: f64, dust: f64) -> Option<Way> {
    if difference > dust {
        Some(Way::Up)
    } else if difference < -dust {
        Some(Way::Down)
    } else {
        None
    }
}

/// Which points are members of a run of [`RUN`] or more on one side.
pub(super) fn shifts(sides: &[Option<Way>]) -> Vec<bool> {
    let mut found = vec![false; sides.len()];
    let mut start = 0;
    for at in 0..sides.len() {
        if at > 0 && sides[at] != sides[at - 1] {
            start = at;
        }
        if sides[at].is_some() && at + 1 - start >= RUN {
            found[start..=at].fill(true);
        }
    }
    found
}

/// Which points are members of a run of [`RUN`] or more that only rise or only fall, and which way.
pub(super) fn trends(values: &[f64], dust: f64) -> Vec<Option<Way>> {
    let mut found = vec![None; values.len()];
    let mut start = 0;
    let mut moving = None;
    for at in 1..values.len() {
        let step = way(values[at] - values[at - 1], dust);
        if step.is_none() || step != moving {
            start = if step.is_none() { at } else { at - 1 };
            moving = step;
        }
        if step.is_some() && at + 1 - start >= RUN {
            // A turning point belongs to the run that found it first.
            for place in &mut found[start..=at] {
                *place = place.or(step);
            }
        }
    }
    found
}

/// Which points are near the limits in some three in a row of which at least two are, all three on one side.
pub(super) fn two_of_three(near: &[bool], sides: &[Option<Way>]) -> Vec<bool> {
    let mut found = vec![false; near.len()];
    for start in 0..near.len().saturating_sub(2) {
        let three = start..start + 3;
        let side = sides[start];
        let one_side = side.is_some() && sides[three.clone()].iter().all(|other| *other == side);
        if one_side && near[three.clone()].iter().filter(|near| **near).count() >= 2 {
            for at in three {
                found[at] |= near[at];
            }
        }
    }
    found
}
