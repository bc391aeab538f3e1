//! Is a stated change the change, and did a number move the way a paper says?

use rust_decimal::Decimal;

use super::{Finding, last_place};
use crate::Message;

/// Whether a paper's stated change is the change from `from` to `to`.
///
/// The size is compared, since papers write "decreased by 1.5"; a wrong direction is for
/// [`stated_direction`]. The ends are rounded, so their exact difference may lie up to one unit of
/// their last decimal away; such a change is possible and is not reported unless `exact` is set, as
/// it is where the paper says that it subtracts printed numbers.
///
/// Found: `check-change` with `from`, `to`, `stated`, `computed`.
#[must_use]
pub fn stated_change(from: Decimal, to: Decimal, stated: Decimal, exact: bool) -> Finding {
    let computed = (to - from).abs();
    let slack = if exact { Decimal::ZERO } else { last_place(from, to) };
    (stated.abs() - computed).abs().gt(&slack).then(|| {
        Message::new("check-change")
            .with("from", from)
            .with("to", to)
            .with("stated", stated.abs())
            .with("computed", computed)
    })
}

/// Which way a paper says a number moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It grew.
    Up,
    /// It fell.
    Down,
    /// It stayed the same.
    Level,
}

impl Direction {
    /// The way from `from` to `to`.
    #[must_use]
    pub fn of(from: Decimal, to: Decimal) -> Self {
        match to.cmp(&from) {
            std::cmp::Ordering::Greater => Self::Up,
            std::cmp::Ordering::Less => Self::Down,
            std::cmp::Ordering::Equal => Self::Level,
        }
    }
}

/// Whether a number moved the way a paper says.
///
/// Found: `check-direction-up`, `-down` or `-level`, which name the way it really moved, with `from`
/// and `to`.
#[must_use]
pub fn stated_direction(from: Decimal, to: Decimal, stated: Direction) -> Finding {
    let moved = Direction::of(from, to);
    (moved != stated).then(|| {
        let key = match moved {
            Direction::Up => "check-direction-up",
            Direction::Down => "check-direction-down",
            Direction::Level => "check-direction-level",
        };
        Message::new(key).with("from", from).with("to", to)
    })
}
